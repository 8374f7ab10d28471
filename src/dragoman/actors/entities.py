"""The cast of one report: who has been named so far, how often, where, and how prominently."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from dragoman.actors.names import slug
from dragoman.record import Actor

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from dragoman.lexicon.schema import ActorRow
    from dragoman.record import ActorKind, Mention

Gender = Literal["male", "female"]
GENDERS: dict[str, Gender] = {"male": "male", "female": "female"}
FORGOTTEN = 8  # sentences after which nobody is meant by a bare "the group" or "he"
SUBJECT = 1.5  # what a sentence is about is taken up rather than what it mentions
CENTRAL = 0.9  # so is what is done to
AGAIN = 0.6  # for each time somebody was named, of the last five
OFTEN = 5
COMMANDING = 1.2  # whoever "it" stands below is meant rather than who stands beside: "X said it …"


def prominence(distance: int, central: float, times: int) -> float:
    """How likely words mean what was last named some sentences before: between 0.6 and about 9."""
    return 4.0 / (1 + distance) + central + AGAIN * min(times, OFTEN)


@dataclass(frozen=True, slots=True)
class Seen:
    """One place where an entity was named: token, sentence, and whether as subject or object."""

    token: int
    sentence: int
    core: bool
    subject: bool
    mention: Mention


@dataclass(slots=True)
class Entity:
    """An actor of this report with what the report says of it."""

    actor: Actor
    gender: Gender | None = None
    plural: bool = False
    unnamed: bool = False
    offices: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    seen: list[Seen] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The actor's id."""
        return self.actor.id

    def describe(self, *, country: str | None = None, part_of: str | None = None) -> None:
        """Fills in country and superior body where they are still unknown."""
        self.actor = replace(
            self.actor,
            country=self.actor.country or country,
            part_of=self.actor.part_of or part_of,
        )

    def last_before(self, token: int) -> Seen | None:
        """The last place before a token where the entity was named."""
        return next((s for s in reversed(self.seen) if s.token < token), None)

    def salience(self, token: int, sentence: int, without: Collection[int] = frozenset()) -> float:
        """How likely words at a place mean this entity: recent, central and frequent is more.

        Between 0 (never named before, or long ago) and about 9. Places ``without`` do not count.
        """
        recent = [
            s
            for s in self.seen
            if s.token < token and sentence - s.sentence <= FORGOTTEN and s.token not in without
        ]
        if not recent:
            return 0.0
        last = recent[-1]
        central = SUBJECT if last.subject else CENTRAL if last.core else 0.0
        return prominence(sentence - last.sentence, central, len(recent))


def born_id(name: str, country: str | None, office: str = "") -> str:
    """The id of an actor that only a report names, from normalised name, country and office.

    >>> born_id("Zamir Kabulov", "RUS", "head")
    '~zamir-kabulov.RUS.head'
    """
    return ".".join(["~" + slug(name), country or "", slug(office)]).rstrip(".")


class Cast:
    """All entities of a report by actor id, in the order they were first named."""

    def __init__(self, rows: dict[str, ActorRow]) -> None:
        self.rows = rows
        self.entities: dict[str, Entity] = {}

    def known(self, actor: str) -> Entity:
        """The entity of an actor of the tables."""
        if actor not in self.entities:
            row = self.rows[actor]
            self.entities[actor] = Entity(
                Actor(
                    row.id,
                    row.name,
                    row.kind,
                    row.country or None,
                    row.sector or None,
                    row.part_of or None,
                    row.wikidata or None,
                ),
                gender=GENDERS.get(row.gender),
                plural=row.kind in {"armed_group", "ethnic", "religious"},
            )
        return self.entities[actor]

    def born(
        self, name: str, kind: ActorKind, *, office: str = "", country: str | None = None
    ) -> Entity:
        """The entity of an actor that only this report names; the same words give the same."""
        actor = born_id(name, country, office)
        if actor not in self.entities:
            self.entities[actor] = Entity(Actor(actor, name, kind, country, known="report"))
        return self.entities[actor]

    def settle_ids(self, report: str) -> None:
        """Gives actors of the report their final ids, once country and office are all known.

        Somebody who is only described ("a senior US official") is nobody's namesake in another
        report: their id carries this report's.
        """
        taken = {e.id for e in self.entities.values() if e.actor.known == "table"}
        for entity in self.entities.values():
            if entity.actor.known == "table":
                continue
            office = entity.actor.id.split(".")[2] if entity.actor.id.count(".") > 1 else ""
            final = born_id(entity.actor.name, entity.actor.country, office)
            final += f"@{report[:9]}" if entity.unnamed else ""
            if final not in taken:
                entity.actor = replace(entity.actor, id=final)
            taken.add(entity.id)

    def of_kinds(self, kinds: Iterable[str]) -> list[Entity]:
        """The entities of some kinds, in order of first naming."""
        allowed = set(kinds)
        return [e for e in self.entities.values() if e.actor.kind in allowed]

    def best(
        self, among: Iterable[Entity], token: int, sentence: int, *, margin: float = 0.25
    ) -> Entity | None:
        """The most salient entity at a place, or None where none or two are as likely."""
        ranked = sorted(
            ((e.salience(token, sentence), -i, e) for i, e in enumerate(among)),
            key=lambda x: (x[0], x[1]),
            reverse=True,
        )
        ranked = [r for r in ranked if r[0] > 0]
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < margin):
            return None
        return ranked[0][2]
