"""The rows and texts in force -> how many there are by kind and score, and a sample of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.store.lines import MILLIONTHS, PLACES, TABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

TYPES = {"statements": "act", "events": "type", "positions": "kind"}
BETWEEN = "score >= :low AND score < :high"
NUMBER = f"SELECT count(*) FROM {{lines}} WHERE {BETWEEN}"  # noqa: S608 - names and numbers of ours
RANKED = f"""
    SELECT c.report, k.id, k.{{type}}, k.score, k.coding
      FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS rank
              FROM {{lines}} WHERE {BETWEEN}) AS l
     CROSS JOIN {{kind}} AS k ON k.coding = l.id / {PLACES} AND k.place = l.id % {PLACES}
     CROSS JOIN codings AS c ON c.id = k.coding
     WHERE l.rank IN (SELECT value FROM json_each(:ranks)) ORDER BY l.rank
"""  # noqa: S608 - the same
IN_FORCE = "SELECT coding FROM current ORDER BY coding"
TEXTS = """
    SELECT c.id, c.report, c.json, texts.text FROM json_each(:codings) AS asked
     CROSS JOIN codings AS c ON c.id = asked.value JOIN texts ON texts.id = c.text ORDER BY c.id
"""


@dataclass(frozen=True, slots=True)
class Stratum:
    """The rows of a kind that are scored from ``low`` up to below ``high``, and their number."""

    kind: str
    low: float
    high: float
    size: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A row by its report, kind, id and type, with its score and the coding that has it."""

    report: str
    kind: str
    id: str
    type: str
    score: float
    coding: int


@dataclass(frozen=True, slots=True)
class Text:
    """A report's text as a coding read it, with its parts as JSON has them."""

    coding: int
    report: str
    text: str
    parts: list[dict[str, Any]]


def strata_of(rows: Rows, bands: Sequence[float]) -> list[Stratum]:
    """The strata that hold a row, by kind and score.

    Args:
        rows: The record.
        bands: Where bands of scores begin, in order.
    """
    found = []
    for kind in TYPES:
        for low, high in zip(bands, [*bands[1:], 2.0], strict=True):
            query = NUMBER.format(lines=TABLE[kind])
            ((size,),) = rows(query, _bounds(low, high))
            if size:
                found.append(Stratum(kind, low, high, size))
    return found


def ranked_in(rows: Rows, stratum: Stratum, ranks: Iterable[int]) -> list[Scored]:
    """Rows of a stratum by their ranks, from 0, in the order in which they were read."""
    kind = stratum.kind
    query = RANKED.format(lines=TABLE[kind], kind=kind, type=TYPES[kind])
    values = _bounds(stratum.low, stratum.high) | {"ranks": json.dumps(sorted(ranks))}
    return [
        Scored(report, kind, id_, type_, score, coding)
        for report, id_, type_, score, coding in rows(query, values)
    ]


def codings_of(rows: Rows) -> list[int]:
    """The codings in force."""
    return [coding for (coding,) in rows(IN_FORCE, ())]


def texts_of(rows: Rows, codings: Iterable[int]) -> Iterator[Text]:
    """The texts of some codings, in their order."""
    for coding, report, plain, text in rows(TEXTS, {"codings": json.dumps(sorted(codings))}):
        read = json.loads(plain)
        yield Text(coding, report, read["text"] or text, read["parts"])


def _bounds(low: float, high: float) -> dict[str, Any]:
    return {"low": round(low * MILLIONTHS), "high": round(high * MILLIONTHS)}
