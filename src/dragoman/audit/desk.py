"""A sample as the record keeps it -> the sample, its coders' answers, and back.

In a folder the same is CSV (``dragoman.audit.folder``).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from dragoman.audit.draw import KINDS, DrawnParagraph, DrawnRow, Sample
from dragoman.audit.score import Answers, Found
from dragoman.errors import UsageError
from dragoman.store.audits import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dragoman.store.audits import Audit, Verdict

RIGHT = {"right": True, "wrong": False, "unsure": None}  # what can be said of a row


def units_of(sample: Sample) -> Iterator[Unit]:
    """A sample's units as the record keeps them."""
    drawn_units: tuple[DrawnRow | DrawnParagraph, ...] = (*sample.rows, *sample.paragraphs)
    for one in drawn_units:
        plain = asdict(one)
        drawn = {name: plain[name] for name in plain if name not in {"unit", "coding", "report"}}
        yield Unit(one.unit, one.coding, one.report, drawn)


def sample_of(audit: Audit, units: Iterable[Unit]) -> Sample:
    """The sample that a record keeps."""
    rows, paragraphs = [], []
    for one in units:
        if "row" in one.drawn:
            rows.append(DrawnRow(one.unit, one.coding, one.report, **one.drawn))
        else:
            paragraphs.append(DrawnParagraph(one.unit, one.coding, one.report, **one.drawn))
    return Sample(audit.seed, audit.strata, tuple(rows), tuple(paragraphs))


def answer_to_row(said: str) -> dict[str, Any]:
    """What is kept of a verdict on a row.

    Raises:
        UsageError: It is none.
    """
    if said not in RIGHT:
        raise UsageError(f"no answer {said!r} (there are {', '.join(RIGHT)})")
    return {"right": RIGHT[said]}


def answer_to_paragraph(
    unit: DrawnParagraph, wrong: Mapping[str, str], missed: Mapping[str, str]
) -> dict[str, Any]:
    """What is kept of a coder's numbers for a paragraph, by kind.

    Args:
        unit: The paragraph.
        wrong: How many of the rows found in it are wrong.
        missed: How many more rows it has.

    Raises:
        UsageError: A number is none, or more rows are wrong than were found.
    """
    found = {}
    for kind in KINDS:
        if not all(one.get(kind, "").isdecimal() for one in (wrong, missed)):
            raise UsageError(f"{kind}: a whole number is wanted, 0 where nothing was missed")
        bad, more = int(wrong[kind]), int(missed[kind])
        if bad > unit.found[kind]:
            raise UsageError(f"{kind}: {bad} wrong of {unit.found[kind]} found")
        found[kind] = {"wrong": bad, "missed": more}
    return found


def answers_of(sample: Sample, verdicts: Sequence[Verdict], coders: Iterable[str]) -> list[Answers]:
    """The answers of each coder; a row that one is unsure of counts as not judged."""
    found = {one.unit: one.found for one in sample.paragraphs}
    units = found.keys() | {one.unit for one in sample.rows}
    answers = []
    for coder in coders:
        given = {v.unit: v.answer for v in verdicts if v.coder == coder and v.unit in units}
        rows = {u: a["right"] for u, a in given.items() if u not in found}
        paragraphs = {
            u: {k: Found(found[u][k] - a[k]["wrong"], a[k]["missed"]) for k in KINDS}
            for u, a in given.items() if u in found
        }  # fmt: skip
        sure = {unit: right for unit, right in rows.items() if right is not None}
        answers.append(Answers(sure, paragraphs))
    return answers
