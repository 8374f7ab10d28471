"""The record on disk -> sums over all of it: who fills how many roles, who is who.

They read every role, which takes seconds on a large record; whoever shows them keeps them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dragoman.store.paged import PagedRecord
from dragoman.store.portrait import Name, Office, met_by, names_of, offices_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Ids are stepped through in the index: a record has far fewer actors than rows that name them.
IDS = """
    WITH RECURSIVE ids (id) AS (
        SELECT min(id) FROM actors
         UNION ALL
        SELECT (SELECT min(id) FROM actors WHERE id > ids.id) FROM ids WHERE ids.id IS NOT NULL)
    SELECT id FROM ids WHERE id IS NOT NULL
"""
LAST = """
    SELECT a.id, a.name, a.kind, a.country, a.known
      FROM actors AS a JOIN current ON current.coding = a.coding
     WHERE a.id = ? ORDER BY a.rowid DESC LIMIT 1
"""
# Ids of statements, events and positions begin with s, e and p; the index is read in its order.
PARTS = """
    SELECT actor, sum(row >= 's' AND row < 't'), sum(row >= 'e' AND row < 'f'),
           sum(row >= 'p' AND row < 'q')
      FROM roles INDEXED BY roles_by_actor WHERE actor IS NOT NULL AND {where} GROUP BY actor
"""
IN_FORCE = "coding IN (SELECT coding FROM current)"
HISTORY = "SELECT (SELECT count(*) FROM codings) > (SELECT count(*) FROM current)"


@dataclass(frozen=True, slots=True)
class Part:
    """An actor and how many roles it fills, with those joined to it, by kind of row."""

    id: str
    name: str
    kind: str
    country: str | None
    known: str
    statements: int = 0
    events: int = 0
    positions: int = 0

    @property
    def rows(self) -> int:
        """All its roles."""
        return self.statements + self.events + self.positions


@dataclass(frozen=True, slots=True)
class Portrait:
    """What the record tells of one actor; ``joined`` are the ids of those joined to it."""

    joined: tuple[str, ...]
    names: list[Name]
    offices: list[Office]
    met: list[tuple[str, int]]


class SummedRecord(PagedRecord):
    """A record on disk, open for pages and sums; use it as a context manager, or close it."""

    def parts(self) -> dict[str, Part]:
        """Every actor that is not joined to another, by id, those with most roles first."""
        identities = self._identities()
        described = {cells[0]: Part(*cells) for cells in self._described()}
        counts = self._role_counts(identities)
        found = [
            _counted(part, counts.get(part.id, Counter()))
            for part in described.values()
            if part.id not in identities
        ]
        found.sort(key=lambda part: (-part.rows, part.id))
        return {part.id: part for part in found}

    def portrait(self, actor: str) -> Portrait:
        """The names an actor is given and by whom, its offices, and whom it meets in rows."""
        counting = self._joined()
        members = counting.members(actor, counting.identities)
        values = {f"who_{at}": one for at, one in enumerate(members)}
        who = f"({', '.join(f':{name}' for name in values)})"
        return Portrait(
            tuple(one for one in members if one != actor),
            names_of(self._rows, who, values),
            offices_of(self._rows, who, values),
            [(counting.canonical(a), n) for a, n in met_by(self._rows, who, values)],
        )

    def _described(self) -> Iterator[tuple[Any, ...]]:
        for values in list(self._rows(IDS, ())):
            yield from self._rows(LAST, values)

    def _role_counts(self, identities: Mapping[str, str]) -> dict[str, Counter[str]]:
        counts: dict[str, Counter[str]] = {}
        ((history,),) = self._rows(HISTORY, ())
        query = PARTS.format(where=IN_FORCE if history else "1")
        for actor, *numbers in self._rows(query, ()):
            counted = dict(zip(("statements", "events", "positions"), numbers, strict=True))
            counts.setdefault(identities.get(actor, actor), Counter()).update(counted)
        return counts


def _counted(part: Part, counts: Counter[str]) -> Part:
    statements, events, positions = (counts[k] for k in ("statements", "events", "positions"))
    return replace(part, statements=statements, events=events, positions=positions)
