"""Titles and appositions of names -> the office that goes with a person, and whose office it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.actors.phrases import bare
from dragoman.actors.reading import STATELIKE
from dragoman.grammar.clauses import children, phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from dragoman.actors.clusters import Cluster
    from dragoman.actors.entities import Entity, Gender
    from dragoman.actors.phrases import Words
    from dragoman.actors.reading import Reading
    from dragoman.record import Mention


def office_and_owner(
    reading: Reading, heads: list[tuple[Mention, Token]]
) -> tuple[str, Entity | None]:
    """The first office that goes with a name, and whose it is."""
    for mention, head in heads:
        words = _office_words(reading, mention, head)
        owner = reading.owner(head) if mention.kind == "title" else None
        for beside in (
            *children(head, "appos"),
            *([head.head] if head.dep_ == "appos" else []),
        ):
            if beside.lemma_.lower() in reading.words.offices:
                words = words or [office_of(beside, reading.words)]
                owner = owner or reading.owner(beside)
        if words or owner:
            return (words[-1].split()[-1] if words else ""), owner or _of_phrase(reading, head)
    for _, head in heads:
        owner = _of_phrase(reading, head)
        if owner is not None:
            return "", owner
    return "", None


def _of_phrase(reading: Reading, head: Token) -> Entity | None:
    """The state or body in "King Hassan of Morocco"."""
    for prep in children(head, "prep"):
        for inner in children(prep, "pobj"):
            mention = reading.mentioned.by_head.get(inner.i)
            meant = reading.decided.get(mention.id) if mention else None
            if meant is not None and meant.entity.actor.kind != "person":
                return meant.entity
    return None


def _office_words(reading: Reading, mention: Mention, head: Token) -> list[str]:
    """The offices before a titled name, in lower case."""
    before = [t for t in bare(phrase(head)) if mention.span.start <= t.idx < mention.span.end]
    return offices_in(before, reading.words)


def _fields(
    reading: Reading, mention: Mention, head: Token, beside: Sequence[Token]
) -> frozenset[str]:
    """What the offices that go with a name are of: foreign, police, campaign."""
    titled = [t for t in phrase(head) if mention.span.start <= t.idx < mention.span.end]
    found = frozenset().union(*(fields_of(t, reading.words) for t in beside))
    return found | {t.lower_ for t in titled if t.lower_ in reading.words.fields}


def fields_of(head: Token, words: Words) -> frozenset[str]:
    """What an office is of, by the nouns and fields before it: "the defence minister"."""
    near = [c for c in head.lefts if c.dep_ in {"amod", "compound", "nmod"}]
    near += [n for p in head.rights if p.dep_ == "prep" for n in p.rights if n.dep_ == "pobj"]
    deep = [*near, *(c for n in near for c in n.lefts if c.dep_ in {"amod", "compound"})]
    return frozenset(
        t.lower_
        for t in deep
        if t.lower_ in words.fields
        or (t.tag_ == "NN" and t.i < head.i and t.lower_ not in words.offices)
    )


def offices_in(tokens: Sequence[Token], words: Words) -> list[str]:
    """The offices that some words name, in text order and in full.

    "Chelyabinsk's deputy governor": deputy governor, which is not the governor. "Sen.": senator.
    """
    found: list[str] = []
    before: list[str] = []
    for number, token in enumerate(tokens):
        office = _office_at(tokens, number, words)
        if token.lower_ in words.lesser:
            before.append(token.lower_)
        elif office is not None:
            found.append(" ".join([*before, office]))
        if (office is not None and token.lower_ not in words.lesser) or token.tag_ == "POS":
            before = []
    return found or [word for word in before if word in words.offices]


def _office_at(tokens: Sequence[Token], number: int, words: Words) -> str | None:
    token = tokens[number]
    if token.text in words.short_offices:
        return words.short_offices[token.text]
    if number and f"{tokens[number - 1].lower_} {token.lower_}" in words.offices:
        return f"{tokens[number - 1].lower_} {token.lower_}"
    return next((w for w in (token.lower_, token.lemma_.lower()) if w in words.offices), None)


def office_of(head: Token, words: Words) -> str:
    """The office that a role's phrase ends with: "prime minister", "former president"."""
    start = head.left_edge.i
    while start and (head.doc[start - 1].lower_ in words.lesser or head.doc[start - 1].text == "-"):
        start -= 1
    named = offices_in(list(head.doc[start : head.i + 1]), words)
    return named[-1] if named else head.lemma_.lower()


def learn_office(reading: Reading, entity: Entity, head: Token, mention: Mention) -> None:
    """Notes the offices that go with a name, and the gender that its title tells."""
    offices = _office_words(reading, mention, head)
    beside = [*children(head, "appos"), *([head.head] if head.dep_ == "appos" else [])]
    known = reading.words.offices
    offices += [office_of(t, reading.words) for t in beside if t.lemma_.lower() in known]
    if reading.words.heads_of_government & set(offices):
        offices += reading.words.heads_of_government
    entity.offices.update(offices)
    entity.fields.update(_fields(reading, mention, head, beside))
    entity.gender = entity.gender or gender_told(head, reading.words)


def gender_told(head: Token, words: Words) -> Gender | None:
    """The gender that the words of a name's phrase tell: "Mrs Berg", "Chairman Lund"."""
    titles = {t.text for t in phrase(head)} | {t.lower_ for t in phrase(head)}
    if titles & words.female:
        return "female"
    return "male" if titles & words.male else None


def known_gender(entity: Entity, words: Words) -> Gender | None:
    """The gender of a person by the tables, a title or a pronoun before, or by the given name."""
    by_name = entity.actor.country not in words.family_first
    told = words.gender_of(entity.actor.name) if by_name else None
    return entity.gender or told


def state_around(reading: Reading, cluster: Cluster, head: Token) -> Entity | None:
    """The state of a body that every state has, where the sentence names one state.

    "Norway would answer, the Foreign Ministry said": Norway. Else the sentence before.
    """
    last = cluster.words[-1] if cluster.words else ""
    general = all(
        w in reading.words.national_bodies | reading.words.bodies | reading.words.inside_org_names
        or w in reading.words.fields
        for w in cluster.words
    )
    if last not in reading.words.national_bodies or not general:
        return None
    here = reading.sentence(head)
    for number in (here, here - 1):
        states = {
            e.actor.country: e
            for e in reading.cast.entities.values()
            if e.actor.kind in STATELIKE
            and e.actor.country
            and any(seen.sentence == number for seen in e.seen)
        }
        if states:
            return reading.cast.known(next(iter(states))) if len(states) == 1 else None
    return None
