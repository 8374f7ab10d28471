"""A path -> a connection to a record on disk, or an error that says what the file is instead."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from importlib import resources
from typing import TYPE_CHECKING

from dragoman.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APPLICATION = 0x44726167  # "Drag" in the file's header says whose it is
VERSION = 7  # of the schema; a change of the tables raises it
ADDED = {  # what versions add; nothing is rebuilt
    2: "identities.sql",
    3: "weights.sql",
    4: "echoes.sql",
    5: "addresses.sql",
    6: "votes.sql",
    7: "sources.sql",
}
WAIT = 30.0  # seconds a writer waits for another one


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
    connection.execute("PRAGMA foreign_keys = ON")
    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        if not full_text_is_there():
            raise StoreError(
                f"{path}: this Python's SQLite lacks FTS5 (use a Python built with it)"
            )
        connection.execute("PRAGMA journal_mode = WAL")
        mark = f"PRAGMA application_id = {APPLICATION};"
        _run(connection, _script("schema.sql"), mark, "PRAGMA user_version = 1;")
    _check(connection, path)
    for version in range(version_of(connection) + 1, VERSION + 1):
        _run(connection, _script(ADDED[version]), f"PRAGMA user_version = {version};")
    connection.execute("PRAGMA synchronous = NORMAL")


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the schema that a record was made or last written with."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _script(name: str) -> str:
    return (resources.files("dragoman.store") / name).read_text(encoding="utf-8")


def _run(connection: sqlite3.Connection, *scripts: str) -> None:
    """Runs scripts in one transaction, so that no record is ever half made."""
    connection.executescript(f"BEGIN IMMEDIATE; {' '.join(scripts)} COMMIT;")


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
