"""Rows in force -> the lines that questions are asked of.

The tables are those of ``migrations/09_lines.sql``; ``kept.py`` keeps them in step.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.filters import KINDS, ROWS
from dragoman.grammar.edtf import bounds

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

PLACES = 1 << 20  # a line's id is coding * PLACES + place
MILLIONTHS = 1_000_000  # in which scores are kept
TABLE = {kind: f"{kind[:-1]}_lines" for kind in KINDS}
CODINGS = "fresh CROSS JOIN codings AS c ON c.id = fresh.coding"
FROM = {"reports": CODINGS} | {
    kind: f"{CODINGS} CROSS JOIN {kind} AS k ON k.coding = c.id" for kind in ROWS
}
LINE = {"reports": f"c.id * {PLACES}"} | dict.fromkeys(ROWS, f"k.coding * {PLACES} + k.place")
CODED = {  # columns of lines that hold codes, and the words they stand for
    "reports": {"outlet": "c.outlet"},
    "statements": {"act": "k.act", "outlet": "c.outlet"},
    "events": {"type": "k.type", "quad": "k.quad", "realis": "k.realis", "outlet": "c.outlet"},
    "positions": {
        "kind": "k.kind", "issue": "k.issue_key", "realis": "k.realis", "outlet": "c.outlet",
    },
}  # fmt: skip
SCORE = {"score": f"CAST(round(k.score * {MILLIONTHS}) AS INTEGER)"}
PLAIN: dict[str, dict[str, str]] = {
    "reports": {}, "statements": SCORE, "events": SCORE, "positions": SCORE | {"sign": "k.sign"},
}  # fmt: skip
IN_JSON = "json_extract(k.json, '$.when.{0}')"
WHEN = {  # what dates a row: its own date, else its bounds, else the publication of its report
    "reports": ("c.published",),
    "events": ("k.time", "k.not_before", "k.not_after", "c.published"),
    **dict.fromkeys(
        ("statements", "positions"),
        ("k.time", IN_JSON.format("not_before"), IN_JSON.format("not_after"), "c.published"),
    ),
}
# Codings of reports that were read once: what is in them, their run was the first to find.
ONCE = """SELECT fresh.coding FROM fresh CROSS JOIN codings AS one ON one.id = fresh.coding
           WHERE NOT EXISTS (SELECT 1 FROM codings AS again
                              WHERE again.report = one.report AND again.id <> one.id)"""
# The first run that found a row, whatever became of its report's codings since.
RUN = {"reports": "(SELECT min(run) FROM codings AS old WHERE old.report = c.report)"} | {
    kind: f"""iif(k.coding IN ({ONCE}), c.run, (
        SELECT min(codings.run) FROM {kind} AS old
          JOIN codings ON codings.id = old.coding AND codings.report = c.report
         WHERE old.id = k.id))"""
    for kind in ROWS
}
PARTS = {  # which part each role of a row is; each of them is the part "any" too
    "statements": {"speaker": "said_by", "on_behalf_of": "said_by", "via": "via"},
    "events": {"source": "source", "target": "target"},
    "positions": {"holder": "holder", "target": "target", "against": "against"},
}
TAKEN = """
    SELECT r.actor, '{kind}.{part}', {line}
      FROM {rows} CROSS JOIN roles AS r ON r.coding = k.coding AND r.row = k.id
     WHERE r.actor IS NOT NULL AND r.role IN ({roles})
"""
SAID = """
    SELECT r.actor, '{kind}.{part}', {line}
      FROM {rows} CROSS JOIN links AS l
        ON l.coding = k.coding AND l.row = k.id AND l.role = 'said_in'
     CROSS JOIN roles AS r ON r.coding = l.coding AND r.row = l.target
     WHERE r.actor IS NOT NULL AND r.role IN ({roles})
"""
IN_CONTENT = f"""
    SELECT m.actor, 'statements.with', {LINE["statements"]}
      FROM {FROM["statements"]} CROSS JOIN spans AS w
        ON w.coding = k.coding AND w.row = k.id AND w.role = 'content'
     CROSS JOIN mentions AS m
        ON m.coding = k.coding AND m.first >= w.first AND m.last <= w.last
     WHERE m.actor IS NOT NULL
"""
NAMED = f"""
    SELECT m.actor, 'reports.any', {LINE["reports"]}
      FROM {FROM["reports"]} CROSS JOIN mentions AS m ON m.coding = c.id
     WHERE m.actor IS NOT NULL
"""
MEET = """
    INSERT INTO known (id, name, folded, kind, country, part_of, known)
    SELECT a.id, a.name, folded(a.name), a.kind, a.country, json_extract(a.json, '$.part_of'),
           a.known
      FROM fresh CROSS JOIN actors AS a ON a.coding = fresh.coding
     WHERE true ORDER BY a.coding, a.place
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, folded = excluded.folded,
           kind = excluded.kind, country = excluded.country, part_of = excluded.part_of,
           known = excluded.known
"""
MEET_UNDESCRIBED = """
    INSERT OR IGNORE INTO known (id, name, folded)
    SELECT id, name, folded(name) FROM (
        SELECT actor AS id, coalesce(
                   (SELECT r.name FROM fresh CROSS JOIN roles AS r
                     WHERE r.coding = fresh.coding AND r.actor = taken.actor LIMIT 1), actor
               ) AS name
          FROM taken WHERE actor NOT IN (SELECT id FROM known) GROUP BY actor ORDER BY actor)
"""
NUMBERED = """
    SELECT known.no, codes.code, taken.line FROM taken
      JOIN known ON known.id = taken.actor
      JOIN codes ON codes.of = 'part' AND codes.value = taken.part
"""
TALLIED = {kind: f"SELECT actor FROM taken WHERE part = '{kind}.any'" for kind in KINDS} | {
    "mentions": """SELECT m.actor FROM fresh CROSS JOIN mentions AS m ON m.coding = fresh.coding
                    WHERE m.actor IS NOT NULL""",
    "codings": """SELECT DISTINCT a.id AS actor, a.coding
                    FROM fresh CROSS JOIN actors AS a ON a.coding = fresh.coding""",
}
TALLY = """
    UPDATE known SET {column} = {column} {sign} found.n
      FROM (SELECT actor, count(*) AS n FROM ({rows}) GROUP BY actor) AS found
     WHERE found.actor = known.id
"""
OF_FRESH = f"""
    FROM fresh CROSS JOIN {{lines}} AS l
      ON l.id >= fresh.coding * {PLACES} AND l.id < (fresh.coding + 1) * {PLACES}
"""
FORGET_ACTORS = """
    DELETE FROM known
     WHERE codings = 0 AND mentions = 0 AND statements + events + positions = 0
       AND id IN (SELECT actor FROM taken UNION
                  SELECT a.id FROM fresh CROSS JOIN actors AS a ON a.coding = fresh.coding)
"""
FORGET_ISSUE = """
    DELETE FROM codes
     WHERE code = ?1 AND NOT EXISTS (SELECT 1 FROM position_lines WHERE issue = ?1)
"""
# Of a column that holds codes, those that no line has.
UNUSED = "DELETE FROM codes WHERE of = ? AND code NOT IN ({used})"
USED = "SELECT {column} FROM {lines} WHERE {column} IS NOT NULL"
DESCRIBE = """
    UPDATE known SET name = ?2, folded = ?3, kind = ?4, country = ?5, part_of = ?6, known = ?7
     WHERE id = ?1
"""
DESCRIBED = """
    SELECT a.name, a.kind, a.country, json_extract(a.json, '$.part_of'), a.known
      FROM actors AS a JOIN current ON current.coding = a.coding
     WHERE a.id = ? ORDER BY a.coding DESC, a.place LIMIT 1
"""
BY_ROLE = """
    SELECT name FROM roles JOIN current ON current.coding = roles.coding
     WHERE actor = ? ORDER BY roles.coding, row, role, place LIMIT 1
"""
TAKEN_NOW = """
    CREATE TEMP TABLE IF NOT EXISTS taken (
        actor TEXT, part TEXT, line INTEGER, PRIMARY KEY (actor, part, line)
    ) WITHOUT ROWID;
"""


def drop_unused_codes(connection: sqlite3.Connection) -> None:
    """Takes out the words that no line stands for any more, such as the name of an outlet."""
    kinds: dict[str, list[str]] = {}
    for kind, columns in CODED.items():
        for column in columns:
            kinds.setdefault(column, []).append(USED.format(column=column, lines=TABLE[kind]))
    for column, used in kinds.items():
        connection.execute(UNUSED.format(used=" UNION ".join(used)), (column,))


def describe_anew(connection: sqlite3.Connection, actors: Iterable[str]) -> None:
    """Lets actors be known as the last report in force describes them, or a row names them."""
    for actor in actors:
        found = connection.execute(DESCRIBED, (actor,)).fetchone()
        if found is None:
            (name,) = connection.execute(BY_ROLE, (actor,)).fetchone() or (actor,)
            found = (name, None, None, None, None)
        name, *rest = found
        connection.execute(DESCRIBE, (actor, name, name.casefold(), *rest))


def day_number(value: str | None, end: int) -> int | None:
    """The first (0) or last (1) day that an EDTF value may mean, as a number.

    >>> day_number("2015-10", 0), day_number("2015-10", 1), day_number("XXXX-10", 0)
    (20151001, 20151031, None)
    """
    day = bounds(value)[end]
    return int(day.replace("-", "")) if day else None


def prepare(connection: sqlite3.Connection) -> None:
    """Gives a connection what the lines of the codings in ``fresh`` are made with."""
    connection.execute(TAKEN_NOW)
    numbered = lru_cache(maxsize=1 << 14)(day_number)
    connection.create_function("first_day", 1, lambda v: numbered(v, 0), deterministic=True)
    connection.create_function("last_day", 1, lambda v: numbered(v, 1), deterministic=True)
    connection.create_function("folded", 1, str.casefold, deterministic=True)


def take(connection: sqlite3.Connection) -> None:
    """Finds who takes which part in the rows of the fresh codings."""
    for query in _taken():
        connection.execute(f"INSERT OR IGNORE INTO taken {query}")


def _taken() -> list[str]:
    queries = [NAMED, IN_CONTENT]
    for kind in ROWS:
        parts = PARTS[kind]
        here = {"kind": kind, "line": LINE[kind], "rows": FROM[kind]}
        for part in ("any", *dict.fromkeys(parts.values())):
            roles = [role for role in parts if part in {"any", parts[role]}]
            queries.append(TAKEN.format(part=part, roles=_listed(roles), **here))
        if kind == "statements":
            queries.append(TAKEN.format(part="with", roles=_listed(parts), **here))
            continue
        for part in ("said_by", "via"):
            roles = [role for role, of in PARTS["statements"].items() if of == part]
            queries.append(SAID.format(part=part, roles=_listed(roles), **here))
    return queries


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def add_lines(connection: sqlite3.Connection) -> None:
    """Makes the lines of the fresh codings, once it is found who takes part in them."""
    connection.execute(MEET)
    connection.execute(MEET_UNDESCRIBED)
    for kind in KINDS:
        for column, words in CODED[kind].items():
            _code(connection, column, f"SELECT DISTINCT {words} FROM {FROM[kind]} ORDER BY 1")
    _code(connection, "part", "SELECT DISTINCT part FROM taken ORDER BY 1")
    for kind in KINDS:
        connection.execute(_lines_of(kind))
    connection.execute(f"INSERT INTO takes {NUMBERED} ORDER BY 1, 2, 3")
    _tally(connection, "+")


def _code(connection: sqlite3.Connection, of: str, words: str) -> None:
    """Gives words that have none a code."""
    connection.execute(f"INSERT OR IGNORE INTO codes (of, value) SELECT '{of}', * FROM ({words})")


def _lines_of(kind: str) -> str:
    columns = {"id": LINE[kind]}
    for column, words in CODED[kind].items():
        columns[column] = f"(SELECT code FROM codes WHERE of = '{column}' AND value = {words})"
    columns |= PLAIN[kind]
    columns["first"] = _coalesced([f"first_day({value})" for value in WHEN[kind]])
    own, *ends, published = WHEN[kind] if len(WHEN[kind]) > 1 else (*WHEN[kind], *WHEN[kind])
    columns["last"] = _coalesced([f"last_day({v})" for v in (own, *reversed(ends), published)])
    columns["run"] = RUN[kind]
    names, cells = ", ".join(columns), ", ".join(columns.values())
    return f"INSERT INTO {TABLE[kind]} ({names}) SELECT {cells} FROM {FROM[kind]} ORDER BY 1"


def _coalesced(values: list[str]) -> str:
    return f"coalesce({', '.join(values)}, NULL)"


def take_out_lines(connection: sqlite3.Connection) -> None:
    """Takes out lines, and with them whom and what only these codings knew."""
    connection.execute(f"DELETE FROM takes WHERE (actor, part, line) IN ({NUMBERED})")
    _tally(connection, "-")
    connection.execute(FORGET_ACTORS)
    issues = connection.execute(f"SELECT DISTINCT issue {OF_FRESH.format(lines='position_lines')}")
    codes = issues.fetchall()
    for kind in KINDS:
        lines = TABLE[kind]
        gone = f"SELECT l.id {OF_FRESH.format(lines=lines)}"
        connection.execute(f"DELETE FROM {lines} WHERE id IN ({gone})")
    connection.executemany(FORGET_ISSUE, codes)


def _tally(connection: sqlite3.Connection, sign: str) -> None:
    for column, rows in TALLIED.items():
        connection.execute(TALLY.format(column=column, sign=sign, rows=rows))
