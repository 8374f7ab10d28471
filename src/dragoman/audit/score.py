"""A sample that coders have judged -> the figures, as an object, as text, beside the record."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from dragoman.audit.draw import KEY, KINDS, PARAGRAPHS, ROWS, stratum_of
from dragoman.audit.figures import Judged, agreement, calibrated, rate, threshold, wilson
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

SECOND = "rows-2.csv"  # the second coder's copy of rows.csv
YES, NO = frozenset({"y", "yes", "1", "true"}), frozenset({"n", "no", "0", "false"})
STEPS = tuple(step / 100 for step in range(50, 100))  # precisions that can be asked for


def score(folder: Path) -> dict[str, Any]:
    """The figures of a sample that was judged.

    Precision is of the first coder's answers (a second coder's say how far they can be relied on),
    recall of the paragraphs. Rows without an answer are left out.

    Raises:
        UsageError: The folder holds no sample, no answers, or one that is neither yes nor no.
    """
    key = json.loads((folder / KEY).read_text(encoding="utf-8"))
    first = _answers(folder / ROWS)
    if not any(answer is not None for answer in first.values()):
        raise UsageError(f"{folder / ROWS}: nothing is judged (write y or n under “right”)")
    rows = {unit: _judged(key["rows"][unit], answer) for unit, answer in first.items()
            if answer is not None}  # fmt: skip
    judged = list(rows.values())
    second = _answers(folder / SECOND) if (folder / SECOND).is_file() else {}
    both = [(first[unit], second.get(unit)) for unit in first] if second else []
    by_kind = {kind: [row for row in judged if row.kind == kind] for kind in KINDS}
    return {
        "seed": key["seed"], "strata": key["strata"], "judged": len(judged),
        "precision": {kind: _plain(rows) for kind, rows in by_kind.items() if rows},
        "by_type": _by(judged, lambda row: f"{row.kind} {row.type}"),
        "by_score": _by(judged, stratum_of),
        "recall": _recall(folder / PARAGRAPHS),
        "alpha": agreement(both) if both else None,
        "coded_twice": sum(None not in pair for pair in both),
        "calibration": {kind: calibrated(rows) for kind, rows in by_kind.items() if rows},
        "least_score": {
            kind: {f"{step:.2f}": threshold(rows, step) for step in STEPS}
            for kind, rows in by_kind.items() if rows
        },
    }  # fmt: skip


def _answers(file: Path) -> dict[str, bool | None]:
    """The answers of one coder by unit; None where the field is empty."""
    found: dict[str, bool | None] = {}
    for number, row in enumerate(_lines(file), 2):
        answer = (row.get("right") or "").strip().casefold()
        if answer and answer not in YES | NO:
            raise UsageError(f"{file}:{number}: right is {answer!r} (write y or n, or nothing)")
        found[row["unit"]] = answer in YES if answer else None
    return found


def _lines(file: Path) -> Iterator[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            yield from csv.DictReader(opened)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror} (dragoman audit FOLDER draws it)") from error


def _judged(row: dict[str, Any], right: bool) -> Judged:
    return Judged(row["kind"], row["type"], row["score"], right, row["weight"])


def _plain(rows: Sequence[Judged]) -> dict[str, Any] | None:
    found = rate(rows)
    return asdict(found) if found else None


def _by(rows: Sequence[Judged], name: Callable[[Judged], str]) -> dict[str, Any]:
    groups: dict[str, list[Judged]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    return {group: _plain(groups[group]) for group in sorted(groups)}


def _recall(file: Path) -> dict[str, Any]:
    """Of what stands in paragraphs, how much was found; only paragraphs with all answers count."""
    sums = {kind: [0, 0, 0] for kind in KINDS}
    for number, row in enumerate(_lines(file), 2):
        for kind in KINDS:
            given = [row.get(f"{what}_{kind}") or "" for what in ("found", "wrong", "missed")]
            if not all(given):
                continue
            if not all(value.strip().isdigit() for value in given):
                raise UsageError(f"{file}:{number}: {kind}: whole numbers are wanted")
            found, wrong, missed = map(int, given)
            if wrong > found:
                raise UsageError(f"{file}:{number}: {kind}: {wrong} wrong of {found} found")
            sums[kind] = [sums[kind][0] + 1, sums[kind][1] + found - wrong, sums[kind][2] + missed]
    out = {}
    for kind, (paragraphs, right, missed) in sums.items():
        if right + missed:
            low, high = wilson(right / (right + missed), right + missed)
            out[kind] = {
                "value": round(right / (right + missed), 4), "low": round(low, 4),
                "high": round(high, 4), "n": right + missed, "paragraphs": paragraphs,
            }  # fmt: skip
    return out


def kept_beside(record: Path) -> Path:
    """Where the figures of a record's audit are kept."""
    return record.with_name(f"{record.name}.audit.json")


def least_score(record: Path, kind: str, precision: float) -> float:
    """The least score from which on rows of a kind are right so often, by the record's audit.

    Raises:
        UsageError: The record has no audit, or it found no such score.
    """
    try:
        figures = json.loads(kept_beside(record).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(
            f"{record.name} was not audited, so nobody knows how precise its rows are"
            " (dragoman audit FOLDER)"
        ) from error
    steps = figures["least_score"].get(kind, {})
    found = next((steps[step] for step in steps if float(step) >= precision), None)
    if found is None:
        raise UsageError(f"by its audit, no score of {kind} is right in {precision:g} of rows")
    return float(found)


def told(figures: dict[str, Any]) -> str:
    """The figures as text, with a paragraph for a paper at the end."""
    lines = [f"{figures['judged']} rows judged, drawn with seed {figures['seed']}", "", "precision"]
    groups = ("precision", "by_type", "by_score")
    for group in groups:
        lines += [f"  {_line(name, found)}" for name, found in figures[group].items()]
    lines += ["", "recall"]
    lines += [f"  {_line(name, found)}" for name, found in figures["recall"].items()] or [
        "  no paragraph is judged"
    ]
    alpha = figures["alpha"]
    if alpha is not None:
        lines += ["", f"Krippendorff's alpha {alpha:.3f} (n = {figures['coded_twice']} rows)"]
    return "\n".join([*lines, "", _paragraph(figures)])


def _line(name: str, found: dict[str, Any]) -> str:
    return f"{name:<28} {found['value']:.3f} {_interval(found, 3)}  n = {found['n']}"


def _interval(found: dict[str, Any], digits: int) -> str:
    return f"[{found['low']:.{digits}f}, {found['high']:.{digits}f}]"


def _said(figures: dict[str, Any]) -> str:
    return ", ".join(
        f"{kind} {found['value']:.2f} {_interval(found, 2)} (n = {found['n']})"
        for kind, found in figures.items()
    )


def _paragraph(figures: dict[str, Any]) -> str:
    """How the audit was made and what it found, as a paper would say it."""
    alpha, twice = figures["alpha"], ""
    if alpha is not None:
        number = figures["coded_twice"]
        twice = f" A second coder judged {number} of them (Krippendorff's alpha {alpha:.2f})."
    recall = _said(figures["recall"])
    recall = f" Recall over sampled paragraphs: {recall}." if recall else ""
    return (
        f"We audited a sample of {figures['judged']} coded rows, stratified by kind of row and"
        f" score (seed {figures['seed']}), blind to rule and score; estimates are weighted to the"
        " record, with 95 % Wilson intervals at Kish's effective sample size."
        f"{twice} Precision: {_said(figures['precision'])}.{recall}"
    )
