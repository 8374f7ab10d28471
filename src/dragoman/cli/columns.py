"""Rows that are columns -> CSV, lines of JSON or Parquet, some thousand rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.cli.output import stream
from dragoman.cli.rows import parquet, write_rows
from dragoman.frames import write_tables
from dragoman.frames.columns import csv_of, json_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.cli.rows import Shape
    from dragoman.frames.columns import Columns


def write_columns(
    rows: Columns, shape: Shape, output: str | None = None, *, shown: Sequence[str]
) -> int:
    """Prints rows as ``write_rows`` does, without making one of them in Python; gives their number.

    Args:
        rows: The rows.
        shape: How they are printed.
        output: Where, instead of the screen.
        shown: The columns of a table.

    Raises:
        UsageError: The place cannot be written, or Parquet was to go to a terminal.
    """
    if shape == "table":
        return write_rows(rows, shape, output, columns=rows.columns, shown=shown)
    if shape == "parquet":
        tables = rows.blocks() if len(rows) else iter([rows.to_arrow()])
        with parquet(output) as place:
            write_tables(place, tables)
        return len(rows)
    with stream(output, "replace") as out:
        out.writelines(csv_of(rows) if shape == "csv" else json_of(rows))
    return len(rows)
