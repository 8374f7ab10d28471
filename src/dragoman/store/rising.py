"""The last week of a record beside the four before it -> the actors and pairs whose rows rise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

RECENT, PAST = 7, 28  # days
LEAST = 3  # rows of the last week
FORMULA = (
    "rise = (r − e) / √(e + 1), where r counts rows of reports published in the last 7 days of the"
    " record and e is what the 28 days before let expect, a quarter of theirs"
)
LAST = """
    SELECT max(substr(published, 1, 10)) FROM codings
     WHERE published GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]*'
"""
WINDOW = """
    FROM codings AS c INDEXED BY codings_by_published
    CROSS JOIN current ON current.coding = c.id CROSS JOIN roles AS r ON r.coding = c.id
"""
WITHIN = "WHERE c.published >= :past AND c.published < :end AND r.actor IS NOT NULL"
ACTORS = f"""
    SELECT r.actor, '', count(DISTINCT iif(c.published >= :recent, r.coding || r.row, NULL)),
           count(DISTINCT iif(c.published < :recent, r.coding || r.row, NULL))
      {WINDOW} {WITHIN} AND r.role IN ('speaker', 'source', 'target', 'holder') GROUP BY 1
"""
PAIRS = f"""
    SELECT min(r.actor, o.actor), max(r.actor, o.actor),
           count(DISTINCT iif(c.published >= :recent, r.coding || r.row, NULL)),
           count(DISTINCT iif(c.published < :recent, r.coding || r.row, NULL))
      {WINDOW} CROSS JOIN roles AS o ON o.coding = r.coding AND o.row = r.row
       AND o.role = 'target' AND o.actor <> r.actor
     {WITHIN} AND r.role IN ('source', 'holder') GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Rise:
    """An actor, or two, whose rows rise: those of the last week, those expected, and the rise."""

    actors: tuple[str, ...]
    rows: int
    expected: float
    rise: float


@dataclass(frozen=True, slots=True)
class Rising:
    """What rises most; ``until`` is the last day of publication, None where no report has one."""

    until: str | None
    actors: list[Rise]
    pairs: list[Rise]


def rising(rows: Rows, most: int) -> Rising:
    """The actors and pairs whose rows of the last week most exceed what their past lets expect."""
    ((last,),) = rows(LAST, ())
    try:
        until = date.fromisoformat(last or "")
    except ValueError:
        return Rising(None, [], [])
    bounds = {
        "end": str(until + timedelta(days=1)),
        "recent": str(until - timedelta(days=RECENT - 1)),
        "past": str(until - timedelta(days=RECENT + PAST - 1)),
    }
    return Rising(last, *(_most(rows(query, bounds), most) for query in (ACTORS, PAIRS)))


def _most(counted: Iterator[tuple[Any, ...]], most: int) -> list[Rise]:
    found = []
    for one, other, recent, past in counted:
        expected = past * RECENT / PAST
        rise = (recent - expected) / sqrt(expected + 1)
        if recent >= LEAST and rise > 0:
            found.append(Rise((one, other) if other else (one,), recent, expected, round(rise, 2)))
    return sorted(found, key=lambda row: (-row.rise, -row.rows, row.actors))[:most]
