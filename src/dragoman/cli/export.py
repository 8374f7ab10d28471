"""``dragoman export``: the record in a format that other people's programs load."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from dragoman.cli.options import RecordFile, record_file
from dragoman.cli.output import say
from dragoman.cli.stories import join_as_far_as_possible
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.record import Record
    from dragoman.store import StoredRecord

Name = Literal["polecat", "gdelt", "parquet", "csv", "jsonl", "graphml", "jsonld"]


def export(
    format_: Annotated[
        Name,
        typer.Argument(
            metavar="FORMAT", help="polecat, gdelt, parquet, csv, jsonl, graphml or jsonld."
        ),
    ],
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="Where the files go; made where it is not there."),
    ],
    *,
    record: RecordFile = None,
    quotes: Annotated[
        Literal["none", "short", "full"],
        typer.Option(
            help="How many of the reports' words go along: none, the first twelve of each quote"
            " (short), or all and the texts (full)."
        ),
    ] = "full",
    min_score: Annotated[
        float, typer.Option(metavar="SCORE", min=0, max=1, help="Leave out rows scored below this.")
    ] = 0.0,
) -> None:
    """Write the record into a folder, with a data package and a codebook beside it.

    Of each report the latest reading is written; csv and parquet tell beside it what reports have
    in common: stories, copies, independent sources, what stands against what. gdelt makes one event
    of all rows that tell one deed, polecat one of those that tell it in the same words, and graphml
    marks them. Columns that cannot be filled stay empty and are listed in the codebook, as are rows
    that a format has no place for.

    [bold]dragoman export polecat release/ --quotes none[/bold]

    [bold]dragoman export parquet tables/[/bold]
    """
    from dragoman.export import export as write  # noqa: PLC0415 - only when asked
    from dragoman.export import joins, tells_across  # noqa: PLC0415 - likewise
    from dragoman.lexicon import load_tables  # noqa: PLC0415 - likewise
    from dragoman.store import open_record  # noqa: PLC0415 - SQLite

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: a file, no folder (name another)")
    file = record_file(record)
    if tells_across(format_) or joins(format_):
        join_as_far_as_possible(file)
    with open_record(file) as opened, opened.at_one_moment():
        states = load_tables().states if format_ == "polecat" else ()
        told = write(
            format_, _above(opened, min_score), folder, quotes=quotes, states=states,
            across=opened.across() if tells_across(format_) else (),
            retold=opened.retold(min_score) if joins(format_) == "retold" else None,
            same=opened.same() if joins(format_) == "same" else None,
        )  # fmt: skip
    for table, count in told.rows.items():
        say(f"{folder}: {table}, {count:,} row{'s' * (count != 1)}")
    for why, count in sorted(told.left_out.items()):
        say(f"left out, {why}: {count:,}")


def _above(opened: StoredRecord, least: float) -> Iterator[Record]:
    """The records with the rows that are sure enough."""
    if not least:
        yield from opened.records()
        return
    from dragoman.pipeline import above  # noqa: PLC0415 - brings spaCy

    for record in opened.records():
        yield above(record, least)
