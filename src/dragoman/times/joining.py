"""Neighbouring expressions -> one: an hour with its day, the two ends of a stretch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dragoman.times.expressions import Calendar, Clock, Interval, Shift

if TYPE_CHECKING:
    from dragoman.times.expressions import Direction, Expression
    from dragoman.times.lexemes import Lexed

WIDEST = 2  # words between two expressions that still belong together ("Friday, at 10:30")
DAYLIKE = (Calendar, Shift)


@dataclass(frozen=True, slots=True)
class Found:
    """An expression with its lexemes (``last`` exclusive), the clause's side, and the rule's id."""

    first: int
    last: int
    expression: Expression
    direction: Direction
    rule: str


def join(found: list[Found], lexed: Lexed) -> list[Found]:
    """The expressions of a sentence with those joined that say one thing together.

    An hour that neither a preposition, a zone nor a day shows to be one ("won 10:30") is dropped.
    """
    joined: list[Found] = []
    for item in found:
        merged = _merge(joined[-1], item, lexed) if joined else None
        if merged is None:
            joined.append(item)
        else:
            joined[-1:] = merged
    return [item for item in joined if not _is_doubtful(item, lexed)]


def _is_doubtful(item: Found, lexed: Lexed) -> bool:
    if not isinstance(item.expression, Clock) or item.expression.sure:
        return False
    if not item.expression.time:
        return False
    before = next(lexed.neighbours(item.first, -1), None)
    return before is None or not {"at", "between", "to"} & set(lexed.kinds[before])


def _between(left: Found, right: Found, lexed: Lexed) -> list[set[str]] | None:
    """The kinds of the lexemes between two expressions; None where they stand too far apart."""
    inside = [i for i in lexed.neighbours(left.last - 1, 1) if i < right.first]
    return [set(lexed.kinds[i]) for i in inside] if len(inside) <= WIDEST else None


def _merge(left: Found, right: Found, lexed: Lexed) -> list[Found] | None:
    between = _between(left, right, lexed)
    if between is None:
        return None
    words = [w & {"on", "in", "the", "at", "comma", "and", "or", "to", "dash"} for w in between]
    if not all(words):
        return None
    kinds = set[str]().union(*words)
    with_hour = _with_hour(left, right, kinds)
    if with_hour is not None:
        day = right if isinstance(left.expression, Clock) else left
        return [replace(day, first=left.first, last=right.last, expression=with_hour)]
    one, two = left.expression, right.expression
    if not (isinstance(one, Calendar) and isinstance(two, Calendar)):
        return None
    if len(between) != 1 or one.which is not None or one.clock or one.shape != two.shape:
        return None
    if kinds & {"dash", "to"} or ("and" in kinds and _opened(left, lexed)):
        if one.year is not None and (two.year or 0) < one.year:
            return None
        return [replace(left, last=right.last, expression=Interval(one, two))]
    if one.year is None and two.year is not None and one.shape in {"day", "month"}:
        return [replace(left, expression=replace(one, year=two.year)), right]
    return None


def _with_hour(left: Found, right: Found, kinds: set[str]) -> Expression | None:
    """A day with the hour beside it: "10:30 GMT on Saturday", "Saturday at 10:30 GMT"."""
    one, two = left.expression, right.expression
    if isinstance(one, Clock) and _takes_hour(two) and kinds <= {"on", "the", "comma"}:
        assert isinstance(two, DAYLIKE)
        return replace(two, clock=one.time)
    if isinstance(two, Clock) and _takes_hour(one) and kinds <= {"at", "on", "comma", "in", "the"}:
        assert isinstance(one, DAYLIKE)
        return replace(one, clock=two.time)
    return None


def _takes_hour(expression: Expression) -> bool:
    return isinstance(expression, DAYLIKE) and expression.is_day and not expression.clock


def _opened(left: Found, lexed: Lexed) -> bool:
    """Whether "between" stands before the first of two."""
    before = next(lexed.neighbours(left.first, -1), None)
    return before is not None and "between" in lexed.kinds[before]
