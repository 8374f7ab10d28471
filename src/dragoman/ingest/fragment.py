"""A piece of HTML out of a feed -> its paragraphs as plain text, every letter with its place."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from dragoman.ingest.compose import Run
from dragoman.ingest.markup import TOKEN
from dragoman.ingest.visible import ENTITY
from dragoman.record import Furniture, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.record import Report

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "caption", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
))  # fmt: skip
PIECE = re.compile(rf"\s+|{ENTITY.pattern}|[^\s&]+|&")
PARAGRAPH, LINE, BLANK = "\n\n", "\n", " "


@dataclass(frozen=True, slots=True)
class Fragment:
    """Plain text, and where its letters stand in the HTML it was made of."""

    source: str
    text: str
    runs: tuple[Run, ...]

    @classmethod
    def plain(cls, text: str) -> Self:
        """A text that is no HTML, as it stands."""
        return cls(text, text, (Run(0, len(text), 0),))

    def traced(self, report: Report) -> Report:
        """A report of the text as a report of the HTML: its offsets count into that."""
        return replace(
            report,
            origin=tuple(found for origin in report.origin for found in self._origin(origin)),
            furniture=tuple(
                found for line in report.furniture if (found := self._furniture(line)) is not None
            ),
        )

    def _origin(self, origin: Origin) -> Iterator[Origin]:
        for run in self._within(origin.source_start, origin.source_end):
            start = origin.start + run.at - origin.source_start
            yield Origin(start, start + run.length, run.source, run.source + run.length)

    def _furniture(self, line: Furniture) -> Furniture | None:
        """A line where it stands in the HTML, with the tags between its words."""
        runs = list(self._within(line.start, line.end))
        if not runs:
            return None
        start, end = runs[0].source, runs[-1].source + runs[-1].length
        return Furniture(start, end, self.source[start:end], line.label)

    def _within(self, start: int, end: int) -> Iterator[Run]:
        """The runs of a stretch of the text, cut to it."""
        at = max(0, bisect_right(self.runs, start, key=lambda run: run.at) - 1)
        for run in self.runs[at:]:
            if run.at >= end:
                return
            first, last = max(run.at, start), min(run.at + run.length, end)
            if first < last:
                yield Run(first, last - first, run.source + first - run.at)


def read_fragment(source: str) -> Fragment:
    """The paragraphs of some HTML: a block begins one, a break begins a line."""
    made = _Made()
    at = 0
    for token in TOKEN.finditer(source):
        made.words(source[at : token.start()], at)
        at = token.end()
        name = (token["name"] or "").lower()
        if name in BLOCKS:
            made.gap = PARAGRAPH
        elif name == "br" and made.gap != PARAGRAPH:
            made.gap = LINE
    made.words(source[at:], at)
    return Fragment(source, "".join(made.chunks), tuple(made.runs))


def plain_words(source: str) -> str:
    """The words of some HTML on one line; a title may have been escaped twice."""
    return " ".join(html.unescape(read_fragment(source).text).split())


class _Made:
    """Text as it is made: chunks, runs, and the gap that stands before the next letters."""

    def __init__(self) -> None:
        self.chunks: list[str] = []
        self.runs: list[Run] = []
        self.length = 0
        self.gap = ""
        self.blank: int | None = None  # where a single blank stands in the HTML too

    def words(self, raw: str, source: int) -> None:
        """Adds what stands between two tags."""
        for piece in PIECE.finditer(raw):
            words = piece[0]
            meant = html.unescape(words) if words[0] == "&" else words
            self._add(meant, source + piece.start() if meant == words else None)

    def _add(self, letters: str, source: int | None) -> None:
        """Adds letters with their place, or those of an entity, which have none."""
        if letters.isspace() or not letters:
            if not self.gap and letters:
                self.gap, self.blank = BLANK, source if letters == BLANK else None
            return
        if self.gap and self.chunks:
            self._put(self.gap, self.blank if self.gap == BLANK else None)
        self.gap = ""
        self._put(letters, source)

    def _put(self, letters: str, source: int | None) -> None:
        at, length = self.length, len(letters)
        self.chunks.append(letters)
        self.length += length
        if source is None:
            return
        last = self.runs[-1] if self.runs else None
        if last and (last.at + last.length, last.source + last.length) == (at, source):
            self.runs[-1] = Run(last.at, last.length + length, last.source)
        else:
            self.runs.append(Run(at, length, source))
