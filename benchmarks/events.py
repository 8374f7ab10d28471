"""Who did what to whom: how much of the surest rows is right, with the second vote and without.

    make coverage EVENTS=FOLDER
    python benchmarks/events.py GSR.json [PLV.jsonl]

GSR is PLOVER's gold standard (codes of source and target), PLV rows with both marked. A sentence
has one labelled event, so that a further right one counts as wrong. A row's type is right if the
sentence has it; a triple if one labelled event has type, source and target: in GSR by country code,
where it names a target, in PLV by the marked words. Intervals are of 2,000 draws of sentences.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.events import vote_digest
from dragoman.lexicon import load_tables
from dragoman.parse import DEFAULT_MODEL, Parser
from dragoman.pipeline import code
from dragoman.record import Part, Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dragoman.record import Event, Record, Role
    from dragoman.settings import Engine

NOW = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
JOINED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}  # what PLV has as one
MENDED = {
    "JAP": "JPN", "ITL": "ITA", "VTN": "VNM", "ROM": "ROU", "UNO": "IGO", "EUR": "IGO",
    "EEC": "IGO", "YUG": "SRB", "SCG": "SRB", "ZAR": "COD", "TMP": "TLS", "PAL": "PSE",
    "INT": "IMG",
}  # fmt: skip  # codes as they are today
WITHOUT_A_COUNTRY = {"igo": "IGO", "ngo": "NGO", "img": "IMG", "ism": "ISM"}
COVERAGE = (1.0, 0.6, 0.3)
DRAWS = 2000
MARK = re.compile(r"</?[st]>")
Codes = frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """A coded event: its sentence, its score, and what of it is right."""

    sentence: int
    score: float
    type: bool
    triple: bool


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("gsr", type=Path, help="the gold standard, JSON")
    arguments.add_argument("plv", type=Path, nargs="?", help="PLV's rows, JSON Lines")
    given = arguments.parse_args()
    parser, missing = Parser(DEFAULT_MODEL), vote_digest("trained") is None
    if missing:
        print("there are no trained weights, their rows are left out", file=sys.stderr)
    engines: tuple[Engine, ...] = ("rules",) if missing else ("trained", "rules")
    print(f"{'set':<5}{'engine':<9}{'rows':>10}{'type':>7}  95 %     {'triple':>7}  95 %")
    for engine in engines:
        show("GSR", engine, list(gsr_rows(given.gsr, parser, engine)))
        if given.plv is not None:
            show("PLV", engine, list(plv_rows(given.plv, parser, engine)))
    return 0


def show(name: str, engine: Engine, rows: Sequence[Row]) -> None:
    """Prints precision among the surest rows, all of them first."""
    ranked = sorted(rows, key=lambda row: (-row.score, row.sentence))
    for share in COVERAGE:
        kept = ranked[: round(share * len(ranked))]
        cells = f"{name:<5}{engine:<9}{share:>5.0%}{len(kept):>5}"
        for field in ("type", "triple"):
            value = float(np.mean([getattr(row, field) for row in kept]))
            low, high = interval(kept, field)
            cells += f"{value:>7.2f}  {low:.2f}–{high:.2f}"
        print(cells)


def interval(rows: Sequence[Row], field: str) -> tuple[float, float]:
    """The bootstrap interval (95 %) of a share, drawn over sentences with a fixed seed."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        counts[row.sentence][0] += getattr(row, field)
        counts[row.sentence][1] += 1
    pairs = np.asarray(list(counts.values()))
    drawn = np.random.default_rng(7).integers(len(pairs), size=(DRAWS, len(pairs)))
    right, of = pairs[drawn].sum(axis=1).T
    low, high = np.quantile(right / of, (0.025, 0.975))
    return float(low), float(high)


def coded(texts: Sequence[str], parser: Parser, engine: Engine) -> Iterator[Record]:
    """The record of each sentence."""
    reports = [
        Report(
            Report.id_of(None, "gold", text), "gold", text, "", language="en",
            parts=(Part(0, len(text), "body"),),
        )
        for text in texts
    ]  # fmt: skip
    return code(reports, parser=parser, tables=load_tables(), engine=engine, strict=True)


# --- GSR --------------------------------------------------------------------------------------


def gsr_rows(file: Path, parser: Parser, engine: Engine) -> Iterator[Row]:
    """The rows coded in the sentences of the gold standard."""
    gold: dict[str, list[tuple[str, Codes, Codes]]] = defaultdict(list)
    for told in json.loads(file.read_text(encoding="utf-8")):
        if told.get("text"):
            kind = NOW.get(told["event"], told["event"])
            gold[told["text"]].append((kind, codes(told.get("source")), codes(told.get("target"))))
    records = coded(list(gold), parser, engine)
    for at, (events, record) in enumerate(zip(gold.values(), records, strict=True)):
        for row in record.events:
            source, target = countries(record, row.source), countries(record, row.target)
            triple = any(
                row.type == kind and (not by or by & source) and (not to or to & target)
                for kind, by, to in events
            )
            yield Row(at, row.score, row.type in {kind for kind, *_ in events}, triple)


def codes(actors: Any) -> Codes:
    """The codes of labelled actors; none where the label is no list."""
    given = (actor.get("code") or "" for actor in actors) if isinstance(actors, list) else ()
    short = {code.strip().upper()[:3] for code in given}
    return frozenset(MENDED.get(code, code) for code in short if code and code[0] != "-")


def countries(record: Record, roles: Sequence[Role]) -> Codes:
    """The codes of a row's actors."""
    known = {a.id: a.country or WITHOUT_A_COUNTRY.get(a.kind, "") for a in record.actors}
    found = {known.get(role.actor or "", "")[:3] for role in roles}
    return frozenset(MENDED.get(code, code) for code in found if code)


# --- PLV --------------------------------------------------------------------------------------


def plv_rows(file: Path, parser: Parser, engine: Engine) -> Iterator[Row]:
    """The rows coded in the sentences of PLV."""
    gold = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    records = coded([MARK.sub("", told["marked_sentence"]) for told in gold], parser, engine)
    for at, (told, record) in enumerate(zip(gold, records, strict=True)):
        marked, wanted = told["marked_sentence"], told["gold_root"].upper()
        for row in record.events:
            right = JOINED.get(row.type, row.type) == JOINED.get(wanted, wanted)
            yield Row(at, row.score, right, right and between(row, marked))


def between(row: Event, marked: str) -> bool:
    """Whether source and target of a row meet the marked words."""
    return meets(row.source, marked, "s") and meets(row.target, marked, "t")


def meets(roles: Sequence[Role], marked: str, tag: str) -> bool:
    """Whether some role shares a letter with the words in a tag."""
    found = re.search(f"<{tag}>(.*?)</{tag}>", marked)
    if found is None:
        return False
    start = len(MARK.sub("", marked[: found.start()]))
    end = start + len(MARK.sub("", found[1]))
    return any(role.span and role.span.start < end and start < role.span.end for role in roles)


if __name__ == "__main__":
    sys.exit(main())
