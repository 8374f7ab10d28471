"""Parquet -> Reports, one a row."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

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
        wanted = [options.column(name) for name in COLUMNS if options.column(name) in names]
        number = 0
        for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=list(dict.fromkeys(wanted))):
            for row in batch.to_pylist():
                number += 1
                yield read_row(row, f"{opened.name}:{number}", options, tables)
    except (pa.ArrowException, OSError) as error:
        yield Failure(opened.name, f"no Parquet file that can be read: {error}", nothing)
