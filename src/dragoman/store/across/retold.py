"""A joined record -> which events that happened are one deed, and which of these one text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from dragoman.stories.fold import Retold, Sets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

# Events that joining found to be one with others.
GROUPED = """
    SELECT a.grp, e.id, j.report, j.copied, j.passages, j.day, e.place,
           (SELECT w.first FROM spans AS w
             WHERE w.coding = e.coding AND w.row = e.id AND w.role = 'trigger')
      FROM across AS a JOIN reports_joined AS j ON j.coding = a.coding
      JOIN events AS e ON e.coding = a.coding AND e.id = a.row
     WHERE a.grp IS NOT NULL AND e.realis = 'actual' AND e.echoes IS NULL AND e.score >= :least
     ORDER BY a.grp, e.id
"""
# Others of reports that are one text: what joining cannot compare by days is one in the same words.
COPIED = """
    SELECT json_array('copies', j.copied, e.type, e.mode,
                      (SELECT substr(t.text, w.first + 1, w.last - w.first) FROM spans AS w
                        WHERE w.coding = e.coding AND w.row = e.id AND w.role = 'clause'),
                      (SELECT group_concat(hex(r.role || ' ' || r.name)) FROM roles AS r
                        WHERE r.coding = e.coding AND r.row = e.id)),
           e.id, j.report, j.copied, '[]', j.day, e.place, 0
      FROM reports_joined AS j JOIN codings AS c ON c.id = j.coding JOIN texts AS t ON t.id = c.text
      JOIN events AS e ON e.coding = j.coding
      LEFT JOIN across AS a ON a.coding = e.coding AND a.row = e.id
     WHERE j.copied IN (SELECT copied FROM reports_joined WHERE copied <> report)
       AND a.grp IS NULL AND e.realis = 'actual' AND e.echoes IS NULL AND e.score >= :least
     ORDER BY 1, e.id
"""


class _Event(NamedTuple):
    """An event that is told again, as the queries give it."""

    deed: str
    id: str
    report: str
    copied: str
    passages: str
    day: int | None
    place: int
    at: int

    @property
    def turn(self) -> tuple[bool, int, str, int]:
        """Sorts by day of publication, those without one last."""
        return (self.day is None, self.day or 0, self.report, self.place)


def retold(rows: Rows, least: float = 0.0) -> dict[str, Retold]:
    """The events of which a record has more than one of a deed, by id.

    Args:
        rows: Runs a query.
        least: Only those scored so at least.
    """
    found: dict[str, Retold] = {}
    for query in (GROUPED, COPIED):
        held: list[_Event] = []
        for cells in rows(query, {"least": least}):
            event = _Event(*cells)
            if held and held[0].deed != event.deed:
                found |= _one_deed(held)
                held = []
            held.append(event)
        found |= _one_deed(held)
    return found


def _one_deed(events: Sequence[_Event]) -> dict[str, Retold]:
    if len(events) < 2:
        return {}
    sets, reports = Sets(), {event.report for event in events}
    for event in events:
        sets.join(f"report {event.report}", f"text {event.copied}")
        for first, last, other in json.loads(event.passages):
            if first <= event.at < last and other in reports:
                sets.join(f"report {event.report}", f"report {other}")
    whose = {event.id: sets.of(f"report {event.report}") for event in events}
    firsts: dict[str, str] = {}
    for event in sorted(events, key=lambda event: event.turn):
        firsts.setdefault(whose[event.id], event.id)
    deed = min(event.id for event in events)
    return {row: Retold(deed, words, firsts[words]) for row, words in whose.items()}
