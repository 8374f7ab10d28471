"""A text -> its lines and paragraphs, as spans; lines that were only wrapped are joined again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from dragoman.ingest.compose import Run

LINE = re.compile("[^\n\r\u2028\u2029]+")
BREAK = re.compile("\r\n|[\n\r\u2028\u2029]")
CLOSERS = "\"'”’»)]}*_"
STOPS = ".!?…"
OPENERS = "\"'“‘«([{"
WRAP_MIN, WRAP_MAX = 40, 130  # columns to which mailers and terminals wrap
WRAPPED_SHARE = 0.7  # of the line pairs of a wrapped text; paragraphs' last lines are the rest


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source without the blanks around it; ``number`` counts blank lines too."""

    start: int
    end: int
    text: str
    number: int
    indent: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, joined by single spaces, and where they stand."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The words of the paragraph."""
        return " ".join(line.text for line in self.lines)

    @property
    def runs(self) -> tuple[Run, ...]:
        """Where the words stand in the source."""
        runs, at = [], 0
        for line in self.lines:
            runs.append(Run(at, line.end - line.start, line.start))
            at += line.end - line.start + 1
        return tuple(runs)


def split_lines(source: str) -> list[Line]:
    """The lines of a text that hold anything but blanks, in order."""
    found, at = [], 0
    for number, ending in enumerate([*BREAK.finditer(source), None]):
        end = ending.start() if ending else len(source)
        raw = source[at:end]
        if text := raw.strip():
            indent = len(raw) - len(raw.lstrip())
            found.append(Line(at + indent, at + indent + len(text), text, number, indent))
        at = ending.end() if ending else end
    return found


def join_wrapped(lines: list[Line]) -> list[Paragraph]:
    """The paragraphs of some lines: one a line, unless the lines were wrapped to a width.

    A line was wrapped where the next one's first word would not have fitted any more. Lines
    with a blank line between them are never joined.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if b.number == a.number + 1]
    width = max((len(line.text) for pair in pairs for line in pair), default=0)
    wrapped = [pair for pair in pairs if _full(*pair, width)]
    is_wrapped = (
        WRAP_MIN <= width <= WRAP_MAX
        and len(pairs) >= 3
        and len(wrapped) >= WRAPPED_SHARE * len(pairs)
    )
    joins = {b.start for a, b in (wrapped if is_wrapped else pairs) if is_wrapped or _runs_on(a, b)}
    found: list[list[Line]] = []
    for line in lines:
        if line.start in joins:
            found[-1].append(line)
        else:
            found.append([line])
    return [Paragraph(tuple(group)) for group in found]


def _full(line: Line, following: Line, width: int) -> bool:
    first = following.text.split(maxsplit=1)[0]
    return len(line.text) + 1 + len(first) > width and following.indent <= line.indent


def _runs_on(line: Line, following: Line) -> bool:
    """Whether a line ends within a sentence and the next one goes on in small letters."""
    return len(line.text) >= WRAP_MIN and line.text[-1].isalpha() and following.text[0].islower()


def has_stop(text: str) -> bool:
    """Whether some words end as a sentence does, closing quotation marks and brackets aside."""
    return text.rstrip(CLOSERS + " ").endswith(tuple(STOPS))


def starts_large(text: str) -> bool:
    """Whether some words begin as a sentence or a headline does."""
    first = text.lstrip(OPENERS)[:1]
    return first.isupper() or first.isdigit() or (first.isalpha() and not first.islower())
