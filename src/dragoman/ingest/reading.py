"""The door of reading: a source's name -> its Reports, and Failures where there is none."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dragoman.ingest.opening import failure, open_sources
from dragoman.ingest.options import Failure, ReadOptions
from dragoman.lexicon import load_tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dragoman.lexicon import Tables
    from dragoman.record import Report

# A reader is named and not imported: lxml, trafilatura and pyarrow cost half a second, and a text
# file needs none of them. To add a kind, add its module, a line here, and how opening.py knows it.
READERS: dict[str, tuple[str, str]] = {
    "plain": ("dragoman.ingest.plain", "read_plain"),
    "page": ("dragoman.ingest.page", "read_page"),
    "jsonl": ("dragoman.ingest.rows", "read_jsonl"),
    "json": ("dragoman.ingest.rows", "read_json"),
    "csv": ("dragoman.ingest.rows", "read_csv"),
    "parquet": ("dragoman.ingest.columns", "read_parquet"),
}


def read(
    source: str | Path, *, options: ReadOptions | None = None, tables: Tables | None = None
) -> Iterator[Report | Failure]:
    """The reports of a source, in order; a Failure in the place of each that cannot be read.

    Args:
        source: A text file, a page, a file of rows (JSON Lines, CSV, Parquet), a folder of them,
            or ``-`` for standard input.
        options: What the caller knows about it.
        tables: The tables of the language that furniture and dates are printed in; English by
            default.

    Nothing that a source holds raises; a bad file or row is a Failure and the next is read.
    """
    options, tables = options or ReadOptions(), tables or load_tables()
    for opened in open_sources(source):
        if isinstance(opened, Failure):
            yield opened
            continue
        module, function = READERS[opened.kind]
        reader: Any = getattr(import_module(module), function)
        try:
            yield from reader(opened, options, tables)
        except OSError as error:
            yield failure(opened.name, error.strerror or str(error))
