"""Records -> a folder in a format that people load, with a data package and a codebook beside it.

A format is a module that names its tables and columns and turns a record into rows, and one line
in ``FORMATS``. Writing streams: one record is held at a time, and where a format folds rows, those
of deeds whose other rows are yet to come.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING

from dragoman.errors import UsageError
from dragoman.export.documents import GRAPHML, JSONL, JSONLD
from dragoman.export.flat import ACROSS, CSV, PARQUET
from dragoman.export.gdelt import GDELT
from dragoman.export.package import PACKAGE, files_of, name_of, write_package
from dragoman.export.polecat import POLECAT
from dragoman.export.quotes import trimmed
from dragoman.export.shape import Context, Exported, Format, Quotes
from dragoman.export.sinks import SINKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from dragoman.export.shape import Row
    from dragoman.export.sinks import Sink
    from dragoman.lexicon.schema import StateCode
    from dragoman.record import Record
    from dragoman.stories.fold import Retold

FORMATS: dict[str, Format] = {
    made.name: made for made in (POLECAT, GDELT, PARQUET, CSV, JSONL, GRAPHML, JSONLD)
}

__all__ = ["FORMATS", "Exported", "Format", "Quotes", "export", "joins", "tells_across"]


def export(
    name: str,
    records: Iterable[Record],
    folder: Path,
    *,
    quotes: Quotes = "full",
    states: tuple[StateCode, ...] = (),
    across: Iterable[tuple[str, Row]] = (),
    retold: Mapping[str, Retold] | None = None,
    same: Mapping[str, str] | None = None,
) -> Exported:
    """Writes records into a folder and tells what was written and what was left out.

    Args:
        name: One of ``FORMATS``.
        records: What is written, in that order.
        folder: Made where it is not there; files of an earlier export are replaced.
        quotes: How many of the reports' words go along; see `trimmed`.
        states: The codes of states, ``Tables.states``, for formats that number them.
        across: What the records have in common, rows with their table's name, for formats that have
            such tables.
        retold: The events that are told more than once, by id, for formats that fold them.
        same: What rows that tell one deed or stance share, by id, for formats that tell it.

    Raises:
        UsageError: There is no such format, or the folder cannot be written or is another's.
    """
    if name not in FORMATS:
        raise UsageError(f"no format {name!r}; there are {', '.join(FORMATS)}")
    made, told, context = FORMATS[name], Exported(), Context(states, retold or {}, same or {})
    told.rows = {table.name: 0 for table in made.tables}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _must_be_free(folder, made)
        with ExitStack() as stack:
            sinks = _sinks(made, folder, stack)
            for table, row in made.rows(_read(records, quotes, told), context):
                if row is None:
                    told.left_out[table] = told.left_out.get(table, 0) + 1
                else:
                    sinks[table].write(table, row)
                    told.rows[table] += 1
            for table, row in across if tells_across(name) else ():
                sinks[table].write(table, row)
                told.rows[table] += 1
        write_package(folder, made, told, quotes)
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot be written: {error.strerror or error} (name another folder)"
        ) from error
    return told


def tells_across(name: str) -> bool:
    """Whether a format has tables for what reports have in common."""
    return set(ACROSS) <= set(FORMATS[name].tables)


def joins(name: str) -> str:
    """What a format needs of what reports have in common: ``retold``, ``same`` or nothing."""
    return FORMATS[name].joins


def _must_be_free(folder: Path, made: Format) -> None:
    """Says so where another format, or another program, has its package in a folder."""
    there = folder / PACKAGE
    if not there.exists():
        return
    try:
        name = json.loads(there.read_text(encoding="utf-8"))["name"]
    except (ValueError, KeyError, TypeError):
        name = None
    if name != name_of(made):
        raise UsageError(
            f"{there}: describes {name or 'something else'}, which an export of {made.name} would"
            " replace (name another folder)"
        )


def _sinks(made: Format, folder: Path, stack: ExitStack) -> dict[str, Sink]:
    """The open file of each table; the tables of a graph share one."""
    sink = SINKS[made.layout.kind]
    opened = {}
    for file, tables in files_of(made).items():
        one = stack.enter_context(sink(folder / file, tables, made.layout))
        opened.update(dict.fromkeys((table.name for table in tables), one))
    return opened


def _read(records: Iterable[Record], quotes: Quotes, told: Exported) -> Iterator[Record]:
    """The records as they are written, and on the way by which program and tables they were."""
    for record in records:
        versions = record.coded_with
        told.coded_with.add(f"dragoman {versions.dragoman}, tables {versions.tables}")
        yield trimmed(record, quotes)
