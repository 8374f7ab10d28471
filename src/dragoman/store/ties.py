"""The positions of a record -> how often each actor is said to stand for and against each other."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

# What actually holds, once: a heading that repeats a row is no row of its own.
TIES = """
    SELECT holder.actor, target.actor, p.sign, count(*), json_group_array(DISTINCT codings.outlet),
           min(coalesce(p.time, codings.published)), max(coalesce(p.time, codings.published))
      FROM current CROSS JOIN positions AS p ON p.coding = current.coding
     CROSS JOIN roles AS holder ON holder.coding = p.coding AND holder.row = p.id
            AND holder.role = 'holder' AND holder.actor IS NOT NULL
     CROSS JOIN roles AS target ON target.coding = p.coding AND target.row = p.id
            AND target.role = 'target' AND target.actor IS NOT NULL
     CROSS JOIN codings ON codings.id = p.coding
     WHERE p.realis = 'actual' AND p.echoes IS NULL
       AND (:issue IS NULL OR p.issue_key = :issue)
       AND (:since IS NULL OR coalesce(p.time, codings.published) >= :since)
       AND (:until IS NULL OR coalesce(p.time, codings.published) < :until || '~')
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Stands:
    """That one actor is said to stand so towards another, by their ids."""

    holder: str
    target: str
    sign: int
    rows: int
    outlets: frozenset[str]
    first: str | None
    last: str | None


def stands_of(
    rows: Rows, *, issue: str | None = None, since: str | None = None, until: str | None = None
) -> Iterator[Stands]:
    """Every pair and sign, in order.

    Args:
        rows: Runs a query.
        issue: Only positions on the issue with this key.
        since: Only those dated, by their words or else the publication, on this day or later.
        until: Only those dated on this day, or in this month or year, or earlier.
    """
    asked = {"issue": issue, "since": since, "until": until}
    for holder, target, sign, number, outlets, first, last in rows(TIES, asked):
        named = frozenset(outlet for outlet in json.loads(outlets) if outlet)
        yield Stands(holder, target, sign, number, named, first, last)
