-- The record on disk. Nothing is ever changed or taken out: coding a report again adds a coding.
--
-- A *coding* is one report as one run read it. Rows keep their place in the record, the columns
-- that queries ask for, and the whole row as JSON beside them; spans are offsets into texts.text,
-- code points, end exclusive. Words are not stored twice: a quote is cut out of the text. Tables of
-- wide rows keep their rowid: without it, SQLite spreads such rows over three times the pages.

CREATE TABLE runs (
    id            INTEGER PRIMARY KEY,
    started       TEXT NOT NULL,              -- UTC, when the program began to write
    dragoman      TEXT NOT NULL,
    tables        TEXT NOT NULL,              -- digest of the lexicon
    model         TEXT,
    model_version TEXT,
    model_hash    TEXT,
    profile       TEXT
);

CREATE TABLE texts (
    id   INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL                        -- a lone surrogate stands as U+FFFD; json keeps it
);

CREATE TABLE codings (
    id        INTEGER PRIMARY KEY,
    run       INTEGER NOT NULL REFERENCES runs,
    report    TEXT NOT NULL,                  -- the report's id
    text      INTEGER NOT NULL REFERENCES texts,
    source    TEXT NOT NULL,
    url       TEXT,
    outlet    TEXT,
    title     TEXT,
    published TEXT,                           -- EDTF, local
    language  TEXT,
    stage     TEXT,                           -- the problem, where there is one
    message   TEXT,
    json      TEXT NOT NULL                   -- the report without its text
);
CREATE INDEX codings_by_report ON codings (report, id);
CREATE INDEX codings_by_published ON codings (published);

CREATE TABLE mentions (
    coding INTEGER NOT NULL REFERENCES codings,
    place  INTEGER NOT NULL,
    id     TEXT NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    actor  TEXT,
    name   TEXT NOT NULL,
    kind   TEXT NOT NULL,
    rule   TEXT NOT NULL,
    json   TEXT NOT NULL,
    PRIMARY KEY (coding, place)
);
CREATE INDEX mentions_by_actor ON mentions (actor);

CREATE TABLE actors (
    coding  INTEGER NOT NULL REFERENCES codings,
    place   INTEGER NOT NULL,
    id      TEXT NOT NULL,
    name    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    country TEXT,
    known   TEXT NOT NULL,
    json    TEXT NOT NULL,
    PRIMARY KEY (coding, place)
);
CREATE INDEX actors_by_id ON actors (id);

CREATE TABLE affiliations (
    coding INTEGER NOT NULL REFERENCES codings,
    place  INTEGER NOT NULL,
    id     TEXT NOT NULL,
    office TEXT,
    rule   TEXT NOT NULL,
    json   TEXT NOT NULL,
    PRIMARY KEY (coding, place)
);

CREATE TABLE times (
    coding INTEGER NOT NULL REFERENCES codings,
    place  INTEGER NOT NULL,
    id     TEXT NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    value  TEXT NOT NULL,
    type   TEXT NOT NULL,
    anchor TEXT NOT NULL,
    json   TEXT NOT NULL,
    PRIMARY KEY (coding, place)
);

CREATE TABLE statements (
    coding INTEGER NOT NULL REFERENCES codings,
    place  INTEGER NOT NULL,
    id     TEXT NOT NULL,
    act    TEXT NOT NULL,
    mode   TEXT NOT NULL,
    inside TEXT,
    time   TEXT,                              -- when.value
    score  REAL NOT NULL,
    rule   TEXT NOT NULL,
    json   TEXT NOT NULL,
    PRIMARY KEY (coding, place)
);
CREATE INDEX statements_by_id ON statements (id);

CREATE TABLE events (
    coding     INTEGER NOT NULL REFERENCES codings,
    place      INTEGER NOT NULL,
    id         TEXT NOT NULL,
    type       TEXT NOT NULL,
    mode       TEXT,
    quad       TEXT NOT NULL,
    intensity  REAL NOT NULL,
    realis     TEXT NOT NULL,
    background INTEGER NOT NULL,
    time       TEXT,
    not_before TEXT,
    not_after  TEXT,
    country    TEXT,                          -- of where
    echoes     TEXT,
    score      REAL NOT NULL,
    rule       TEXT NOT NULL,
    json       TEXT NOT NULL,
    PRIMARY KEY (coding, place)
);
CREATE INDEX events_by_id ON events (id);
CREATE INDEX events_by_type ON events (type);

CREATE TABLE positions (
    coding    INTEGER NOT NULL REFERENCES codings,
    place     INTEGER NOT NULL,
    id        TEXT NOT NULL,
    sign      INTEGER NOT NULL CHECK (sign IN (1, -1)),
    kind      TEXT NOT NULL,
    symmetric INTEGER NOT NULL,
    issue_key TEXT,
    realis    TEXT NOT NULL,
    time      TEXT,
    echoes    TEXT,
    score     REAL NOT NULL,
    rule      TEXT NOT NULL,
    json      TEXT NOT NULL,
    PRIMARY KEY (coding, place)
);
CREATE INDEX positions_by_id ON positions (id);

-- Who fills which role of a row: speaker, on_behalf_of, via, source, target, holder, against,
-- person, body.
CREATE TABLE roles (
    coding INTEGER NOT NULL REFERENCES codings,
    row    TEXT NOT NULL,
    role   TEXT NOT NULL,
    place  INTEGER NOT NULL,
    actor  TEXT,
    name   TEXT NOT NULL,
    first  INTEGER,
    last   INTEGER,
    PRIMARY KEY (coding, row, role, place)
) WITHOUT ROWID;
CREATE INDEX roles_by_actor ON roles (actor, role);

-- The words of a row: cue, content, trigger, clause, issue, realis_span, evidence.
CREATE TABLE spans (
    coding INTEGER NOT NULL REFERENCES codings,
    row    TEXT NOT NULL,
    role   TEXT NOT NULL,
    place  INTEGER NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (coding, row, role, place)
) WITHOUT ROWID;

-- The rows a row hangs on: said_in, about.
CREATE TABLE links (
    coding INTEGER NOT NULL REFERENCES codings,
    row    TEXT NOT NULL,
    role   TEXT NOT NULL,
    place  INTEGER NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY (coding, row, role, place)
) WITHOUT ROWID;
CREATE INDEX links_by_target ON links (target);

CREATE VIRTUAL TABLE words USING fts5 (
    text, content = 'texts', content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER index_new_text AFTER INSERT ON texts BEGIN
    INSERT INTO words (rowid, text) VALUES (new.id, new.text);
END;

-- What the record says now: of each report its latest coding.
CREATE VIEW latest AS
    SELECT * FROM codings WHERE id IN (SELECT max(id) FROM codings GROUP BY report);

CREATE VIEW latest_statements AS
    SELECT latest.id AS coding, latest.report, latest.outlet, latest.published, s.id, s.act, s.mode,
           (SELECT group_concat(r.name, '; ') FROM roles AS r
             WHERE r.coding = s.coding AND r.row = s.id AND r.role = 'speaker') AS speaker,
           (SELECT group_concat(r.name, '; ') FROM roles AS r
             WHERE r.coding = s.coding AND r.row = s.id AND r.role = 'via') AS via,
           (SELECT group_concat(substr(texts.text, w.first + 1, w.last - w.first), ' … ')
              FROM spans AS w
             WHERE w.coding = s.coding AND w.row = s.id AND w.role = 'content') AS content,
           s.inside, s.time, s.score, s.rule
      FROM latest JOIN statements AS s ON s.coding = latest.id JOIN texts ON texts.id = latest.text;

CREATE VIEW latest_events AS
    SELECT latest.id AS coding, latest.report, latest.outlet, latest.published, e.id, e.type, e.mode, e.quad,
           (SELECT group_concat(r.name, '; ') FROM roles AS r
             WHERE r.coding = e.coding AND r.row = e.id AND r.role = 'source') AS source,
           (SELECT group_concat(r.name, '; ') FROM roles AS r
             WHERE r.coding = e.coding AND r.row = e.id AND r.role = 'target') AS target,
           (SELECT substr(texts.text, w.first + 1, w.last - w.first) FROM spans AS w
             WHERE w.coding = e.coding AND w.row = e.id AND w.role = 'clause') AS clause,
           e.realis, e.background, e.time, e.not_before, e.not_after, e.country,
           (SELECT group_concat(l.target, ' ') FROM links AS l
             WHERE l.coding = e.coding AND l.row = e.id AND l.role = 'said_in') AS said_in,
           e.echoes, e.intensity, e.score, e.rule
      FROM latest JOIN events AS e ON e.coding = latest.id JOIN texts ON texts.id = latest.text;

CREATE VIEW latest_positions AS
    SELECT latest.id AS coding, latest.report, latest.outlet, latest.published, p.id,
           (SELECT r.name FROM roles AS r
             WHERE r.coding = p.coding AND r.row = p.id AND r.role = 'holder') AS holder,
           (SELECT r.name FROM roles AS r
             WHERE r.coding = p.coding AND r.row = p.id AND r.role = 'target') AS target,
           p.sign, p.kind, p.symmetric,
           (SELECT substr(texts.text, w.first + 1, w.last - w.first) FROM spans AS w
             WHERE w.coding = p.coding AND w.row = p.id AND w.role = 'issue') AS issue,
           (SELECT r.name FROM roles AS r
             WHERE r.coding = p.coding AND r.row = p.id AND r.role = 'against') AS against,
           (SELECT group_concat(substr(texts.text, w.first + 1, w.last - w.first), ' … ')
              FROM spans AS w
             WHERE w.coding = p.coding AND w.row = p.id AND w.role = 'evidence') AS evidence,
           p.realis, p.time,
           (SELECT group_concat(l.target, ' ') FROM links AS l
             WHERE l.coding = p.coding AND l.row = p.id AND l.role = 'said_in') AS said_in,
           p.echoes, p.issue_key, p.score, p.rule
      FROM latest JOIN positions AS p ON p.coding = latest.id JOIN texts ON texts.id = latest.text;
