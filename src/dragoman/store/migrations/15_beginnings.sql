-- Beginnings of two and three letters are looked up (schema 15): without a list of them, "af*" was put
-- together of all words that begin so. On 100,000 reports that took 308 ms, and takes 14; the index
-- grows from 84 to 199 MB, of a record of 6.2 GB, and takes 19 s of CPU to make anew.

DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = 'texts', content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO words (words) VALUES ('rebuild');
