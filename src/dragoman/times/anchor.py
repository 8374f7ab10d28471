"""A date that others are counted from, and how ISO 8601 writes what is counted.

Units are the letters of ISO 8601, those below a day with a T, and multiples of them: ``D``, ``TM``,
``2W``, ``10Y``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

UNIT = re.compile(r"(\d*)(T?[SMHDWMY])")
WRITTEN = re.compile(r"(\d{4})(?:-W(\d\d)|-(\d\d)(?:-(\d\d))?)?(?:T.*)?[?~%]?$")
OPEN_WEEKDAY = re.compile(r"XXXX-WXX-(\d)")
LAST_YEAR = 9998  # room for a year's arithmetic below the calendar's end


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date that others are counted from, as far as it is known."""

    year: int | None = None
    month: int | None = None
    day: date | None = None
    week: tuple[int, int] | None = None
    weekday: int | None = None

    @classmethod
    def of(cls, value: str | None) -> Anchor:
        """The anchor an EDTF value makes; of an interval its end, of an open value nothing."""
        value = (value or "").rpartition("/")[2]
        if opened := OPEN_WEEKDAY.match(value):
            return cls(weekday=int(opened[1]))
        match = WRITTEN.match(value)
        if match is None or not 1 < int(match[1]) < LAST_YEAR:
            return cls()
        year, week, month, day = (int(g) if g else None for g in match.groups())
        assert year is not None
        try:
            if week:
                return cls(year, week=date.fromisocalendar(year, week, 1).isocalendar()[:2])
            if month and day:
                at = date(year, month, day)
                return cls(year, month, at, at.isocalendar()[:2], at.isoweekday())
        except ValueError:  # a month, day or week that no calendar has
            return cls(year)
        return cls(year, month if month and month <= 12 else None)

    def shifted(self, unit: str, count: int) -> str | None:
        """The value ``count`` units from here at the unit's granularity; None where not known."""
        size, letter = split_unit(unit)
        count *= size
        if letter in {"D", "TH", "TM", "TS"}:
            return self._days_on(count if letter == "D" else 0)
        if letter == "W" and self.week:
            at = moved(date.fromisocalendar(*self.week, 1), 7 * count)
            return week_value(at) if at else None
        if letter == "M" and self.year and self.month:
            months = 12 * self.year + self.month - 1 + count
            return f"{months // 12:04d}-{months % 12 + 1:02d}" if 12 < months < 119976 else None
        if letter == "Y" and self.year:
            year = self.year + count
            return coarse_year(year, size) if 0 < year < LAST_YEAR else None
        return None

    def _days_on(self, count: int) -> str | None:
        if self.day is None:
            if self.weekday and -7 < count < 7:
                return f"XXXX-WXX-{(self.weekday - 1 + count) % 7 + 1}"
            return None
        at = moved(self.day, count)
        return at.isoformat() if at else None


def split_unit(unit: str) -> tuple[int, str]:
    """How many of which ISO 8601 unit: "10Y" -> (10, "Y")."""
    match = UNIT.fullmatch(unit)
    assert match is not None, f"the tables give a unit {unit!r}"
    return int(match[1] or 1), match[2]


def moved(day: date, days: int) -> date | None:
    """The date some days on, or None beyond the calendar."""
    if abs(days) > 400 * LAST_YEAR:
        return None
    ordinal = day.toordinal() + days
    return date.fromordinal(ordinal) if 366 < ordinal < date.max.toordinal() - 366 else None


def week_value(day: date) -> str:
    """The ISO week of a day."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def coarse_year(year: int, size: int) -> str:
    """A year, its decade or its century, by the size of the unit that was counted in."""
    if size >= 1000:
        return f"{year // 1000}XXX"
    if size >= 100:
        return f"{year // 100:02d}XX"
    return f"{year // 10:03d}X" if size >= 10 else f"{year:04d}"


def duration_value(count: str, unit: str) -> str:
    """An ISO 8601 duration: ("3", "D") -> P3D, ("2", "10Y") -> P20Y, ("X", "W") -> PXW."""
    size, letter = split_unit(unit)
    whole = count if count == "X" or size == 1 else f"{Decimal(count) * size:f}"
    return f"PT{whole}{letter[1]}" if letter[0] == "T" else f"P{whole}{letter}"
