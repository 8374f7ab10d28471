"""Parquet, or a data frame -> Reports, one a row."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dragoman.errors import UsageError
from dragoman.frames import valid
from dragoman.ingest.options import COLUMNS, Failure
from dragoman.ingest.rows import no_column, read_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.ingest.options import ReadOptions
    from dragoman.ingest.source import Opened
    from dragoman.lexicon import Tables
    from dragoman.record import Report

BATCH_ROWS = 1024


def read_parquet(
    opened: Opened, options: ReadOptions, tables: Tables
) -> Iterator[Report | Failure]:
    """The reports of a Parquet file, read in batches; only the columns that are asked for."""
    nothing = hashlib.sha256(b"").hexdigest()
    try:
        stream = (
            opened.stream if opened.stream.seekable() else pa.BufferReader(opened.stream.read())
        )
        file = pq.ParquetFile(stream)
        names = file.schema_arrow.names
        missing = options.missing(names)
        if missing is not None:
            yield Failure(opened.name, no_column(missing, names), nothing)
            return
        batches = file.iter_batches(
            batch_size=BATCH_ROWS, columns=_wanted(names, options), use_threads=False
        )
        for number, row in enumerate((row for batch in batches for row in batch.to_pylist()), 1):
            yield read_row(row, f"{opened.name}:{number}", options, tables)
    except (pa.ArrowException, OSError) as error:
        yield Failure(opened.name, f"no Parquet file that can be read: {error}", nothing)


def read_table(frame: Any, options: ReadOptions, tables: Tables) -> Iterator[Report | Failure]:
    """The reports of a data frame, in its order: of pandas, polars, Arrow, or what Arrow takes.

    A column of midnights holds days.

    Raises:
        UsageError: It is no data frame, or lacks a column.
    """
    if type(frame).__module__.partition(".")[0] == "pandas" and hasattr(frame, "columns"):
        frame = _of_pandas(frame, options)
    try:
        table = pa.table(frame)
    except (TypeError, ValueError, pa.ArrowException) as error:
        raise UsageError(
            f"no data frame that Arrow takes: {error} (give one of pandas, polars or Arrow, with a"
            " column of texts)"
        ) from error
    missing = options.missing(table.column_names)
    if missing is not None:
        raise UsageError(no_column(missing, table.column_names))
    rows = table.select(_wanted(table.column_names, options))
    for at, column in enumerate(rows.columns):
        if pa.types.is_timestamp(column.type) and pc.all(_is_midnight(column)).as_py():
            rows = rows.set_column(at, rows.column_names[at], column.cast(pa.date32()))
    batches = rows.to_batches(max_chunksize=BATCH_ROWS)
    for number, row in enumerate(row for batch in batches for row in batch.to_pylist()):
        yield read_row(row, f"frame:{number}", options, tables)


def _of_pandas(frame: Any, options: ReadOptions) -> pa.Table:
    """The columns that are asked for; the others may hold what Arrow has no type for.

    What is no text in a column of texts is written as one: 5 among words is "5".

    Raises:
        UsageError: A column is not there, or twice.
    """
    names = [str(name) for name in frame.columns]
    missing = options.missing(names)
    if missing is not None:
        raise UsageError(no_column(missing, names))
    arrays = []
    for name in (wanted := _wanted(names, options)):
        if names.count(name) > 1:
            raise UsageError(f"two columns are called {name!r} (rename one of them)")
        column = frame.iloc[:, names.index(name)]
        try:
            arrays.append(pa.array(column, from_pandas=True))
        except (TypeError, ValueError, pa.ArrowException):
            cells = zip(column, column.isna(), strict=True)
            arrays.append(pa.array([None if none else valid(str(cell)) for cell, none in cells]))
    return pa.table(arrays, names=wanted)


def _is_midnight(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.equal(column, pc.floor_temporal(column, unit="day"))


def _wanted(names: list[str], options: ReadOptions) -> list[str]:
    """The columns that are asked for, of those there are."""
    wanted = [options.column(name) for name in COLUMNS]
    return [name for name in dict.fromkeys(wanted) if name in names]
