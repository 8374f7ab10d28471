"""What a time expression says, before and after it is set against a date.

An expression holds only what its words tell ("Friday": weekday 5). ``resolve`` sets it against the
publication, or for "two days later" against the date told last, and gives an EDTF value; what
neither tells stays open (``XXXX-WXX-5``). Weeks and open weekdays, which EDTF has no form for, are
written as ISO 8601 and TIMEX write them; seasons, quarters and halves carry their EDTF level 2
codes (21-24, 33-36, 40-41).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from dragoman.record import TimeAnchor, TimeType
from dragoman.times.anchor import LAST_YEAR, Anchor, duration_value, moved, split_unit

Direction = Literal["past", "future", "either"]
UNKNOWN = Anchor()
QUARTER = 33  # the code of a year's first quarter
OPEN = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX", "Y": "XXXX"}
SPAN_OF_SUB = {  # first month and number of months of a season, quarter or half
    21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3),
    33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3), 40: (1, 6), 41: (7, 6),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is set against: the publication, the date told last, the clause.

    ``near`` is the date told last if it was told in the same paragraph.
    """

    published: Anchor
    reference: Anchor
    direction: Direction = "past"
    near: Anchor = UNKNOWN


Resolved = tuple[str, TimeType, TimeAnchor]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that needs nothing else: durations, sets, decades, vague times."""

    value: str
    type: TimeType = "date"
    anchor: TimeAnchor = "none"

    def resolve(self, context: Context) -> Resolved:  # noqa: ARG002 - the same door as the others
        """The value as it is."""
        return self.value, self.type, self.anchor


@dataclass(frozen=True, slots=True)
class Nothing:
    """Words that look like a time and are none: an age, a name."""


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour without its day: "T10:30Z"; empty for a part of a day, which has its day's value.

    ``night`` is a night that has a date without any day told: the one before the publication.
    """

    time: str
    sure: bool = True
    night: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """So many units from the publication ("last week") or from the date told last ("later")."""

    unit: str
    count: int
    base: Literal["published", "text"] = "published"
    clock: str = ""

    def resolve(self, context: Context) -> Resolved:
        """The value at the unit's granularity."""
        published = self.base == "published"
        anchor = context.published if published else context.reference
        value = anchor.shifted(self.unit, self.count)
        if value is None:
            letter = split_unit(self.unit)[1]
            return OPEN["D" if letter[0] == "T" else letter] + self.clock, "date", "none"
        return value + self.clock, "date", self.base

    @property
    def is_day(self) -> bool:
        """Whether it tells a day."""
        return self.unit == "D"


@dataclass(frozen=True, slots=True)
class Stretch:
    """The units before or after the publication: "the past three months"."""

    unit: str
    count: int

    def resolve(self, context: Context) -> Resolved:
        """An interval that ends, or begins, with the publication; its length without one."""
        size, letter = split_unit(self.unit)
        here = context.published.shifted(letter, 0)
        there = context.published.shifted(letter, self.count * size)
        if here is None or there is None:
            return duration_value(str(abs(self.count)), self.unit), "duration", "none"
        first, last = sorted([here, there])
        return f"{first}/{last}", "date", "published"


@dataclass(frozen=True, slots=True)
class Weekend:
    """A weekend: last (-1), this (0), next (1), or the one the clause means."""

    which: int | None = None

    def resolve(self, context: Context) -> Resolved:
        """Its Saturday and Sunday as an interval."""
        today = context.published.day
        if today is None:
            return "XXXX-WXX-6/XXXX-WXX-7", "date", "none"
        saturday = today - timedelta(days=(today.isoweekday() - 6) % 7)  # the latest one so far
        within = today.isoweekday() >= 6
        if self.which == -1:
            saturday -= timedelta(days=7 * within)
        elif self.which == 1 or (context.direction != "past" and not within):
            saturday += timedelta(days=7)
        sunday = saturday + timedelta(days=1)
        return f"{saturday}/{sunday}", "date", "published"


@dataclass(frozen=True, slots=True)
class Within:
    """The day, week, month or year that holds the news, or in a tale the date told just before.

    ``running`` is what goes on until now ("since the start of the year").
    """

    unit: str
    running: bool = False

    def resolve(self, context: Context) -> Resolved:
        """The value at the unit's granularity."""
        if context.direction == "past" and not self.running:
            told = context.near.shifted(self.unit, 0)
            if told is not None:
                return told, "date", "text"
        return Shift(self.unit, 0).resolve(context)


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year, counted from that of the publication or of the date told last."""

    which: int
    base: Literal["published", "text"] = "published"

    def resolve(self, context: Context) -> Resolved:
        """The quarter, or an open year."""
        anchor = context.published if self.base == "published" else context.reference
        if anchor.year is None or anchor.month is None:
            return OPEN["Y"], "date", "none"
        quarters = 4 * anchor.year + (anchor.month - 1) // 3 + self.which
        return f"{quarters // 4:04d}-{QUARTER + quarters % 4}", "date", self.base


@dataclass(frozen=True, slots=True)
class Calendar:
    """A date some of whose parts are told.

    ``sub`` is the EDTF code of a season, quarter or half. ``which`` counts, from the publication or
    (``base``) from another date, what ``counted`` names: the expression itself (empty: "last
    October"), its year ("March last year") or its week ("Monday last week").
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    sub: int | None = None
    which: int | None = None
    counted: Literal["", "Y", "W"] = ""
    base: Literal["published", "text"] = "published"
    clock: str = ""

    @property
    def is_day(self) -> bool:
        """Whether it tells a day."""
        return bool(self.day or self.weekday)

    @property
    def shape(self) -> str:
        """Its finest part."""
        return next((p for p in ("day", "weekday", "sub", "month") if getattr(self, p)), "year")

    def resolve(self, context: Context) -> Resolved:
        """The value; parts that nothing tells stay open."""
        anchor = context.published if self.base == "published" else context.reference
        if self.year is not None:
            return self._written(self.year) + self.clock, "date", "text"
        if self.counted == "Y" and self.which is not None:
            year = anchor.year + self.which if anchor.year else None
            told: TimeAnchor = self.base if year else "none"
            return self._written(year) + self.clock, "date", told
        found = self._found(anchor, context.direction)
        return (
            (found or self._written(None)) + self.clock,
            "date",
            self.base if found else "none",
        )

    def _written(self, year: int | None) -> str:
        head = f"{year:04d}" if year is not None else "XXXX"
        if self.sub:
            return f"{head}-{self.sub}"
        if self.month:
            tail = f"-{self.day:02d}" if self.day else ""
            return f"{head}-{self.month:02d}{tail}"
        return f"XXXX-WXX-{self.weekday}" if self.weekday else head

    def _found(self, anchor: Anchor, direction: Direction) -> str | None:
        """The value by the anchor and the side of it the clause is on."""
        if self.month and self.day:
            return _nearest_day(self, anchor, direction)
        if self.month:
            return _nearest_month(self.month, self.which, anchor, direction)
        if self.sub:
            return _nearest_sub(self.sub, self.which, anchor, direction)
        if self.weekday and anchor.day:
            return _nearest_weekday(self, anchor.day, direction)
        return None


def _nearest_day(told: Calendar, anchor: Anchor, direction: Direction) -> str | None:
    """A day of a month: the last on or before the anchor, or the first on or after it."""
    if anchor.day is None or told.month is None or told.day is None:
        return f"{anchor.year:04d}-{told.month:02d}-{told.day:02d}" if anchor.year else None
    near = anchor.day
    if told.which:
        direction = "future" if told.which > 0 else "past"
    days = [
        date(year, told.month, told.day)
        for year in range(near.year - 8, near.year + 9)
        if 0 < year < LAST_YEAR and told.day <= calendar.monthrange(year, told.month)[1]
    ]
    fitting = [d for d in days if told.weekday in {None, d.isoweekday()}] or days
    ahead = [d for d in fitting if d >= near]
    behind = [d for d in fitting if d <= near]
    if direction == "future" and ahead:
        return ahead[0].isoformat()
    if direction == "past" and behind:
        return behind[-1].isoformat()
    return min(fitting, key=lambda d: abs(d - near)).isoformat() if fitting else None


def _nearest_month(
    month: int, which: int | None, anchor: Anchor, direction: Direction
) -> str | None:
    """A month: the latest that has begun; a coming one where the clause looks ahead."""
    if anchor.year is None:
        return None
    if anchor.month is None:
        return f"{anchor.year:04d}-{month:02d}"
    ahead = direction == "future" if which in {None, 0} else which == 1
    if which is None and direction == "either":
        ahead = (month - anchor.month) % 12 < (anchor.month - month) % 12
    year = anchor.year
    if ahead:
        year += month < anchor.month or (which == 1 and month == anchor.month)
    else:
        year -= month > anchor.month or (which == -1 and month == anchor.month)
    return f"{year:04d}-{month:02d}"


def _nearest_sub(sub: int, which: int | None, anchor: Anchor, direction: Direction) -> str | None:
    """A season, quarter or half: the latest that has begun, or the next that has not ended."""
    if anchor.year is None or anchor.month is None:
        return None
    first, length = SPAN_OF_SUB[sub]
    here = 12 * anchor.year + anchor.month
    begins = {y: 12 * y + first for y in range(anchor.year - 2, anchor.year + 3)}
    if which == -1:
        return f"{max(y for y, b in begins.items() if b + length <= here):04d}-{sub}"
    if which == 1 or (which is None and direction == "future"):
        least = here + 1 if which == 1 else here - length + 1
        return f"{min(y for y, b in begins.items() if b >= least):04d}-{sub}"
    if which == 0 and not any(b <= here < b + length for b in begins.values()):
        return f"{anchor.year:04d}-{sub}"
    return f"{max(y for y, b in begins.items() if b <= here):04d}-{sub}"


def _nearest_weekday(told: Calendar, near: date, direction: Direction) -> str | None:
    """A weekday: the anchor's own day counts as told ("on Wednesday", printed that Wednesday)."""
    assert told.weekday is not None
    if told.counted == "W" and told.which is not None:
        monday = near - timedelta(days=near.isoweekday() - 1)
        at = moved(monday, 7 * told.which + told.weekday - 1)
        return at.isoformat() if at else None
    back = (near.isoweekday() - told.weekday) % 7
    on = -back % 7
    if told.which == -1:
        days = -(back or 7)
    elif told.which == 1:
        days = on or 7
    elif direction == "past":
        days = -back
    else:
        days = on
    at = moved(near, days)
    return at.isoformat() if at else None


@dataclass(frozen=True, slots=True)
class Interval:
    """From one date to another; the first takes its year from the second where it has none."""

    first: Calendar
    last: Calendar

    def resolve(self, context: Context) -> Resolved:
        """Both values joined by a slash."""
        last, _, anchor = self.last.resolve(context)
        first = self.first
        if first.year is None and self.last.year is not None and first.shape != "weekday":
            first = replace(first, year=self.last.year)
            if first.month and self.last.month and first.month > self.last.month:
                first = replace(first, year=self.last.year - 1)
        before = Context(Anchor.of(last), context.reference, "past")
        unknown = first.year is None and anchor == "none"
        start, _, _ = first.resolve(context if unknown else before)
        return f"{start}/{last}", "date", anchor


@dataclass(frozen=True, slots=True)
class Several:
    """Single days of one month: "on 3 and 4 July"."""

    days: tuple[Calendar, ...]

    def resolve(self, context: Context) -> Resolved:
        """An EDTF set of the days."""
        told = [day.resolve(context) for day in self.days]
        return "{" + ",".join(value for value, _, _ in told) + "}", "date", told[-1][2]


Dated = Fixed | Shift | Stretch | Weekend | Within | Quarter | Calendar | Interval | Several
Expression = Dated | Clock | Nothing
