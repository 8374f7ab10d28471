"""A sample -> CSV files for one or two coders, and what they wrote there -> their answers.

``key.json`` keeps what each row stands for, out of coders' sight.
"""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from dragoman.audit.claims import shown, shown_paragraph
from dragoman.audit.draw import KINDS, DrawnParagraph, DrawnRow, Sample
from dragoman.audit.score import Answers, Found
from dragoman.errors import UsageError
from dragoman.frames import defused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from dragoman.store.sampled import SampledRecord

ROWS, PARAGRAPHS, KEY = "rows.csv", "paragraphs.csv", "key.json"
SECOND = "rows-2.csv"  # the second coder's copy of rows.csv
ROW_COLUMNS = ("unit", "kind", "claim", "words", "paragraph", "right", "note")
PARAGRAPH_COLUMNS = (
    "unit", "paragraph", *(f"{what}_{kind}" for kind in KINDS for what in ("found", "wrong",
                                                                           "missed")), "note",
)  # fmt: skip
YES, NO = frozenset({"y", "yes", "1", "true"}), frozenset({"n", "no", "0", "false"})


def is_drawn(folder: Path) -> bool:
    """Whether a folder holds a sample."""
    return (folder / KEY).is_file()


def write_sample(opened: SampledRecord, drawn: Sample, folder: Path) -> None:
    """Writes a sample into a folder, which is made where it is not there.

    Raises:
        UsageError: The folder holds a sample.
    """
    if is_drawn(folder):
        raise UsageError(f"{folder}: holds a sample already (name another folder)")
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / ROWS, ROW_COLUMNS, lines_of(opened, drawn))
    _write(folder / PARAGRAPHS, PARAGRAPH_COLUMNS, _paragraph_lines(opened, drawn))
    words = json.dumps(asdict(drawn), indent=1)
    (folder / KEY).write_text(words + "\n", encoding="utf-8")


def lines_of(opened: SampledRecord, drawn: Sample) -> Iterator[dict[str, Any]]:
    """The rows to judge, with their words and nothing of rules and scores."""
    for one in drawn.rows:
        said = shown(opened.coded(one.coding), one.kind, one.row)
        yield {"unit": one.unit, "kind": one.kind.removesuffix("s"), "claim": said.claim,
               "words": said.words, "paragraph": said.paragraph}  # fmt: skip


def _paragraph_lines(opened: SampledRecord, drawn: Sample) -> Iterator[dict[str, Any]]:
    for one in drawn.paragraphs:
        text = shown_paragraph(opened.coded(one.coding), one.start, one.end)
        found = {f"found_{kind}": number for kind, number in one.found.items()}
        yield {"unit": one.unit, "paragraph": text, **found}


def read_sample(folder: Path) -> tuple[Sample, list[Answers]]:
    """The sample of a folder, and the answers of its coders, the first one first.

    Raises:
        UsageError: The folder holds no sample, no answers, or one that is neither yes nor no.
    """
    plain = json.loads((folder / KEY).read_text(encoding="utf-8"))
    rows = tuple(DrawnRow(**row) for row in plain["rows"])
    paragraphs = tuple(DrawnParagraph(**row) for row in plain["paragraphs"])
    drawn = Sample(plain["seed"], plain["strata"], rows, paragraphs)
    first = Answers(_answers(folder / ROWS), _found(folder / PARAGRAPHS))
    if not first.rows:
        raise UsageError(f"{folder / ROWS}: nothing is judged (write y or n under “right”)")
    second = folder / SECOND
    return drawn, [first, *([Answers(_answers(second), {})] if second.is_file() else [])]


def _answers(file: Path) -> dict[str, bool]:
    """The answers of one coder by unit, without those that are left empty."""
    found: dict[str, bool] = {}
    for number, row in enumerate(_lines(file), 2):
        answer = (row.get("right") or "").strip().casefold()
        if answer and answer not in YES | NO:
            raise UsageError(f"{file}:{number}: right is {answer!r} (write y or n, or nothing)")
        if answer:
            found[row["unit"]] = answer in YES
    return found


def _found(file: Path) -> dict[str, dict[str, Found]]:
    """What a coder says of paragraphs, by unit and kind; of kinds that have all three numbers."""
    out: dict[str, dict[str, Found]] = {}
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
            out.setdefault(row["unit"], {})[kind] = Found(found - wrong, missed)
    return out


def _lines(file: Path) -> Iterator[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            yield from csv.DictReader(opened)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror} (dragoman audit FOLDER draws it)") from error


def _write(file: Path, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows({name: defused(value) for name, value in row.items()} for row in rows)
