"""A path -> a connection to a record on disk, or an error that says what the file is instead."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from time import monotonic, sleep
from typing import TYPE_CHECKING

from dragoman.errors import StoreError
from dragoman.store.faults import explained
from dragoman.store.journal import journal_for
from dragoman.store.schema import APPLICATION, REVIEWS_SINCE, VERSION, upgrade, version_of
from dragoman.store.watch import watched

if TYPE_CHECKING:
    from pathlib import Path

OLDEST = (3, 37)  # the version of SQLite that brought STRICT tables
TABLES = "SELECT count(*) FROM sqlite_master"
EMPTY = "{}: an empty file, no record (dragoman add SOURCE fills it)"
HEAD = 100  # bytes of the header of a database
WAIT = 30.0  # seconds a writer waits for another one
PAUSE = 0.01  # seconds between two attempts
CACHE = 65_536  # KiB kept of the file: ids are hashes, and their indexes are met anywhere
CURRENT_SINCE = 8  # the version that brought the table of codings in force
CURRENT = """
    CREATE TEMP VIEW current AS SELECT report, max(id) AS coding FROM codings GROUP BY report
"""  # what stands for it in a record of before, which reading leaves as it is
ACROSS_SINCE = 10  # the version that brought what is known of rows across reports
ACROSS = (
    """CREATE TEMP VIEW across AS
       SELECT 0 AS coding, '' AS row, NULL AS grp, 1 AS independent_sources, 0 AS contradicted,
              0 AS updated WHERE 0""",
    """CREATE TEMP VIEW reports_joined AS
       SELECT '' AS report, NULL AS outlet, '' AS copied, '[]' AS agencies, '[]' AS inferred
        WHERE 0""",
)  # nothing, in a record of before
REVIEWED = """
    CREATE TEMP VIEW reviewed AS SELECT '' AS row, '' AS kind, '' AS verdict WHERE 0
"""  # the same


def open_for_writing(path: Path) -> sqlite3.Connection:
    """A connection that may write; makes the record where there is none.

    A record of an earlier version gains the tables it lacks; what it holds stays as it is.

    Raises:
        StoreError: The file is something else, of a later version, or cannot be written.
    """
    with explained(path, "written"):
        connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
        try:
            _must_be_whole(connection, path)
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def open_existing(path: Path) -> sqlite3.Connection:
    """A connection that may write to a record that exists; makes none.

    Raises:
        StoreError: There is no such file, it is something else, of a later version, or cannot be
            written.
    """
    open_for_reading(path).close()  # says what is wrong before a file is made
    return open_for_writing(path)


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, safe beside a writer.

    Raises:
        StoreError: There is no such file, it is something else, or of a later version.
    """
    if path.is_dir():
        raise StoreError(f"{path}: a folder, no record (name the file in it)")
    if not path.is_file():
        raise StoreError(f"{path}: there is no record here (dragoman add SOURCE makes one)")
    if not path.stat().st_size:
        raise StoreError(EMPTY.format(path))
    with explained(path, "read"):
        _roll_back(path)
        connection = sqlite3.connect(_address(path), uri=True, timeout=WAIT, isolation_level=None)
        try:
            _must_be_whole(connection, path)
            _check(connection, path)
            connection.execute(f"PRAGMA cache_size = {-CACHE}")
            if version_of(connection) < CURRENT_SINCE:
                connection.execute(CURRENT)
            if version_of(connection) < ACROSS_SINCE:
                for view in ACROSS:
                    connection.execute(view)
            if version_of(connection) < REVIEWS_SINCE:
                connection.execute(REVIEWED)
        except BaseException:
            connection.close()
            raise
        return connection


def full_text_is_there() -> bool:
    """Whether this Python's SQLite has what the record needs: FTS5, and tables that are STRICT."""
    with closing(sqlite3.connect(":memory:")) as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    return "ENABLE_FTS5" in options and sqlite3.sqlite_version_info >= OLDEST


def _address(path: Path) -> str:
    """Read-only; beside no journal in a folder we may not write, as a file that never changes."""
    journal = path.with_name(path.name + "-wal")
    here = path.resolve().as_uri()
    alone = not journal.exists() and not os.access(path.parent, os.W_OK)
    return f"{here}?mode=ro" + ("&immutable=1" if alone else "")


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    new = not connection.execute(TABLES).fetchone()[0]
    if new and not full_text_is_there():
        raise StoreError(
            f"{path}: this Python's SQLite is too old or lacks FTS5 (use another Python)"
        )
    if new:
        _set_journal(connection, journal_for(path.parent).mode)
    else:
        _check(connection, path)
        _fit_journal(connection, path)
    if new or version_of(connection) < VERSION:
        with watched(connection, f"{path}: bringing the record to schema {VERSION}") as tell:
            upgrade(connection, tell)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = {-CACHE}")


def _set_journal(connection: sqlite3.Connection, mode: str) -> None:
    """Sets the journal of a new file; where two make it at once, SQLite itself does not wait."""
    until = monotonic() + WAIT
    while True:
        try:
            connection.execute(f"PRAGMA journal_mode = {mode}")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(PAUSE)
        else:
            return


def _fit_journal(connection: sqlite3.Connection, path: Path) -> None:
    """Takes the write-ahead log from a record that was moved to where none can be kept."""
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode == "wal" and journal_for(path.parent).mode == "delete":
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # a log without shared memory
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA locking_mode = NORMAL")


def _roll_back(path: Path) -> None:
    """Takes back what a killed writer left half done, which who may only read cannot."""
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists() and journal.stat().st_size and os.access(path.parent, os.W_OK):
        with closing(sqlite3.connect(path, timeout=WAIT)) as connection:
            connection.execute(TABLES)  # a journal whose writer lives is left alone


def _must_be_whole(connection: sqlite3.Connection, path: Path) -> None:
    """Says so where pages of a file are missing, which SQLite calls malformed, or overlooks.

    SQLite is asked how many there are. When a process closes a file that it has opened itself, the
    system takes all its locks on that file away, SQLite's too: another process then takes itself
    to be alone, and deletes the log under us. So a file that is sound is opened by nobody else.
    """
    try:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        pages, size = _counted(path)
    beside = (path.with_name(f"{path.name}-{end}") for end in ("wal", "journal"))
    if any(each.exists() and each.stat().st_size for each in beside):
        return  # what is beside it makes it whole
    there = path.stat().st_size // size
    if there < pages:
        raise StoreError(
            f"{path}: cut short: {there:,} of {pages:,} pages are there (take a copy that is"
            " whole; the file is left as it is)"
        )


def _counted(path: Path) -> tuple[int, int]:
    """How many pages the header of a damaged file counts, and how large they are."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    size, pages = (int.from_bytes(head[at:end]) for at, end in ((16, 18), (28, 32)))
    pages = pages if head[24:28] == head[92:96] else 0  # who wrote it last did not count them
    return pages, size if size > 1 else 1 << 16


def _check(connection: sqlite3.Connection, path: Path) -> None:
    if not connection.execute(TABLES).fetchone()[0]:  # who made it did not live to fill it
        raise StoreError(EMPTY.format(path))
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise StoreError(f"{path}: an SQLite file, but no dragoman record (name another file)")
    version = version_of(connection)
    if version > VERSION:
        raise StoreError(
            f"{path}: written by a later dragoman (schema {version}; this one knows {VERSION}):"
            " update dragoman"
        )
