"""Rows of an answer -> a table for the screen, CSV, lines of JSON, or a Parquet file."""

from __future__ import annotations

import csv
import json
import sys
from contextlib import contextmanager
from itertools import chain
from math import inf
from typing import IO, TYPE_CHECKING, Annotated, Any, Literal

import typer

from dragoman.cli.output import say, stream, width_of
from dragoman.errors import UsageError
from dragoman.frames import defused, spelled, write_parquet
from dragoman.render.words import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Row = dict[str, Any]
Shape = Literal["table", "csv", "jsonl", "parquet"]
CAPS = (48, 40, 32, 28, 24, 20, 16)  # letters of a cell of a table, until it fits a terminal
PAGE = 50  # rows of a table, where nothing is said; the other formats print all

ShapeName = Annotated[
    Shape, typer.Option("--format", "-f", help="A table, or all columns for other programs.")
]
Into = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write here instead of to the screen."),
]
Limit = Annotated[
    int | None,
    typer.Option(
        metavar="N", min=0, help="At most so many rows.", show_default=f"{PAGE} in a table"
    ),
]
Offset = Annotated[int, typer.Option(metavar="N", min=0, help="Leave out so many rows before.")]


def limit_of(limit: int | None, shape: Shape) -> int | None:
    """How many rows are asked for; None for all."""
    return PAGE if limit is None and shape == "table" else limit


def write_rows(
    rows: Iterable[Row],
    shape: Shape,
    output: str | None = None,
    *,
    columns: Sequence[str] | None = None,
    shown: Sequence[str] | None = None,
    types: dict[str, type] | None = None,
) -> int:
    """Prints plain rows, as they come, and says how many they were.

    Args:
        rows: All with the same columns.
        shape: How they are printed.
        output: Where, instead of the screen.
        columns: What they are called, which is then also told where there is no row.
        shown: The columns of a table; without them, all.
        types: What a column holds that has no value, for Parquet, where that is not ``str``.

    Raises:
        UsageError: The place cannot be written, or Parquet was to go to a terminal.
    """
    ahead = iter(rows)
    first = next(ahead, None)
    names = list(columns or first or ())
    counted = _Counted(chain([first] if first is not None else [], ahead))
    if shape == "parquet":
        with parquet(output) as place:
            write_parquet(place, counted, names, types or {})
        return counted.number
    with stream(output, "replace") as out:
        if shape == "jsonl":
            out.writelines(_line(row) + "\n" for row in counted)
        elif shape == "csv" and names:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(names)
            writer.writerows([defused(row[name]) for name in names] for row in counted)
        elif shape == "table":
            caps = CAPS if out.isatty() else CAPS[:1]
            lines = _table(list(counted), list(shown or names), caps, width_of(out))
            out.writelines(line + "\n" for line in lines)
    return counted.number


def tell_page(number: int, offset: int, total: int, noun: str) -> None:
    """Says on standard error which rows of how many were printed, unless it was all."""
    last = offset + number
    if not total:
        return
    if not number and offset:
        say(f"none behind {offset:,} of {total:,} {noun}")
    elif not number:
        say(f"none of {total:,} {noun}")
    elif number < total:
        more = f"; the next ones: --offset {last}" if last < total else ""
        say(f"{offset + 1:,} to {last:,} of {total:,} {noun}{more}")


class _Counted:
    """Rows, and how many have passed."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.number += 1
            yield row


def _line(row: Row) -> str:
    """A row as JSON; what JSON has no word for, bytes and numbers without end, in its place."""
    try:
        return json.dumps(row, ensure_ascii=False, default=spelled, allow_nan=False)
    except ValueError:
        endless = {key: None for key, cell in row.items() if cell in {inf, -inf}}
        return json.dumps(row | endless, ensure_ascii=False, default=spelled)


def _table(rows: list[Row], columns: list[str], caps: Sequence[int], width: int) -> Iterator[str]:
    """Lines with the columns below each other; numbers end, words begin in one place."""
    if not rows:
        yield "none"
        return
    right = [any(isinstance(row[name], int) for row in rows) for name in columns]
    for cap in caps:
        cells = [columns, *([_cell(row[name], cap) for name in columns] for row in rows)]
        widths = [max(len(line[at]) for line in cells) for at in range(len(columns))]
        if sum(widths) + 2 * len(widths) - 2 <= width:
            break
    for line in cells:
        parts = zip(line, widths, right, strict=True)
        yield "  ".join(
            cell.rjust(width) if ends else cell.ljust(width) for cell, width, ends in parts
        ).rstrip()


def _cell(value: object, cap: int) -> str:
    words = "" if value is None else " ".join(visible(spelled(value)).split())
    return words if len(words) <= cap else words[: cap - 1] + "…"


@contextmanager
def parquet(output: str | None) -> Iterator[str | IO[bytes]]:
    """Where a Parquet file goes to.

    Raises:
        UsageError: The place cannot be written, or is a terminal.
    """
    if output is None and sys.stdout.isatty():
        raise UsageError("Parquet is no text for a screen (name a file with -o)")
    try:
        yield output or sys.stdout.buffer
    except OSError as error:
        where = output or "standard output"
        raise UsageError(f"{where}: cannot be written: {error} (name another file)") from error
