"""Matched words -> dates: one small function for each ``reading`` of the rules that gives one.

A reading may refuse its match by giving None; the next shorter one is tried then.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from dragoman.times.anchor import duration_value, split_unit
from dragoman.times.expressions import (
    Calendar,
    Fixed,
    Interval,
    Quarter,
    Several,
    Shift,
    Stretch,
    Weekend,
    Within,
)
from dragoman.times.lexemes import OTHER
from dragoman.times.match import count_of, is_conjunction

if TYPE_CHECKING:
    from dragoman.times.expressions import Expression
    from dragoman.times.match import Match

USUAL_YEARS = range(1900, 2101)
PARTS_OF_YEAR = {  # how many, and the EDTF level 2 code of the first
    "quarter": (4, 33), "quarter_letter": (4, 33), "half": (2, 40), "half_letter": (2, 40),
}  # fmt: skip
HOURS_OF_DAY = 24
NAME_BEHIND = re.compile(r"-([^\W\d_]+)")
BARE_VERBS = frozenset({"VB", "VBP"})
LOOSE = frozenset({"PUNCT", "ADP", "CCONJ", "ADV", "AUX", "SPACE"})  # what no event begins with
QUANTITY_TAGS = frozenset({"NNS", "NNPS"})


def calendar(match: Match) -> Expression | None:
    """A date by its told parts: weekday, day, month, year, season, quarter, half."""
    if is_conjunction(match, "then") or _counts_things(match) or _is_in_name(match):
        return None
    day = match.number("day", "ordinal") if match.has("month") else None
    month = match.number("month")
    if match.has("holiday"):
        month, day = (int(part) for part in match.value("holiday").split("-"))
    if (day or 1) > (31 if month != 2 else 29) or (day == 31 and month in {4, 6, 9, 11}):
        return None
    sub = match.number("season")
    if sub and _is_verb(match, "season"):
        return None
    if any(match.has(part) for part in PARTS_OF_YEAR):
        sub = _part_of_year(match)
        if sub is None:
            return None
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


def _part_of_year(match: Match) -> int | None:
    """The EDTF code of a quarter or half by its number: "third quarter", "Q3"."""
    most, first = next(PARTS_OF_YEAR[part] for part in PARTS_OF_YEAR if match.has(part))
    order = match.number("ordinal", "day") or 0
    return first + order - 1 if 1 <= order <= most else None


def _is_verb(match: Match, name: str) -> bool:
    token = match.token_of(name)
    return token is not None and token.pos_ in {"VERB", "AUX"}


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
    """Days or weeks of a month or year have its value ("the first week of June")."""
    if match.has("year_word"):
        return Within("Y")
    return Calendar(year=match.number("year"), month=match.number("month"))


def within(match: Match) -> Expression | None:
    """The end of the month, later in the day: the value of the month, of the day."""
    name = "near_unit" if match.has("near_unit") else "day_word"
    token = match.token_of(name)
    if token is not None and token.dep_ == "compound":
        return None
    return Within(match.value(name), running=match.neighbour_is(-1, "since"))


def months(match: Match) -> Expression | None:
    """June-August: from one month to another."""
    first, last = match.number("month"), match.number("month_")
    if first == last:
        return None
    return Interval(Calendar(month=first), Calendar(match.number("year"), last))


def year(match: Match) -> Expression | None:
    """A year that stands alone, unless it is a number of things or of a law."""
    told, before = match.number("year"), match.neighbour_token(-1)
    firm = match.neighbour_is(-1, "firmly")
    if (
        told is None
        or _is_joined(match)
        or _opens_name(match)
        or (told not in USUAL_YEARS and not firm)
    ):
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


def _opens_name(match: Match) -> bool:
    """Whether a hyphen ties the words to a name behind them ("2019-nCoV")."""
    behind = NAME_BEHIND.match(match.lexed.text, match.lexed.ends[match.last - 1])
    return behind is not None and not behind[1].islower()


def _is_in_name(match: Match) -> bool:
    """Whether a month is part of a name: hyphened to one, or somebody's first name."""
    if match.last - match.first > 1 or not match.has("month"):
        return _is_joined(match)
    token = match.token_of("month")
    first_name = token is not None and token.dep_ == "compound" and token.head.pos_ == "PROPN"
    return _is_joined(match) or (first_name and match.is_kind("doubtful"))


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
    """Today, yesterday evening, tomorrow; not the newspaper (USA Today)."""
    token, before = match.token_of("deictic"), match.neighbour_token(-1)
    if token is not None and before is not None:
        named = before.pos_ == "PROPN" and before.i == token.i - 1
        if named and token.text[0].isupper():
            return None
    return Shift("D", match.number("deictic") or 0)


def which_daypart(match: Match) -> Expression | None:
    """Last night, this morning; that evening, the following morning: the value of the day."""
    if is_conjunction(match, "then", "which"):
        return None
    if match.has("then"):
        return Shift("D", match.number("then") or 0, "text")
    which = match.number("which") or 0
    return Shift("D", which, "text" if which > 0 else "published")


def which_unit(match: Match) -> Expression | None:
    """Last week, this year; the following year; "the next day" counts from the date told last."""
    if is_conjunction(match, "then", "which") or _is_title(match):
        return None
    unit = match.value("unit")
    if match.has("then"):
        return Shift(unit, match.number("then") or 0, "text")
    which = match.number("which") or 0
    told_on = which > 0 and match.neighbour_is(-1, "the") and match.direction() == "past"
    if unit == "D":
        return Shift(unit, 1, "text") if which > 0 else None
    return Shift(unit, which, "text" if told_on else "published")


def which_quarter(match: Match) -> Expression | None:
    """Last quarter, the previous quarter."""
    if is_conjunction(match, "then", "which"):
        return None
    base: Literal["text", "published"] = "text" if match.has("then") else "published"
    return Quarter(match.number("then", "which") or 0, base)


def _is_title(match: Match) -> bool:
    """Whether the words are written as a name within a sentence ("told Harbour This Week")."""
    start, end = match.lexed.starts[match.first], match.lexed.ends[match.last - 1]
    words = match.lexed.text[start:end].split()
    return match.first > 0 and all(word[0].isupper() for word in words)


def weekend(match: Match) -> Expression | None:
    """Last weekend, the weekend."""
    return Weekend(match.number("which"))


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


PART_OF: dict[str, dict[str, tuple[str, int]]] = {
    "half": {"TH": ("TM", 30), "Y": ("M", 6), "10Y": ("Y", 5), "100Y": ("10Y", 5)},
    "quarter": {"100Y": ("Y", 25)},
}  # how many of which smaller unit a half or a quarter of a unit is


def ago(match: Match) -> Expression | None:
    """Two days ago; half a century ago; years ago without a number only lies in the past."""
    side = match.number("ago") or -1
    for part, units in PART_OF.items():
        if match.has(part):
            smaller, times = units.get(match.value("unit"), ("", 0))
            return Shift(smaller, side * times) if times else None
    count = "X" if match.has("or") or match.has("to") or match.has("dash") else count_of(match)
    if count == "X":
        return Fixed("PAST_REF" if side < 0 else "FUTURE_REF")
    return Shift(match.value("unit"), side * int(count))


def later(match: Match) -> Expression | None:
    """Two days later: counted from the date told last; weeks later: a stretch."""
    count = count_of(match)
    unit = match.value("unit")
    if count == "X" or split_unit(unit)[1][0] == "T":
        return Fixed(duration_value(count, unit), "duration")
    return Shift(unit, (match.number("later") or 1) * int(count), "text")


def next_to(match: Match) -> Expression | None:
    """The day before, two years before; not where an event follows ("the day before the vote")."""
    following = match.neighbour_token(1)
    if following is not None and following.pos_ not in LOOSE:
        return None
    if not match.has("the") and match.neighbour_is(-1, "extent"):
        return None  # "within two years before"
    unit, count = match.value("unit"), "1" if match.has("the") else count_of(match)
    if split_unit(unit)[1][0] == "T":
        return Fixed(duration_value(count, unit), "duration")
    return Shift(unit, (match.number("next_to", "before") or -1) * int(count), "text")


def stretch(match: Match) -> Expression | None:
    """The past three months, the next two weeks; the past 24 hours are a day and its eve."""
    token = match.token_of("stretch")
    if token is not None and token.tag_ in BARE_VERBS:
        return None  # "will last three days"
    count, unit = match.number("number", "integer") or 1, match.value("unit")
    if unit == "TH" and count >= HOURS_OF_DAY:
        return Stretch("D", (match.number("stretch") or -1) * -(-count // HOURS_OF_DAY))
    if split_unit(unit)[1][0] == "T":
        return Fixed(duration_value(str(count), unit), "duration")
    return Stretch(unit, (match.number("stretch") or -1) * count)


def reference(match: Match) -> Expression | None:
    """Now, recently, in recent years: PRESENT_REF, PAST_REF, FUTURE_REF."""
    token = match.token(match.lexed.starts[match.first])
    if match.has("ref") and token is not None and token.pos_ not in {"ADV", "ADP", "DET"}:
        return None
    return Fixed(match.value("recent") or match.value("ref") or match.value("bygone"))
