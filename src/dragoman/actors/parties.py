"""Plurals for several actors -> each of them: "US and British forces", "the two sides"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.actors.reading import ORGANISED, Meant, determiner, meant_before
from dragoman.actors.refer import PERSONS, PLURAL, born_of, of_possessor
from dragoman.grammar.clauses import children, with_conjuncts
from dragoman.grammar.tree import dependents

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.actors.entities import Entity
    from dragoman.actors.reading import Reading
    from dragoman.record import ActorKind, Mention

NO_PARTY: frozenset[ActorKind] = frozenset({"media", "company"})
PARTIES: frozenset[ActorKind] = (ORGANISED - NO_PARTY) | {"state"}
STATES: frozenset[ActorKind] = frozenset({"state"})
TOLD_OFTEN = 3  # how often the parties that a report is about are named before "both sides"
NEXT = 1  # sentence
OPENING = 3  # sentences of headline and lead, where a report names its parties
PARTIES_BACK = 3  # sentences over which "the two sides" takes up two parties


def describe_several(reading: Reading, mention: Mention, head: Token) -> list[Meant]:
    """Who a plural phrase for several actors means, one for each.

    "US and British forces", "Russia and Turkey's ministers": a group of each. "the two sides" and
    "each side": the two parties that were last named together.
    """
    for child in dependents(head):
        if child.dep_ in {"amod", "compound", "poss"} and children(child, "conj"):
            owners = with_conjuncts([child])
            named = [(t, e) for t in owners if (e := reading.owning(t)) is not None]
            if len(named) > 1 and len(named) == len(owners):
                return [
                    Meant(born_of(reading, mention, head, e, _part(head, t, owners)), "described")
                    for t, e in named
                ]
    theirs = _of_several_possessors(reading, mention, head)
    if theirs:
        return theirs
    words, plural = reading.words, head.tag_ in PLURAL or head.like_num
    counted = any(c.lower_ in words.numbers for c in (*head.lefts, head))
    sides = head.lower_ in words.sides or (
        counted and head.lower_ in words.counted_sides | set(words.numbers)
    )
    each = determiner(head) in words.each and head.lower_ in words.each_of_two
    if each or (plural and sides and determiner(head) in words.definite):
        return _last_named(reading, head)
    return []


def _of_several_possessors(reading: Reading, mention: Mention, head: Token) -> list[Meant]:
    """Who "their troops" are where "they" are several: the troops of each."""
    for child in children(head, "poss"):
        pronoun = reading.mentioned.by_head.get(child.i)
        owners = reading.joint.get(pronoun.id, []) if pronoun is not None else []
        organised = [o for o in owners if o.entity.actor.kind != "person"]
        found = [of_possessor(reading, mention, head, owner.entity) for owner in organised]
        if owners and len(organised) == len(owners):
            return [meant for meant in found if meant is not None]
    return []


def _part(head: Token, owner: Token, owners: list[Token]) -> str:
    """One party's share of a joint phrase: "British forces", "Turkey's foreign ministers"."""
    rest = [t.text for t in head.doc[owners[-1].i + 1 : head.i + 1] if t.tag_ != "POS"]
    mark = "'s" if owners[0].dep_ == "poss" else ""
    return f"{owner.text}{mark} {' '.join(rest)}"


def _last_named(reading: Reading, head: Token) -> list[Meant]:
    """The parties that a counted plural takes up: those joined last, or the only ones in view.

    "Armenia and Azerbaijan signed with Russia's help. The two sides …", "all three countries".
    Leaders whom the report does not name are their states.
    """
    kinds, count = _kinds_of_party(reading, head), _count_of(reading, head)
    if head.lower_ not in reading.words.sides:
        return _near_parties(reading, head, kinds, count)
    for those in (PERSONS, STATES) if kinds == PERSONS else (kinds,):
        meant = (
            _near_parties(reading, head, those, count, beside=NEXT)
            or _foremost(reading, head, those, count)
            or _first_joined(reading, head, those, count)
            or _near_parties(reading, head, those, count)
        )
        if meant:
            return meant
    return []


def _first_joined(
    reading: Reading, head: Token, kinds: frozenset[ActorKind], count: int
) -> list[Meant]:
    """The parties that the report opens with, where one coordination holds them.

    "Norland and the Delta Front agreed to a truce. … Kenya urged both parties to keep it."
    """
    for number in range(OPENING):
        named = _named_in(reading, head, number, kinds)
        runs = [run for run in _joined(named) if len(run) == count]
        if runs:
            return [meant for _, meant in runs[0]]
    return []


def _foremost(
    reading: Reading, head: Token, kinds: frozenset[ActorKind], count: int
) -> list[Meant]:
    """The parties that the report is about so far, far before all others; nobody beside the noun.

    "India and China fought. … Russia, a friend of both countries, called for talks."
    """
    here = reading.sentence(head)
    told: list[tuple[int, Entity]] = []
    for entity in reading.cast.of_kinds(kinds):
        seen = [s for s in entity.seen if s.token < head.i]
        if seen and seen[-1].sentence != here:
            told.append((len(seen), entity))
    told.sort(key=lambda each: -each[0])
    others = [n for n, _ in told[count:]]
    least = told[count - 1][0] if len(told) >= count else 0
    if least < TOLD_OFTEN or (others and others[0] * 2 > least):
        return []
    return [meant_before(entity, "parties", head.i) for _, entity in told[:count]]


def _near_parties(
    reading: Reading,
    head: Token,
    kinds: frozenset[ActorKind],
    count: int,
    *,
    beside: int = PARTIES_BACK,
) -> list[Meant]:
    """As many parties as a plural counts, named together in one of the last sentences.

    ``beside``: how many sentences back they may merely stand side by side, joined by no "and".
    """
    here = reading.sentence(head)
    back = 1 if head.lower_ in reading.words.numbers else PARTIES_BACK  # "the two" are near
    for number in range(here, here - back - 1, -1):
        named = _named_in(reading, head, number, kinds)
        people = _named_in(reading, head, number, kinds & PERSONS)
        if len(people) == count < len(named):
            named = people  # "Berg met Moe in Norway. The two …"
        joined = [run for run in _joined(named) if len(run) == count]
        counted = len(named) == count and here - number <= beside
        chosen = joined[-1] if joined else named if counted else []
        if chosen:
            return [meant for _, meant in chosen]
        if len(named) > count:
            return []
    return []


def _kinds_of_party(reading: Reading, head: Token) -> frozenset[ActorKind]:
    """What a plural noun's parties are: persons by office, states, or whoever can be a party."""
    words, lemma = reading.words, head.lemma_.lower()
    if lemma in words.rivals:
        return PERSONS | PARTIES
    if lemma in words.offices | words.male | words.female:
        return PERSONS
    if lemma in words.reference_kinds[1][0] | words.neighbours:
        return STATES
    if lemma in words.reference_kinds[2][0] | words.reference_kinds[3][0]:
        return ORGANISED
    return PARTIES if lemma not in words.numbers else PARTIES | PERSONS


def _count_of(reading: Reading, head: Token) -> int:
    said = [c.lower_ for c in (*head.lefts, head)]
    return next((reading.words.numbers[w] for w in said if w in reading.words.numbers), 2)


def _named_in(
    reading: Reading, head: Token, number: int, kinds: frozenset[ActorKind]
) -> list[tuple[Token, Meant]]:
    """The actors of some kinds that a sentence names before a noun, in text order, each once."""
    found: list[tuple[Token, Meant]] = []
    for entity in reading.cast.entities.values():
        seen = [s for s in entity.seen if s.sentence == number and s.token < head.i]
        seen = [s for s in seen if head.doc[s.token].dep_ != "amod"]  # "her Republican rival"
        if seen and entity.actor.kind in kinds:
            found.append((head.doc[seen[-1].token], Meant(entity, "parties", seen[-1].mention)))
    return sorted(_apart(found), key=lambda f: f[0].i)


def _apart(found: list[tuple[Token, Meant]]) -> list[tuple[Token, Meant]]:
    """Some actors without the same party twice: a state and a body of it.

    Of "Norland's army" the state only says whose the army is; of "the ministry … Norland" the
    state is the party, and the ministry speaks for it.
    """
    heads = {meant.entity.id: token for token, meant in found}
    bodies = [(t, m) for t, m in found if m.entity.actor.kind == "body"]
    whole = {m.entity.actor.part_of: t for t, m in bodies if m.entity.actor.part_of in heads}
    owners = {o for o, body in whole.items() if o and heads[o].head.i == body.i}
    spare = {m.entity.id for _, m in bodies if m.entity.actor.part_of in whole.keys() - owners}
    return [f for f in found if f[1].entity.id not in owners | spare]


def _joined(named: list[tuple[Token, Meant]]) -> list[list[tuple[Token, Meant]]]:
    """The runs of actors that one coordination holds: "Russia and Turkey"."""
    runs: dict[int, list[tuple[Token, Meant]]] = {}
    for token, meant in named:
        top = token
        while top.dep_ in {"conj", "appos"}:  # "Norland and the Delta Front (DF)"
            top = top.head
        runs.setdefault(top.i, []).append((token, meant))
    return [run for run in runs.values() if len(run) > 1]
