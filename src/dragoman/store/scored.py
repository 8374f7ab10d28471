"""The rows in force -> their ids, types and scores, for a sample to be drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

TYPES = {"statements": "k.act", "events": "k.type", "positions": "k.kind"}
SCORED = """
    SELECT codings.report, k.id, {type}, k.score
      FROM current JOIN {kind} AS k ON k.coding = current.coding
      JOIN codings ON codings.id = k.coding ORDER BY k.coding, k.place
"""


@dataclass(frozen=True, slots=True)
class Scored:
    """A row by its report, kind, id and type, with its score."""

    report: str
    kind: str
    id: str
    type: str
    score: float


def scored_of(rows: Rows) -> Iterator[Scored]:
    """Every statement, event and position in force, in the order they were read."""
    for kind, type_ in TYPES.items():
        for report, id_, name, score in rows(SCORED.format(kind=kind, type=type_), ()):
            yield Scored(report, kind, id_, name, score)
