"""A query in SQL -> its rows, from a connection that can only read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from dragoman.errors import UsageError
from dragoman.frames import Rows
from dragoman.store.database import open_for_reading
from dragoman.store.schema import LINES_SINCE, make_lines, version_of

if TYPE_CHECKING:
    from pathlib import Path

READING = {
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
}  # fmt: skip
# Functions that reach outside the file, or into the program.
CLOSED = {"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"}
PRAGMAS = {"table_info", "table_xinfo", "table_list", "index_list", "index_info", "data_version"}
# Virtual tables that a query may ask. Setting one up looks like writing, so it is done beforehand.
VIRTUAL = ("words", "json_each('[]')", "json_tree('[]')", "pragma_table_list",
           "pragma_table_info('runs')", "pragma_table_xinfo('runs')", "pragma_index_list('runs')",
           "pragma_index_info('runs')")  # fmt: skip
STEPS = 1_000_000  # of SQLite's machine, between which the keyboard may interrupt a query


def query(path: Path, sql: str) -> Rows:
    """The rows of one SELECT; nothing can be written, attached or set.

    Raises:
        StoreError: There is no record, or it cannot be read.
        UsageError: The query is wrong, or does more than read.
    """
    with closing(open_for_reading(path)) as connection:
        if version_of(connection) < LINES_SINCE:
            make_lines(connection)
        for table in VIRTUAL:
            connection.execute(f"SELECT 1 FROM {table} LIMIT 0")  # noqa: S608 - of VIRTUAL
        connection.set_authorizer(_allowed)
        connection.set_progress_handler(lambda: 0, STEPS)
        try:
            cursor = connection.execute(sql)
            return Rows([name for name, *_ in cursor.description or ()], cursor)
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            raise UsageError(
                f"the query cannot be answered: {error} (one SELECT: a record is only read)"
            ) from error


def _allowed(action: int, first: str | None, second: str | None, *_more: str | None) -> int:
    """Whether a step of a query only reads."""
    reads = action in READING and (second or "").lower() not in CLOSED
    asks = action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in PRAGMAS
    return sqlite3.SQLITE_OK if reads or asks else sqlite3.SQLITE_DENY
