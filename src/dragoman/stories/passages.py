"""Two texts -> the passages they share, word for word but for small edits, with their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dragoman.stories.shingles import LENGTH, shingles_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.stories.shingles import Marks, Words

REACH = 24  # words between two runs that may be one passage with words changed in it
ALIKE = 0.5  # of such words, the share that is the same on both sides
SLIPPED = 4  # words put in or left out between two runs of one passage


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that two texts share: places in both, code points, ends exclusive."""

    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The passages two texts share, in order of the first, and how many words they make.

    ``shared`` counts the words of the passages on either side, ``plain`` those of the first that
    stand in no quotation: two reporters in one room quote alike.
    """

    passages: tuple[Passage, ...]
    words: tuple[int, int]
    shared: tuple[int, int]
    plain: int

    @property
    def covered(self) -> tuple[float, float]:
        """The share of each text that its passages make."""
        one, other = (
            part / whole if whole else 0.0
            for part, whole in zip(self.shared, self.words, strict=True)
        )
        return one, other


class _Run(NamedTuple):
    """Words that follow each other in both texts, in numbers of words; ends exclusive."""

    start: int
    end: int
    other: int

    @property
    def shift(self) -> int:
        return self.start - self.other

    @property
    def other_end(self) -> int:
        return self.end - self.shift


def align(one: Words, other: Words) -> Alignment:
    """What two texts share: runs of eight words that both have, each drawn out as far as it goes.

    Linear in the words of both but for a sort; the order of passages may differ in the texts.
    """
    runs = _joined(_runs(one, other), one, other)
    here, there = np.zeros(len(one), np.bool_), np.zeros(len(other), np.bool_)
    for first, last in runs:
        here[first.start : last.end] = True
        there[first.other : last.other_end] = True
    passages = tuple(
        Passage(
            int(one.starts[first.start]), int(one.ends[last.end - 1]),
            int(other.starts[first.other]), int(other.ends[last.other_end - 1]),
        )
        for first, last in runs
    )  # fmt: skip
    return Alignment(
        passages, (len(one), len(other)), (_count(here), _count(there)),
        _count(here & ~one.quoted),
    )  # fmt: skip


def _count(marks: Marks) -> int:
    return int(np.count_nonzero(marks))


def _runs(one: Words, other: Words) -> list[_Run]:
    """The longest runs of shared shingles, in order of the first text."""
    ours, theirs = shingles_of(one), shingles_of(other)
    if not len(ours) or not len(theirs):
        return []
    order = np.argsort(theirs, kind="stable")
    ranked = theirs[order]
    found = np.minimum(np.searchsorted(ranked, ours), len(ranked) - 1)
    places = np.flatnonzero(ranked[found] == ours)
    if not len(places):
        return []
    matches = order[found[places]]
    breaks = np.flatnonzero((np.diff(places) != 1) | (np.diff(matches) != 1)) + 1
    starts, ends = np.r_[0, breaks], np.r_[breaks, len(places)]
    return [
        _Run(int(places[a]), int(places[b - 1]) + LENGTH, int(matches[a]))
        for a, b in zip(starts, ends, strict=True)
    ]


def _joined(runs: Sequence[_Run], one: Words, other: Words) -> list[tuple[_Run, _Run]]:
    """Runs that are one passage with small edits, each passage by its first and its last run."""
    joined: list[tuple[_Run, _Run]] = []
    for run in runs:
        if joined and _is_one(joined[-1][1], run, one, other):
            joined[-1] = (joined[-1][0], run)
        else:
            joined.append((run, run))
    return joined


def _is_one(before: _Run, after: _Run, one: Words, other: Words) -> bool:
    """Whether only a few words were changed, put in or left out between two runs."""
    gap, other_gap = after.start - before.end, after.other - before.other_end
    if before.shift != after.shift:
        return max(gap, other_gap) <= SLIPPED and min(gap, other_gap) >= -LENGTH
    if gap <= 0:
        return True
    if gap > REACH:
        return False
    same = one.hashes[before.end : after.start] == other.hashes[before.other_end : after.other]
    return bool(gap <= SLIPPED or same.mean() >= ALIKE)
