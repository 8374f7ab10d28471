"""``dragoman network``: who stands with whom, as a table, JSON, GraphML, a page or a picture."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from dragoman.cli.options import Color, Output, RecordFile, RollUp, record_file
from dragoman.cli.output import colored_on, stream, width_of
from dragoman.errors import UsageError
from dragoman.grammar.edtf import check_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.network import Questions, Selection

Shape = Literal["table", "json", "graphml", "html", "svg"]
PERIODS = {"year": 4, "month": 7}
SUGGESTED = 8  # keys that are named where none is as asked
REALITIES = frozenset({"actual", "planned", "demanded", "hypothetical", "negated"})


Since = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Only from this day, month or year on."),
]
Until = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Only up to this day, month or year."),
]


def network(
    *,
    record: RecordFile = None,
    edges: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Signed edges of your own instead of a record: CSV with a,b,sign and, if you"
            " like, weight,date,issue.",
        ),
    ] = None,
    issue: Annotated[
        str | None, typer.Option(metavar="KEY", help="Only stances on this issue_key.")
    ] = None,
    since: Since = None,
    until: Until = None,
    by: Annotated[
        Literal["year", "month"] | None,
        typer.Option(help="One line for each year or month, instead of one network."),
    ] = None,
    realis: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Which realities count (actual, planned, hypothetical, negated); may be repeated.",
            show_default="actual",
        ),
    ] = None,
    min_score: Annotated[
        float, typer.Option(metavar="SCORE", min=0, max=1, help="Leave out rows scored below this.")
    ] = 0.0,
    half_life: Annotated[
        float | None,
        typer.Option(
            metavar="DAYS", min=0.1, help="Let a tie weigh half after so many days without a row."
        ),
    ] = None,
    roll_up: RollUp = False,
    rule: Annotated[
        Literal["strict", "generalised"],
        typer.Option(help="Whether three foes are a frustrated triad (strict) or not."),
    ] = "strict",
    core: Annotated[
        bool,
        typer.Option("--core", help="Also find who stands alike in every optimum (may be slow)."),
    ] = False,
    infer: Annotated[
        bool,
        typer.Option("--infer", help="Also list enemies of enemies, marked as inference."),
    ] = False,
    draws: Annotated[
        int,
        typer.Option(metavar="N", min=0, help="Draws for the camps' stability; 0 leaves it out."),
    ] = 200,
    seconds: Annotated[
        float,
        typer.Option(metavar="N", min=0, help="Time for the proof of the line index."),
    ] = 30.0,
    format_: Annotated[
        Shape, typer.Option("--format", "-f", help="A table, or the same for other programs.")
    ] = "table",
    output: Output = None,
    color: Color = None,
) -> None:
    """Show how the actors stand: ties for and against, the two camps, and what does not fit them.

    Every tie leads back to rows and their words. A pair with both signs is mixed and is in no sum.

    [bold]dragoman network --since 2015 --roll-up[/bold]

    [bold]dragoman network --format html -o camps.html[/bold]

    [bold]dragoman network --edges alliances.csv --format json[/bold]
    """
    from dragoman.network import Questions, Selection  # noqa: PLC0415 - numpy only when asked

    questions = Questions(
        seconds=seconds, rule=rule, core=core, infer=infer, draws=draws if by is None else 0
    )
    wanted = frozenset(realis or ["actual"])
    if wanted - REALITIES:
        unknown, known = ", ".join(sorted(wanted - REALITIES)), ", ".join(sorted(REALITIES))
        raise UsageError(f"no reality {unknown}; there are {known}")
    check_time(since, until)
    selection = Selection(wanted, issue, since, until, min_score, half_life)
    if edges is not None:
        if record is not None or roll_up or half_life or by:
            raise UsageError(
                "--edges is a network of its own: --record, --roll-up, --half-life and --by are for"
                " records"
            )
        found = _of_file(edges, selection, questions)
    else:
        file = record_file(record)
        found = _of_record(
            file, selection, questions, roll_up=roll_up, period=PERIODS.get(by or "", 0)
        )
    with stream(output, "strict") as out:
        out.write(_shown(found, format_, colored_on(out, color), width_of(out)))


def _of_file(path: Path, selection: Selection, questions: Questions) -> dict[str, Any]:
    from dragoman.network import SignedGraph, analyse, read_edges  # noqa: PLC0415 - likewise

    read = read_edges(path, issue=selection.issue, since=selection.since, until=selection.until)
    nodes = [node for pair in read.mixed for node in pair]
    return analyse(SignedGraph(read.ties, nodes), questions, mixed=read.mixed)


def _of_record(
    path: Path, selection: Selection, questions: Questions, *, roll_up: bool, period: int
) -> dict[str, Any]:
    from dragoman.network import analyse, by_period, relations_of  # noqa: PLC0415 - likewise
    from dragoman.store import open_record  # noqa: PLC0415 - SQLite

    with open_record(path) as opened, opened.at_one_moment():
        stances = list(opened.stances(roll_up=roll_up))
    if selection.issue is not None:
        _check_issue(selection.issue, [row.issue_key for row in stances if row.issue_key])
    if period:
        return by_period(stances, selection, questions, period)
    found = relations_of(stances, selection)
    counted = {**asdict(selection), "realis": sorted(selection.realis), "roll_up": roll_up}
    return analyse(found.graph(), questions, names=found.names, found=found, counted=counted)


def _check_issue(key: str, keys: Sequence[str]) -> None:
    """Raises UsageError, with keys like it or else the commonest, where no row has a key."""
    if key in keys:
        return
    common = [other for other, _ in Counter(sorted(keys)).most_common()]
    near = get_close_matches(key, common, SUGGESTED) or common[:SUGGESTED]
    there = f"; there are {', '.join(near)}" if near else ""
    raise UsageError(f"no stance of the record has the issue {key!r}{there}")


def _shown(found: dict[str, Any], format_: Shape, color: bool, width: int) -> str:
    if format_ == "json":
        return json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if "periods" in found and format_ != "table":
        raise UsageError(f"--by is a table or json, not {format_}")
    if format_ == "graphml":
        from dragoman.render.graphml import graphml  # noqa: PLC0415 - one format is loaded

        return graphml(found)
    if format_ == "svg":
        from dragoman.render.network_svg import network_svg  # noqa: PLC0415 - likewise

        return network_svg(found)
    if format_ == "html":
        from dragoman.render.network_page import network_page  # noqa: PLC0415 - likewise

        return network_page(found)
    from dragoman.render.network import network_table, period_table  # noqa: PLC0415 - likewise

    table = period_table if "periods" in found else network_table
    return table(found, color=color, width=width)


def timeline(
    a: Annotated[str, typer.Argument(metavar="A", help="An actor's id, or the name of one.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    *,
    record: RecordFile = None,
    roll_up: RollUp = False,
    since: Since = None,
    until: Until = None,
    penalty: Annotated[
        float,
        typer.Option(metavar="N", min=0.01, help="What one more turning point has to explain."),
    ] = 1.5,
    format_: Annotated[
        Literal["table", "json"], typer.Option("--format", "-f", help="A table, or JSON.")
    ] = "table",
    color: Color = None,
) -> None:
    r"""Tell the story of two actors in time: stances by issue, events by quad class, who said so.

    Turning points need the extra dragoman\[network]; the penalty they were found with is shown.

    [bold]dragoman timeline Russia Taliban[/bold]

    [bold]dragoman timeline RUS taliban --since 2015 --roll-up --format json[/bold]
    """
    from dragoman.network import story_of  # noqa: PLC0415 - numpy only when asked
    from dragoman.render.story import story_table  # noqa: PLC0415 - likewise
    from dragoman.store import open_record  # noqa: PLC0415 - SQLite

    check_time(since, until)
    file = record_file(record)
    with open_record(file) as opened, opened.at_one_moment():
        told = story_of(opened, a, b, roll_up=roll_up, penalty=penalty, since=since, until=until)
    if format_ == "json":
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        page = story_table(told, color=colored_on(sys.stdout, color), width=width_of(sys.stdout))
        typer.echo(page, nl=False)
