"""A record -> dyads by period: how often who did what to whom, beside how much was read at all."""

from __future__ import annotations

import gc
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal, get_args

from dragoman.frames import Rows
from dragoman.lexicon.validity import codes_on
from dragoman.record import EventType, Quad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.lexicon.schema import StateCode
    from dragoman.store import StoredRecord
    from dragoman.store.cells import Counts, Dates, Period
    from dragoman.store.counted import Counting

Level = Literal["actor", "body", "state"]
TYPES, QUADS = get_args(EventType), get_args(Quad)
CODES = ("iso3", "cow", "gwno")
SIDE = ("", "_name", *(f"_{code}" for code in CODES))
COLUMNS = (
    "period", *(f"source{end}" for end in SIDE), *(f"target{end}" for end in SIDE),
    "events", *(type_.lower() for type_ in TYPES), *(quad.replace(" ", "_") for quad in QUADS),
    "intensity_mean", "undated", "positions_for", "positions_against", "issues",
    "reports", "outlets", "independent_sources", "statements", "reports_read",
)  # fmt: skip
# The numbers of a cell, in its list: how many of each, and the sum of intensities.
NUMBERS = {name: at for at, name in enumerate(
    ("events", *TYPES, *QUADS, "intensity", "undated", "positions", "for", "against"))}  # fmt: skip
EVENTS, INTENSITY, UNDATED = (NUMBERS[name] for name in ("events", "intensity", "undated"))
POSITIONS, FOR, AGAINST = (NUMBERS[name] for name in ("positions", "for", "against"))
Place = tuple[int, int]  # the numbers of a cell: see dragoman.store.cells.Counts
Side = tuple[str, str, str | None, str | None, str | None]  # id, name and codes of an actor

__all__ = ["Panel", "panel"]


@dataclass(frozen=True, slots=True)
class Panel:
    """The rows of a panel, what was set aside, and the reports read.

    ``rows`` has one row a period and directed dyad, read as a dict. ``aside`` counts, for
    events and positions, the pairs of actors that are in no row, by reason; with ``counted`` they
    add up to ``pairs``. ``read`` has the reports read by outlet and period, the denominator of all
    counts.
    """

    rows: Rows
    counted: dict[str, int]
    aside: dict[str, dict[str, int]]
    pairs: dict[str, int]
    read: list[dict[str, Any]]


def panel(
    record: StoredRecord,
    states: Iterable[StateCode],
    *,
    by: Period = "month",
    level: Level = "actor",
    dates: Dates = "bounded",
    zero_fill: bool = False,
    background: bool = False,
) -> Panel:
    """The dyads of a record by period.

    An event of several actors counts once for each pair of a source and a target; where several
    act together and nobody is the target, for each pair of them, both ways.

    Args:
        record: The open record.
        states: The codes of states, ``Tables.states``.
        by: The length of a period; weeks are named by their Monday.
        level: Count actors as they are, persons under the body they belong to, or states alone with
            what is part of them.
        dates: See ``dragoman.store.cells.counts_of``.
        zero_fill: A row for each dyad in each period from the first to the last.
        background: Also count history told beside the news.
    """
    counting = record.counting(roll_up=level == "state")
    with _uncollected():
        counts = record.cells(_units(counting, level), by, dates, background=background)
        cells = _Cells(counts)
        if zero_fill:
            cells.fill()
        rows = Rows(COLUMNS, _rows(counts, cells, _Codes(counting, list(states))))
    counted = {"events": cells.sum(EVENTS), "positions": cells.sum(POSITIONS)}
    return Panel(
        rows, counted, {kind: dict(sorted(why.items())) for kind, why in counts.aside.items()},
        {kind: counted[kind] + sum(why.values()) for kind, why in counts.aside.items()},
        [{"outlet": o, "period": p, "reports": n} for o, p, n in counts.read],
    )  # fmt: skip


def _rows(counts: Counts, cells: _Cells, codes: _Codes) -> Iterator[tuple[Any, ...]]:
    """The cells as rows of ``COLUMNS``, by period and by the ids of both."""
    read: dict[str, int] = defaultdict(int)
    for _, period, number in counts.read:
        read[period] += number
    for acts, places in groupby(sorted(cells.numbers), key=itemgetter(0)):
        period, source = counts.acting(acts)
        head = (period, *codes.side(source, period))
        tail = (counts.statements.get(acts, 0), read[period])
        for place in places:
            target = codes.side(counts.tops[place[1]], period)
            sources = counts.sources.get(place, (0, 0, 0))
            yield (*head, *target, *cells.told(place), *sources, *tail)


def _units(counting: Counting, level: Level) -> dict[str, str]:
    """Whom each actor is counted under; those outside the level are left out."""
    units = {}
    for actor, known in counting.actors.items():
        unit = counting.under(actor)
        if level == "body" and known.kind == "person" and known.part_of:
            unit = counting.canonical(known.part_of)
        if level != "state" or (unit in counting.actors and counting.actors[unit].kind == "state"):
            units[actor] = unit
    return units


class _Cells:
    """The numbers of each cell, and its positions by issue and sign."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.numbers: dict[Place, list[Any]] = {}
        self.issues: dict[Place, dict[tuple[str, str], int]] = {}
        columns = {code: NUMBERS[word] for code, word in counts.codes.items() if word in NUMBERS}
        for acts, other, type_, quad, number, intensity, undated in counts.events:
            found = self._found((acts, other))
            found[EVENTS] += number
            found[columns[type_]] += number
            found[columns[quad]] += number
            found[INTENSITY] += intensity
            found[UNDATED] += undated
        for acts, other, sign, issue, number in counts.positions:
            found = self._found((acts, other))
            found[POSITIONS] += number
            found[FOR if sign > 0 else AGAINST] += number
            if issue is not None and (key := counts.codes[issue]):
                issues = self.issues.setdefault((acts, other), {})
                issues[key, "+" if sign > 0 else "-"] = number

    def _found(self, place: Place) -> list[Any]:
        found = self.numbers.get(place)
        if found is None:
            found = self.numbers[place] = [0] * len(NUMBERS)
        return found

    def fill(self) -> None:
        """Adds the empty cells of each dyad, from the first period of all to the last."""
        tops = len(self.counts.tops)
        periods = [acts // tops for acts, _ in self.numbers]
        dyads = {(acts % tops, other) for acts, other in self.numbers}
        for period in range(min(periods, default=0), max(periods, default=-1) + 1):
            for one, other in dyads:
                self._found((period * tops + one, other))

    def told(self, place: Place) -> tuple[Any, ...]:
        """The numbers of a cell as a row has them, from ``events`` to ``issues``."""
        found = self.numbers[place]
        events, intensity, undated = found[EVENTS], None, None
        if events:
            intensity = round(found[INTENSITY] / events, 3)
            undated = round(found[UNDATED] / events, 3)
        issues = None
        if place in self.issues:
            those = sorted(self.issues[place].items(), key=_key_and_side)
            issues = "; ".join(f"{key}:{sign}{number}" for (key, sign), number in those)
        return (*found[:INTENSITY], intensity, undated, found[FOR], found[AGAINST], issues)

    def sum(self, at: int) -> int:
        """How many there are in all cells."""
        return sum(found[at] for found in self.numbers.values())


def _key_and_side(one: tuple[tuple[str, str], int]) -> tuple[str, bool]:
    """The order of issues: by their keys, and those against before those for."""
    (key, sign), _ = one
    return key, sign == "+"


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keeps the collector of garbage from walking millions of small rows, none of them garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Codes:
    """Names and codes of actors, as they are valid in a period."""

    def __init__(self, counting: Counting, states: list[StateCode]) -> None:
        self.counting = counting
        self.states: dict[str, list[StateCode]] = defaultdict(list)
        for row in states:
            self.states[row.id].append(row)
        self.known: dict[tuple[str, str], Side] = {}

    def side(self, actor: str, period: str) -> Side:
        """Id, name and codes of an actor; a period that two codes share gives none."""
        key = (actor, period if actor in self.states else "")
        if key not in self.known:
            found = codes_on(self.states.get(actor, ()), actor, period)
            one = found[0] if len(found) == 1 else None
            codes = (one.iso or None, one.cow or None, one.gw or None) if one else (None,) * 3
            self.known[key] = (actor, self.counting.name_of(actor), *codes)
        return self.known[key]
