"""Resolved mentions -> affiliations: who holds which office in a body, or is a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.actors.claims import Claimant, affiliation_words
from dragoman.actors.holding import (
    named_claims,
    office_claims,
    possessed_claims,
    unit_claims,
)
from dragoman.actors.joining import verb_claims
from dragoman.grammar.clauses import clause
from dragoman.record import Affiliation, Role, Span, When, digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from dragoman.actors.claims import Claim
    from dragoman.actors.reading import Reading
    from dragoman.lexicon import Tables
    from dragoman.record import Mention, Statement, Tenure, Time


def find_affiliations(
    reading: Reading,
    mentions: Sequence[Mention],
    statements: Sequence[Statement],
    times: Sequence[Time],
    tables: Tables,
) -> tuple[Affiliation, ...]:
    """The affiliations that a report's words give, in text order.

    "Russia's Defence Minister Sergei Shoigu": person Sergei Shoigu, office "Defence Minister",
    body Russia. ``said_in`` holds the innermost statement whose content has the words.

    Args:
        reading: The report as resolved.
        mentions: The mentions it was resolved from.
        statements: The statements found before.
        times: The report's times, for since when and until when.
        tables: The tables with the lists ``affiliations.*``.
    """
    ask = Claimant(reading, affiliation_words(tables))
    found: dict[str, Affiliation] = {}
    for claim in _claims(ask, mentions):
        row = _Row(ask, claim, statements, times).made()
        found.setdefault(row.id, row)
    return tuple(sorted(found.values(), key=lambda a: (a.evidence[0].start, a.id)))


def _claims(ask: Claimant, mentions: Sequence[Mention]) -> Iterator[Claim]:
    """The claims of all names, nouns and verbs of a report's sentences."""
    for mention in mentions:
        head = ask.reading.mentioned.heads.get(mention.id)
        if head is not None and mention.kind in {"title", "name"}:
            if ask.may_be_person(head):
                yield from named_claims(ask, mention, head)
            else:
                yield from possessed_claims(ask, head)
                yield from unit_claims(ask, head)
    for token in ask.reading.telling:
        if token.pos_ == "VERB":
            yield from verb_claims(ask, token)
        else:
            yield from office_claims(ask, token)


class _Row:
    """Makes the row of a claim."""

    def __init__(
        self,
        ask: Claimant,
        claim: Claim,
        statements: Sequence[Statement],
        times: Sequence[Time],
    ) -> None:
        self.ask, self.claim, self.statements, self.times = ask, claim, statements, times
        self.parse = ask.reading.parse

    def made(self) -> Affiliation:
        """The row, with its words, its time and the statement that says so."""
        claim, ask = self.claim, self.ask
        person = ask.role(claim.holder)
        body = ask.role(claim.body) if claim.body is not None else None
        if body is not None and person.span is not None and person.actor == body.actor:
            person = Role.words(person.span)  # "Hamas fighters" are read as Hamas, and are of it
        evidence = self.parse.span_of(_in_order(claim.words))
        when = self._when()
        tenure, why = self._tenure(when)
        return Affiliation(
            _id(self.parse.report.id, person, body, evidence),
            person,
            _quoted(claim.office),
            body,
            when,
            (evidence,),
            _innermost(evidence, self.statements),
            claim.rule,
            tenure,
            why,
        )

    def _tenure(self, when: When) -> tuple[Tenure, Span | None]:
        """Whether the office is held; with an end that is told, in the past, it is no longer."""
        claim = self.claim
        over = when.value is not None and not when.value.endswith("/..") and "/" in when.value
        past = claim.verb is not None and claim.verb.tag_ == "VBD"
        if over and past and claim.tenure == "current" and claim.verb is not None:
            return "former", self.parse.span_of([claim.verb])
        words = _in_order(claim.tenure_words)
        return claim.tenure, self.parse.span_of(words) if words else None

    def _when(self) -> When:
        """The first time told with the office, or with the verb that gives it, as EDTF.

        "since 2014" is ``2014/..``, "until 2010" ``../2010``; when an office was given up is not
        when it was held.
        """
        claim = self.claim
        if claim.rule in {"resignation", "removal", "leaving", "title", "rank"}:
            return When()
        scope = clause(claim.verb) if claim.verb is not None else list(claim.words)
        inside = {token.idx: token for token in scope}
        told = next((time for time in self.times if time.span.start in inside), None)
        if told is None or told.type != "date" or told.value.endswith("_REF"):
            return When()
        return When(self._bounded(told.value, inside[told.span.start]), basis="clause")

    def _bounded(self, value: str, first: Token) -> str:
        before = first.nbor(-1).lower_ if first.i else ""
        if "/" in value or before not in self.ask.words.since | self.ask.words.until:
            return value
        return f"{value}/.." if before in self.ask.words.since else f"../{value}"


def _id(report: str, person: Role, body: Role | None, evidence: Span) -> str:
    held = body.key if body else ""
    return "f" + digest(report, "affiliation", person.key, evidence.start, evidence.end, held)


def _quoted(office: Sequence[Token]) -> str | None:
    """An office's words as printed, where they are a run, else with single spaces."""
    if not office:
        return None
    first, last = office[0], office[-1]
    if last.i - first.i == len(office) - 1:
        return first.doc[first.i : last.i + 1].text
    return " ".join(token.text for token in office)


def _in_order(tokens: Sequence[Token]) -> list[Token]:
    return sorted(tokens, key=lambda token: token.i)


def _innermost(span: Span, statements: Sequence[Statement]) -> tuple[str, ...]:
    holding = [
        (sum(c.end - c.start for c in s.content), s.id)
        for s in statements
        if any(c.start <= span.start and span.end <= c.end for c in s.content)
    ]
    return (min(holding)[1],) if holding else ()
