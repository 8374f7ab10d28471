"""Reports somebody takes back, or gives again -> rows that say so; what is withdrawn is kept."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dragoman.errors import UsageError
from dragoman.store.database import open_existing
from dragoman.store.faults import whole

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

LAST = "\U0010ffff"  # sorts behind whatever an id may go on with
NAMED = """
    SELECT DISTINCT report, report = :words OR url = :words OR source = :words FROM codings
     WHERE report = :words OR url = :words OR source = :words
        OR (report >= :words AND report < :words || :last) ORDER BY 2 DESC, 1
"""
WRITE = "INSERT INTO withdrawals (made, deed, report, by_, why) VALUES (?, ?, ?, ?, ?)"
SINCE = "SELECT made FROM withdrawn WHERE report = ?"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a report was withdrawn, or restored; by whom, when and why."""

    made: str
    deed: Literal["withdraw", "restore"]
    report: str
    by: str
    why: str | None = None


def withdraw(path: Path, words: str, *, made: str, by: str, why: str | None = None) -> Withdrawal:
    """Takes a report out of every answer; its rows, and those of later codings, are kept.

    Args:
        path: A record that exists.
        words: The report's id or the beginning of it, its address, or its source.
        made: When, UTC; the caller's clock.
        by: Who decides.
        why: The reason.

    Raises:
        UsageError: No report, or several, are named so; or it is withdrawn already.
        StoreError: The record cannot be written.
    """
    return _decided(path, words, "withdraw", (made, by, why))


def restore(path: Path, words: str, *, made: str, by: str, why: str | None = None) -> Withdrawal:
    """Puts a withdrawn report back: its last coding is in force again.

    Raises:
        UsageError: No report, or several, are named so; or it is not withdrawn.
        StoreError: The record cannot be written.
    """
    return _decided(path, words, "restore", (made, by, why))


def report_named(connection: sqlite3.Connection, words: str) -> str:
    """The id of the report that an id, the beginning of one, an address or a source names.

    Raises:
        UsageError: There is none, or there are several.
    """
    found = connection.execute(NAMED, {"words": words, "last": LAST}).fetchall()
    exact = [report for report, is_exact in found if is_exact]
    reports = exact or [report for report, _ in found]
    if not words or not reports:
        raise UsageError(f"{words!r}: no report of that id, address or source is in the record")
    if len(reports) > 1:
        raise UsageError(f"{words}: names {len(reports)} reports: {', '.join(reports[:9])}")
    return str(reports[0])


def _decided(
    path: Path, words: str, deed: Literal["withdraw", "restore"], of: tuple[str, str, str | None]
) -> Withdrawal:
    made, by, why = of
    with closing(open_existing(path)) as connection, whole(connection, path):
        report = report_named(connection, words)
        since = connection.execute(SINCE, (report,)).fetchone()
        if deed == "withdraw" and since:
            raise UsageError(f"{report} was withdrawn on {since[0]} already")
        if deed == "restore" and not since:
            raise UsageError(f"{report} is not withdrawn")
        connection.execute(WRITE, (made, deed, report, by, why))
    return Withdrawal(made, deed, report, by, why)
