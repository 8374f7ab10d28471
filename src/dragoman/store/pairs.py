"""Rows in force -> the pairs of actors in them, as numbers, which a panel counts.

The tables are those of ``migrations/14_pairs.sql``; ``kept.py`` keeps them in step.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.store.lines import PLACES

if TYPE_CHECKING:
    import sqlite3

MONTH = re.compile(r"([0-9]{4})-([01][0-9])(?:-([0-3][0-9]))?")
OF_FRESH = f"""
    FROM fresh CROSS JOIN {{kind}} AS r ON r.coding = fresh.coding
   CROSS JOIN {{lines}} AS l ON l.id = r.coding * {PLACES} + r.place
   CROSS JOIN codings AS c ON c.id = r.coding
"""
PLACE = "(coalesce(one.place, 0) << 20) + coalesce(other.place, 0)"
DATED = "month_of({0}), day_of({0}), month_of({1}), day_of({1})"
# Where several act together and nobody is the target, each of them is towards each other.
EVENTS = f"""
    INSERT INTO event_pairs
    SELECT l.id, {PLACE}, source.no, target.no, r.echoes IS NOT NULL, l.realis, r.background,
           l.type, l.quad, l.outlet, r.intensity, r.time IS NULL,
           {DATED.format("r.time", "r.not_after")}
      {OF_FRESH.format(kind="events", lines="event_lines")}
      LEFT JOIN roles AS one ON one.coding = r.coding AND one.row = r.id AND one.role = 'source'
      LEFT JOIN roles AS other ON other.coding = r.coding AND other.row = r.id
       AND (other.role = 'target' OR (other.role = 'source' AND other.place <> one.place
            AND NOT EXISTS (SELECT 1 FROM roles AS t WHERE t.coding = r.coding AND t.row = r.id
                               AND t.role = 'target')))
      LEFT JOIN known AS source ON source.id = one.actor
      LEFT JOIN known AS target ON target.id = other.actor ORDER BY 1, 2
"""  # noqa: S608 - made of constants
POSITIONS = f"""
    INSERT INTO position_pairs
    SELECT l.id, {PLACE}, holder.no, target.no, r.echoes IS NOT NULL, l.realis, l.sign, l.issue,
           {DATED.format("r.time", "c.published")}
      {OF_FRESH.format(kind="positions", lines="position_lines")}
      LEFT JOIN roles AS one ON one.coding = r.coding AND one.row = r.id AND one.role = 'holder'
      LEFT JOIN roles AS other ON other.coding = r.coding AND other.row = r.id
       AND other.role = 'target'
      LEFT JOIN known AS holder ON holder.id = one.actor
      LEFT JOIN known AS target ON target.id = other.actor ORDER BY 1, 2
"""
STATEMENTS = f"""
    INSERT INTO statement_pairs
    SELECT l.id, one.place, speaker.no, {DATED.format("r.time", "c.published")}
      {OF_FRESH.format(kind="statements", lines="statement_lines")}
     CROSS JOIN roles AS one ON one.coding = r.coding AND one.row = r.id AND one.role = 'speaker'
     CROSS JOIN known AS speaker ON speaker.id = one.actor
     WHERE r.echoes IS NULL ORDER BY 1, 2
"""
TABLES = ("event_pairs", "position_pairs", "statement_pairs")
GONE = f"""
    DELETE FROM {{table}} WHERE line IN (
        SELECT p.line FROM fresh CROSS JOIN {{table}} AS p
            ON p.line >= fresh.coding * {PLACES} AND p.line < (fresh.coding + 1) * {PLACES})
"""  # noqa: S608 - likewise


def add_pairs(connection: sqlite3.Connection) -> None:
    """Makes the pairs of the fresh codings, whose lines are there."""
    for name, function in (("month_of", month_of), ("day_of", day_of)):
        kept = lru_cache(maxsize=1 << 14)(function)
        connection.create_function(name, 1, kept, deterministic=True)
    for query in (EVENTS, POSITIONS, STATEMENTS):
        connection.execute(query)


def take_out_pairs(connection: sqlite3.Connection) -> None:
    """Takes out the pairs of the fresh codings."""
    for table in TABLES:
        connection.execute(GONE.format(table=table))


def month_of(value: str | None) -> int | None:
    """The month that an EDTF value lies in, as year * 12 + month - 1; None where it is in none.

    >>> month_of("2015-10-06"), month_of("2015-10"), month_of("2015"), month_of("2015-10/2016-01")
    (24189, 24189, None, None)
    """
    found = _found(value)
    return int(found[1]) * 12 + int(found[2]) - 1 if found else None


def day_of(value: str | None) -> int | None:
    """The day that an EDTF value is or lies in, counted from the year 1; None where it is longer.

    >>> day_of("2015-10-06T10:00"), day_of("2015-10"), day_of("2015-02-31")
    (735877, None, None)
    """
    found = _found(value)
    try:
        return date(*map(int, found.groups())).toordinal() if found and found[3] else None
    except ValueError:
        return None


def _found(value: str | None) -> re.Match[str] | None:
    return MONTH.match(value) if value is not None and "/" not in value else None
