"""A match -> the numbers its event carries: killed, injured, detained, hostages, size, money."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import children, with_conjuncts
from dragoman.record import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.events.match import Match
    from dragoman.events.patterns import Patterns
    from dragoman.parse import Parse
    from dragoman.record import EventType, QuantityKind

FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
BY_LIST: tuple[tuple[QuantityKind, str], ...] = (
    ("killed", "event_killed"),
    ("injured", "event_injured"),
    ("detained", "event_detained"),
    ("hostages", "event_hostages"),
)
COUNTED = ("object", "of", "attribute")
SIZED: dict[str, tuple[str, ...]] = {
    "PROTEST": ("subject", "by", "of"),
    "MOBILIZE": ("object", "of"),
}


def quantities_of(
    match: Match, kind: EventType, parse: Parse, patterns: Patterns
) -> tuple[Quantity, ...]:
    """The quantities of an event in text order; ``low`` and ``high`` bound each, None is open."""
    found: dict[int, Quantity] = {}
    for counts, slots in _readings(match, kind, patterns):
        for slot in slots:
            for head in with_conjuncts(match.arguments.of(slot)):
                quantity = _quantity(head, counts, parse, patterns)
                if quantity is not None:
                    found.setdefault(quantity.span.start, quantity)
    return tuple(found[start] for start in sorted(found))


def _readings(
    match: Match, kind: EventType, patterns: Patterns
) -> list[tuple[QuantityKind, tuple[str, ...]]]:
    lemma = match.predicate.lemma_.lower()
    counted: list[tuple[QuantityKind, tuple[str, ...]]] = []
    counted += [(counts, COUNTED) for counts, name in BY_LIST if lemma in patterns.lists[name]][:1]
    if kind in SIZED:
        counted.append(("size", SIZED[kind]))
    counted.append(("money", tuple(sorted(match.arguments.slots))))
    return counted


def _quantity(head: Token, kind: QuantityKind, parse: Parse, patterns: Patterns) -> Quantity | None:
    tokens = _number_tokens(head, patterns)
    if not tokens:
        return None
    unit = _unit(head, tokens, patterns)
    if (kind == "money") != (unit is not None and unit in patterns.lists["event_currencies"]):
        return None
    bounds = _bounds(tokens, patterns)
    if bounds is None:
        return None
    return Quantity(kind, *bounds, unit, parse.span_of(tokens))


def _number_tokens(head: Token, patterns: Patterns) -> list[Token]:
    """The words of the number: before its noun ("at least 12 people") or above it ("dozens of")."""
    numbers = children(head, "nummod")
    if not numbers and (head.pos_ == "NUM" or head.lower_ in patterns.numbers):
        below = [t for p in children(head, "prep") for t in children(p, "pobj")]
        chain = [t for t in below if t.lower_ in patterns.numbers]
        numbers = [head, *chain]
        if chain:
            numbers.insert(1, chain[0].head)
    found = list(numbers)
    for number in numbers:
        found += children(number, "quantmod", "advmod", "compound", "nummod")
        found += [t for c in children(number, "advmod", "quantmod") for t in c.subtree]
    return sorted({t.i: t for t in found}.values(), key=lambda t: t.i)


def _unit(head: Token, tokens: list[Token], patterns: Patterns) -> str | None:
    marks = [t.text for t in tokens if t.text in patterns.lists["event_currencies"]]
    if marks:
        return marks[0]
    if head not in tokens:
        return head.lemma_.lower()
    below = [t for p in children(head, "prep") for t in children(p, "pobj") if t not in tokens]
    return below[0].lemma_.lower() if below else None


def _bounds(tokens: list[Token], patterns: Patterns) -> tuple[float | None, float | None] | None:
    """Low and high; a number word multiplies the one before: "tens of thousands", "2 million"."""
    low: float | None = None
    high: float | None = None
    for token in tokens:
        figure = FIGURE.fullmatch(token.text)
        if figure:
            value = float(token.text.replace(",", ""))
            low, high = value, value
        elif token.lower_ in patterns.numbers:
            least, most = patterns.numbers[token.lower_]
            if low is None:
                low, high = least, most
            else:
                low *= (
                    least if most is not None else least / 2
                )  # plural "thousands" after "tens of"
                high = high * least if high is not None and most is not None else None
    if low is None:
        return None
    words = " ".join(t.lower_ for t in tokens)
    if any(w in words for w in patterns.lists["event_at_least"]):
        return low, None
    if any(w in words for w in patterns.lists["event_at_most"]):
        return None, low
    return low, high
