"""Lines of a page -> which of them are furniture, by the rules of ``furniture.toml``.

A line is furniture only where a rule matches all of it, or where it stands in a list of such
headlines at the foot of the page. Rules that judge a line by its length lose more of the
report than they clean (measured on 181 pages: every one of them is worse than doing nothing).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.ingest.layout import layout_marks
from dragoman.ingest.lines import has_stop, starts_large
from dragoman.ingest.moments import any_of, printed_dates
from dragoman.ingest.scraped import furniture_among
from dragoman.record import Furniture, Moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dragoman.ingest.lines import Line
    from dragoman.lexicon import Tables
    from dragoman.record import FurnitureLabel

LONGEST = 400  # code points; no furniture line of the measured pages is longer
HEADS_A_LIST: frozenset[FurnitureLabel] = frozenset({"related", "trending"})
ENDS_A_HEAD: frozenset[FurnitureLabel] = frozenset(
    {"byline", "date_label", "font_size", "read_mode", "reading_time", "share"}
)
NAME_WORDS = 9  # of the longest byline read as names
BLANKS = re.compile(r"\s+")
NO_MOMENT = Moment()
EDGES = " \t\u00a0.,;:()[]|/*-–—"


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote a report: persons, and the agencies it came from."""

    persons: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Swept:
    """Lines with their furniture set apart, and what the furniture says of the report."""

    lines: tuple[Line, ...]
    furniture: tuple[Furniture, ...]
    head_lines: frozenset[int] = frozenset()  # numbers of lines that end the head of a page
    byline: Byline = Byline()
    published: Moment = NO_MOMENT
    updated: Moment = NO_MOMENT


def sweep(
    lines: Sequence[Line], tables: Tables, *, repeats: Callable[[str], bool] = lambda _: False
) -> Swept:
    """The lines of the report, the furniture, and the names and dates the furniture gives.

    ``repeats`` says whether the outlet is known to repeat a line.
    """
    labels = rule_labels(lines, tables)
    for at, line in enumerate(lines):
        if at not in labels and repeats(line.text):
            labels[at] = "repeated"
    small = tables.words("ingest_telling_words")
    marks = layout_marks(tables)
    for at in furniture_among(lines, labels, small):
        if not marks.is_caption(lines[at].text):  # a part of the report, though not of its prose
            labels[at] = "other"
    rules = furniture_rules(tables)
    found = [(lines[at], label) for at, label in sorted(labels.items())]
    bylines = [rules.byline(line.text) for line, label in found if label in {"byline", "credit"}]
    dates = [line.text for line, label in found if label in {"date_label", "byline"}]
    return Swept(
        tuple(line for at, line in enumerate(lines) if at not in labels),
        tuple(Furniture(line.start, line.end, line.text, label) for line, label in found),
        frozenset(line.number for line, label in found if label in ENDS_A_HEAD),
        Byline(
            _each_once(name for by in bylines for name in by.persons),
            _each_once(name for by in bylines for name in by.agencies),
        ),
        rules.date(dates, updated=False),
        rules.date(dates, updated=True),
    )


def rule_labels(lines: Sequence[Line], tables: Tables) -> dict[int, FurnitureLabel]:
    """What rules say of the lines they know, by the line's number in the list."""
    rules = furniture_rules(tables)
    labels = {at: label for at, line in enumerate(lines) if (label := rules.label(line.text))}
    _label_last_list(lines, labels)
    return labels


def _label_last_list(lines: Sequence[Line], labels: dict[int, FurnitureLabel]) -> None:
    """Labels the headlines below the last "Related": no line of prose may follow it."""
    for at in range(len(lines) - 1, -1, -1):
        label = labels.get(at)
        if label in HEADS_A_LIST:
            for below in range(at + 1, len(lines)):
                labels.setdefault(below, label)
        elif label is None and has_stop(lines[at].text):
            return


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


class FurnitureRules:
    """The furniture rules of one language, compiled."""

    def __init__(self, tables: Tables) -> None:
        self.rules = [(re.compile(rule.pattern), rule) for rule in tables.furniture]
        whole = "|".join(f"(?:{rule.pattern})" for rule in tables.furniture)
        self.any = re.compile(whole or "(?!)")
        self.dates = printed_dates(tables)
        self.agencies = {name.casefold(): name for name in tables.words("ingest_agencies")}
        self.small = tables.words("ingest_byline_links")
        self.staff = tables.words("ingest_byline_staff")
        self.openings = re.compile(
            rf"(?:{any_of(tables.words('ingest_byline_openings'))})\b:? +(?=\S)", re.IGNORECASE
        )
        parting = rf",|;|\||/| [-–—] |\s(?:{any_of(tables.words('ingest_byline_joints'))})\s"
        self.parting = re.compile(parting)
        places = any_of(tables.words("ingest_byline_places"))
        self.places = re.compile(rf"\s(?:{places})\s.+?(?={parting}|$)")
        self.sources = re.compile(
            rf"(?:{any_of(tables.words('ingest_credit_openings'))})\b:? *", re.IGNORECASE
        )
        self.updated = re.compile(any_of(tables.words("ingest_updated")), re.IGNORECASE)

    def label(self, line: str) -> FurnitureLabel | None:
        """What piece of furniture a line is; None for a line of the report."""
        rule = self.rule(line)
        if rule:
            return next(r.label for _, r in self.rules if r.id == rule)
        if len(line) > LONGEST:
            return None
        if self._credited(line):
            return "credit"
        return "byline" if self._signed(line) else None

    def rule(self, line: str) -> str | None:
        """The id of the first rule that matches the whole of a line."""
        if len(line) > LONGEST:
            return None
        folded = BLANKS.sub(" ", line).strip().casefold()
        if not self.any.fullmatch(folded):
            return None
        return next(rule.id for pattern, rule in self.rules if pattern.fullmatch(folded))

    def byline(self, line: str) -> Byline:
        """The persons and agencies that a byline or a credit names."""
        agencies = self._credited(line)
        if agencies:
            return Byline((), agencies)
        return self.names(self._named(line))

    def names(self, names: Iterable[str]) -> Byline:
        """Names sorted into persons and agencies."""
        persons, agencies = [], []
        for name in names:
            known = self.agencies.get(name.casefold())
            if known:
                agencies.append(known)
            else:
                persons.append(name)
        return Byline(_each_once(persons), _each_once(agencies))

    def date(self, lines: Iterable[str], *, updated: bool) -> Moment:
        """The date that labels give; without a value where they stand with nothing behind them.

        A line that carries both labels gives each its own stretch.
        """
        bare = NO_MOMENT
        for line in lines:
            at = self.updated.search(line)
            words = (
                (line[at.start() :] if at else "")
                if updated
                else line[: at.start() if at else None]
            )
            if not words.strip(EDGES):
                continue
            if moment := self.dates.first(words, "text"):
                return moment
            bare = Moment(None, None, line, "text") if bare == NO_MOMENT else bare
        return bare

    def _credited(self, line: str) -> tuple[str, ...]:
        """The agencies of a line that names nothing else ("— AFP", "Source: AFP, Reuters")."""
        if len(line) > 80 or line.endswith(":"):
            return ()
        words = line.strip(EDGES)
        opening = self.sources.match(words)
        names = self.parting.split(words[opening.end() if opening else 0 :])
        known = [self.agencies.get(name.strip(EDGES).casefold()) for name in names]
        return _each_once(k for k in known if k) if all(known) else ()

    def _named(self, line: str) -> tuple[str, ...]:
        """The names of a byline; of "By our correspondent in Halm" none."""
        return tuple(part for part in self._signed(line) if not self._is_unnamed(part))

    def _signed(self, line: str) -> tuple[str, ...]:
        """Who signs a line that begins as a byline does and holds nothing but names and a day.

        Where somebody writes from, or for whom ("in Halm", "for the Ledger"), is nobody.
        """
        opening = self.openings.match(line)
        if opening is None or len(line.split()) > NAME_WORDS * 2 or has_stop(line):
            return ()
        words = self.places.sub("", line[opening.end() :])
        parts = [part.strip(EDGES) for part in self.parting.split(words)]
        parts = [part for part in parts if part and not self.dates.only(part, "text")]
        known = all(self._is_unnamed(part) or self._is_name(part) for part in parts)
        return tuple(parts) if known else ()

    def _is_unnamed(self, words: str) -> bool:
        return words.casefold() in self.staff

    def _is_name(self, words: str) -> bool:
        parts = words.split()
        return (
            len(parts) <= NAME_WORDS
            and all(part[0].isupper() or part in self.small for part in parts)
            and starts_large(words)
            and not any(letter.isdigit() for letter in words)
        )


@lru_cache(maxsize=8)
def furniture_rules(tables: Tables) -> FurnitureRules:
    """The rules of a set of tables, compiled once."""
    return FurnitureRules(tables)
