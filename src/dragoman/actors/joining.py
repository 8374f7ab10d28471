"""Verbs of leading, joining and including -> claims: who is in charge of a body, or one of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.actors.claims import Claim, keys_of_verb
from dragoman.actors.reading import STATELIKE
from dragoman.grammar.clauses import (
    agents,
    antecedent_of_relative,
    children,
    is_passive,
    phrase,
    understood_subjects,
    verb_objects,
    with_conjuncts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Token

    from dragoman.actors.claims import Claimant
    from dragoman.record import Tenure


def verb_claims(ask: Claimant, verb: Token) -> Iterator[Claim]:
    """What a verb says of who leads, joins, leaves or is part of a body.

    "Marko Ilic, who leads the National Front": holder Ilic, office "leads".
    """
    words, keys = ask.words, keys_of_verb(verb)
    if keys & words.leading:
        pairs = _led(ask, verb, keys & words.leading)
        yield from _claims(ask, verb, pairs, "leading", office=[verb, *children(verb, "prt")])
    elif keys & words.including:
        yield from _claims(ask, verb, _included(ask, verb), "including")
    elif keys & words.assigning:
        yield from _claims(ask, verb, _assigned(ask, verb, keys & words.assigning), "joining")
    elif keys & words.joining:
        yield from _claims(ask, verb, _joined(ask, verb, keys & words.joining), "joining")
    elif keys & words.leaving:
        pairs = _joined(ask, verb, keys & words.leaving)
        yield from _claims(ask, verb, pairs, "leaving", tenure="former")


def _claims(
    ask: Claimant,
    verb: Token,
    pairs: Iterable[tuple[Token, Token]],
    rule: str,
    *,
    office: Iterable[Token] = (),
    tenure: Tenure = "current",
) -> Iterator[Claim]:
    told = ask.is_told(verb)
    if told is None or (tenure == "former" and told != "current"):
        return
    tenure = "designate" if told == "designate" else tenure
    why = [verb] if tenure != "current" else []
    for token, body in pairs:
        holder = ask.holder(token)
        if holder is None or not (ask.is_named(holder) or ask.kind(holder)):
            continue
        if ask.role(holder).name != ask.role(body).name:
            words = [verb, *phrase(holder if rule == "including" or holder.i > body.i else body)]
            yield Claim(holder, list(office), body, words, rule, tenure, why, verb)


def _led(ask: Claimant, verb: Token, keys: set[str]) -> Iterator[tuple[Token, Token]]:
    """Who leads what: "X leads Y", "Y, led by X", "the X-led Y"."""
    if is_passive(verb):
        holders, bodies = agents(verb), verb_objects(verb)
    elif verb.dep_ == "amod":
        holders, bodies = _hyphenated(ask, verb), [verb.head]
    else:
        holders = understood_subjects(verb)
        bodies = _objects(verb, keys)
    for body in map(antecedent_of_relative, bodies):
        if ask.is_organised(body) or ask.kind(body) in STATELIKE:
            yield from ((holder, body) for holder in holders)


def _hyphenated(ask: Claimant, participle: Token) -> list[Token]:
    """The name before a participle joined to it by a hyphen."""
    if participle.i < 2 or not participle.nbor(-1).is_punct:
        return []
    before = ask.reading.mentioned.covering(participle.nbor(-2))
    head = ask.reading.mentioned.heads.get(before.id) if before else None
    return [head] if head is not None else []


def _objects(verb: Token, keys: set[str]) -> list[Token]:
    """What a verb of the lists is about: its object, or what its listed preposition brings in."""
    prepositions = {key.split(" ", 1)[1] for key in keys if " " in key}
    found = verb_objects(verb) if any(" " not in key for key in keys) else []
    for link in children(verb, "prep"):
        if link.lower_ in prepositions:
            found = [*found, *with_conjuncts(children(link, "pobj"))]
    return found


def _joined(ask: Claimant, verb: Token, keys: set[str]) -> Iterator[tuple[Token, Token]]:
    """Who becomes one of what; whoever is joined in doing something is no body that takes in."""
    if is_passive(verb) or any(children(link, "pcomp") for link in children(verb, "prep")):
        return
    for body in _objects(verb, keys):
        if ask.is_firm_body(body) and ask.is_organised(body):
            yield from ((holder, body) for holder in understood_subjects(verb))


def _assigned(ask: Claimant, verb: Token, keys: set[str]) -> Iterator[tuple[Token, Token]]:
    for body in _objects(verb, keys):
        if ask.is_firm_body(body) and ask.is_organised(body):
            yield from ((holder, body) for holder in verb_objects(verb) if holder.i != body.i)


def _included(ask: Claimant, verb: Token) -> Iterator[tuple[Token, Token]]:
    """The named parts of a body: "the alliance comprises the Centre Party and the Green League"."""
    if is_passive(verb):
        return
    parts = [token for token in verb_objects(verb) if ask.is_named(token)]
    for body in understood_subjects(verb):
        if ask.is_body(body) and body.lemma_.lower() not in ask.words.no_offices:
            yield from ((part, body) for part in parts)
