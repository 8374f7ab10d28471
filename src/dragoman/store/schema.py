"""A connection to an empty file, or to a record of an earlier version -> the schema of today."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from dragoman.store.kept import keep_lines, pair_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.store.watch import Tell

APPLICATION = 0x44726167  # "Drag" in the file's header says whose it is
VERSION = 16  # of the schema; a change of the tables raises it and adds a migration
WHOLE = 8  # the version that schema.sql makes; records of before are poured into its tables
MIGRATIONS = {  # what each other version adds
    2: "02_identities.sql",
    3: "03_weights.sql",
    4: "04_echoes.sql",
    5: "05_addresses.sql",
    6: "06_votes.sql",
    7: "07_sources.sql",
    9: "09_lines.sql",
    10: "10_across.sql",
    11: "11_reviews.sql",
    12: "12_audits.sql",
    13: "13_forgotten.sql",
    14: "14_pairs.sql",
    15: "15_beginnings.sql",
    16: "16_wide.sql",
}
REVIEWS_SINCE = 11  # the version that brought reviews
PAIRS_SINCE = 14  # the version that brought pairs
AUDITS_SINCE = 12  # the version that brought audits
LINES_SINCE = 9  # the version that brought lines
ECHOES_SINCE = 4  # the version that brought what a statement echoes
NO_ECHOES = """
    CREATE TEMP VIEW statements AS SELECT *, NULL AS echoes FROM main.statements
"""  # stands for the table in a record of before
# Tables of the record itself: neither the index of words nor the tables it is kept in.
TABLES = """
    SELECT name FROM pragma_table_list
     WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
     ORDER BY name
"""
OTHERS = """
    SELECT type, name FROM sqlite_master
     WHERE type IN ('view', 'trigger') OR (type = 'index' AND sql IS NOT NULL) ORDER BY type, name
"""


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the schema that a record was made or last written with; 0 of an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@cache
def columns_of(table: str) -> dict[str, str]:
    """The columns of a table of today, each with its SQLite type, in order."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        upgrade(connection)
        found = connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,))
        return dict(found.fetchall())


def lacking(connection: sqlite3.Connection) -> list[str]:
    """What a record of today's schema should have and has not: tables, indexes, views, triggers."""
    there = set(_parts(connection))
    return [f"{kind} {name}" for kind, name in parts_of_today() if (kind, name) not in there]


@cache
def parts_of_today() -> list[tuple[str, str]]:
    """The tables, indexes, views and triggers of today's schema, each with its kind."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as whole:
        upgrade(whole)
        return _parts(whole)


def _parts(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    tables = [("table", name) for (name,) in connection.execute(TABLES)]
    return [*tables, *connection.execute(OTHERS)]


def upgrade(connection: sqlite3.Connection, tell: Tell | None = None) -> None:
    """Brings a record to the schema of today in one transaction, or leaves it as it was.

    Whoever comes second finds it done. Foreign keys must be off while tables are made anew; they
    are checked at the end.

    Args:
        connection: Open for writing.
        tell: Told what is being done; a large record takes minutes.
    """
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA legacy_alter_table = ON")  # references keep the names they have
    connection.execute("BEGIN IMMEDIATE")
    try:
        _bring(connection, tell or (lambda _: None))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk, or a stop, has ended it already
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA legacy_alter_table = OFF")


def make_lines(connection: sqlite3.Connection) -> None:
    """Makes lines, pairs and views of today beside a record of before that is only read.

    They are gone when the connection is closed.
    """
    if version_of(connection) < ECHOES_SINCE:
        connection.execute(NO_ECHOES)
    for since in (LINES_SINCE, PAIRS_SINCE):
        _make_beside(connection, since)
    connection.execute("INSERT INTO unlined SELECT coding FROM current")
    keep_lines(connection)


def make_pairs(connection: sqlite3.Connection) -> None:
    """Makes the pairs alone, beside a record that has lines already."""
    _make_beside(connection, PAIRS_SINCE)
    pair_all(connection)


def _make_beside(connection: sqlite3.Connection, since: int) -> None:
    """Makes the tables and views that a version brought, for as long as the connection is open."""
    for statement in _statements(f"migrations/{MIGRATIONS[since]}"):
        made = re.sub(r"\bCREATE (TABLE|VIEW)\b", r"CREATE TEMP \1", statement, count=1)
        if made != statement:
            connection.execute(made)


def _bring(connection: sqlite3.Connection, tell: Tell) -> None:
    version = version_of(connection)
    poured = 0 < version < WHOLE
    if not version:
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        _run(connection, "schema.sql")
        version = WHOLE
    for step in range(version + 1, VERSION + 1):
        tell(f"schema {step} of {VERSION}")
        if step == WHOLE:
            _pour(connection, tell)
        else:
            _run(connection, f"migrations/{MIGRATIONS[step]}")
    if LINES_SINCE <= version < PAIRS_SINCE:
        pair_all(connection, tell)
    keep_lines(connection, tell)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    tell("what points at what is checked")
    if poured and connection.execute("PRAGMA foreign_key_check").fetchone():
        raise sqlite3.IntegrityError("rows point at rows that are not there")


def _pour(connection: sqlite3.Connection, tell: Tell) -> None:
    """Makes every table anew by schema.sql and pours the rows of the old ones into them."""
    connection.execute("DROP TABLE words")  # filled again by the texts that are poured
    for kind, name in connection.execute(OTHERS).fetchall():
        connection.execute(f"DROP {kind} {name}")
    old = [name for (name,) in connection.execute(TABLES)]
    for name in old:
        connection.execute(f"ALTER TABLE {name} RENAME TO old_{name}")
    _run(connection, "schema.sql")
    for name in old:
        tell(f"{name} poured into tables of today")
        found = connection.execute("SELECT name FROM pragma_table_info(?)", (f"old_{name}",))
        columns = ", ".join(column for (column,) in found)
        rows = f"SELECT {columns} FROM old_{name} ORDER BY 1"  # noqa: S608 - names of our tables
        connection.execute(f"INSERT INTO {name} ({columns}) {rows}")
        connection.execute(f"DROP TABLE old_{name}")


def _run(connection: sqlite3.Connection, name: str) -> None:
    for statement in _statements(name):
        connection.execute(statement)


def _statements(name: str) -> Iterator[str]:
    """The statements of a script one by one: run as a whole, it would end the transaction."""
    script = (resources.files("dragoman.store") / name).read_text(encoding="utf-8")
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
