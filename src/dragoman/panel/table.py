"""Counts by cell -> the rows of a panel, made column by column where they are looked at."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dragoman.frames.columns import Columns
from dragoman.lexicon.validity import begun, over
from dragoman.record import EventType, Quad

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from dragoman.lexicon.schema import StateCode
    from dragoman.store.cells import Counts, Issues

    Array = npt.NDArray[Any]

TYPES = {type_.lower(): type_ for type_ in get_args(EventType)}  # columns, and what they count
QUADS = {quad.replace(" ", "_"): quad for quad in get_args(Quad)}
CODES = {"iso3": "iso", "cow": "cow", "gwno": "gw"}  # columns, and the words of lexicon.StateCode
SIDE = ("", "_name", *(f"_{code}" for code in CODES))
COLUMNS = (
    "period", *(f"source{end}" for end in SIDE), *(f"target{end}" for end in SIDE),
    "events", *TYPES, *QUADS, "intensity_mean", "undated",
    "positions_for", "positions_against", "issues",
    "reports", "outlets", "independent_sources", "statements", "reports_read",
)  # fmt: skip
COUNTED = (
    TYPES | QUADS | {"positions_for": "for", "positions_against": "against"}
    | {"independent_sources": "sources"} | {name: name for name in ("events", "reports", "outlets")}
)  # fmt: skip
MEANS = {"intensity_mean": "intensity", "undated": "undated"}
NUMBERS = {*COUNTED, "statements", "reports_read"}
SCHEMA = pa.schema([
    (name, pa.int64() if name in NUMBERS else pa.float64() if name in MEANS else pa.string())
    for name in COLUMNS
])  # fmt: skip
NONE = -1  # the place of what is not there


def rows_of(
    counts: Counts, names: Sequence[str], states: Sequence[StateCode], *, zero_fill: bool
) -> Columns:
    """The cells as rows, by period and by the ids of both.

    Args:
        counts: The cells.
        names: What those in ``counts.tops`` are called.
        states: The codes of states.
        zero_fill: Also the empty cells of each dyad, from the first period of all to the last.
    """
    places = _Filled(counts) if zero_fill and len(counts.period) else _Places(counts)
    return Columns(SCHEMA, _Table(counts, places, names, states).make, places.number)


class _Places:
    """Which row each cell is in, and whom each row is of: a row a cell."""

    def __init__(self, counts: Counts) -> None:
        self.counts, self.number = counts, len(counts.period)
        self.rows: Array = np.arange(self.number)

    def of(self, start: int, stop: int) -> tuple[Array, Array, Array]:
        """The period and the two actors of some rows."""
        counts = self.counts
        return counts.period[start:stop], counts.one[start:stop], counts.other[start:stop]


class _Filled(_Places):
    """The same where each dyad has a row in each period from the first of all to the last."""

    def __init__(self, counts: Counts) -> None:
        self.tops = len(counts.tops)
        self.dyads, dyad = np.unique(counts.one * self.tops + counts.other, return_inverse=True)
        self.first = counts.period[0]
        self.rows = (counts.period - self.first) * len(self.dyads) + dyad
        self.number = int(counts.period[-1] - self.first + 1) * len(self.dyads)

    def of(self, start: int, stop: int) -> tuple[Array, Array, Array]:
        """The period and the two actors of some rows."""
        periods, dyad = np.divmod(np.arange(start, stop), len(self.dyads))
        one, other = np.divmod(self.dyads[dyad], self.tops)
        return periods + self.first, one, other


class _Table:
    """Makes the rows of a panel from one place up to another."""

    def __init__(
        self, counts: Counts, places: _Places, names: Sequence[str], states: Sequence[StateCode]
    ) -> None:
        self.counts, self.places = counts, places
        self.ids, self.names = pa.array(counts.tops, pa.string()), pa.array(names, pa.string())
        self.codes = _Codes(counts.tops, states)
        none = np.zeros(len(counts.period), np.int64)  # of a type that the record does not know
        self.numbers = {name: counts.numbers.get(of, none) for name, of in COUNTED.items()}
        self.means = {name: _mean(counts.numbers, of) for name, of in MEANS.items()}
        self.issues = _issues(counts.issues, len(counts.period))
        self.read: Counter[str] = Counter()
        for _, period, number in counts.read:
            self.read[period] += number

    def make(self, start: int, stop: int) -> pa.Table:
        """The rows as an Arrow table."""
        period, one, other = self.places.of(start, stop)
        periods, at = np.unique(period, return_inverse=True)
        days = [self.counts.named(number) for number in periods.tolist()]
        which = self.codes.on(days)
        made = {
            "period": _taken(pa.array(days, pa.string()), at),
            "statements": pa.array(self.counts.statements(period, one)),
            "reports_read": _taken(pa.array([self.read[day] for day in days], pa.int64()), at),
        }
        for name, actor in (("source", one), ("target", other)):
            made |= {name: _taken(self.ids, actor), f"{name}_name": _taken(self.names, actor)}
            code = which[self.codes.state[actor], at]
            made |= {f"{name}_{end}": _taken(self.codes.columns[end], code) for end in CODES}
        made |= self._counted(start, stop)
        return pa.table([made[name] for name in COLUMNS], schema=SCHEMA)

    def _counted(self, start: int, stop: int) -> dict[str, pa.Array]:
        """What stands in the cells of these rows; a row without a cell has zeros."""
        first, last = np.searchsorted(self.places.rows, (start, stop))
        here = self.places.rows[first:last] - start
        cell = np.full(stop - start, NONE)
        cell[here] = np.arange(first, last)
        made = {"issues": _taken(self.issues, cell)}
        for name, numbers in self.numbers.items():
            spread = np.zeros(stop - start, np.int64)
            spread[here] = numbers[first:last]
            made[name] = pa.array(spread)
        for name, means in self.means.items():
            spread = np.full(stop - start, np.nan)
            spread[here] = means[first:last]
            made[name] = pa.array(spread, mask=np.isnan(spread))
        return made


class _Codes:
    """The codes of states, as they are valid in a period."""

    def __init__(self, tops: Sequence[str], states: Sequence[StateCode]) -> None:
        here = set(tops)
        self.rows = [row for row in states if row.id in here]
        self.places = {id_: place for place, id_ in enumerate({row.id: 0 for row in self.rows})}
        self.state = np.array([self.places.get(top, NONE) for top in tops], np.int64)
        self.columns = {
            name: pa.array([getattr(row, of) or None for row in self.rows], pa.string())
            for name, of in CODES.items()
        }

    def on(self, days: Sequence[str]) -> Array:
        """The row of each state on each of these days, which are in order.

        Where two rows of a state share a period, it has none; the last line, of whoever is no
        state, has none either.
        """
        which = np.full((len(self.places) + 1, len(days)), NONE)
        valid = np.zeros(which.shape, np.int64)
        for number, row in enumerate(self.rows):
            first = bisect_left(days, True, key=partial(begun, row))
            last = bisect_left(days, True, key=partial(over, row))
            at = self.places[row.id], slice(first, last)
            which[at] = number
            valid[at] += 1
        which[valid != 1] = NONE
        return which


def _mean(numbers: Mapping[str, Array], of: str) -> Array:
    """What an event of each cell has at the mean; NaN where there is no event."""
    with np.errstate(invalid="ignore"):
        means = numbers[of] / numbers["events"]
    values, at = np.unique(means, return_inverse=True)
    return np.array([round(value, 3) for value in values.tolist()])[at]


def _issues(issues: Issues, cells: int) -> pa.Array:
    """What the positions of each cell are on, as one text; empty where they have no issue."""
    width = int(issues.number.max(initial=0)) + 1
    packed = (issues.key * 2 + issues.sign) * width + issues.number
    values, at = np.unique(packed, return_inverse=True)
    words = []
    for value in values.tolist():
        on, number = divmod(value, width)
        words.append(f"{issues.keys[on // 2]}:{'+' if on % 2 else '-'}{number}")
    starts = np.searchsorted(issues.cell, np.arange(cells + 1)).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(starts), _taken(pa.array(words, pa.string()), at))
    texts = pc.binary_join(lists, "; ")
    return pc.if_else(pc.equal(texts, ""), None, texts)


def _taken(values: pa.Array, places: Array) -> pa.Array:
    """The values in these places; nothing for the place NONE."""
    return values.take(pa.array(places, mask=places == NONE))
