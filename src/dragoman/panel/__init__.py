"""A record -> dyads by period: how often who did what to whom, beside how much was read at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from dragoman.lexicon.validity import codes_on
from dragoman.panel.periods import between
from dragoman.record import EventType, Quad

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.lexicon.schema import StateCode
    from dragoman.store import StoredRecord
    from dragoman.store.cells import Counts, Dates, Period
    from dragoman.store.counted import Counting

Level = Literal["actor", "body", "state"]
TYPES, QUADS = get_args(EventType), get_args(Quad)
CODES = ("iso3", "cow", "gwno")
Cell = tuple[str, str, str]  # period, source, target

__all__ = ["Panel", "panel"]


@dataclass(frozen=True, slots=True)
class Panel:
    """The rows of a panel, what was set aside, and the reports read.

    ``rows`` has one dict a period and directed dyad. ``aside`` counts, for events and positions,
    the pairs of actors that are in no row, by reason; with ``counted`` they add up to ``pairs``.
    ``read`` has the reports read by outlet and period, the denominator of all counts.
    """

    rows: list[dict[str, Any]]
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
    cells, asides = _cells(counts)
    if zero_fill:
        _fill(cells, by)
    coded = _Codes(counting, list(states))
    read = Counter[str]()
    for _, period, number in counts.read:
        read[period] += number
    rows = [
        {
            **coded.dyad(cell),
            **_row(found, counts.sources.get(cell, (0, 0, 0))),
            "statements": counts.statements.get(cell[:2], 0),
            "reports_read": read[cell[0]],
        }
        for cell, found in sorted(cells.items())
    ]
    counted = {kind: sum(found[kind] for found in cells.values()) for kind in asides}
    return Panel(
        rows, counted, {kind: dict(sorted(why.items())) for kind, why in asides.items()},
        {kind: counted[kind] + sum(why.values()) for kind, why in asides.items()},
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


def _cells(counts: Counts) -> tuple[dict[Cell, Counter[str]], dict[str, Counter[str]]]:
    """The cells with their counts, and the rows in none by kind and reason."""
    cells: dict[Cell, Counter[str]] = defaultdict(Counter)
    asides: dict[str, Counter[str]] = {"events": Counter(), "positions": Counter()}
    for aside, period, source, target, type_, quad, number, intensity, undated in counts.events:
        if aside is not None:
            asides["events"][aside] += number
            continue
        found = cells[period, source, target]
        found.update({"events": number, type_: number, quad: number, "undated": undated})
        found["intensity"] += intensity
    for aside, period, holder, target, sign, issue, number in counts.positions:
        if aside is not None:
            asides["positions"][aside] += number
            continue
        side = "for" if sign > 0 else "against"
        found = cells[period, holder, target]
        found.update({"positions": number, side: number, f"issue {issue or ''} {side}": number})
    return cells, asides


def _fill(cells: dict[Cell, Counter[str]], by: Period) -> None:
    """Adds the empty cells of each dyad, from the first period of all to the last."""
    if cells:
        periods = between(min(cell[0] for cell in cells), max(cell[0] for cell in cells), by)
        for source, target in {cell[1:] for cell in cells}:
            for period in periods:
                cells.setdefault((period, source, target), Counter())


def _row(found: Counter[str], sources: tuple[int, int, int]) -> dict[str, Any]:
    events = found["events"]
    issues = sorted(
        (key.removeprefix("issue ").rpartition(" "), number)
        for key, number in found.items() if key.startswith("issue ") and key[6] != " "
    )  # fmt: skip
    told = [f"{key}:{'+' if side == 'for' else '-'}{number}" for (key, _, side), number in issues]
    return {
        "events": events,
        **{type_.lower(): found[type_] for type_ in TYPES},
        **{quad.replace(" ", "_"): found[quad] for quad in QUADS},
        "intensity_mean": round(found["intensity"] / events, 3) if events else None,
        "undated": round(found["undated"] / events, 3) if events else None,
        "positions_for": found["for"],
        "positions_against": found["against"],
        "issues": "; ".join(told) or None,
        "reports": sources[0],
        "outlets": sources[1],
        "independent_sources": sources[2],
    }


class _Codes:
    """Names and codes of both sides of a dyad, as they are valid in the period."""

    def __init__(self, counting: Counting, states: list[StateCode]) -> None:
        self.counting = counting
        self.states: dict[str, list[StateCode]] = defaultdict(list)
        for row in states:
            self.states[row.id].append(row)
        self.known: dict[tuple[str, str], dict[str, Any]] = {}

    def dyad(self, cell: Cell) -> dict[str, Any]:
        """The columns that say which dyad and period it is."""
        period, source, target = cell
        sides = (("source", source), ("target", target))
        columns: dict[str, Any] = {"period": period}
        for side, actor in sides:
            columns |= {side: actor, f"{side}_name": self.counting.name_of(actor)}
            columns |= {f"{side}_{n}": code for n, code in self._of(actor, period).items()}
        return columns

    def _of(self, actor: str, period: str) -> dict[str, Any]:
        """The codes of an actor that is a state then; a period that two codes share gives none."""
        if (actor, period) not in self.known:
            found = codes_on(self.states.get(actor, ()), actor, period)
            one = found[0] if len(found) == 1 else None
            codes = (one.iso, one.cow, one.gw) if one else ("", "", "")
            cells = dict(zip(CODES, (code or None for code in codes), strict=True))
            self.known[actor, period] = cells
        return self.known[actor, period]
