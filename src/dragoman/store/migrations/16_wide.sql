-- Rows that can be of several days (schema 16): a month, a year, a time between two days. They are few, and the only
-- ones that can begin within a time and end behind it; all others of a time lie together in the index by last day.

CREATE INDEX statement_lines_wide ON statement_lines (first, last) WHERE first < last;
CREATE INDEX event_lines_wide ON event_lines (first, last) WHERE first < last;
CREATE INDEX position_lines_wide ON position_lines (first, last) WHERE first < last;
