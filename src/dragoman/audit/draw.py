"""A record and a seed -> a blind sample of its rows and paragraphs, as CSV for one or two coders.

Rows are drawn evenly from strata, a kind of row and a band of scores each, so that rare kinds and
doubtful scores are judged too; ``key.json`` keeps what each row stands for, out of coders' sight.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import asdict, dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from dragoman.audit.claims import claim_of, words_of
from dragoman.errors import UsageError
from dragoman.frames import defused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from dragoman.audit.figures import Judged
    from dragoman.record import Record
    from dragoman.store import StoredRecord
    from dragoman.store.scored import Scored

KINDS = ("statements", "events", "positions")
BANDS = (0.0, 0.5, 0.7, 0.85)  # where bands of scores begin
ROWS, PARAGRAPHS, KEY = "rows.csv", "paragraphs.csv", "key.json"
ROW_COLUMNS = ("unit", "kind", "claim", "words", "paragraph", "right", "note")
SHORTEST = 8  # words of a paragraph that is drawn


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: rows, paragraphs, and of how many rows of each stratum."""

    rows: int
    paragraphs: int
    strata: dict[str, int]


def is_drawn(folder: Path) -> bool:
    """Whether a folder holds a sample."""
    return (folder / KEY).is_file()


def draw(opened: StoredRecord, folder: Path, *, rows: int, paragraphs: int, seed: int) -> Drawn:
    """Draws a sample into a folder, the same for the same record and seed.

    Args:
        opened: The record.
        folder: Made where it is not there; must hold no sample.
        rows: How many rows, or all where there are fewer.
        paragraphs: How many paragraphs, for what was missed.
        seed: Of the draw.

    Raises:
        UsageError: The folder holds a sample, or the record no row.
    """
    if is_drawn(folder):
        raise UsageError(f"{folder}: holds a sample already (name another folder)")
    random = Random(seed)  # noqa: S311 - a sample that can be drawn again, no secret
    strata = strata_of(opened.scored())
    chosen = allotted(strata, rows, random)
    if not chosen:
        raise UsageError(f"{opened.path}: holds no statement, event or position to audit")
    random.shuffle(chosen)
    folder.mkdir(parents=True, exist_ok=True)
    weights = weights_of(strata, chosen)
    key = {
        f"r{at:03}": asdict(row) | {"stratum": stratum_of(row), "weight": weights[stratum_of(row)]}
        for at, row in enumerate(chosen, 1)
    }
    records = _records(opened, {row.report for row in chosen})
    lines = [_line(unit, row, records[row.report]) for unit, row in zip(key, chosen, strict=True)]
    _write(folder / ROWS, ROW_COLUMNS, lines)
    read = list(_paragraphs(opened, paragraphs, random))
    columns = (
        "unit",
        "paragraph",
        *(f"{w}_{k}" for k in KINDS for w in ("found", "wrong", "missed")),
    )
    _write(folder / PARAGRAPHS, (*columns, "note"), read)
    sizes = {name: len(those) for name, those in strata.items()}
    plain = {"seed": seed, "strata": sizes, "rows": key}
    (folder / KEY).write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")
    return Drawn(len(chosen), len(read), sizes)


def stratum_of(row: Scored | Judged) -> str:
    """A row's kind and band of scores."""
    return f"{row.kind} from {max(edge for edge in BANDS if row.score >= edge):g}"


def strata_of(rows: Iterable[Scored]) -> dict[str, list[Scored]]:
    """Rows by stratum, in order."""
    found: dict[str, list[Scored]] = {}
    for row in rows:
        found.setdefault(stratum_of(row), []).append(row)
    return dict(sorted(found.items()))


def allotted(strata: dict[str, list[Scored]], number: int, random: Random) -> list[Scored]:
    """An even share of each stratum, drawn without replacement; what one lacks, others give."""
    chosen: list[Scored] = []
    waiting = sorted(strata.items(), key=lambda item: (len(item[1]), item[0]))
    for at, (_, rows) in enumerate(waiting):
        share = (number - len(chosen)) // (len(waiting) - at)
        chosen += random.sample(sorted(rows, key=lambda row: row.id), min(share, len(rows)))
    return chosen


def weights_of(strata: dict[str, list[Scored]], chosen: Sequence[Scored]) -> dict[str, float]:
    """How many rows of each stratum one that was drawn from it stands for."""
    drawn = Counter(map(stratum_of, chosen))
    return {name: len(strata[name]) / number for name, number in drawn.items()}


def _records(opened: StoredRecord, reports: set[str]) -> dict[str, Record]:
    return {id_: next(opened.records(id_)) for id_ in sorted(reports)}


def _line(unit: str, row: Scored, record: Record) -> dict[str, Any]:
    whole = next(one for one in getattr(record, row.kind) if one.id == row.id)
    span = words_of(whole)
    start, end = _around(record.report.text, span.start)
    return {
        "unit": unit, "kind": row.kind.removesuffix("s"), "claim": claim_of(whole),
        "words": span.quote, "paragraph": record.report.text[start:end],
    }  # fmt: skip


def _around(text: str, at: int) -> tuple[int, int]:
    """The paragraph that a place of a text lies in."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return start, end if end >= 0 else len(text)


def _paragraphs(opened: StoredRecord, number: int, random: Random) -> Iterator[dict[str, Any]]:
    """Paragraphs of prose drawn evenly of all, each with how many rows were found in it."""
    places = [
        (record.report.id, start, end)
        for record in opened.records()
        for start, end in _prose(record)
    ]
    drawn = sorted(random.sample(places, min(number, len(places))))
    records = _records(opened, {report for report, _, _ in drawn})
    for at, (report, start, end) in enumerate(drawn, 1):
        record = records[report]
        found = {
            f"found_{kind}": sum(
                start <= words_of(row).start < end for row in getattr(record, kind)
            )
            for kind in KINDS
        }
        yield {"unit": f"p{at:03}", "paragraph": record.report.text[start:end], **found}


def _prose(record: Record) -> Iterator[tuple[int, int]]:
    for part in record.report.parts:
        if part.label == "body":
            at = part.start
            for line in record.report.text[part.start : part.end].splitlines(keepends=True):
                if len(line.split()) >= SHORTEST:
                    yield at, at + len(line.rstrip())
                at += len(line)


def _write(file: Path, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows({name: defused(value) for name, value in row.items()} for row in rows)
