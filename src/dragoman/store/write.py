"""Records -> the record on disk, one transaction a batch; nothing stored is ever changed."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from dragoman.errors import StoreError
from dragoman.record import CodedWith, Record, Report, digest
from dragoman.store.database import open_for_writing
from dragoman.store.faults import whole
from dragoman.store.forget import Tombstone, tombstone_of
from dragoman.store.rows import (
    NESTED,
    Cell,
    coding_of,
    report_json,
    rows_of,
    says_the_same,
    storable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        self.columns = {table: self._columns_of(table) for table in NESTED}
        self.inserts = {
            table: _insert_into(table, ["coding", *names]) for table, names in self.columns.items()
        }
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
            StoreError: The disk is full, another writer holds the file too long, two rows of one
                record have one id, or one is of a report that was forgotten.
        """
        try:
            with whole(self.connection, self.path):
                for record in records:
                    self._write(record)
        except BaseException:
            self.runs.clear()  # a run first written in this transaction is gone with it
            raise

    def has(self, report: Report, coded_with: CodedWith) -> bool:
        """Whether the latest coding of this report was made from the same by the same versions.

        A report that could not be read is the same if its id is: its text is not kept. One that
        was got again is the same if it says the same, though the page around it has changed.
        """
        got = report.fetched is not None
        return self.holds(report.id, report_json(report), coded_with, got=got)

    def holds(self, report: str, now_json: str, coded_with: CodedWith, *, got: bool) -> bool:
        """``has``, of a report's id and its JSON; ``got`` where it says how it was got."""
        row = self.connection.execute(SAME_VERSIONS, (report,)).fetchone()
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
        same = stage is not None or stored == now_json
        return same or (got and says_the_same(stored, now_json))

    def placed(self, report: Report) -> Report:
        """The report as a later version of the stored one that was got at its address before.

        One that is stored itself keeps what was found when it came; of one that its run has found
        to be a later version already, nothing is asked.
        """
        at = report.fetched.at if report.fetched is not None else None
        found = self.revised(report.id, report.url, at, report.revision_of)
        return report if found == report.revision_of else replace(report, revision_of=found)

    def revised(
        self, report: str, url: str | None, at: str | None, revision_of: str | None
    ) -> str | None:
        """The id of the report that ``placed`` finds, of a report's id, address and time."""
        known = self.connection.execute(KNOWN, (report,)).fetchone()
        if known is not None:
            return known[0] and str(known[0])
        if revision_of is not None or at is None:
            return revision_of
        found = self.connection.execute(BEFORE, (url, report, at)).fetchone()
        return None if found is None else str(found[0])

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
        with whole(self.connection, self.path):
            self._source(found[0], report)

    def _source(self, coding: int, report: Report) -> None:
        """The decoded source beside a coding; the same source is stored once."""
        if report.decoded is None:
            return
        key, words = digest(report.decoded), report.decoded.encode("utf-8", "surrogatepass")
        found = self.connection.execute("SELECT id FROM sources WHERE hash = ?", (key,)).fetchone()
        source = (
            int(found[0])
            if found
            else self.insert("sources", {"hash": key, "packed": zlib.compress(words)})
        )
        self.insert("source_of", {"coding": coding, "source": source})

    def _columns_of(self, table: str) -> list[str]:
        """The columns of a table behind ``coding``."""
        found = self.connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
        return [name for (name,) in found][1:]

    def tombstone(self, report: str) -> Tombstone | None:
        """When and why the report with this id was forgotten; None where it was not."""
        return tombstone_of(self.connection, report)

    def _write(self, record: Record) -> None:
        gone = self.tombstone(record.report.id)
        if gone is not None:
            raise StoreError(f"{record.report.source}: {gone} (leave it out)")
        coding = self._coding(record)
        self._source(coding, record.report)
        for table, lines in rows_of(record, self.columns).items():
            self.connection.executemany(self.inserts[table], ((coding, *line) for line in lines))

    def _coding(self, record: Record) -> int:
        run, text = self.run_of(record.coded_with), self.text_of(record.report.text)
        joined: dict[str, Cell] = {"run": run, "text": text}
        return self.insert("codings", joined | coding_of(record))

    def run_of(self, coded_with: CodedWith) -> int:
        """The number of the run that these versions write as; begun where there is none yet."""
        if coded_with not in self.runs:
            model = coded_with.model
            run = self.insert(
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
                self.insert("weights", {"run": run, "statements": coded_with.statements})
            if coded_with.events is not None:
                self.insert("votes", {"run": run, "events": coded_with.events})
            self.runs[coded_with] = run
        return self.runs[coded_with]

    def text_of(self, text: str) -> int:
        """The number of a text; the same text is stored once."""
        text = storable(text)
        key = digest(text)
        found = self.connection.execute("SELECT id FROM texts WHERE hash = ?", (key,)).fetchone()
        return int(found[0]) if found else self.insert("texts", {"hash": key, "text": text})

    def insert(self, table: str, cells: dict[str, Cell]) -> int:
        """Appends one row and gives its number."""
        words = _insert_into(table, list(cells))
        return int(self.connection.execute(words, list(cells.values())).lastrowid or 0)


def _insert_into(table: str, columns: list[str]) -> str:
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of schema.sql
