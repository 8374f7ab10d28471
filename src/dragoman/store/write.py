"""Records -> the record on disk, one transaction a batch; nothing stored is ever changed."""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from dragoman.errors import StoreError
from dragoman.record import CodedWith, Record, Report, Role, digest
from dragoman.store.database import open_for_writing
from dragoman.store.rows import (
    KINDS,
    Cell,
    Row,
    cells_of,
    parts_of,
    report_json,
    says_the_same,
    storable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

PARTS = ("roles", "spans", "links")  # what rows of all kinds have, in tables of their own
SAME_VERSIONS = """
    SELECT codings.stage, codings.json, runs.dragoman, runs.tables, runs.model_hash, runs.profile,
           weights.statements, votes.events
      FROM codings JOIN runs ON runs.id = codings.run LEFT JOIN weights ON weights.run = runs.id
      LEFT JOIN votes ON votes.run = runs.id
     WHERE codings.report = ? ORDER BY codings.id DESC LIMIT 1
"""
# What stood at an address, the last that was got there first; json holds when that was.
KNOWN = "SELECT json_extract(json, '$.revision_of') FROM codings WHERE report = ? LIMIT 1"
BEFORE = """
    SELECT report, json_extract(json, '$.fetched.at') AS at FROM codings
     WHERE url = ? AND report <> ? AND at <= ? ORDER BY at DESC, id DESC LIMIT 1
"""
WITHOUT_SOURCE = """
    SELECT codings.id, codings.json FROM codings LEFT JOIN source_of ON coding = codings.id
     WHERE report = ? AND source_of.source IS NULL ORDER BY codings.id DESC LIMIT 1
"""


class Writer:
    """Appends records to a file; use it as a context manager.

    Args:
        path: The record's file; made where there is none.
        started: The moment written to the run, UTC; the caller's clock, not ours.

    Raises:
        StoreError: The file is something else, of a later version, or cannot be written.
    """

    def __init__(self, path: str | Path, started: str) -> None:
        self.path, self.started = Path(path), started
        self.connection = open_for_writing(self.path)
        self.columns = {table: self._columns_of(table) for table in (*KINDS, *PARTS)}
        self.inserts = {table: _insert_into(table, names) for table, names in self.columns.items()}
        self.runs: dict[CodedWith, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the writing; what was written stays."""
        self.connection.close()

    def write(self, records: Iterable[Record]) -> None:
        """Appends the records, all or none.

        Raises:
            StoreError: The disk is full, another writer holds the file too long, or two rows of
                one record have one id.
        """
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            for record in records:
                self._write(record)
            self.connection.execute("COMMIT")
        except BaseException as error:
            self.runs.clear()  # a run first written in this transaction is gone with it
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise StoreError(f"{self.path}: cannot be written: {error}") from error
            raise

    def has(self, report: Report, coded_with: CodedWith) -> bool:
        """Whether the latest coding of this report was made from the same by the same versions.

        A report that could not be read is the same if its id is: its text is not kept. One that
        was got again is the same if it says the same, though the page around it has changed.
        """
        row = self.connection.execute(SAME_VERSIONS, (report.id,)).fetchone()
        if row is None:
            return False
        stage, stored, *versions = row
        model = coded_with.model.hash if coded_with.model else None
        now = [
            coded_with.dragoman, coded_with.tables, model, coded_with.profile,
            coded_with.statements, coded_with.events,
        ]  # fmt: skip
        if now != versions:
            return False
        again = report.fetched is not None and says_the_same(stored, report_json(report))
        return stage is not None or again or stored == report_json(report)

    def placed(self, report: Report) -> Report:
        """The report as a later version of the stored one that was got at its address before.

        One that is stored itself keeps what was found when it came; of one that its run has found
        to be a later version already, nothing is asked.
        """
        known = self.connection.execute(KNOWN, (report.id,)).fetchone()
        if known is not None:
            return replace(report, revision_of=known[0])
        if report.revision_of is not None or report.fetched is None:
            return report
        before = self.connection.execute(BEFORE, (report.url, report.id, report.fetched.at))
        found = before.fetchone()
        return report if found is None else replace(report, revision_of=found[0])

    def keep_source(self, report: Report) -> None:
        """Keeps the source of a report that is stored without it, if the report carries it.

        Raises:
            StoreError: The record cannot be written.
        """
        if report.decoded is None:
            return
        found = self.connection.execute(WITHOUT_SOURCE, (report.id,)).fetchone()
        if found is None or found[1] != report_json(report):
            return
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            self._source(found[0], report)
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise StoreError(f"{self.path}: cannot be written: {error}") from error

    def _source(self, coding: int, report: Report) -> None:
        """The decoded source beside a coding; the same source is stored once."""
        if report.decoded is None:
            return
        key, words = digest(report.decoded), report.decoded.encode("utf-8", "surrogatepass")
        found = self.connection.execute("SELECT id FROM sources WHERE hash = ?", (key,)).fetchone()
        source = (
            int(found[0])
            if found
            else self._insert("sources", {"hash": key, "packed": zlib.compress(words)})
        )
        self._insert("source_of", {"coding": coding, "source": source})

    def _columns_of(self, table: str) -> list[str]:
        found = self.connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
        return [name for (name,) in found]

    def _write(self, record: Record) -> None:
        coding = self._coding(record)
        self._source(coding, record.report)
        cells: dict[str, list[tuple[Cell, ...]]] = {table: [] for table in self.columns}
        for kind in KINDS:
            rows: tuple[Row, ...] = getattr(record, kind)
            names = self.columns[kind][2:]  # behind coding and place
            for place, row in enumerate(rows):
                found = cells_of(row)
                cells[kind].append((coding, place, *(found[name] for name in names)))
                parts = parts_of(row)
                cells["roles"] += [(coding, row.id, *_filled(part)) for part in parts.roles]
                cells["spans"] += [
                    (coding, row.id, name, at, span.start, span.end)
                    for name, at, span in parts.spans
                ]
                cells["links"] += [(coding, row.id, *part) for part in parts.links]
        for table, lines in cells.items():
            self.connection.executemany(self.inserts[table], lines)

    def _coding(self, record: Record) -> int:
        report, problem = record.report, record.problem
        cells: dict[str, Cell] = {
            "report": report.id,
            "source": report.source,
            "url": report.url,
            "outlet": report.outlet,
            "title": report.title,
            "published": report.published.value,
            "language": report.language,
            "stage": problem.stage if problem else None,
            "message": problem.message if problem else None,
        }
        cells = {k: storable(v) if isinstance(v, str) else v for k, v in cells.items()}
        run, text = self._run(record.coded_with), self._text(report.text)
        joined: dict[str, Cell] = {"run": run, "text": text, "json": report_json(report)}
        return self._insert("codings", cells | joined)

    def _run(self, coded_with: CodedWith) -> int:
        if coded_with not in self.runs:
            model = coded_with.model
            run = self._insert(
                "runs",
                {
                    "started": self.started,
                    "dragoman": coded_with.dragoman,
                    "tables": coded_with.tables,
                    "model": model.name if model else None,
                    "model_version": model.version if model else None,
                    "model_hash": model.hash if model else None,
                    "profile": coded_with.profile,
                },
            )
            if coded_with.statements is not None:
                self._insert("weights", {"run": run, "statements": coded_with.statements})
            if coded_with.events is not None:
                self._insert("votes", {"run": run, "events": coded_with.events})
            self.runs[coded_with] = run
        return self.runs[coded_with]

    def _text(self, text: str) -> int:
        text = storable(text)
        key = digest(text)
        found = self.connection.execute("SELECT id FROM texts WHERE hash = ?", (key,)).fetchone()
        return int(found[0]) if found else self._insert("texts", {"hash": key, "text": text})

    def _insert(self, table: str, cells: dict[str, Cell]) -> int:
        """Appends one row and gives its number."""
        words = _insert_into(table, list(cells))
        return int(self.connection.execute(words, list(cells.values())).lastrowid or 0)


def _insert_into(table: str, columns: list[str]) -> str:
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of schema.sql


def _filled(part: tuple[str, int, Role]) -> tuple[Cell, ...]:
    """The cells of a role behind those of its row, in the order of their columns."""
    name, place, who = part
    first, last = (who.span.start, who.span.end) if who.span else (None, None)
    return name, place, who.actor, storable(who.name), first, last
