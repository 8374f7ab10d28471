"""The rows of a report as plain values -> tellings, which can be compared with those of others."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from dragoman.stories.limits import (
    INTENDED,
    NEED,
    is_called_false,
    is_doubted,
    is_intended,
    is_negated,
    limits_of,
    negated_parts,
)  # fmt: skip
from dragoman.stories.telling import AFFIRMS, Side, Telling, state_of, stems_of, units_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WORD = re.compile(r"\w+")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
BEFORE = 3  # days before its report came out within which an undated deed is taken to have been
DENIED = 14  # the same of one that is denied, and how far ahead of one that is planned
UNDONE = frozenset({"planned", "demanded"})
LEAD = 300  # letters of a text that say what it is about
NO_ONE = frozenset({"state", "media"})  # kinds of actors that are in the news of every day

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What the tellings of one report have in common."""

    report: str
    outlet: str | None
    published: int | None

    @classmethod
    def of(cls, report: str, outlet: str | None, published: str | None) -> Told:
        """A report by its id, its outlet, and its day of publication, EDTF."""
        return cls(report, outlet, day_of(published))


def day_of(value: str | None) -> int | None:
    """The day that a date of the record gives, as an ordinal; None where it gives no day.

    >>> day_of("2014-07-18T10:00") == day_of("2014-07-18"), day_of("2014-07"), day_of(None)
    (True, None, None)
    """
    if not value or not DAY.match(value) or "/" in value:
        return None
    try:
        return date.fromisoformat(value[:10]).toordinal()
    except ValueError:
        return None


class Teller:
    """Makes tellings of the rows of one report.

    Args:
        told: The report.
        actors: Its actors, as plain values.
        identities: Each joined actor, and the one that stands for it.
        standing: Those who stand for others, by id, as plain values.
    """

    def __init__(
        self, told: Told, actors: Sequence[Plain], identities: Mapping[str, str],
        standing: Mapping[str, Plain] | None = None,
    ) -> None:  # fmt: skip
        named = {each["id"]: each for each in actors}
        self.told, self.named, self.identities = told, named, identities
        self.actors = {**(standing or {}), **named}
        self.said: dict[str, _Voice] = {}
        self.contents: dict[str, str] = {}
        self.false: set[str] = set()  # statements that say that what they tell is not so
        self.needless: set[str] = set()  # statements that speak of what needs to be

    def tellings(
        self,
        statements: Sequence[Plain],
        events: Sequence[Plain],
        positions: Sequence[Plain],
        mentions: Sequence[Plain],
    ) -> list[Telling]:
        """The tellings of a report's rows, in their order: statements, events, positions.

        Args:
            statements: The report's, as plain values; so are ``events`` and ``positions``.
            events: Its events.
            positions: Its positions.
            mentions: Those of known actors: ``actor``, ``name`` and ``span`` of each.
        """
        for row in statements:
            self.said[row["id"]] = _Voice(self._sides(row["speaker"]), self._sides(row["via"]))
        self.contents = {row["id"]: _words(row["content"]) for row in statements}
        contents = self.contents.items()
        self.false = {key for key, content in contents if is_called_false(content)}
        self.needless = {key for key, content in contents if NEED in limits_of(content)}
        rows = [self._event(row) for row in events]
        rows += [self._position(row) for row in positions]
        coded: dict[str, list[Telling]] = {}
        for told in rows:
            for each in told.links:
                coded.setdefault(each, []).append(told)
        placed = sorted(mentions, key=lambda mention: mention["span"]["start"])
        return [*(self._statement(row, placed, coded) for row in statements), *rows]

    def report(self, text: str) -> Telling:
        """The telling of the report itself: the actors it is about, and the words it begins with.

        Args:
            text: Its text.
        """
        about = [
            self._side({"actor": actor, "name": known["name"]})
            for actor, known in sorted(self.named.items()) if known["kind"] not in NO_ONE
        ]  # fmt: skip
        day = self.told.published
        return Telling(
            self.told.report, self.told.report, "report", "", None, "actual",
            tuple(each for each in about if each.actor), (), stems_of(text[:LEAD]), day,
            self.told.outlet, 0, day, day,
        )  # fmt: skip

    def _statement(
        self, row: Plain, mentions: Sequence[Plain], coded: Mapping[str, Sequence[Telling]]
    ) -> Telling:
        """A statement; a denial, and what is affirmed and not coded, with whom they speak of."""
        content, act = self.contents[row["id"]], _act(row, called_false=row["id"] in self.false)
        day, voice = self.told.published, self.said[row["id"]]
        negated, limits = is_negated(content), limits_of(content)
        told = _negated(row["content"]) if negated and act != "deny" else row["content"]
        if is_intended(_words(told)):
            limits |= {INTENDED}
        is_coded = any(_holds(told, each.at) for each in coded.get(row["id"], ()))
        named: list[Side] = []
        about = ""
        if act == "deny" or act in AFFIRMS:
            named = [self._side(each) for each in _within(mentions, told)]
        if act == "deny":
            of_it = (told for each in row["about"] for told in coded.get(each, ()))
            named += [side for told in of_it for side in told.sources]
            about = " ".join(self.contents[each] for each in row["about"] if each in self.contents)
        else:
            named = [side for side in named if not side.is_place]
        return Telling(
            row["id"], self.told.report, "statement", act, row["mode"],
            "negated" if negated else "actual",
            voice.speakers, tuple(dict.fromkeys(named)), stems_of(_words(told)), day,
            self.told.outlet, row["cue"]["start"], day, day, echo=bool(row["echoes"]),
            trigger=stems_of(about), content=tuple(WORD.findall(content.casefold())),
            coded=is_coded, limits=limits, links=frozenset(row["about"]),
            speakers=units_of(voice.speakers), via=units_of(voice.via),
        )  # fmt: skip

    def _event(self, row: Plain) -> Telling:
        (first, last), dated = self._days(row)
        clause, realis = row["clause"]["quote"], row["realis"]
        if realis == "actual" and (is_doubted(clause) or self.false & {*row["said_in"]}):
            realis = "negated"
        limits = limits_of(clause)
        if realis == "negated" and self.needless & {*row["said_in"]}:
            limits |= {NEED}
        return Telling(
            row["id"], self.told.report, "event", row["type"], row["mode"], realis,
            self._sides(row["source"]), self._sides(row["target"]), stems_of(clause),
            self.told.published, self.told.outlet, row["trigger"]["start"], first, last, dated,
            trigger=stems_of(row["trigger"]["quote"]), place=row["where"] and row["where"]["name"],
            figures=tuple((q["kind"], q["low"]) for q in row["quantities"] if q["low"] is not None),
            limits=limits, **self._in_whose_words(row),
        )  # fmt: skip

    def _position(self, row: Plain) -> Telling:
        evidence = " ".join(span["quote"] for span in row["evidence"])
        own = day_of(row["when"]["value"])
        day = self.told.published if own is None else own
        concepts = (row["issue_key"] or "").split(":")
        return Telling(
            row["id"], self.told.report, "position", "+" if row["sign"] > 0 else "-", row["kind"],
            row["realis"], self._sides([row["holder"]]), self._sides([row["target"]]),
            stems_of(evidence), self.told.published, self.told.outlet,
            row["evidence"][0]["start"] if row["evidence"] else 0, day, day, own is not None,
            issue=frozenset(each for each in concepts if each and not each.isdigit()),
            **self._in_whose_words(row),
        )  # fmt: skip

    def _in_whose_words(self, row: Plain) -> dict[str, Any]:
        """The fields of a telling that say in whose words a row stands."""
        voices = [self.said[each] for each in row["said_in"] if each in self.said]
        speakers = [side for voice in voices for side in voice.speakers]
        return {
            "echo": bool(row["echoes"]),
            "links": frozenset(row["said_in"]),
            "speakers": units_of(speakers),
            "voices": frozenset().union(*(side.words for side in speakers if not side.unit)),
            "via": units_of(side for voice in voices for side in voice.via),
        }

    def _days(self, row: Plain) -> tuple[tuple[int | None, int | None], bool]:
        """The days an event can be of, and whether its own words give them."""
        when, day = row["when"], self.told.published
        first, last = day_of(when["not_before"]), day_of(when["not_after"])
        if first is not None and last is not None:
            return (first, last), True
        if day is None:
            return (None, None), False
        if row["realis"] in UNDONE:
            return (day, day + DENIED), False
        return (day - (DENIED if row["realis"] == "negated" else BEFORE), day), False

    def _sides(self, roles: Sequence[Plain]) -> tuple[Side, ...]:
        return tuple(self._side(role) for role in roles)

    def _side(self, role: Plain) -> Side:
        words = stems_of(role["name"])
        actor = self.identities.get(role["actor"] or "", role["actor"])
        known = self.actors.get(actor or "") or self.actors.get(role["actor"] or "")
        if actor is None or known is None:
            return Side(actor, None, None, words)
        country = known["country"]
        state = state_of(actor, known["kind"], country, known["sector"], known["known"])
        kind = known["kind"]
        return Side(actor, country, state, words, kind == "place", kind == "person")


def _words(spans: Sequence[Plain]) -> str:
    """The words of some spans."""
    return " ".join(span["quote"] for span in spans)


def _act(row: Plain, *, called_false: bool) -> str:
    """A statement's act: who calls a charge false denies it."""
    return "deny" if called_false and row["act"] != "ask" else row["act"]


def _negated(spans: Sequence[Plain]) -> list[Plain]:
    """The parts of some spans that say what is not so."""
    return [
        {
            "start": span["start"] + start,
            "end": span["start"] + end,
            "quote": span["quote"][start:end],
        }
        for span in spans
        for start, end in negated_parts(span["quote"])
    ]


def _holds(spans: Sequence[Plain], at: int) -> bool:
    """Whether a place lies within some spans."""
    return any(span["start"] <= at < span["end"] for span in spans)


class _Voice(NamedTuple):
    """Whose words a statement gives, and who passed them on."""

    speakers: tuple[Side, ...]
    via: tuple[Side, ...]


def _within(mentions: Sequence[Plain], spans: Sequence[Plain]) -> Iterator[Plain]:
    """The mentions, in order of their places, that lie within some spans."""
    for span in spans:
        at = bisect_left(mentions, span["start"], key=lambda mention: mention["span"]["start"])
        while at < len(mentions) and mentions[at]["span"]["start"] < span["end"]:
            if mentions[at]["span"]["end"] <= span["end"]:
                yield mentions[at]
            at += 1
