"""The beginning of an id -> the rows of the latest codings that have such an id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.store.rows import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

LAST = "\U0010ffff"  # sorts behind whatever an id may go on with
BEGINNING = """
    SELECT row.id, latest.report FROM {kind} AS row JOIN latest ON latest.id = row.coding
     WHERE row.id >= :first AND row.id < :last ORDER BY row.id, row.coding
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A row's id, its kind (``events``, ``mentions`` …) and the report it is of."""

    kind: str
    id: str
    report: str


def places_of(rows: Rows, beginning: str) -> list[Place]:
    """The rows whose id begins so; those whose id is just that alone, where there are any.

    An actor has one id in all reports, and so a place for each.
    """
    bounds = {"first": beginning, "last": beginning + LAST}
    found = [
        Place(kind, *cells) for kind in KINDS for cells in rows(BEGINNING.format(kind=kind), bounds)
    ]
    return [place for place in found if place.id == beginning] or found
