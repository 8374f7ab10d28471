"""A record -> the same record with what its reports have in common, up to its last report.

Joining goes by what has changed: the codings in force against those that were joined, so that it
makes no difference how reports came in, were coded again, withdrawn or forgotten. Their blocks,
and those of reports whose copies changed, are worked out again, each from its rows alone; then the
stories that those reports are of. Joining all at once and report by report end the same.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.errors import StoreError
from dragoman.store.across.blocks import Blocks
from dragoman.store.across.copies import copy_all
from dragoman.store.across.stories import tell_stories
from dragoman.store.database import open_existing, open_for_reading
from dragoman.store.schema import version_of

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = 8  # raised when the rules across reports change: all is joined anew
SINCE = 10  # the version of the schema that brought these tables
DERIVED = (
    "reports_joined", "copies", "tellings", "blocks", "grouped", "opposed", "paired", "ties",
    "across", "joined_up_to", "unsettled_blocks", "unsettled_reports",
)  # fmt: skip
MARK = """
    SELECT coalesce((SELECT rules FROM joined_up_to), 0),
           coalesce((SELECT decision FROM joined_up_to), 0),
           coalesce((SELECT max(id) FROM decisions), 0)
"""
NEW = """
    SELECT report, coding FROM current EXCEPT SELECT report, coding FROM reports_joined ORDER BY 1
"""
GONE = "SELECT report, coding FROM reports_joined EXCEPT SELECT report, coding FROM current"
UNSETTLED = "SELECT 1 FROM unsettled_blocks UNION ALL SELECT 1 FROM unsettled_reports"


@dataclass(frozen=True, slots=True)
class Joined:
    """What joining did: reports that were new or coded anew, those gone, blocks worked out."""

    added: int
    gone: int
    blocks: int


def is_joined(path: str | Path) -> bool:
    """Whether all that a record holds is joined.

    Raises:
        StoreError: There is no such record, or it cannot be read.
    """
    connection = open_for_reading(Path(path))
    try:
        return version_of(connection) >= SINCE and not _is_behind(connection)
    finally:
        connection.close()


def join(path: str | Path, *, progress: Callable[[int, int], None] | None = None) -> Joined:
    """Works out what the reports of a record have in common, as far as that is not done.

    All of it or nothing is written. Readers see what was there before until it is.

    Args:
        path: A record that exists.
        progress: Called now and then with the blocks worked out, and how many there are.

    Raises:
        StoreError: There is no such record, or it cannot be written.
    """
    path = Path(path)
    connection = open_existing(path)
    try:
        if not _is_behind(connection):
            return Joined(0, 0, 0)
        connection.execute("BEGIN IMMEDIATE")
        done = _join(connection, progress or _unwatched)
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise StoreError(f"{path}: cannot be joined: {error}") from error
        raise
    else:
        return done
    finally:
        connection.close()


def _is_behind(connection: sqlite3.Connection) -> bool:
    rules, decision, last = connection.execute(MARK).fetchone()
    changed = any(
        connection.execute(f"{query} LIMIT 1").fetchone() for query in (NEW, GONE, UNSETTLED)
    )
    return changed or (rules, decision) != (RULES, last)


def _join(connection: sqlite3.Connection, progress: Callable[[int, int], None]) -> Joined:
    rules, decision, last = connection.execute(MARK).fetchone()
    if (rules, decision) != (RULES, last):
        for table in DERIVED:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our tables
    gone, new = connection.execute(GONE).fetchall(), connection.execute(NEW).fetchall()
    blocks = Blocks(connection)
    blocks.take_out(gone)
    blocks.tell(new)
    copied = copy_all(connection)
    blocks.touch(copied)
    touched = blocks.work_out(progress) | copied
    tell_stories(connection, touched | {report for report, _ in (*gone, *new)})
    connection.execute(
        "INSERT OR REPLACE INTO joined_up_to (one, rules, decision) VALUES (1, ?, ?)", (RULES, last)
    )
    added = {report for report, _ in new}
    return Joined(len(added), len({r for r, _ in gone} - added), len(blocks.dirty))


def _unwatched(_done: int, _of: int) -> None:
    """Nobody looks on."""
