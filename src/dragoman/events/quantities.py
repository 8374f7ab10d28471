"""A match -> the numbers its event carries: killed, injured, detained, hostages, size, money."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import children, with_conjuncts
from dragoman.record import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

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
MULTIPLYING = 12  # a dozen and more multiply the number before, smaller words are added to it
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
    counted += [(counts, COUNTED) for counts, name in BY_LIST if lemma in patterns.words(name)][:1]
    if kind in SIZED:
        counted.append(("size", SIZED[kind]))
    counted.append(("money", tuple(sorted(match.arguments.slots))))
    return counted


def _quantity(head: Token, kind: QuantityKind, parse: Parse, patterns: Patterns) -> Quantity | None:
    tokens = _number_tokens(head, patterns)
    if not tokens:
        return None
    unit = _unit(head, tokens, patterns)
    if (kind == "money") != (unit is not None and unit in patterns.words("event_currencies")):
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
    if not numbers:
        return []
    found = list(numbers)
    for number in numbers:
        parts = children(number, "quantmod", "compound", "nummod", "nmod")
        found += [t for t in parts if _is_number(t, patterns) or t.is_currency]
    first = min(token.i for token in found)
    return [*_qualifier(head.doc, first, patterns), *sorted(set(found), key=lambda t: t.i)]


def _is_number(token: Token, patterns: Patterns) -> bool:
    return token.lower_ in patterns.numbers or FIGURE.fullmatch(token.text) is not None


def _qualifier(doc: Doc, first: int, patterns: Patterns) -> list[Token]:
    """The words right before a number that make it a bound: "at least", "fewer than"."""
    phrases = patterns.words("event_at_least") | patterns.words("event_at_most")
    for length in (3, 2, 1):
        start = max(first - length, 0)
        words = [token for token in doc[start:first] if not token.is_space]
        if " ".join(token.lower_ for token in words) in phrases:
            return words
    return []


def _unit(head: Token, tokens: list[Token], patterns: Patterns) -> str | None:
    marks = [t.text for t in tokens if t.text in patterns.words("event_currencies")]
    if marks:
        return marks[0]
    if head not in tokens:
        return head.lemma_.lower()
    below = [t for p in children(head, "prep") for t in children(p, "pobj") if t not in tokens]
    return below[0].lemma_.lower() if below else None


def _bounds(tokens: list[Token], patterns: Patterns) -> tuple[float | None, float | None] | None:
    """Low and high, None where open; None alone where the words are no number."""
    value: tuple[float, float | None] | None = None
    for token in tokens:
        if FIGURE.fullmatch(token.text) is not None:
            figure = float(token.text.replace(",", ""))
            value = figure, figure
        elif token.lower_ in patterns.numbers:
            value = _joined(value, patterns.numbers[token.lower_])
    if value is None:
        return None
    words = " ".join(token.lower_ for token in tokens)
    if any(words.startswith(phrase) for phrase in patterns.words("event_at_least")):
        return value[0], None
    if any(words.startswith(phrase) for phrase in patterns.words("event_at_most")):
        return None, value[0]
    return value


def _joined(
    before: tuple[float, float | None] | None, word: tuple[float, float | None]
) -> tuple[float, float | None]:
    """Two number words: "two hundred" multiplies, "twenty five" adds.

    A plural after another number counts as its single unit: tens of thousands are 20,000 or more.
    """
    if before is None:
        return word
    least, most = word
    unit = least if most is not None else least / 2
    if unit < MULTIPLYING:
        low = before[0] + unit if unit > 1 else before[0]
        high = low if before[1] is not None else None
    else:
        low = before[0] * unit
        high = low if before[1] is not None and most is not None else None
    return low, high
