"""What a whole report tells of actors already decided: names of the unnamed, countries."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from dragoman.actors.reading import STATELIKE, Meant, determiner
from dragoman.grammar.clauses import children, governing_verb

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from dragoman.actors.entities import Entity
    from dragoman.actors.reading import Reading
    from dragoman.record import Mention


def name_the_unnamed(reading: Reading, mentions: Sequence[Mention]) -> None:
    """Joins "a senior Russian diplomat said" with the name that the next speaker has.

    The role must be a first, indefinite speaker, and the next speaker a person named in full there
    for the first time, with an office that is what the role says ("a doctor" is no minister), and
    of the same country where both have one. So is "Norway's president refused. Anna Berg said …",
    where her name comes without any office.
    """
    for role, named in _speakers_in_turn(reading, mentions):
        head, meant = reading.mentioned.heads[role.id], reading.decided.get(named.id)
        if meant is None or determiner(head) not in reading.words.indefinite:
            continue
        if _is_calling(reading, head, meant.entity) and _may_be(reading, role, meant.entity, head):
            reading.decided[role.id] = Meant(meant.entity, "named-next", named)
    for role, named in _subjects_in_turn(reading):
        head, meant = reading.mentioned.heads[role.id], reading.decided[named.id]
        if not meant.entity.offices and _may_be(reading, role, meant.entity, head):
            _give_name(reading, role, Meant(meant.entity, "named-next", named))


def _speakers_in_turn(
    reading: Reading, mentions: Sequence[Mention]
) -> Iterator[tuple[Mention, Mention]]:
    """A role that speaks and whoever speaks next, where each is one."""
    by_id = {m.id: m for m in mentions}
    for here, after in pairwise(sorted(reading.speakers)):
        if reading.contents.get(after) in reading.speakers[here]:
            continue  # "an official said Anna Berg had told him …": she is another
        roles = [by_id[i] for i in dict.fromkeys(reading.speakers[here]) if i in by_id]
        named = [by_id[i] for i in dict.fromkeys(reading.speakers[after]) if i in by_id]
        if len(roles) == len(named) == 1 and roles[0].kind == "role":
            yield roles[0], named[0]


def _subjects_in_turn(reading: Reading) -> Iterator[tuple[Mention, Mention]]:
    """A state's unnamed officer and a bare name that are the subjects of two sentences in turn."""
    for before, after in pairwise(reading.parse.sentences):
        if before.paragraph != after.paragraph:
            continue
        first, second = (_subject(reading, s.tokens.root) for s in (before, after))
        if first is None or second is None or first.kind != "role" or second.kind != "name":
            continue
        meant, named = reading.decided.get(first.id), reading.decided.get(second.id)
        if meant is not None and named is not None and meant.rule == "described":
            yield first, second


def _subject(reading: Reading, verb: Token) -> Mention | None:
    heads = children(verb, "nsubj", "nsubjpass")
    return reading.mentioned.by_head.get(heads[0].i) if len(heads) == 1 else None


def _is_calling(reading: Reading, head: Token, entity: Entity) -> bool:
    """Whether a role's noun is an office that a person has, or a word for holders of any."""
    office = head.lemma_.lower()
    return bool(entity.offices) and (
        office in reading.words.any_office or any(o.split()[-1] == office for o in entity.offices)
    )


def _may_be(reading: Reading, role: Mention, entity: Entity, head: Token) -> bool:
    if entity.actor.kind != "person" or head.tag_ != "NN" or " " not in entity.actor.name:
        return False
    first = entity.seen[0].token if entity.seen else 0
    before = reading.decided.get(role.id)
    country = before.entity.actor.country if before else None
    same = country is None or entity.actor.country in {None, country}
    return first > head.i and same


def _give_name(reading: Reading, role: Mention, meant: Meant) -> None:
    """Puts a named person in the place of somebody only described, wherever that one was meant."""
    described = reading.decided[role.id].entity
    meant.entity.describe(country=described.actor.country, part_of=described.actor.part_of)
    meant.entity.offices |= described.offices
    for mention, before in reading.decided.items():
        if before.entity is described:
            reading.decided[mention] = meant


def learn_countries(reading: Reading, mentions: Sequence[Mention]) -> None:
    """Gives a person the country of the body that their office names."""
    for mention in mentions:
        meant = reading.decided.get(mention.id)
        head = reading.mentioned.heads.get(mention.id)
        if meant is None or head is None or meant.entity.actor.kind != "person":
            continue
        if mention.kind in {"title", "role"} and meant.rule not in {"apposition", "role-in-view"}:
            owner = reading.owner(head) or reading.repeated_owner(head)
            if owner is not None and owner is not meant.entity:
                meant.entity.describe(country=owner.actor.country, part_of=owner.id)


def learn_the_only_state(reading: Reading) -> None:
    """Gives holders of a state's offices the one state that the report names, if it is one.

    "Fijian rebels said they will release Prime Minister Mahendra Chaudhry": of Fiji. Not
    where the two are parties to one deed: "Moroccan diplomats met President Obama", unless they are
    such as have to do with their own state: "Fijian voters backed President Mara".
    """
    national = [
        e
        for e in reading.cast.entities.values()
        if e.actor.country and e.seen and e.actor.kind in STATELIKE | {"body", "other"}
    ]
    states = {e.actor.country for e in national}
    if len(states) != 1:
        return
    words = reading.words
    doc = reading.parse.doc
    places = {seen.token for e in national for seen in e.seen}
    abroad = {
        i for i in places if not words.within_states & {t.lemma_ for t in (doc[i], doc[i].head)}
    }
    deeds = {_deed(reading, i) for i in abroad}
    for entity in reading.cast.of_kinds({"person"}):
        if entity.actor.country or not entity.offices & words.national_offices:
            continue
        if not deeds & {_deed(reading, seen.token) for seen in entity.seen}:
            entity.describe(country=next(iter(states)))


def _deed(reading: Reading, token: int) -> int:
    """The number of the verb that governs a token, or -1."""
    verb = governing_verb(reading.parse.doc[token])
    return verb.i if verb is not None else -1
