"""``dragoman stories``: what several reports tell, and how many sources that are; and joining."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.options import Color, RecordFile, record_file
from dragoman.cli.output import colored_on, say, width_of
from dragoman.cli.rows import (
    Into,
    Limit,
    Offset,
    Shape,
    ShapeName,
    limit_of,
    tell_page,
    write_rows,
)
from dragoman.errors import StoreError, UsageError
from dragoman.grammar.edtf import check_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.store import StoredRecord
    from dragoman.store.across.read import Opposed

Row = dict[str, Any]
LISTED: tuple[str, ...] = (
    "story",
    "since",
    "until",
    "reports",
    "outlets",
    "independent_sources",
    "title",
)
OPPOSED: tuple[str, ...] = (
    "verdict", "why", "outlet", "words", "rows", "other_outlet", "other_words", "other_rows", "row",
    "other",
)  # fmt: skip
NUMBERS = ("reports", "outlets", "independent_sources", "rows", "other_rows")


def stories(
    story: Annotated[
        str | None,
        typer.Argument(
            metavar="STORY",
            help="The beginning of a story's id, to see all of it.",
            show_default=False,
        ),
    ] = None,
    *,
    record: RecordFile = None,
    independent: Annotated[
        int,
        typer.Option("--independent", metavar="N", min=1, help="Told by so many sources at least."),
    ] = 1,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Told on this day or later (2015-10).")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Told on this day or earlier.")
    ] = None,
    contradicted: Annotated[
        bool,
        typer.Option(
            "--contradicted",
            help="List the rows that stand against each other instead: a deed affirmed and denied,"
            " a stance for and against one issue, a later figure of the same source.",
        ),
    ] = False,
    format_: ShapeName = "table",
    output: Into = None,
    limit: Limit = None,
    offset: Offset = 0,
    color: Color = None,
) -> None:
    """List what several reports tell together, the latest first; or one story in full.

    Copies count once: a wire story in eight outlets has one independent source.

    [bold]dragoman stories --independent 3 --since 2015-10[/bold]

    [bold]dragoman stories y1f0c[/bold]

    [bold]dragoman stories --contradicted --format csv > contradicted.csv[/bold]
    """
    from dragoman.store import open_record  # noqa: PLC0415 - SQLite only where there is a record

    file = record_file(record)
    join_as_far_as_possible(file)
    with open_record(file) as opened, opened.at_one_moment():
        if story is not None:
            _show(opened, story, format_, output, color)
            return
        check_time(since, until)
        if contradicted:
            if since or until or independent > 1:
                raise UsageError(
                    "--since, --until and --independent choose stories; --contradicted lists rows"
                    " (dragoman events --contradicted 1 takes a time)"
                )
            rows, columns = list(_opposed(opened.against())), OPPOSED
        else:
            rows, columns = _asked(opened.stories(), independent, since, until), LISTED
    last = None if (most := limit_of(limit, format_)) is None else offset + most
    number = write_rows(
        rows[offset:last], format_, output, columns=columns, types=dict.fromkeys(NUMBERS, int)
    )
    tell_page(number, offset, len(rows), "contradictions" if contradicted else "stories")


def join_now(file: Path) -> None:
    """Works out what the reports of a record have in common, with progress on a terminal.

    Raises:
        StoreError: There is no such record, or it cannot be written.
    """
    from dragoman.store.across.join import join  # noqa: PLC0415 - numpy

    shown = sys.stderr.isatty()

    def progress(done: int, of: int) -> None:
        if shown and done:
            sys.stderr.write(f"\r\x1b[Kjoining reports: {done:,} of {of:,} …")
            sys.stderr.flush()

    join(file, progress=progress)
    if shown:
        sys.stderr.write("\r\x1b[K")


def join_as_far_as_possible(file: Path) -> None:
    """Joins what is not joined; of a record that we may only read, says that it is behind.

    Raises:
        StoreError: There is no such record, or it cannot be read.
    """
    from dragoman.store.across.join import is_joined  # noqa: PLC0415 - numpy

    if is_joined(file):
        return
    try:
        join_now(file)
    except StoreError as error:
        say(f"{error}; what came since it was last joined is missing below")


def _asked(
    rows: Iterable[Row], independent: int, since: str | None, until: str | None
) -> list[Row]:
    return [
        row for row in rows
        if row["independent_sources"] >= independent
        and (since is None or (row["until"] or "")[: len(since)] >= since)
        and (until is None or (row["since"] or "~")[: len(until)] <= until)
    ]  # fmt: skip


def _show(
    opened: StoredRecord, beginning: str, format_: Shape, output: str | None, color: bool | None
) -> None:  # fmt: skip
    found = opened.story(beginning)
    if found is None:
        raise UsageError(
            f"{beginning}: no story's id begins so, or several do (dragoman stories lists them)"
        )
    if format_ == "table" and output is None:
        from dragoman.render.stories import story_account  # noqa: PLC0415 - rich

        out = sys.stdout
        account = story_account(asdict(found), color=colored_on(out, color), width=width_of(out))
        typer.echo(account, nl=False)
    else:
        write_rows([_flat(row) for row in found.reports], format_, output)


def _flat(row: Row) -> Row:
    copies = [f"{each['kind']} {each['report']} {each['covered']:.2f}" for each in row["copies"]]
    return {
        **row,
        "agencies": "; ".join(row["agencies"]) or None,
        "agencies_inferred": "; ".join(row["agencies_inferred"]) or None,
        "copies": "; ".join(copies) or None,
    }


def _opposed(found: Iterable[Opposed]) -> Iterator[Row]:
    for each in found:
        yield {
            "verdict": each.verdict,
            "why": each.why,
            "outlet": each.one.outlet,
            "words": each.one.words,
            "rows": each.rows,
            "other_outlet": each.other.outlet,
            "other_words": each.other.words,
            "other_rows": each.other_rows,
            "row": each.one.row,
            "other": each.other.row,
        }
