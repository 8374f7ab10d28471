"""The latest codings -> counts by period and dyad, made in the database, nothing left uncounted.

All of it is counted of the numbers in ``migrations/14_pairs.sql``: a million rows with their words
take as long to read as ten million pairs.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from dragoman.store.lines import PLACES
from dragoman.stories.fold import folded, origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dragoman.stories.fold import Origin

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

Period = Literal["day", "week", "month"]
Dates = Literal["strict", "bounded"]
# Whom each actor is counted under, as a number in the order of their ids.
UNITS = (
    "DROP TABLE IF EXISTS temp.unit",
    "CREATE TEMP TABLE unit (actor INTEGER PRIMARY KEY, top INTEGER NOT NULL) STRICT",
    """INSERT INTO unit SELECT known.no, value FROM json_each(:under)
         JOIN known ON known.id = key ORDER BY 1""",
)
# Why a pair is in no cell, the first reason that holds: the code of its realis, or one of WHY.
WHY = {
    -1: "repeats another row", -2: "background", -3: "no date", -4: "{first} unknown",
    -5: "{first} outside the level", -6: "target unknown", -7: "target outside the level",
}  # fmt: skip
IN_LEVEL = "EXISTS (SELECT 1 FROM unit WHERE actor = p.{role})"
# LIMIT -1 keeps SQLite from working the reason out twice, where it is asked for and where counted.
COUNT_ASIDE = f"""
    SELECT why, count(*) FROM (
        SELECT CASE WHEN p.echoes THEN -1 WHEN p.realis <> :actual THEN p.realis
                    WHEN {{history}} THEN -2 WHEN {{period}} IS NULL THEN -3
                    WHEN p.one IS NULL THEN -4 WHEN NOT {IN_LEVEL.format(role="one")} THEN -5
                    WHEN p.other IS NULL THEN -6 WHEN NOT {IN_LEVEL.format(role="other")} THEN -7
               END AS why
          FROM {{pairs}} AS p LIMIT -1)
     WHERE why IS NOT NULL GROUP BY 1
"""  # noqa: S608 - of this module
# The pairs for which there is no reason; whoever is not in the level is not in ``unit``.
COUNTED = """
    {pairs} AS p CROSS JOIN unit AS one ON one.actor = p.one
   CROSS JOIN unit AS other ON other.actor = p.other
   WHERE NOT (p.echoes OR {history}) AND p.realis = :actual AND {period} IS NOT NULL
"""
# Who acts in which period, as one number: what is grouped is short.
ACTS = "{period} * :tops + one.top"
# The pairs that are in cells, once: they are counted by type, by report and by outlet.
PLACED = (
    "DROP TABLE IF EXISTS temp.placed",
    f"""CREATE TEMP TABLE placed AS
        SELECT {{acts}} AS acts, other.top AS other, p.type, p.quad, p.intensity, p.undated,
               p.outlet, p.line / {PLACES} AS coding
          FROM {{counted}}""",  # noqa: S608 - of this module
)
EVENTS = """
    SELECT acts, other, type, quad, count(*), total(intensity), sum(undated) FROM placed
     GROUP BY 1, 2, 3, 4
"""
POSITIONS = """
    SELECT {acts} AS acts, other.top, p.sign, p.issue, count(*) FROM {counted}
     GROUP BY 1, 2, 3, 4
"""
# Reports of one outlet are one source; of those without any, each is one.
SOURCES = """
    SELECT acts, other, sum(reports), count(outlet),
           count(outlet) + sum(iif(outlet IS NULL, reports, 0))
      FROM (SELECT acts, other, outlet, count(DISTINCT coding) AS reports FROM placed
             GROUP BY 1, 2, 3)
     GROUP BY 1, 2
"""
# Reports that are no source of their own: copies, and what credits an agency.
FOLDED = "j.copied <> j.report OR j.agencies <> '[]' OR j.inferred <> '[]'"
ANY_FOLDED = f"SELECT EXISTS (SELECT 1 FROM reports_joined AS j WHERE {FOLDED})"  # noqa: S608 - of this module
# All reports of the cells that one of those is in.
ORIGINS = f"""
    WITH folding AS MATERIALIZED (
        SELECT current.coding FROM reports_joined AS j JOIN current ON current.report = j.report
         WHERE {FOLDED}),
    some AS MATERIALIZED (
        SELECT DISTINCT acts, other FROM placed WHERE coding IN (SELECT coding FROM folding))
    SELECT DISTINCT acts, other, c.report, c.outlet, j.copied, j.agencies, j.inferred
      FROM placed JOIN some USING (acts, other) JOIN codings AS c ON c.id = placed.coding
      LEFT JOIN reports_joined AS j ON j.report = c.report
"""  # noqa: S608 - of this module
# A statement of two speakers who are counted under one is one statement of that one.
STATEMENTS = """
    SELECT {acts}, count(*)
      FROM statement_pairs AS p JOIN unit AS one ON one.actor = p.one
     WHERE {period} IS NOT NULL AND (p.place = 0 OR NOT EXISTS (
           SELECT 1 FROM statement_pairs AS before JOIN unit ON unit.actor = before.one
            WHERE before.line = p.line AND before.place < p.place AND unit.top = one.top))
     GROUP BY 1
"""
READ = """
    SELECT outlet, {period} AS period, count(*) FROM latest WHERE stage IS NULL GROUP BY 1, 2
     ORDER BY 1, 2
"""
CODES = "SELECT code, value FROM codes WHERE of IN ('type', 'quad', 'realis', 'issue')"
YEAR, DD = "[0-9][0-9][0-9][0-9]", "[0-3][0-9]"
A_DAY, A_MONTH = f"{YEAR}-[01][0-9]-{DD}*", f"{YEAR}-[01][0-9]*"


@dataclass(frozen=True, slots=True)
class Counts:
    """Groups of rows as the database counted them, and those in no cell by reason.

    A cell is two numbers: ``acts`` says who acts in which period (``acting`` reads it), ``other``
    is the place in ``tops`` of whom that is towards.

    ``events``: (acts, other, type, quad, rows, summed intensity, rows without a date of their own).
    ``positions``: (acts, other, sign, issue key, rows). Types, quad classes and issue keys stand as
    numbers, whose words are in ``codes``. ``sources``: (acts, other) ->
    reports and outlets with an event, and how many independent sources they are. ``statements``:
    acts -> statements. ``read``: (outlet, period, reports). ``aside``: kind -> reason -> pairs.
    """

    by: Period
    tops: list[str]
    codes: dict[int, str]
    events: list[tuple[int, int, int, int, int, float, int]]
    positions: list[tuple[int, int, int, int | None, int]]
    sources: dict[tuple[int, int], tuple[int, int, int]]
    statements: dict[int, int]
    read: list[tuple[Any, ...]]
    aside: dict[str, dict[str, int]]

    def acting(self, acts: int) -> tuple[str, str]:
        """The period, as it is named, and the actor by its id."""
        period, one = divmod(acts, len(self.tops))
        return _named(period, self.by), self.tops[one]


def counts_of(
    rows: Rows, units: Mapping[str, str], by: Period, dates: Dates, *, background: bool
) -> Counts:
    """The counts of the latest codings, each list in the order of periods and ids.

    Args:
        rows: Runs a query.
        units: Whom each actor is counted under; one that is not in it is outside the level.
        by: The length of a period: a day, a week by its Monday, or a month.
        dates: ``strict`` takes only the date that the words give; ``bounded`` puts an event without
            one where it ended at the latest, for most the day of publication.
        background: Also count history told beside the news.
    """
    tops = sorted(set(units.values()))
    numbers = {top: number for number, top in enumerate(tops)}
    under = {actor: numbers[top] for actor, top in sorted(units.items())}
    codes: dict[int, str] = dict(rows(CODES, ()))
    actual = next((code for code, value in codes.items() if value == "actual"), 0)
    values = {"under": json.dumps(under), "actual": actual, "tops": len(tops)}

    def asked(query: str, kind: str = "") -> list[tuple[Any, ...]]:
        history = "p.background" if kind == "events" and not background else "0"
        return list(rows(_filled(query, kind, _period(by, dates), history), values))

    for change in (*UNITS, *PLACED):
        asked(change, "events")
    return Counts(
        by,
        tops,
        codes,
        asked(EVENTS),
        asked(POSITIONS, "positions"),
        _sources(asked),
        dict(asked(STATEMENTS, "statements")),
        list(rows(READ.format(period=_published(by)), ())),
        {
            kind: {
                (WHY.get(why) or f"realis {codes[why]}").format(first=first): number
                for why, number in asked(COUNT_ASIDE, kind)
            }
            for kind, first in (("events", "source"), ("positions", "holder"))
        },
    )


def _sources(
    asked: Callable[[str], list[tuple[Any, ...]]],
) -> dict[tuple[int, int], tuple[int, int, int]]:
    """Reports, outlets and independent sources by cell; copies are looked up where any are."""
    found = {(acts, other): (r, o, alone) for acts, other, r, o, alone in asked(SOURCES)}
    ((any_folded,),) = asked(ANY_FOLDED)
    if not any_folded:
        return found
    origins: dict[tuple[int, int], dict[str, Origin]] = {}
    for acts, other, report, *known in asked(ORIGINS):
        origins.setdefault((acts, other), {})[report] = origin_of(report, *known)
    return found | {cell: (*found[cell][:2], folded(those)) for cell, those in origins.items()}


def _filled(query: str, kind: str, period: str, history: str) -> str:
    """A query with its parts, all constants of this module."""
    parts = {"pairs": f"{kind[:-1]}_pairs", "period": period, "history": history}
    return query.format(**parts, counted=COUNTED.format(**parts), acts=ACTS.format(**parts))


def _period(by: Period, dates: Dates) -> str:
    """The number of a pair's period: of the month, the week or the day, from the year 1."""
    column = "month" if by == "month" else "day"
    number = f"p.{column}" if dates == "strict" else f"coalesce(p.{column}, p.until_{column})"
    return f"(({number} - 1) / 7)" if by == "week" else number


def _named(period: int, by: Period) -> str:
    """A period as the panel prints it.

    >>> _named(24189, "month"), _named(105125, "week"), _named(735877, "day")
    ('2015-10', '2015-10-05', '2015-10-06')
    """
    if by == "month":
        return f"{period // 12:04}-{period % 12 + 1:02}"
    return date.fromordinal(period * 7 + 1 if by == "week" else period).isoformat()


def _published(by: Period) -> str:
    """The period of a report's day of publication; NULL where that is open, or longer than one."""
    column = "latest.published"
    day = f"substr({column}, 1, {7 if by == 'month' else 10})"
    if by == "week":
        day = f"date({day}, 'weekday 0', '-6 days')"
    form = A_MONTH if by == "month" else A_DAY
    return f"CASE WHEN {column} GLOB '{form}' AND instr({column}, '/') = 0 THEN {day} END"
