"""Sampled texts -> pairs that may share passages; an alignment -> what the one is to the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.stories.passages import Alignment
    from dragoman.stories.shingles import Hashes

CopyKind = Literal["same text", "cut copy", "carries passages", "shared template"]
Numbers = npt.NDArray[np.int64]

MANY = 50  # texts with one shingle above which each is paired only with its neighbours
NEIGHBOURS = 4
FREQUENT = 12  # texts with one shingle above which it is no story's: furniture, a template
PART = 0.22  # of the shorter text's shingles, where those that two texts share are all frequent
SAME = 0.75  # covered on both sides: a new lead and a house line are a fifth of a short report
CUT = 0.65  # covered of a cut copy: the rest is its outlet's
UNEQUAL = 0.85  # covered of the longer as a share of what is covered of the cut copy, at most
TOLD = 20  # words outside quotations that two copies share: two reporters quote alike
PASSAGE = 30  # words outside quotations that make a passage: two sentences


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of texts by their numbers, the lesser first, with the shingles they share.

    ``frequent`` counts those of them that so many texts have that no story is told by them.
    """

    one: Numbers
    other: Numbers
    shared: Numbers
    frequent: Numbers


def candidates(samples: Sequence[Hashes]) -> Candidates:
    """The pairs of texts that share enough sampled shingles, sorted.

    What is found hangs on the set of texts alone if they are given in an order of their own, such
    as that of their hashes. A shingle of many texts pairs each with its neighbours in that order:
    copies are chained through it, and a template of 10,000 pages costs 40,000 pairs.
    """
    sizes = np.array([len(sample) for sample in samples], np.int64)
    if not sizes.sum():
        return _no_candidates()
    hashes = np.concatenate(samples)
    owners = np.repeat(np.arange(len(samples)), sizes)
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    keys, frequent = _pairs(hashes, owners, len(samples))
    if not len(keys):
        return _no_candidates()
    pairs, index = np.unique(keys, return_inverse=True)
    shared = np.bincount(index, minlength=len(pairs))
    often = np.bincount(index, weights=frequent, minlength=len(pairs)).astype(np.int64)
    one, other = pairs // len(samples), pairs % len(samples)
    least = np.minimum(sizes[one], sizes[other])
    kept = (shared > often) | (shared >= PART * least)
    return Candidates(one[kept], other[kept], shared[kept], often[kept])


def _no_candidates() -> Candidates:
    none = np.empty(0, np.int64)
    return Candidates(none, none, none, none)


def _pairs(hashes: Hashes, owners: Numbers, count: int) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Every two texts with one shingle, as one number, and whether the shingle is frequent."""
    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]])
    lengths = np.diff(np.r_[starts, len(hashes)])
    size = np.repeat(lengths, lengths)
    behind = size - (np.arange(len(hashes)) - np.repeat(starts, lengths)) - 1
    reach = np.where(size > MANY, np.minimum(behind, NEIGHBOURS), behind)
    keys, often = [], []
    places = np.flatnonzero(reach > 0)
    step = 1
    while len(places):
        keys.append(owners[places] * count + owners[places + step])
        often.append(size[places] > FREQUENT)
        step += 1
        places = places[reach[places] >= step]
    if not keys:
        return np.empty(0, np.int64), np.empty(0, np.bool_)
    return np.concatenate(keys), np.concatenate(often)


def kind_of(
    found: Alignment, *, one_outlet: bool | None, frequent: bool, shorter_first: bool = False
) -> CopyKind | None:
    """What a text is to another with which it shares passages; None where they are too short.

    Args:
        found: The passages.
        one_outlet: Both are of one outlet, whose standing words are no story; None where that is
            not known.
        frequent: Most of what they share stands in many texts, which tells a template where the
            outlets are not known. Of several outlets, it is an agency's.
        shorter_first: The shorter came out on an earlier day: it is no cut of the longer, which
            carries it.
    """
    least, most = sorted(found.covered)
    if least >= SAME and found.plain >= TOLD:
        return "same text"
    if most >= CUT and least <= UNEQUAL * most and found.plain >= TOLD and not shorter_first:
        return "cut copy"
    if found.plain < PASSAGE:
        return None
    standing = frequent if one_outlet is None else one_outlet
    return "shared template" if standing else "carries passages"
