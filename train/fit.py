"""Places of features and what is right -> weights: logistic and conditional-logit models in numpy.

Both are fitted by L-BFGS over all rows, from zero, with an L2 penalty. Nothing is drawn at random
and every sum is taken in one order, so the same rows give the same weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dragoman.linear import Floats, Ints, logistic

if TYPE_CHECKING:
    from collections.abc import Callable

    Objective = Callable[[Floats], tuple[float, Floats]]

MEMORY = 8  # pairs of steps that L-BFGS remembers
ENOUGH = 3e-5  # share of the objective; a step that gains less is the last
SLOPE = 1e-4  # of the expected decrease, what a step must bring


def fit_logistic(
    places: Ints, right: Floats, size: int, *, penalty: float, steps: int = 60
) -> Floats:
    """The weights under which right rows score high, as log-odds.

    Args:
        places: The places of each row's features.
        right: For each row 1 or 0, or a share.
        size: How many weights there are.
        penalty: Of the squared weights, in rows.
        steps: The most steps taken.
    """
    columns = np.ascontiguousarray(places.T)

    def objective(weights: Floats) -> tuple[float, Floats]:
        scores = _scores(columns, weights)
        loss = np.logaddexp(0, scores) - right * scores
        slope = _spread(columns, logistic(scores) - right, size) + penalty * weights
        return float(loss.sum() + 0.5 * penalty * (weights**2).sum()), slope

    return minimised(objective, size, steps)


def fit_choice(
    places: Ints, right: Floats, groups: Ints, size: int, *, penalty: float, steps: int = 60
) -> Floats:
    """The weights under which, of each group of rows, a right one scores highest.

    The probability of a row is the softmax over its group; the loss is that of all right rows
    together. Groups are rows that stand together; each has a right row.

    Args:
        places: The places of each row's features.
        right: For each row 1 or 0.
        groups: The first row of each group.
        size: How many weights there are.
        penalty: Of the squared weights, in groups.
        steps: The most steps taken.
    """
    columns = np.ascontiguousarray(places.T)
    lengths = np.diff([*groups, len(places)])

    def objective(weights: Floats) -> tuple[float, Floats]:
        scores = _scores(columns, weights)
        scores -= np.repeat(np.maximum.reduceat(scores, groups), lengths)
        grown = np.exp(scores)
        every, good = np.add.reduceat(grown, groups), np.add.reduceat(grown * right, groups)
        chance = grown / np.repeat(every, lengths)
        share = grown * right / np.repeat(good, lengths)
        slope = _spread(columns, chance - share, size) + penalty * weights
        loss = (np.log(every) - np.log(good)).sum()
        return float(loss + 0.5 * penalty * (weights**2).sum()), slope

    return minimised(objective, size, steps)


def _scores(columns: Ints, weights: Floats) -> Floats:
    total = np.zeros(columns.shape[1])
    for column in columns:
        total += np.take(weights, column)
    return total


def _spread(columns: Ints, slopes: Floats, size: int) -> Floats:
    total = np.zeros(size)
    for column in columns:
        total += np.bincount(column, weights=slopes, minlength=size)
    return total


def minimised(objective: Objective, size: int, steps: int) -> Floats:
    """The weights with the least value of an objective, found by L-BFGS from zero."""
    weights = np.zeros(size)
    value, slope = objective(weights)
    moves: list[tuple[Floats, Floats]] = []
    for _ in range(steps):
        way = -_curved(slope, moves)
        expected = _dot(way, slope)
        length = 1.0 if moves else 1 / max(float(np.sqrt(_dot(slope, slope))), 1e-12)
        for _ in range(20):
            there, found = weights + length * way, None
            found = objective(there)
            if found[0] <= value + SLOPE * length * expected:
                break
            length /= 2
        else:
            break
        moves = [*moves, (there - weights, found[1] - slope)][-MEMORY:]
        gained = value - found[0]
        weights, (value, slope) = there, found
        if gained < ENOUGH * abs(value):
            break
    return weights


def _curved(slope: Floats, moves: list[tuple[Floats, Floats]]) -> Floats:
    """The slope times the inverse curvature that the last moves tell of (two-loop recursion)."""
    way, kept = slope.copy(), []
    for step, change in reversed(moves):
        share = _dot(step, way) / _dot(step, change)
        way -= share * change
        kept.append(share)
    if moves:
        step, change = moves[-1]
        way *= _dot(step, change) / _dot(change, change)
    for (step, change), share in zip(moves, reversed(kept), strict=True):
        way += step * (share - _dot(change, way) / _dot(step, change))
    return way


def _dot(one: Floats, other: Floats) -> float:
    """The inner product, summed in numpy's own order: a BLAS may choose another one each time."""
    return float((one * other).sum())


def isotonic(scores: Floats, right: Floats) -> tuple[Floats, Floats]:
    """The rising steps nearest to what is right, by pooling neighbours: middles and shares."""
    order = np.argsort(scores, kind="stable")
    blocks: list[list[float]] = []  # right, rows, sum of scores
    for score, good in zip(scores[order], right[order], strict=True):
        blocks.append([float(good), 1.0, float(score)])
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    middles = np.asarray([total / rows for _, rows, total in blocks])
    return middles, np.asarray([good / rows for good, rows, _ in blocks])
