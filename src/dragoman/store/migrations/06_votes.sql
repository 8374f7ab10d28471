-- By which trained weights a run's events were voted on (schema 6). A run without a line here took the
-- patterns at their word.

CREATE TABLE IF NOT EXISTS votes (
    run    INTEGER PRIMARY KEY REFERENCES runs,
    events TEXT NOT NULL                      -- digest of the weights
);
