"""Labelled pieces of a source -> a report's text with its parts and its origin in the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.ingest.decode import fit
from dragoman.record import Origin, Part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.record import PartLabel

GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of a piece that stand in the source: ``at`` counts from the piece's beginning."""

    at: int
    length: int
    source: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the coming text: its label, its words, and where they stand in the source.

    ``gap`` is what parts it from the piece before: two line ends between paragraphs, nothing
    or a space where one paragraph was cut into two parts.
    """

    label: PartLabel
    text: str
    runs: tuple[Run, ...] = ()
    gap: str = GAP


@dataclass(frozen=True, slots=True)
class Composed:
    """A report's text with its parts and origin."""

    text: str
    parts: tuple[Part, ...]
    origin: tuple[Origin, ...]


def compose(pieces: Iterable[Piece], source: str) -> Composed:
    """The text of some pieces in order, with parts and origin.

    Origins that touch, in the text and in the source alike, are joined, so that a plain text
    without furniture has one.
    """
    text, parts, runs = "", [], []
    chunks: list[str] = []
    at = 0
    for piece in pieces:
        if chunks:
            chunks.append(piece.gap)
            at += len(piece.gap)
        parts.append(Part(at, at + len(piece.text), piece.label))
        runs += [Run(at + run.at, run.length, run.source) for run in piece.runs]
        chunks.append(piece.text)
        at += len(piece.text)
    text = fit("".join(chunks))
    return Composed(text, tuple(parts), tuple(_joined(runs, text, source)))


def _joined(runs: list[Run], text: str, source: str) -> list[Origin]:
    joined: list[Origin] = []
    for run in runs:
        for start, end in _equal(run, text, source):
            source_start = run.source + start - run.at
            new = Origin(start, end, source_start, source_start + end - start)
            last = joined[-1] if joined else None
            if last and _touch(last, new, text, source):
                joined[-1] = Origin(last.start, end, last.source_start, new.source_end)
            else:
                joined.append(new)
    return joined


def _equal(run: Run, text: str, source: str) -> list[tuple[int, int]]:
    """The stretches of a run where text and source are the same letters."""
    start, end = run.at, run.at + run.length
    if text[start:end] == source[run.source : run.source + run.length]:
        return [(start, end)]
    found, since = [], start
    for at in range(start, end + 1):
        if at == end or text[at] != source[run.source + at - start]:
            if since < at:
                found.append((since, at))
            since = at + 1
    return found


def _touch(last: Origin, new: Origin, text: str, source: str) -> bool:
    between = text[last.end : new.start]
    return (
        len(between) == new.source_start - last.source_end
        and source[last.source_end : new.source_start] == between
    )
