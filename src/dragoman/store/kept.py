"""What is in force -> lines and pairs in step with it, which questions and panels are asked of.

Triggers note which codings came into force and which left it; each transaction (``faults.whole``)
ends with ``keep_lines``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.store.lines import PLACES, add_lines, prepare, take, take_out_lines
from dragoman.store.pairs import add_pairs, take_out_pairs

if TYPE_CHECKING:
    import sqlite3

    from dragoman.store.watch import Tell

AT_A_TIME = 1_000  # codings whose lines are made in one go: bounds what is held
FRESH = "CREATE TEMP TABLE IF NOT EXISTS fresh (coding INTEGER PRIMARY KEY)"
LINED = f"coding * {PLACES} IN (SELECT id FROM report_lines)"  # noqa: S608 - of this module
HOLDS = "coding IN (SELECT coding FROM current)"
UNLINED = f"SELECT coding FROM unlined WHERE {{these}} ORDER BY 1 LIMIT {AT_A_TIME}"  # noqa: S608 - likewise
NEXT = f"SELECT coding FROM current WHERE coding > ? ORDER BY 1 LIMIT {AT_A_TIME}"  # noqa: S608 - likewise


def keep_lines(connection: sqlite3.Connection, tell: Tell | None = None) -> None:
    """Makes lines and pairs of the codings that came into force, takes out those of what left it.

    Runs within the caller's transaction, while the rows of what left are still there.

    Args:
        connection: One that may write, at least beside the record.
        tell: Told how many reports are done.
    """
    ((number,),) = connection.execute("SELECT count(*) FROM unlined")
    if not number:
        return
    connection.execute(FRESH)
    prepare(connection)
    done = 0
    for change, these in (
        (_take_out, f"{LINED} AND NOT {HOLDS}"),
        (_add, f"{HOLDS} AND NOT {LINED}"),
    ):
        some = UNLINED.format(these=these)
        while found := connection.execute(f"INSERT INTO fresh {some}").rowcount:
            take(connection)
            change(connection)
            connection.execute("DELETE FROM fresh")
            connection.execute("DELETE FROM taken")
            done += found
            if tell is not None:
                tell(f"{done:,} of {number:,} reports lined")
    connection.execute("DELETE FROM unlined")


def pair_all(connection: sqlite3.Connection, tell: Tell | None = None) -> None:
    """Makes the pairs of a record that has lines and no pairs, in order of reports."""
    ((number,),) = connection.execute("SELECT count(*) FROM current")
    connection.execute(FRESH)
    last = done = 0
    while found := connection.execute(f"INSERT INTO fresh {NEXT}", (last,)).rowcount:
        ((last,),) = connection.execute("SELECT max(coding) FROM fresh")
        add_pairs(connection)
        connection.execute("DELETE FROM fresh")
        done += found
        if tell is not None:
            tell(f"{done:,} of {number:,} reports paired")


def _add(connection: sqlite3.Connection) -> None:
    add_lines(connection)
    add_pairs(connection)


def _take_out(connection: sqlite3.Connection) -> None:
    take_out_pairs(connection)
    take_out_lines(connection)
