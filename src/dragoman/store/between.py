"""Two actors -> the events in which one acts on the other or both act alone, with who says so."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.store.lines import PLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dragoman.store.answers import Answers

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

EVENTS = f"""
    SELECT e.id, e.report, e.outlet, e.type, e.mode, e.quad, e.realis, e.background, e.time,
           e.not_before, e.not_after, e.published, e.clause, e.source, e.target, e.said_by
      FROM json_each(:lines) AS p CROSS JOIN latest_events AS e
        ON e.coding = p.value / {PLACES} AND e.place = p.value % {PLACES}
     ORDER BY coalesce(e.time, e.not_after, e.published), e.coding, e.id
"""  # noqa: S608 - made of a constant
AIMED = f"""
    SELECT p.value FROM json_each(:lines) AS p CROSS JOIN events AS e
        ON e.coding = p.value / {PLACES} AND e.place = p.value % {PLACES}
     WHERE EXISTS (SELECT 1 FROM roles AS r
                    WHERE r.coding = e.coding AND r.row = e.id AND r.role = 'target')
"""  # noqa: S608 - likewise


@dataclass(frozen=True, slots=True)
class Deed:
    """An event between two actors; ``date`` is its own where it has one, else None.

    ``by`` names who says so, None where the report does in its own voice.
    """

    id: str
    report: str
    outlet: str | None
    type: str
    mode: str | None
    quad: str
    realis: str
    background: bool
    date: str | None
    not_before: str | None
    not_after: str | None
    published: str | None
    words: str
    source: str
    target: str | None
    by: str | None


def events_between(rows: Rows, answers: Answers, one: list[str], other: list[str]) -> list[Deed]:
    """The events in which some actors are the source and others the target, or the other way.

    "Norland and Sudria agreed", with nobody else, is between the two as well.
    By their date, else by the latest day they can be of.
    """
    acting = [
        answers.both("events", (first, one), (second, other))
        for first, second in (("source", "target"), ("target", "source"))
    ]
    both = set(answers.both("events", ("source", one), ("source", other)))
    both -= {line for (line,) in rows(AIMED, {"lines": json.dumps(sorted(both))})}
    lines = sorted(both.union(*acting))
    found = []
    for cells in rows(EVENTS, {"lines": json.dumps(lines)}):
        plain = list(cells)
        plain[7] = bool(plain[7])
        found.append(Deed(*plain))
    return found
