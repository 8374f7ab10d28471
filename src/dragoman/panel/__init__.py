"""A record -> dyads by period: how often who did what to whom, beside how much was read at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from dragoman.panel.table import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.frames.columns import Columns
    from dragoman.lexicon.schema import StateCode
    from dragoman.store import StoredRecord
    from dragoman.store.cells import Dates, Period
    from dragoman.store.counted import Counting

Level = Literal["actor", "body", "state"]

__all__ = ["Panel", "panel"]


@dataclass(frozen=True, slots=True)
class Panel:
    """The rows of a panel, what was set aside, and the reports read.

    ``rows`` has one row a period and directed dyad, read as a dict. ``aside`` counts, for
    events and positions, the pairs of actors that are in no row, by reason; with ``counted`` they
    add up to ``pairs``. ``read`` has the reports read by outlet and period, the denominator of all
    counts.
    """

    rows: Columns
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
    with record.at_one_moment():
        counting = record.counting(roll_up=level == "state")
        counts = record.cells(_units(counting, level), by, dates, background=background)
    names = [counting.name_of(actor) for actor in counts.tops]
    rows = rows_of(counts, names, list(states), zero_fill=zero_fill)
    counted = {kind: int(counts.numbers[kind].sum()) for kind in counts.aside}
    return Panel(
        rows, counted, {kind: dict(sorted(why.items())) for kind, why in counts.aside.items()},
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
