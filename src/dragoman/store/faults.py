"""What SQLite raises -> an error that names the file and what to do; and writing whole or not."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dragoman.errors import StoreError
from dragoman.store.kept import keep_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ELSE = "dragoman doctor looks at the file"
REMEDIES = {  # by primary result code
    sqlite3.SQLITE_BUSY: "another program is writing; try again when it is done",
    sqlite3.SQLITE_LOCKED: "another program is writing; try again when it is done",
    sqlite3.SQLITE_FULL: "make room; what was written before is kept",
    sqlite3.SQLITE_IOERR: "look whether the disk is full or gone; what was written before is kept",
    sqlite3.SQLITE_READONLY: "name a file that may be written, or change who may write it",
    sqlite3.SQLITE_CANTOPEN: "check the path, and who may write in its folder",
    sqlite3.SQLITE_PERM: "change who may read it",
    sqlite3.SQLITE_AUTH: "change who may read it",
    sqlite3.SQLITE_CORRUPT: "take a copy that is whole; the file is left as it is",
    sqlite3.SQLITE_NOTADB: "name another file",
}


@contextmanager
def explained(path: Path, done: str) -> Iterator[None]:
    """Says of which file, and with a remedy, what SQLite raises within.

    Raises:
        StoreError: SQLite raised an error.
    """
    try:
        yield
    except sqlite3.Error as error:
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
        remedy = REMEDIES.get(primary, ELSE)
        raise StoreError(f"{path}: cannot be {done}: {error} ({remedy})") from error


@contextmanager
def whole(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """One transaction: nobody else writes within, and an error takes back what was written.

    At its end, what questions are asked of is made to fit what is in force.

    Raises:
        StoreError: SQLite raised an error, within or at the end.
    """
    try:
        with explained(path, "written"):
            connection.execute("BEGIN IMMEDIATE")
            yield
            keep_lines(connection)
            connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise
