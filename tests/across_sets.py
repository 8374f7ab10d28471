"""Pairs of reports judged across -> what the rules across reports make of them, with floors.

``python tests/across_sets.py`` prints the figures and what is wrong in the part that may be read;
``--write-floors`` writes them down.
"""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.pipeline import code
from dragoman.render.json import to_json
from dragoman.stories.blocks import blocks_of, found_in
from dragoman.stories.copies import candidates, kind_of
from dragoman.stories.fold import Origin
from dragoman.stories.passages import align
from dragoman.stories.shingles import sample_of, shingles_of, words_of
from dragoman.stories.tell import Teller, Told, day_of
from dragoman.stories.ties import COPIED, LASTS, stories_of, tie
from own_sets import DATA, Scored, report_of, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dragoman.parse import Parser
    from dragoman.record import Record, Report
    from dragoman.stories.blocks import Found
    from dragoman.stories.telling import Telling

FLOORS = Path(__file__).parent / "across_floors.json"
SETS = ("across", "across_more", "across_news")
APART = {"across_news": "news."}  # sets with figures of their own, and what those begin with
COPIES = {
    "same_text": "same text",
    "cut_copy": "cut copy",
    "passages": "carries passages",
    "template": "shared template",
}
ONE_UTTERANCE = ("direct", "indirect")


@dataclass(frozen=True)
class Pair:
    """Two reports, and what somebody judged the one to be to the other."""

    id: str
    unseen: bool
    kind: str
    what: str
    story: bool
    reports: tuple[Report, Report]
    figure: str = ""  # what its figures begin with


def pairs() -> list[Pair]:
    """All pairs of both sets, of each first those that may be read."""
    return [
        replace(
            _pair(f"{name}{'u' * unseen}{number}", row, unseen=unseen),
            figure=APART.get(name, ""),
        )
        for name in SETS
        for unseen, folder in ((False, DATA), (True, DATA / "unseen"))
        for number, row in enumerate(
            tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))["pair"]
        )
    ]


def _pair(place: str, row: Mapping[str, Any], *, unseen: bool) -> Pair:
    one, other = (
        replace(
            report_of(row[side]["text"], published=row[side]["published"]),
            id=f"r{place}.{side}", outlet=row[side]["outlet"],
        )
        for side in ("one", "other")
    )  # fmt: skip
    name = f"{place} {row['kind']}.{row['what']} {row['one']['text'][:60]}"
    return Pair(name, unseen, row["kind"], row["what"], row["story"], (one, other))


def tellings_of(record: Record) -> list[Telling]:
    """The tellings of a record's rows, and of the report itself."""
    report = record.report
    told = Told.of(report.id, report.outlet, report.published.value)
    teller = Teller(told, [json.loads(to_json(a)) for a in record.actors], {})
    rows = ([json.loads(to_json(row)) for row in kind] for kind in
            (record.statements, record.events, record.positions, record.mentions))  # fmt: skip
    statements, events, positions, mentions = rows
    known = [mention for mention in mentions if mention["actor"]]
    return [
        *teller.tellings(statements, events, positions, known), teller.report(report.text)
    ]  # fmt: skip


def found_across(records: Sequence[Record]) -> list[Found]:
    """What the blocks of some records hold."""
    blocks = defaultdict(list)
    for record in records:
        for row in tellings_of(record):
            for block in blocks_of(row):
                blocks[block].append(row)
    origins = {r.report.id: Origin(r.report.outlet, r.report.id) for r in records}
    return [found_in(block[0], rows, origins) for block, rows in sorted(blocks.items())]


def copy_of(one: Report, other: Report) -> str:
    """What the one text is to the other, as the record finds it."""
    words = [words_of(report.text) for report in (one, other)]
    found = candidates([sample_of(shingles_of(each)) for each in words])
    if not len(found.one):
        return ""
    days = [day_of(report.published.value) for report in (one, other)]
    shorter = 0 if len(words[0]) < len(words[1]) else 1
    return kind_of(
        align(*words), one_outlet=one.outlet == other.outlet, frequent=False,
        shorter_first=days[shorter] < days[1 - shorter],
    ) or ""  # fmt: skip


def score(pair: Pair, records: Sequence[Record]) -> Scored:
    """What of a pair is right: the copy, the utterance, what stands against what, the story."""
    found = found_across(records)
    copied = copy_of(*pair.reports)
    figures = [
        *_verdicts(pair, found), *_copies(pair, copied), *_utterances(pair, found),
        *_stories(pair, found, copied),
    ]  # fmt: skip
    faults = tuple(name for name, right in figures if not right)
    counts = {f"{pair.figure}{name}": (right, 1) for name, right in figures}
    return Scored(pair.id, pair.unseen, counts, faults)


def _verdicts(pair: Pair, found: Sequence[Found]) -> Iterator[tuple[str, bool]]:
    verdicts = {a.verdict for f in found for a in f.against if a.one.report != a.other.report}
    if "contradicted" in verdicts:
        yield "contradicted.precision", pair.kind == "contradiction"
    elif verdicts:
        yield "updated.precision", pair.kind == "update"
    if pair.kind == "contradiction" and pair.what != "figure":
        yield "contradicted.recall", "contradicted" in verdicts
    if pair.kind == "update":
        yield "updated.recall", "updated" in verdicts


def _copies(pair: Pair, copied: str) -> Iterator[tuple[str, bool]]:
    if pair.kind == "copy":
        yield "copy.typed", copied == COPIES[pair.what]
    if copied:
        yield "copy.precision", pair.kind == "copy"


def _utterances(pair: Pair, found: Sequence[Found]) -> Iterator[tuple[str, bool]]:
    groups = [g for f in found for g in f.groups if g.rows[0].kind == "statement"]
    one = any(len({row.report for row in group.rows}) > 1 for group in groups)
    if pair.kind == "utterance" and pair.what in ONE_UTTERANCE:
        yield "utterance.recall", one
    if one and pair.kind != "copy":
        yield "utterance.precision", pair.what in ONE_UTTERANCE


def _stories(pair: Pair, found: Sequence[Found], copied: str) -> Iterator[tuple[str, bool]]:
    shared = [p.score for f in found for p in f.pairs]
    one, other = sorted(report.id for report in pair.reports)
    days = {report.id: day_of(report.published.value) for report in pair.reports}
    strength = tie([COPIED.get(copied, 0.0), max(shared, default=0.0)])
    joined = bool(stories_of([(one, other, strength)], days))
    if joined:
        yield "story.precision", pair.story
    if pair.story and abs(days[one] - days[other]) <= LASTS:
        yield "story.recall", joined


def measure(parser: Parser) -> list[Scored]:
    """The score of every pair, from one run of the straight line."""
    judged = pairs()
    reports = [report for pair in judged for report in pair.reports]
    records = list(code(reports, parser=parser, strict=True))
    return [score(pair, records[2 * number : 2 * number + 2]) for number, pair in enumerate(judged)]


if __name__ == "__main__":
    run(measure, FLOORS)
