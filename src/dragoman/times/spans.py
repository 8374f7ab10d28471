"""Matched words -> durations, sets and hours; see ``dragoman.times.dates`` for dates.

A reading may refuse its match by giving None; the next shorter one is tried then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.tree import dependents
from dragoman.times.anchor import duration_value, split_unit
from dragoman.times.expressions import Clock, Fixed, Nothing, Shift
from dragoman.times.match import count_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.times.expressions import Expression
    from dragoman.times.match import Match

QUARTER_OF = {"TH": "PT15M", "Y": "P3M", "100Y": "P25Y"}
HALF_OF = {"TH": "PT30M", "D": "PT12H", "Y": "P6M", "10Y": "P5Y", "100Y": "P50Y", "1000Y": "P500Y"}
AND_A_HALF = {"TM": "30S", "TH": "30M", "D": "T12H", "Y": "6M"}


def duration(match: Match) -> Expression | None:
    """Three days, a three-day truce; "in two weeks" of what is to come counts from now."""
    unit = match.value("unit")
    if match.has("half"):
        return _with_half(match, unit)
    if match.has("quarter"):
        return Fixed(QUARTER_OF[unit], "duration") if unit in QUARTER_OF else None
    count = count_of(match)
    if _is_some_day(match, unit, count):
        return None
    whole = not match.has("dash") and count.isdigit()
    if whole and match.neighbour_is(-1, "in") and match.direction() == "future":
        return Shift(unit, int(count))
    return Fixed(duration_value(count, unit), "duration")


def _is_some_day(match: Match, unit: str, count: str) -> bool:
    """Whether "one day" tells no length but that there was such a day."""
    token = match.token_of("unit")
    loose = token is not None and token.dep_ == "npadvmod" and token.head.pos_ in {"VERB", "AUX"}
    spoken = match.has("number") and not match.has("dash")
    return (unit, count) == ("D", "1") and loose and spoken and not match.neighbour_is(-1, "extent")


def about(match: Match) -> Expression | None:
    """Three to five days, a year or two: a stretch whose length is not told."""
    return Fixed(duration_value("X", match.value("unit")), "duration")


def _with_half(match: Match, unit: str) -> Expression | None:
    """Half an hour; two and a half hours; a year and a half."""
    if not match.has("and"):
        return Fixed(HALF_OF[unit], "duration") if unit in HALF_OF else None
    count = match.value("number") or match.value("integer") or "1"
    size, letter = split_unit(unit)
    if size > 1:
        return Fixed(duration_value(f"{count}.5", unit).replace(".0", ""), "duration")
    tail = AND_A_HALF.get(letter)
    if tail is None:
        return Fixed(duration_value(f"{count}.5", unit), "duration")
    return Fixed(duration_value(count, unit) + tail, "duration")


def article(match: Match) -> Expression | None:
    """A year: a stretch ("for a year") or, behind a number of things, a set ("$3 a year")."""
    unit, token = match.value("unit"), match.token_of("unit")
    value = duration_value("1", unit)
    if token is not None and token.dep_ == "amod":
        return None  # "a second motion"
    if match.neighbour_is(-1, "extent"):
        return Fixed(value, "duration")
    before = match.neighbour_token(-1)
    if token is None or before is None:
        return Fixed(value, "duration") if unit not in {"TS", "D"} else None
    if _is_rate(token, before):
        return Fixed(value, "set")
    if unit == "TS" or (unit == "D" and token.dep_ not in {"npadvmod", "dobj"}):
        return None
    return Fixed(value, "duration")


def long(match: Match) -> Expression | None:
    """A year-long strike, a decades-old feud, a monthlong siege."""
    if match.has("lasting"):
        return Fixed(match.value("lasting"), "duration")
    count = "X" if match.is_kind("plural") else "1"
    return Fixed(duration_value(count, match.value("unit")), "duration")


def _is_rate(unit: Token, before: Token) -> bool:
    """Whether "a year" stands behind a number of things: "three billion euros a year"."""
    if before.pos_ in {"NUM", "SYM"} or before.is_currency or before.text == "%":
        return True
    counted = any(c.dep_ == "nummod" for c in dependents(before))
    return before.pos_ in {"NOUN", "PROPN"} and counted and unit.dep_ not in {"dobj", "dative"}


def every(match: Match) -> Expression | None:
    """Every spring, every two years, per month, twice a week, on Fridays."""
    if match.has("unit"):
        count = match.number("number", "integer", "other", "ordinal") or 1
        return Fixed(duration_value(str(count), match.value("unit")), "set")
    if day := match.value("weekday") or match.value("weekdays"):
        return Fixed(f"XXXX-WXX-{day}", "set")
    if match.has("weekend"):
        return Fixed("XXXX-WXX-6/XXXX-WXX-7", "set")
    if match.has("daypart"):
        return Fixed("P1D", "set")
    return Fixed(f"XXXX-{match.number('season', 'month') or 0:02d}", "set")


def frequency(match: Match) -> Expression | None:
    """Daily, weekly, annual; not the newspaper (the Daily Post, a weekly)."""
    token, following = match.token_of("frequency"), match.neighbour_token(1)
    if token is not None:
        if token.pos_ in {"NOUN", "PROPN", "VERB"} or (token.text[0].isupper() and match.first):
            return None
        if following is not None and following.pos_ == "PROPN":
            return None
    return Fixed(match.value("frequency"), "set")


def clock(match: Match) -> Expression | None:
    """10:30 GMT, 6am, 3.45 p.m. local time, 0430 GMT, noon."""
    if match.has("oclock") and not match.has("half_day"):
        return Clock("")
    hour, minute = _hour_and_minute(match)
    if match.has("ampm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + int(match.value("ampm"))
    if match.has("half_day") and hour <= 12:
        hour = hour % 12 + int(match.value("half_day"))
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    told = any(match.has(word) for word in ("ampm", "half_day", "zone", "local", "noon"))
    return Clock(f"T{hour:02d}:{minute:02d}{match.value('zone')}", sure=told)


def _hour_and_minute(match: Match) -> tuple[int, int]:
    if match.has("noon"):
        return 12, 0
    if four := match.value("four"):
        return int(four[:2]), int(four[2:])
    if decimal := match.value("decimal"):
        whole, _, part = decimal.partition(".")
        return (int(whole), int(part)) if len(whole) < 3 and len(part) == 2 else (99, 0)
    return match.number("day_hour", "number") or 0, match.number("two") or 0


def part_of_day(match: Match) -> Expression | None:  # noqa: ARG001 - one door for all readings
    """Overnight, in the evening: the day is told elsewhere, and its value is the day's."""
    return Clock("", sure=False)


def overnight(match: Match) -> Expression | None:  # noqa: ARG001 - one door for all readings
    """Overnight: of the day told beside it, else the night before the publication."""
    return Clock("", sure=False, night=True)


def nothing(match: Match) -> Expression | None:  # noqa: ARG001 - one door for all readings
    """Words that only look like a time."""
    return Nothing()
