-- Who is one with whom across reports, as somebody decided (schema 2). A decision is never changed
-- or taken out: a split is one more row, and of each actor the last decision holds.

CREATE TABLE IF NOT EXISTS decisions (
    id    INTEGER PRIMARY KEY,
    made  TEXT NOT NULL,                      -- UTC; the one clock time a decision has
    deed  TEXT NOT NULL CHECK (deed IN ('merge', 'split')),
    actor TEXT NOT NULL,                      -- who is joined to another, or no longer
    into_ TEXT,                               -- to whom; nobody for a split
    by_   TEXT NOT NULL,                      -- who decided it
    why   TEXT,
    CHECK ((deed = 'merge') = (into_ IS NOT NULL))
);
CREATE INDEX IF NOT EXISTS decisions_by_actor ON decisions (actor, id);

CREATE TRIGGER IF NOT EXISTS no_decision_changes BEFORE UPDATE ON decisions BEGIN
    SELECT RAISE(ABORT, 'a decision is never changed');
END;
CREATE TRIGGER IF NOT EXISTS no_decision_goes BEFORE DELETE ON decisions BEGIN
    SELECT RAISE(ABORT, 'a decision is never taken out');
END;

-- What holds now: each joined actor and the one that stands for it, at the end of its chain.
CREATE VIEW IF NOT EXISTS joined AS
    SELECT actor, into_ FROM decisions
     WHERE id IN (SELECT max(id) FROM decisions GROUP BY actor) AND deed = 'merge';

CREATE VIEW IF NOT EXISTS identities AS
    WITH RECURSIVE chain (actor, canonical) AS (
        SELECT actor, into_ FROM joined
         UNION
        SELECT chain.actor, joined.into_ FROM chain JOIN joined ON joined.actor = chain.canonical
    )
    SELECT actor, canonical FROM chain WHERE canonical NOT IN (SELECT actor FROM joined);
