"""A record and a seed -> a blind sample of its rows and paragraphs.

Rows are drawn evenly from strata, a kind of row and a band of scores each, so that rare kinds and
doubtful scores are judged too; each stands for as many rows as its stratum has for one drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from dragoman.audit.claims import words_of
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dragoman.audit.figures import Judged
    from dragoman.store.sampled import SampledRecord
    from dragoman.store.scored import Scored, Stratum, Text

KINDS = ("statements", "events", "positions")
BANDS = (0.0, 0.5, 0.7, 0.85)  # where bands of scores begin
SHORTEST = 8  # words of a paragraph that is drawn
LOOKED_AT = 1_000  # reports, drawn evenly, whose paragraphs are drawn from


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row to judge: which it is, and how many rows of its stratum it stands for."""

    unit: str
    coding: int
    report: str
    kind: str
    row: str
    type: str
    score: float
    stratum: str
    weight: float


@dataclass(frozen=True, slots=True)
class DrawnParagraph:
    """A paragraph to look through: its place in the text, and how many rows were found in it."""

    unit: str
    coding: int
    report: str
    start: int
    end: int
    found: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn, and of how many rows of each stratum."""

    seed: int
    strata: Mapping[str, int]
    rows: tuple[DrawnRow, ...]
    paragraphs: tuple[DrawnParagraph, ...]


def sample(opened: SampledRecord, *, rows: int, paragraphs: int, seed: int) -> Sample:
    """A sample, the same for the same record and seed.

    Args:
        opened: The record.
        rows: How many rows, or all where there are fewer.
        paragraphs: How many paragraphs, for what was missed.
        seed: Of the draw.

    Raises:
        UsageError: The record holds no row.
    """
    random = Random(seed)  # noqa: S311 - a sample that can be drawn again, no secret
    strata = opened.strata(BANDS)
    chosen = [
        (one, row, stratum.size / len(ranks))
        for stratum, ranks in allotted(strata, rows, random)
        for one, row in ((name_of(stratum), row) for row in opened.ranked_in(stratum, ranks))
    ]
    if not chosen:
        raise UsageError(f"{opened.path}: holds no statement, event or position to audit")
    random.shuffle(chosen)
    drawn = tuple(
        _drawn(f"r{at:03}", name, row, weight) for at, (name, row, weight) in enumerate(chosen, 1)
    )
    sizes = {name_of(stratum): stratum.size for stratum in strata}
    return Sample(seed, sizes, drawn, tuple(_paragraphs(opened, paragraphs, random)))


def name_of(stratum: Stratum) -> str:
    """What a stratum is called."""
    return f"{stratum.kind} from {stratum.low:g}"


def stratum_of(row: Judged) -> str:
    """A row's kind and band of scores."""
    return f"{row.kind} from {max(edge for edge in BANDS if row.score >= edge):g}"


def allotted(
    strata: Sequence[Stratum], number: int, random: Random
) -> Iterator[tuple[Stratum, list[int]]]:
    """The ranks that are drawn of each stratum: an even share; what one lacks, others give."""
    left = number
    waiting = sorted(strata, key=lambda one: (one.size, one.kind, one.low))
    for at, stratum in enumerate(waiting):
        share = min(left // (len(waiting) - at), stratum.size)
        if share:
            yield stratum, sorted(random.sample(range(stratum.size), share))
        left -= share


def _drawn(unit: str, stratum: str, row: Scored, weight: float) -> DrawnRow:
    return DrawnRow(
        unit, row.coding, row.report, row.kind, row.id, row.type, row.score, stratum, weight
    )


def _paragraphs(opened: SampledRecord, number: int, random: Random) -> Iterator[DrawnParagraph]:
    """Paragraphs of prose drawn evenly of those of many reports, with what was found in each."""
    codings = opened.codings()
    looked_at = random.sample(codings, min(LOOKED_AT, len(codings))) if number else []
    places = [
        (text.coding, text.report, start, end)
        for text in opened.texts(looked_at)
        for start, end in prose(text)
    ]
    drawn = sorted(random.sample(places, min(number, len(places))))
    for at, (coding, report, start, end) in enumerate(drawn, 1):
        record = opened.coded(coding)
        found = {
            kind: sum(start <= words_of(row).start < end for row in getattr(record, kind))
            for kind in KINDS
        }
        yield DrawnParagraph(f"p{at:03}", coding, report, start, end, found)


def prose(text: Text) -> Iterator[tuple[int, int]]:
    """Where the paragraphs of a report's body begin and end, but the shortest."""
    for part in text.parts:
        if part["label"] == "body":
            at = part["start"]
            for line in text.text[at : part["end"]].splitlines(keepends=True):
                if len(line.split()) >= SHORTEST:
                    yield at, at + len(line.rstrip())
                at += len(line)
