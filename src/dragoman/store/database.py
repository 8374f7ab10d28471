"""A path -> a connection to a record on disk, or an error that says what the file is instead."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from dragoman.errors import StoreError
from dragoman.store.schema import APPLICATION, VERSION, upgrade, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIT = 30.0  # seconds a writer waits for another one
CACHE = 65_536  # KiB a writer keeps of the file: ids are hashes, and their indexes are met anywhere
CURRENT_SINCE = 8  # the version that brought the table of codings in force
CURRENT = """
    CREATE TEMP VIEW current AS SELECT report, max(id) AS coding FROM codings GROUP BY report
"""  # what stands for it in a record of before, which reading leaves as it is


def open_for_writing(path: Path) -> sqlite3.Connection:
    """A connection that may write; makes the record where there is none.

    A record of an earlier version gains the tables it lacks; what it holds stays as it is.

    Raises:
        StoreError: The file is something else, of a later version, or cannot be written.
    """
    with _explained(path, "written"):
        connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, safe beside a writer.

    Raises:
        StoreError: There is no such file, it is something else, or of a later version.
    """
    if not path.is_file():
        raise StoreError(f"{path}: there is no record here (dragoman add SOURCE makes one)")
    if not path.stat().st_size:
        raise StoreError(f"{path}: an empty file, no record (dragoman add SOURCE fills it)")
    with _explained(path, "read"):
        connection = sqlite3.connect(_address(path), uri=True, timeout=WAIT, isolation_level=None)
        try:
            _check(connection, path)
            if version_of(connection) < CURRENT_SINCE:
                connection.execute(CURRENT)
        except BaseException:
            connection.close()
            raise
        return connection


def full_text_is_there() -> bool:
    """Whether this Python's SQLite has the full-text index the record needs."""
    with closing(sqlite3.connect(":memory:")) as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    return "ENABLE_FTS5" in options


def _address(path: Path) -> str:
    """Read-only; beside no journal in a folder we may not write, as a file that never changes."""
    journal = path.with_name(path.name + "-wal")
    here = path.resolve().as_uri()
    alone = not journal.exists() and not os.access(path.parent, os.W_OK)
    return f"{here}?mode=ro" + ("&immutable=1" if alone else "")


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    new = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if new and not full_text_is_there():
        raise StoreError(f"{path}: this Python's SQLite lacks FTS5 (use a Python built with it)")
    if new:
        connection.execute("PRAGMA journal_mode = WAL")
    else:
        _check(connection, path)
    if new or version_of(connection) < VERSION:
        upgrade(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = {-CACHE}")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise StoreError(f"{path}: an SQLite file, but no dragoman record (name another file)")
    version = version_of(connection)
    if version > VERSION:
        raise StoreError(
            f"{path}: written by a later dragoman (schema {version}; this one knows {VERSION}):"
            " update dragoman"
        )


@contextmanager
def _explained(path: Path, done: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        remedy = "name another file" if "not a database" in str(error) else "check the path"
        raise StoreError(f"{path}: cannot be {done}: {error} ({remedy})") from error
