"""The latest codings -> counts by period and dyad, made in the database, nothing left uncounted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from dragoman.stories.fold import folded, origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dragoman.stories.fold import Origin

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

Period = Literal["day", "week", "month"]
Dates = Literal["strict", "bounded"]
YEAR, DD = "[0-9][0-9][0-9][0-9]", "[0-3][0-9]"
A_DAY, A_MONTH = f"{YEAR}-[01][0-9]-{DD}*", f"{YEAR}-[01][0-9]*"
# Whom each actor is counted under. A table by its key: joined to a list, a million rows took hours.
UNITS = (
    "DROP TABLE IF EXISTS temp.unit",
    "CREATE TEMP TABLE unit (actor TEXT PRIMARY KEY, top TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "INSERT INTO unit SELECT key, value FROM json_each(:units)",
)
# Why a row is in no cell, the first reason that holds; NULL where it is in one.
ASIDE = """
    CASE WHEN r.echoes IS NOT NULL THEN 'repeats another row'
         WHEN r.realis <> 'actual' THEN 'realis ' || r.realis
         {background}
         WHEN {period} IS NULL THEN 'no date'
         WHEN one.actor IS NULL THEN '{first} unknown'
         WHEN one_unit.top IS NULL THEN '{first} outside the level'
         WHEN other.actor IS NULL THEN 'target unknown'
         WHEN other_unit.top IS NULL THEN 'target outside the level' END
"""
# CROSS JOIN keeps the order: report by report, rows lie together; by an index they lie anywhere.
FROM_EVENTS = """
    FROM current CROSS JOIN codings AS latest ON latest.id = current.coding
   CROSS JOIN events AS r ON r.coding = latest.id
    LEFT JOIN roles AS one ON one.coding = r.coding AND one.row = r.id AND one.role = 'source'
    LEFT JOIN roles AS other ON other.coding = r.coding AND other.row = r.id
     AND (other.role = 'target' OR (other.role = 'source' AND other.place <> one.place
          AND NOT EXISTS (SELECT 1 FROM roles AS t WHERE t.coding = r.coding AND t.row = r.id
                             AND t.role = 'target')))
    LEFT JOIN unit AS one_unit ON one_unit.actor = one.actor
    LEFT JOIN unit AS other_unit ON other_unit.actor = other.actor
"""
FROM_POSITIONS = """
    FROM current CROSS JOIN codings AS latest ON latest.id = current.coding
   CROSS JOIN positions AS r ON r.coding = latest.id
    LEFT JOIN roles AS one ON one.coding = r.coding AND one.row = r.id AND one.role = 'holder'
    LEFT JOIN roles AS other ON other.coding = r.coding AND other.row = r.id
     AND other.role = 'target'
    LEFT JOIN unit AS one_unit ON one_unit.actor = one.actor
    LEFT JOIN unit AS other_unit ON other_unit.actor = other.actor
"""
EVENTS = """
    SELECT {aside} AS aside, {period} AS period, one_unit.top, other_unit.top, r.type,
           r.quad, count(*), total(r.intensity), sum(r.time IS NULL)
    {source} GROUP BY 1, 2, 3, 4, 5, 6
"""
POSITIONS = """
    SELECT {aside} AS aside, {period} AS period, one_unit.top, other_unit.top, r.sign,
           r.issue_key, count(*)
    {source} GROUP BY 1, 2, 3, 4, 5, 6
"""
TOLD = """(
      SELECT {aside} AS aside, {period} AS period, one_unit.top AS source, other_unit.top AS target,
             latest.report AS report, latest.outlet AS outlet {source})
"""
SOURCES = f"""WITH cells AS {TOLD}
    SELECT period, source, target, count(DISTINCT report), count(DISTINCT outlet),
           count(DISTINCT coalesce(outlet, report))
      FROM cells WHERE aside IS NULL GROUP BY 1, 2, 3
"""  # noqa: S608 - of this module
# Reports that are no source of their own: copies, and what credits an agency.
FOLDED = "j.copied <> j.report OR j.agencies <> '[]' OR j.inferred <> '[]'"
ANY_FOLDED = f"SELECT EXISTS (SELECT 1 FROM reports_joined AS j WHERE {FOLDED})"  # noqa: S608 - of this module
# All reports of the cells that one of those is in.
ORIGINS = f"""WITH cells AS MATERIALIZED {TOLD}, some AS (
      SELECT DISTINCT period, source, target FROM cells
        JOIN reports_joined AS j ON j.report = cells.report WHERE aside IS NULL AND ({FOLDED}))
    SELECT DISTINCT period, source, target, report, cells.outlet, j.copied, j.agencies, j.inferred
      FROM some JOIN cells USING (period, source, target)
      LEFT JOIN reports_joined AS j USING (report) WHERE aside IS NULL
"""  # noqa: S608 - of this module
STATEMENTS = """
    SELECT {period} AS period, unit.top, count(DISTINCT r.rowid)
      FROM current CROSS JOIN codings AS latest ON latest.id = current.coding
   CROSS JOIN statements AS r ON r.coding = latest.id
     CROSS JOIN roles AS one ON one.coding = r.coding AND one.row = r.id AND one.role = 'speaker'
      JOIN unit ON unit.actor = one.actor
     WHERE r.echoes IS NULL AND {period} IS NOT NULL GROUP BY 1, 2
"""
READ = """
    SELECT outlet, {period} AS period, count(*) FROM latest WHERE stage IS NULL GROUP BY 1, 2
     ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Groups of rows as the database counted them, those in no cell with the reason.

    ``events``: (aside, period, source, target, type, quad, rows, summed intensity, rows without a
    date of their own). ``positions``: (aside, period, holder, target, sign, issue key, rows).
    ``sources``: (period, source, target) -> reports and outlets with an event, and how many
    independent sources they are. ``statements``: (period, speaker) -> statements. ``read``:
    (outlet, period, reports).
    """

    events: list[tuple[Any, ...]]
    positions: list[tuple[Any, ...]]
    sources: dict[tuple[str, str, str], tuple[int, int, int]]
    statements: dict[tuple[str, str], int]
    read: list[tuple[Any, ...]]


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
    values = {"units": json.dumps(dict(sorted(units.items())))}
    for statement in UNITS:
        list(rows(statement, values if ":units" in statement else {}))
    bounded = dates == "bounded"
    events = _query(by, ("r.time", "r.not_after") if bounded else ("r.time",))
    stances = _query(by, ("r.time", "latest.published") if bounded else ("r.time",))
    history = "" if background else "WHEN r.background THEN 'background'"
    of_event = _aside(events, "source", history)
    of_position = _aside(stances, "holder", "")
    return Counts(
        list(rows(_filled(EVENTS, events, of_event, FROM_EVENTS), {})),
        list(rows(_filled(POSITIONS, stances, of_position, FROM_POSITIONS), {})),
        _sources(rows, events, of_event),
        {(p, s): n for p, s, n in rows(_filled(STATEMENTS, stances, "", ""), {})},
        list(rows(READ.format(period=_query(by, ("latest.published",))), {})),
    )  # fmt: skip


def _sources(
    rows: Rows, period: str, aside: str
) -> dict[tuple[str, str, str], tuple[int, int, int]]:
    """Reports, outlets and independent sources by cell; copies are looked up where any are."""
    found = {
        (p, s, t): (reports, outlets, alone)
        for p, s, t, reports, outlets, alone
        in rows(_filled(SOURCES, period, aside, FROM_EVENTS), {})
    }  # fmt: skip
    ((any_folded,),) = list(rows(ANY_FOLDED, ()))
    if not any_folded:
        return found
    origins: dict[tuple[str, str, str], dict[str, Origin]] = {}
    for p, s, t, report, *known in rows(_filled(ORIGINS, period, aside, FROM_EVENTS), {}):
        origins.setdefault((p, s, t), {})[report] = origin_of(report, *known)
    return found | {cell: (*found[cell][:2], folded(those)) for cell, those in origins.items()}


def _filled(query: str, period: str, aside: str, source: str) -> str:
    """A query with its parts, all constants of this module."""
    return query.format(period=period, aside=aside, source=source)


def _aside(period: str, first: str, background: str) -> str:
    return ASIDE.format(period=period, first=first, background=background)


def _query(by: Period, columns: tuple[str, ...]) -> str:
    """The period of the first of some columns that has one, as SQL."""
    cases = [_period(by, column) for column in columns]
    return f"coalesce({', '.join(cases)})" if len(cases) > 1 else cases[0]


def _period(by: Period, column: str) -> str:
    """The period that an EDTF value lies in; NULL where it is open, or longer than one."""
    form = A_MONTH if by == "month" else A_DAY
    day = f"substr({column}, 1, {7 if by == 'month' else 10})"
    if by == "week":
        day = f"date({day}, 'weekday 0', '-6 days')"
    return f"CASE WHEN {column} GLOB '{form}' AND instr({column}, '/') = 0 THEN {day} END"
