"""``dragoman withdraw`` and ``dragoman forget``: reports that are taken back, or must be erased."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dragoman.cli.actors import By, Why, file_of, now, who_is
from dragoman.cli.options import RecordFile  # noqa: TC001 - typer reads it
from dragoman.cli.output import say
from dragoman.cli.rows import Into, ShapeName, write_rows
from dragoman.errors import UsageError

ReportName = Annotated[
    str | None,
    typer.Argument(
        metavar="REPORT",
        help="Its id or the beginning of it, its address, or its source.",
        show_default=False,
    ),
]


def withdraw(
    report: ReportName = None,
    *,
    record: RecordFile = None,
    undo: Annotated[bool, typer.Option("--undo", help="Put it back instead.")] = False,
    why: Why = None,
    by: By = None,
    format_: ShapeName = "table",
    output: Into = None,
) -> None:
    """Take a report out of every answer, and keep it; without one, list those withdrawn.

    For what its outlet took back, or what nobody should count. Reading it again changes nothing:
    it stays withdrawn.

    [bold]dragoman withdraw https://www.example.org/2031/05/06/ports.html --why retracted[/bold]

    [bold]dragoman withdraw r3f2a --undo[/bold]
    """
    from dragoman import store  # noqa: PLC0415 - SQLite only where there is a record

    file = file_of(record)
    if report is None:
        with store.open_record(file) as opened:
            write_rows(opened.withdrawn(), format_, output)
        return
    deed = store.restore if undo else store.withdraw
    made = deed(file, report, made=now(), by=who_is(by), why=why)
    if undo:
        typer.echo(f"{made.report} is in the answers again")
    else:
        typer.echo(f"{made.report} is in no answer (dragoman withdraw {made.report} --undo)")


def forget(
    report: ReportName = None,
    *,
    record: RecordFile = None,
    why: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The reason; it stays in the record.")
    ] = None,
    by: By = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    format_: ShapeName = "table",
    output: Into = None,
) -> None:
    """Erase a report for good, as a court or the law demands; without one, list what was erased.

    Its text, its rows, its source and its words in the index go, and the file is made anew so that
    none of them is left in it. What stays is the date, the reason and a hash of the report's id,
    by which the record refuses it when it is read again. Copies of the file are yours to find.

    [bold]dragoman forget r3f2a91c0 --why "court order 12/2031"[/bold]
    """
    from dragoman import store  # noqa: PLC0415 - SQLite only where there is a record

    file = file_of(record)
    if report is None:
        with store.open_record(file) as opened:
            write_rows(opened.forgotten(), format_, output)
        return
    if why is None:
        raise UsageError("what is erased needs a reason (--why TEXT)")
    if not yes:
        _ask(report)
    erased = store.forget(file, report, made=now(), by=who_is(by), why=why)
    if erased.addresses:
        from dragoman.keep import drop_pages  # noqa: PLC0415 - brings the language model

        drop_pages(file, erased.addresses)
    typer.echo(f"{erased.report} is erased: {erased.rows:,} rows; the file holds no word of it")
    if erased.copies:
        say(f"the very same text stays in {', '.join(erased.copies)}")


def _ask(report: str) -> None:
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked whether to erase it (--yes erases without asking)")
    typer.confirm(f"Erase {report} for good?", abort=True)
