"""A report that must be erased by law -> a tombstone, and no word of it anywhere in the file.

Deleting rows leaves their words in free pages, in the index of words and in the log. So what is
deleted is overwritten, the index is merged, the file is made anew, and the log is emptied.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.errors import StoreError
from dragoman.render.json import dump
from dragoman.store.database import open_existing
from dragoman.store.faults import explained, whole
from dragoman.store.kept import keep_lines
from dragoman.store.lines import describe_anew, drop_unused_codes
from dragoman.store.schema import TABLES
from dragoman.store.withdraw import report_named

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

MADE = "INSERT INTO forgotten (hash, made, by_, why) VALUES (?, ?, ?, ?)"
TOMBSTONE = "SELECT made, by_, why FROM forgotten WHERE hash = ?"
COLUMNS = f"""
    SELECT tables.name, columns.name FROM ({TABLES}) AS tables
      JOIN pragma_table_info(tables.name) AS columns ORDER BY 1, 2
"""  # noqa: S608 - a constant of schema.py
OF_CODING = frozenset({"coding", "other_coding"})  # columns that say whose a row is
OF_REPORT = frozenset({"report", "other"})
OUT_OF = "DELETE FROM {} WHERE {} IN (SELECT id FROM codings WHERE report = ?)"  # of our tables
# What rows of other reports say of it; joining works it out again.
IN_OTHERS = (
    """INSERT OR IGNORE INTO unsettled_blocks SELECT b.block, b.sort FROM blocks AS b
         JOIN reports_joined AS j ON j.coding = b.coding
        WHERE j.copied = :report OR instr(j.passages, :report)""",
    "UPDATE reports_joined SET copied = report WHERE copied = :report",
    "UPDATE reports_joined SET passages = '[]' WHERE instr(passages, :report)",
    """UPDATE reports_joined SET inferred = '[]'
        WHERE report IN (SELECT other FROM copies WHERE report = :report UNION
                         SELECT report FROM copies WHERE other = :report)""",
)
# Reports that name it as the one they revise.
LATER = "SELECT id, json FROM codings WHERE json ->> '$.revision_of' = ? ORDER BY id"
ACTORS = """
    SELECT DISTINCT id FROM actors WHERE coding IN (SELECT id FROM codings WHERE report = ?)
     ORDER BY id
"""
GONE = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM actors)"
DECISIONS = f"DELETE FROM decisions WHERE actor IN ({GONE}) OR into_ IN ({GONE})"  # noqa: S608 - a constant of ours
ADDRESSES = "SELECT DISTINCT url FROM codings WHERE report = ? AND url IS NOT NULL ORDER BY url"
TEXTS = "SELECT DISTINCT text FROM codings WHERE report = ? ORDER BY text"
COPIES = "SELECT DISTINCT report FROM codings WHERE text = ? AND report <> ? ORDER BY report"
UNUSED_SOURCES = "DELETE FROM sources WHERE id NOT IN (SELECT source FROM source_of)"
OUT_OF_INDEX = (
    "INSERT INTO words (words, rowid, text) SELECT 'delete', id, text FROM texts WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """That a report was erased: when, by whom and why. Which one it was is not known any more."""

    made: str
    by: str
    why: str

    def __str__(self) -> str:
        return f"forgotten on {self.made} ({self.why}); the record does not take it again"


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: the report, its addresses, and how many rows of all tables.

    ``copies`` are other reports that have the very same text, which therefore stays.
    """

    report: str
    addresses: tuple[str, ...]
    rows: int
    copies: tuple[str, ...]


def forget(path: Path, words: str, *, made: str, by: str, why: str) -> Erased:
    """Erases a report with its text, its rows and its source; leaves a hash of its id.

    Asked again for the id of a report that is forgotten, it cleans the file again.

    Args:
        path: A record that exists.
        words: The report's id or the beginning of it, its address, or its source.
        made: When, UTC; the caller's clock.
        by: Who decides.
        why: The reason, which stays.

    Raises:
        UsageError: No report, or several, are named so.
        StoreError: The record cannot be written, or another program holds it open, so that words
            may still stand in its log.
    """
    with closing(open_existing(path)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        if tombstone_of(connection, words) is not None:
            erased = Erased(words, (), 0, ())
        else:
            with whole(connection, path):
                erased = _erase(connection, report_named(connection, words))
                connection.execute(MADE, (hash_of(erased.report), made, by, why))
        _clean(connection, path)
    return erased


def hash_of(report: str) -> str:
    """What is left of a forgotten report's id."""
    return hashlib.sha256(report.encode()).hexdigest()


def tombstone_of(connection: sqlite3.Connection, report: str) -> Tombstone | None:
    """The tombstone of the report with an id, where it was forgotten."""
    found = connection.execute(TOMBSTONE, (hash_of(report),)).fetchone()
    return Tombstone(*found) if found else None


def _erase(connection: sqlite3.Connection, report: str) -> Erased:
    """Takes a report out of every table that names a report or a coding."""
    connection.execute("PRAGMA defer_foreign_keys = ON")  # in whatever order rows go
    addresses = tuple(url for (url,) in connection.execute(ADDRESSES, (report,)))
    texts = [text for (text,) in connection.execute(TEXTS, (report,))]
    actors = [actor for (actor,) in connection.execute(ACTORS, (report,))]
    before = connection.total_changes
    connection.execute("DELETE FROM current WHERE report = ?", (report,))
    keep_lines(connection)  # reads the rows of what it takes out
    _erase_rows(connection, report)
    drop_unused_codes(connection)
    describe_anew(connection, actors)
    connection.execute(DECISIONS, [json.dumps(actors)] * 2)
    copies = [copy for text in texts for copy in _erase_text(connection, text, report)]
    connection.execute(UNUSED_SOURCES)
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")  # drops what is marked
    return Erased(report, addresses, connection.total_changes - before, tuple(copies))


def _erase_rows(connection: sqlite3.Connection, report: str) -> None:
    """Takes a report out of every table, and out of what rows of others say of it."""
    columns = connection.execute(COLUMNS).fetchall()
    for table, column in columns:
        if column in OF_CODING and table not in {"current", "codings"}:
            connection.execute(OUT_OF.format(table, column), (report,))
    connection.execute("DELETE FROM codings WHERE report = ?", (report,))
    for statement in IN_OTHERS:
        connection.execute(statement, {"report": report})
    for table, column in columns:
        if column in OF_REPORT:
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (report,))  # noqa: S608 - the same
    for coding, stored in connection.execute(LATER, (report,)).fetchall():
        plain = json.loads(stored) | {"revision_of": None}
        connection.execute("UPDATE codings SET json = ? WHERE id = ?", (dump(plain), coding))


def _erase_text(connection: sqlite3.Connection, text: int, report: str) -> list[str]:
    """The other reports that have a text, which goes where there are none."""
    copies = [copy for (copy,) in connection.execute(COPIES, (text, report))]
    if not copies:
        connection.execute(OUT_OF_INDEX, (text,))
        connection.execute("DELETE FROM texts WHERE id = ?", (text,))
    return copies


def _clean(connection: sqlite3.Connection, path: Path) -> None:
    """Makes the file anew and empties its log, so that no free page holds a word."""
    with explained(path, "cleaned"):
        connection.execute("VACUUM")
        held, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if held:
        raise StoreError(
            f"{path}: the report is erased, but another program has the record open, so its words"
            " may still stand in the log (close that program, and forget the same id again)"
        )
