"""A text -> its words as numbers, every run of eight of them, and the few that stand for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

LENGTH = 8  # words of a shingle: shorter runs are shared by chance, longer ones die of small edits
WINDOW = 16  # of so many shingles in a row the least is kept: no shared run of 23 words is missed
WORD, RUN = np.uint64(0x100000001B3), np.uint64(0x9E3779B97F4A7C15)  # odd, as multipliers must be
TABLE = 0x10000  # letters above it have no case that news is printed in
LONGEST = 64  # letters of a word after which the powers begin again
OPENS, CLOSES, TURNS, BREAK = ord("“"), ord("”"), ord('"'), ord("\n")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: a number for each, its place in code points, and whether it is quoted.

    Letters and digits make words; case and marks make no difference. The same word has the same
    number on every machine and in every run.
    """

    hashes: Hashes
    starts: Places
    ends: Places
    quoted: Marks

    def __len__(self) -> int:
        return len(self.hashes)


def words_of(text: str) -> Words:
    """The words of a text, in order."""
    letters, is_letter = _letters()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    small = np.minimum(codes, TABLE - 1)
    inside = np.where(codes < TABLE, is_letter[small], True)
    edges = np.diff(inside.astype(np.int8), prepend=0, append=0)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    if not len(starts):
        return Words(np.empty(0, np.uint64), starts, ends, np.empty(0, np.bool_))
    lowered = np.where(codes < TABLE, letters[small], codes).astype(np.uint64)
    lengths = ends - starts
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    terms = lowered[inside] * _powers(WORD, LONGEST)[within % LONGEST]
    sums = np.add.reduceat(terms, np.cumsum(lengths) - lengths)
    return Words(_mixed(sums), starts, ends, _quoted(codes, starts))


def shingles_of(words: Words) -> Hashes:
    """A number for every run of eight words, in order; none where there are fewer words."""
    count = len(words) - LENGTH + 1
    if count < 1:
        return np.empty(0, np.uint64)
    powers = _powers(RUN, LENGTH)
    runs = np.zeros(count, np.uint64)
    for at in range(LENGTH):
        runs += words.hashes[at : at + count] * powers[at]
    return _mixed(runs)


def sample_of(shingles: Hashes) -> Hashes:
    """The shingles that stand for a text, sorted, each once: the least of every window.

    Winnowing (Schleimer, Wilkerson and Aiken 2003): which shingles are kept hangs on the words
    around them alone, so two texts that share a long passage keep the same ones of it.
    """
    if not len(shingles):
        return shingles
    if len(shingles) <= WINDOW:
        return np.sort(shingles)[:1]
    least: Hashes = np.lib.stride_tricks.sliding_window_view(shingles, WINDOW).min(axis=1)
    return np.unique(least)


def _quoted(codes: npt.NDArray[np.uint32], starts: Places) -> Marks:
    """Which words stand between quotation marks; a mark left open ends with its paragraph."""
    marks = np.flatnonzero(np.isin(codes, (OPENS, CLOSES, TURNS, BREAK)))
    state = np.zeros(len(marks) + 1, np.bool_)
    for at, place in enumerate(marks):
        mark = codes[place]
        state[at + 1] = mark == OPENS or (mark == TURNS and not state[at])
    found: Marks = state[np.searchsorted(marks, starts)]
    return found


@cache
def _letters() -> tuple[npt.NDArray[np.uint32], Marks]:
    """Each code point in lower case, and whether it is a letter or digit."""
    plain = [chr(code) for code in range(TABLE)]
    lowered = [each.lower() if len(each.lower()) == 1 else each for each in plain]
    return np.array([ord(each) for each in lowered], np.uint32), np.array(
        [each.isalnum() for each in plain]
    )


@cache
def _powers(base: np.uint64, count: int) -> Hashes:
    return np.cumprod(np.full(count, base, np.uint64), dtype=np.uint64)


def _mixed(numbers: Hashes) -> Hashes:
    """The numbers spread over all 64 bits (the finaliser of splitmix64)."""
    spread = numbers ^ (numbers >> np.uint64(30))
    spread = spread * np.uint64(0xBF58476D1CE4E5B9)
    spread ^= spread >> np.uint64(27)
    spread *= np.uint64(0x94D049BB133111EB)
    spread ^= spread >> np.uint64(31)
    return spread
