"""A match -> what a row says beside its roles: trigger, contexts, background, score."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import VERBAL, children, clause, governing_verb, phrase
from dragoman.grammar.edtf import bounds

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.events.match import Match
    from dragoman.events.patterns import Patterns
    from dragoman.record import Role, When

LONGEST_TRIGGER = 12  # words; the longest span two labellers still call the deciding words
SIDE = frozenset({"relcl", "advcl"})
NEAR = 62  # days before the report that are of the news, though of the year before


def trigger_of(match: Match) -> list[Token]:
    """The shortest words that decide: predicate, light verb, particle, and an object it needs."""
    arguments = match.arguments
    kept = [arguments.predicate, arguments.carrier]
    kept += (
        children(arguments.predicate, "prt", "neg") if arguments.predicate.pos_ in VERBAL else []
    )
    for need in match.pattern.needs:
        heads = [head for slot in need.slots for head in arguments.of(slot)]
        later = [head for head in heads if head.i > arguments.predicate.i]
        kept += [head for head in later if {head.lemma_.lower(), head.lower_} & need.words]
    first, last = min(t.i for t in kept), max(t.i for t in kept)
    if last - first < LONGEST_TRIGGER:
        return [t for t in arguments.predicate.doc[first : last + 1] if not t.is_space]
    return [arguments.predicate]


def clause_of(match: Match) -> list[Token]:
    """The tokens of the clause the event stands in."""
    verb = governing_verb(match.arguments.carrier)
    return clause(verb) if verb is not None else phrase(match.predicate)


def contexts_of(tokens: list[Token], patterns: Patterns) -> tuple[str, ...]:
    """The PLOVER contexts that the clause's own words name, sorted; empty where none does."""
    lemmas = {t.lemma_.lower() for t in tokens} | {t.lower_ for t in tokens}
    return tuple(name for name, words in patterns.contexts.items() if lemmas & words)


def is_background(
    match: Match, when: When, published: str | None, patterns: Patterns, *, leads: bool = False
) -> bool:
    """Whether an event is history told beside the news.

    So is what is told in the pluperfect or of an age that is over, what the words date to an
    earlier year than the report's unless the day is near, and, in a report without a date, what
    stands in a side clause or behind the first sentence and is dated to a year alone.

    Args:
        match: The predicate and its pattern.
        when: When the event was.
        published: When the report was, as EDTF, or None.
        patterns: The patterns and word lists of the tables.
        leads: Whether the report begins with the event's sentence.
    """
    carrier, past = match.arguments.carrier, patterns.words("event_pluperfect")
    if any(child.lower_ in past for child in children(carrier, "aux")):
        return True
    if _is_years_before(carrier, patterns):
        return True
    if not when.value or not when.not_after:
        return _is_of_an_age(carrier, patterns)
    if published:
        return when.not_after[:4] < published[:4] and not _is_near(when, published)
    aside = any(t.dep_ in SIDE for t in (carrier, *carrier.ancestors))
    return aside or (not leads and len(when.value) == len("2003"))


def _is_years_before(verb: Token, patterns: Patterns) -> bool:
    """Whether the news came years after a deed: "a decade after rebels attacked"."""
    if verb.dep_ not in {"advcl", "pcomp"}:
        return False
    after, years = patterns.words("event_after"), patterns.words("event_years")
    marks = [mark for mark in children(verb, "mark", "prep", "advmod") if mark.lower_ in after]
    return any(mark.i and verb.doc[mark.i - 1].lemma_.lower() in years for mark in marks)


def _is_near(when: When, published: str) -> bool:
    """Whether words that name a day name one of the weeks before the report's."""
    last, day = bounds(when.value)[1], bounds(published)[1]
    if not last or not day or len(when.value or "") < len("2003-12-30"):
        return False
    return (date.fromisoformat(day[:10]) - date.fromisoformat(last[:10])).days <= NEAR


def _is_of_an_age(carrier: Token, patterns: Patterns) -> bool:
    """Whether a deed is put into an age that is over: "in colonial times"."""
    ages, into = patterns.words("event_ages"), patterns.words("event_ages_in")
    verb = governing_verb(carrier)
    above = [carrier] if verb is None else [carrier, verb]
    for preposition in (p for head in above for p in children(head, "prep")):
        if preposition.lower_ in into:
            for noun in children(preposition, "pobj"):
                words = [token.lemma_.lower() for token in phrase(noun)]
                if ages & {*words, *map(" ".join, pairwise(words))}:
                    return True
    return False


def score_of(match: Match, source: tuple[Role, ...], target: tuple[Role, ...]) -> float:
    """How sure a row is, 0 to 1: a heuristic, not a probability.

    .5 for a pattern that fits, .05 for each condition it holds to (at most three), .15 for a named
    source and .1 for a named target, .1 for a verb of its own.
    """
    score = 0.5 + 0.05 * min(match.pattern.weight, 3)
    score += 0.15 * any(role.mention for role in source)
    score += 0.1 * any(role.mention for role in target)
    score += 0.1 * (match.arguments.carrier.pos_ in VERBAL)
    return round(score, 2)
