"""A printed date -> a Moment: local EDTF, the instant in UTC where a zone is known, the words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.record import Moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.lexicon import Tables
    from dragoman.record import DateSignal

CLOCK = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?"
)
ZONE = r"(?P<zone>Z|(?:UTC|GMT)?[+-]\d\d:?\d\d|UTC|GMT)"
ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:(?:T|,? )" + CLOCK + r"\s?" + ZONE
    + r"?)?)?)?",
    re.IGNORECASE,
)  # fmt: skip
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")


def iso_moment(printed: str, signal: DateSignal) -> Moment | None:
    """The moment of an ISO 8601 date or date and time; None where the words are no such date.

    >>> iso_moment("2015-12-23T14:30:00+03:00", "given").instant
    '2015-12-23T11:30:00Z'
    >>> iso_moment("2015-13-01", "given") is None
    True
    """
    words = printed.strip()
    compact = COMPACT.fullmatch(words)
    match = ISO.fullmatch("-".join(compact.groups()) if compact else words)
    if match is None:
        return None
    year, month, day = (
        int(match[name]) if match[name] else None for name in ("year", "month", "day")
    )
    return _moment((year or 0, month, day), match, words, signal)


def _moment(
    day: tuple[int, int | None, int | None], clock: re.Match[str], printed: str, signal: DateSignal
) -> Moment | None:
    """The moment of a year, month and day with a matched time; None for a day that never was."""
    try:
        local = datetime(day[0], day[1] or 1, day[2] or 1, tzinfo=UTC)
        if day[2] is None:
            value = f"{day[0]:04d}" if day[1] is None else f"{day[0]:04d}-{day[1]:02d}"
            return Moment(value, None, printed, signal)
        if not clock["hour"]:
            return Moment(local.date().isoformat(), None, printed, signal)
        hour = _hour(int(clock["hour"]), clock["half"])
        local = local.replace(
            hour=hour, minute=int(clock["minute"]), second=int(clock["second"] or 0)
        )
        return Moment(_clock_time(local), _instant(local, clock["zone"]), printed, signal)
    except (ValueError, OverflowError):
        return None


def _clock_time(moment: datetime) -> str:
    return moment.replace(tzinfo=None, microsecond=0).isoformat()


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        msg = f"no hour {hour} on a twelve-hour clock"
        raise ValueError(msg)
    return hour % 12 + (12 if half in "pP" else 0)


def _instant(local: datetime, zone: str | None) -> str | None:
    """The UTC instant of a local time; None where no zone is printed.

    Zones by name other than UTC and GMT are not read: EST and IST are several.
    """
    if not zone:
        return None
    sign, digits = ("-" if "-" in zone else "+"), re.sub(r"\D", "", zone)
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) if digits else timedelta(0)
    there = local.replace(tzinfo=timezone(-offset if sign == "-" else offset))
    return _clock_time(there.astimezone(UTC)) + "Z"


@dataclass(frozen=True, eq=False)
class PrintedDates:
    """Finds dates as news sites print them, with the month and day names of one language.

    Day and month in figures are read only where they cannot be taken for each other: 23/12/2015
    is a date, 03/04/2015 is none.
    """

    months: dict[str, int]
    shape: re.Pattern[str]

    def first(self, words: str, signal: DateSignal) -> Moment | None:
        """The moment of the first date in some words."""
        match = self.shape.search(words)
        return self.read(match, signal) if match else None

    def only(self, words: str, signal: DateSignal) -> Moment | None:
        """The moment of words that are a date and nothing else."""
        match = self.shape.fullmatch(words.strip())
        return self.read(match, signal) if match else None

    def read(self, match: re.Match[str], signal: DateSignal) -> Moment | None:
        """The moment of a match of ``shape``; None where it was no day."""
        found = {name: value for name, value in match.groupdict().items() if value}
        which = next(n for n in "1234" if f"year{n}" in found)
        day = int(found[f"day{which}"])
        name = found.get(f"name{which}")
        month = self.months[name.casefold()] if name else int(found[f"month{which}"])
        if which == "3" and day <= 12 and month <= 12 and day != month:
            return None
        if month > 12:
            day, month = month, day
        return _moment((int(found[f"year{which}"]), month, day), match, match[0], signal)


@lru_cache(maxsize=8)
def printed_dates(tables: Tables) -> PrintedDates:
    """The finder for the names in the lists ``ingest_month_01`` to ``ingest_month_12``."""
    months = {
        word.casefold(): number
        for number in range(1, 13)
        for word in tables.words(f"ingest_month_{number:02d}")
    }
    names, days = any_of(months), any_of(tables.words("ingest_weekdays"))
    links = any_of(tables.words("ingest_date_links"))
    day = r"(?P<day{0}>\d{{1,2}})(?:st|nd|rd|th)?"
    dated = "|".join(
        (
            rf"(?P<name1>{names})\.? {day.format(1)}(?:, ?| )(?P<year1>\d{{4}})",
            rf"{day.format(2)} (?P<name2>{names})\.?,? (?P<year2>\d{{4}})",
            r"(?P<day3>\d{1,2})[/.](?P<month3>\d{1,2})[/.](?P<year3>\d{4})",
            r"(?P<year4>\d{4})-(?P<month4>\d\d)-(?P<day4>\d\d)",
        )
    )
    clock = rf"(?:(?:,? ?(?:{links}) |[,T|·–-]? ?){CLOCK}(?: ?{ZONE})?)?"
    shape = rf"(?<!\w)(?:(?:{days})\.?,? )?(?:{dated})(?!\d){clock}"
    return PrintedDates(months, re.compile(shape, re.IGNORECASE))


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
