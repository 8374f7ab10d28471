"""Actors as coded -> whom they are counted under: through the decisions, and up along part_of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.lexicon import load_actors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Known:
    """An actor as the record last described it."""

    id: str
    name: str
    kind: str
    country: str | None
    part_of: str | None
    known: str


class Counting:
    """Whom each actor of a record is counted under.

    Args:
        actors: Every actor by id; those of the tables may stand in for what the record lacks.
        identities: Each joined actor, and the one that stands for it.
        roll_up: Count an actor under the topmost one it is part of.
    """

    def __init__(
        self, actors: Mapping[str, Known], identities: Mapping[str, str], *, roll_up: bool
    ) -> None:
        self.actors, self.identities, self.roll_up = actors, identities, roll_up
        self.joined: dict[str, list[str]] = {}
        for actor, canonical in sorted(identities.items()):
            self.joined.setdefault(canonical, []).append(actor)

    def canonical(self, actor: str) -> str:
        """The actor that stands for this one by the decisions; itself where there are none."""
        return self.identities.get(actor, actor)

    def under(self, actor: str) -> str:
        """Whom the rows of an actor are counted under."""
        *_, top = self._line(actor)
        return top

    def name(self, actor: str | None, words: str) -> str:
        """The name of who stands for an actor; the words of the row where nobody does."""
        if actor is None or actor not in self.identities:
            return words
        return self.name_of(self.canonical(actor))

    def name_of(self, actor: str) -> str:
        """The name of an actor; its id where neither record nor tables know it."""
        return self.actors[actor].name if actor in self.actors else actor

    def members(self, actor: str, among: Iterable[str]) -> list[str]:
        """Those whose rows count for an actor: joined with it and, rolling up, below it."""
        wanted = self.canonical(actor)
        return sorted({each for each in (*among, actor, wanted) if wanted in self._line(each)})

    def _line(self, actor: str) -> Iterator[str]:
        """Who stands for an actor and, rolling up, what that is part of, upwards."""
        seen: set[str] = set()
        here: str | None = self.canonical(actor)
        while here is not None and here not in seen:
            yield here
            seen.add(here)
            above = self._above(here) if self.roll_up else None
            here = self.canonical(above) if above else None

    def _above(self, actor: str) -> str | None:
        """What an actor is part of: as the record says of it or of those joined to it.

        A body of which that is not said belongs to its state. A person or a group does not: that
        somebody is of a country does not make him its government.
        """
        described = [
            self.actors[i] for i in (actor, *self.joined.get(actor, ())) if i in self.actors
        ]
        part_of = next((each.part_of for each in described if each.part_of), None)
        if part_of is None and described and described[0].kind == "body":
            return described[0].country
        return part_of


def table_actors() -> dict[str, Known]:
    """The actors of the tables, for what a record's actors are part of and no report names."""
    return {
        row.id: Known(row.id, row.name, row.kind, row.country or None, row.part_of or None, "table")
        for row in load_actors()
    }
