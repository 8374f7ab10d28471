-- What people say of rows (schema 11), beside them and never over them. A review is never changed: a
-- second thought is one more, and of each row the last review holds.

CREATE TABLE reviews (
    id         INTEGER PRIMARY KEY,
    made       TEXT NOT NULL,                 -- UTC
    row        TEXT NOT NULL,                 -- the id of a statement, an event or a position
    kind       TEXT NOT NULL CHECK (kind IN ('statements', 'events', 'positions')),
    report     TEXT NOT NULL,
    verdict    TEXT NOT NULL CHECK (verdict IN ('accepted', 'disputed', 'corrected', 'reopened')),
    correction TEXT,                          -- what it should be, as a JSON object by field
    note       TEXT,
    by_        TEXT NOT NULL,
    CHECK ((verdict = 'corrected') = (correction IS NOT NULL))
) STRICT;
CREATE INDEX reviews_by_row ON reviews (row, id);
CREATE INDEX reviews_by_report ON reviews (report);

CREATE TRIGGER no_review_changes BEFORE UPDATE ON reviews BEGIN
    SELECT RAISE(ABORT, 'a review is never changed');
END;
CREATE TRIGGER no_review_goes BEFORE DELETE ON reviews
WHEN EXISTS (SELECT 1 FROM codings WHERE report = old.report) BEGIN
    SELECT RAISE(ABORT, 'a review is taken out only with its report');
END;

-- What holds now: of each row its last review, unless that opened the question again.
CREATE VIEW reviewed AS
    SELECT * FROM reviews WHERE id IN (SELECT max(id) FROM reviews GROUP BY row)
       AND verdict <> 'reopened';
