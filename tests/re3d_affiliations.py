"""re3d's BelongsTo and InChargeOf -> how many of them the record has, and rows to judge by reading.

``python tests/re3d_affiliations.py FOLDER`` prints recall over all documents and over both halves;
rules are made on ``develop`` alone. ``--draw 100 FILE`` writes that many rows, drawn with a fixed
seed, for a reader to judge; ``--missed`` lists what the developing half misses.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.ingest import read
from dragoman.parse import Parser
from dragoman.pipeline import code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dragoman.record import Record, Report, Role

RELATIONS = frozenset({"BelongsTo", "InChargeOf"})
ACTORS = frozenset({"Person", "Organisation", "Nationality"})
CONFIDENT = 0.9  # the crowd's labels below are noise, says the folder's note
DRAWS = 1000


@dataclass(frozen=True)
class Gold:
    """A relation of the crowd: which document, from where to where, and between actors or not."""

    document: str
    type: str
    holder: tuple[int, int]
    body: tuple[int, int]
    words: str
    actors: bool
    found: bool = False


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, one a line."""
    text = path.read_text(encoding="utf-8-sig")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def half_of(document: str) -> str:
    """``develop`` or ``held-out``, by a hash of the document's id."""
    return ("develop", "held-out")[int(hashlib.sha256(document.encode()).hexdigest(), 16) % 2]


def read_gold(folder: Path) -> tuple[dict[str, str], list[Gold]]:
    """The texts by document, and the confident relations of the two types."""
    texts: dict[str, str] = {}
    gold: list[Gold] = []
    for file in sorted(folder.glob("*/documents.json")):
        texts |= {row["_id"]: row["text"] for row in lines(file)}
        kinds = {
            (row["documentId"], row["begin"], row["end"]): row["type"]
            for row in lines(file.with_name("entities.json"))
        }
        gold += [
            Gold(row["documentId"], row["type"], ends[0], ends[1], told(row), actors)
            for row in lines(file.with_name("relations.json"))
            if row["type"] in RELATIONS and row["confidence"] >= CONFIDENT
            for ends in [ends_of(row)]
            for actors in [all(kinds.get((row["documentId"], *end)) in ACTORS for end in ends)]
        ]
    return texts, gold


def ends_of(row: dict[str, Any]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where the holder and the body of a relation stand."""
    return (row["sourceBegin"], row["sourceEnd"]), (row["targetBegin"], row["targetEnd"])


def told(row: dict[str, Any]) -> str:
    """A relation in one line."""
    return f"{row['type']}: {row['source']} -> {row['target']} ({row['value']})"


def in_source(report: Report, offset: int) -> int | None:
    """Where a letter of a report's text stands in the document, or None where it was added."""
    for piece in report.origin:
        if piece.start <= offset < piece.end:
            return piece.source_start + offset - piece.start
    return None


def meets(report: Report, role: Role | None, place: tuple[int, int]) -> bool:
    """Whether a role's words stand at a place of the document."""
    if role is None or role.span is None:
        return False
    start = in_source(report, role.span.start)
    end = in_source(report, role.span.end - 1)
    return start is not None and end is not None and start < place[1] and place[0] <= end


def is_found(gold: Gold, record: Record) -> bool:
    """Whether any row says what the crowd says, of the same words.

    Where a body is in charge of what belongs to it, the row has the part as its holder.
    """
    report = record.report
    for row in record.affiliations:
        ends = [(row.person, row.body)]
        if gold.type == "InChargeOf" and row.rule == "part":
            ends.append((row.body, row.person))
        if any(meets(report, a, gold.holder) and meets(report, b, gold.body) for a, b in ends):
            return True
    return False


def coded(texts: dict[str, str], parser: Parser) -> dict[str, Record]:
    """The records of the documents, read as JSON Lines as the shared scorer does."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.jsonl"
        rows = (json.dumps({"id": i, "text": text}) for i, text in texts.items())
        file.write_text("\n".join(rows), encoding="utf-8")
        return {record.report.source: record for record in code(read(file), parser=parser)}


def recall(gold: Sequence[Gold]) -> str:
    """Recall with its bootstrap 95 % interval over relations."""
    if not gold:
        return "no rows"
    rng = random.Random(0)
    drawn = sorted(
        sum(g.found for g in rng.choices(gold, k=len(gold))) / len(gold) for _ in range(DRAWS)
    )
    value = sum(g.found for g in gold) / len(gold)
    low, high = drawn[int(DRAWS * 0.025)], drawn[int(DRAWS * 0.975)]
    return f"{value:.3f} [{low:.3f}, {high:.3f}] n={len(gold)}"


def account(gold: Sequence[Gold]) -> Iterator[str]:
    """Recall by half, by type, and for relations between actors alone."""
    for half in ("all", "develop", "held-out"):
        own = [g for g in gold if half in {"all", half_of(g.document)}]
        yield f"{half:9} both types           {recall(own)}"
        yield f"{half:9}   between actors     {recall([g for g in own if g.actors])}"
        for name in sorted(RELATIONS):
            mine = [g for g in own if g.type == name]
            yield f"{half:9}   {name:18} {recall(mine)}"
            yield f"{half:9}     between actors   {recall([g for g in mine if g.actors])}"


def to_judge(records: dict[str, Record], number: int) -> Iterator[str]:
    """Rows drawn with a fixed seed, each with the words around it."""
    rows = [(i, row) for i in sorted(records) for row in records[i].affiliations]
    for document, row in random.Random(0).sample(rows, min(number, len(rows))):
        text, span = records[document].report.text, row.evidence[0]
        around = text[max(0, span.start - 100) : span.end + 100].replace("\n", " ")
        body = row.body.name if row.body else "-"
        facts = (row.person.name, row.office, body, row.tenure, row.when.value, row.rule)
        yield f"{half_of(document)} {document[:6]} {facts}\n    [{span.quote}] {around}\n"


def main() -> None:
    """Prints the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--draw", nargs=2, metavar=("NUMBER", "FILE"))
    options.add_argument("--missed", action="store_true")
    given = options.parse_args()
    texts, wanted = read_gold(given.folder)
    records = coded(texts, Parser())
    gold = [replace(one, found=is_found(one, records[one.document])) for one in wanted]
    sys.stdout.write("\n".join(account(gold)) + "\n")
    if given.draw:
        Path(given.draw[1]).write_text("\n".join(to_judge(records, int(given.draw[0]))), "utf-8")
    if given.missed:
        missed = [g for g in gold if not g.found and half_of(g.document) == "develop"]
        sys.stdout.write("".join(f"{g.actors} {g.words}\n" for g in missed))


if __name__ == "__main__":
    main()
