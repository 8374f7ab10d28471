"""Rows that are columns of numbers -> the same answer, made some thousand rows at a time."""

from __future__ import annotations

import csv
import io
import json
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, overload

import pyarrow as pa
import pyarrow.compute as pc

from dragoman.frames import Rows, defused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Make = Callable[[int, int], pa.Table]
    Spell = Callable[[str, Any], str]

BLOCK = 1 << 16  # rows that are made at a time


class Columns(Rows):
    """Rows of an answer that are made where they are looked at, out of columns.

    Args:
        schema: The names of the columns, and what they hold.
        make: Gives the rows from one place up to another.
        number: How many there are.
        total: How many there are in all, where these are only one page of them.
    """

    def __init__(
        self, schema: pa.Schema, make: Make, number: int, *, total: int | None = None
    ) -> None:
        super().__init__(schema.names, (), total=number if total is None else total)
        self.schema, self.make, self.number = schema, make, number

    def blocks(self) -> Iterator[pa.Table]:
        """All rows, some thousand at a time; nothing where there are none."""
        for start in range(0, self.number, BLOCK):
            yield self.make(start, min(start + BLOCK, self.number))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for block in self.blocks():
            yield from block.to_pylist()

    def __len__(self) -> int:
        return self.number

    @overload
    def __getitem__(self, at: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> Columns: ...
    def __getitem__(self, at: int | slice) -> dict[str, Any] | Columns:
        places = range(self.number)[at]
        if isinstance(places, int):
            (row,) = self.make(places, places + 1).to_pylist()
            return dict(row)
        make = partial(self._made, places)
        return Columns(self.schema, make, len(places), total=self.total)

    def _made(self, places: range, start: int, stop: int) -> pa.Table:
        """Some of the rows in these places."""
        those = places[start:stop]
        low, high = min(those, default=0), max(those, default=-1) + 1
        made = self.make(low, high)
        return made if those.step == 1 else made.take([place - low for place in those])

    def _first(self, number: int) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self[:number]]

    def column(self, name: str) -> list[Any]:
        """The cells of one column, from top to bottom."""
        return [cell for block in self.blocks() for cell in block[name].to_pylist()]

    def to_arrow(self) -> pa.Table:
        """The rows as an Arrow table."""
        return pa.concat_tables([self.schema.empty_table(), *self.blocks()])


def csv_of(rows: Columns) -> Iterator[str]:
    """The rows as CSV, formulas defused, some thousand at a time, after a line of names."""
    yield ",".join(_quoted(name) for name in rows.columns) + "\n"
    for block in rows.blocks():
        yield _joined(block, lambda _, value: _quoted(value), ",", ("", "\n"))


def json_of(rows: Columns) -> Iterator[str]:
    """The rows as lines of JSON, some thousand at a time."""
    for block in rows.blocks():
        yield _joined(block, _member, ", ", ("{", "}\n"))


@lru_cache(maxsize=1 << 16, typed=True)
def _quoted(value: object) -> str:
    """A cell of CSV; one that is not alone in its row, for then it would be quoted empty."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([defused(value), None])
    return out.getvalue()[: -len(",\n")]


def _member(name: str, value: object) -> str:
    """A member of an object in JSON."""
    return f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"


def _joined(block: pa.Table, spell: Spell, between: str, around: tuple[str, str]) -> str:
    """Rows as text: each value of a column is spelled once, however often it stands there."""
    cells = [_spelled(block[name], partial(spell, name)) for name in block.column_names]
    lines = pc.binary_join_element_wise(*cells, between)
    before, behind = around
    text = pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), behind + before)
    return f"{before}{text[0].as_py()}{behind}"


def _spelled(column: pa.ChunkedArray, spell: Callable[[Any], str]) -> pa.Array:
    values = column.combine_chunks().dictionary_encode(null_encoding="encode")
    return pa.array([spell(one) for one in values.dictionary.to_pylist()]).take(values.indices)
