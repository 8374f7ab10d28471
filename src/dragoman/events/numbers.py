"""Words -> the number they say, with its bounds: "at least 12", "between 20 and 30", "dozens of".

Numbers are read in the order of the words, whatever the parser hangs them on: it takes "from 15 to
20 farmers" for a place, and "between six and eight officers" for two parties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from dragoman.events.patterns import Patterns

FIGURE = re.compile(r"(\d[\d,]*(?:\.\d+)?)([a-z]+)?")  # "1,200", "6.5", "1.3bn"
MULTIPLYING = 12  # a dozen and more multiply the number before, smaller words are added to it
HUNDRED = 100  # from here on "and" joins what is left: "two hundred and six"
QUALIFIER = 3  # words of the longest: "no fewer than"
HYPHENS = frozenset({"-", "–"})
Bounds = tuple[float, float | None]


@dataclass(frozen=True, slots=True)
class Number:
    """The words of a number with its qualifier, its bounds (None is open), and its currency."""

    tokens: tuple[Token, ...]
    low: float | None
    high: float | None
    currency: str | None


class Numbers:
    """Reads numbers with the words of the tables.

    Args:
        patterns: The patterns and word lists of the tables.
    """

    def __init__(self, patterns: Patterns) -> None:
        self.values, words = patterns.numbers, patterns.words
        self.at_least, self.at_most = words("event_at_least"), words("event_at_most")
        self.joins, self.between = words("event_range"), words("event_between")
        self.also, self.of = words("event_number_and"), words("event_place_of")
        self.currencies = words("event_currencies")

    def last(self, tokens: Sequence[Token]) -> Number | None:
        """The number that ends latest among some tokens; None where there is none.

        "the two brothers' 30 men": 30.
        """
        found = (self.at(token) for token in reversed(tokens))
        return next((number for number in found if number is not None), None)

    def at(self, anchor: Token) -> Number | None:
        """The whole number that a word is a part of; None for "a" alone and for "20-page"."""
        doc = anchor.doc
        if not self._is_part(anchor):
            return None
        for start in range(self._earliest(doc, anchor.i), anchor.i + 1):
            read = self._range(doc, start)
            if read is not None and read[1] > anchor.i:
                return self._number(doc, start, *read)
        return None

    def _number(self, doc: Doc, start: int, bounds: Bounds, end: int) -> Number | None:
        tokens = list(doc[start:end])
        least, most = bounds
        if least < 1 or all(token.dep_ == "det" for token in tokens):
            return None  # "half of them", "a soldier"
        before = self._qualifier(doc, start)
        words = " ".join(token.lower_ for token in before)
        if words in self.at_least:
            return Number((*before, *tokens), least, None, self._currency(doc, tokens))
        if words in self.at_most:
            most = least if most is None else most
            return Number((*before, *tokens), None, most, self._currency(doc, tokens))
        return Number(tuple(tokens), least, most, self._currency(doc, tokens))

    def _earliest(self, doc: Doc, at: int) -> int:
        """Where the unbroken row of words begins that may be parts of one number."""
        inner = self.joins | self.between | self.also | self.of
        while at and (self._is_part(doc[at - 1]) or doc[at - 1].lower_ in inner):
            at -= 1
        return at

    def _is_part(self, token: Token) -> bool:
        word = token.lower_
        if word in self.values or word[0].isdigit():
            return self.value(token) is not None
        return self._is_sign(token)

    def _is_sign(self, token: Token) -> bool:
        return not token.is_alpha and token.lower_ in self.currencies

    def value(self, token: Token) -> Bounds | None:
        """The bounds of one word of a number; None for other words, and for those of "20-page"."""
        known = self.values.get(token.lower_)
        if known is None:
            figure = FIGURE.fullmatch(token.lower_)
            if figure is None or (figure[2] and figure[2] not in self.values):
                return None
            times = self.values[figure[2]][0] if figure[2] else 1
            known = (float(figure[1].replace(",", "")) * times,) * 2
        return None if self._is_of_a_word(token) else known

    def _is_of_a_word(self, token: Token) -> bool:
        doc, at = token.doc, token.i
        if at + 2 >= len(doc) or doc[at + 1].text not in HYPHENS:
            return False
        behind = doc[at + 2]
        return not self._is_sign(behind) and self.value(behind) is None

    def _range(self, doc: Doc, at: int) -> tuple[Bounds, int] | None:
        """The bounds of a number or a range that begins at a place, and where it ends."""
        paired = doc[at].lower_ in self.between
        first = self._single(doc, at + paired, joined=not paired)
        if first is None:
            return None
        bounds, end = first
        joins = self.also if paired else self.joins
        second = None
        if end < len(doc) and doc[end].lower_ in joins:
            second = self._single(doc, end + 1, joined=True)
        if second is None:
            return None if paired else first
        (low, high), end = second
        return (self._scaled(bounds[0], low, doc[end - 1]), high), end

    def _scaled(self, first: float, second: float, word: Token) -> float:
        """The lower end of a range, which shares the upper one's unit: "two to three million"."""
        unit = self.values.get(word.lower_, (1, 1))[0]
        return first * unit if unit >= MULTIPLYING and first * unit < second else first

    def _single(self, doc: Doc, at: int, *, joined: bool) -> tuple[Bounds, int] | None:
        """The bounds of one number that begins at a place, and where it ends."""
        while at < len(doc) and self._is_sign(doc[at]):
            at += 1
        value = self.value(doc[at]) if at < len(doc) else None
        if value is None:
            return None
        at += 1
        while (step := self._next(doc, at, joined=joined)) is not None:
            value, at = _joined(value, self.value(doc[step]) or value), step + 1
        return value, at

    def _next(self, doc: Doc, at: int, *, joined: bool) -> int | None:
        """Where the next word of a number stands, if it goes on at a place."""
        if at >= len(doc):
            return None
        before, here = doc[at - 1], doc[at]
        if self._goes_on(before, here):
            return at
        if at + 1 >= len(doc) or not self._goes_on(before, doc[at + 1]):
            return None
        (low, high), word = self.value(doc[at + 1]) or (0, 0), here.lower_
        if word in self.of and high is None:  # "tens of thousands"
            return at + 1
        tens = (self.value(before) or (0, 0))[0]
        if here.text in HYPHENS and before.is_alpha and low < MULTIPLYING <= tens:  # "thirty-two"
            return at + 1
        return at + 1 if joined and word in self.also and low < HUNDRED <= tens else None

    def _goes_on(self, before: Token, word: Token) -> bool:
        """Whether a number word may follow: words any, a figure only one that multiplies it."""
        value = self.value(word)
        if value is None or not word.is_alpha:
            return False
        return before.is_alpha or value[0] >= MULTIPLYING

    def _qualifier(self, doc: Doc, first: int) -> list[Token]:
        """The words right before a number that make it a bound: "at least", "nearly"."""
        phrases = self.at_least | self.at_most
        for length in range(QUALIFIER, 0, -1):
            words = [t for t in doc[max(first - length, 0) : first] if not t.is_space]
            if " ".join(token.lower_ for token in words) in phrases:
                return words
        return []

    def _currency(self, doc: Doc, tokens: list[Token]) -> str | None:
        """The sign of money in a number, or the noun of money behind it."""
        sign = next((token.text for token in tokens if self._is_sign(token)), None)
        end = tokens[-1].i + 1
        if sign is not None or end >= len(doc):
            return sign
        noun = doc[end].lemma_.lower()
        return noun if noun in self.currencies and doc[end].pos_ != "VERB" else None


def _joined(before: Bounds, word: Bounds) -> Bounds:
    """Two number words: "two hundred" multiplies, "twenty five" adds.

    A plural after another number counts as its single unit: tens of thousands are 20,000 or more.
    """
    least, most = word
    unit = least if most is not None else least / 2
    if unit < MULTIPLYING:
        low = before[0] + unit if unit > 1 else before[0]
        return low, low if before[1] is not None else None
    low = before[0] * unit
    return low, low if before[1] is not None and most is not None else None
