"""The rows of a report as plain values -> tellings, which can be compared with those of others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dragoman.stories.telling import Kind, Side, Telling, state_of, stems_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
        self.said: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def tellings(
        self,
        statements: Sequence[Plain],
        events: Sequence[Plain],
        positions: Sequence[Plain],
        mentions: Sequence[Plain],
    ) -> list[Telling]:
        """The tellings of a report's rows, in their order; the first is that of the report."""
        for row in statements:
            self.said[row["id"]] = (
                _units(self._sides(row["speaker"])),
                _units(self._sides(row["via"])),
            )
        rows = [self._event(row) for row in events]
        rows += [self._position(row) for row in positions]
        by_statement: dict[str, list[Side]] = {}
        for told in rows:
            for each in told.links:
                by_statement.setdefault(each, []).extend(told.sources)
        said = [self._statement(row, mentions, by_statement) for row in statements]
        return [*said, *rows]

    def report(self, text: str) -> Telling:
        """The telling of the report itself: the actors it is about, and the words it begins with.

        Args:
            text: Its text.
        """
        about = [
            self._side({"actor": actor, "name": known["name"]})
            for actor, known in sorted(self.named.items()) if known["kind"] not in NO_ONE
        ]  # fmt: skip
        return self._telling(
            {"id": self.told.report, "echoes": None, "said_in": ()}, "report", "", None, "actual",
            tuple(each for each in about if each.actor), (), words=stems_of(text[:LEAD]),
            days=(self.told.published, self.told.published), dated=False, at=0,
        )  # fmt: skip

    def _statement(
        self, row: Plain, mentions: Sequence[Plain], said: Mapping[str, Sequence[Side]]
    ) -> Telling:
        """A statement; of a denial, also whom its content names, and who did what it is about."""
        content = " ".join(span["quote"] for span in row["content"])
        day = self.told.published
        speakers, via = self.said[row["id"]]
        denied: list[Side] = []
        if row["act"] == "deny":
            denied = [self._side(m) for m in mentions if m["actor"] and _within(m, row["content"])]
            denied += [side for each in row["about"] for side in said.get(each, ())]
        return self._telling(
            row, "statement", row["act"], row["mode"], "actual", self._sides(row["speaker"]),
            tuple(dict.fromkeys(denied)), words=stems_of(content), days=(day, day), dated=False,
            content=tuple(WORD.findall(content.casefold())), at=row["cue"]["start"],
            speakers=speakers, via=via, links=frozenset(row["about"]),
        )  # fmt: skip

    def _event(self, row: Plain) -> Telling:
        days, dated = self._days(row)
        figures = [
            (q["kind"], q["low"]) for q in row["quantities"] if q["low"] is not None
        ]  # fmt: skip
        return self._telling(
            row, "event", row["type"], row["mode"], row["realis"], self._sides(row["source"]),
            self._sides(row["target"]), words=stems_of(row["clause"]["quote"]),
            trigger=stems_of(row["trigger"]["quote"]), place=row["where"] and row["where"]["name"],
            days=days, dated=dated, figures=tuple(figures), at=row["trigger"]["start"],
        )  # fmt: skip

    def _position(self, row: Plain) -> Telling:
        evidence = " ".join(span["quote"] for span in row["evidence"])
        own = day_of(row["when"]["value"])
        day = self.told.published if own is None else own
        concepts = (row["issue_key"] or "").split(":")
        return self._telling(
            row, "position", "+" if row["sign"] > 0 else "-", row["kind"], row["realis"],
            self._sides([row["holder"]]), self._sides([row["target"]]), words=stems_of(evidence),
            days=(day, day), dated=own is not None,
            at=row["evidence"][0]["start"] if row["evidence"] else 0,
            issue=frozenset(each for each in concepts if each and not each.isdigit()),
        )  # fmt: skip

    def _telling(  # noqa: PLR0913 - one argument a field of a telling
        self, row: Plain, kind: Kind, type_: str, mode: str | None, realis: str,
        sources: tuple[Side, ...], targets: tuple[Side, ...], *, words: frozenset[str],
        days: tuple[int | None, int | None], dated: bool, at: int,
        trigger: frozenset[str] = frozenset(), issue: frozenset[str] = frozenset(),
        place: str | None = None, figures: tuple[tuple[str, float], ...] = (),
        content: tuple[str, ...] = (), speakers: frozenset[str] = frozenset(),
        via: frozenset[str] = frozenset(), links: frozenset[str] | None = None,
    ) -> Telling:  # fmt: skip
        if links is None:
            links = frozenset(row["said_in"])
            said = [self.said[each] for each in links if each in self.said]
            speakers = frozenset().union(*(units for units, _ in said))
            via = frozenset().union(*(units for _, units in said))
        return Telling(
            row["id"], self.told.report, kind, type_, mode, realis, sources, targets, words,
            trigger, issue, place, *days, dated, self.told.published, self.told.outlet, speakers,
            figures, at, bool(row["echoes"]), content, links, via,
        )  # fmt: skip

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
        return Side(actor, country, state, words, known["kind"] == "place")


def _within(mention: Plain, spans: Sequence[Plain]) -> bool:
    span = mention["span"]
    return any(s["start"] <= span["start"] and span["end"] <= s["end"] for s in spans)


def _units(sides: Sequence[Side]) -> frozenset[str]:
    return frozenset(side.unit for side in sides if side.unit)
