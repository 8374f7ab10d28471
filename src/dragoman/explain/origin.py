"""Words of a report -> where they stand in its source, as far as they were found there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.record import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.record import Report


def in_source(report: Report, source: str | None, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The stretches of the source that hold some words, with all that stands between them there.

    Empty where the source was not kept. Of words that stand in it in part, the part is given.
    """
    if source is None:
        return ()
    return tuple(found for span in spans for found in _stretch(report, source, span))


def _stretch(report: Report, source: str, span: Span) -> Iterator[Span]:
    there: list[int] = []
    for origin in report.origin:
        first, last = max(origin.start, span.start), min(origin.end, span.end)
        if first < last:
            there += [
                origin.source_start + first - origin.start,
                origin.source_start + last - origin.start,
            ]
    if there:
        yield Span.of(source, min(there), max(there))
