-- Audits (schema 12): samples of rows and paragraphs, and what coders judged of them. A verdict is
-- never changed: a second thought is one more, and of each coder and unit the last verdict holds.

CREATE TABLE audits (
    id     INTEGER PRIMARY KEY,
    made   TEXT NOT NULL,                     -- UTC
    by_    TEXT NOT NULL,
    seed   INTEGER NOT NULL,
    strata TEXT NOT NULL                      -- how many rows each had, as a JSON object
) STRICT;

CREATE TABLE audit_units (
    audit  INTEGER NOT NULL REFERENCES audits,
    unit   TEXT NOT NULL,                     -- r001 a row, p001 a paragraph
    coding INTEGER NOT NULL REFERENCES codings,
    report TEXT NOT NULL,
    json   TEXT NOT NULL,                     -- which row, or where the paragraph begins and ends
    PRIMARY KEY (audit, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdicts (
    id     INTEGER PRIMARY KEY,
    made   TEXT NOT NULL,                     -- UTC
    audit  INTEGER NOT NULL REFERENCES audits,
    unit   TEXT NOT NULL,
    report TEXT NOT NULL,
    coder  TEXT NOT NULL,
    answer TEXT NOT NULL,                     -- a JSON object
    note   TEXT
) STRICT;
CREATE INDEX verdicts_by_unit ON verdicts (audit, unit, coder, id);

CREATE TRIGGER no_verdict_changes BEFORE UPDATE ON verdicts BEGIN
    SELECT RAISE(ABORT, 'a verdict is never changed');
END;
CREATE TRIGGER no_verdict_goes BEFORE DELETE ON verdicts
WHEN EXISTS (SELECT 1 FROM codings WHERE report = old.report) BEGIN
    SELECT RAISE(ABORT, 'a verdict is taken out only with its report');
END;
