"""``dragoman runs`` and ``dragoman diff``: who wrote the record, and what a version changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.options import RecordFile, record_file
from dragoman.cli.output import say
from dragoman.cli.rows import Into, ShapeName, write_rows
from dragoman.render.words import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.store import Change

COLUMNS = ("change", "kind", "words", "fields", "id", "report", "title")
SHOWN = ("change", "kind", "words", "fields", "report")
RunNumber = Annotated[int, typer.Argument(metavar="RUN", help="A run's number, of dragoman runs.")]


def runs(*, record: RecordFile = None, format_: ShapeName = "table", output: Into = None) -> None:
    """List the runs that wrote the record: when, and by which program, tables and model.

    A run is never changed. Its reports are in force until another run reads them again.
    """
    from dragoman.store import open_record  # noqa: PLC0415 - SQLite only where there is a record

    with open_record(record_file(record)) as opened:
        write_rows([asdict(run) for run in opened.runs()], format_, output)


def diff(
    before: RunNumber,
    after: RunNumber,
    *,
    record: RecordFile = None,
    format_: ShapeName = "table",
    output: Into = None,
) -> None:
    """Show what the record says after one run that it did not say after another.

    Statements, events, positions and offices that were gained, lost or changed in reports read
    again, with their words. A run stands for all that was in force once it was done.

    [bold]dragoman diff 1 2[/bold]

    [bold]dragoman diff 1 2 --format csv > changes.csv[/bold]
    """
    from dragoman.store import open_record  # noqa: PLC0415 - SQLite only where there is a record

    with open_record(record_file(record)) as opened:
        alone = opened.compared(before, after)
        counted: Counter[str] = Counter()
        changes = _rows(opened.changes(before, after), counted)
        write_rows(changes, format_, output, columns=COLUMNS, shown=SHOWN)
    told = ", ".join(f"{counted[name]:,} {name}" for name in ("gained", "lost", "changed"))
    told += f" ({counted['score']:,} in score alone)" if counted["score"] else ""
    say(f"{told}, in {count(counted['reports'], 'report')}")
    for number, where in ((alone.only_after, after), (alone.only_before, before)):
        if number:
            say(f"only read up to run {where}: {count(number, 'report')}, not compared")


def _rows(changes: Iterable[Change], counted: Counter[str]) -> Iterator[dict[str, Any]]:
    """The changes as plain rows, counted while they pass."""
    last = None
    for one in changes:
        counted[one.change] += 1
        counted["reports"] += one.report != last
        counted["score"] += [name for name, *_ in one.fields] == ["score"]
        last = one.report
        fields = "; ".join(f"{name}: {old} -> {new}" for name, old, new in one.fields)
        row = asdict(one) | {"fields": fields or None}
        yield {name: row[name] for name in COLUMNS}
