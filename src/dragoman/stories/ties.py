"""What reports share -> ties between them, and the stories that ties make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.record import digest
from dragoman.stories.clusters import Link, clusters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dragoman.stories.copies import CopyKind

COPIED: dict[CopyKind, float] = {
    "same text": 1.0,
    "cut copy": 1.0,
    "carries passages": 0.6,
    "shared template": 0.0,
}
ENOUGH = 0.5  # of a tie's score, for two reports to be of one story
LASTS = 7  # days that a story lasts at most: what goes on is told by several


def tie(scores: Iterable[float]) -> float:
    """How surely two reports are of one story, by several things that say so independently.

    >>> tie([0.5, 0.5])
    0.75
    """
    left = 1.0
    for score in scores:
        left *= 1.0 - score
    return round(1.0 - left, 4)


def stories_of(
    ties: Iterable[tuple[str, str, float]], days: Mapping[str, int | None]
) -> dict[str, str]:
    """The story of each report that shares one with another; a story's id names its reports.

    Args:
        ties: Two reports each, and how surely they are of one story.
        days: The day of publication of each report.
    """
    links = [Link(one, other, score) for one, other, score in ties if score >= ENOUGH]
    found = clusters(days, links, LASTS)
    return {report: "y" + digest(*reports) for reports in found for report in reports}
