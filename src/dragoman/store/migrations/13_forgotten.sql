-- Decisions on actors that no report names any more (schema 13): they go with the report that named
-- them, when it must be forgotten.

DROP TRIGGER no_decision_goes;
CREATE TRIGGER no_decision_goes BEFORE DELETE ON decisions
WHEN EXISTS (SELECT 1 FROM actors WHERE id = old.actor)
 AND (old.into_ IS NULL OR EXISTS (SELECT 1 FROM actors WHERE id = old.into_)) BEGIN
    SELECT RAISE(ABORT, 'a decision is taken out only with its actors');
END;
