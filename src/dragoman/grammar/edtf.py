"""An EDTF value -> the first and last day it may mean.

Read are ISO 8601-2 dates as this program writes them: years, months, days, decades (``198X``),
seasons, quarters and halves (``2015-33``), intervals, sets of days, and ISO weeks; an hour is
dropped. Open values (``XXXX-10``), durations and vague times have no bounds.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from dragoman.errors import UsageError

Bounds = tuple[str | None, str | None]
NONE: Bounds = (None, None)
YEARS = re.compile(r"\d{1,4}X{0,3}")
WEEK = re.compile(r"(\d{4})-W(\d\d)(?:-(\d))?")
PARTS = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
QUALIFIERS = "?~%"
MONTHS_OF = {  # first and last month of a season, quarter or half; winter ends in the next year
    21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14),
    33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12), 40: (1, 6), 41: (7, 12),
}  # fmt: skip


def bounds(value: str | None) -> Bounds:
    """The first and the last day of a value as ISO dates; None for an end that is not known.

    >>> bounds("2015-10")
    ('2015-10-01', '2015-10-31')
    >>> bounds("198X")
    ('1980-01-01', '1989-12-31')
    >>> bounds("2015-03/2015-06")
    ('2015-03-01', '2015-06-30')
    >>> bounds("XXXX-WXX-3")
    (None, None)
    """
    if not value:
        return NONE
    if "/" in value:
        first, _, last = value.partition("/")
        return bounds(first)[0], bounds(last)[1]
    if value[0] in "[{" and value[-1] in "]}":
        ends = [bounds(part.strip()) for part in re.split(r",|\.\.", value[1:-1]) if part.strip()]
        return (ends[0][0], ends[-1][1]) if ends else NONE
    try:
        return _of_date(value.partition("T")[0].strip(QUALIFIERS))
    except ValueError:  # a day, month or week that no calendar has
        return NONE


def check_time(since: str | None, until: str | None) -> None:
    """Lets a time pass that begins before it ends; one without an end, or a beginning, too.

    Raises:
        UsageError: It ends before it begins, or one of the two is no date.
    """
    for value in (since, until):
        if value is not None and bounds(value)[0] is None:
            raise UsageError(f"{value}: no date (write 1985, 1985-03 or 1985-03-11)")
    first, last = bounds(since)[0], bounds(until)[1]
    if first and last and first > last:
        raise UsageError(f"a time cannot begin in {since} and end in {until} (change the two)")


def _of_date(value: str) -> Bounds:
    if len(value) == 4 and YEARS.fullmatch(value):
        first, last = int(value.replace("X", "0")), int(value.replace("X", "9"))
        return _days(date(max(first, 1), 1, 1), date(last, 12, 31))
    if week := WEEK.fullmatch(value):
        year, number = int(week[1]), int(week[2])
        if week[3]:
            day = date.fromisocalendar(year, number, int(week[3]))
            return _days(day, day)
        monday = date.fromisocalendar(year, number, 1)
        return _days(monday, monday + timedelta(days=6))
    parts = PARTS.fullmatch(value)
    if parts is None:
        return NONE
    year, month = int(parts[1]), int(parts[2])
    if parts[3]:
        day = date(year, month, int(parts[3]))
        return _days(day, day)
    if month > 12 and month not in MONTHS_OF:
        return NONE
    first, last = MONTHS_OF.get(month, (month, month))
    return _days(_month(year, first)[0], _month(year, last)[1])


def _month(year: int, month: int) -> tuple[date, date]:
    """The first and last day of a month; months beyond twelve lie in the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _days(first: date, last: date) -> Bounds:
    return first.isoformat(), last.isoformat()


def is_dated(value: str) -> bool:
    """Whether a value tells when something was; vague times and durations do not."""
    return bool(value) and not value.endswith("_REF") and value[0] != "P"
