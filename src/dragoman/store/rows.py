"""A row -> what the tables keep of it: its cells, its roles, its words, the rows it hangs on."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from dragoman.record import (
    Actor,
    Affiliation,
    Event,
    Mention,
    Position,
    Report,
    Role,
    Span,
    Statement,
    Time,
    When,
)
from dragoman.render.json import to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = Mention | Actor | Affiliation | Time | Statement | Event | Position
Cell = str | int | float | bytes | None
KINDS: dict[str, type[Row]] = {
    "mentions": Mention,
    "actors": Actor,
    "affiliations": Affiliation,
    "times": Time,
    "statements": Statement,
    "events": Event,
    "positions": Position,
}
LINKS = ("said_in", "about")
SURROGATE = re.compile("[\ud800-\udfff]")
# What changes when an unchanged page is got again: advertisements, links, the hour.
AROUND = frozenset(("fetched", "furniture", "origin", "raw_sha256"))


def storable(text: str) -> str:
    """The text with lone surrogates, which SQLite cannot hold, as U+FFFD: offsets stay right."""
    return SURROGATE.sub("\ufffd", text)


def cells_of(row: Row) -> dict[str, Cell]:
    """The plain values of a row by column, and the row as JSON.

    A ``when`` gives ``time``, ``not_before`` and ``not_after``, a ``span`` gives ``first`` and
    ``last``, a ``where`` its ``country``. A table takes those it has a column for.
    """
    cells: dict[str, Cell] = {"json": to_json(row)}
    for field in fields(row):
        value = getattr(row, field.name)
        if field.name == "where":
            cells["country"] = value and value.country
        elif field.name == "span":
            cells |= {"first": value.start, "last": value.end}
        elif isinstance(value, When):
            cells |= {"not_before": value.not_before, "not_after": value.not_after}
            cells["time"] = value.value
        elif value is None or isinstance(value, str | int | float):
            cells[field.name] = value
    return {name: storable(v) if isinstance(v, str) else v for name, v in cells.items()}


def roles_of(row: Row) -> Iterator[tuple[str, int, Role]]:
    """Every role of a row with its name and its place among those of that name."""
    for name, place, value in _parts(row):
        if isinstance(value, Role):
            yield name, place, value


def spans_of(row: Row) -> Iterator[tuple[str, int, Span]]:
    """Every stretch of words a row points at, with its name and place."""
    for name, place, value in _parts(row):
        if isinstance(value, Span) and name not in {"span", "antecedent"}:
            yield name, place, value


def links_of(row: Row) -> Iterator[tuple[str, int, str]]:
    """The ids of the rows a row hangs on where there may be several."""
    for name, place, value in _parts(row):
        if name in LINKS and isinstance(value, str):
            yield name, place, value


def _parts(row: Row) -> Iterator[tuple[str, int, object]]:
    for field in fields(row):
        value = getattr(row, field.name)
        for place, item in enumerate(value if isinstance(value, tuple) else (value,)):
            yield field.name, place, item


def report_json(report: Report) -> str:
    """The report as JSON; its text only where ``texts`` cannot hold it as it is."""
    kept = report.text if storable(report.text) != report.text else ""
    return to_json(replace(report, text=kept))


def says_the_same(one: str, other: str) -> bool:
    """Whether two reports of one id, as JSON, differ only in how, and in what, they were got."""
    first, second = (json.loads(words) for words in (one, other))
    return all(first[name] == second[name] for name in first if name not in AROUND)
