"""A record's file -> what is wrong with it, in words, and which versions read what is in force."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.filters import ROWS
from dragoman.store.database import open_for_reading
from dragoman.store.faults import explained
from dragoman.store.journal import Journal, journal_for, keeps_log
from dragoman.store.lines import PLACES
from dragoman.store.schema import VERSION, WHOLE, lacking, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST = 20  # faults of one kind that are told
IN_FORCE = """
    WITH last AS (SELECT report, max(id) AS coding FROM codings
                   WHERE report NOT IN (SELECT report FROM withdrawn) GROUP BY report)
    SELECT report FROM (SELECT * FROM last EXCEPT SELECT report, coding FROM current)
     UNION
    SELECT report FROM (SELECT report, coding FROM current EXCEPT SELECT * FROM last)
     ORDER BY report
"""
READ_BY = """
    SELECT runs.tables, runs.model_hash, count(*) FROM latest JOIN runs ON runs.id = latest.run
     GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
"""
# Rows are numbered from 0 in each coding; lines and pairs are made of those in force.
GAP = "SELECT coding FROM {kind} GROUP BY coding HAVING count(*) <> max(place) + 1 ORDER BY 1"
LINED = f"""
    SELECT r.coding * {PLACES} + r.place FROM current CROSS JOIN {{kind}} AS r
        ON r.coding = current.coding
"""  # noqa: S608 - a number of ours
STEPS = (
    ("statement_lines", LINED.format(kind="statements")),
    ("event_lines", LINED.format(kind="events")),
    ("position_lines", LINED.format(kind="positions")),
    ("report_lines", f"SELECT coding * {PLACES} FROM current"),  # noqa: S608 - likewise
)
COLUMN, BEYOND = "SELECT {} FROM {}", "SELECT count(*) FROM ({} EXCEPT {})"
PAIRED = (("event_pairs", "event_lines"), ("position_pairs", "position_lines"))
# Raises an error where the index of words is damaged or says other words than the texts.
INDEX = "INSERT INTO words (words, rank) VALUES ('integrity-check', 1)"


@dataclass(frozen=True, slots=True)
class Health:
    """What an examination of a record found.

    ``read_by`` counts the reports in force by the digest of the tables and the hash of the model
    that read them, most first. ``unseen`` says what could not be looked at, and why.
    """

    journal: Journal
    faults: tuple[str, ...]
    read_by: tuple[tuple[str, str | None, int], ...]
    unseen: str | None = None


def health_of(path: Path) -> Health:
    """Looks at every page, key and index of a record, which takes as long as reading all of it.

    Raises:
        StoreError: The file is none, something else, of a later version, or cannot be read at all.
    """
    with closing(open_for_reading(path)) as connection, explained(path, "read"):
        faults = list(_faults(connection))
        read_by = tuple(connection.execute(READ_BY).fetchall()) if not faults else ()
    unseen = None
    if not faults:
        if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
            faults += _index_faults(path)
        else:
            unseen = "the index of words, for the file cannot be written"
    return Health(_journal(path), tuple(faults), read_by, unseen)


def _journal(path: Path) -> Journal:
    """The journal the record is kept with, and why it is not the other one."""
    if keeps_log(path):
        return Journal("wal", "readers read while a writer writes")
    found = journal_for(path.parent)
    why = "it was made where no other could be kept" if found.mode == "wal" else found.why
    return Journal("delete", why)


def _faults(connection: sqlite3.Connection) -> Iterator[str]:
    try:
        for (words,) in connection.execute(f"PRAGMA integrity_check({MOST})"):
            if words != "ok":
                yield words
        for table, row, parent, _key in connection.execute("PRAGMA foreign_key_check"):
            yield f"{table}: row {row} points at what is not in {parent}"
        if version_of(connection) >= WHOLE:
            for (report,) in connection.execute(IN_FORCE).fetchmany(MOST):
                yield f"current: another coding of {report} than its last is in force"
        if version_of(connection) == VERSION:
            yield from _lacking(connection)
    except sqlite3.DatabaseError as error:  # damaged so that a check itself cannot go on
        yield str(error)


def _lacking(connection: sqlite3.Connection) -> Iterator[str]:
    """What no check of SQLite sees: tables and rows that are gone."""
    if gone := lacking(connection):
        yield from (f"{each} is gone" for each in gone[:MOST])
        return  # without them, nothing more can be asked
    for kind in ROWS:
        query = GAP.format(kind=kind)
        for (coding,) in connection.execute(query).fetchmany(MOST):
            yield f"{kind}: rows of coding {coding} are gone"
    for table, made in STEPS:
        yield from _out_of_step(connection, table, made, COLUMN.format("id", table))
    for table, lines in PAIRED:
        made, there = COLUMN.format("id", lines), COLUMN.format("line", table)
        yield from _out_of_step(connection, table, made, there)


def _out_of_step(
    connection: sqlite3.Connection, table: str, made: str, there: str
) -> Iterator[str]:
    for one, other in ((made, there), (there, made)):
        ((number,),) = connection.execute(BEYOND.format(one, other))
        if number:
            what = "lack" if one == made else "have too many,"
            yield f"{table}: {what} {number:,} of the rows in force"


def _index_faults(path: Path) -> list[str]:
    """The check of the index is an INSERT that writes nothing; it is rolled back all the same."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(INDEX)
        except sqlite3.DatabaseError as error:
            return [f"words: the index of words does not fit the texts ({error})"]
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    return []
