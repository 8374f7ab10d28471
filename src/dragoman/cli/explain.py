"""``dragoman explain``: why a row is there, as text or as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from dragoman.cli.options import (
    Actors,
    Color,
    Lexicon,
    ModelName,
    record_file,
    settings_with,
    tables_of,
)
from dragoman.cli.output import colored_on, width_of

if TYPE_CHECKING:
    from dragoman.explain import Explanation
    from dragoman.settings import Settings


def explain(
    id_: Annotated[
        str,
        typer.Argument(metavar="ID", help="The id of a row, or as much of it as tells it apart."),
    ],
    *,
    record: Annotated[
        Path | None,
        typer.Option(
            "--record", metavar="FILE", help="The record, or what read --format jsonl printed.",
            show_default="dragoman.db",
        ),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Which report, for the id of an actor that several name."),
    ] = None,
    format_: Annotated[
        Literal["text", "json"], typer.Option("--format", "-f", help="Text, or one JSON object.")
    ] = "text",
    actors: Actors = None,
    lexicon: Lexicon = None,
    model: ModelName = None,
    color: Color = None,
) -> None:  # fmt: skip
    """Say why a row is there: the words in place, the rule or model behind it, what else competed.

    The report is read again from the text in the record. A row that was made with other tables,
    another model or another dragoman is refused, since its reasons are not here.

    [bold]dragoman explain e66fcaf0[/bold]

    [bold]dragoman explain s0d68dc --record afghanistan.jsonl --format json[/bold]
    """
    resolved = settings_with(record=record, actors=actors, lexicon=lexicon, model=model)
    explanation = _explanation(id_, report, resolved.settings)
    if format_ == "json":
        from dragoman.explain import to_object  # noqa: PLC0415 - loaded by now

        typer.echo(json.dumps(to_object(explanation), ensure_ascii=False, indent=2))
    else:
        from dragoman.explain import told  # noqa: PLC0415 - likewise

        page = told(explanation, color=colored_on(sys.stdout, color), width=width_of(sys.stdout))
        typer.echo(page, nl=False)


def _explanation(id_: str, report: str | None, settings: Settings) -> Explanation:
    """The row found and checked first, since that needs no model."""
    from dragoman.events import vote_digest  # noqa: PLC0415 - spaCy
    from dragoman.explain import Maker, check, engine_of, find_row  # noqa: PLC0415 - SQLite, spaCy
    from dragoman.explain import explain as why  # noqa: PLC0415 - likewise
    from dragoman.parse import Parser, describe_model  # noqa: PLC0415 - likewise
    from dragoman.statements import weights_digest  # noqa: PLC0415 - likewise

    found = find_row(record_file(Path(settings.record)), id_, report)
    tables = tables_of(settings)
    engine = engine_of(found.record.coded_with)
    weights, votes = (of(engine, tables.language) for of in (weights_digest, vote_digest))
    check(found, Maker(tables.digest, describe_model(settings.model), weights, votes))
    return why(found, Parser(settings.model), tables)
