"""A question about events or positions -> how many of them by period, for a picture in time."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

EVENTS = """
    SELECT l.last, quad.value, '', count(*) FROM json_each(:lines) AS p
     CROSS JOIN event_lines AS l ON l.id = p.value JOIN codes AS quad ON quad.code = l.quad
     GROUP BY 1, 2
"""
POSITIONS = """
    SELECT l.last, coalesce(issue.value, ''), l.sign, count(*) FROM json_each(:lines) AS p
     CROSS JOIN position_lines AS l ON l.id = p.value
      LEFT JOIN codes AS issue ON issue.code = l.issue
     GROUP BY 1, 2, 3
"""
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


def timed(rows: Rows, events: Sequence[int], positions: Sequence[int]) -> Timed:
    """Events and positions, by the lines of their questions, counted by the period they end in.

    A row is of the last day that its words, their bounds or the publication allow.
    """
    found = list(rows(EVENTS, {"lines": json.dumps(events)}))
    held = list(rows(POSITIONS, {"lines": json.dumps(positions)}))
    days = [day for day, *_ in (*found, *held) if day]
    letters = _letters(days)
    done: Counter[tuple[str, str]] = Counter()
    stances: Counter[tuple[str, int, str]] = Counter()
    for day, quad, _, number in found:
        if day:
            done[quad, _period(day, letters)] += number
    for day, issue, sign, number in held:
        if day:
            stances[issue, sign, _period(day, letters)] += number
    undated = sum(number for day, *_, number in (*found, *held) if not day)
    return Timed(tuple(_between(days, letters)), done, stances, undated)


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
