"""Rows as the finders left them -> rows as the record holds them: who is meant, each once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from dragoman.record import Affiliation, Event, Position, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.record import Actor, Mention, Record, Role

Scored = Statement | Event | Position


class HasId(Protocol):
    """A row with an id."""

    @property
    def id(self) -> str:
        """A hash of the row's content."""


Row = TypeVar("Row", bound=HasId)


def once(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows in order, the first of each id."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row.id, row)
    return tuple(found.values())


def parties_once(row: Event) -> Event:
    """The event with nobody twice in one part: "Ada Brandt and Ben Cole said they would leave"."""
    return replace(row, source=_each_once(row.source), target=_each_once(row.target))


def _each_once(roles: Iterable[Role]) -> tuple[Role, ...]:
    """The roles in order, of those that one actor fills the first."""
    found: dict[object, Role] = {}
    for role in roles:
        found.setdefault(role.actor or role, role)
    return tuple(found.values())


class Resolved:
    """Roles as the resolved mentions have them; their words and the rows' ids stay as they are."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self.by_id: dict[str, Mention] = {}
        self.by_place: dict[tuple[int, int], list[Mention]] = {}
        for mention in mentions:
            self.by_id[mention.id] = mention
            self.by_place.setdefault((mention.span.start, mention.span.end), []).append(mention)

    def roles(self, role: Role) -> list[Role]:
        """The role with its mention's actor; one for each where "they" are two that were named."""
        mention = self.by_id.get(role.mention or "")
        if mention is None:
            return [role]
        meant = self.by_place[mention.span.start, mention.span.end]
        return [
            replace(
                role,
                actor=m.actor,
                name=m.name,
                antecedent=m.antecedent or role.antecedent,
                rule=m.rule,
                mention=m.id,
            )
            for m in meant
        ]

    def role(self, role: Role | None) -> Role | None:
        """The role with its mention's actor, the first where several are meant."""
        return self.roles(role)[0] if role else None

    def affiliation(self, row: Affiliation) -> Affiliation:
        """The affiliation with its roles read again."""
        return replace(row, person=self.roles(row.person)[0], body=self.role(row.body))

    def statement(self, row: Statement, bodies: dict[str, Role]) -> Statement:
        """The statement with its roles read again.

        A statement that names nobody it is made for is on behalf of the body its speaker
        belongs to: the affiliation is the words for it.
        """
        speaker = _each_once(now for role in row.speaker for now in self.roles(role))
        behalf = self.role(row.on_behalf_of) or next(
            (bodies[key] for key in map(_who, speaker) if key in bodies), None
        )
        via = _each_once(now for role in row.via for now in self.roles(role))
        return replace(row, speaker=speaker, on_behalf_of=behalf, via=via)


def bodies_of(affiliations: Iterable[Affiliation], actors: Iterable[Actor]) -> dict[str, Role]:
    """The body each person speaks for, the first that the report gives.

    Nobody speaks for a body that they have left or are to join, and no group for what it is
    a part of.
    """
    groups = {actor.id for actor in actors if actor.kind != "person"}
    found: dict[str, Role] = {}
    for row in affiliations:
        held = row.tenure == "current" and row.person.actor not in groups
        if held and row.body is not None and _who(row.person):
            found.setdefault(_who(row.person), row.body)
    return found


def _who(role: Role) -> str:
    """What a person is the same by: the actor, or else the mention."""
    return role.actor or role.mention or ""


def roles_of(row: Scored | Affiliation) -> list[Role]:
    """Every role of a row, in the order of its fields."""
    if isinstance(row, Statement):
        found = [*row.speaker, row.on_behalf_of, *row.via]
    elif isinstance(row, Event):
        found = [*row.source, *row.target]
    elif isinstance(row, Position):
        found = [row.holder, row.target, row.against]
    else:
        found = [row.person, row.body]
    return [role for role in found if role is not None]


def referred_to(record: Record, actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """The actors that a mention or a role of the record names, and what they are part of, by id."""
    by_id = {actor.id: actor for actor in actors}
    rows: tuple[Scored | Affiliation, ...] = (
        *record.affiliations,
        *record.statements,
        *record.events,
        *record.positions,
    )
    queue = [mention.actor for mention in record.mentions]
    queue += [role.actor for row in rows for role in roles_of(row)]
    found: set[str] = set()
    while queue:
        actor = queue.pop()
        if actor in by_id and actor not in found:
            found.add(actor)
            queue.append(by_id[actor].part_of)
    return tuple(by_id[actor] for actor in sorted(found))


def references_of(row: Scored | Affiliation) -> list[str]:
    """The ids of the rows that a row hangs on."""
    if isinstance(row, Statement):
        return [*filter(None, (row.inside, row.echoes)), *row.about]
    if isinstance(row, Affiliation):
        return [*row.said_in]
    return [*row.said_in, *([row.echoes] if row.echoes else [])]


def above(record: Record, min_score: float) -> Record:
    """The record without rows scored below a mark.

    A row that a kept row hangs on stays: what was said must not come to look like what is so.
    """
    scored: tuple[Scored, ...] = (*record.statements, *record.events, *record.positions)
    if all(row.score >= min_score for row in scored):
        return record
    by_id = {row.id: row for row in scored}
    queue = [row.id for row in scored if row.score >= min_score]
    queue += [ref for row in record.affiliations for ref in references_of(row)]
    kept: set[str] = set()
    while queue:
        row = queue.pop()
        if row in by_id and row not in kept:
            kept.add(row)
            queue += references_of(by_id[row])
    return replace(
        record,
        statements=tuple(row for row in record.statements if row.id in kept),
        events=tuple(row for row in record.events if row.id in kept),
        positions=tuple(row for row in record.positions if row.id in kept),
    )
