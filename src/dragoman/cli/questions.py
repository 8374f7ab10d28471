"""The lists of a record on the command line: a command a kind of row, its options its filters."""

from __future__ import annotations

from inspect import Parameter, Signature
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.options import RecordFile, RollUp, record_file
from dragoman.cli.rows import Into, Limit, Offset, ShapeName, limit_of, tell_page, write_rows
from dragoman.filters import KINDS, ROWS, Filter, filters_of

if TYPE_CHECKING:
    from collections.abc import Callable

PANEL = "Which rows"
TYPES: dict[str, Any] = {"score": float, "sign": int, "run": int, "count": int}
SHOWN = {
    "reports": ("id", "published", "outlet", "title", "events", "positions"),
    "statements": ("id", "published", "speaker", "via", "act", "content"),
    "events": ("id", "published", "type", "source", "target", "realis", "clause"),
    "positions": ("id", "published", "holder", "sign", "kind", "target", "issue"),
}
HELP = {
    "reports": """List the reports of the record, with how many rows each has.

    [bold]dragoman reports --actor Taliban --since 2015-10[/bold]

    [bold]dragoman reports --newest --limit 10[/bold]
    """,
    "statements": """List who said what, through whom.

    [bold]dragoman statements --said-by Russia --with Taliban[/bold]

    [bold]dragoman statements --act deny --format csv > denials.csv[/bold]
    """,
    "events": """List who did what to whom.

    An actor is meant by its id, a name in any case of letters, an alias, an adjective or its seat.

    [bold]dragoman events --actor Taliban --with Russia --type CONSULT --since 2015-10[/bold]

    [bold]dragoman events --source Kremlin --realis actual --format parquet -o events.parquet[/bold]
    """,
    "positions": """List how the actors stand towards each other, on what.

    [bold]dragoman positions --holder Russia --sign -1[/bold]

    [bold]dragoman positions --actor Taliban --roll-up --format jsonl[/bold]
    """,
}
Newest = Annotated[
    bool, typer.Option("--newest", help="The latest first, instead of in the order of reading.")
]

LeastPrecision = Annotated[
    float | None,
    typer.Option(
        "--min-precision", metavar="SHARE", min=0, max=1, rich_help_panel=PANEL,
        help="Leave out rows whose score was right less often than this in the audit of the record"
        " (dragoman audit); refused where there was none.",
    ),
]  # fmt: skip


def questions() -> list[tuple[str, Callable[..., None]]]:
    """The commands by name."""
    return [(kind, _command(kind)) for kind in KINDS]


def _command(kind: str) -> Callable[..., None]:
    """The command that lists a kind of row; its options are made of the kind's filters."""

    def ask(**given: Any) -> None:
        _answer(kind, **given)

    hints: dict[str, Any] = {each.name: _option(each) for each in filters_of(kind)}
    hints |= {"roll_up": RollUp, "newest": Newest, "record": RecordFile, "format_": ShapeName}
    hints |= {"output": Into, "limit": Limit, "offset": Offset}
    if kind in ROWS:
        hints["min_precision"] = LeastPrecision
    defaults = {"format_": "table", "offset": 0, "roll_up": False, "newest": False}
    ask.__name__, ask.__doc__ = kind, HELP[kind]
    ask.__annotations__ = hints
    ask.__signature__ = Signature(  # type: ignore[attr-defined] # what typer reads
        [
            Parameter(name, Parameter.KEYWORD_ONLY, default=defaults.get(name), annotation=hint)
            for name, hint in hints.items()
        ]
    )
    return ask


def _option(filter_: Filter) -> Any:
    """The option of a filter, as typer reads it."""
    one = TYPES.get(filter_.takes, str)
    hint: Any = list[one] if filter_.many else one  # type: ignore[valid-type] # typer reads it
    words = filter_.help + (f" There are {', '.join(filter_.among)}." if filter_.among else "")
    option = typer.Option(
        filter_.option, metavar=filter_.metavar, help=words, rich_help_panel=PANEL
    )
    return Annotated[hint | None, option]


def _answer(
    of: str, /, *, record: Path | None, format_: Any, output: str | None, limit: int | None,
    offset: int, roll_up: bool, newest: bool, min_precision: float | None = None, **given: Any,
) -> None:  # fmt: skip
    from dragoman.store import NUMBERS, open_record  # noqa: PLC0415 - SQLite

    file = record_file(record)
    asked_for = limit_of(limit, format_)
    if min_precision is not None:
        from dragoman.audit import least_score  # noqa: PLC0415 - only where it is asked for

        given["min_score"] = max(given["min_score"] or 0, least_score(file, of, min_precision))
    with open_record(file) as opened, opened.at_one_moment():
        answers = opened.answers(roll_up=roll_up)
        asked = answers.asked(of, given)
        lines = answers.lines(asked, asked_for, offset, newest=newest)
        number = write_rows(
            answers.shown(of, lines), format_, output, columns=answers.columns(of),
            shown=SHOWN[of], types=NUMBERS,
        )  # fmt: skip
        if offset or number == asked_for:
            tell_page(number, offset, answers.count(asked), of)
