-- What reports have in common (schema 10). All of it is worked out from the codings in force and can be
-- thrown away: joining makes it anew, the same whatever order the reports came in.

-- The shingles that stand for a text, as 64-bit numbers; what two texts share, as places in both.
CREATE TABLE samples (
    text   INTEGER PRIMARY KEY REFERENCES texts ON DELETE CASCADE,
    sample BLOB NOT NULL
) STRICT;
CREATE TABLE alignments (
    text  INTEGER NOT NULL REFERENCES texts ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES texts ON DELETE CASCADE,
    json  TEXT NOT NULL,
    PRIMARY KEY (text, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX alignments_by_other ON alignments (other);

-- Which coding of a report is joined, where its words come from, and which story it is of.
CREATE TABLE reports_joined (
    report   TEXT PRIMARY KEY,
    coding   INTEGER NOT NULL,
    day      INTEGER,                         -- of publication, counted from the year 1
    outlet   TEXT,                            -- what stands for it: a name, or the host of an address
    copied   TEXT NOT NULL,                   -- the least of the reports that are one text with it
    agencies TEXT NOT NULL,                   -- credited by it, as a JSON list
    inferred TEXT NOT NULL,                   -- credited only by a report whose text it has
    passages TEXT NOT NULL,                   -- [first, last, the other report], as JSON
    story    TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX reports_joined_by_story ON reports_joined (story) WHERE story IS NOT NULL;

-- What a report has of another's text; report is the lesser id. covered is the share of its words.
CREATE TABLE copies (
    report        TEXT NOT NULL,
    other         TEXT NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('same text', 'cut copy', 'carries passages', 'shared template')),
    covered       REAL NOT NULL,
    other_covered REAL NOT NULL,
    words         INTEGER NOT NULL,           -- shared, outside quotations
    passages      TEXT NOT NULL,              -- [start, end, other_start, other_end], as JSON
    PRIMARY KEY (report, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX copies_by_other ON copies (other);

-- Rows as they are compared, and the blocks in which that is done: one doer in some weeks.
CREATE TABLE tellings (
    coding INTEGER NOT NULL,
    row    TEXT NOT NULL,
    json   TEXT NOT NULL,
    PRIMARY KEY (coding, row)
) STRICT;
CREATE TABLE blocks (
    block  INTEGER NOT NULL,
    coding INTEGER NOT NULL,
    row    TEXT NOT NULL,
    sort   TEXT NOT NULL,
    PRIMARY KEY (block, coding, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX blocks_by_coding ON blocks (coding);

-- What a block holds: rows that tell one thing, rows that stand against each other, pairs of reports.
CREATE TABLE grouped (
    block   INTEGER NOT NULL,
    coding  INTEGER NOT NULL,
    row     TEXT NOT NULL,
    grp     TEXT NOT NULL,
    sources INTEGER NOT NULL,
    PRIMARY KEY (block, coding, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX grouped_by_row ON grouped (coding, row);
CREATE TABLE opposed (
    block        INTEGER NOT NULL,
    coding       INTEGER NOT NULL,
    row          TEXT NOT NULL,
    other_coding INTEGER NOT NULL,
    other        TEXT NOT NULL,
    verdict      TEXT NOT NULL CHECK (verdict IN ('contradicted', 'updated')),
    why          TEXT NOT NULL,
    PRIMARY KEY (block, coding, row, other_coding, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX opposed_by_row ON opposed (coding, row);
CREATE INDEX opposed_by_other ON opposed (other_coding, other);
CREATE TABLE paired (
    block  INTEGER NOT NULL,
    report TEXT NOT NULL,
    other  TEXT NOT NULL,
    sort   TEXT NOT NULL,                     -- of what they share
    score  REAL NOT NULL,
    PRIMARY KEY (block, report, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX paired_by_report ON paired (report);
CREATE INDEX paired_by_other ON paired (other);

-- Which reports tell one story, and how surely; both ways.
CREATE TABLE ties (
    report TEXT NOT NULL,
    other  TEXT NOT NULL,
    score  REAL NOT NULL,
    PRIMARY KEY (report, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX ties_by_other ON ties (other);

-- What is known of a row across reports. A row that is not here is told by one source, if it is no echo.
CREATE TABLE across (
    coding              INTEGER NOT NULL,
    row                 TEXT NOT NULL,
    grp                 TEXT,                 -- the rows that tell the same
    independent_sources INTEGER NOT NULL,
    contradicted        INTEGER NOT NULL,     -- by how many rows
    updated             INTEGER NOT NULL,
    PRIMARY KEY (coding, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX across_by_group ON across (grp) WHERE grp IS NOT NULL;

-- What has to be worked out again because a row or a tie was taken out, whoever did it.
CREATE TABLE unsettled_blocks (block INTEGER PRIMARY KEY, sort TEXT NOT NULL) STRICT;
CREATE TABLE unsettled_reports (report TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TRIGGER a_block_lost_a_row AFTER DELETE ON blocks BEGIN
    INSERT OR IGNORE INTO unsettled_blocks VALUES (old.block, old.sort);
END;
CREATE TRIGGER a_report_lost_a_tie AFTER DELETE ON ties BEGIN
    INSERT OR IGNORE INTO unsettled_reports VALUES (old.other);
END;

-- How far joining has come: by which rules, and up to which decision on who is one with whom.
CREATE TABLE joined_up_to (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    rules    INTEGER NOT NULL,
    decision INTEGER NOT NULL
) STRICT;
