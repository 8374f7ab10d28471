"""The rows of joined reports -> blocks of them, and what each block holds, in their tables."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dragoman.lexicon import load_actors
from dragoman.store.across.packed import pack, unpack
from dragoman.stories.blocks import blocks_of, found_in
from dragoman.stories.fold import origin_of
from dragoman.stories.tell import Teller, Told, day_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from dragoman.stories.blocks import Found, Sort
    from dragoman.stories.fold import Origin
    from dragoman.stories.telling import Telling

CODING = """
    SELECT codings.outlet, codings.url, codings.published, codings.json, texts.text
      FROM codings JOIN texts ON texts.id = codings.text WHERE codings.id = ?
"""
REPORT = """
    INSERT INTO reports_joined
        (report, coding, day, outlet, copied, agencies, inferred, passages)
    VALUES (?, ?, ?, ?, ?, ?, '[]', '[]')
"""
MEMBERS = """
    SELECT blocks.coding, tellings.json FROM blocks
      JOIN tellings ON tellings.coding = blocks.coding AND tellings.row = blocks.row
     WHERE blocks.block = ? ORDER BY blocks.row, blocks.coding
"""
MENTIONS = """
    SELECT actor, name, first, last FROM mentions
     WHERE coding = ? AND actor IS NOT NULL ORDER BY place
"""
# Those who stand for others, as one of the reports that name them describes them.
STANDING = """
    SELECT id, min(json) FROM actors WHERE id IN (SELECT canonical FROM identities) GROUP BY id
"""
OF_REPORT = """
    SELECT DISTINCT block, sort FROM blocks
     WHERE coding IN (SELECT coding FROM reports_joined WHERE report = ?)
"""
# What the dirty blocks say something of, the pairs that they hold, and those with two rows or more.
TOUCHED = """
    SELECT coding, row FROM grouped WHERE block IN dirty UNION
    SELECT coding, row FROM opposed WHERE block IN dirty UNION
    SELECT other_coding, other FROM opposed WHERE block IN dirty
"""
PAIRS = "SELECT block, report, other, score FROM paired WHERE block IN dirty"
SEVERAL = """
    SELECT block FROM blocks WHERE block IN dirty GROUP BY block HAVING count(*) > 1 ORDER BY block
"""
# The group of a row with most sources, among those of the blocks that the row is in.
BEST = """
    SELECT grp, sources FROM grouped WHERE coding = :coding AND row = :row
     ORDER BY sources DESC, grp LIMIT 1
"""
# By how many rows it is contradicted, and brought up to date.
OPPOSED = """
    WITH those AS (
      SELECT other AS row, verdict FROM opposed WHERE coding = :coding AND row = :row
       UNION
      SELECT row, verdict FROM opposed
       WHERE other_coding = :coding AND other = :row AND verdict = 'contradicted')
    SELECT total(verdict = 'contradicted'), total(verdict = 'updated') FROM those
"""


class Blocks:
    """Keeps the blocks of a record; ``dirty`` are those that have to be worked out again.

    Args:
        connection: The record, open for writing, in a transaction.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.dirty: dict[int, Sort] = {}
        self.identities: dict[str, str] = dict(
            connection.execute("SELECT actor, canonical FROM identities")
        )
        self.standing = {
            actor: json.loads(stored) for actor, stored in connection.execute(STANDING)
        }

    def take_out(self, gone: Iterable[tuple[str, int]]) -> None:
        """Takes reports out of their blocks, each with the coding that was joined."""
        for report, coding in gone:
            self._mark(report)
            for table in ("blocks", "tellings", "across"):
                self.connection.execute(f"DELETE FROM {table} WHERE coding = ?", (coding,))  # noqa: S608 - of ours
            self.connection.execute("DELETE FROM reports_joined WHERE report = ?", (report,))

    def tell(self, new: Iterable[tuple[str, int]]) -> None:
        """Puts the rows of reports into their blocks, each by the coding in force."""
        for report, coding in new:
            outlet, url, published, stored, text = self.connection.execute(
                CODING, (coding,)
            ).fetchone()
            source = outlet or (urlsplit(url).hostname if url else None)
            agencies = {agency_of(name) for name in json.loads(stored)["agencies"]}
            self.connection.execute(
                REPORT,
                (report, coding, day_of(published), source, report, json.dumps(sorted(agencies))),
            )
            rows = self._tellings(Told.of(report, source, published), coding, text)
            self._keep(coding, rows)
            self._mark(report)

    def touch(self, reports: Iterable[str]) -> None:
        """Marks the blocks of reports whose origin changed."""
        for report in reports:
            self._mark(report)

    def work_out(self, progress: Callable[[int, int], None]) -> set[str]:
        """Works out the dirty blocks; the reports of which what they share changed."""
        execute = self.connection.execute
        self.dirty.update(execute("SELECT block, sort FROM unsettled_blocks"))
        execute("CREATE TEMP TABLE dirty (block INTEGER PRIMARY KEY)")
        self.connection.executemany(
            "INSERT INTO dirty VALUES (?)", [(each,) for each in self.dirty]
        )
        rows = {(coding, row) for coding, row in execute(TOUCHED)}
        before: set[tuple[int, str, str, float]] = set(execute(PAIRS))
        now: set[tuple[int, str, str, float]] = set()
        for table in ("grouped", "opposed", "paired"):
            execute(f"DELETE FROM {table} WHERE block IN dirty")  # noqa: S608 - of ours
        several = [block for (block,) in execute(SEVERAL)]
        for done, block in enumerate(several):
            if not done % 1000:
                progress(done, len(several))
            found = self._block(block, rows)
            now.update((block, pair.one, pair.other, pair.score) for pair in found.pairs)
        for coding, row in sorted(rows):
            self._sum_up(coding, row)
        execute("DELETE FROM unsettled_blocks")
        execute("DROP TABLE dirty")
        return {report for _, one, other, _ in now ^ before for report in (one, other)}

    def _block(self, block: int, rows: set[tuple[int, str]]) -> Found:
        """What one block holds, written down; the rows it says something of are added to those."""
        members = self.connection.execute(MEMBERS, (block,)).fetchall()
        told = [(coding, unpack(stored)) for coding, stored in members]
        sort = self.dirty[block]
        found = found_in(sort, (row for _, row in told), self._origins(row for _, row in told))
        coding_of = {row.report: coding for coding, row in told}
        self._write((block, sort), found, coding_of, rows)
        return found

    def _sum_up(self, coding: int, row: str) -> None:
        """What the blocks that a row is in say of it; nothing, where they say nothing."""
        execute, key = self.connection.execute, {"coding": coding, "row": row}
        execute("DELETE FROM across WHERE coding = :coding AND row = :row", key)
        group, sources = execute(BEST, key).fetchone() or (None, 1)
        contradicted, updated = execute(OPPOSED, key).fetchone()
        if group or contradicted or updated:
            cells = (coding, row, group, sources, contradicted, updated)
            execute("INSERT INTO across VALUES (?, ?, ?, ?, ?, ?)", cells)

    def _mark(self, report: str) -> None:
        self.dirty.update(self.connection.execute(OF_REPORT, (report,)))

    def _tellings(self, told: Told, coding: int, text: str) -> list[Telling]:
        statements, events, positions, actors = (
            self._rows(kind, coding) for kind in ("statements", "events", "positions", "actors")
        )
        mentions = [
            {"actor": actor, "name": name, "span": {"start": first, "end": last}}
            for actor, name, first, last in self.connection.execute(MENTIONS, (coding,))
        ]
        teller = Teller(told, actors, self.identities, self.standing)
        return [*teller.tellings(statements, events, positions, mentions), teller.report(text)]

    def _rows(self, kind: str, coding: int) -> list[dict[str, Any]]:
        query = f"SELECT json FROM {kind} WHERE coding = ? ORDER BY place"  # noqa: S608 - of ours
        return [json.loads(row) for (row,) in self.connection.execute(query, (coding,))]

    def _keep(self, coding: int, rows: Sequence[Telling]) -> None:
        kept, cells = [], []
        for row in rows:
            blocks = list(blocks_of(row))
            if blocks:
                kept.append((coding, row.row, pack(row)))
                cells += [(number_of(block), coding, row.row, block[0]) for block in blocks]
        self.connection.executemany("INSERT INTO tellings VALUES (?, ?, ?)", kept)
        self.connection.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?)", cells)

    def _origins(self, rows: Iterable[Telling]) -> dict[str, Origin]:
        reports = json.dumps(sorted({row.report for row in rows}))
        found = self.connection.execute(
            """SELECT report, outlet, copied, agencies, inferred, passages FROM reports_joined
                WHERE report IN (SELECT value FROM json_each(?))""",
            (reports,),
        )
        return {
            report: replace(origin_of(report, *known), passages=_places(passages))
            for report, *known, passages in found
        }

    def _write(
        self,
        which: tuple[int, Sort],
        found: Found,
        coding_of: dict[str, int],
        rows: set[tuple[int, str]],
    ) -> None:
        block, sort = which
        grouped = [
            (block, coding_of[row.report], row.row, group.id, group.sources)
            for group in found.groups for row in group.rows
        ]  # fmt: skip
        opposed = [
            (block, coding_of[a.one.report], a.one.row, coding_of[a.other.report], a.other.row,
             a.verdict, a.why)
            for a in found.against
        ]  # fmt: skip
        many = self.connection.executemany
        many("INSERT INTO grouped VALUES (?, ?, ?, ?, ?)", grouped)
        many("INSERT OR IGNORE INTO opposed VALUES (?, ?, ?, ?, ?, ?, ?)", opposed)
        many(
            "INSERT INTO paired VALUES (?, ?, ?, ?, ?)",
            [(block, pair.one, pair.other, sort, pair.score) for pair in found.pairs],
        )
        rows.update((cells[1], cells[2]) for cells in grouped)
        rows.update((cells[1], cells[2]) for cells in opposed)
        rows.update((cells[3], cells[4]) for cells in opposed)


def agency_of(name: str) -> str:
    """What stands for an agency however it is printed: its id in the tables, else the name.

    >>> agency_of("AP"), agency_of("Associated Press"), agency_of("Norwire")
    ('ap', 'ap', 'norwire')
    """
    return _agencies().get(name.casefold(), name.casefold())


@cache
def _agencies() -> dict[str, str]:
    """The media of the tables by name and alias; of two with one name, the first in their order."""
    found: dict[str, str] = {}
    for row in load_actors():
        if row.kind == "media":
            for name in (row.name, *row.aliases):
                found.setdefault(name.casefold(), row.id)
    return found


def number_of(block: tuple[Any, ...]) -> int:
    """A number of 63 bits that stands for a block, the same everywhere."""
    words = "\x1f".join(map(str, block)).encode()
    return int.from_bytes(hashlib.blake2b(words, digest_size=8).digest(), "big") >> 1


def _places(passages: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((first, last, other) for first, last, other in json.loads(passages))
