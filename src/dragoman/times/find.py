"""Parse -> Times: dates, hours, durations and sets, with EDTF values.

"He met them in October", published on 2015-12-23 -> ``October``, ``2015-10``, anchor published;
without a publication date ``XXXX-10``, anchor none. Prose and datelines are searched.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from dragoman.grammar.edtf import bounds
from dragoman.lexicon import load_tables
from dragoman.parse import Parse
from dragoman.record import Time
from dragoman.times.anchor import Anchor
from dragoman.times.direction import cues_of, direction_of
from dragoman.times.expressions import (
    UNKNOWN,
    Clock,
    Context,
    Nothing,
    Stretch,
    Weekend,
    Within,
)
from dragoman.times.joining import Found, join
from dragoman.times.lexemes import lex
from dragoman.times.match import Match, is_part_of_number
from dragoman.times.patterns import grammar_of
from dragoman.times.readings import READINGS

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from dragoman.lexicon.load import Tables
    from dragoman.parse import Sentence
    from dragoman.times.direction import Cues
    from dragoman.times.expressions import Direction, Resolved
    from dragoman.times.lexemes import Lexed
    from dragoman.times.patterns import Grammar, Pattern

HEADS = frozenset({"title", "standfirst"})
NOT_TOLD: tuple[Resolved, int] = ("", "date", "none"), -1  # a date and its paragraph


def find_times(source: Parse | Doc, tables: Tables | None = None) -> tuple[Time, ...]:
    """The time expressions of a report in text order; none where there are none.

    Values are set against ``report.published`` where it is known and stay open where it is not.
    """
    parse = Parse.of(source)
    chosen = tables or load_tables("en")
    grammar, values = grammar_of(chosen), _Values(parse)
    rows: list[Time] = []
    for sentence in searched(parse):
        lexed, found = expressions_in(sentence, parse.text, chosen)
        told = [item for item in found if not isinstance(item.expression, Nothing)]
        rows += values.of(join(told, lexed), lexed, grammar, sentence)
    return tuple(rows)


def searched(parse: Parse) -> list[Sentence]:
    """The sentences of a report that may tell a time: its prose and its datelines."""
    return sorted((*parse.sentences, *parse.datelines), key=lambda sentence: sentence.start)


def expressions_in(sentence: Sentence, text: str, tables: Tables) -> tuple[Lexed, list[Found]]:
    """The lexemes of a sentence and what the rules read in them, leftmost and longest first.

    What only looks like a time is among them, as ``Nothing``; nothing is joined yet.
    """
    grammar = grammar_of(tables)
    lexed = lex(text, sentence.start, sentence.end, grammar.vocabulary)
    return lexed, list(_expressions(lexed, grammar, _Around(sentence, cues_of(tables))))


def readings_at(at: int, sentence: Sentence, lexed: Lexed, tables: Tables) -> list[Found]:
    """What every rule by itself would read from a lexeme on, the one that counts first."""
    grammar, around = grammar_of(tables), _Around(sentence, cues_of(tables))
    return list(_readings(at, lexed, grammar.beginning[lexed.codes[at]], around))


class _Around:
    """A sentence's tokens by offset, looked at only where an expression asks."""

    def __init__(self, sentence: Sentence, cues: Cues) -> None:
        self.sentence, self.cues = sentence, cues
        self.headline = sentence.part in HEADS

    @cached_property
    def offsets(self) -> list[int]:
        return [token.idx for token in self.sentence.tokens]

    def token(self, offset: int) -> Token | None:
        """The token that holds an offset."""
        at = bisect_right(self.offsets, offset) - 1
        return self.sentence.tokens[at] if at >= 0 else None

    def direction(self, offset: int) -> Direction:
        """The side of now that the clause around an offset is on."""
        token = self.token(offset)
        if token is None:
            return "past"
        return direction_of(token, self.cues, headline=self.headline)


def _expressions(lexed: Lexed, grammar: Grammar, around: _Around) -> Iterator[Found]:
    """The expressions of a sentence, leftmost first, the longest at each place."""
    resume = 0
    for start in grammar.starts.finditer(lexed.codes):
        at = start.start()
        if at < resume:
            continue
        found = _longest(at, lexed, grammar.beginning[lexed.codes[at]], around)
        if found is not None:
            resume = found.last
            yield found


def _longest(at: int, lexed: Lexed, patterns: list[Pattern], around: _Around) -> Found | None:
    """The expression that the longest rule makes of the lexemes from a place on."""
    return next(_readings(at, lexed, patterns, around), None)


def _readings(at: int, lexed: Lexed, patterns: list[Pattern], around: _Around) -> Iterator[Found]:
    """The expressions that rules make from a place on, the longest first."""
    matches = [(p, m) for p in patterns if (m := p.expression.match(lexed.codes, at))]
    matches.sort(key=lambda pair: (-pair[1].end(), pair[0].order))
    for pattern, match in matches:
        found = _read(pattern, match, lexed, around)
        if found is not None:
            yield found


def _read(pattern: Pattern, match: re.Match[str], lexed: Lexed, around: _Around) -> Found | None:
    first, last = match.span()
    start, end = lexed.starts[first], lexed.ends[last - 1]
    if is_part_of_number(lexed.text, start, end):
        return None
    fields = {name: match.start(name) for name in pattern.names if match.start(name) >= 0}

    @lru_cache(maxsize=1)
    def direction() -> Direction:
        return around.direction(lexed.starts[last - 1])

    taken = Match(lexed, first, last, fields, pattern.names, around.token, direction)
    if not _stands_well(pattern, taken):
        return None
    expression = READINGS[pattern.rule.reading](taken)
    if expression is None:
        return None
    side = direction() if _asks(expression) else "past"
    return Found(first, last, expression, side, pattern.rule.id)


def _stands_well(pattern: Pattern, match: Match) -> bool:
    """Whether the neighbours are those that the rule asks for."""
    rule = pattern.rule
    return (
        (not rule.after or match.neighbour_is(-1, *rule.after))
        and (not rule.before or match.neighbour_is(1, *rule.before))
        and not (rule.not_after and match.neighbour_is(-1, *rule.not_after))
        and not (rule.not_before and match.neighbour_is(1, *rule.not_before))
    )


def _asks(expression: object) -> bool:
    """Whether the value may hang on the side of now."""
    night = isinstance(expression, Clock) and expression.night
    counted = getattr(expression, "base", "published") == "text"
    open_year = getattr(expression, "year", 0) is None
    return night or counted or open_year or isinstance(expression, Weekend | Within)


class _Values:
    """Sets the expressions of a report against its publication and the date told last."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.published = Anchor.of(parse.report.published.value)
        self.latest = bounds(parse.report.published.value)[1]
        self.told_last = self.happened_last = NOT_TOLD

    def of(
        self, found: list[Found], lexed: Lexed, grammar: Grammar, sentence: Sentence
    ) -> list[Time]:
        """The Times of one sentence; hours without a day take the one the sentence tells."""
        last, paragraph = self.told_last
        before = [last] if paragraph == sentence.paragraph else []
        days: list[Resolved] = []
        told: dict[int, Resolved] = {}
        for number, item in enumerate(found):
            if isinstance(item.expression, Clock | Nothing):
                continue
            context = self._context(item.direction, sentence.paragraph)
            told[number] = row = item.expression.resolve(context)
            if row[1] == "date" and row[0][0].isalnum() and not row[0].endswith("REF"):
                self._tell(row, sentence.paragraph)
                days.append(row)
        return [
            self._time(item, lexed, grammar, told.get(number) or self._hour(item, days + before))
            for number, item in enumerate(found)
        ]

    def _context(self, direction: Direction, paragraph: int) -> Context:
        """What is told of the past counts from the date told last that is not ahead of the news."""
        (value, _, _), where = self.happened_last if direction == "past" else self.told_last
        reference = Anchor.of(value)
        near = reference if where == paragraph else UNKNOWN
        return Context(self.published, reference, direction, near)

    def _tell(self, row: Resolved, paragraph: int) -> None:
        """Takes in a date that others may be counted from."""
        self.told_last = row, paragraph
        first = bounds(row[0])[0]
        if first is None or self.latest is None or first <= self.latest:
            self.happened_last = row, paragraph

    def _hour(self, item: Found, days: list[Resolved]) -> Resolved:
        """An hour on the first day its sentence tells, or on the last one told before."""
        assert isinstance(item.expression, Clock)
        for value, _, anchor in days:
            day = value.partition("T")[0]
            if day.count("-") == 2 and "/" not in day:
                return day + item.expression.time, "date", anchor
        if item.expression.night and self.published.day:
            night = Stretch("D", 1 if item.direction == "future" else -1)
            return night.resolve(Context(self.published, UNKNOWN))
        return "XXXX-XX-XX" + item.expression.time, "date", "none"

    def _time(self, item: Found, lexed: Lexed, grammar: Grammar, told: Resolved) -> Time:
        value, kind, anchor = told
        first = item.first
        if kind == "date" and (wider := grammar.narrowing.search(lexed.codes, 0, first)):
            first = wider.start()
        span = self.parse.span(lexed.starts[first], lexed.ends[item.last - 1])
        return Time(Time.id_of(self.parse.report.id, span), span, value, kind, anchor)
