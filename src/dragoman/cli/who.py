"""``dragoman who``: what the tables know a name to mean, as text or as JSON."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from dragoman.cli.options import (
    Actors,
    Language,
    Lexicon,
    settings_with,
    tables_of,
)
from dragoman.errors import UsageError
from dragoman.grammar.edtf import bounds

if TYPE_CHECKING:
    from dragoman.lexicon.schema import DatedName, StateCode
    from dragoman.who import Answer, Candidate

DAY = re.compile(r"\d{4}(-\d\d){0,2}")
NAMED = ("name", "valid_from", "valid_to", "source")
CODES = ("iso", "cow", "cow_abb", "gw", "valid_from", "valid_to", "source")


def who(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, people, capital or id.")],
    *,
    on: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="On which day, month or year; without it, ever."),
    ] = None,
    format_: Annotated[
        Literal["text", "json"], typer.Option("--format", "-f", help="Text, or one JSON object.")
    ] = "text",
    actors: Actors = None,
    lexicon: Lexicon = None,
    language: Language = None,
) -> None:
    """Say whom a name means by the tables, on a date, and why.

    Shows each actor with its state and what it is part of, from when to when its row holds, and its
    codes on that day. Ends with 1 where no actor has the name; the nearest names are then listed.

    [bold]dragoman who Yugoslavia --on 1995-07-11[/bold]
    """
    from dragoman.who import who as ask  # noqa: PLC0415 - the tables only when there is work

    if on is not None and not (DAY.fullmatch(on) and bounds(on)[0]):
        raise UsageError(f"--on {on}: no date (write 1985, 1985-03 or 1985-03-11)")
    settings = settings_with(language=language, actors=actors, lexicon=lexicon).settings
    answer = ask(name, tables_of(settings), on)
    typer.echo(_object(answer) if format_ == "json" else "\n".join(_lines(answer)))
    raise typer.Exit(0 if answer.candidates else 1)


def _object(answer: Answer) -> str:
    whole = {
        "asked": answer.asked,
        "name": answer.name,
        "on": answer.on,
        "preferred": answer.preferred,
        "why": answer.why,
        "candidates": [_fields(each) for each in answer.candidates],
        "nearest": [{"name": name, "actor": actor} for name, actor in answer.nearest],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _fields(candidate: Candidate) -> dict[str, Any]:
    row = asdict(candidate.actor)
    kept = ("id", "name", "kind", "country", "sector", "valid_from", "valid_to", "source")
    return {name: row[name] or None for name in kept} | {
        "matched": list(candidate.matched),
        "part_of": [{"id": each.id, "name": each.name} for each in candidate.chain],
        "own": candidate.own,
        "against": candidate.against or None,
        "named": [{key: getattr(n, key) or None for key in NAMED} for n in candidate.named],
        "codes": [{name: getattr(c, name) or None for name in CODES} for c in candidate.codes],
    }


def _lines(answer: Answer) -> list[str]:
    day = f" on {answer.on}" if answer.on else ""
    if not answer.candidates:
        near = [f"  {name} ({actor})" for name, actor in answer.nearest]
        return [f"{answer.asked}{day}: {answer.why}", *(["nearest are"] if near else []), *near]
    lines = [f"{answer.name}{day}: {answer.preferred or 'open'}", f"  {answer.why}"]
    for candidate in answer.candidates:
        lines += ["", *_described(candidate)]
    return lines


def _described(candidate: Candidate) -> list[str]:
    row = candidate.actor
    rows = [
        ("matched", ", ".join(candidate.matched) + (" of your own row" if candidate.own else "")),
        ("country", row.country),
        ("sector", row.sector),
        ("part of", ", ".join(f"{each.name} ({each.id})" for each in candidate.chain)),
        ("holds", _period(row.valid_from, row.valid_to)),
        *[("codes", _coded(code)) for code in candidate.codes],
        *[("named", _named(each)) for each in candidate.named],
        ("source", row.source),
        ("not meant", candidate.against),
    ]
    head = f"{row.id}  {row.name}, {row.kind.replace('_', ' ')}"
    return [head, *[f"  {label:<9} {words}" for label, words in rows if words]]


def _coded(code: StateCode) -> str:
    named = (
        ("ISO", code.iso),
        ("COW", f"{code.cow} {code.cow_abb}".strip()),
        ("Gleditsch–Ward", code.gw),
    )
    numbers = ", ".join(f"{system} {value}" for system, value in named if value)
    period = _period(code.valid_from, code.valid_to)
    return numbers + (f" ({period})" if period else "")


def _named(name: DatedName) -> str:
    period = _period(name.valid_from, name.valid_to)
    return name.name + (f" ({period})" if period else "")


def _period(first: str, last: str) -> str:
    if first and last:
        return f"{first} to {last}"
    return f"from {first}" if first else f"until {last}" if last else ""
