"""``dragoman search`` and ``dragoman sql``: the record by its words, and in one's own queries."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.options import Color, RecordFile, record_file
from dragoman.cli.output import colored_on, say, stream, width_of
from dragoman.cli.rows import Into, Offset, ShapeName, tell_page, write_rows
from dragoman.render.words import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.frames import Rows

FOUND = 10  # reports that are shown, where nothing is said; the other formats tell all
Found = Annotated[
    int | None,
    typer.Option(
        metavar="N", min=0, help="At most so many reports.", show_default=f"{FOUND} in a table"
    ),
]
MARKS = ("\ue000", "\ue001")  # stand for the marks until all else is made visible
PLAIN, BOLD = ("[", "]"), ("\x1b[1m", "\x1b[0m")


def search(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS", help='All must be there; "two words" stand together, afghan* begins.'
        ),
    ],
    *,
    record: RecordFile = None,
    format_: ShapeName = "table",
    output: Into = None,
    limit: Found = None,
    offset: Offset = 0,
    color: Color = None,
) -> None:
    r"""Find the reports whose text holds words, with the words marked, the best first.

    Words are found in all their forms: condemned finds condemns. Of very many reports, the best
    of the 2,000 read last are shown.

    [bold]dragoman search ceasefire 'afghan*'[/bold]

    [bold]dragoman search '"foreign minister" taliban' --format jsonl[/bold]
    """
    from dragoman.store import open_record  # noqa: PLC0415 - SQLite

    with open_record(record_file(record)) as opened:
        marks = MARKS if format_ == "table" else PLAIN
        number = FOUND if limit is None and format_ == "table" else limit
        found = opened.search(" ".join(words), limit=number, offset=offset, marks=marks)
    if format_ == "table":
        with stream(output, "replace") as out:
            marked = BOLD if colored_on(out, color) else PLAIN
            out.writelines(f"{line}\n" for line in _told(found, marked, width_of(out)))
    else:
        write_rows(found, format_, output, columns=found.columns)
    if not found.total:
        say("no report holds all of these words")
    tell_page(len(found), offset, found.total, "reports")


def sql(
    query: Annotated[
        str,
        typer.Argument(metavar="QUERY", help="One SELECT, or - to read it from standard input."),
    ],
    *,
    record: RecordFile = None,
    format_: ShapeName = "table",
    output: Into = None,
) -> None:
    """Answer one query in SQL; it can read the record and nothing else.

    The views latest_reports, latest_statements, latest_events and latest_positions hold the rows in
    force, with names and words.

    [bold]dragoman sql 'SELECT type, count(*) FROM latest_events GROUP BY type'[/bold]
    """
    from dragoman.store import query as answer  # noqa: PLC0415 - SQLite

    found = answer(record_file(record), sys.stdin.read() if query == "-" else query)
    write_rows(found, format_, output, columns=found.columns)


def _told(found: Rows, marks: tuple[str, str], width: int) -> Iterator[str]:
    """A report as two or more lines: what and when it is, and the passage below."""
    import textwrap  # noqa: PLC0415 - this command alone

    for at, row in enumerate(found):
        if at:
            yield ""
        told = (row["published"], row["outlet"], row["title"] or row["report"])
        yield visible("  ".join(part for part in told if part))
        for line in textwrap.wrap(visible(" ".join(row["passage"].split())), width - 4):
            yield "    " + line.replace(MARKS[0], marks[0]).replace(MARKS[1], marks[1])
        yield f"    {row['report']}"
