"""A Record -> the stretches of its text that a page marks, split where rows overlap."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dragoman.record import Part, PartLabel, Record, Span
    from dragoman.render.telling import Telling

Look = Literal["say", "cue", "event", "plus", "minus", "issue", "time", "who"]
DEEPEST = 3  # nested statements are told apart by bars up to this depth


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that belong to a row: how they look, and whether the row's link leads to them."""

    start: int
    end: int
    row: str
    look: Look
    depth: int = 0
    anchor: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that the same marks cover from end to end."""

    start: int
    end: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the text, what it is, and its segments in order."""

    label: PartLabel
    segments: tuple[Segment, ...]


def labels_of(telling: Telling) -> dict[str, str]:
    """Short names of the rows by their id, in the order of the account: S1, E1, P1, T1, A1."""
    record = telling.record
    groups = {
        "S": [row.id for _, row in telling.told()],
        "E": [row.id for row in telling.happened()],
        "P": [row.id for row in telling.stances()],
        "T": [row.id for row in record.times],
        "A": [row.id for row in record.actors],
    }
    return {
        id_: f"{letter}{number}"
        for letter, ids in groups.items()
        for number, id_ in enumerate(dict.fromkeys(ids), start=1)
    }


def blocks_of(telling: Telling) -> list[Block]:
    """The paragraphs of the report's text with everything that is marked in them."""
    text = telling.record.report.text
    waiting = sorted(marks_of(telling), key=_place, reverse=True)
    inside: list[Mark] = []
    blocks = []
    for label, start, end in _paragraphs(text, telling.record.report.parts):
        while waiting and waiting[-1].start < end:
            inside.append(waiting.pop())
        inside = [mark for mark in inside if mark.end > start]
        blocks.append(Block(label, tuple(_segments(start, end, inside))))
    return blocks


def placed_rows(telling: Telling) -> set[str]:
    """The ids of the rows that have words in the text for a link to lead to."""
    return {mark.row for mark in marks_of(telling) if mark.anchor}


def marks_of(telling: Telling) -> Iterator[Mark]:
    """Every mark of the record that has words in the text, in no order."""
    length = len(telling.record.report.text)
    return (mark for mark in _all_marks(telling) if 0 <= mark.start < mark.end <= length)


def _all_marks(telling: Telling) -> Iterator[Mark]:
    record = telling.record
    for said in record.statements:
        depth = min(telling.nested[said.id], DEEPEST - 1)
        yield from _marks(said.content, said.id, "say", depth=depth, anchored=True)
        yield from _marks([said.cue], said.id, "cue")
    for event in record.events:
        yield from _marks([event.trigger], event.id, "event", anchored=True)
    for stance in record.positions:
        look: Look = "plus" if stance.sign > 0 else "minus"
        yield from _marks(stance.evidence, stance.id, look, anchored=True)
        yield from _marks([stance.issue] if stance.issue else [], stance.id, "issue")
    for time in record.times:
        yield from _marks([time.span], time.id, "time", anchored=True)
    yield from _mentions(record, {row.id for row in record.actors})


def _place(mark: Mark) -> tuple[int, int, str, str]:
    return mark.start, -mark.end, mark.row, mark.look


def _mentions(record: Record, actors: set[str]) -> Iterator[Mark]:
    """A mark for every mention of a known actor; the actor's link leads to the first."""
    seen: set[str] = set()
    for mention in sorted(record.mentions, key=lambda row: (row.span.start, row.id)):
        if mention.actor in actors and mention.actor is not None:
            first = mention.actor not in seen
            seen.add(mention.actor)
            yield from _marks([mention.span], mention.actor, "who", anchored=first)


def _marks(
    spans: Iterable[Span], row: str, look: Look, *, depth: int = 0, anchored: bool = False
) -> Iterator[Mark]:
    """Marks for the spans of a row; the first one is what its link leads to."""
    for number, span in enumerate(spans):
        yield Mark(span.start, span.end, row, look, depth, anchor=anchored and number == 0)


def _paragraphs(text: str, parts: Iterable[Part]) -> Iterator[tuple[PartLabel, int, int]]:
    """Label, start and end of every line of the text that is not empty."""
    stretches = list(parts)
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line.rstrip())
        if end > start:
            yield _label(stretches, end - 1), start, end  # a dateline may begin a paragraph
        start += len(line)


def _label(parts: Iterable[Part], at: int) -> PartLabel:
    return next((part.label for part in parts if part.start <= at < part.end), "body")


def _segments(start: int, end: int, inside: Sequence[Mark]) -> Iterator[Segment]:
    """A paragraph cut wherever one of the marks that touch it begins or ends."""
    cuts = {start, end}
    for mark in inside:
        cuts |= {max(start, mark.start), min(end, mark.end)}
    ordered = sorted(cuts)
    for left, right in pairwise(ordered):
        covering = tuple(mark for mark in inside if mark.start <= left and mark.end >= right)
        yield Segment(left, right, covering)


def innermost(segment: Segment, known: Mapping[str, str]) -> str | None:
    """The row with the shortest words over a segment: the one that a click on it means."""
    marks = [mark for mark in segment.marks if mark.row in known]
    if not marks:
        return None
    return min(marks, key=lambda mark: (mark.end - mark.start, mark.look, mark.row)).row
