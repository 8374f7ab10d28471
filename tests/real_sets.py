"""Pairs of sentences of real reports, judged -> what a record shows of them, with floors.

The texts are not ours: ``data/real_pairs.csv`` holds where the sentences stand in the shared gold
data, what somebody judged the one to be to the other, and no word of them. ``python
tests/real_sets.py [RECORD]`` adds the reports to a record (minutes; one that has them is taken as
it is) and prints the figures; ``--write-floors`` writes them down.

A pair that was judged when the rules showed it is marked ``later``, and counts for no recall.

A judgement: contradiction, update (later told otherwise, or a stage further), same, other (the
same actors, another matter), coding (what looks opposed is a row that was read wrong).
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dragoman import ingest
from dragoman.parse import Parser
from dragoman.pipeline import code
from dragoman.record import Report
from dragoman.store import Writer
from dragoman.store.across.join import join
from own_sets import DATA, Scored, figures, meets, report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FLOORS = Path(__file__).parent / "real_floors.json"
GOLD = Path(__file__).parents[2] / "shared" / "gold"
NAMED = re.compile(r"(.+?)_(\d{4}-\d\d-\d\d)_")
STARTED = "2020-01-01T00:00:00Z"
READ = "SELECT codings.source, texts.text FROM codings JOIN texts ON texts.id = codings.text"
SPANS = {  # where the words of a row stand
    "events": "$.clause", "positions": "$.evidence[0]", "statements": "$.content[0]",
}  # fmt: skip


class Place(NamedTuple):
    """Where a sentence stands: a report of the gold data, first and last letter, end exclusive."""

    report: str
    start: int
    end: int


@dataclass(frozen=True)
class Judged:
    """Two sentences of two reports, and what the one is to the other."""

    kind: str
    one: Place
    other: Place
    words: str  # a digest of both sentences, so that another edition of a text is found out
    about: str
    later: bool  # judged because the rules showed it

    @property
    def unseen(self) -> bool:
        """Whether nobody who works on the rules reads the pair: a third, by the reports' names."""
        names = f"{self.one.report} {self.other.report}".encode()
        return int.from_bytes(hashlib.blake2b(names, digest_size=4).digest(), "big") % 3 == 0


class Shown(NamedTuple):
    """That a record shows two rows as opposed, and where their words stand."""

    verdict: str
    one: Place
    other: Place


def pairs() -> list[Judged]:
    """All judged pairs."""
    with (DATA / "real_pairs.csv").open(encoding="utf-8", newline="") as file:
        return [
            Judged(
                row["kind"],
                Place(row["one"], int(row["one_start"]), int(row["one_end"])),
                Place(row["other"], int(row["other_start"]), int(row["other_end"])),
                row["words"], row["about"], row["later"] == "yes",
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def texts(gold: Path = GOLD) -> dict[str, dict[str, str]]:
    """The real reports of two corpora by name, as rows that the program reads."""
    found = {}
    for part in ("train", "dev"):
        for path in sorted((gold / "statements" / "polnear" / part / "text").iterdir()):
            outlet, day = NAMED.match(path.name).groups()  # type: ignore[union-attr]  # all are named so
            text = path.read_bytes().decode()
            found[path.stem] = {
                "id": path.stem, "published": day, "outlet": outlet, "text": text,
            }  # fmt: skip
    with (gold / "reports" / "wikinews.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            found[row["id"]] = row
    return found


def words_at(place: Place, known: Mapping[str, Mapping[str, str]]) -> str:
    """The sentence that stands at a place."""
    return known[place.report]["text"][place.start : place.end]


def digest_of(pair: Judged, known: Mapping[str, Mapping[str, str]]) -> str:
    """The digest of the words at the places of a pair."""
    words = words_at(pair.one, known) + words_at(pair.other, known)
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def placed(
    judged: Sequence[Judged], known: Mapping[str, Mapping[str, str]], record: Path
) -> list[Judged]:
    """The pairs, with the places where their sentences stand in the texts of a record.

    Reading a text drops furniture, so that places in it are not those in the gold data.
    """
    with closing(sqlite3.connect(f"file:{record}?mode=ro", uri=True)) as connection:
        read = dict(connection.execute(READ))

    def there(place: Place) -> Place:
        words = words_at(place, known)
        start = read[place.report].index(words)
        return Place(place.report, start, start + len(words))

    return [replace(pair, one=there(pair.one), other=there(pair.other)) for pair in judged]


def shown(record: Path) -> list[Shown]:
    """What a record shows as contradicted or updated between two reports."""
    kinds = " UNION ALL ".join(
        f"SELECT coding, id, json_extract(json, '{at}.start'), json_extract(json, '{at}.end')"
        f" FROM {kind}"
        for kind, at in SPANS.items()
    )
    with closing(sqlite3.connect(f"file:{record}?mode=ro", uri=True)) as connection:
        sources = dict(connection.execute("SELECT id, source FROM codings"))
        places = {
            (coding, row): Place(sources[coding], start, end)
            for coding, row, start, end in connection.execute(kinds)
        }
        found = connection.execute(
            "SELECT DISTINCT verdict, coding, row, other_coding, other FROM opposed"
        )
        rows = [Shown(v, places[a, row], places[b, other]) for v, a, row, b, other in found]
    return sorted(row for row in rows if row.one.report != row.other.report)


def is_of(row: Shown, pair: Judged) -> bool:
    """Whether what is shown is of the two sentences of a pair."""
    sides = ((row.one, row.other), (row.other, row.one))
    return any(
        a.report == pair.one.report and b.report == pair.other.report
        and meets(a[1:], pair.one[1:]) and meets(b[1:], pair.other[1:])
        for a, b in sides
    )  # fmt: skip


def score(pair: Judged, rows: Sequence[Shown]) -> Scored:
    """What is right of a pair: what it is shown as, and whether it is where it should be."""
    verdicts = {row.verdict for row in rows if is_of(row, pair)}
    counts = {}
    for verdict, kind in (("contradicted", "contradiction"), ("updated", "update")):
        if verdict in verdicts:
            counts[f"{verdict}.precision"] = (pair.kind == kind, 1)
        if pair.kind == kind and not pair.later:
            counts[f"{verdict}.recall"] = (verdict in verdicts, 1)
    name = f"{pair.kind} {pair.one} {pair.other}"
    faults = tuple(figure for figure, (right, _) in counts.items() if not right)
    return Scored(name, pair.unseen, counts, faults)


def unjudged(judged: Sequence[Judged], rows: Sequence[Shown]) -> list[Shown]:
    """What is shown and nobody has judged: no figure holds while there is any."""
    return [row for row in rows if not any(is_of(row, pair) for pair in judged)]


def add_all(record: Path, parser: Parser) -> None:
    """Codes the real reports into a record, and joins them."""
    rows = record.with_suffix(".jsonl")
    rows.write_text("".join(json.dumps(row) + "\n" for row in texts().values()), encoding="utf-8")
    found = (each for each in ingest.read(rows) if isinstance(each, Report))
    with Writer(record, STARTED) as writer:
        writer.write(code(found, parser=parser))
    rows.unlink()
    join(record)


def measure(record: Path) -> tuple[list[Scored], list[Shown]]:
    """The score of every pair in a record of the real reports; what it shows and nobody judged."""
    rows, judged = shown(record), placed(pairs(), texts(), record)
    return [score(pair, rows) for pair in judged], unjudged(judged, rows)


def main() -> None:
    """Prints the figures; writes them down as floors if asked to, on purpose."""
    given = [each for each in sys.argv[1:] if not each.startswith("--")]
    with tempfile.TemporaryDirectory() as folder:
        record = Path(given[0]) if given else Path(folder) / "real.db"
        if not record.exists():
            add_all(record, Parser())
        scored, new = measure(record)
    sys.stdout.writelines(f"{line}\n" for line in report(scored))
    sys.stdout.writelines(f"not judged: {row}\n" for row in new)
    if "--write-floors" in sys.argv:
        FLOORS.write_text(json.dumps(figures(scored), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
