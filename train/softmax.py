"""Sparse rows and the classes that are right -> weights: a softmax over classes, in numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dragoman.linear import logistic
from fit import minimised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.events.trained.features import Features
    from dragoman.linear import Floats, Ints

SEEN = 2  # rows in which a place must occur to have weights


class Sparse:
    """Rows of weighted places as one matrix, less the places that occur in a single row.

    Args:
        parts: The features of some events each; their rows follow one another.
        size: How many places there are.
    """

    def __init__(self, parts: Sequence[Features], size: int) -> None:
        starts = np.cumsum([0, *(part.events for part in parts)])
        self.rows = int(starts[-1])
        owners = np.concatenate([p.owners + s for p, s in zip(parts, starts, strict=False)])
        places = np.concatenate([part.places for part in parts])
        weights = np.concatenate([part.weights for part in parts])
        pairs = np.unique(owners * size + places)
        frequent = np.bincount(pairs % size, minlength=size) >= SEEN
        kept = frequent[places]
        self.owners, self.weights = owners[kept], weights[kept]
        self.places, self.columns = np.unique(places[kept], return_inverse=True)

    def times(self, weights: Floats) -> Floats:
        """The score of each row for each class."""
        return _summed(self.owners, weights[self.columns] * self.weights[:, None], self.rows)

    def transposed(self, slopes: Floats) -> Floats:
        """For each place the slopes of the rows that hold it, summed."""
        parts = slopes[self.owners] * self.weights[:, None]
        return _summed(self.columns, parts, len(self.places))


def _summed(groups: Ints, parts: Floats, size: int) -> Floats:
    """The sums of rows by group, one class after the other, always in one order."""
    columns = [np.bincount(groups, weights=column, minlength=size) for column in parts.T]
    return np.asarray(columns).T


def fit_softmax(rows: Sparse, right: Floats, shares: Floats, size: int, penalty: float) -> Floats:
    """The weights under which right classes have the highest chance: a row a place.

    Args:
        rows: The rows.
        right: For each row and class 1 or 0; several may be right where nobody says which.
        shares: How much each row counts.
        size: How many places there are.
        penalty: Of the squared weights, in rows.
    """
    shape = len(rows.places), right.shape[1]

    def objective(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(shape)
        scores = rows.times(weights)
        grown = np.exp(scores - scores.max(axis=1, keepdims=True))
        every, good = grown.sum(axis=1), (grown * right).sum(axis=1)
        loss = (shares * (np.log(every) - np.log(good))).sum()
        slopes = (grown / every[:, None] - grown * right / good[:, None]) * shares[:, None]
        slope = rows.transposed(slopes) + penalty * weights
        return float(loss + 0.5 * penalty * (flat**2).sum()), slope.ravel()

    found = np.zeros((size, shape[1]))
    found[rows.places] = minimised(objective, shape[0] * shape[1], steps=40).reshape(shape)
    return found


def fit_shares(rows: Floats, right: Floats, penalty: float) -> Floats:
    """The weights of a logistic model of few numbers; the first column, a constant, goes free.

    Args:
        rows: The numbers of each row.
        right: For each row 1 or 0, or a share.
        penalty: Of the squared weights, each in the spread of its column.
    """
    spread = rows.std(axis=0)
    spread[spread == 0] = 1.0
    scaled = rows / spread
    bound = np.full(rows.shape[1], penalty)
    bound[0] = 0.0

    def objective(weights: Floats) -> tuple[float, Floats]:
        scores = scaled @ weights
        loss = (np.logaddexp(0, scores) - right * scores).sum()
        slope = scaled.T @ (logistic(scores) - right) + bound * weights
        return float(loss + 0.5 * (bound * weights**2).sum()), slope

    return np.asarray(minimised(objective, rows.shape[1], steps=200) / spread)
