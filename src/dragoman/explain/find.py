"""A file and the beginning of an id -> the one row that has it, with its record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.errors import SourceError, UsageError
from dragoman.render.json import from_json
from dragoman.render.words import count, joined, shorten
from dragoman.store import Place, open_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from dragoman.record import (
        Actor,
        Affiliation,
        Event,
        Mention,
        Position,
        Record,
        Statement,
        Time,
    )

    Row = Mention | Actor | Affiliation | Time | Statement | Event | Position

SINGULAR = {
    "statements": "statement",
    "events": "event",
    "positions": "position",
    "mentions": "mention",
    "affiliations": "affiliation",
    "times": "time",
    "actors": "actor",
}
SQLITE = b"SQLite format 3\0"  # how a record on disk begins
LISTED = 5  # rows named where several ids begin alike
WHERE = "dragoman read --format jsonl prints the ids"


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row with its record; ``elsewhere`` counts the other reports that have it (of an actor).

    ``source`` is the decoded source of the report, where the record keeps it.
    """

    kind: str
    row: Row
    record: Record
    elsewhere: int = 0
    source: str | None = None


def find_row(file: Path, beginning: str, report: str | None = None) -> FoundRow:
    """The row whose id begins so, in a record on disk or a file of records as JSON Lines.

    Args:
        file: What ``dragoman add`` or ``dragoman read --format jsonl`` wrote.
        beginning: An id, or as much of it as no other row shares.
        report: The beginning of a report's id, to choose one of several that name an actor.

    Raises:
        UsageError: No row has it, or several have; the message lists them.
        StoreError: The file is no record, or none that can be read.
        SourceError: A line of the file is no record.
    """
    if not beginning.strip():
        raise UsageError(f"an empty id ({WHERE})")
    if not file.is_file() or not file.stat().st_size or _begins_as_record(file):
        return _in_store(file, beginning, report)
    return _in_lines(file, beginning, report)


def _begins_as_record(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(SQLITE)) == SQLITE


def _in_store(file: Path, beginning: str, report: str | None) -> FoundRow:
    with open_record(file) as opened:
        places = opened.places(beginning)
        if not places and beginning.startswith("r"):
            for record in opened.records():
                _refuse_report(record, beginning)
        place, elsewhere = _the_one(places, beginning, report, file)
        (record,) = opened.records(place.report)
        source = opened.source(place.report)
    return FoundRow(place.kind, _row(record, place), record, elsewhere, source)


def _in_lines(file: Path, beginning: str, report: str | None) -> FoundRow:
    places: list[Place] = []
    records: dict[str, Record] = {}
    for record in _records(file, beginning):
        _refuse_report(record, beginning)
        records[record.report.id] = record  # the last of a report counts, as in a record on disk
    for record in records.values():
        places += _places(record, beginning)
    exact = [place for place in places if place.id == beginning]
    place, elsewhere = _the_one(exact or places, beginning, report, file)
    record = records[place.report]
    return FoundRow(place.kind, _row(record, place), record, elsewhere)


def _records(file: Path, beginning: str) -> Iterator[Record]:
    """The records of the lines that hold the beginning of an id; the others are not read."""
    wanted = f'"{beginning}'
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if wanted in line:
                    try:
                        yield from_json(line)
                    except SourceError as error:
                        raise SourceError(f"{file}:{number}: {error}") from error
                elif number == 1 and not line.lstrip().startswith("{"):
                    raise SourceError(
                        f"{file}: neither a record nor JSON Lines (dragoman add or"
                        " dragoman read --format jsonl makes one)"
                    )
    except UnicodeDecodeError as error:
        raise SourceError(f"{file}: neither a record nor JSON Lines in UTF-8") from error


def _places(record: Record, beginning: str) -> Iterator[Place]:
    for kind in SINGULAR:
        for row in getattr(record, kind):
            if row.id.startswith(beginning):
                yield Place(kind, row.id, record.report.id)


def _refuse_report(record: Record, beginning: str) -> None:
    """Says what a report's id is, where it was given for a row's.

    Raises:
        UsageError: The report has this id.
    """
    if not record.report.id.startswith(beginning) or not beginning.startswith("r"):
        return
    name = record.report.id
    if record.problem is not None:
        problem = f"{record.problem.stage}: {record.problem.message}"
        raise UsageError(f"{name}: a report without rows, set aside for its problem: {problem}")
    rows = [count(len(getattr(record, kind)), one) for kind, one in SINGULAR.items()]
    raise UsageError(f"{name}: a report, and only rows are explained; it has {joined(rows[:3])}")


def _the_one(
    places: Iterable[Place], beginning: str, report: str | None, file: Path
) -> tuple[Place, int]:
    """The one place, and in how many other reports the same id stands."""
    found = [p for p in places if report is None or p.report.startswith(report)]
    ids = dict.fromkeys((place.id, place.kind) for place in found)
    if not found:
        of = f" of report {report}" if report else ""
        raise UsageError(f"{beginning}: no row{of} in {file} has an id that begins so ({WHERE})")
    if len(ids) > 1:
        listed = [f"{id_} ({SINGULAR[kind]})" for id_, kind in list(ids)[:LISTED]]
        more = f" and {len(ids) - LISTED} more" if len(ids) > LISTED else ""
        raise UsageError(
            f"{beginning}: {len(ids)} ids begin so: {', '.join(listed)}{more} (give more of it)"
        )
    return found[0], len(found) - 1


def _row(record: Record, place: Place) -> Row:
    found: Row = next(row for row in getattr(record, place.kind) if row.id == place.id)
    return found


def title_of(found: FoundRow) -> str:
    """The report's title, or where it came from."""
    report = found.record.report
    return shorten(report.title or report.source, 200)
