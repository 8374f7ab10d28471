-- By which trained weights a run found its statements, and rows by their ids (schema 3). A run without
-- a line here found them by rules alone.

CREATE TABLE IF NOT EXISTS weights (
    run        INTEGER PRIMARY KEY REFERENCES runs,
    statements TEXT NOT NULL                  -- digest of the weights
);

CREATE INDEX IF NOT EXISTS mentions_by_id ON mentions (id);
CREATE INDEX IF NOT EXISTS affiliations_by_id ON affiliations (id);
CREATE INDEX IF NOT EXISTS times_by_id ON times (id);
