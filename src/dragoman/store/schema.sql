-- The record on disk. Nothing is ever changed: coding a report again adds a coding, and only what
-- must be forgotten by law is taken out.
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
) STRICT;

-- By which trained weights a run found its statements. A run without a line here found them by
-- rules alone.
CREATE TABLE weights (
    run        INTEGER PRIMARY KEY REFERENCES runs,
    statements TEXT NOT NULL                  -- digest of the weights
) STRICT;

-- By which trained weights a run's events were voted on. A run without a line here took the
-- patterns at their word.
CREATE TABLE votes (
    run    INTEGER PRIMARY KEY REFERENCES runs,
    events TEXT NOT NULL                      -- digest of the weights
) STRICT;

CREATE TABLE texts (
    id   INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL                        -- a lone surrogate stands as U+FFFD; json keeps it
) STRICT;

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
) STRICT;
CREATE INDEX codings_by_report ON codings (report, id);
CREATE INDEX codings_by_published ON codings (published);
CREATE INDEX codings_by_url ON codings (url) WHERE url IS NOT NULL;
CREATE INDEX codings_by_text ON codings (text);
CREATE INDEX codings_by_run ON codings (run);

-- The coding of each report that is in force: its last one, unless the report was withdrawn. Two
-- triggers keep it, so it is right whoever writes.
CREATE TABLE current (
    report TEXT PRIMARY KEY,
    coding INTEGER NOT NULL UNIQUE REFERENCES codings
) STRICT, WITHOUT ROWID;

-- The decoded sources that origin and furniture count into, where they were kept.
CREATE TABLE sources (
    id     INTEGER PRIMARY KEY,
    hash   TEXT NOT NULL UNIQUE,
    packed BLOB NOT NULL                      -- UTF-8, deflated
) STRICT;

CREATE TABLE source_of (
    coding INTEGER PRIMARY KEY REFERENCES codings,
    source INTEGER NOT NULL REFERENCES sources
) STRICT;
CREATE INDEX source_of_by_source ON source_of (source);

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
) STRICT;
CREATE INDEX mentions_by_actor ON mentions (actor);
CREATE INDEX mentions_by_id ON mentions (id);

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
) STRICT;
CREATE INDEX actors_by_id ON actors (id);

CREATE TABLE affiliations (
    coding INTEGER NOT NULL REFERENCES codings,
    place  INTEGER NOT NULL,
    id     TEXT NOT NULL,
    office TEXT,
    rule   TEXT NOT NULL,
    json   TEXT NOT NULL,
    PRIMARY KEY (coding, place)
) STRICT;
CREATE INDEX affiliations_by_id ON affiliations (id);

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
) STRICT;
CREATE INDEX times_by_id ON times (id);

CREATE TABLE statements (
    coding INTEGER NOT NULL REFERENCES codings,
    place  INTEGER NOT NULL,
    id     TEXT NOT NULL,
    act    TEXT NOT NULL,
    mode   TEXT NOT NULL,
    inside TEXT,
    echoes TEXT,                              -- the statement of the text that one of a title repeats
    time   TEXT,                              -- when.value
    score  REAL NOT NULL,
    rule   TEXT NOT NULL,
    json   TEXT NOT NULL,
    PRIMARY KEY (coding, place)
) STRICT;
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
) STRICT;
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
) STRICT;
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
) STRICT, WITHOUT ROWID;
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
) STRICT, WITHOUT ROWID;

-- The rows a row hangs on: said_in, about.
CREATE TABLE links (
    coding INTEGER NOT NULL REFERENCES codings,
    row    TEXT NOT NULL,
    role   TEXT NOT NULL,
    place  INTEGER NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY (coding, row, role, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_target ON links (target);

CREATE VIRTUAL TABLE words USING fts5 (
    text, content = 'texts', content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER index_new_text AFTER INSERT ON texts BEGIN
    INSERT INTO words (rowid, text) VALUES (new.id, new.text);
END;

-- Who is one with whom across reports, as somebody decided. A decision is never changed or taken
-- out: a split is one more row, and of each actor the last decision holds.
CREATE TABLE decisions (
    id    INTEGER PRIMARY KEY,
    made  TEXT NOT NULL,                      -- UTC; the one clock time a decision has
    deed  TEXT NOT NULL CHECK (deed IN ('merge', 'split')),
    actor TEXT NOT NULL,                      -- who is joined to another, or no longer
    into_ TEXT,                               -- to whom; nobody for a split
    by_   TEXT NOT NULL,                      -- who decided it
    why   TEXT,
    CHECK ((deed = 'merge') = (into_ IS NOT NULL))
) STRICT;
CREATE INDEX decisions_by_actor ON decisions (actor, id);

-- What holds now: each joined actor and the one that stands for it, at the end of its chain.
CREATE VIEW joined AS
    SELECT actor, into_ FROM decisions
     WHERE id IN (SELECT max(id) FROM decisions GROUP BY actor) AND deed = 'merge';

CREATE VIEW identities AS
    WITH RECURSIVE chain (actor, canonical) AS (
        SELECT actor, into_ FROM joined
         UNION
        SELECT chain.actor, joined.into_ FROM chain JOIN joined ON joined.actor = chain.canonical
    )
    SELECT actor, canonical FROM chain WHERE canonical NOT IN (SELECT actor FROM joined);

-- Reports that their outlet took back, or that somebody does not trust: kept, and in no answer.
-- The last row on a report holds.
CREATE TABLE withdrawals (
    id     INTEGER PRIMARY KEY,
    made   TEXT NOT NULL,                     -- UTC
    deed   TEXT NOT NULL CHECK (deed IN ('withdraw', 'restore')),
    report TEXT NOT NULL,
    by_    TEXT NOT NULL,
    why    TEXT
) STRICT;
CREATE INDEX withdrawals_by_report ON withdrawals (report, id);

CREATE VIEW withdrawn AS
    SELECT report, made, by_, why FROM withdrawals AS last
     WHERE deed = 'withdraw'
       AND NOT EXISTS (SELECT 1 FROM withdrawals AS later
                        WHERE later.report = last.report AND later.id > last.id);

-- Reports that were erased on legal demand. Only a hash of the id is left, so that the record can
-- refuse the report when it comes again without saying which it was.
CREATE TABLE forgotten (
    id   INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,                -- SHA-256 of the report's id
    made TEXT NOT NULL,                       -- UTC
    by_  TEXT NOT NULL,
    why  TEXT NOT NULL
) STRICT;

CREATE TRIGGER the_last_coding_holds AFTER INSERT ON codings
WHEN NOT EXISTS (SELECT 1 FROM withdrawn WHERE report = new.report) BEGIN
    INSERT OR REPLACE INTO current (report, coding) VALUES (new.report, new.id);
END;
CREATE TRIGGER what_is_withdrawn_does_not_hold AFTER INSERT ON withdrawals BEGIN
    DELETE FROM current WHERE report = new.report;
    INSERT INTO current (report, coding)
        SELECT report, max(id) FROM codings
         WHERE report = new.report AND new.deed = 'restore' GROUP BY report;
END;

CREATE TRIGGER no_run_changes BEFORE UPDATE ON runs BEGIN
    SELECT RAISE(ABORT, 'a run is never changed');
END;
CREATE TRIGGER no_run_goes BEFORE DELETE ON runs BEGIN
    SELECT RAISE(ABORT, 'a run is never taken out');
END;
CREATE TRIGGER no_weight_changes BEFORE UPDATE ON weights BEGIN
    SELECT RAISE(ABORT, 'a run is never changed');
END;
CREATE TRIGGER no_weight_goes BEFORE DELETE ON weights BEGIN
    SELECT RAISE(ABORT, 'a run is never taken out');
END;
CREATE TRIGGER no_vote_changes BEFORE UPDATE ON votes BEGIN
    SELECT RAISE(ABORT, 'a run is never changed');
END;
CREATE TRIGGER no_vote_goes BEFORE DELETE ON votes BEGIN
    SELECT RAISE(ABORT, 'a run is never taken out');
END;
CREATE TRIGGER no_decision_changes BEFORE UPDATE ON decisions BEGIN
    SELECT RAISE(ABORT, 'a decision is never changed');
END;
CREATE TRIGGER no_decision_goes BEFORE DELETE ON decisions BEGIN
    SELECT RAISE(ABORT, 'a decision is never taken out');
END;
CREATE TRIGGER no_withdrawal_changes BEFORE UPDATE ON withdrawals BEGIN
    SELECT RAISE(ABORT, 'a withdrawal is never changed');
END;
CREATE TRIGGER no_withdrawal_goes BEFORE DELETE ON withdrawals
WHEN EXISTS (SELECT 1 FROM codings WHERE report = old.report) BEGIN
    SELECT RAISE(ABORT, 'a withdrawal is taken out only with its report');
END;
CREATE TRIGGER no_tombstone_changes BEFORE UPDATE ON forgotten BEGIN
    SELECT RAISE(ABORT, 'a tombstone is never changed');
END;
CREATE TRIGGER no_tombstone_goes BEFORE DELETE ON forgotten BEGIN
    SELECT RAISE(ABORT, 'a tombstone is never taken out');
END;

-- What the record says now: of each report the coding in force.
CREATE VIEW latest AS
    SELECT codings.* FROM current JOIN codings ON codings.id = current.coding;

CREATE VIEW latest_statements AS
    SELECT latest.id AS coding, latest.report, latest.outlet, latest.published, s.id, s.act, s.mode,
           (SELECT group_concat(r.name, '; ') FROM roles AS r
             WHERE r.coding = s.coding AND r.row = s.id AND r.role = 'speaker') AS speaker,
           (SELECT group_concat(r.name, '; ') FROM roles AS r
             WHERE r.coding = s.coding AND r.row = s.id AND r.role = 'via') AS via,
           (SELECT group_concat(substr(texts.text, w.first + 1, w.last - w.first), ' … ')
              FROM spans AS w
             WHERE w.coding = s.coding AND w.row = s.id AND w.role = 'content') AS content,
           s.inside, s.echoes, s.time, s.score, s.rule
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
