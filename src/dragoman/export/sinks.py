"""Rows -> files: delimited text, Parquet, JSON Lines, GraphML, JSON-LD, each whole or not there."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any, Self, TextIO

from dragoman.frames import defused, valid
from dragoman.render.graphml import clean, data_of, key_of
from dragoman.render.json import dump

if TYPE_CHECKING:
    from pathlib import Path

    from dragoman.export.shape import Column, Layout, Row, Table

BATCH = 10_000  # rows of a Parquet file that are held at a time
UNTIDY = str.maketrans(dict.fromkeys("\t\n\r\v\f\x00\x85\u2028\u2029", " "))
ANNO = "http://www.w3.org/ns/anno.jsonld"
OWN = {"Statement": "urn:dragoman:Statement", "Event": "urn:dragoman:Event",
       "Position": "urn:dragoman:Position"}  # fmt: skip


class Sink:
    """A file that takes rows; it stands under its name only once it is whole.

    Use it as a context manager: an error within leaves nothing behind.
    """

    def __init__(self, path: Path, tables: tuple[Table, ...], layout: Layout) -> None:
        self.path, self.tables, self.layout = path, tables, layout
        self.part = path.with_name(path.name + ".part")

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        try:
            self._close(whole=kind is None)
        except BaseException:
            self.part.unlink(missing_ok=True)
            raise
        if kind is None:
            self.part.replace(self.path)
        else:
            self.part.unlink(missing_ok=True)

    def _open(self) -> None:
        """Makes the file ready for rows."""
        raise NotImplementedError

    def write(self, table: str, row: Row) -> None:
        """Takes one row of a table."""
        self._take(table, row)

    def _take(self, table: str, row: Row) -> None:
        """Takes one row of a table."""
        raise NotImplementedError

    def _close(self, *, whole: bool) -> None:
        """Ends the file; ``whole`` where all rows came."""
        raise NotImplementedError


class TextSink(Sink):
    """A sink of text in UTF-8; lone surrogates are written as U+FFFD by those who fill it."""

    out: TextIO

    def _open(self) -> None:
        self.out = self.part.open("w", encoding="utf-8", errors="replace", newline="")

    def _close(self, *, whole: bool) -> None:
        del whole
        self.out.close()


class Delimited(TextSink):
    """Delimited text; no cell holds a line end or a tab.

    Between tabs a cell is quoted only where it holds a quotation mark: some readers take one for
    the sign of a quoted cell (polars also within a cell). With quoting or without it, each line has
    all its columns.
    """

    def _open(self) -> None:
        super()._open()
        self.columns = self.tables[0].columns
        self.comma = comma = self.layout.delimiter == ","  # else no cell can hold the delimiter
        self.writer = csv.writer(
            self.out, delimiter=self.layout.delimiter, lineterminator="\n",
            quoting=csv.QUOTE_MINIMAL if comma else csv.QUOTE_NONE,
            quotechar='"' if comma else None,
        )  # fmt: skip
        if self.layout.header:
            self.writer.writerow([column.name for column in self.columns])

    def _take(self, table: str, row: Row) -> None:
        del table
        self.writer.writerow([self._cell(row.get(column.name)) for column in self.columns])

    def _cell(self, value: Any) -> str:
        if value is None or value == "":
            return self.layout.missing
        if isinstance(value, bool):
            return "true" if value else "false"
        if not isinstance(value, str):
            return str(value)
        words = value.translate(UNTIDY)
        if '"' in words and not self.comma:
            words = '"' + words.replace('"', '""') + '"'
        return str(defused(words)) if self.layout.defused else words


class Lines(TextSink):
    """One JSON object a line."""

    def _take(self, table: str, row: Row) -> None:
        del table
        self.out.write(dump(row) + "\n")


class GraphML(TextSink):
    """A directed graph with a tie for each row; nodes stand once, at their first mention."""

    def _open(self) -> None:
        super()._open()
        nodes, ties = self.tables
        self.fields = {"nodes": _fields(nodes.columns[1:]), "ties": _fields(ties.columns[2:])}
        self.seen: set[str] = set()
        self.out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        self.out.write('<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        for scope, name in (("node", "nodes"), ("edge", "ties")):
            self.out.writelines(key_of(scope, *each) + "\n" for each in self.fields[name])
        self.out.write('<graph edgedefault="directed">\n')

    def _take(self, table: str, row: Row) -> None:
        if table == "nodes":
            self._node(row)
            return
        for end in ("source", "target"):
            self._node({"id": row[end]})
        data = data_of("e", self.fields["ties"], row)
        ends = " ".join(f"{end}={_attribute(row[end])}" for end in ("source", "target"))
        self.out.write(f"<edge {ends}>{data}</edge>\n")

    def _node(self, row: Row) -> None:
        if row["id"] not in self.seen:
            self.seen.add(row["id"])
            data = data_of("n", self.fields["nodes"], row)
            self.out.write(f"<node id={_attribute(row['id'])}>{data}</node>\n")

    def _close(self, *, whole: bool) -> None:
        if whole:
            self.out.write("</graph>\n</graphml>\n")
        super()._close(whole=whole)


class JsonLd(TextSink):
    """An annotation collection's items as one JSON-LD document, one item a line."""

    def _open(self) -> None:
        super()._open()
        context = json.dumps([ANNO, OWN])
        self.out.write(f'{{"@context": {context},\n"type": "AnnotationPage", "items": [')
        self.between = "\n"

    def _take(self, table: str, row: Row) -> None:
        del table
        self.out.write(self.between + dump(row))
        self.between = ",\n"

    def _close(self, *, whole: bool) -> None:
        if whole:
            self.out.write("\n]}\n")
        super()._close(whole=whole)


class Parquet(Sink):
    """A Parquet file, Zstandard inside."""

    def _open(self) -> None:
        import pyarrow as pa  # noqa: PLC0415 - this format alone
        import pyarrow.parquet as pq  # noqa: PLC0415 - likewise

        types = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(),
                 "boolean": pa.bool_()}  # fmt: skip
        fields = [
            pa.field(c.name, types[c.type], metadata={"meaning": c.meaning})
            for c in self.tables[0].columns
        ]
        self.schema, self.arrow = pa.schema(fields), pa
        self.file = pq.ParquetWriter(self.part, self.schema, compression="zstd")
        self.held: list[Row] = []

    def _take(self, table: str, row: Row) -> None:
        del table
        self.held.append({name: _valid(value) for name, value in row.items()})
        if len(self.held) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        if self.held:
            self.file.write_table(self.arrow.Table.from_pylist(self.held, schema=self.schema))
            self.held = []

    def _close(self, *, whole: bool) -> None:
        if whole:
            self._flush()
        self.file.close()


SINKS: dict[str, type[Sink]] = {
    "delimited": Delimited, "parquet": Parquet, "jsonl": Lines, "graphml": GraphML,
    "jsonld": JsonLd,
}  # fmt: skip
XML = {"string": "string", "integer": "long", "number": "double", "boolean": "boolean"}


def _fields(columns: tuple[Column, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((column.name, XML[column.type]) for column in columns)


def _attribute(words: str) -> str:
    from xml.sax.saxutils import quoteattr  # noqa: PLC0415 - this format alone

    return quoteattr(clean(words))


def _valid(value: Any) -> Any:
    """Words as UTF-8 can hold them."""
    return valid(value) if isinstance(value, str) else value
