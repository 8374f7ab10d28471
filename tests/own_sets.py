"""Own sets of test material -> Reports to code, and counts -> figures with intervals and floors.

A set is two files: ``data/NAME.toml`` may be read by whoever tunes the rules,
``data/unseen/NAME.toml`` only by programs. Which third is unseen was settled by position when the
set was written, before anything was measured.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.parse import Parser
from dragoman.pipeline import code
from dragoman.record import Moment, Part, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dragoman.record import Record

DATA = Path(__file__).parent / "data"
LINE = re.compile(r"[^\n]+")
DRAWS = 1000
NOISE = 0.01  # the model's, in a large set; in a small one, one row
ONE_ROW = 1.001  # and what rounding adds

Counts = dict[str, tuple[float, float]]  # figure -> right, of how many
Place = tuple[int, int]


class LabelError(ValueError):
    """Labelled words that stand nowhere in their text, or in more than one place."""


@dataclass(frozen=True)
class Entry:
    """One text of a set with its labels as they are written."""

    id: str
    unseen: bool
    labels: Mapping[str, Any]
    report: Report


@dataclass(frozen=True)
class Scored:
    """What one text adds to each figure, and what is wrong with it in words."""

    id: str
    unseen: bool
    counts: Counts
    faults: tuple[str, ...] = ()


class Sheet:
    """Counts and faults of one paragraph, as they come in."""

    def __init__(self) -> None:
        self.counts: dict[str, tuple[float, float]] = {}
        self.faults: list[str] = []

    def mark(self, figure: str, right: float, fault: str = "", of: float = 1) -> None:
        """One more row of a figure, and what is wrong with it."""
        hit, total = self.counts.get(figure, (0, 0))
        self.counts[figure] = (hit + right, total + of)
        if fault and right < of:
            self.faults.append(f"{figure}: {fault}")

    def scored(self, entry: Entry) -> Scored:
        """The counts and faults as they stand, for their text."""
        return Scored(entry.id, entry.unseen, self.counts, tuple(self.faults))


def load(
    name: str, table: str, text_of: Callable[[Mapping[str, Any]], str] = itemgetter("text")
) -> list[Entry]:
    """The texts of a set, first those that may be read, then the unseen ones."""
    entries = []
    for unseen, folder in ((False, DATA), (True, DATA / "unseen")):
        for labels in tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))[table]:
            text = text_of(labels)
            report = report_of(text, labels.get("title"), labels.get("published"))
            entries.append(Entry(labels.get("id", text), unseen, labels, report))
    return entries


def report_of(text: str, title: str | None = None, published: str | None = None) -> Report:
    """A report of body paragraphs, one a line, under its title if it has one."""
    whole = f"{title}\n\n{text.strip()}" if title else text.strip()
    spans = [found.span() for found in LINE.finditer(whole)]
    parts = tuple(
        Part(start, end, "title" if title and start == 0 else "body") for start, end in spans
    )
    sha = hashlib.sha256(whole.encode()).hexdigest()
    return Report(
        Report.id_of(None, "own", whole),
        "own",
        whole,
        sha,
        title=title,
        language="en",
        published=Moment(published, signal="given" if published else None),
        parts=parts,
    )


def coded(
    entries: Sequence[Entry], parser: Parser, score: Callable[[Entry, Record], Scored]
) -> list[Scored]:
    """The score of every text, from one run of the straight line."""
    records = code([entry.report for entry in entries], parser=parser, strict=True)
    return [score(entry, record) for entry, record in zip(entries, records, strict=True)]


def place(text: str, words: str, after: int = 0) -> Place:
    """Where words stand in a text, as whole words; ``#2`` after them means the second time.

    >>> place("He said he had said so.", "said#2")
    (15, 19)
    """
    bare, _, nth = words.partition("#") if re.search(r"#\d+$", words) else (words, "", "")
    edges = [r"\b" if edge.isalnum() else "" for edge in (bare[0], bare[-1])]
    found = list(re.compile(edges[0] + re.escape(bare) + edges[1]).finditer(text, after))
    if not nth and len(found) != 1:
        raise LabelError(f"{words!r} stands {len(found)} times in {text!r}")
    if nth and len(found) < int(nth):
        raise LabelError(f"{words!r}: only {len(found)} in {text!r}")
    return found[int(nth or 1) - 1].span()


def stretch(text: str, words: str) -> Place:
    """The place of words, or of all between two of them: ``the rebels … the pilots``."""
    first, _, last = words.partition(" … ")
    start, end = place(text, first)
    return (start, place(text, last, end)[1]) if last else (start, end)


def meets(one: Place, other: Place) -> bool:
    """Whether two stretches share a letter."""
    return one[0] < other[1] and other[0] < one[1]


def summed(scored: Iterable[Scored]) -> Counts:
    """The counts of some texts together."""
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for one in scored:
        for name, (hit, total) in one.counts.items():
            right[name] += hit
            of[name] += total
    return {name: (right[name], of[name]) for name in sorted(of)}


def share(counts: Counts, name: str) -> float:
    """A figure; 0 where there is nothing to count."""
    right, of = counts.get(name, (0, 0))
    return right / of if of else 0.0


def interval(scored: Sequence[Scored], name: str) -> tuple[float, float]:
    """The bootstrap interval (95 %) of a figure, drawn over texts with a fixed seed."""
    marks = [one.counts[name] for one in scored if name in one.counts]
    draw, values = random.Random(7), []
    for _ in range(DRAWS):
        some = draw.choices(marks, k=len(marks))
        of = sum(total for _, total in some)
        values.append(sum(right for right, _ in some) / of if of else 0.0)
    values.sort()
    return values[DRAWS // 40], values[-DRAWS // 40 - 1]


def halves(scored: Sequence[Scored]) -> list[tuple[str, list[Scored]]]:
    """The texts that may be read and those that may not, by name."""
    return [
        (name, [one for one in scored if one.unseen is unseen])
        for name, unseen in (("seen", False), ("unseen", True))
    ]


def figures(scored: Sequence[Scored]) -> dict[str, dict[str, float]]:
    """All figures that have a floor, with how many rows each is of; kinds of text have none."""
    return {
        f"{part}.{name}": {"value": round(share(counts, name), 3), "of": int(of)}
        for part, some in halves(scored)
        for counts in [summed(some)]
        for name, (_, of) in counts.items()
        if not name.startswith("kind.")
    }


def dropped(
    now: Mapping[str, Mapping[str, float]], floors: Mapping[str, Mapping[str, float]]
) -> dict[str, tuple[float, float]]:
    """The figures that lie below their floor by more than noise, with the floor.

    >>> dropped({"f": {"value": 0.8, "of": 20}}, {"f": {"value": 0.85, "of": 20}})
    {}
    >>> dropped({"f": {"value": 0.75, "of": 20}}, {"f": {"value": 0.85, "of": 20}})
    {'f': (0.75, 0.85)}
    """
    return {
        name: (now[name]["value"], floor["value"])
        for name, floor in floors.items()
        if now[name]["value"] < floor["value"] - max(NOISE, ONE_ROW / floor["of"])
    }


def report(scored: Sequence[Scored], show_unseen: bool = False) -> Iterable[str]:
    """The figures with their intervals, then what is wrong in the part that may be read."""
    for part, some in halves(scored):
        counts = summed(some)
        for name, (_, of) in counts.items():
            low, high = interval(some, name)
            value = share(counts, name)
            yield f"{part:6} {name:22} n={of:5.0f}  {value:.3f} [{low:.3f}, {high:.3f}]"
    for one in scored:
        if show_unseen or not one.unseen:
            yield from (f"{one.id}: {fault}" for fault in one.faults)


def floors_of(file: Path) -> dict[str, dict[str, float]]:
    """The floors of a set, as they were last written."""
    floors: dict[str, dict[str, float]] = json.loads(file.read_text(encoding="utf-8"))
    return floors


def run(measure: Callable[[Parser], list[Scored]], floors: Path) -> None:
    """Prints the figures; writes them down as floors if asked to, on purpose."""
    arguments = sys.argv[1:]
    scored = measure(Parser())
    lines = report(scored, show_unseen="--show-unseen" in arguments)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    if "--write-floors" in arguments:
        floors.write_text(json.dumps(figures(scored), indent=2) + "\n", encoding="utf-8")
