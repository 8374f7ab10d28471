"""Codings on disk -> the Records that were written, and the sources of reports."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from dragoman.record import CodedWith, Model, Problem, Record, Report
from dragoman.render.json import from_plain
from dragoman.store.rows import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Fetch = Callable[[str, Any], Iterator[tuple[Any, ...]]]

CODINGS = """
    SELECT codings.id, codings.json, texts.text, codings.stage, codings.message, runs.dragoman,
           runs.tables, runs.model, runs.model_version, runs.model_hash, runs.profile,
           {weights}, {votes}
      FROM {codings} AS codings JOIN texts ON texts.id = codings.text
      JOIN runs ON runs.id = codings.run
     WHERE {which} ORDER BY codings.id
"""
WEIGHTS = "(SELECT statements FROM weights WHERE weights.run = runs.id)"
WEIGHTS_SINCE = 3  # the version that brought the digests of weights
VOTES = "(SELECT events FROM votes WHERE votes.run = runs.id)"
SOURCE = """
    SELECT sources.packed FROM latest JOIN source_of ON source_of.coding = latest.id
      JOIN sources ON sources.id = source_of.source WHERE latest.report = ?
"""
SOURCES_SINCE = 7  # the version that brought sources
VOTES_SINCE = 6  # the version that brought those of the votes on events


def records_of(
    fetch: Fetch, version: int, codings: str, which: str, value: Any
) -> Iterator[Record]:
    """The Records of some codings, in the order they were written.

    Args:
        fetch: Runs a query on the record and gives its rows.
        version: That of the record's schema.
        codings: The table or view that they are taken from.
        which: The condition they meet; it may name ``:which``.
        value: What ``:which`` stands for.
    """
    query = CODINGS.format(
        codings=codings,
        which=which,
        weights=WEIGHTS if version >= WEIGHTS_SINCE else "NULL",
        votes=VOTES if version >= VOTES_SINCE else "NULL",
    )
    for cells in fetch(query, {"which": value}):
        yield _record(fetch, *cells)


def source_of(fetch: Fetch, version: int, report: str) -> str | None:
    """The decoded source of a report's latest coding, where it was kept."""
    if version < SOURCES_SINCE:
        return None
    rows = list(fetch(SOURCE, (report,)))
    return zlib.decompress(rows[0][0]).decode("utf-8", "surrogatepass") if rows else None


def _record(
    fetch: Fetch, coding: int, report: str, text: str, stage: str | None, message: str,
    *made: str | None,
) -> Record:  # fmt: skip
    dragoman, tables, model, version, hash_, profile, statements, events = made
    plain = json.loads(report)
    plain["text"] = plain["text"] or text
    coded_with = CodedWith(
        str(dragoman), str(tables),
        Model(model, str(version), str(hash_)) if model is not None else None,
        profile, statements, events,
    )  # fmt: skip
    return Record(
        report=from_plain(Report, plain),
        **{kind: _rows_of(fetch, kind, coding) for kind in KINDS},
        coded_with=coded_with,
        problem=Problem(stage, message) if stage is not None else None,
    )


def _rows_of(fetch: Fetch, kind: str, coding: int) -> tuple[Any, ...]:
    query = f"SELECT json FROM {kind} WHERE coding = ? ORDER BY place"  # noqa: S608 - of KINDS
    return tuple(from_plain(KINDS[kind], json.loads(row)) for (row,) in fetch(query, (coding,)))
