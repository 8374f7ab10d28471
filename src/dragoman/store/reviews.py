"""What people say of rows -> kept beside the rows, which stay as they are; and read with them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from dragoman.errors import UsageError
from dragoman.record import Act, EventType, PositionKind, Realis
from dragoman.store.changing import ChangingRecord
from dragoman.store.faults import whole
from dragoman.store.places import places_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

Verdict = Literal["accepted", "disputed", "corrected", "reopened"]
LONGEST = 4000  # letters of a note, or of one corrected field
# What can be said to be otherwise; a closed list where the record has one.
FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "statements": {"speaker": (), "via": (), "act": get_args(Act), "content": ()},
    "events": {
        "type": get_args(EventType), "source": (), "target": (), "realis": get_args(Realis),
        "when": (),
    },
    "positions": {
        "sign": ("1", "-1"), "kind": get_args(PositionKind), "holder": (), "target": (),
        "issue": (), "realis": get_args(Realis),
    },
}  # fmt: skip
ADD = """
    INSERT INTO reviews (made, row, kind, report, verdict, correction, note, by_)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
COLUMNS = "made, row, kind, report, verdict, correction, note, by_"
HOLDING = f"""
    SELECT {COLUMNS} FROM reviewed WHERE row IN (SELECT value FROM json_each(?)) ORDER BY id
"""  # noqa: S608 - columns of ours
EVERY = f"SELECT {COLUMNS} FROM reviews ORDER BY id"  # noqa: S608 - the same


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody says of a row; ``correction`` holds what it should be, by field."""

    made: str
    row: str
    kind: str
    report: str
    verdict: Verdict
    correction: dict[str, str] | None
    note: str | None
    by: str


class Reviews(ChangingRecord):
    """Adds reviews to a record; use it as a context manager."""

    def add(
        self, row: str, verdict: Verdict, *, made: str, by: str, note: str | None = None,
        correction: Mapping[str, str] | None = None,
    ) -> Review:  # fmt: skip
        """Says of a row in force that it is right, doubtful, otherwise, or open again.

        Args:
            row: The id of a statement, an event or a position.
            verdict: What is said of it; a second thought is one more review.
            made: When, UTC; the caller's clock.
            by: Who says it.
            note: Why.
            correction: What it should be, by field of ``FIELDS``; with ``corrected`` alone.

        Raises:
            UsageError: There is no such row, or the correction does not fit it.
            StoreError: The record cannot be written.
        """
        place = next(
            (one for one in places_of(self.connection.execute, row) if one.id == row), None
        )
        if place is None or place.kind not in FIELDS:
            raise UsageError(f"{row}: no statement, event or position in force has this id")
        fields = _fitting(place.kind, verdict, correction or {})
        review = Review(
            made, row, place.kind, place.report, verdict, fields or None, _short(note), by
        )
        words = json.dumps(fields, ensure_ascii=False, sort_keys=True) if fields else None
        cells = (made, row, place.kind, place.report, verdict, words, review.note, by)
        with whole(self.connection, self.path):
            self.connection.execute(ADD, cells)
        return review


def reviews_of(rows: Rows, ids: Iterable[str]) -> dict[str, Review]:
    """The reviews that hold of some rows, by the rows' ids."""
    found = rows(HOLDING, (json.dumps(sorted(set(ids))),))
    return {cells[1]: _review(cells) for cells in found}


def every_review(rows: Rows) -> Iterator[Review]:
    """Every review that was ever made, oldest first."""
    return (_review(cells) for cells in rows(EVERY, ()))


def _review(cells: tuple[Any, ...]) -> Review:
    made, row, kind, report, verdict, correction, note, by = cells
    fields = json.loads(correction) if correction else None
    return Review(made, row, kind, report, verdict, fields, note, by)


def _short(note: str | None) -> str | None:
    words = (note or "").strip()
    if len(words) > LONGEST:
        raise UsageError(f"the note has {len(words)} letters (at most {LONGEST})")
    return words or None


def _fitting(kind: str, verdict: Verdict, correction: Mapping[str, str]) -> dict[str, str]:
    """The fields that are filled, all of which fit the kind of row.

    Raises:
        UsageError: A field is none of the kind, a value none of its list; or fields and verdict
            do not go together.
    """
    if verdict not in get_args(Verdict):
        raise UsageError(f"no verdict {verdict!r}; there are {', '.join(get_args(Verdict))}")
    fields = {name: value.strip() for name, value in correction.items() if value.strip()}
    for name, value in fields.items():
        if name not in FIELDS[kind]:
            raise UsageError(f"no field {name!r} of {kind}; there are {', '.join(FIELDS[kind])}")
        among = FIELDS[kind][name]
        if among and value not in among:
            raise UsageError(f"no {name} {value!r}; there are {', '.join(among)}")
        _short(value)
    if (verdict == "corrected") != bool(fields):
        raise UsageError("a correction says what a field should be, and only a correction does")
    return fields
