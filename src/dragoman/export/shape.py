"""What an export is made of: its tables, their columns with a meaning each, and its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from dragoman.lexicon.schema import StateCode
    from dragoman.record import Record
    from dragoman.stories.fold import Retold

Type = Literal["string", "integer", "number", "boolean"]
Quotes = Literal["none", "short", "full"]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column, what it holds, and, where it is never filled, why (``empty``)."""

    name: str
    type: Type
    meaning: str
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows: ``events`` goes into ``events.csv`` or what its format calls it."""

    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table of text is written: what parts cells, what stands for nothing, a header or none.

    ``defused`` puts an apostrophe before cells that a spreadsheet would run as a formula.
    """

    suffix: str
    kind: Literal["delimited", "parquet", "jsonl", "graphml", "jsonld"]
    delimiter: str = ","
    missing: str = ""
    header: bool = True
    defused: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What rows are made with beside a record.

    Attributes:
        states: The codes of states.
        retold: The events that are told more than once, by id.
        same: What rows that tell one deed or stance share, by id of the row.
    """

    states: tuple[StateCode, ...] = ()
    retold: Mapping[str, Retold] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its tables, how they are written, and which rows records give for each.

    ``rows`` yields the name of a table with a row; a row that is left out is yielded under the
    reason, with ``None``, so that what is missing is counted. ``joins`` names the field of
    ``Context`` that it needs of what reports have in common: of ``retold`` it makes one row.
    """

    name: str
    about: str
    tables: tuple[Table, ...]
    layout: Layout
    rows: Callable[[Iterable[Record], Context], Iterator[tuple[str, Row | None]]]
    joins: Literal["", "retold", "same"] = ""


@dataclass(slots=True)
class Exported:
    """What was written: rows by file, rows left out by reason."""

    rows: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    coded_with: set[str] = field(default_factory=set)


def each(
    rows: Callable[[Record, Context], Iterator[tuple[str, Row | None]]],
) -> Callable[[Iterable[Record], Context], Iterator[tuple[str, Row | None]]]:
    """The rows of records where each record gives its own, whatever the others hold."""

    def found(records: Iterable[Record], context: Context) -> Iterator[tuple[str, Row | None]]:
        for record in records:
            yield from rows(record, context)

    return found
