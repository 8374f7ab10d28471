"""Two runs -> what the record said after each that it does not say after the other, in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]
    Plain = dict[str, Any]

RUNS = """
    SELECT runs.id, runs.started, runs.dragoman, runs.tables, runs.model, runs.model_hash,
           runs.profile, count(codings.id), count(current.coding)
      FROM runs LEFT JOIN codings ON codings.run = runs.id
      LEFT JOIN current ON current.coding = codings.id GROUP BY runs.id ORDER BY runs.id
"""
# Of each report the coding that was its last after a run; what is withdrawn is left out.
AFTER = """
    SELECT report, max(id) AS coding FROM codings
     WHERE run <= :{run} AND report NOT IN (SELECT report FROM withdrawn) GROUP BY report
"""
BOTH = f"""
    WITH before AS ({AFTER.format(run="before")}), after AS ({AFTER.format(run="after")})
    SELECT after.report, c.title, before.coding, after.coding FROM after JOIN before USING (report)
      JOIN codings AS c ON c.id = after.coding
     WHERE before.coding <> after.coding ORDER BY after.coding
"""  # noqa: S608 - made of the constant above
ONE = f"""
    WITH before AS ({AFTER.format(run="before")}), after AS ({AFTER.format(run="after")})
    SELECT (SELECT count(*) FROM after WHERE report NOT IN (SELECT report FROM before)),
           (SELECT count(*) FROM before WHERE report NOT IN (SELECT report FROM after))
"""  # noqa: S608 - the same
# What rows are compared, and where the words of one stand: two rows of one kind with the same
# words here are one row that changed, whatever else of it did.
ANCHOR = {
    "statements": ("cue", "content"),
    "events": ("trigger",),
    "positions": ("evidence", "issue"),
    "affiliations": ("evidence",),
}
WORDS = {"statements": "content", "events": "clause"}  # of the others, their evidence
MADE_OF = frozenset({"id", "mention", "antecedent", "start", "end"})  # how a row was found


@dataclass(frozen=True, slots=True)
class Run:
    """A run: what made its codings, how many there are, and how many of them are in force."""

    id: int
    started: str
    dragoman: str
    tables: str
    model: str | None
    model_hash: str | None
    profile: str | None
    reports: int
    in_force: int


@dataclass(frozen=True, slots=True)
class Change:
    """A row that came, went or says something else; ``fields`` tells what, before and after.

    ``id`` is the row's in the later run, in the earlier one where it is lost.
    """

    change: Literal["gained", "lost", "changed"]
    kind: str
    report: str
    title: str | None
    id: str
    words: str
    fields: tuple[tuple[str, str, str], ...] = ()


class Compared(NamedTuple):
    """How many reports only one of two runs, and those before it, had read."""

    only_after: int
    only_before: int


def runs_of(rows: Rows) -> list[Run]:
    """Every run of a record, the first one first."""
    return [Run(*cells) for cells in rows(RUNS, ())]


def compared(rows: Rows, before: int, after: int) -> Compared:
    """The reports that are in no change because they were read on one side alone.

    Raises:
        UsageError: A run is not in the record.
    """
    known = {run.id for run in runs_of(rows)}
    for run in (before, after):
        if run not in known:
            raise UsageError(f"no run {run} in the record (dragoman runs lists them)")
    ((gained, lost),) = rows(ONE, {"before": before, "after": after})
    return Compared(gained, lost)


def changes_between(rows: Rows, before: int, after: int) -> Iterator[Change]:
    """The rows gained, lost and changed in reports that were read again, in the order of reading.

    A run stands for what the record said once it was done: of each report the last coding up to
    it. A lost row and a gained one with the same words in the same place are one that changed.
    """
    for report, title, old, new in list(rows(BOTH, {"before": before, "after": after})):
        for kind in ANCHOR:
            was, now = _stored(rows, kind, old), _stored(rows, kind, new)
            for change, row, fields in _pairs(kind, was, now):
                yield Change(change, kind, report, title, row["id"], _words(kind, row), fields)


def _stored(rows: Rows, kind: str, coding: int) -> dict[str, Plain]:
    query = f"SELECT id, json FROM {kind} WHERE coding = ? ORDER BY place"  # noqa: S608 - of ANCHOR
    return {key: json.loads(words) for key, words in rows(query, (coding,))}


def _pairs(
    kind: str, was: dict[str, Plain], now: dict[str, Plain]
) -> Iterator[tuple[Any, Plain, tuple[tuple[str, str, str], ...]]]:
    """Rows of one report that differ: with the same id, with the same words, and alone."""
    lost: dict[str, list[Plain]] = {}
    for key, row in was.items():
        if key not in now:
            lost.setdefault(_anchor(kind, row), []).append(row)
    for key, row in now.items():
        alike = lost.get(_anchor(kind, row), [])
        other = was[key] if key in was else alike.pop(0) if alike else None
        if other is None:
            yield "gained", row, ()
        elif fields := tuple(_fields(other, row)):
            yield "changed", row, fields
    left = {row["id"] for rows in lost.values() for row in rows}
    for key, row in was.items():
        if key in left:
            yield "lost", row, ()


def _anchor(kind: str, row: Plain) -> str:
    return json.dumps([row[name] for name in ANCHOR[kind]])


def _fields(was: Plain, now: Plain) -> Iterator[tuple[str, str, str]]:
    """What differs in words: not how it was found, and not the ids of rows it hangs on."""
    for name in now:
        one, other = (_told(row.get(name)) for row in (was, now))
        if name not in {"id", "said_in", "about", "inside", "echoes"} and one != other:
            yield name, one, other


def _told(value: object) -> str:
    """A value in words: a role by its name, a span by its quote."""
    if isinstance(value, dict):
        for name in ("name", "quote"):
            if name in value:
                return f"{value[name]} ({value['actor']})" if value.get("actor") else value[name]
        return ", ".join(f"{k} {_told(v)}" for k, v in value.items() if k not in MADE_OF and v)
    if isinstance(value, list):
        return "; ".join(_told(each) for each in value)
    if isinstance(value, float):
        return f"{value:.3g}"
    return "" if value is None else str(value)


def _words(kind: str, row: Plain) -> str:
    words = _told(row[WORDS.get(kind, "evidence")])
    speakers = _told([{"name": who["name"]} for who in row.get("speaker", ())])
    return f"{speakers}: {words}" if speakers else words
