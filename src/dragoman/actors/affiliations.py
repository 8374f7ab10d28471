"""Titles and appositions -> affiliations: a person's office in a body, with the words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.actors.phrases import bare, core
from dragoman.grammar.clauses import children, phrase
from dragoman.record import Affiliation, Mention, Role, Span, When, digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from dragoman.actors.reading import Meant, Reading
    from dragoman.record import Statement

RULES = {"title": "title", "apposition": "apposition"}


def find_affiliations(
    reading: Reading, mentions: Sequence[Mention], statements: Sequence[Statement]
) -> tuple[Affiliation, ...]:
    """The affiliations that a report's words give, in text order.

    "Russia's Defence Minister Sergei Shoigu": person Sergei Shoigu, office "Defence Minister",
    body Russia. ``said_in`` holds the innermost statement whose content has the words.
    """
    found: dict[str, Affiliation] = {}
    for mention in mentions:
        meant = reading.decided.get(mention.id)
        head = reading.mentioned.heads.get(mention.id)
        if meant is None or head is None or meant.entity.actor.kind != "person":
            continue
        for rule, tokens, anchor in _office_phrases(reading, mention, head):
            row = _affiliation(reading, mention, meant, rule, tokens, anchor, statements)
            if row is not None:
                found.setdefault(row.id, row)
    return tuple(sorted(found.values(), key=lambda a: (a.evidence[0].start, a.id)))


def _office_phrases(
    reading: Reading, mention: Mention, head: Token
) -> Iterator[tuple[str, list[Token], Token]]:
    if mention.kind == "title":
        tokens = [
            t
            for t in bare(phrase(head))
            if mention.span.start <= t.idx < mention.span.end - len(mention.name)
        ]
        if any(t.lower_ in reading.words.offices for t in tokens):
            yield "title", tokens, head
    prepositions = reading.words.core_prepositions
    if mention.kind in {"title", "name"}:
        for beside in children(head, "appos"):
            if beside.lemma_.lower() in reading.words.offices:
                yield "apposition", bare(core(beside, prepositions)), beside
        if head.dep_ == "appos" and head.head.lemma_.lower() in reading.words.offices:
            yield "apposition", bare(core(head.head, prepositions)), head.head


def _affiliation(
    reading: Reading,
    mention: Mention,
    meant: Meant,
    rule: str,
    tokens: list[Token],
    anchor: Token,
    statements: Sequence[Statement],
) -> Affiliation | None:
    topical = anchor.lemma_.lower() in reading.words.people_hints  # "an Afghanistan expert"
    body = None if topical else _body(reading, tokens, anchor)
    office = _office(reading, tokens, body)
    if not office:
        return None
    evidence = reading.parse.span_of(tokens)
    person = Role(
        meant.entity.id, meant.entity.actor.name, mention.span, None, meant.rule, mention.id
    )
    identity = "f" + digest(
        reading.parse.report.id, "affiliation", person.key, evidence.start, evidence.end
    )
    said_in = _innermost(evidence, statements)
    return Affiliation(identity, person, office, body, When(), (evidence,), said_in, rule)


def _body(reading: Reading, tokens: list[Token], anchor: Token) -> Role | None:
    """The body or state in an office's words: a body before a state, the nearest first."""
    roles: list[tuple[bool, int, Role]] = []
    for token in tokens:
        inner = reading.mentioned.by_head.get(token.i)
        if inner is None or token.i == anchor.i:
            continue
        meant = reading.decided.get(inner.id)
        if meant is None or meant.entity.actor.kind == "person":
            continue
        actor = meant.entity.actor
        role = Role(actor.id, actor.name, inner.span, None, meant.rule, inner.id)
        roles.append((actor.kind in {"state", "place"}, token.i, role))
    return min(roles, key=lambda r: r[:2])[2] if roles else None


def _office(reading: Reading, tokens: list[Token], body: Role | None) -> str:
    """The office's own words: without whose it is, without "senior", "former" and articles."""
    span = body.span if body else None
    kept = [
        t
        for t in tokens
        if not (span and span.start <= t.idx < span.end)
        and t.lower_ not in reading.words.not_offices
        and t.tag_ != "POS"
    ]
    offices = [i for i, t in enumerate(kept) if t.lemma_.lower() in reading.words.offices]
    if not offices:
        return ""
    while kept and (kept[-1].dep_ in {"prep", "det"} or kept[-1].is_punct):
        kept.pop()
    return reading.parse.span_of(kept).quote if _is_run(kept) else " ".join(t.text for t in kept)


def _is_run(tokens: list[Token]) -> bool:
    return tokens[-1].i - tokens[0].i == len(tokens) - 1


def _innermost(span: Span, statements: Sequence[Statement]) -> tuple[str, ...]:
    holding = [
        (sum(c.end - c.start for c in s.content), s.id)
        for s in statements
        if any(c.start <= span.start and span.end <= c.end for c in s.content)
    ]
    return (min(holding)[1],) if holding else ()
