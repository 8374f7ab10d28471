"""Titles and appositions of names -> the office that goes with a person, and whose office it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.actors.phrases import bare
from dragoman.actors.reading import STATELIKE
from dragoman.grammar.clauses import children, phrase

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.actors.clusters import Cluster
    from dragoman.actors.entities import Entity
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
                words = words or [beside.lemma_.lower()]
                owner = owner or reading.owner(beside)
        if words or owner:
            return (words[-1] if words else ""), owner or _of_phrase(reading, head)
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
    """The office words of a titled name, in lower case."""
    before = [t for t in bare(phrase(head)) if mention.span.start <= t.idx < mention.span.end]
    return [t.lower_ for t in before if t.lower_ in reading.words.offices]


def learn_office(reading: Reading, entity: Entity, head: Token, mention: Mention) -> None:
    """Notes the offices that go with a name, and the gender that its title tells."""
    offices = _office_words(reading, mention, head)
    beside = [*children(head, "appos"), *([head.head] if head.dep_ == "appos" else [])]
    offices += [t.lemma_.lower() for t in beside if t.lemma_.lower() in reading.words.offices]
    printed = mention.span.quote.lower()
    if any(title in printed for title in reading.words.heads_of_government):
        offices += [title.split()[-1] for title in sorted(reading.words.heads_of_government)]
    entity.offices.update(offices)
    titles = {t.text for t in phrase(head)} | {t.lower_ for t in phrase(head)}
    if titles & reading.words.female:
        entity.gender = entity.gender or "female"
    elif titles & reading.words.male:
        entity.gender = entity.gender or "male"


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
