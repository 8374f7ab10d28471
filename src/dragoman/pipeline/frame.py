"""A data frame of texts -> data frames of what they say, each row with its place in the first."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from dragoman.export.flat import TABLES, rows
from dragoman.export.shape import Context
from dragoman.frames import Rows
from dragoman.ingest import ReadOptions
from dragoman.lexicon import load_tables
from dragoman.pipeline.line import code, in_language
from dragoman.settings import DEFAULT_ENGINE

if TYPE_CHECKING:
    from collections.abc import Callable

    from dragoman.lexicon import Tables
    from dragoman.parse import Parser
    from dragoman.settings import Engine

TYPES = {"string": str, "integer": int, "number": float, "boolean": bool}
KINDS: dict[str, Callable[[Rows], Any]] = {  # by the package of the frame that was given
    "pandas": Rows.to_pandas, "polars": Rows.to_polars, "pyarrow": Rows.to_arrow,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frames:
    """What the texts of a data frame say, as frames of the same kind.

    ``row`` is, in each, the place in the given frame of the text that says so, from 0;
    ``reports`` has one row for each text, with its ``problem`` where it could not be read.
    """

    reports: Any
    statements: Any
    events: Any
    positions: Any
    actors: Any


def read_frame(
    frame: Any,
    *,
    text: str = "text",
    published: str | date | None = None,
    language: str | None = None,
    engine: Engine = DEFAULT_ENGINE,
    min_score: float = 0.0,
    parser: Parser | None = None,
    tables: Tables | None = None,
    **columns: str,
) -> Frames:
    """Codes a data frame and gives what it says, as pandas, polars or Arrow like itself.

    What only knows how to hand itself to Arrow (a DuckDB relation) gives ``Rows``.

    Args:
        frame: A row for each text.
        text: The column of the texts.
        published: The column of their days of publication, or one day for all, as text or a date.
        language: The language they are in, where that is known; otherwise it is found out.
        engine: How statements and events are found.
        min_score: Rows scored below it are left out, unless a row that stays hangs on them.
        parser: The loaded model; the pinned one by default.
        tables: The tables of the texts' language; the English ones by default.
        columns: Further columns: ``id title updated outlet url translation_of``.

    Raises:
        UsageError: It is no data frame, or lacks a column that was named.
    """
    from dragoman.ingest.columns import read_table  # noqa: PLC0415 - Arrow only where frames are

    if hasattr(frame, "collect") and not hasattr(frame, "__arrow_c_stream__"):
        frame = frame.collect()  # a lazy frame of polars
    named = {"text": str(text), **columns}
    if isinstance(published, date):
        published = published.isoformat()
    day = published if published and published[:1].isdigit() else None
    if published and day is None:
        named["published"] = published
    tables = tables or load_tables(language or "en")
    reports = in_language(read_table(frame, ReadOptions(day, named), tables), language)
    found: dict[str, list[dict[str, Any]]] = {table.name: [] for table in TABLES}
    records = code(reports, parser=parser, tables=tables, engine=engine, min_score=min_score)
    for place, record in enumerate(records):
        for name, row in rows(record, Context()):
            if row is not None:
                found[name].append({"row": place, **row})
    give = KINDS.get(type(frame).__module__.partition(".")[0], _as_it_is)
    return Frames(*(give(_rows(field.name, found[field.name])) for field in fields(Frames)))


def _as_it_is(made: Rows) -> Rows:
    return made


def _rows(name: str, those: list[dict[str, Any]]) -> Rows:
    (table,) = (table for table in TABLES if table.name == name)
    types = {"row": int} | {column.name: TYPES[column.type] for column in table.columns}
    return Rows.of(list(types), those, types=types)
