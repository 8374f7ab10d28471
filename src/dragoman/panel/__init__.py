"""A record -> dyads by period: how often who did what to whom, beside how much was read at all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
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
    counts = record.cells(_units(counting, level), by, dates, background=background)
    cells = _Cells(counts)
    if zero_fill:
        cells.fill()
    told = _Told(counts, _Codes(counting, list(states)))
    counted = {"events": cells.sum(EVENTS), "positions": cells.sum(POSITIONS)}
    return Panel(
        Rows(COLUMNS, (told.row(place, *cells.at(place)) for place in cells.places())),
        counted, {kind: dict(sorted(why.items())) for kind, why in counts.aside.items()},
        {kind: counted[kind] + sum(why.values()) for kind, why in counts.aside.items()},
        [{"outlet": o, "period": p, "reports": n} for o, p, n in counts.read],
    )  # fmt: skip


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
        for acts, other, type_, quad, number, intensity, undated in counts.events:
            found = self._found((acts, other))
            found[EVENTS] += number
            found[NUMBERS[type_]] += number
            found[NUMBERS[quad]] += number
            found[INTENSITY] += intensity
            found[UNDATED] += undated
        for acts, other, sign, issue, number in counts.positions:
            found = self._found((acts, other))
            found[POSITIONS] += number
            found[FOR if sign > 0 else AGAINST] += number
            if issue:
                issues = self.issues.setdefault((acts, other), {})
                issues[issue, "+" if sign > 0 else "-"] = number

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

    def places(self) -> Iterator[Place]:
        """Every cell, by period and by the ids of both."""
        return iter(sorted(self.numbers))

    def at(self, place: Place) -> tuple[list[Any], str | None]:
        """The numbers of a cell, and its issues in words."""
        issues = sorted(
            self.issues.get(place, {}).items(), key=lambda one: (one[0][0], one[0][1] == "+")
        )
        told = [f"{key}:{sign}{number}" for (key, sign), number in issues]
        return self.numbers[place], "; ".join(told) or None

    def sum(self, at: int) -> int:
        """How many there are in all cells."""
        return sum(found[at] for found in self.numbers.values())


class _Told:
    """The rows of a panel out of its cells."""

    def __init__(self, counts: Counts, codes: _Codes) -> None:
        self.counts, self.codes = counts, codes
        self.read: dict[str, int] = defaultdict(int)
        for _, period, number in counts.read:
            self.read[period] += number

    def row(self, place: Place, found: list[Any], issues: str | None) -> tuple[Any, ...]:
        """The cells of a row, by ``COLUMNS``."""
        acts, other = place
        period, source = self.counts.acting(acts)
        events = found[EVENTS]
        return (
            period,
            *self.codes.side(source, period),
            *self.codes.side(self.counts.tops[other], period),
            *found[:INTENSITY],
            round(found[INTENSITY] / events, 3) if events else None,
            round(found[UNDATED] / events, 3) if events else None,
            found[FOR],
            found[AGAINST],
            issues,
            *self.counts.sources.get(place, (0, 0, 0)),
            self.counts.statements.get(acts, 0),
            self.read[period],
        )


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
