"""Matched words -> what they say: one small function for each ``reading`` of the rules.

A reading may refuse its match by giving None; the next shorter one is tried then.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.times.expressions import (
    Calendar,
    Clock,
    Expression,
    Fixed,
    Interval,
    Nothing,
    Several,
    Shift,
    Stretch,
    Weekend,
    duration_value,
    split_unit,
)
from dragoman.times.lexemes import OTHER

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.times.expressions import Direction
    from dragoman.times.lexemes import Lexed

USUAL_YEARS = range(1900, 2101)
FIRST_QUARTER, FIRST_HALF = 33, 40  # EDTF level 2 codes
HALF_OF = {"TH": "PT30M", "D": "PT12H", "Y": "P6M", "10Y": "P5Y", "100Y": "P50Y", "1000Y": "P500Y"}
AND_A_HALF = {"TM": "30S", "TH": "30M", "D": "T12H", "Y": "6M"}
QUANTITY_TAGS = frozenset({"NNS", "NNPS"})


@dataclass(frozen=True, slots=True)
class Match:
    """The lexemes from ``first`` to ``last`` (exclusive) that a rule took, by kind.

    ``fields`` gives the lexeme of each name of the pattern, ``names`` its kind; ``token`` the token
    at an offset, ``direction`` the side of now that the clause is on.
    """

    lexed: Lexed
    first: int
    last: int
    fields: dict[str, int]
    names: dict[str, str]
    token: Callable[[int], Token | None]
    direction: Callable[[], Direction]

    def _place(self, name: str) -> int | None:
        """The lexeme of a name; a kind that a pattern names again has an underscore more."""
        while name in self.names:
            if name in self.fields:
                return self.fields[name]
            name += "_"
        return None

    def value(self, name: str) -> str:
        """The value of a named lexeme, or "" where the pattern did not need it."""
        at = self._place(name)
        return "" if at is None else self.lexed.kinds[at].get(self.names[name], "")

    def number(self, *names: str) -> int | None:
        """The value of the first of some names that is there, as a number."""
        told = next((v for v in map(self.value, names) if v), "")
        return int(told) if told else None

    def has(self, name: str) -> bool:
        """Whether the match holds such a lexeme."""
        return self._place(name) is not None

    def token_of(self, name: str) -> Token | None:
        """The token a named lexeme stands in."""
        at = self._place(name)
        return None if at is None else self.token(self.lexed.starts[at])

    def neighbour(self, step: int) -> int | None:
        """The number of the lexeme before (-1) or behind (1) the match."""
        at = self.first if step < 0 else self.last - 1
        return next(self.lexed.neighbours(at, step), None)

    def neighbour_token(self, step: int) -> Token | None:
        """The token before or behind the match."""
        at = self.neighbour(step)
        return None if at is None else self.token(self.lexed.starts[at])

    def neighbour_is(self, step: int, *kinds: str) -> bool:
        """Whether the neighbour is of one of the kinds; ``start`` where there is none."""
        at = self.neighbour(step)
        if at is None:
            return "start" in kinds
        return any(kind in self.lexed.kinds[at] for kind in kinds)


def _count(match: Match) -> str:
    """The number before a unit as digits, or X where it is not told."""
    if match.has("vague"):
        return "X"
    told = match.value("number") or match.value("integer") or match.value("article")
    return str(int(told)) if told else match.value("decimal") or "X"


def _is_conjunction(match: Match, *names: str) -> bool:
    """Whether "that" only opens a clause ("said that day labourers …")."""
    tokens = [match.token_of(name) for name in names if match.has(name)]
    return any(token is not None and token.pos_ == "SCONJ" for token in tokens)


def calendar(match: Match) -> Expression | None:
    """A date by its told parts: weekday, day, month, year, season, quarter, half."""
    if _is_conjunction(match, "then") or _counts_things(match) or _is_joined(match):
        return None
    day = match.number("day", "ordinal") if match.has("month") else None
    month = match.number("month")
    if match.has("holiday"):
        month, day = (int(part) for part in match.value("holiday").split("-"))
    if (day or 1) > (31 if month != 2 else 29) or (day == 31 and month in {4, 6, 9, 11}):
        return None
    sub = match.number("season")
    if match.has("quarter") or match.has("half"):
        most, base = (4, FIRST_QUARTER) if match.has("quarter") else (2, FIRST_HALF)
        order = match.number("ordinal") or 0
        if not 1 <= order <= most:
            return None
        sub = base + order - 1
    return Calendar(
        year=match.number("year"),
        month=month,
        day=day,
        weekday=match.number("weekday", "weekday_short"),
        sub=sub,
        which=match.number("stretch", "which", "then"),
        counted="Y" if match.has("year_word") else "W" if match.has("week_word") else "",
        base="text" if match.has("then") else "published",
    )


def _counts_things(match: Match) -> bool:
    """Whether the day is the number of what follows ("In March 20 soldiers died")."""
    if not match.has("day") or match.last - 1 != match.fields["day"]:
        return False
    token, following = match.token_of("day"), match.neighbour_token(1)
    return (
        token is not None
        and following is not None
        and following.tag_ in QUANTITY_TAGS
        and token.dep_ == "nummod"
        and token.head.i == following.i
    )


def narrowed(match: Match) -> Expression | None:
    """Days or weeks of a month have the month's value ("the first week of June")."""
    return Calendar(year=match.number("year"), month=match.number("month"))


def year(match: Match) -> Expression | None:
    """A year that stands alone, unless it is a number of things or of a law."""
    told, before = match.number("year"), match.neighbour_token(-1)
    firm = match.neighbour_is(-1, "firmly")
    if told is None or _is_joined(match) or (told not in USUAL_YEARS and not firm):
        return None
    owned = before is not None and before.dep_ in {"det", "poss", "case"}
    if not firm and not owned and _counts_head(match):
        return None
    if match.neighbour_is(-1, "start", "dating", "comma", "open", "dash", "colon", "part"):
        return Calendar(year=told)
    if before is None or before.pos_ in {"ADP", "DET", "ADJ", "CCONJ", "ADV", "PUNCT"}:
        return Calendar(year=told)
    following = match.neighbour_token(1)
    modifies = following is None or following.pos_ in {"PROPN", "ADJ", "NOUN"}
    return Calendar(year=told) if before.pos_ in {"VERB", "AUX"} and modifies else None


def _counts_head(match: Match) -> bool:
    """Whether the number tells how many there are ("some 1950 houses")."""
    token, following = match.token_of("year"), match.neighbour_token(1)
    if token is None or following is None:
        return False
    if following.tag_ in QUANTITY_TAGS and token.dep_ == "nummod":
        return True
    return token.dep_ == "nummod" and token.head.tag_ in QUANTITY_TAGS and token.head.i > token.i


def _is_joined(match: Match) -> bool:
    """Whether a hyphen ties the words to a name before them ("Apollo-2000")."""
    lexed, at = match.lexed, match.first - 1
    return at > 0 and lexed.text[lexed.starts[at]] == "-" and lexed.codes[at - 1] == OTHER


def written_date(match: Match) -> Expression | None:
    """2015-12-23, 23/12/2015; None where day and month could be either way round."""
    if match.has("iso_date"):
        year_, month, day = (int(part) for part in match.value("iso_date").split("-"))
    else:
        first, second, year_ = (
            int(part) for part in match.value("plain_date").replace("/", ".").split(".")
        )
        dotted = "." in match.value("plain_date")
        if not dotted and first <= 12 and second <= 12 and first != second:
            return None
        day, month = (first, second) if second <= 12 else (second, first)
    if not (1 <= month <= 12 and 1 <= day <= 31 and year_ > 999):
        return None
    return Calendar(year=year_, month=month, day=day)


def decade(match: Match) -> Expression | None:
    """The 1980s, the '80s, the eighties (of the last century): 198X; the 1900s: 19XX."""
    if match.has("year"):
        told = match.value("year")
        if told[3] != "0":
            return None
        century_ = told[2] == "0" and told != "2000"
        return Fixed(f"{told[:2]}XX" if century_ else f"{told[:3]}X", anchor="text")
    two = match.value("decade") or match.value("two")
    if two[1] != "0" or two[0] in "01":
        return None
    return Fixed(f"19{two[0]}X", anchor="text")


def century(match: Match) -> Expression | None:
    """The 20th century: 19XX."""
    order = match.number("ordinal", "integer")
    if order is None or not 2 <= order <= 22:
        return None
    return Fixed(f"{order - 1:02d}XX", anchor="text")


def deictic(match: Match) -> Expression | None:
    """Today, yesterday evening, tomorrow."""
    return Shift("D", match.number("deictic") or 0)


def which_daypart(match: Match) -> Expression | None:
    """Last night, this morning; that evening, the following morning: the value of the day."""
    if _is_conjunction(match, "then", "which"):
        return None
    if match.has("then"):
        return Shift("D", match.number("then") or 0, "text")
    which = match.number("which") or 0
    return Shift("D", which, "text" if which > 0 else "published")


def which_unit(match: Match) -> Expression | None:
    """Last week, this year; the following year; "the next day" counts from the date told last."""
    if _is_conjunction(match, "then", "which"):
        return None
    unit = match.value("unit")
    if match.has("then"):
        return Shift(unit, match.number("then") or 0, "text")
    which = match.number("which") or 0
    if unit == "D":
        return Shift(unit, 1, "text") if which > 0 else None
    return Shift(unit, which)


def weekend(match: Match) -> Expression | None:
    """Last weekend, the weekend."""
    return Weekend(match.number("which"))


def ago(match: Match) -> Expression | None:
    """Two days ago; from now; years ago without a number only lies in the past."""
    side = match.number("ago") or -1
    count = "X" if match.has("or") or match.has("to") or match.has("dash") else _count(match)
    if count == "X":
        return Fixed("PAST_REF" if side < 0 else "FUTURE_REF")
    return Shift(match.value("unit"), side * int(count))


def later(match: Match) -> Expression | None:
    """Two days later: counted from the date told last; weeks later: a stretch."""
    count = _count(match)
    unit = match.value("unit")
    if count == "X" or split_unit(unit)[1][0] == "T":
        return Fixed(duration_value(count, unit), "duration")
    return Shift(unit, (match.number("later") or 1) * int(count), "text")


def stretch(match: Match) -> Expression | None:
    """The past three months, the next two weeks."""
    count, unit = match.number("number", "integer") or 1, match.value("unit")
    if split_unit(unit)[1][0] == "T":
        return Fixed(duration_value(str(count), unit), "duration")
    return Stretch(unit, (match.number("stretch") or -1) * count)


def reference(match: Match) -> Expression | None:
    """Now, recently, in recent years: PRESENT_REF, PAST_REF, FUTURE_REF."""
    token = match.token(match.lexed.starts[match.first])
    if match.has("ref") and token is not None and token.pos_ not in {"ADV", "ADP", "DET"}:
        return None
    return Fixed(match.value("recent") or match.value("ref") or match.value("bygone"))


def duration(match: Match) -> Expression | None:
    """Three days, a three-day truce; "in two weeks" of what is to come counts from now."""
    unit = match.value("unit")
    if match.has("half"):
        return _with_half(match, unit)
    count = _count(match)
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


def _is_rate(unit: Token, before: Token) -> bool:
    """Whether "a year" stands behind a number of things: "three billion euros a year"."""
    if before.pos_ in {"NUM", "SYM"} or before.is_currency or before.text == "%":
        return True
    counted = any(c.dep_ == "nummod" for c in before.children)
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
    if match.has("oclock"):
        return Clock("")
    hour, minute = _hour_and_minute(match)
    if match.has("ampm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + int(match.value("ampm"))
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    told = match.has("ampm") or match.has("zone") or match.has("local") or match.has("noon")
    return Clock(f"T{hour:02d}:{minute:02d}{match.value('zone')}", sure=told)


def _hour_and_minute(match: Match) -> tuple[int, int]:
    if match.has("noon"):
        return 12, 0
    if four := match.value("four"):
        return int(four[:2]), int(four[2:])
    if decimal := match.value("decimal"):
        whole, _, part = decimal.partition(".")
        return (int(whole), int(part)) if len(whole) < 3 and len(part) == 2 else (99, 0)
    return match.number("day_hour") or 0, match.number("two") or 0


def part_of_day(match: Match) -> Expression | None:  # noqa: ARG001 - one door for all readings
    """Overnight, in the evening: the day is told elsewhere, and its value is the day's."""
    return Clock("", sure=False)


def days(match: Match) -> Expression | None:
    """3-5 June: an interval; 3 and 4 June: a set of days."""
    first, second = match.number("day"), match.number("day_")
    month, told = match.number("month"), match.number("year")
    if first is None or second is None or first >= second:
        return None
    pair = (Calendar(told, month, first), Calendar(told, month, second))
    return Several(pair) if match.has("and") else Interval(*pair)


def split_year(match: Match) -> Expression | None:
    """2014-15, 2014/15: from one year to the next."""
    first, two = match.number("year") or 0, match.number("two") or 0
    last = first - first % 100 + two
    if not first < last or first not in USUAL_YEARS:
        return None
    return Interval(Calendar(year=first), Calendar(year=last))


def nothing(match: Match) -> Expression | None:  # noqa: ARG001 - one door for all readings
    """Words that only look like a time."""
    return Nothing()


def is_part_of_number(text: str, start: int, end: int) -> bool:
    """Whether letters, digits, a currency or a percent sign are glued to a stretch of text."""
    before = text[start - 1] if start else " "
    behind = text[end] if end < len(text) else " "
    return (
        before.isalnum()
        or behind.isalnum()
        or before in "_@#/"
        or behind in "_%@"
        or unicodedata.category(before) == "Sc"
        or unicodedata.category(behind) == "Sc"
    )


Reading = Callable[[Match], Expression | None]
READINGS: dict[str, Reading] = {
    reading.__name__: reading
    for reading in (
        calendar, narrowed, year, written_date, decade, century, deictic, which_daypart,
        which_unit, weekend, ago, later, stretch, reference, duration, about, article, every,
        frequency, clock, part_of_day, days, split_year, nothing,
    )
}  # fmt: skip
