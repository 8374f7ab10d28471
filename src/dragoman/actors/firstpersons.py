"""First persons -> who is meant: the speaker of the words they stand in, and the speaker's side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.actors.reading import ORGANISED, Meant

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.actors.entities import Entity
    from dragoman.actors.reading import Reading
    from dragoman.record import Mention


def describe_first_person(reading: Reading, mention: Mention, head: Token) -> Meant | None:
    """Who "I" and "we" mean inside a content: its speaker, and the side the speaker is on."""
    speaker = reading.contents.get(head.i)
    meant = reading.decided.get(speaker) if speaker else None
    if meant is None:
        return None
    entity = meant.entity
    if mention.rule == "i" or entity.actor.kind != "person":
        return Meant(entity, f"speaker-{mention.rule}", meant.antecedent)
    state = entity.actor.country if _speaks_for_state(reading, entity) else None
    for side in (_own_side(reading, entity), state, entity.actor.part_of):
        if side and side in reading.cast.rows:
            return Meant(reading.cast.known(side), "speaker-side", meant.antecedent)
        if side and side in reading.cast.entities:
            return Meant(reading.cast.entities[side], "speaker-side", meant.antecedent)
    return Meant(entity, "speaker-we", meant.antecedent)


def _speaks_for_state(reading: Reading, person: Entity) -> bool:
    """Whether somebody's we is the state's: whom the tables know, or who holds such an office.

    Not where the report tells of an opponent: "his rival Anna Berg", "the opposition leader".
    """
    words = reading.words
    held = {office.split()[-1] for office in person.offices} | person.offices
    if held & words.rivals or person.fields & words.reference_kinds[5][0]:
        return False
    return person.actor.known == "table" or bool(held & words.speaks_for_state)


def _own_side(reading: Reading, person: Entity) -> str | None:
    """The group, party or organisation a person speaks for before their state: a rebel's rebels."""
    side = person.actor.part_of or ""
    row, entity = reading.cast.rows.get(side), reading.cast.entities.get(side)
    kind = row.kind if row is not None else entity.actor.kind if entity is not None else None
    return side if kind in ORGANISED - {"body"} else None
