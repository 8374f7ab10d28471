"""Records <-> rows as parts of a batch hold them, and many such rows -> the record on disk.

A part holds what the tables hold, one row a report with the rows of each other table nested in it.
So folding a part is copying columns: nothing is read out of JSON and made anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.render.json import dump
from dragoman.store.faults import whole
from dragoman.store.rows import NESTED, coding_of, rows_of, storable
from dragoman.store.schema import columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dragoman.record import CodedWith, Record
    from dragoman.store.rows import Cell
    from dragoman.store.write import Writer

OF_THE_FILE = frozenset({"id", "run", "text"})  # numbers that a record's file gives
TEXT = "text"  # stands as itself in a part


def part_columns(table: str = "codings") -> dict[str, str]:
    """The columns of a table in a part, each with its SQLite type."""
    there = columns_of(table)
    if table != "codings":
        return {name: kind for name, kind in there.items() if name != "coding"}
    return {name: kind for name, kind in there.items() if name not in OF_THE_FILE} | {TEXT: "TEXT"}


def part_row(record: Record) -> dict[str, Any]:
    """One report as a part holds it: the cells of its coding, its text, and its rows by table."""
    columns = {table: tuple(part_columns(table)) for table in NESTED}
    nested = {
        table: [dict(zip(columns[table], map(_number, line), strict=True)) for line in lines]
        for table, lines in rows_of(record, columns).items()
    }
    return coding_of(record) | {TEXT: storable(record.report.text)} | nested


def _number(cell: Cell) -> Cell:
    """The cell as the tables keep it: yes and no are 1 and 0."""
    return int(cell) if isinstance(cell, bool) else cell


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of some reports, as read from a part.

    ``codings`` gives each column by name, one value a report. ``counts`` gives, for each nested
    table, how many rows each report has, and ``nested`` their columns by name, in that order.
    """

    codings: dict[str, Sequence[Any]]
    counts: dict[str, Sequence[int]]
    nested: dict[str, dict[str, Sequence[Any]]]

    def __len__(self) -> int:
        return len(self.codings["report"])


def append(writer: Writer, columns: Columns, made: CodedWith) -> int:
    """How many reports of a part were new to the record; they are written, all or none.

    Raises:
        StoreError: The record cannot be written.
    """
    try:
        with whole(writer.connection, writer.path):
            codings = _codings(writer, columns, made)
            for table in NESTED:
                _copy(writer, table, columns, codings)
    except BaseException:
        writer.runs.clear()  # a run first written in this transaction is gone with it
        raise
    return sum(coding is not None for coding in codings)


def _codings(writer: Writer, columns: Columns, made: CodedWith) -> list[int | None]:
    """The number of each report's new coding; None where it is there already, or was forgotten."""
    names, found = list(columns.codings), list[int | None]()
    for cells in zip(*columns.codings.values(), strict=True):
        coding = dict(zip(names, cells, strict=True))
        text = coding.pop(TEXT)
        coding["json"] = _placed(writer, coding)
        got = '"fetched":null' not in coding["json"]
        if writer.tombstone(coding["report"]) or writer.holds(
            coding["report"], coding["json"], made, got=got
        ):
            found.append(None)
        else:
            joined = {"run": writer.run_of(made), "text": writer.text_of(text)}
            found.append(writer.insert("codings", joined | coding))
    return found


def _placed(writer: Writer, coding: dict[str, Any]) -> str:
    """The report's JSON, with the report that stood at its address before, where one did."""
    words: str = coding["json"]
    if '"fetched":null' in words:
        return words
    plain = json.loads(words)
    before = writer.revised(
        coding["report"], plain["url"], plain["fetched"] and plain["fetched"]["at"],
        plain["revision_of"],
    )  # fmt: skip
    return words if before == plain["revision_of"] else dump(plain | {"revision_of": before})


def _copy(writer: Writer, table: str, columns: Columns, codings: list[int | None]) -> None:
    """Appends the rows of one table that belong to new codings."""
    nested = columns.nested[table]
    numbers = _repeated(codings, columns.counts[table])
    rows = zip(numbers, *(nested[name] for name in part_columns(table)), strict=True)
    writer.connection.executemany(
        writer.inserts[table], (row for row in rows if row[0] is not None)
    )


def _repeated(values: list[int | None], counts: Sequence[int]) -> Iterator[int | None]:
    for value, count in zip(values, counts, strict=True):
        for _ in range(count):
            yield value
