-- The decoded sources that origin and furniture count into, where they were kept (schema 7).

CREATE TABLE sources (
    id     INTEGER PRIMARY KEY,
    hash   TEXT NOT NULL UNIQUE,
    packed BLOB NOT NULL                      -- UTF-8, deflated
);

CREATE TABLE source_of (
    coding INTEGER PRIMARY KEY REFERENCES codings,
    source INTEGER NOT NULL REFERENCES sources
);
