"""The latest codings -> counts by period and dyad, as columns of numbers, nothing left uncounted.

The pairs (``migrations/14_pairs.sql``) are read as they are and counted here: to group a million of
them takes SQLite longer than to hand them over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dragoman.store.lines import PLACES
from dragoman.stories.fold import Origin, folded, origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import numpy.typing as npt

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]
    Array = npt.NDArray[Any]
    Columns = dict[str, Array]

Period = Literal["day", "week", "month"]
Dates = Literal["strict", "bounded"]
NONE = -1  # stands for NULL, and for whoever is outside the level
# Why a pair is in no cell, the first reason that holds: one of WHY, or the code of its realis.
COUNTED, ECHO, HISTORY, UNDATED, UNKNOWN, OUTSIDE, ALONE, BEYOND = 0, -1, -2, -3, -4, -5, -6, -7
WHY = {
    ECHO: "repeats another row", HISTORY: "background", UNDATED: "no date",
    UNKNOWN: "{first} unknown", OUTSIDE: "{first} outside the level",
    ALONE: "target unknown", BEYOND: "target outside the level",
}  # fmt: skip
# Columns of pairs, and what they are in SQL.
PAIR = {
    "one": f"ifnull(one, {NONE})",
    "other": f"ifnull(other, {NONE})",
    "why": f"""CASE WHEN echoes THEN {ECHO} WHEN realis <> :actual THEN realis
                    WHEN {{history}} THEN {HISTORY} ELSE {COUNTED} END""",
    "period": f"ifnull({{period}}, {NONE})",
}
EVENTS = PAIR | {
    "coding": f"line / {PLACES}", "type": "type", "quad": "quad",
    "outlet": f"ifnull(outlet, {NONE})", "undated": "undated", "intensity": "intensity",
}  # fmt: skip
POSITIONS = PAIR | {"sign": "sign > 0", "issue": f"ifnull(issue, {NONE})"}
STATEMENTS = {"line": "line", "one": "one", "period": PAIR["period"]}
WIDE = {"line": np.int64, "intensity": np.float64}  # the others have half the width
# Reports that are no source of their own: copies, and what credits an agency.
FOLDED = """
    SELECT current.coding FROM reports_joined AS j JOIN current ON current.report = j.report
     WHERE j.copied <> j.report OR j.agencies <> '[]' OR j.inferred <> '[]'
"""
ORIGINS = """
    SELECT c.id, c.report, c.outlet, j.copied, j.agencies, j.inferred
      FROM json_each(?) CROSS JOIN codings AS c ON c.id = value
      LEFT JOIN reports_joined AS j ON j.report = c.report
"""
READ = """
    SELECT outlet, {period} AS period, count(*) FROM latest WHERE stage IS NULL GROUP BY 1, 2
     ORDER BY 1, 2
"""
ACTORS = "SELECT no, id FROM known"
CODES = "SELECT code, value FROM codes WHERE of = ?"
YEAR, DD = "[0-9][0-9][0-9][0-9]", "[0-3][0-9]"
A_DAY, A_MONTH = f"{YEAR}-[01][0-9]-{DD}*", f"{YEAR}-[01][0-9]*"


@dataclass(frozen=True, slots=True)
class Issues:
    """How many positions of a cell are on an issue: by cell, key, and against before for.

    ``key`` is a place in ``keys``, which are in order; ``sign`` is 1 for those for, 0 for those
    against.
    """

    keys: list[str]
    cell: Array
    key: Array
    sign: Array
    number: Array


@dataclass(frozen=True, slots=True)
class Counts:
    """Cells as they were counted, in the order of periods and ids, and what is in none.

    A cell is a period (see ``named``), who acts, and whom that is towards, both by their
    place in ``tops``. ``numbers`` has a column of as many numbers for ``events``, ``undated`` (no
    date of their own), ``intensity`` (their sum), each type and quad class, ``positions``, ``for``,
    ``against``, ``reports``, ``outlets`` and ``sources``, the independent ones. ``read``: (outlet,
    period, reports). ``aside``: kind -> reason -> pairs.
    """

    by: Period
    tops: list[str]
    period: Array
    one: Array
    other: Array
    numbers: Columns
    issues: Issues
    speaking: tuple[Array, Array]
    read: list[tuple[Any, ...]]
    aside: dict[str, dict[str, int]]

    def named(self, period: int) -> str:
        """A period as it is printed: 2015-10, or 2015-10-06, which of a week is the Monday."""
        if self.by == "month":
            return f"{period // 12:04}-{period % 12 + 1:02}"
        return date.fromordinal(period * 7 + 1 if self.by == "week" else period).isoformat()

    def statements(self, period: Array, one: Array) -> Array:
        """How many statements each of these makes in the period beside."""
        acts, number = self.speaking
        asked = period.astype(np.int64) * len(self.tops) + one
        at = np.searchsorted(acts, asked)
        return np.where(np.append(acts, NONE)[at] == asked, np.append(number, 0)[at], 0)


def counts_of(
    rows: Rows, units: Mapping[str, str], by: Period, dates: Dates, *, background: bool
) -> Counts:
    """The counts of the latest codings.

    Args:
        rows: Runs a query.
        units: Whom each actor is counted under; one that is not in it is outside the level.
        by: The length of a period: a day, a week by its Monday, or a month.
        dates: ``strict`` takes only the date that the words give; ``bounded`` puts an event without
            one where it ended at the latest, for most the day of publication.
        background: Also count history told beside the news.
    """
    tops = sorted(set(units.values()))
    under = _under(rows, units, tops)
    realis: dict[int, str] = dict(rows(CODES, ("realis",)))
    actual = next((code for code, value in realis.items() if value == "actual"), 0)
    period = _period(by, dates)

    def asked(columns: Mapping[str, str], table: str, history: str = "0") -> Columns:
        query = f"SELECT {', '.join(columns.values())} FROM {table}"  # noqa: S608 - of this module
        values = {"actual": actual}
        return _table(rows(query.format(period=period, history=history), values), columns)

    reasons = WHY | {code: f"realis {value}" for code, value in realis.items()}
    history = "0" if background else "background"
    events, no_events = _placed(asked(EVENTS, "event_pairs", history), under, reasons, "source")
    positions, no_positions = _placed(asked(POSITIONS, "position_pairs"), under, reasons, "holder")
    cells = _cells(len(tops), events, positions)
    number = len(cells["one"])
    return Counts(
        by, tops, cells["period"], cells["one"], cells["other"],
        _events(rows, events, number) | _sources(rows, events, number) | _signs(positions, number),
        _issues(positions, dict(rows(CODES, ("issue",)))),
        _speaking(asked(STATEMENTS, "statement_pairs"), under, len(tops)),
        list(rows(READ.format(period=_published(by)), ())),
        {"events": no_events, "positions": no_positions},
    )  # fmt: skip


def _table(rows: Iterator[tuple[Any, ...]], names: Iterable[str]) -> Columns:
    """Rows of numbers by columns."""
    kind = np.dtype([(name, WIDE.get(name, np.int32)) for name in names])
    found = np.fromiter(rows, kind)
    return {name: np.ascontiguousarray(found[name]) for name in names}


def _under(rows: Rows, units: Mapping[str, str], tops: list[str]) -> Array:
    """The place in ``tops`` of whom each actor is counted under, by its number; NONE for nobody.

    The last one is that of actor NONE.
    """
    places = {top: place for place, top in enumerate(tops)}
    known = list(rows(ACTORS, ()))
    found = np.full(max((number for number, _ in known), default=0) + 2, NONE)
    for number, actor in known:
        found[number] = places[units[actor]] if actor in units else NONE
    return found


def _placed(
    pairs: Columns, under: Array, reasons: Mapping[int, str], first: str
) -> tuple[Columns, dict[str, int]]:
    """The pairs that count, with both by their places, and why how many others do not."""
    one, other = under[pairs["one"]], under[pairs["other"]]
    why = np.select(
        [
            pairs["why"] != COUNTED, pairs["period"] == NONE, pairs["one"] == NONE, one == NONE,
            pairs["other"] == NONE, other == NONE,
        ],
        [pairs["why"], UNDATED, UNKNOWN, OUTSIDE, ALONE, BEYOND],
        COUNTED,
    )  # fmt: skip
    aside = {
        reasons[reason].format(first=first): number
        for reason, number in _counted(why[why != COUNTED])
    }
    pairs |= {"one": one, "other": other}
    return {name: column[why == COUNTED] for name, column in pairs.items()}, aside


def _cells(tops: int, *kinds: Columns) -> Columns:
    """The cells of all pairs, in order; each pair is given the place of its ``cell``."""
    period, one, other = (
        np.concatenate([pairs[name] for pairs in kinds]) for name in ("period", "one", "other")
    )
    acts, acting = np.unique(period.astype(np.int64) * tops + one, return_inverse=True)
    cells, cell = np.unique(acting * tops + other, return_inverse=True)
    at = 0
    for pairs in kinds:
        pairs["cell"] = cell[at : at + len(pairs["one"])]
        at += len(pairs["one"])
    acts = acts[cells // max(tops, 1)]
    return {
        "period": acts // max(tops, 1), "one": acts % max(tops, 1), "other": cells % max(tops, 1),
    }  # fmt: skip


def _events(rows: Rows, events: Columns, number: int) -> Columns:
    """How many events of each type and quad class each cell has."""
    cell = events["cell"]
    found = {
        "events": _tally(cell, number),
        "undated": _tally(cell[events["undated"] == 1], number),
        "intensity": np.bincount(cell, events["intensity"], minlength=number),
    }
    for of in ("type", "quad"):
        for code, value in rows(CODES, (of,)):
            found[value] = _tally(cell[events[of] == code], number)
    return found


def _signs(positions: Columns, number: int) -> Columns:
    """How many positions, for and against, each cell has."""
    cell, sign = positions["cell"], positions["sign"]
    return {
        "positions": _tally(cell, number), "for": _tally(cell[sign == 1], number),
        "against": _tally(cell[sign == 0], number),
    }  # fmt: skip


def _sources(rows: Rows, events: Columns, number: int) -> Columns:
    """How many reports and outlets each cell has, and how many independent sources they are.

    Reports of one outlet are one source; of those without any, each is one. Copies are looked up
    where any are.
    """
    cell, coding, outlet = events["cell"], events["coding"], events["outlet"]
    told, reports = _apart(cell, coding)
    alone, _ = _apart(cell[outlet == NONE], coding[outlet == NONE])
    outlets, _ = _apart(cell[outlet != NONE], outlet[outlet != NONE])
    found = {"reports": _tally(told, number), "outlets": _tally(outlets, number)}
    found["sources"] = found["outlets"] + _tally(alone, number)
    folding = [coding for (coding,) in rows(FOLDED, ())]
    some = np.unique(told[np.isin(reports, folding)])
    those = np.isin(told, some)
    origins = _origins(rows, reports[those])
    for at, group in groupby(
        zip(told[those].tolist(), reports[those].tolist(), strict=True), itemgetter(0)
    ):
        found["sources"][at] = folded(dict(origins[report] for _, report in group))
    return found


def _origins(rows: Rows, codings: Array) -> dict[int, tuple[str, Origin]]:
    """Each coding's report, and where the words of that come from."""
    asked = json.dumps(np.unique(codings).tolist())
    return {
        coding: (report, origin_of(report, *known))
        for coding, report, *known in rows(ORIGINS, (asked,))
    }


def _issues(positions: Columns, codes: Mapping[int, str]) -> Issues:
    """The issues of each cell; a key without words is none."""
    keys = sorted(key for key in codes.values() if key)
    place = np.full(max(codes, default=0) + 2, NONE)
    for code, key in codes.items():
        if key:
            place[code] = keys.index(key)
    on = place[positions["issue"]]
    keyed = on != NONE
    packed = (positions["cell"][keyed] * len(keys) + on[keyed]) * 2 + positions["sign"][keyed]
    found, number = np.unique(packed, return_counts=True)
    issue = found // 2
    return Issues(keys, issue // max(len(keys), 1), issue % max(len(keys), 1), found % 2, number)


def _speaking(statements: Columns, under: Array, tops: int) -> tuple[Array, Array]:
    """Who speaks in which period, as one number in order, and how many statements they make.

    A statement of two speakers who are counted under one is one statement of that one.
    """
    one, period, line = under[statements["one"]], statements["period"], statements["line"]
    there = (one != NONE) & (period != NONE)
    one, period, line = one[there], period[there].astype(np.int64), line[there]
    nth = np.cumsum(np.diff(line, prepend=NONE) != 0)  # lines come in order
    _, first = np.unique(nth * tops + one, return_index=True)
    return np.unique((period * tops + one)[first], return_counts=True)


def _apart(cell: Array, value: Array) -> tuple[Array, Array]:
    """The different pairs of a cell and a number of zero or more, in order."""
    width = int(value.max(initial=0)) + 1
    found = np.sort(cell * width + value)  # np.unique would hash, in four times the time
    found = found[np.diff(found, prepend=NONE) != 0]
    return found // width, found % width


def _tally(cell: Array, number: int) -> Array:
    """How often each cell stands there."""
    return np.bincount(cell, minlength=number).astype(np.int32)


def _counted(values: Array) -> list[tuple[int, int]]:
    """The different values, and how many of each there are."""
    found, number = np.unique(values, return_counts=True)
    return list(zip(found.tolist(), number.tolist(), strict=True))


def _period(by: Period, dates: Dates) -> str:
    """The number of a pair's period: of the month, the week or the day, from the year 1."""
    column = "month" if by == "month" else "day"
    number = column if dates == "strict" else f"coalesce({column}, until_{column})"
    return f"(({number} - 1) / 7)" if by == "week" else number


def _published(by: Period) -> str:
    """The period of a report's day of publication; NULL where that is open, or longer than one."""
    column = "latest.published"
    day = f"substr({column}, 1, {7 if by == 'month' else 10})"
    if by == "week":
        day = f"date({day}, 'weekday 0', '-6 days')"
    form = A_MONTH if by == "month" else A_DAY
    return f"CASE WHEN {column} GLOB '{form}' AND instr({column}, '/') = 0 THEN {day} END"
