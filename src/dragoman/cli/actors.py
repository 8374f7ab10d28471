"""The actors of a record on the command line: who is there, who may be one, who is joined."""

from __future__ import annotations

import csv
import getpass
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from dragoman.cli.options import (
    RecordFile,
    RollUp,
    settings_with,
)
from dragoman.errors import UsageError
from dragoman.frames import defused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dragoman.store import Decision, StoredRecord

Rows = list[dict[str, Any]]
Shape = Literal["table", "csv", "jsonl"]
WIDEST = 48  # of a cell of a table on the screen; csv and jsonl cut nothing
HIDDEN = {"part_of", "joined"}  # left out of a table, which has to fit a screen

ActorId = Annotated[str, typer.Argument(metavar="ACTOR", help="The id of an actor.")]
Why = Annotated[str | None, typer.Option(metavar="TEXT", help="The reason, kept with it.")]
By = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Who decides.", show_default="your login name"),
]


def actors(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help="Only actors whose name or id holds these words."),
    ] = None,
    *,
    record: RecordFile = None,
    suggest: Annotated[
        bool,
        typer.Option("--suggest", help="List pairs that may be one actor, with the reason."),
    ] = False,
    decisions: Annotated[
        bool, typer.Option("--decisions", help="List who was joined or split, when and why.")
    ] = False,
    roll_up: RollUp = False,
    format_: Annotated[
        Shape, typer.Option("--format", "-f", help="A table, or rows with all columns.")
    ] = "table",
) -> None:
    """List the actors of the record, those with most rows first.

    An actor that was joined to another has no counts of its own: they are in the other's.

    [bold]dragoman actors putin[/bold]

    [bold]dragoman actors --suggest[/bold]

    [bold]dragoman actors --roll-up --format csv > actors.csv[/bold]
    """
    from dragoman.store import open_record  # noqa: PLC0415 - SQLite only where there is a record

    if suggest + decisions + roll_up > 1:
        raise UsageError("--suggest, --decisions and --roll-up are three lists (ask for one)")
    asked = " ".join(words or ())
    with open_record(_file(record)) as opened:
        if suggest:
            write_rows(_suggestions(opened, asked), format_)
        elif decisions:
            write_rows(_decisions(opened, asked), format_)
        else:
            write_rows(opened.actors(asked, roll_up=roll_up), format_)


def merge(
    actor: ActorId,
    into: Annotated[
        str, typer.Argument(metavar="INTO", help="The actor that is to stand for both.")
    ],
    *,
    record: RecordFile = None,
    why: Why = None,
    by: By = None,
    force: Annotated[
        bool, typer.Option("--force", help="Join actors of the tables all the same.")
    ] = False,
) -> None:
    """Join two actors that are one; queries then read the first as the second.

    The rows of the record stay as they are; [bold]dragoman split[/bold] parts the two again.

    [bold]dragoman merge '~sergei-nechayev.RUS' '~sergey-nechaev.RUS' --why "one envoy"[/bold]
    """
    from dragoman.store import Identities  # noqa: PLC0415 - SQLite only where there is a record

    with Identities(_file(record)) as identities:
        made = identities.merge(actor, into, made=_now(), by=_who(by), why=why, force=force)
    typer.echo(_told(made))


def split(actor: ActorId, *, record: RecordFile = None, why: Why = None, by: By = None) -> None:
    """Part an actor from the one it was joined to; queries then answer as before.

    [bold]dragoman split '~sergei-nechayev.RUS' --why "father and son"[/bold]
    """
    from dragoman.store import Identities  # noqa: PLC0415 - SQLite only where there is a record

    with Identities(_file(record)) as identities:
        made = identities.split(actor, made=_now(), by=_who(by), why=why)
    typer.echo(_told(made))


def _file(record: Path | None) -> Path:
    return Path(settings_with(record=record and str(record)).settings.record)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _who(by: str | None) -> str:
    if by is not None:
        return by
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError) as error:
        raise UsageError("this computer does not say who you are (use --by NAME)") from error


def _told(decision: Decision) -> str:
    if decision.into is None:
        return f"{decision.actor} stands for itself again"
    return (
        f"{decision.actor} is read as {decision.into} (dragoman split {decision.actor} undoes it)"
    )


def _suggestions(opened: StoredRecord, asked: str) -> Rows:
    from dragoman.identities import suggest  # noqa: PLC0415 - brings the tables
    from dragoman.lexicon import load_tables  # noqa: PLC0415 - likewise

    rows = [
        {"actor": s.actor, "into": s.into, "reason": s.reason, "name": s.name, "other": s.into_name}
        for s in suggest(opened, load_tables())
    ]
    return list(_holding(asked, rows))


def _decisions(opened: StoredRecord, asked: str) -> Rows:
    rows = [
        {"made": d.made, "deed": d.deed, "actor": d.actor, "into": d.into, "by": d.by, "why": d.why}
        for d in opened.decisions()
    ]
    return list(_holding(asked, rows))


def _holding(asked: str, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    words = asked.casefold().split()
    for row in rows:
        said = " ".join(str(value) for value in row.values()).casefold()
        if all(word in said for word in words):
            yield row


def write_rows(rows: Sequence[dict[str, Any]], shape: Shape) -> None:
    """Prints plain rows as a table for the screen, as CSV, or as lines of JSON."""
    if shape == "jsonl":
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
    elif not rows:
        typer.echo("none" if shape == "table" else "", nl=shape == "table")
    elif shape == "csv":
        writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: defused(cell) for name, cell in row.items()} for row in rows)
    else:
        typer.echo("\n".join(_table(rows)))


def _table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Lines with the columns below each other; numbers end, words begin in one place."""
    columns = [name for name in rows[0] if name not in HIDDEN]
    cells = [columns, *([_cell(row[name]) for name in columns] for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(columns))]
    right = [any(isinstance(row[name], int) for row in rows) for name in columns]
    for line in cells:
        parts = zip(line, widths, right, strict=True)
        yield "  ".join(
            cell.rjust(width) if ends else cell.ljust(width) for cell, width, ends in parts
        ).rstrip()


def _cell(value: object) -> str:
    words = "" if value is None else str(value)
    return words if len(words) <= WIDEST else words[: WIDEST - 1] + "…"
