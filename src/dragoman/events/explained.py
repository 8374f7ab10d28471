"""An event -> the decisions behind it, made again: pattern, type, vote, roles, reality, score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.events.find import Finder
from dragoman.events.match import POS, Match
from dragoman.events.settle import settle
from dragoman.events.slots import heads_of
from dragoman.events.trained.explained import explain_vote
from dragoman.grammar.clauses import VERBAL, phrase
from dragoman.settings import DEFAULT_ENGINE, Engine
from dragoman.steps import Option, Step, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Token

    from dragoman.events.find import Settled
    from dragoman.events.patterns import Pattern
    from dragoman.lexicon import Tables
    from dragoman.parse import Parse
    from dragoman.record import Event, Mention, Statement, Time


def explain_event(
    parse: Parse,
    row: Event,
    mentions: Iterable[Mention],
    times: Iterable[Time],
    statements: Iterable[Statement],
    tables: Tables,
    engine: Engine = DEFAULT_ENGINE,
) -> tuple[Step, ...]:
    """The decisions behind an event; empty where these rows before it do not give it.

    Args:
        parse: The report and its parse.
        row: The event as ``find_events`` gave it.
        mentions: The report's mentions, resolved.
        times: Its times.
        statements: Its statements.
        tables: The tables that made it.
        engine: The engine that found it.
    """
    finder = Finder(parse, tuple(mentions), tuple(times), tuple(statements), tables, engine)
    made = list(finder.settled())
    first = next((settled for settled in made if settled.event.id == row.id), None)
    if first is None:
        return ()
    elsewhere = [s.event for s in made if _is_part(s.event, row) and s is not first]
    match, votes = first.match, _votes(finder, first)
    return (
        _pattern(finder, match),
        *_type(finder, match, row),
        *votes[:-1],
        *_roles(match, row),
        *_realis(row),
        *_background(row),
        *_merged(elsewhere),
        *(votes[-1:] or (_score(match, row),)),
    )


def _votes(finder: Finder, settled: Settled) -> tuple[Step, ...]:
    """The steps of the vote, the score last; none where the patterns are taken at their word."""
    if settled.vote is None or finder.weights is None:
        return ()
    return explain_vote(settled.vote, finder.weights)


def _is_part(event: Event, row: Event) -> bool:
    return event.type == row.type and event.trigger in row.evidence


def _pattern(finder: Finder, match: Match) -> Step:
    """The pattern that fits, beside the others of its word, in the order they were tried."""
    word = match.predicate
    lemma, entry = finder.patterns.lemma(word), match.pattern.entry
    tried = finder.patterns.by_word[POS[word.pos_], lemma]
    options = [_option(finder, match, pattern) for pattern in tried]
    held = [*entry.needs, *(f"not {bar}" for bar in entry.forbids)]
    reason = f"of the patterns for “{lemma}” the first whose conditions all hold"
    reason = f"{reason} ({'; '.join(held)})" if held else reason
    return Step("pattern", match.predicate.text, reason, entry.id, None, nearest(options))


def _option(finder: Finder, match: Match, pattern: Pattern) -> Option:
    broken = finder.matcher.failing(pattern, match.arguments)
    chosen = pattern is match.pattern
    reason = "all its conditions hold" if chosen else "holds too, but is less exact"
    return Option(pattern.entry.id, chosen, f"fails: {broken}" if broken else reason)


def _type(finder: Finder, match: Match, row: Event) -> Iterator[Step]:
    """The lexicon's type; what the vote makes of it is another step."""
    entry = match.pattern.entry
    own = finder.event(match)
    kind = own.type if own is not None else row.type
    if kind == entry.type:
        quad = finder.patterns.types[kind].quad
        yield Step("type", kind, f"the type of the pattern; its quad class is {quad}")
    else:
        _, _, words = settle(match, finder.patterns)
        said = " ".join(token.text for token in words)
        reason = f"{entry.type} by its pattern; by the manual {kind}, as it is "
        yield Step("type", kind, reason + (f"to come (“{said}”)" if said else "refused"))


def _roles(match: Match, row: Event) -> Iterator[Step]:
    """Source and target with the slots of the predicate that they were looked for in."""
    entry = match.pattern.entry
    parties = entry.source if entry.symmetric else ()  # "A and B met": the one and the other
    for name, roles, slots in (
        ("source", row.source, entry.source),
        ("target", row.target, tuple(dict.fromkeys((*entry.target, *parties)))),
    ):
        places = [role.span.start for role in roles if role.span]
        options = [_slot(match, slot, places) for slot in slots]
        answer = ", ".join(role.name for role in roles) or "nobody"
        filled = next((option.words for option in options if option.chosen), None)
        reason = f"stands in the slot {filled} of “{match.predicate.text}”" if filled else ""
        if not roles:
            reason = f"no actor in {', '.join(slots)}"
        yield Step(name, answer, reason or _from_afar(slots), None, None, tuple(options))


def _from_afar(slots: tuple[str, ...]) -> str:
    return f"not in {', '.join(slots)} itself: whose the thing there is, or who does the same deed"


def _slot(match: Match, slot: str, places: list[int]) -> Option:
    heads = heads_of(match.arguments, slot)
    words = [" ".join(t.text for t in phrase(head)) for head in heads]
    chosen = any(_covers(head, place) for head in heads for place in places)
    return Option(slot, chosen, f"“{', '.join(words)}”" if words else "empty")


def _covers(head: Token, place: int) -> bool:
    tokens = [*phrase(head), head]
    return min(t.idx for t in tokens) <= place < max(t.idx + len(t) for t in tokens)


def _realis(row: Event) -> Iterator[Step]:
    if row.realis_span is not None:
        yield Step("realis", row.realis, f"“{row.realis_span.quote}” says so")
    else:
        yield Step("realis", row.realis, "nothing in the clause plans, demands, denies or imagines")


def _background(row: Event) -> Iterator[Step]:
    if row.background:
        yield Step(
            "background", "yes", "told in the pluperfect, or dated before the report's own time"
        )


def _merged(elsewhere: list[Event]) -> Iterator[Step]:
    for event in elsewhere:
        where = f"“{event.trigger.quote}” at {event.trigger.start}"
        yield Step(
            "also", where, "the same type, reality, source and parties: one event", event.rule
        )


def _score(match: Match, row: Event) -> Step:
    parts = [(".50", "a pattern fits")]
    weight = min(match.pattern.weight, 3)
    parts += [(f".{5 * weight:02d}", "its conditions")] if weight else []
    parts += [(".15", "a named source")] if any(role.mention for role in row.source) else []
    parts += [(".10", "a named target")] if any(role.mention for role in row.target) else []
    parts += [(".10", "a verb")] if match.arguments.carrier.pos_ in VERBAL else []
    words = " + ".join(f"{number} {what}" for number, what in parts)
    return Step("score", f"{row.score:.2f}", f"{words}; a heuristic, no probability")
