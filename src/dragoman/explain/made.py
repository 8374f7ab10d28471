"""What made a row, and what would make it now -> that they are the same, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from dragoman import __version__
from dragoman.errors import DigestError
from dragoman.record import Report
from dragoman.render.words import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.explain.find import FoundRow
    from dragoman.record import CodedWith, Model, Record
    from dragoman.settings import Engine

AGAIN = "read the source again (dragoman add SOURCE) and explain the new row"


@dataclass(frozen=True, slots=True)
class Maker:
    """What would make rows here and now: digests, and the model that would parse."""

    tables: str
    model: Model
    statements: str | None = None
    events: str | None = None
    dragoman: str = __version__


def engine_of(made: CodedWith) -> Engine:
    """The engine that found the statements and events of a run."""
    return "rules" if made.statements is None else "trained"


def check(found: FoundRow, maker: Maker) -> None:
    """Nothing, where the row's makers are those that are here and its text is what was read.

    Raises:
        DigestError: Something differs; both digests are named, and what to do.
    """
    record = found.record
    differing = list(_differences(record.coded_with, maker))
    if differing:
        what = "; ".join(differing)
        raise DigestError(f"{found.row.id} was made otherwise: {what} (or {AGAIN})")
    _check_text(record, found)


def _differences(made: CodedWith, maker: Maker) -> Iterator[str]:
    """What differs, each with both names and the remedy."""
    if made.dragoman != maker.dragoman:
        yield (
            f"by dragoman {made.dragoman}, and this is {maker.dragoman}:"
            f" install dragoman=={made.dragoman}"
        )
    if made.tables != maker.tables:
        yield (
            f"with tables {made.tables}, and here are {maker.tables}:"
            " give --actors FILE as it was given, or take the tables of that time"
        )
    if made.model is None:
        yield "from a spaCy Doc of your own, whose parse nobody kept"
    elif made.model != maker.model:
        there, here = _named(made.model), _named(maker.model)
        yield f"with model {there}, and here is {here}: name it (--model)"
    for of, used, given in (
        ("statements", made.statements, maker.statements),
        ("events", made.events, maker.events),
    ):
        if used != given:
            yield (
                f"with {_weights(of, used)}, and here are {_weights(of, given)}:"
                " take the weights of that time"
            )
    if made.profile is not None:
        yield f"with outlet profile {made.profile}, which this version cannot load"


def _named(model: Model) -> str:
    return f"{model.name} {model.version} {model.hash}"


def _weights(of: str, digest: str | None) -> str:
    return f"weights of {of} {digest}" if digest else f"{of} by rules alone"


def _check_text(record: Record, found: FoundRow) -> None:
    """Compares the text with the report's id, which is a hash of it.

    Raises:
        DigestError: The text was changed after it was read.
    """
    report = record.report
    wanted = Report.id_of(report.url, report.source, report.text)
    if wanted != report.id:
        raise DigestError(
            f"{found.row.id}: the stored text is not the one that was read: its report is"
            f" {report.id}, and this text and source make {wanted} (the file was changed: {AGAIN})"
        )


def check_again(found: FoundRow, again: Record) -> None:
    """Nothing, where coding the report again gives the same row.

    Raises:
        DigestError: It gives none of this id, or another one.
    """
    row = found.row
    made = next((r for r in getattr(again, found.kind) if r.id == row.id), None)
    same = "though program, tables and model are the same"
    if made is None:
        raise DigestError(f"{row.id}: the text does not give this row, {same} ({AGAIN})")
    differing = [
        field.name
        for field in fields(row)
        if field.name != "candidates" and getattr(row, field.name) != getattr(made, field.name)
    ]
    if differing:
        raise DigestError(
            f"{row.id}: the text gives this row with other {joined(differing)}, {same}: the file"
            f" was changed ({AGAIN})"
        )
