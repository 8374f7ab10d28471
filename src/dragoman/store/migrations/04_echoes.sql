-- A title's statement that repeats one of the text echoes it, as events and positions do (schema 4).

ALTER TABLE statements ADD COLUMN echoes TEXT;

DROP VIEW IF EXISTS latest_statements;
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
