"""Actors as resolved, and affiliations -> actors with the words that say what they belong to.

What a table says of an actor needs no words of the report. Where the report itself says of which
country an actor is, or what it is a part of, the words are kept beside: ``country_span`` and
``part_of_span``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.actors.claims import beside
from dragoman.actors.phrases import belongs_to
from dragoman.actors.reading import STATELIKE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from spacy.tokens import Token

    from dragoman.actors.entities import Entity
    from dragoman.actors.reading import Reading
    from dragoman.record import Actor, Affiliation, Span

NEAR = 3  # tokens from a town's name to the name of what it lies in: "Moscow, Idaho"


def described_actors(reading: Reading, affiliations: Sequence[Affiliation]) -> dict[str, Actor]:
    """All actors of a report by id, with what it says of their country and superior body.

    "Anna Berg, head of the Coast Guard": she is part of the Coast Guard, by those words. Only what
    stands in the report's own voice counts; what tables say of an actor is never overruled.
    """
    held: dict[str, Affiliation] = {}
    for row in affiliations:
        if row.person.actor and row.tenure == "current" and not row.said_in and _has_body(row):
            held.setdefault(row.person.actor, row)
    actors = {e.id: _described(reading, e) for e in reading.cast.entities.values()}
    for actor, row in held.items():
        body = row.body.actor if row.body else None
        if actor in actors and body in actors and actors[body].part_of != actor:
            actors[actor] = _as_part(actors[actor], actors[body], row)
    return actors


def _has_body(row: Affiliation) -> bool:
    return row.body is not None and row.body.actor not in {None, row.person.actor}


def _as_part(actor: Actor, body: Actor, row: Affiliation) -> Actor:
    """A report's own actor as a part of the body that an affiliation names.

    A body is nearer than the state that is known as the actor's country already.
    """
    known = actor.part_of is not None and actor.part_of != actor.country
    if actor.known == "table" or known or body.kind in STATELIKE or row.body is None:
        return actor
    return replace(actor, part_of=body.id, part_of_span=row.body.antecedent or row.body.span)


def _described(reading: Reading, entity: Entity) -> Actor:
    """The actor with the words for what no table says of it."""
    actor, row = entity.actor, reading.cast.rows.get(entity.id)
    country, part_of = actor.country, actor.part_of
    if country and not (row and row.country):
        actor = replace(actor, country_span=_country_words(reading, entity, country))
    if part_of and not (row and row.part_of):
        words = _own_words(reading, entity, lambda owner: owner.id == part_of)
        whole = reading.cast.entities.get(part_of)
        words = words or _nearest(entity, [whole] if whole else [])
        actor = replace(actor, part_of_span=words or actor.country_span)
    return actor


def _country_words(reading: Reading, entity: Entity, country: str) -> Span | None:
    """The words that say of which country an actor is: in its phrase, its sentence, or anywhere.

    A town that tables know as a seat of government says it by its own name.
    """
    own = _own_words(reading, entity, lambda owner: owner.actor.country == country)
    if own is not None or not entity.seen:
        return own
    if entity.actor.kind == "place":
        return _place_after(reading, entity, country) or entity.seen[0].mention.span
    states = (e for e in reading.cast.entities.values() if e.actor.kind in STATELIKE)
    return _nearest(entity, (e for e in states if e.actor.country == country))


def _nearest(entity: Entity, others: Iterable[Entity]) -> Span | None:
    """Where one of some actors is named nearest to the first place of another."""
    if not entity.seen:
        return None
    first = entity.seen[0]
    named = [
        (seen.sentence != first.sentence, abs(seen.token - first.token), seen.mention.span)
        for other in others
        for seen in other.seen
    ]
    return min(named, key=lambda found: found[:2])[2] if named else None


def _own_words(reading: Reading, entity: Entity, fits: Callable[[Entity], bool]) -> Span | None:
    """The first words of an actor's own phrases, or of those beside them, that name what fits."""
    for seen in entity.seen:
        head = reading.parse.doc[seen.token]
        for token in _about(head):
            mention = reading.mentioned.by_head.get(token.i)
            meant = reading.decided.get(mention.id) if mention else None
            if mention and meant and meant.entity is not entity and fits(meant.entity):
                return meant.antecedent.span if meant.antecedent else mention.span
    return None


def _about(head: Token) -> Iterator[Token]:
    """What the phrase of a name, and the phrases beside it, say it belongs to."""
    yield from belongs_to(head)
    for noun in beside(head):
        yield noun
        yield from belongs_to(noun)


def _place_after(reading: Reading, entity: Entity, country: str) -> Span | None:
    for seen in entity.seen:
        for other in reading.cast.entities.values():
            same = other is not entity and other.actor.country == country
            behind = [s for s in other.seen if same and 0 < s.token - seen.token <= NEAR]
            if behind:
                return behind[0].mention.span
    return None
