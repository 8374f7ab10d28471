"""A match -> what a row says beside its roles: trigger, contexts, background, score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import VERBAL, children, clause, governing_verb, phrase

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.events.match import Match
    from dragoman.events.patterns import Patterns
    from dragoman.record import Role, When

LONGEST_TRIGGER = 12  # words; the longest span two labellers still call the deciding words
SIDE = frozenset({"relcl", "advcl"})


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


def is_background(match: Match, when: When, published: str | None, patterns: Patterns) -> bool:
    """Whether an event is history told beside the news.

    So is what is told in the pluperfect, what the words date to an earlier year than the report's,
    and, in a report without a date, what a side clause dates to a year.
    """
    carrier, past = match.arguments.carrier, patterns.words("event_pluperfect")
    if any(child.lower_ in past for child in children(carrier, "aux")):
        return True
    if not when.value or not when.not_after:
        return False
    if published:
        return when.not_after[:4] < published[:4]
    return any(t.dep_ in SIDE for t in (carrier, *carrier.ancestors))


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
