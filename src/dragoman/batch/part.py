"""Records -> the bytes of a part, and a part -> its columns and its account.

A part is one Parquet file, one row a report: the columns of the table of codings, the text, and the
rows of each other table of the record nested in a list. The same records give the same bytes.
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dragoman.batch.account import Account
from dragoman.batch.tasks import LAYOUT
from dragoman.errors import StoreError
from dragoman.record import CodedWith
from dragoman.render.json import from_plain
from dragoman.store import NESTED, Columns, part_columns, part_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from dragoman.record import Record

TYPES = {"TEXT": pa.string(), "INTEGER": pa.int64(), "REAL": pa.float64()}
HELD = 32  # records held as Python values; as columns they take a fifth of the memory
READ_AT_ONCE = 200  # reports of a part that are held as columns while they are folded
ABOUT = b"dragoman"


def schema() -> pa.Schema:
    """The columns of a part."""
    plain = [pa.field(name, TYPES[kind]) for name, kind in part_columns().items()]
    nested = [
        pa.field(
            table,
            pa.list_(
                pa.struct(
                    [pa.field(name, TYPES[kind]) for name, kind in part_columns(table).items()]
                )
            ),
        )
        for table in NESTED
    ]
    return pa.schema(plain + nested)


class Part:
    """A part in the making."""

    def __init__(self, made: CodedWith) -> None:
        self.made, self.schema = made, schema()
        self.rows: list[dict[str, Any]] = []
        self.batches: list[pa.RecordBatch] = []

    def add(self, record: Record) -> None:
        """Takes one more report."""
        self.rows.append(part_row(record))
        if len(self.rows) >= HELD:
            self._turn()

    def _turn(self) -> None:
        if self.rows:
            self.batches.append(pa.RecordBatch.from_pylist(self.rows, schema=self.schema))
            self.rows = []

    def bytes(self, account: Account) -> bytes:
        """The part, once all are in."""
        self._turn()
        about = {"layout": LAYOUT, "made": asdict(self.made), "account": asdict(account)}
        told = {ABOUT: json.dumps(about, sort_keys=True).encode()}
        table = pa.Table.from_batches(self.batches, self.schema).replace_schema_metadata(told)
        out = io.BytesIO()
        pq.write_table(table, out, compression="zstd", use_dictionary=True)
        return out.getvalue()


def about(file: BinaryIO, name: str) -> tuple[CodedWith, Account]:
    """What made a part, and its account.

    Raises:
        StoreError: It is no part, or one of a later version.
    """
    try:
        metadata = pq.read_metadata(file).metadata or {}
    except (pa.ArrowInvalid, OSError) as error:
        remedy = "take it out; the batch makes it again"
        raise StoreError(f"{name}: no Parquet file that can be read: {error} ({remedy})") from error
    if ABOUT not in metadata:
        raise StoreError(f"{name}: a Parquet file, but no part of a batch (take it out)")
    told = json.loads(metadata[ABOUT])
    if told["layout"] != LAYOUT:
        raise StoreError(f"{name}: a part of layout {told['layout']}, and this knows {LAYOUT}")
    return from_plain(CodedWith, told["made"]), Account(**told["account"])


def problems(file: BinaryIO) -> Iterator[tuple[str, str, str]]:
    """The sources of a part that were set aside, with the stage that did so, and why; in order."""
    found = pq.ParquetFile(file).read(["source", "stage", "message"], use_threads=False)
    for row in found.filter(pc.is_valid(found["stage"])).to_pylist():
        yield row["source"], row["stage"], row["message"]


def columns(file: BinaryIO) -> Iterator[Columns]:
    """The columns of a part, some reports at a time."""
    # Threads of Arrow that read a Python file may outlive the interpreter and abort it at its end.
    for batch in pq.ParquetFile(file).iter_batches(READ_AT_ONCE, use_threads=False):
        codings = {name: batch.column(name).to_pylist() for name in part_columns()}
        lists = {table: batch.column(table) for table in NESTED}
        yield Columns(
            codings,
            {table: found.value_lengths().to_pylist() for table, found in lists.items()},
            {table: _fields(found, table) for table, found in lists.items()},
        )


def _fields(found: pa.ListArray, table: str) -> dict[str, Sequence[Any]]:
    """The columns of the rows in lists, in order."""
    rows = found.flatten()
    names = [field.name for field in rows.type]
    values = dict(zip(names, rows.flatten(), strict=True))
    return {name: values[name].to_pylist() for name in part_columns(table)}
