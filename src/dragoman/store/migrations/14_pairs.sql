-- What a panel counts (schema 14): who and towards whom, in numbers, for each row in force. All of it is
-- made of the rows by pairs.py, in the transaction that changes what is in force, and could be made
-- again. A row of two sources and two targets makes four pairs, one of which nobody is known one pair.
--
-- one and other are known.no, empty where nobody known fills the role. A month is year * 12 + month - 1 and a
-- day is counted from the year 1, empty where a value says neither; until_ is of the latest that the row can be.

CREATE TABLE event_pairs (
    line        INTEGER NOT NULL,             -- event_lines.id
    place       INTEGER NOT NULL,             -- of both roles, so that each pair of a line stands once
    one         INTEGER,
    other       INTEGER,
    echoes      INTEGER NOT NULL,             -- 1 where it repeats another row, else 0
    realis      INTEGER NOT NULL,
    background  INTEGER NOT NULL,
    type        INTEGER NOT NULL,
    quad        INTEGER NOT NULL,
    outlet      INTEGER,
    intensity   REAL NOT NULL,
    undated     INTEGER NOT NULL,             -- 1 where its words give no date, else 0
    month       INTEGER,
    day         INTEGER,
    until_month INTEGER,
    until_day   INTEGER,
    PRIMARY KEY (line, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE position_pairs (
    line        INTEGER NOT NULL,             -- position_lines.id
    place       INTEGER NOT NULL,
    one         INTEGER,
    other       INTEGER,
    echoes      INTEGER NOT NULL,
    realis      INTEGER NOT NULL,
    sign        INTEGER NOT NULL,
    issue       INTEGER,
    month       INTEGER,
    day         INTEGER,
    until_month INTEGER,
    until_day   INTEGER,
    PRIMARY KEY (line, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE statement_pairs (                -- of a statement that repeats none: each known speaker
    line        INTEGER NOT NULL,             -- statement_lines.id
    place       INTEGER NOT NULL,
    one         INTEGER NOT NULL,
    month       INTEGER,
    day         INTEGER,
    until_month INTEGER,
    until_day   INTEGER,
    PRIMARY KEY (line, place)
) STRICT, WITHOUT ROWID;

-- The latest first, with all that is compared: a page is read off the index, however few rows answer.
CREATE INDEX statement_lines_by_last ON statement_lines (last DESC, id, act, score, outlet, first, run);
CREATE INDEX event_lines_by_last
    ON event_lines (last DESC, id, type, quad, realis, score, outlet, first, run);
CREATE INDEX position_lines_by_last
    ON position_lines (last DESC, id, sign, kind, issue, realis, score, outlet, first, run);
