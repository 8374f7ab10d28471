"""A sample and what coders say of it -> the figures, as an object, as text, beside the record."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from dragoman.audit.draw import KINDS, stratum_of
from dragoman.audit.figures import Judged, agreement, calibrated, rate, threshold, wilson
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from dragoman.audit.draw import Sample

STEPS = tuple(step / 100 for step in range(50, 100))  # precisions that can be asked for


@dataclass(frozen=True, slots=True)
class Found:
    """Of the rows that stand in a paragraph: those that were found, and those that were missed."""

    right: int
    missed: int


@dataclass(frozen=True, slots=True)
class Answers:
    """What one coder says: of rows whether they are right, of paragraphs what was found, by kind.

    Units that the coder left out are not there.
    """

    rows: Mapping[str, bool]
    paragraphs: Mapping[str, Mapping[str, Found]]


def score(sample: Sample, coders: Sequence[Answers]) -> dict[str, Any]:
    """The figures of a sample that was judged.

    Precision and recall are of the first coder's answers; a second coder's say how far they can be
    relied on.

    Raises:
        UsageError: The first coder judged no row.
    """
    first = coders[0] if coders else Answers({}, {})
    drawn = [row for row in sample.rows if row.unit in first.rows]
    if not drawn:
        raise UsageError("no row is judged yet")
    judged = [
        Judged(row.kind, row.type, row.score, first.rows[row.unit], row.weight) for row in drawn
    ]
    both = [tuple(coder.rows.get(row.unit) for coder in coders) for row in sample.rows]
    twice = sum(sum(value is not None for value in values) > 1 for values in both)
    by_kind = {kind: [row for row in judged if row.kind == kind] for kind in KINDS}
    return {
        "seed": sample.seed, "strata": dict(sample.strata), "judged": len(judged),
        "precision": {kind: _plain(rows) for kind, rows in by_kind.items() if rows},
        "by_type": _by(judged, lambda row: f"{row.kind} {row.type}"),
        "by_score": _by(judged, stratum_of),
        "recall": _recall(first.paragraphs.values()),
        "alpha": agreement(both) if twice else None,
        "coded_twice": twice,
        "calibration": {kind: calibrated(rows) for kind, rows in by_kind.items() if rows},
        "least_score": {
            kind: {f"{step:.2f}": threshold(rows, step) for step in STEPS}
            for kind, rows in by_kind.items() if rows
        },
    }  # fmt: skip


def _plain(rows: Sequence[Judged]) -> dict[str, Any] | None:
    found = rate(rows)
    return asdict(found) if found else None


def _by(rows: Sequence[Judged], name: Callable[[Judged], str]) -> dict[str, Any]:
    groups: dict[str, list[Judged]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    return {group: _plain(groups[group]) for group in sorted(groups)}


def _recall(paragraphs: Iterable[Mapping[str, Found]]) -> dict[str, Any]:
    """Of what stands in the paragraphs that were looked through, how much was found."""
    looked = list(paragraphs)
    out = {}
    for kind in KINDS:
        given = [one[kind] for one in looked if kind in one]
        right, number = sum(one.right for one in given), sum(o.right + o.missed for o in given)
        if number:
            low, high = wilson(right / number, number)
            out[kind] = {
                "value": round(right / number, 4), "low": round(low, 4), "high": round(high, 4),
                "n": number, "paragraphs": len(given),
            }  # fmt: skip
    return out


def kept_beside(record: Path) -> Path:
    """Where the figures of a record's audit are kept."""
    return record.with_name(f"{record.name}.audit.json")


def keep(figures: dict[str, Any], record: Path) -> None:
    """Keeps the figures beside a record, where lists that ask for a precision find them."""
    words = json.dumps(figures, ensure_ascii=False, indent=1)
    kept_beside(record).write_text(words + "\n", encoding="utf-8")


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
    return "\n".join([*lines, "", paragraph(figures)])


def _line(name: str, found: dict[str, Any]) -> str:
    return f"{name:<28} {found['value']:.3f} {_interval(found, 3)}  n = {found['n']}"


def _interval(found: dict[str, Any], digits: int) -> str:
    return f"[{found['low']:.{digits}f}, {found['high']:.{digits}f}]"


def _said(figures: dict[str, Any]) -> str:
    return ", ".join(
        f"{kind} {found['value']:.2f} {_interval(found, 2)} (n = {found['n']})"
        for kind, found in figures.items()
    )


def paragraph(figures: dict[str, Any]) -> str:
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
