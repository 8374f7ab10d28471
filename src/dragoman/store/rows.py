"""A row -> what the tables keep of it: its cells, its roles, its words, the rows it hangs on."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields, replace
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from dragoman.record import (
    Actor,
    Affiliation,
    Event,
    Mention,
    Position,
    Record,
    Report,
    Role,
    Span,
    Statement,
    Time,
    When,
    Where,
)
from dragoman.render.json import to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

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
NESTED = (*KINDS, "roles", "spans", "links")  # the tables whose rows belong to a coding
LINKS = frozenset({"said_in", "about"})
OWN_WORDS = frozenset({"span", "antecedent"})  # columns of the row itself
SURROGATE = re.compile("[\ud800-\udfff]")
# What changes when an unchanged page is got again: advertisements, links, the hour.
AROUND = frozenset(("fetched", "furniture", "origin", "raw_sha256"))


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a row stands in tables of its own: each with the field's name and its place there."""

    roles: list[tuple[str, int, Role]]
    spans: list[tuple[str, int, Span]]
    links: list[tuple[str, int, str]]


def storable(text: str) -> str:
    """The text with lone surrogates, which SQLite cannot hold, as U+FFFD: offsets stay right."""
    return text if text.isascii() else SURROGATE.sub("\ufffd", text)


def cells_of(row: Row) -> dict[str, Cell]:
    """The plain values of a row by column, and the row as JSON.

    A ``when`` gives ``time``, ``not_before`` and ``not_after``, a ``span`` gives ``first`` and
    ``last``, a ``where`` its ``country``. A table takes those it has a column for.
    """
    cells: dict[str, Cell] = {"json": to_json(row)}
    for name, value in _fields(row):
        if isinstance(value, str):
            cells[name] = storable(value)
        elif value is None or isinstance(value, int | float):
            cells["country" if name == "where" else name] = value
        elif isinstance(value, When):
            cells["time"], cells["not_before"] = value.value, value.not_before
            cells["not_after"] = value.not_after
        elif isinstance(value, Where):
            cells["country"] = value.country
        elif name == "span" and isinstance(value, Span):
            cells["first"], cells["last"] = value.start, value.end
    return cells


def parts_of(row: Row) -> Parts:
    """The roles of a row, the stretches of words it points at, and the rows it hangs on.

    Only the fields that may hold several hang on rows: ``said_in`` and ``about``.
    """
    parts = Parts([], [], [])
    for name, value in _fields(row):
        for place, item in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(item, Role):
                parts.roles.append((name, place, item))
            elif isinstance(item, Span):
                if name not in OWN_WORDS:
                    parts.spans.append((name, place, item))
            elif name in LINKS and isinstance(item, str):
                parts.links.append((name, place, item))
    return parts


def _fields(row: Row) -> Iterator[tuple[str, object]]:
    kind: Any = type(row)
    names, values = _reading(kind)
    return zip(names, values(row), strict=True)


@cache
def _reading(kind: type) -> tuple[tuple[str, ...], Callable[[Row], tuple[object, ...]]]:
    """The fields of a kind of row, and what reads all of them off one."""
    names = tuple(field.name for field in fields(kind))
    return names, attrgetter(*names)


def coding_of(record: Record) -> dict[str, Cell]:
    """What the table of codings keeps of a record: all but its run and its text."""
    report, problem = record.report, record.problem
    cells: dict[str, Cell] = {
        "report": report.id,
        "source": report.source,
        "url": report.url,
        "outlet": report.outlet,
        "title": report.title,
        "published": report.published.value,
        "language": report.language,
        "stage": problem.stage if problem else None,
        "message": problem.message if problem else None,
    }
    kept = {k: storable(v) if isinstance(v, str) else v for k, v in cells.items()}
    return kept | {"json": report_json(report)}


def rows_of(
    record: Record, columns: Mapping[str, Sequence[str]]
) -> dict[str, list[tuple[Cell, ...]]]:
    """The rows of a record for each other table, in the order of its columns behind ``coding``.

    Args:
        record: Whose rows.
        columns: Of each of ``NESTED`` the columns behind ``coding``.
    """
    cells: dict[str, list[tuple[Cell, ...]]] = {table: [] for table in NESTED}
    for kind in KINDS:
        rows: tuple[Row, ...] = getattr(record, kind)
        names = columns[kind][1:]  # behind place
        for place, row in enumerate(rows):
            found = cells_of(row)
            cells[kind].append((place, *(found[name] for name in names)))
            parts = parts_of(row)
            cells["roles"] += [(row.id, *_filled(part)) for part in parts.roles]
            cells["spans"] += [
                (row.id, name, at, span.start, span.end) for name, at, span in parts.spans
            ]
            cells["links"] += [(row.id, *part) for part in parts.links]
    return cells


def _filled(part: tuple[str, int, Role]) -> tuple[Cell, ...]:
    """The cells of a role behind those of its row, in the order of their columns."""
    name, place, who = part
    first, last = (who.span.start, who.span.end) if who.span else (None, None)
    return name, place, who.actor, storable(who.name), first, last


def report_json(report: Report) -> str:
    """The report as JSON; its text only where ``texts`` cannot hold it as it is."""
    kept = report.text if storable(report.text) != report.text else ""
    return to_json(replace(report, text=kept))


def says_the_same(one: str, other: str) -> bool:
    """Whether two reports of one id, as JSON, differ only in how, and in what, they were got."""
    first, second = (json.loads(words) for words in (one, other))
    return all(first[name] == second[name] for name in first if name not in AROUND)
