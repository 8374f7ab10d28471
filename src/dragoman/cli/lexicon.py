"""The tables on the command line: what is wrong with them, those of dragoman or one's own."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer


def lexicon_check(
    own: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="Tables of your own, as for --lexicon."),
    ] = None,
    *,
    examples: Annotated[
        bool,
        typer.Option("--examples/--no-examples", help="Also read every rule's example sentences."),
    ] = True,
    language: Annotated[str, typer.Option(metavar="CODE", help="Whose tables.")] = "en",
    folder: Annotated[
        Path | None,
        typer.Option(metavar="COPY", help="Other tables than those that come with dragoman."),
    ] = None,
) -> None:
    """Check the tables: form, references, and that every rule matches its own examples.

    Each fault is one line: file, line, column, what is wrong, and what to do. With a FOLDER of
    your own, its entries are checked, as they work beside the others.

    [bold]dragoman lexicon check mine/[/bold]
    """
    from dragoman.lexicon.check import check_tables  # noqa: PLC0415 - this command alone
    from dragoman.lexicon.own import check_lexicon  # noqa: PLC0415 - likewise

    checked = (
        check_tables(language, folder) if own is None else check_lexicon(own, language, folder)
    )
    if examples and not checked[0]:
        from dragoman.examples import check_examples  # noqa: PLC0415 - loads the model

        checked = check_examples(language, folder, own=own)
    findings, summary = checked
    for finding in findings:
        typer.echo(str(finding))
    if findings:
        raise typer.Exit(3)
    typer.echo(summary)
