"""A CSV file of signed edges -> ties: ``a,b,sign`` and, where there are, weight, date and issue."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.errors import UsageError
from dragoman.network.graph import Tie
from dragoman.network.relations import outside

if TYPE_CHECKING:
    from collections.abc import Iterator

NEEDED = ("a", "b", "sign")
SIGNS = {"1": 1, "+1": 1, "+": 1, "-1": -1, "−1": -1, "-": -1}


@dataclass(frozen=True, slots=True)
class EdgeFile:
    """The ties of a file: one for each pair with one sign; the pairs with both are ``mixed``."""

    ties: tuple[Tie, ...]
    mixed: tuple[tuple[str, str], ...]


def read_edges(
    path: str | Path,
    *,
    issue: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> EdgeFile:
    """The edges of a CSV file with a header.

    Of several rows for one pair the weights are added, where there is such a column; without one
    a tie weighs 1 however many rows there are.

    Args:
        path: The file, UTF-8.
        issue: Only rows with this value in the column ``issue``.
        since: Only rows whose ``date`` is this day or later.
        until: Only rows whose ``date`` is this day or earlier.

    Raises:
        UsageError: The file cannot be read, a row is wrong (the message has its line), or no edge
            is there, or left.
    """
    weights: dict[tuple[str, str], dict[int, float]] = {}
    number = 0
    for tie, row in _rows(Path(path)):
        number += 1
        if issue is not None and row.get("issue") != issue:
            continue
        if outside(row.get("date"), since, until):
            continue
        by_sign = weights.setdefault((tie.a, tie.b), {})
        before = by_sign.get(tie.sign, 0.0) if "weight" in row else 0.0
        by_sign[tie.sign] = before + tie.weight
    if not number:
        raise UsageError(f"{path}: no edge is under the header (a line each: a,b,sign)")
    if not weights:
        raise UsageError(
            f"{path}: none of its {number:,} edges is of that issue and time (widen --issue,"
            " --since or --until)"
        )
    one = {pair: by_sign for pair, by_sign in sorted(weights.items()) if len(by_sign) == 1}
    ties = [Tie(a, b, sign, weight) for (a, b), s in one.items() for sign, weight in s.items()]
    return EdgeFile(tuple(ties), tuple(pair for pair in sorted(weights) if pair not in one))


def _rows(path: Path) -> Iterator[tuple[Tie, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                there = ", ".join(reader.fieldnames or ()) or "nothing"
                raise UsageError(
                    f"{path}:1: no column {', '.join(missing)}; there is {there}"
                    " (the header is a,b,sign and, if you like, weight,date,issue)"
                )
            for row in reader:
                yield _tie(row, f"{path}:{reader.line_num}"), row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{path}: cannot be read: {reason}") from error


def _tie(row: dict[str, str], place: str) -> Tie:
    one, other = ((row[name] or "").strip() for name in ("a", "b"))
    if not one or not other:
        raise UsageError(f"{place}: a or b is empty (name both)")
    if one == other:
        raise UsageError(f"{place}: {one} is tied to itself (take the row out)")
    sign = SIGNS.get((row["sign"] or "").strip())
    if sign is None:
        raise UsageError(f"{place}: the sign is {row['sign']!r} (give 1 or -1)")
    words = (row.get("weight") or "1").strip()
    try:
        weight = float(words)
    except ValueError:
        weight = 0.0
    if not 0 < weight < float("inf"):
        raise UsageError(f"{place}: the weight is {words!r} (give a number above 0)")
    return Tie.between(one, other, sign, weight)
