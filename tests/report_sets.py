"""Whole reports read by hand -> the figures of statements, events and positions, and what is wrong.

``python tests/report_sets.py`` prints the figures and what is wrong in the part that may be read;
``--write-floors`` keeps the figures as floors, on purpose; ``--gold FOLDER`` writes the labels and
the texts as JSON Lines, for whoever scores them with another program.

Levels, each within the one before: a statement is found where at least half of the longer content
is shared (L1), with its speaker (L2), with who passed it on (L3); an event where type and trigger
agree (L1), with its roles (L2), with its status (L3); a position where both actors and the sign
agree (L1), with its status and source (L2), with its kind, issue and evidence (L3).
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman import ingest
from dragoman.parse import Parser
from dragoman.pipeline import code
from dragoman.record import Report
from matching import Pairing, at, overlap, pairs, said_by
from own_sets import DATA, LabelError, Scored, Sheet, figures, report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dragoman.record import Event, Position, Record, Statement

FLOORS = Path(__file__).parent / "report_floors.json"
JUDGED = ".f1"  # what has a floor: precision and recall are traded for each other
KINDS = ("statements", "events", "relations")
LEVELS = (1, 2, 3)
FRIENDLY = frozenset(
    {
        "ally", "support", "shared_interest", "cooperation", "approval", "good_relations",
        "sponsorship",
    }
)  # fmt: skip
JOINT = " … "
MARKED = re.compile(r"\[(.+?)\]", re.DOTALL)
Words = dict[str, Any]  # a span as the labels print it: start, end, text


# The labels, their words turned into places


def spot(text: str, words: str, near: int | None = None) -> Words:
    """Where words stand in a text: once, or the nearest to a place; brackets mark a part of them.

    >>> spot("They held talks, then talks failed.", "held [talks]")
    {'start': 10, 'end': 15, 'text': 'talks'}
    >>> spot("He said no. She said yes.", "said", near=24)["start"]
    16
    """
    first, _, last = words.partition(JOINT)
    marked = MARKED.search(first)
    bare = MARKED.sub(r"\1", first)
    found = [one.start() for one in re.finditer(edged(bare), text)]
    if not found or (len(found) > 1 and near is None):
        raise LabelError(f"{words!r} stands {len(found)} times")
    begin = min(found, key=lambda start: abs(start - (near or 0)))
    start, end = begin, begin + len(bare)
    if marked:
        start = begin + marked.start()
        end = start + len(marked[1])
    if last:
        behind = re.search(edged(last), text[end:])
        if behind is None:
            raise LabelError(f"{words!r}: no {last!r} behind it")
        end += behind.end()
    return {"start": start, "end": end, "text": text[start:end]}


def edged(words: str) -> str:
    """A pattern for whole words."""
    before, behind = (r"\b" if edge.isalnum() else "" for edge in (words[0], words[-1]))
    return f"{before}{re.escape(words)}{behind}"


def several(value: str | list[str] | None) -> list[str]:
    """A label's values as a list, however they are written."""
    return [value] if isinstance(value, str) else list(value or [])


def as_gold(label: Mapping[str, Any]) -> dict[str, Any]:
    """The labels of a report with places for words, in the form in which all scorers read them."""
    text = label["text"]
    return {
        "id": label["id"],
        "published": label.get("published"),
        "actors": label["actors"],
        "sides": label["sides"],
        "statements": [statement(text, row) for row in label["statements"]],
        "events": [event(text, row) for row in label["events"]],
        "relations": [relation(text, row) for row in label["relations"]],
        "times": [
            spot(text, row["words"])
            | {"value": row["value"]}
            | ({"value_given_doc_date": row["dated"]} if "dated" in row else {})
            for row in label["times"]
        ],
    }


def statement(text: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A labelled statement with places."""
    content = [spot(text, words) for words in several(row["content"])]
    accepted = [spot(text, words) for words in several(row.get("accept", {}).get("content"))]
    return {
        "speaker": several(row["speaker"]),
        "on_behalf_of": row.get("on_behalf_of"),
        "via": row.get("via", []),
        "cue": spot(text, row["cue"], near=content[0]["start"]),
        "content": content,
        "act": row.get("act", "say"),
        "accept": {"content": [[one] for one in accepted]},
    }


def event(text: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A labelled event with places."""
    accepted = {
        field: [None if one == "none" else one for one in values]
        for field, values in row.get("accept", {}).items()
    }
    return {
        **{field: row[field] for field in ("type", "source", "target", "status")},
        "symmetric": row.get("symmetric", False),
        "attributed_to": row.get("by", []),
        "trigger": spot(text, row["trigger"]),
        "evidence": [spot(text, words) for words in row.get("evidence", [])],
        "accept": accepted,
    }


def relation(text: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A labelled position with places."""
    return {
        **{field: row[field] for field in ("holder", "target", "sign", "kind", "status")},
        "symmetric": row.get("symmetric", False),
        "issue": spot(text, row["issue"]) if "issue" in row else None,
        "against": row.get("against"),
        "attributed_to": row.get("by", []),
        "evidence": [spot(text, words) for words in row["evidence"]],
        "accept": row.get("accept", {}),
    }


@dataclass(frozen=True)
class Labelled:
    """A report as it is sent to the program, and its rows by hand."""

    unseen: bool
    text: str
    gold: dict[str, Any]

    @property
    def id(self) -> str:
        """The name of the report."""
        return str(self.gold["id"])

    @property
    def row(self) -> dict[str, str]:
        """The report as a row of a JSON Lines file."""
        date = self.gold["published"]
        return {"id": self.id, "text": self.text} | ({"published": date} if date else {})


def load() -> list[Labelled]:
    """The reports of the set, first those that may be read, then the unseen ones."""
    reports = []
    for unseen, folder in ((False, DATA), (True, DATA / "unseen")):
        labels = tomllib.loads((folder / "reports.toml").read_text("utf-8"))["report"]
        reports += [Labelled(unseen, label["text"], as_gold(label)) for label in labels]
    return reports


# The rows of both, side by side


class WholeReport(Pairing):
    """A labelled report beside its Record, with a third level for what else a row says."""

    def _statements(self, want: dict[str, Any], row: Statement) -> int:
        readings = [span for content in want["accept"]["content"] for span in content]
        level = super()._statements(want | {"accept": {"content": readings}}, row)
        inside = self.chain([row.inside] if row.inside else [])
        via = [*inside, *said_by(row.via)]
        passed = self.cast.same(want["via"][0], via[0]) if want["via"] and via else not via
        return level + (level == 2 and passed and bool(want["via"]) == bool(via))

    def _events(self, want: dict[str, Any], row: Event) -> int:
        level = super()._events(want, row)
        right = {want["status"], *want["accept"].get("status", [])}
        right |= {"reported"} & {"reported" if one == "alleged" else one for one in right}
        return level + (level == 2 and self.status(row) in right)

    def _relations(self, want: dict[str, Any], row: Position) -> int:
        level = super()._relations(want, row)
        same_side = (want["kind"] in FRIENDLY) == (row.kind in FRIENDLY)
        evidence = self.places(want["evidence"])
        shared = any(overlap(a, at(b)) for a in evidence for b in row.evidence)
        return level + (level == 2 and same_side and shared and self._issue(want, row, evidence))

    def _issue(
        self, want: dict[str, Any], row: Position, evidence: Sequence[tuple[int, int]]
    ) -> bool:
        """Whether the issue agrees; one that lies inside the evidence need not be given."""
        place = self.place(want["issue"]) if want["issue"] else None
        if place is None:
            return True
        if row.issue is None:
            return any(start <= place[0] and place[1] <= end for start, end in evidence)
        return overlap(place, at(row.issue)) > 0


def scored(label: Labelled, record: Record) -> Scored:
    """Precision, recall and F1 of one report at each level, and what is wrong with its rows."""
    both, sheet = WholeReport(label.gold, record), Sheet()
    for kind in KINDS:
        wants, rows = label.gold[kind], list(both.found(kind))
        for level in LEVELS:
            hits = len(pairs(both, kind, wants, rows, level))
            sheet.mark(f"{kind}.L{level}.precision", hits, of=len(rows))
            sheet.mark(f"{kind}.L{level}.recall", hits, of=len(wants))
            sheet.mark(f"{kind}.L{level}.f1", 2 * hits, of=len(rows) + len(wants))
        sheet.faults += faults(both, kind, wants, rows)
    return Scored(label.id, label.unseen, sheet.counts, tuple(sheet.faults))


def faults(
    both: WholeReport, kind: str, wants: Sequence[dict[str, Any]], rows: Sequence[Any]
) -> Iterator[str]:
    """What is missing, what is found and not right, and what is too much, in words."""
    taken = pairs(both, kind, wants, rows, 3)
    for level in (2, 1):
        taken = taken | free(both, kind, wants, rows, taken, level)
    for place, index in sorted(taken.items(), key=lambda pair: pair[1]):
        level = both.level(kind, wants[index], rows[place])
        if level < max(LEVELS):
            yield f"{kind} L{level}: {shown(wants[index])}  GIVEN {row_shown(both, rows[place])}"
    for index, want in enumerate(wants):
        if index not in taken.values():
            yield f"{kind} MISSING: {shown(want)}"
    for place, row in enumerate(rows):
        if place not in taken:
            yield f"{kind} EXTRA: {row_shown(both, row)}"


def free(
    both: WholeReport,
    kind: str,
    wants: Sequence[dict[str, Any]],
    rows: Sequence[Any],
    taken: Mapping[int, int],
    level: int,
) -> dict[int, int]:
    """The pairs of at least a level among the rows that no better level has taken."""
    left = [i for i in range(len(wants)) if i not in taken.values()]
    over = [j for j in range(len(rows)) if j not in taken]
    found = pairs(both, kind, [wants[i] for i in left], [rows[j] for j in over], level)
    return {over[j]: left[i] for j, i in found.items()}


def shown(want: Mapping[str, Any]) -> str:
    """A labelled row in one line."""
    words = want.get("trigger") or (want.get("evidence") or want["content"])[0]
    if "speaker" in want:
        who = " & ".join(want["speaker"]) + "".join(f" via {one}" for one in want["via"])
    elif "type" in want:
        who = f"{want['type']} {want['source']} -> {want['target']}"
    else:
        sign = "+" if want["sign"] > 0 else "-"
        who = f"{want['holder']} {sign}{want['kind']} {want['target']} by {want['attributed_to']}"
    return f"{who} [{want.get('status', want.get('act'))}] {words['text']!r}"


def row_shown(both: WholeReport, row: Any) -> str:
    """A row of the Record in one line."""
    if hasattr(row, "speaker"):
        who = " & ".join(said_by([*row.speaker, row.on_behalf_of]))
        inside = both.chain([row.inside] if row.inside else [])
        via = [*inside, *said_by(row.via)]
        words = " | ".join(span.quote for span in row.content)
        return (
            f"{who}{''.join(f' via {one}' for one in via)} [{row.act}] {row.cue.quote!r}: {words!r}"
        )
    status, by = both.status(row), both.chain(row.said_in)
    if hasattr(row, "trigger"):
        who = f"{row.type} {said_by(row.source)} -> {said_by(row.target)}"
        return f"{who} [{status}] {row.trigger.quote!r} in {row.clause.quote!r} ({row.rule})"
    sign = "+" if row.sign > 0 else "-"
    who = f"{row.holder.name} {sign}{row.kind} {row.target.name} by {by}"
    issue = row.issue.quote if row.issue else None
    return f"{who} [{status}] {[span.quote for span in row.evidence]} issue {issue!r} ({row.rule})"


# The program on the set


def read(labels: Sequence[Labelled]) -> list[Report]:
    """The reports as the program reads rows of JSON Lines."""
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts.jsonl"
        write_lines(texts, (label.row for label in labels))
        return [report for report in ingest.read(texts) if isinstance(report, Report)]


def write_lines(file: Path, rows: Iterator[Mapping[str, Any]]) -> None:
    """One JSON object a line."""
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    file.write_text("".join(lines), encoding="utf-8")


def measure(parser: Parser) -> list[Scored]:
    """The score of every report, from one run of the straight line."""
    labels = load()
    records = code(read(labels), parser=parser, strict=True)
    return [scored(label, record) for label, record in zip(labels, records, strict=True)]


def main() -> None:
    """Writes the labels where a folder is given; else prints the figures, or keeps floors."""
    if "--gold" in sys.argv:
        folder = Path(sys.argv[sys.argv.index("--gold") + 1])
        folder.mkdir(parents=True, exist_ok=True)
        write_lines(folder / "GOLD.jsonl", (label.gold for label in load()))
        write_lines(folder / "TEXTS.jsonl", (label.row for label in load()))
        return
    found = measure(Parser())
    sys.stdout.writelines(f"{line}\n" for line in report(found, "--show-unseen" in sys.argv))
    if "--write-floors" in sys.argv:
        kept = {name: value for name, value in figures(found).items() if name.endswith(JUDGED)}
        FLOORS.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
