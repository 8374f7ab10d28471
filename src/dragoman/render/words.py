"""Values of the record's closed lists, names and dates -> the words a person reads."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dragoman.record import (
        Act,
        Affiliation,
        FurnitureLabel,
        Moment,
        PositionKind,
        Realis,
        Role,
        Statement,
        When,
    )

PARTS = frozenset({"part", "including"})  # rules of affiliations that tell of no person's office
ACTS: dict[Act, str] = {
    "say": "said",
    "confirm": "confirmed",
    "deny": "denied",
    "accuse": "accused",
    "promise": "promised",
    "demand": "demanded",
    "ask": "asked",
}  # what is thought or planned is told by the cue's own words
REALIS: dict[Realis, str] = {
    "actual": "it happened",
    "planned": "planned, not yet done",
    "demanded": "demanded, not done",
    "hypothetical": "only imagined",
    "negated": "it did not happen",
}
MUTUAL = frozenset({"CONSULT"})  # events without a direction: who meets whom
KINDS: dict[PositionKind, str] = {
    "ally": "ally",
    "support": "support",
    "shared_interest": "shared interest",
    "cooperation": "cooperation",
    "approval": "approval",
    "good_relations": "good relations",
    "sponsorship": "sponsorship",
    "opposition": "opposition",
    "designation": "names it terrorist or bans it",
    "threat_perception": "sees a threat",
    "criticism": "criticism",
    "accusation": "accusation",
    "strained_relations": "strained relations",
    "pressure": "pressure",
    "non_recognition": "does not recognise",
    "rivalry": "rivalry",
}
FURNITURE: dict[FurnitureLabel, str] = {
    "share": "share bar",
    "reading_time": "reading time",
    "font_size": "font size",
    "read_mode": "read mode",
    "date_label": "date label",
    "byline": "by-line",
    "navigation": "navigation",
    "related": "related links",
    "trending": "trending",
    "newsletter": "newsletter",
    "advertisement": "advertisement",
    "cookie": "cookie notice",
    "comments": "comments",
    "legal": "legal notice",
    "credit": "credit",
    "repeated": "repeated by the outlet",
    "other": "other",
}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}
CLOCK = {"H": "hour", "M": "minute", "S": "second"}
REFERENCES = {"PRESENT_REF": "now", "PAST_REF": "some time ago", "FUTURE_REF": "some time to come"}
DOUBT = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}
HIDDEN = ("Cc", "Cf", "Cs")  # control, direction and surrogate characters
KEPT = " \n\t\u200c\u200d"  # white space, and two that words of some languages are joined with
OPEN = "which one is open"


def visible(text: str) -> str:
    """The text on one line, with nothing in it that could drive a terminal or turn a line round.

    Control and direction characters are shown by their number: ``[U+202E]``.
    """
    return "".join(map(_visible, " ".join(text.split())))


def shown(text: str, *, spaces: bool = False) -> str:
    """The text for a page: escaped, with nothing invisible in it; ``spaces`` keeps white space."""
    return escape("".join(map(_visible, text)) if spaces else visible(text))


def _visible(character: str) -> str:
    if unicodedata.category(character) not in HIDDEN or character in KEPT:
        return character
    return "" if character in "\u00ad\ufeff" else f"[U+{ord(character):04X}]"


def shorten(text: str, limit: int) -> str:
    """The text, or its beginning and end with … between, where it is longer than the limit."""
    text = visible(text)
    if len(text) <= limit:
        return text
    head = text[: limit * 2 // 3].rsplit(" ", 1)[0]
    tail = text[-limit // 3 :].split(" ", 1)[-1]
    return f"{head} … {tail}"


def joined(names: Sequence[str]) -> str:
    """Names as a list: ``A``, ``A and B``, ``A, B and C``; an empty string for none."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def name_of(role: Role) -> str:
    """Who fills a role; words that name no actor stand in quotation marks."""
    return visible(role.name) if role.actor else f"“{shorten(role.name, 80)}”"


def names_of(roles: Iterable[Role]) -> str:
    """Who fills a role, as a list."""
    return joined(list(dict.fromkeys(map(name_of, roles))))


def held(row: Affiliation) -> str:
    """An office with its body, and whether and since when it is held.

    "former head, Coast Guard", "leads Green Party", "of Amnesty International", "part of PYD".
    """
    office = shorten(row.office, 80) if row.office else ""
    body = name_of(row.body) if row.body else ""
    link = " " if row.rule == "leading" else ", "
    of = "part of" if row.rule in PARTS else "of"
    words = f"{office}{link}{body}" if office and body else office or f"{of} {body}"
    parts = [*([row.tenure] if row.tenure != "current" else []), words]
    parts += [f"({when_words(row.when)})"] if row.when.value else []
    return " ".join(parts)


def did(row: Statement) -> str:
    """The verb for a statement: said, denied, or the cue's own words."""
    return ACTS.get(row.act) or f"“{shorten(row.cue.quote, 40)}”"


def count(number: int, noun: str) -> str:
    """``1 event``, ``2 events``, ``no events``."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def published_words(moment: Moment) -> str:
    """When a report was published, or plainly that it does not say."""
    if not moment.value:
        return "no date on the page"
    return spoken(moment.value)


def when_words(when: When) -> str:
    """When something was; an empty string where the words give nothing."""
    return spoken(when.value) if when.value else ""


def spoken(value: str) -> str:
    """An EDTF value in words; what no rule fits is shown as it stands.

    >>> spoken("2015-12-23"), spoken("XXXX-10"), spoken("199X"), spoken("P1Y")
    ('23 December 2015', 'October, which one is open', 'the 1990s', '1 year')
    """
    value = visible(value)
    if value in REFERENCES:
        return REFERENCES[value]
    if "/" in value:
        return _interval(*value.split("/", 1))
    if value[-1:] in DOUBT:
        return DOUBT[value[-1]] + spoken(value[:-1])
    if value.startswith("P"):
        return _duration(value)
    day, _, clock = value.partition("T")
    words = _date(day)
    return (
        f"{words}, {_clock(clock)}" if clock and words != day else words if words != day else value
    )


def _interval(start: str, end: str) -> str:
    if end in ("..", ""):
        return f"since {spoken(start)}"
    if start in ("..", ""):
        return f"until {spoken(end)}"
    return f"{spoken(start)} to {spoken(end)}"


def _date(value: str) -> str:
    """A day, week, month, year or decade in words, or the value itself."""
    if match := re.fullmatch(r"(\d{4}|XXXX)-W(\d\d|XX)(?:-([1-7]))?", value):
        return _week(*match.groups())
    if match := re.fullmatch(r"(\d{2})XX|(\d{3})X", value):
        century, decade = match.groups()
        return f"the {decade}0s" if decade else f"the {century}00s"
    match = re.fullmatch(r"(\d{4}|XXXX)(?:-(\d\d|XX))?(?:-(\d\d|XX))?", value)
    if not match:
        return value
    return _day(*match.groups())


def _week(year: str, week: str, day: str | None) -> str:
    name = DAYS[int(day) - 1] if day else ""
    if week == "XX":
        return f"a {name or 'week'}, {OPEN}"
    place = f"week {int(week)} of {year}" if year != "XXXX" else f"week {int(week)}, {OPEN}"
    return f"{name} of {place}" if name else place


def _day(year: str, month: str | None, day: str | None) -> str:
    if month is not None and month != "XX" and not 1 <= int(month) <= len(MONTHS):
        return "-".join(filter(None, (year, month, day)))  # a season, or no date at all
    if year == "XXXX" and month in (None, "XX") and day in (None, "XX"):
        return f"a {'year' if month is None else 'month' if day is None else 'day'}, {OPEN}"
    parts = [str(int(day)) if day not in (None, "XX") else ""]
    parts.append(MONTHS[int(month) - 1] if month not in (None, "XX") else "")
    parts.append(year if year != "XXXX" else "")
    words = " ".join(filter(None, parts))
    return f"{words}, {OPEN}" if year == "XXXX" or "XX" in (month, day) else words


def _clock(value: str) -> str:
    """Hours and minutes, with the zone where there is one."""
    match = re.match(r"(\d\d)(?::(\d\d))?(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$", value)
    if not match:
        return value
    hour, minute, zone = match.groups()
    zone = {"Z": " UTC", None: ""}.get(zone, f" UTC{zone}")
    return f"{hour}:{minute or '00'}{zone}"


def _duration(value: str) -> str:
    """``P1Y`` as ``1 year``; the value itself where it is no duration with a number."""
    date, _, clock = value[1:].partition("T")
    parts = [(number, UNITS[unit]) for number, unit in re.findall(r"(\d+)([YMWD])", date)]
    parts += [(number, CLOCK[unit]) for number, unit in re.findall(r"(\d+)([HMS])", clock)]
    if not parts or not re.fullmatch(r"P(\d+[YMWD])*(T(\d+[HMS])+)?", value):
        return value
    return joined([count(int(number), unit) for number, unit in parts])
