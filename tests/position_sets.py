"""The own sets of positions -> how many are found as labelled, and whether issues get right keys.

``stances.toml`` holds texts by kind of stance, ``turns.toml`` texts by turn of phrase,
``passages.toml`` passages of several stances by construction;
``issue_pairs.toml`` holds pairs of sentences of our own; ``issue_spans.csv`` pairs of places in
reports of Wikinews, which are not part of the project, as offsets only.

``python tests/position_sets.py`` prints the figures and what is wrong in the part that may be read;
``--write-floors`` keeps the figures as floors, on purpose; ``--show-unseen`` shows what is wrong in
the unseen part too, and whoever has used it must not tune rules any more.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attribution_sets import at, head, spans
from dragoman.pipeline import code
from own_sets import DATA, Entry, Place, Scored, Sheet, coded, load, meets, place, report_of, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dragoman.parse import Parser
    from dragoman.record import Position, Record, Role

FLOORS = Path(__file__).parent / "position_floors.json"
WIKINEWS = Path(__file__).parents[2] / "shared/gold/reports/wikinews.jsonl"
MARKED = re.compile(r"\[([^\]]+)\]")


@dataclass(frozen=True)
class Label:
    """One labelled position, its words turned into places."""

    holder: tuple[Place, ...]
    target: tuple[Place, ...]
    sign: int
    kinds: tuple[str, ...]
    issue: tuple[Place, ...]
    against: tuple[Place, ...]
    realis: tuple[str, ...]
    reported: bool
    symmetric: bool
    optional: bool
    open: frozenset[str]
    words: str


def label_of(text: str, row: Mapping[str, Any]) -> Label:
    """A label with places for words; raises LabelError on words that are not clear."""

    def places(field: str) -> tuple[Place, ...]:
        return tuple(place(text, words) for words in row.get(field, "").split("|") if words)

    return Label(
        places("holder"),
        places("target"),
        row["sign"],
        tuple(row["kind"].split("|")),
        places("issue"),
        places("against"),
        tuple(row.get("realis", "actual").split("|")),
        row.get("reported", False),
        row.get("symmetric", False),
        row.get("optional", False),
        frozenset(row.get("open", [])),
        f"{row['holder']} {row['sign']:+} {row['target']} ({row['kind']})",
    )


def labels_of(entry: Entry) -> list[Label]:
    """The positions labelled in a text."""
    return [label_of(entry.report.text, row) for row in entry.labels.get("rows", [])]


# Which row is which label


@dataclass(frozen=True)
class Pairing:
    """The labels of one text beside its record."""

    record: Record
    labels: Sequence[Label]

    def one_head(self, words: Place, other: Place) -> bool:
        """Whether each of two phrases holds the other's head."""
        text = self.record.report.text
        return meets(head(text, words), other) and meets(head(text, other), words)

    def fills(self, role: Role, readings: Sequence[Place]) -> bool:
        """Whether a role is filled by labelled words, or by the actor whom they name."""
        if any(self.one_head(words, span) for words in readings for span in spans(role)):
            return True
        return role.actor is not None and any(
            mention.actor == role.actor and self.one_head(words, at(mention.span))
            for mention in self.record.mentions
            for words in readings
        )

    def is_pair(self, label: Label, row: Position) -> bool:
        """Whether a row has the labelled actors, in either order where there is none."""
        there = self.fills(row.holder, label.holder) and self.fills(row.target, label.target)
        return there or (
            (label.symmetric or row.symmetric)
            and self.fills(row.holder, label.target)
            and self.fills(row.target, label.holder)
        )

    def matched(self) -> dict[int, Position]:
        """The row of each label that has one by pair and sign, the best first, each used once."""
        fits = [
            (fit, n, m)
            for n, label in enumerate(self.labels)
            for m, row in enumerate(self.record.positions)
            if label.sign == row.sign and self.is_pair(label, row)
            for fit in [-sum((row.kind in label.kinds, not wrong_fields(label, row)))]
        ]
        found: dict[int, Position] = {}
        used: set[int] = set()
        for _, n, m in sorted(fits):
            if n not in found and m not in used:
                found[n] = self.record.positions[m]
                used.add(m)
        return found


def wrong_fields(label: Label, row: Position) -> dict[str, object]:
    """The fields of status in which a row differs from its label, with what it gives."""
    given = {
        "realis": (row.realis, row.realis in label.realis),
        "reported": (bool(row.said_in), bool(row.said_in) == label.reported),
        "symmetric": (row.symmetric, row.symmetric == label.symmetric),
    }
    return {
        field: value
        for field, (value, right) in given.items()
        if not right and field not in label.open
    }


# What is right


def stances(entry: Entry, record: Record) -> Scored:
    """All counts of a text; one without positions must be left alone."""
    pairing, sheet = Pairing(record, labels_of(entry)), Sheet()
    if not pairing.labels:
        rows = [told(row) for row in record.positions]
        sheet.mark("negatives.left.alone", not rows, "; ".join(rows))
        sheet.mark(f"kind.{entry.labels['kind']}", not rows)
    found = pairing.matched()
    _rows(pairing, found, sheet)
    for n, row in found.items():
        if not pairing.labels[n].optional:
            _fields(pairing, pairing.labels[n], row, sheet)
    return sheet.scored(entry)


def named(name: str) -> Callable[[Entry, Record], Scored]:
    """The counts of a text of another set, under names that begin with the set's."""

    def score(entry: Entry, record: Record) -> Scored:
        scored = stances(entry, record)
        counts = {
            figure if figure.startswith("kind.") else f"{name}.{figure}": count
            for figure, count in scored.counts.items()
        }
        return replace(scored, counts=counts)

    return score


def told(row: Position) -> str:
    """A row in few words, with the rule behind it."""
    words = row.evidence[0].quote if row.evidence else ""
    return f"{row.holder.name} {row.sign:+} {row.target.name} ({row.kind}) {words!r} by {row.rule}"


def _rows(pairing: Pairing, found: Mapping[int, Position], sheet: Sheet) -> None:
    """Recall, precision and F by pair and sign, and by pair, sign and kind."""
    paired = {row.id for row in found.values()}
    extra = [row for row in pairing.record.positions if row.id not in paired]
    wanted = [(n, label) for n, label in enumerate(pairing.labels) if not label.optional]
    hits, same = 0, 0
    for n, label in wanted:
        row = found.get(n)
        is_kind = row is not None and row.kind in label.kinds
        hits, same = hits + (row is not None), same + is_kind
        sheet.mark("pairs.recall", row is not None, f"{label.words} not found")
        sheet.mark("kinds.recall", is_kind, f"{label.words}: {told(row)}" if row else "")
        sheet.mark(f"kind.{label.kinds[0]}", is_kind)
        if row or any(_flipped(pairing, label, other) for other in extra):
            sheet.mark("sign.right", row is not None, f"{label.words} has the other sign")
    given = hits + len(extra)
    for row in extra:
        sheet.mark("pairs.precision", 0, told(row))
    for figure, right in (("pairs", hits), ("kinds", same)):
        sheet.mark(f"{figure}.f", 2 * right, of=len(wanted) + given)
    sheet.mark("pairs.precision", hits, of=hits)
    sheet.mark("kinds.precision", same, of=given)


def _flipped(pairing: Pairing, label: Label, row: Position) -> bool:
    return row.sign != label.sign and pairing.is_pair(label, row)


def _fields(pairing: Pairing, label: Label, row: Position, sheet: Sheet) -> None:
    """What a row that is found says besides pair, sign and kind."""
    wrong = wrong_fields(label, row)
    for field in ("realis", "reported", "symmetric"):
        if field not in label.open:
            fault = f"{label.words} is {getattr(label, field)}, given {wrong.get(field)}"
            sheet.mark(f"{field}.right", field not in wrong, fault)
    if "actual" not in label.realis:
        sheet.mark("realis.not.actual", "realis" not in wrong)
    if label.reported and "reported" not in label.open:
        sheet.mark("reported.is.reported", "reported" not in wrong)
    if label.issue:
        issue = row.issue
        right = issue is not None and any(meets(at(issue), words) for words in label.issue)
        sheet.mark("issue.found", right, f"{label.words}: given {issue and issue.quote!r}")
    if label.against:
        against = row.against
        right = against is not None and pairing.fills(against, label.against)
        sheet.mark("against.found", right, f"{label.words}: given {against and against.name!r}")


# Whether two issues have one key


def bare(sentence: str) -> str:
    """A sentence without the marks about its issue."""
    return MARKED.sub(r"\1", sentence)


def marked(sentence: str) -> Place:
    """Where the issue stands in the bare sentence."""
    (found,) = MARKED.finditer(sentence)
    return found.start(), found.end() - len("[]")


def both(labels: Mapping[str, Any]) -> str:
    """The text of a pair: each side a paragraph."""
    return f"{bare(labels['one'])}\n{bare(labels['other'])}"


def keys_at(record: Record, words: Place) -> set[str]:
    """The keys of the positions whose issue is at some words."""
    return {
        row.issue_key
        for row in record.positions
        if row.issue and row.issue_key and meets(at(row.issue), words)
    }


def issues(entry: Entry, record: Record) -> Scored:
    """Whether the two issues of a pair have keys, and one key only where they are the same."""
    sheet, labels = Sheet(), entry.labels
    first, second = marked(labels["one"]), marked(labels["other"])
    shift = len(bare(labels["one"])) + 1
    keys = [keys_at(record, first), keys_at(record, (second[0] + shift, second[1] + shift))]
    _joined("issues", labels["same"], keys, f"{labels['one']} {labels['other']}", sheet)
    if all(keys):
        sheet.mark(f"kind.{labels['kind']}", bool(keys[0] & keys[1]) == labels["same"])
    return sheet.scored(entry)


def _joined(name: str, same: bool, keys: Sequence[set[str]], words: str, sheet: Sheet) -> None:
    """Precision and recall of one key for two issues; "coded" counts only where both have any."""
    one, fault = bool(keys[0] & keys[1]), f"{words} {[*map(sorted, keys)]}"
    sheet.mark(f"{name}.with.key", sum(map(bool, keys)), fault, of=2)
    if one:
        sheet.mark(f"{name}.same.precision", same, fault)
    if same:
        sheet.mark(f"{name}.same.recall", one)
    if all(keys):
        sheet.mark(f"{name}.right.coded", one == same)
        if same:
            sheet.mark(f"{name}.same.recall.coded", one, fault)


@dataclass(frozen=True)
class Spans:
    """Two places in a report of Wikinews, and whether they are one issue."""

    report: str
    unseen: bool
    places: tuple[Place, Place]
    same: bool


def spans_of_wikinews() -> list[Spans]:
    """The judged pairs of places, in file order."""
    return [
        Spans(
            row["report"],
            unseen,
            (
                (int(row["start"]), int(row["end"])),
                (int(row["other_start"]), int(row["other_end"])),
            ),
            row["same"] == "yes",
        )
        for unseen, folder in ((False, DATA), (True, DATA / "unseen"))
        for row in csv.DictReader((folder / "issue_spans.csv").read_text("utf-8").splitlines())
    ]


def wikinews() -> dict[str, str]:
    """The texts of the reports that the pairs lie in, by id."""
    wanted = {pair.report for pair in spans_of_wikinews()}
    with WIKINEWS.open(encoding="utf-8") as lines:
        return {row["id"]: row["text"] for row in map(json.loads, lines) if row["id"] in wanted}


def measure_wikinews(parser: Parser) -> list[Scored]:
    """The scores of all pairs in Wikinews."""
    texts = wikinews()
    records = code([report_of(text) for text in texts.values()], parser=parser, strict=True)
    record_of, scored = dict(zip(texts, records, strict=True)), []
    for pair in spans_of_wikinews():
        sheet, text = Sheet(), texts[pair.report]
        keys = [keys_at(record_of[pair.report], words) for words in pair.places]
        words = " / ".join(text[start:end] for start, end in pair.places)
        _joined("wikinews", pair.same, keys, words, sheet)
        scored.append(Scored(pair.report, pair.unseen, sheet.counts, tuple(sheet.faults)))
    return scored


def measure(parser: Parser) -> list[Scored]:
    """The scores of all texts and pairs."""
    return [
        *coded(load("stances", "text"), parser, stances),
        *coded(load("turns", "text"), parser, named("turns")),
        *coded(load("passages", "text"), parser, named("passages")),
        *coded(load("issue_pairs", "pair", both), parser, issues),
    ]


def measure_all(parser: Parser) -> list[Scored]:
    """The scores of all texts and pairs, those in Wikinews with them."""
    return [*measure(parser), *measure_wikinews(parser)]


def every_label() -> Iterator[tuple[Entry, Label]]:
    """Every label of the sets; raises LabelError where its words are not clear."""
    for entry in every_text():
        for label in labels_of(entry):
            yield entry, label


def every_text() -> list[Entry]:
    """Every text whose positions are labelled."""
    return [entry for name in ("stances", "turns", "passages") for entry in load(name, "text")]


def kinds_of(name: str, table: str, unseen: bool) -> Counter[str]:
    """How many texts of each kind lie in one part of a set."""
    read = both if table == "pair" else lambda labels: str(labels["text"])
    return Counter(e.labels["kind"] for e in load(name, table, read) if e.unseen is unseen)


if __name__ == "__main__":
    run(measure_all, FLOORS)
