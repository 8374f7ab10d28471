"""``dragoman audit``: how much of a record is right, by your own judgement of a blind sample."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads it
from typing import Annotated, Literal

import typer

from dragoman.cli.options import RecordFile, record_file
from dragoman.cli.output import say


def audit(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Of the sample: drawn into it, then read.")
    ],
    *,
    record: RecordFile = None,
    rows: Annotated[int, typer.Option(min=1, help="Rows to judge.")] = 200,
    paragraphs: Annotated[
        int, typer.Option(min=0, help="Paragraphs to look through for what was missed.")
    ] = 50,
    seed: Annotated[int, typer.Option(help="The same seed draws the same sample.")] = 1,
    format_: Annotated[
        Literal["text", "json"], typer.Option("--format", "-f", help="Text, or one JSON object.")
    ] = "text",
) -> None:
    """Draw a blind sample to judge; run again on the judged folder, print what it comes to.

    Write y or n under "right" in rows.csv (a second coder in a copy, rows-2.csv), and in
    paragraphs.csv how many rows are wrong and how many are missed. The figures are kept beside
    the record, where [bold]--min-precision[/bold] finds them.

    [bold]dragoman audit sample/ --rows 200 --paragraphs 50 --seed 1[/bold]

    [bold]dragoman audit sample/[/bold]
    """
    from dragoman import audit as audits  # noqa: PLC0415 - only when there is work
    from dragoman.store.sampled import SampledRecord  # noqa: PLC0415 - SQLite

    file = record_file(record)
    if not audits.is_drawn(folder):
        with SampledRecord(file) as opened:
            drawn = audits.sample(opened, rows=rows, paragraphs=paragraphs, seed=seed)
            audits.write_sample(opened, drawn, folder)
        words = f"{len(drawn.rows)} rows and {len(drawn.paragraphs)} paragraphs are in {folder}"
        say(f"{words}: judge them there, then run dragoman audit {folder} again")
        return
    figures = audits.score(*audits.read_sample(folder))
    audits.keep(figures, file)
    words = json.dumps(figures, ensure_ascii=False, indent=1)
    typer.echo(words if format_ == "json" else audits.told(figures))
