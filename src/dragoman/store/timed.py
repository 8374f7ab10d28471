"""A question about events or positions -> how many of them by period, for a picture in time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dragoman.store.answers import Answers

DAYS, MONTHS = 45, 96  # the longest times told day by day, and month by month


@dataclass(frozen=True, slots=True)
class Timed:
    """Rows by period.

    Attributes:
        periods: Every period from the first to the last: days, months or years.
        events: (quad class, period) -> events.
        stances: (issue key or "", 1 or -1, period) -> positions.
        undated: Rows that are of no known day.
    """

    periods: tuple[str, ...]
    events: Counter[tuple[str, str]]
    stances: Counter[tuple[str, int, str]]
    undated: int


def timed(answers: Answers, given: Mapping[str, Any]) -> Timed:
    """Events and positions that pass some filters, counted by the period they end in.

    A row is of the last day that its words, their bounds or the publication allow.
    """

    def told(kind: str, *columns: str) -> list[tuple[Any, ...]]:
        return list(answers.tally(answers.asked(kind, given), ("last", *columns)))

    return periods_of(told("events", "quad"), told("positions", "issue", "sign"))


def periods_of(events: Sequence[tuple[Any, ...]], stances: Sequence[tuple[Any, ...]]) -> Timed:
    """Counts by day put together by period.

    Args:
        events: (day as a number, or None; quad class; how many).
        stances: (day; issue key, or None; sign; how many).
    """
    days = [day for day, *_ in (*events, *stances) if day]
    letters = _letters(days)
    done: Counter[tuple[str, str]] = Counter()
    held: Counter[tuple[str, int, str]] = Counter()
    for day, quad, number in events:
        if day:
            done[quad, _period(day, letters)] += number
    for day, issue, sign, number in stances:
        if day:
            held[issue or "", sign, _period(day, letters)] += number
    undated = sum(number for day, *_, number in (*events, *stances) if not day)
    return Timed(tuple(_between(days, letters)), done, held, undated)


def _letters(days: Sequence[int]) -> int:
    """How many letters of a date make a period, so that the picture has neither few nor many."""
    if not days:
        return 7
    first, last = min(days), max(days)
    months = (last // 10000 - first // 10000) * 12 + last // 100 % 100 - first // 100 % 100
    if months <= 1 and last - first < DAYS + 55 * months:
        return 10
    return 7 if months <= MONTHS else 4


def _period(day: int, letters: int) -> str:
    return f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}"[:letters]


def _between(days: Iterable[int], letters: int) -> Iterator[str]:
    """Every period from the first day to the last."""
    periods = sorted({_period(day, letters) for day in days})
    if not periods or letters == 10:  # of days only those with a row
        yield from periods
        return
    year, month = int(periods[0][:4]), int(periods[0][5:7] or 1)
    while (here := f"{year:04}-{month:02}"[:letters]) <= periods[-1]:
        yield here
        step = 12 if letters == 4 else 1
        year, month = year + (month - 1 + step) // 12, (month - 1 + step) % 12 + 1
