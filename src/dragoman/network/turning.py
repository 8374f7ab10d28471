"""The signs between two actors over time -> when they turned, found by PELT (Killick et al. 2012).

The search is that of the package ruptures (the extra ``network``): a piecewise constant mean by
least squares, with a penalty that the result carries, because another gives other turning points.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

PENALTY = 1.5
FEWEST = 2  # months on either side of a turning point


@dataclass(frozen=True, slots=True)
class Stand:
    """A dated stance of one of the two: the day, the sign, and the row it comes from."""

    date: str
    sign: int
    row: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A turning point: the first month of the new stretch, and the means and rows on both sides."""

    month: str
    before: float
    after: float
    rows_before: tuple[str, ...]
    rows_after: tuple[str, ...]
    penalty: float


def turning_points(stands: Sequence[Stand], penalty: float = PENALTY) -> tuple[Turn, ...]:
    """When the signs between two actors turned; months without a stance are passed over.

    Args:
        stands: Dated stances; those without at least a month are left out.
        penalty: What one more turning point has to gain in squared error.

    Raises:
        UsageError: The package ruptures is not installed.
    """
    dated = sorted(
        (s for s in stands if len(s.date) >= len("2015-12")), key=lambda s: (s.date, s.row)
    )
    months = [(month, list(rows)) for month, rows in groupby(dated, lambda s: s.date[:7])]
    if len(months) < 2 * FEWEST:
        return ()
    signal = np.array([np.mean([s.sign for s in rows]) for _, rows in months])
    starts = [0, *_breaks(signal, penalty)]
    stretches = [months[a:b] for a, b in pairwise(starts)]
    return tuple(
        Turn(
            after[0][0], _mean(before), _mean(after), _rows(before), _rows(after), penalty
        )
        for before, after in pairwise(stretches)
    )  # fmt: skip


def _breaks(signal: np.ndarray, penalty: float) -> list[int]:
    try:
        import ruptures  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        raise UsageError("turning points need ruptures (pip install dragoman[network])") from error
    search = ruptures.Pelt(model="l2", min_size=FEWEST, jump=1).fit(signal.reshape(-1, 1))
    return [int(end) for end in search.predict(pen=penalty)]


def _mean(stretch: list[tuple[str, list[Stand]]]) -> float:
    return round(float(np.mean([s.sign for _, rows in stretch for s in rows])), 3)


def _rows(stretch: list[tuple[str, list[Stand]]]) -> tuple[str, ...]:
    return tuple(s.row for _, rows in stretch for s in rows)
