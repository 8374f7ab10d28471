"""``dragoman panel``: dyads by period, with what they are out of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from dragoman.cli.options import RecordFile, record_file
from dragoman.cli.output import say
from dragoman.cli.rows import Into, Limit, Offset, Shape, limit_of, tell_page, write_rows

if TYPE_CHECKING:
    from dragoman.panel import Panel

MAIN = (
    "period", "source_name", "target_name", "events", "intensity_mean", "positions_for",
    "positions_against", "reports", "independent_sources", "reports_read",
)  # fmt: skip
READ = ("outlet", "period", "reports")


def panel(
    *,
    record: RecordFile = None,
    by: Annotated[
        Literal["day", "week", "month"],
        typer.Option(help="The length of a period; a week is named by its Monday."),
    ] = "month",
    level: Annotated[
        Literal["actor", "body", "state"],
        typer.Option(
            help="Count actors as they are, persons under their bodies, or only states with what is"
            " part of them."
        ),
    ] = "actor",
    dates: Annotated[
        Literal["strict", "bounded"],
        typer.Option(
            help="Only dates that the words give (strict), or else the latest day it can have been."
        ),
    ] = "bounded",
    zero_fill: Annotated[
        bool, typer.Option("--zero-fill", help="Also the periods in which a dyad has no row.")
    ] = False,
    background: Annotated[
        bool, typer.Option("--background", help="Also count history told beside the news.")
    ] = False,
    read: Annotated[
        bool,
        typer.Option("--read", help="Print the reports read by outlet and period instead."),
    ] = False,
    limit: Limit = None,
    offset: Offset = 0,
    format_: Annotated[
        Shape,
        typer.Option("--format", "-f", help="A table of the main columns, or rows with all."),
    ] = "table",
    output: Into = None,
) -> None:
    """Count who did what to whom by period, with the reports read as the denominator.

    What is in no row (no date, nobody known, not actual) is counted by reason on standard error;
    rows and reasons add up to all pairs of actors in the record's events and positions.

    [bold]dragoman panel --by month --level state --format csv > dyads.csv[/bold]

    [bold]dragoman panel --read --format csv > reports-read.csv[/bold]
    """
    from dragoman.cli.columns import write_columns  # noqa: PLC0415 - Arrow
    from dragoman.lexicon import load_states  # noqa: PLC0415 - only when asked
    from dragoman.panel import panel as counted  # noqa: PLC0415 - likewise
    from dragoman.store import open_record  # noqa: PLC0415 - SQLite

    file = record_file(record)
    with open_record(file) as opened:
        found = counted(
            opened, load_states(), by=by, level=level, dates=dates,
            zero_fill=zero_fill, background=background,
        )  # fmt: skip
    if read:
        write_rows(found.read, format_, output, columns=READ)
        return
    number = limit_of(limit, format_)
    last = None if number is None else offset + number
    written = write_columns(found.rows[offset:last], format_, output, shown=MAIN)
    tell_page(written, offset, len(found.rows), "rows")
    _account(found)


def _account(found: Panel) -> None:
    """What is counted and what is not, so that nothing is missing unseen."""
    for kind, pairs in found.pairs.items():
        aside = ", ".join(f"{why} {n:,}" for why, n in found.aside[kind].items())
        counted = found.counted[kind]
        say(f"{kind}: {pairs:,} pairs, {counted:,} counted; set aside: {aside or 'none'}")
