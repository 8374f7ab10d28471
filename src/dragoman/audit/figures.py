"""Judged rows -> rates with intervals, agreement between coders, and what a score is worth."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

Z = 1.959964  # of 95 %
LEAST_ROWS = 10  # judged rows before a share that is too low ends the search for a score


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % interval, and of how many judged rows."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A row that was judged: its score, whether it is right, how many rows it stands for."""

    kind: str
    type: str
    score: float
    right: bool
    weight: float


def rate(rows: Sequence[Judged]) -> Rate | None:
    """The share of rows that are right, weighted by what they stand for; None of no rows.

    The interval is Wilson's (1927) at the effective size of a weighted sample (Kish 1965), the
    square of the summed weights over the sum of their squares: never more than there are rows.
    """
    total = sum(row.weight for row in rows)
    if not total:
        return None
    share = sum(row.weight for row in rows if row.right) / total
    size = total**2 / sum(row.weight**2 for row in rows)
    low, high = wilson(share, size)
    return Rate(round(share, 4), round(low, 4), round(high, 4), len(rows))


def wilson(share: float, size: float) -> tuple[float, float]:
    """The 95 % interval of a share, which says something where all are right, too.

    >>> [round(end, 3) for end in wilson(0.9, 100)]
    [0.826, 0.945]
    """
    middle = (share + Z**2 / (2 * size)) / (1 + Z**2 / size)
    half = Z / (1 + Z**2 / size) * sqrt(share * (1 - share) / size + Z**2 / (4 * size**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def agreement(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """Krippendorff's alpha for nominal values, with values missing; None where nothing can vary.

    Computed from coincidences (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability).

    Args:
        units: For each unit the values of its coders, None where one gave none.

    >>> agreement([("y", "y"), ("n", "n"), ("y", "n")])
    0.4444444444444444
    """
    pairs: defaultdict[tuple[Hashable, Hashable], float] = defaultdict(float)
    for values in units:
        given = [value for value in values if value is not None]
        for at, one in enumerate(given):
            for other in given[:at] + given[at + 1 :]:
                pairs[one, other] += 1 / (len(given) - 1)
    sums: defaultdict[Hashable, float] = defaultdict(float)
    for (one, _), number in pairs.items():
        sums[one] += number
    total = sum(sums.values())
    expected = total**2 - sum(number**2 for number in sums.values())
    if not expected:
        return None
    observed = sum(number for (one, other), number in pairs.items() if one != other)
    return 1 - (total - 1) * observed / expected


def calibrated(rows: Sequence[Judged]) -> list[tuple[float, float]]:
    """What each score is worth: (least score, share right), rising in both (isotonic regression).

    Neighbouring scores are pooled until no higher score is worth less (Ayer et al. 1955).
    """
    pools: list[list[float]] = []  # least score, summed weight, summed weight of what is right
    for row in sorted(rows, key=lambda row: row.score):
        pools.append([row.score, row.weight, row.weight * row.right])
        while len(pools) > 1 and _share(pools[-2]) >= _share(pools[-1]):
            _, weight, right = pools.pop()
            pools[-1][1] += weight
            pools[-1][2] += right
    return [(round(pool[0], 4), round(_share(pool), 4)) for pool in pools]


def _share(pool: Sequence[float]) -> float:
    return pool[2] / pool[1]


def threshold(rows: Sequence[Judged], least: float) -> float | None:
    """The least score from which on so large a share of the rows is right; None where none is.

    A score counts where the share holds for itself and for all scores above it.
    """
    found, weight, right = None, 0.0, 0.0
    ordered = sorted(rows, key=lambda row: -row.score)
    for at, row in enumerate(ordered):
        weight, right = weight + row.weight, right + row.weight * row.right
        if at + 1 < len(ordered) and ordered[at + 1].score == row.score:
            continue  # those of one score stand or fall together
        if right / weight < least and at >= LEAST_ROWS:
            break
        found = row.score if right / weight >= least else found
    return found
