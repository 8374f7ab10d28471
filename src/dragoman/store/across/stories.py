"""What reports share -> the ties between them, and the stories of those that changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dragoman.stories.ties import COPIED, ENOUGH, stories_of, tie

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from dragoman.stories.copies import CopyKind

# Of each pair of reports one of which changed, the best score by what they share.
SHARED = """
    WITH changed AS MATERIALIZED (SELECT value AS report FROM json_each(?)), pairs AS (
      SELECT p.* FROM changed AS c JOIN paired AS p ON p.report = c.report
       UNION ALL
      SELECT p.* FROM changed AS c JOIN paired AS p ON p.other = c.report)
    SELECT report, other, sort, max(score) FROM pairs GROUP BY 1, 2, 3
"""
COPIES = """
    WITH changed AS MATERIALIZED (SELECT value AS report FROM json_each(?))
    SELECT k.report, k.other, k.kind FROM changed AS c JOIN copies AS k ON k.report = c.report
     UNION
    SELECT k.report, k.other, k.kind FROM changed AS c JOIN copies AS k ON k.other = c.report
"""


def tell_stories(connection: sqlite3.Connection, changed: set[str]) -> None:
    """Ties the changed reports anew, and groups all that hang together with them into stories.

    Args:
        connection: The record, open for writing, in a transaction.
        changed: Reports that are new, gone, or share something else than before.
    """
    changed = changed | _lost(connection)
    _tie(connection, changed)  # a tie that goes marks the report that loses it
    component = _component(connection, changed | _lost(connection))
    names = json.dumps(sorted(component))
    days = dict(
        connection.execute(
            """SELECT report, day FROM reports_joined
                WHERE report IN (SELECT value FROM json_each(?))""",
            (names,),
        )
    )
    ties = [
        (one, other, score)
        for one in sorted(component)
        for other, score in connection.execute(
            "SELECT other, score FROM ties WHERE report = ? AND report < other", (one,)
        )
    ]
    found = stories_of(ties, days)
    connection.executemany(
        "UPDATE reports_joined SET story = ? WHERE report = ?",
        [(found.get(report), report) for report in sorted(component)],
    )
    connection.execute("DELETE FROM unsettled_reports")


def _lost(connection: sqlite3.Connection) -> set[str]:
    """The reports that lost a tie, whoever took it out."""
    return {report for (report,) in connection.execute("SELECT report FROM unsettled_reports")}


def _tie(connection: sqlite3.Connection, changed: set[str]) -> None:
    """Makes the ties of some reports anew; those too weak for a story are not kept."""
    names = json.dumps(sorted(changed))
    scores: dict[tuple[str, str], list[float]] = {}
    for one, other, _sort, score in connection.execute(SHARED, (names,)):
        scores.setdefault((one, other), []).append(score)
    kinds: list[tuple[str, str, CopyKind]] = connection.execute(COPIES, (names,)).fetchall()
    for one, other, kind in kinds:
        scores.setdefault((one, other), []).append(COPIED[kind])
    for report in sorted(changed):
        connection.execute("DELETE FROM ties WHERE report = ? OR other = ?", (report, report))
    kept = [(*pair, tie(sorted(found))) for pair, found in sorted(scores.items())]
    for one, other, score in kept:
        if score >= ENOUGH:
            connection.execute("INSERT INTO ties VALUES (?, ?, ?)", (one, other, score))
            connection.execute("INSERT INTO ties VALUES (?, ?, ?)", (other, one, score))


def _component(connection: sqlite3.Connection, reports: Iterable[str]) -> set[str]:
    """All reports that hang together with some, through ties of ties."""
    found, front = set(reports), list(reports)
    while front:
        for (other,) in connection.execute(
            "SELECT other FROM ties WHERE report = ?", (front.pop(),)
        ):
            if other not in found:
                found.add(other)
                front.append(other)
    return found
