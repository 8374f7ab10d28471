-- What questions are asked of (schema 9): for each row in force a line of numbers, beside the actors
-- that take part in it. All of it is made of the rows by lines.py, in the transaction that changes
-- what is in force, and could be made again. A million lines are searched without an index in 50 ms;
-- the rows themselves carry their words and are forty times as wide.
--
-- A line's id is coding * 1048576 + place, so lines stand in the order in which rows were read.

CREATE TABLE codes (
    code  INTEGER PRIMARY KEY,
    of    TEXT NOT NULL,                      -- type, quad, realis, act, kind, outlet, issue, part
    value TEXT NOT NULL,
    UNIQUE (of, value)
) STRICT;

-- Every actor that has a part in a row in force, as the last report describes it.
CREATE TABLE known (
    no         INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    folded     TEXT NOT NULL,                 -- the name, whatever the case of its letters
    kind       TEXT,
    country    TEXT,
    part_of    TEXT,
    known      TEXT,
    codings    INTEGER NOT NULL DEFAULT 0,    -- that describe it; the rest have it by its id alone
    reports    INTEGER NOT NULL DEFAULT 0,    -- that name it
    mentions   INTEGER NOT NULL DEFAULT 0,
    statements INTEGER NOT NULL DEFAULT 0,
    events     INTEGER NOT NULL DEFAULT 0,
    positions  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX known_by_name ON known (folded);
CREATE INDEX known_by_rows ON known (-(statements + events + positions), id) WHERE codings > 0;

-- Who takes which part in which line: part is a code such as events.source or statements.said_by.
CREATE TABLE takes (
    actor INTEGER NOT NULL,
    part  INTEGER NOT NULL,
    line  INTEGER NOT NULL,
    PRIMARY KEY (actor, part, line)
) STRICT, WITHOUT ROWID;

-- In each: first and last are the days it can be of, 20151001; run is the first that found the row.
CREATE TABLE report_lines (
    id INTEGER PRIMARY KEY, outlet INTEGER, first INTEGER, last INTEGER, run INTEGER NOT NULL
) STRICT;
CREATE TABLE statement_lines (
    id INTEGER PRIMARY KEY, act INTEGER NOT NULL, score INTEGER NOT NULL,
    outlet INTEGER, first INTEGER, last INTEGER, run INTEGER NOT NULL
) STRICT;
CREATE TABLE event_lines (
    id INTEGER PRIMARY KEY, type INTEGER NOT NULL, quad INTEGER NOT NULL, realis INTEGER NOT NULL,
    score INTEGER NOT NULL,                   -- in millionths
    outlet INTEGER, first INTEGER, last INTEGER, run INTEGER NOT NULL
) STRICT;
CREATE TABLE position_lines (
    id INTEGER PRIMARY KEY, sign INTEGER NOT NULL, kind INTEGER NOT NULL, issue INTEGER,
    realis INTEGER NOT NULL, score INTEGER NOT NULL,
    outlet INTEGER, first INTEGER, last INTEGER, run INTEGER NOT NULL
) STRICT;

CREATE INDEX position_lines_by_issue ON position_lines (issue);

-- Codings that came into force or left it, until their lines are made or taken out.
CREATE TABLE unlined (coding INTEGER PRIMARY KEY) STRICT;

CREATE TRIGGER another_coding_is_to_hold BEFORE INSERT ON current BEGIN
    INSERT OR REPLACE INTO unlined SELECT coding FROM current WHERE report = new.report;
    INSERT OR REPLACE INTO unlined VALUES (new.coding);
END;
CREATE TRIGGER a_coding_holds_no_longer AFTER DELETE ON current BEGIN
    INSERT OR REPLACE INTO unlined VALUES (old.coding);
END;
INSERT INTO unlined SELECT coding FROM current;

-- The rows in force with names beside ids and the words themselves, as people and datasette read
-- them.
DROP VIEW IF EXISTS latest_statements;
DROP VIEW IF EXISTS latest_events;
DROP VIEW IF EXISTS latest_positions;

CREATE VIEW latest_reports AS
    SELECT c.report AS id, c.published, c.outlet, c.title, c.language, c.url, c.source,
           (SELECT count(*) FROM statements AS s WHERE s.coding = c.id) AS statements,
           (SELECT count(*) FROM events AS e WHERE e.coding = c.id) AS events,
           (SELECT count(*) FROM positions AS p WHERE p.coding = c.id) AS positions,
           c.stage || ': ' || c.message AS problem, c.run, c.id AS coding, 0 AS place
      FROM latest AS c;

CREATE VIEW latest_statements AS
    SELECT s.id, c.published, c.outlet, c.title,
           (SELECT group_concat(r.name, '; ') FROM roles AS r
             WHERE r.coding = s.coding AND r.row = s.id AND r.role = 'speaker') AS speaker,
           (SELECT group_concat(r.actor, '; ') FROM roles AS r
             WHERE r.coding = s.coding AND r.row = s.id AND r.role = 'speaker') AS speaker_ids,
           (SELECT r.name FROM roles AS r
             WHERE r.coding = s.coding AND r.row = s.id AND r.role = 'on_behalf_of')
             AS on_behalf_of,
           (SELECT group_concat(r.name, '; ') FROM roles AS r
             WHERE r.coding = s.coding AND r.row = s.id AND r.role = 'via') AS via,
           s.act, s.mode,
           (SELECT group_concat(substr(texts.text, w.first + 1, w.last - w.first), ' … ')
              FROM spans AS w
             WHERE w.coding = s.coding AND w.row = s.id AND w.role = 'content') AS content,
           s.inside, s.echoes, s.time, s.score, s.rule, c.report, c.url, c.run,
           c.id AS coding, s.place
      FROM latest AS c JOIN statements AS s ON s.coding = c.id JOIN texts ON texts.id = c.text;

CREATE VIEW latest_events AS
    SELECT e.id, c.published, c.outlet, c.title, e.type, e.mode, e.quad,
           (SELECT group_concat(r.name, '; ') FROM roles AS r
             WHERE r.coding = e.coding AND r.row = e.id AND r.role = 'source') AS source,
           (SELECT group_concat(r.actor, '; ') FROM roles AS r
             WHERE r.coding = e.coding AND r.row = e.id AND r.role = 'source') AS source_ids,
           (SELECT group_concat(r.name, '; ') FROM roles AS r
             WHERE r.coding = e.coding AND r.row = e.id AND r.role = 'target') AS target,
           (SELECT group_concat(r.actor, '; ') FROM roles AS r
             WHERE r.coding = e.coding AND r.row = e.id AND r.role = 'target') AS target_ids,
           (SELECT substr(texts.text, w.first + 1, w.last - w.first) FROM spans AS w
             WHERE w.coding = e.coding AND w.row = e.id AND w.role = 'clause') AS clause,
           e.realis, e.background, e.time, e.not_before, e.not_after, e.country,
           (SELECT group_concat(r.name, '; ') FROM links AS l CROSS JOIN roles AS r
                ON r.coding = l.coding AND r.row = l.target AND r.role = 'speaker'
             WHERE l.coding = e.coding AND l.row = e.id AND l.role = 'said_in') AS said_by,
           (SELECT group_concat(l.target, ' ') FROM links AS l
             WHERE l.coding = e.coding AND l.row = e.id AND l.role = 'said_in') AS said_in,
           e.echoes, e.intensity, e.score, e.rule, c.report, c.url, c.run,
           c.id AS coding, e.place
      FROM latest AS c JOIN events AS e ON e.coding = c.id JOIN texts ON texts.id = c.text;

CREATE VIEW latest_positions AS
    SELECT p.id, c.published, c.outlet, c.title,
           (SELECT r.name FROM roles AS r
             WHERE r.coding = p.coding AND r.row = p.id AND r.role = 'holder') AS holder,
           (SELECT r.actor FROM roles AS r
             WHERE r.coding = p.coding AND r.row = p.id AND r.role = 'holder') AS holder_id,
           p.sign, p.kind,
           (SELECT r.name FROM roles AS r
             WHERE r.coding = p.coding AND r.row = p.id AND r.role = 'target') AS target,
           (SELECT r.actor FROM roles AS r
             WHERE r.coding = p.coding AND r.row = p.id AND r.role = 'target') AS target_id,
           p.symmetric,
           (SELECT substr(texts.text, w.first + 1, w.last - w.first) FROM spans AS w
             WHERE w.coding = p.coding AND w.row = p.id AND w.role = 'issue') AS issue,
           p.issue_key,
           (SELECT r.name FROM roles AS r
             WHERE r.coding = p.coding AND r.row = p.id AND r.role = 'against') AS against,
           (SELECT group_concat(substr(texts.text, w.first + 1, w.last - w.first), ' … ')
              FROM spans AS w
             WHERE w.coding = p.coding AND w.row = p.id AND w.role = 'evidence') AS evidence,
           p.realis, p.time,
           (SELECT group_concat(r.name, '; ') FROM links AS l CROSS JOIN roles AS r
                ON r.coding = l.coding AND r.row = l.target AND r.role = 'speaker'
             WHERE l.coding = p.coding AND l.row = p.id AND l.role = 'said_in') AS said_by,
           (SELECT group_concat(l.target, ' ') FROM links AS l
             WHERE l.coding = p.coding AND l.row = p.id AND l.role = 'said_in') AS said_in,
           p.echoes, p.score, p.rule, c.report, c.url, c.run, c.id AS coding, p.place
      FROM latest AS c JOIN positions AS p ON p.coding = c.id JOIN texts ON texts.id = c.text;
