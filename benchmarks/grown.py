"""A record of a few reports -> one of as many as wanted, for measuring pages: copies, redated.

Copies differ in id, day and text; those born of a report are another person in every fortieth copy,
so that the record has rare actors as well as common ones.
"""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DAYS = 3650  # over which the copies are spread
PERSONS = 40
COPIED = ("mentions", "actors", "affiliations", "times", "statements", "events", "positions")
PARTS = ("roles", "spans", "links")
NUMBERS = """CREATE TEMP TABLE numbers AS WITH RECURSIVE n (n) AS (
    SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {last}) SELECT n FROM n"""
ACTOR = f"CASE WHEN {{0}} LIKE '~%' THEN {{0}} || '-' || (n.n % {PERSONS}) ELSE {{0}} END"
NEW_ID = "{0} || '-' || n.n"


def grow(small: Path, large: Path, reports: int) -> None:
    """Writes a record of at least so many reports, made of the small one's."""
    shutil.copy(small, large)
    connection = sqlite3.connect(large, isolation_level=None)
    for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -2000000"):
        connection.execute(f"PRAGMA {setting}")
    ((there, last_text),) = connection.execute(
        "SELECT max(id), (SELECT max(id) FROM texts) FROM codings"
    )
    connection.execute(NUMBERS.format(last=reports // there))
    connection.execute("BEGIN")
    made = {
        "texts": {"id": f"id + {last_text} * n.n", "hash": NEW_ID.format("hash"),
                  "text": "text || ' Copy ' || n.n || '.'"},
        "codings": {"id": f"id + {there} * n.n", "report": NEW_ID.format("report"),
                    "text": f"text + {last_text} * n.n", "source": "n.n || '-' || source",
                    "published": f"date('2015-01-01', ((n.n * 7919) % {DAYS}) || ' days')",
                    "outlet": "'Outlet ' || (n.n % 50)",
                    "json": "json_set(json, '$.id', report || '-' || n.n)"},
    }  # fmt: skip
    for table in (*COPIED, *PARTS):
        made[table] = {"coding": f"coding + {there} * n.n"}
    for table in ("statements", "events", "positions"):
        made[table] |= {"id": NEW_ID.format("id"),
                        "json": "json_set(json, '$.id', id || '-' || n.n)"}  # fmt: skip
    for table in PARTS:
        made[table]["row"] = NEW_ID.format("row")
    made["links"]["target"] = NEW_ID.format("target")
    made["roles"]["actor"] = ACTOR.format("actor")
    made["mentions"]["actor"] = ACTOR.format("actor")
    made["actors"]["id"] = ACTOR.format("id")
    for table, changes in made.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(changes.get(name, name) for name in columns)
        names = ", ".join(columns)
        copies = f"SELECT {values} FROM {table} JOIN numbers AS n WHERE {table}.coding <= {there}"  # noqa: S608 - our tables
        copies = (
            copies.replace(f"{table}.coding", f"{table}.id") if "coding" not in columns else copies
        )
        connection.execute(f"INSERT INTO {table} ({names}) {copies}")
    connection.execute("COMMIT")
    connection.close()
