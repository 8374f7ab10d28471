"""The actors of a record on the command line: who is there, who may be one, who is joined."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.options import RecordFile, RollUp, record_file
from dragoman.cli.rows import Into, Limit, Offset, ShapeName, limit_of, tell_page, write_rows
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from dragoman.store import Decision, StoredRecord

Rows = list[dict[str, Any]]
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
    format_: ShapeName = "table",
    output: Into = None,
    limit: Limit = None,
    offset: Offset = 0,
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
    with open_record(record_file(record)) as opened:
        if suggest:
            write_rows(_suggestions(opened, asked), format_, output)
        elif decisions:
            write_rows(_decisions(opened, asked), format_, output)
        else:
            asked_for = limit_of(limit, format_)
            rows = opened.actors(asked, roll_up=roll_up, limit=asked_for, offset=offset)
            shown = [name for name in rows.columns if name not in HIDDEN]
            write_rows(rows, format_, output, columns=rows.columns, shown=shown, types=rows.types)
            if offset or len(rows) == asked_for:
                tell_page(len(rows), offset, rows.total, "actors")


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

    with Identities(file_of(record)) as identities:
        made = identities.merge(actor, into, made=now(), by=who_is(by), why=why, force=force)
    typer.echo(_told(made))


def split(actor: ActorId, *, record: RecordFile = None, why: Why = None, by: By = None) -> None:
    """Part an actor from the one it was joined to; queries then answer as before.

    [bold]dragoman split '~sergei-nechayev.RUS' --why "father and son"[/bold]
    """
    from dragoman.store import Identities  # noqa: PLC0415 - SQLite only where there is a record

    with Identities(file_of(record)) as identities:
        made = identities.split(actor, made=now(), by=who_is(by), why=why)
    typer.echo(_told(made))


def file_of(record: Path | None) -> Path:
    """The record to write to: the one that was named, or that of the settings."""
    return record_file(record, to_write=True)


def now() -> str:
    """This moment, UTC, for what is written with it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def who_is(by: str | None) -> str:
    """Who decides: who was named, or who is logged in."""
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
