"""Rows of an answer -> dicts, Arrow, pandas, polars, or a table on a page of a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib import import_module
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Any, overload

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd
    import polars as pl
    import pyarrow as pa

BATCH = 10_000  # rows of a Parquet file that are held at a time
SHOWN = 20  # rows that a notebook shows
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # a spreadsheet reckons at these
ARROW = {str: "string", int: "int64", float: "float64", bool: "bool_", bytes: "binary"}


class Rows(Sequence[dict[str, Any]]):
    """The rows of an answer: a sequence of dicts that other tools take as a whole.

    ``total`` is how many there are in all, where these are only one page of them.

    >>> rows = Rows(("id", "type"), [("e1", "AID"), ("e2", "CONSULT")], total=7)
    >>> rows[0], len(rows), rows.total
    ({'id': 'e1', 'type': 'AID'}, 2, 7)

    Args:
        columns: Their names; one that comes again gets a number.
        cells: The rows, a cell for each column.
        total: How many there are in all; without it, as many as these.
        types: What a column holds that has no value here, where that is not ``str``.
    """

    def __init__(
        self,
        columns: Sequence[str],
        cells: Iterable[Sequence[Any]],
        *,
        total: int | None = None,
        types: Mapping[str, type] | None = None,
    ) -> None:
        self.columns = tuple(_apart(columns))
        self._cells = [tuple(row) for row in cells]
        self.total = len(self._cells) if total is None else total
        self.types = dict(types or {})

    @classmethod
    def of(
        cls,
        columns: Sequence[str],
        rows: Iterable[Mapping[str, Any]],
        *,
        total: int | None = None,
        types: Mapping[str, type] | None = None,
    ) -> Rows:
        """Rows out of dicts that all have these columns."""
        cells = ([row[name] for name in columns] for row in rows)
        return cls(columns, cells, total=total, types=types)

    @overload
    def __getitem__(self, at: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> Rows: ...
    def __getitem__(self, at: int | slice) -> dict[str, Any] | Rows:
        if isinstance(at, slice):
            return Rows(self.columns, self._cells[at], total=self.total, types=self.types)
        return dict(zip(self.columns, self._cells[at], strict=True))

    def __len__(self) -> int:
        return len(self._cells)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows | list) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment] # equal to lists, which have none either

    def __repr__(self) -> str:
        return f"<Rows: {len(self):,} of {self.total:,}, {', '.join(self.columns)}>"

    def column(self, name: str) -> list[Any]:
        """The cells of one column, from top to bottom."""
        at = self.columns.index(name)
        return [row[at] for row in self._cells]

    def to_arrow(self) -> pa.Table:
        """The rows as an Arrow table; a column of mixed kinds becomes one of strings."""
        import pyarrow as pa  # noqa: PLC0415 - Arrow only where it is asked for

        arrays = []
        for at, name in enumerate(self.columns):
            column = [row[at] for row in self._cells]
            held = _type_of(column) or self.types.get(name, str)
            arrays.append(pa.array(_as(held, column), getattr(pa, ARROW[held])()))
        return pa.table(arrays, names=list(self.columns))

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas data frame.

        Raises:
            UsageError: pandas is not installed.
        """
        _needed("pandas")
        return self.to_arrow().to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """The rows as a polars data frame.

        Raises:
            UsageError: polars is not installed.
        """
        frame: pl.DataFrame = _needed("polars").DataFrame(self.to_arrow())
        return frame

    def _first(self, number: int) -> list[tuple[Any, ...]]:
        """The cells of the first rows."""
        return self._cells[:number]

    def _repr_html_(self) -> str:
        """The first rows as a table, escaped: cells hold the words of strangers."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in row)}</tr>"
            for row in self._first(SHOWN)
        )
        shown = f"<p>{min(len(self), SHOWN):,} of {self.total:,} rows</p>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{shown}"


def write_parquet(
    out: str | IO[bytes],
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    types: Mapping[str, type] | None = None,
) -> None:
    """Writes rows as they come into a Parquet file, Zstandard inside.

    The first rows decide what a column holds; ``types`` says it where they have no value.

    Raises:
        OSError: The file cannot be written.
    """
    write_tables(out, _tables(iter(rows), columns, types))


def write_tables(out: str | IO[bytes], tables: Iterator[pa.Table]) -> None:
    """Writes Arrow tables, at least one, into a Parquet file, with the types of the first.

    Raises:
        OSError: The file cannot be written.
    """
    import pyarrow as pa  # noqa: PLC0415 - Arrow only where it is asked for
    import pyarrow.parquet as pq  # noqa: PLC0415 - likewise

    head = next(tables)
    sink = pa.output_stream(out) if isinstance(out, str) else pa.PythonFile(out, "w")
    with sink, pq.ParquetWriter(sink, head.schema, compression="zstd") as writer:
        for table in chain([head], tables):
            writer.write_table(table.cast(head.schema))


def _tables(
    rows: Iterator[Mapping[str, Any]], columns: Sequence[str], types: Mapping[str, type] | None
) -> Iterator[pa.Table]:
    """The rows as Arrow tables of some thousand each; at least one."""
    while True:
        some = list(islice(rows, BATCH))
        yield Rows.of(columns, some, types=types).to_arrow()
        if len(some) < BATCH:
            return


def defused(cell: object) -> object:
    """A cell of a CSV file as no spreadsheet takes it for a formula; numbers stay what they are.

    >>> defused("=HYPERLINK(1)"), defused(-1), defused("a = b")
    ("'=HYPERLINK(1)", -1, 'a = b')
    """
    if isinstance(cell, bytes):
        return cell.hex()
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def spelled(cell: object) -> str:
    """A cell in words; bytes as hexadecimal digits.

    >>> spelled(1.5), spelled(b"0z")
    ('1.5', '307a')
    """
    return cell.hex() if isinstance(cell, bytes) else str(cell)


def valid(words: str) -> str:
    """Words as UTF-8 can hold them: a lone surrogate becomes a question mark."""
    return words.encode("utf-8", "replace").decode()


def _html(cell: object) -> str:
    return "" if cell is None else escape(spelled(cell))


def _type_of(column: Sequence[Any]) -> type | None:
    """What every value of a column is; None where there is none."""
    kinds = {type(value) for value in column if value is not None}
    if kinds == {int, float}:
        return float
    if len(kinds) > 1:
        return str
    return next((kind if kind in ARROW else str for kind in kinds), None)


def _as(held: type, column: Sequence[Any]) -> list[Any]:
    """The values of a column as Arrow takes them."""
    if held is str:
        return [None if value is None else valid(spelled(value)) for value in column]
    return list(column)


def _apart(columns: Sequence[str]) -> list[str]:
    """Names of columns, each once: a query of one's own may give two the same."""
    names: dict[str, None] = {}
    for name in columns:
        at, apart = len(names), name
        while apart in names:
            at += 1
            apart = f"{name}_{at}"
        names[apart] = None
    return list(names)


def _needed(package: str) -> Any:
    try:
        return import_module(package)
    except ImportError as error:
        raise UsageError(
            f"{package} is not installed (pip install 'dragoman[frames]', or use to_arrow)"
        ) from error
