"""The record on disk -> Records, and rows of the latest coding of each report."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from dragoman.errors import StoreError, UsageError
from dragoman.record import CodedWith, Model, Problem, Record, Report
from dragoman.render.json import from_plain
from dragoman.store.database import open_for_reading
from dragoman.store.rows import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

CODINGS = """
    SELECT codings.id, codings.json, texts.text, codings.stage, codings.message, runs.dragoman,
           runs.tables, runs.model, runs.model_version, runs.model_hash, runs.profile
      FROM {codings} AS codings JOIN texts ON texts.id = codings.text
      JOIN runs ON runs.id = codings.run
     WHERE (:report IS NULL OR codings.report = :report) ORDER BY codings.id
"""
FOUND = """
    SELECT latest.report, latest.title, latest.published,
           snippet(words, 0, '[', ']', ' … ', 24)
      FROM words JOIN latest ON latest.text = words.rowid
     WHERE words MATCH ? ORDER BY bm25(words), latest.id
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A report whose text holds the words that were searched, with the best passage."""

    report: str
    title: str | None
    published: str | None
    passage: str


class StoredRecord:
    """A record on disk, open for reading; use it as a context manager, or close it.

    Raises:
        StoreError: There is no such file, it is something else, or of a later version.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.connection = open_for_reading(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self.connection.close()

    def records(self, report: str | None = None, *, history: bool = False) -> Iterator[Record]:
        """The latest Record of each report, in the order they were written.

        Args:
            report: Only those of the report with this id.
            history: Every coding of a report, oldest first, not only the latest.
        """
        codings = "codings" if history else "latest"
        query = CODINGS.format(codings=codings)
        for cells in self._rows(query, {"report": report}):
            yield self._record(*cells)

    def count(self) -> int:
        """How many reports the record holds."""
        ((number,),) = self._rows("SELECT count(*) FROM latest", ())
        return int(number)

    def statements(self, actor: str | None = None, **equal: object) -> list[dict[str, Any]]:
        """Statements as plain rows, with their words; ``actor`` in any role, columns ``equal``.

        Raises:
            UsageError: There is no such column; the message lists those there are.
        """
        return self._view("statements", actor, equal)

    def events(self, actor: str | None = None, **equal: object) -> list[dict[str, Any]]:
        """Events as plain rows: ``events(actor="rus", type="ASSAULT", realis="actual")``.

        Raises:
            UsageError: There is no such column; the message lists those there are.
        """
        return self._view("events", actor, equal)

    def positions(self, actor: str | None = None, **equal: object) -> list[dict[str, Any]]:
        """Positions as plain rows: ``positions(holder="Russia", sign=-1)``.

        Raises:
            UsageError: There is no such column; the message lists those there are.
        """
        return self._view("positions", actor, equal)

    def search(self, words: str) -> list[Found]:
        """The reports whose text holds all the words, the best first.

        Words are matched by their stem; they are words, never query syntax.
        """
        quoted = " ".join('"' + word.replace('"', '""') + '"' for word in words.split())
        return [Found(*cells) for cells in self._rows(FOUND, (quoted,))] if quoted else []

    def _view(self, kind: str, actor: str | None, equal: dict[str, object]) -> list[dict[str, Any]]:
        view = f"latest_{kind}"
        columns = [name for (name,) in self._rows("SELECT name FROM pragma_table_info(?)", (view,))]
        for name in equal:
            if name not in columns:
                raise UsageError(f"no column {name!r} in {kind}; there are {', '.join(columns)}")
        conditions = [f"{name} IS ?" for name in equal]
        values: list[object] = list(equal.values())
        if actor is not None:
            conditions.append("(coding, id) IN (SELECT coding, row FROM roles WHERE actor = ?)")
            values.append(actor)
        where = " AND ".join(conditions) or "1"
        query = f"SELECT * FROM {view} WHERE {where}"  # noqa: S608 - names checked against the view
        return [dict(zip(columns, cells, strict=True)) for cells in self._rows(query, values)]

    def _record(
        self,
        coding: int,
        report: str,
        text: str,
        stage: str | None,
        message: str,
        *made: str | None,
    ) -> Record:
        dragoman, tables, model, version, hash_, profile = made
        plain = json.loads(report)
        plain["text"] = plain["text"] or text
        rows = {kind: self._rows_of(kind, coding) for kind in KINDS}
        return Record(
            report=from_plain(Report, plain),
            **rows,
            coded_with=CodedWith(
                str(dragoman),
                str(tables),
                Model(model, str(version), str(hash_)) if model is not None else None,
                profile,
            ),
            problem=Problem(stage, message) if stage is not None else None,
        )

    def _rows_of(self, kind: str, coding: int) -> tuple[Any, ...]:
        query = f"SELECT json FROM {kind} WHERE coding = ? ORDER BY place"  # noqa: S608 - of KINDS
        found = self._rows(query, (coding,))
        return tuple(from_plain(KINDS[kind], json.loads(row)) for (row,) in found)

    def _rows(self, query: str, values: Any) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self.connection.execute(query, values)
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: cannot be read: {error}") from error


def open_record(path: str | Path = "dragoman.db") -> StoredRecord:
    """The record in a file, open for reading; loads no language model.

    Raises:
        StoreError: There is no such file, it is something else, or of a later version.
    """
    return StoredRecord(path)
