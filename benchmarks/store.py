"""Seconds that questions take on a record of a million events, beside plain SQL in the same run.

    make store                      builds build/store-1000000.db once, and asks it
    make store EVENTS_MADE=100000   a smaller one

The record is made up (``made_up.py``) and written by the program's own Writer, the same rows every
time. Each question is asked by the program and by SQL written for it by hand, in turns, and the
medians stand beside the bar; the first round warms the caches and does not count. Folding is the
writing of the bundled reports as they were coded, many times over under other names, in CPU time.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import dragoman
from dragoman.lexicon import load_states
from dragoman.panel import panel
from dragoman.store import (
    NESTED,
    Columns,
    StoredRecord,
    Writer,
    append,
    part_columns,
    part_row,
)
from made_up import World, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dragoman.record import Record

EXAMPLES = Path(__file__).parents[1] / "examples" / "reports"
BUILD = Path(__file__).parents[1] / "build"
STARTED = "2026-01-01T00:00:00Z"
AT_A_TIME = 500  # records written in one transaction
ROUNDS = 9
FOLDED = 1_000  # reports
FOLDING_BAR = 300  # reports a CPU second

LIST = """
    SELECT e.id, e.type, c.report, c.published, c.outlet
      FROM events AS e JOIN current ON current.coding = e.coding
      JOIN codings AS c ON c.id = e.coding
     WHERE {where} ORDER BY e.coding DESC, e.place LIMIT 50
"""
FILLS = (
    """(e.coding, e.id) IN (SELECT coding, row FROM roles WHERE actor = '{0}' AND role = '{1}')"""
)
FOUND = """
    SELECT c.report, snippet(words, 0, '[', ']', ' … ', 24) FROM words
      JOIN codings AS c ON c.text = words.rowid JOIN current ON current.coding = c.id
     WHERE words MATCH ? ORDER BY bm25(words) LIMIT 50
"""
PAIR = f"""
    SELECT e.id, e.type, e.time FROM events AS e JOIN current ON current.coding = e.coding
     WHERE ({FILLS.format("RUS", "source")} AND {FILLS.format("USA", "target")})
        OR ({FILLS.format("USA", "source")} AND {FILLS.format("RUS", "target")}) ORDER BY e.time
"""  # noqa: S608 - made of the constants above
MONTHS = """
    SELECT substr(coalesce(e.time, e.not_after), 1, 7), s.actor, t.actor, e.type, count(*)
      FROM current JOIN events AS e ON e.coding = current.coding
      JOIN roles AS s ON s.coding = e.coding AND s.row = e.id AND s.role = 'source'
      JOIN roles AS t ON t.coding = e.coding AND t.row = e.id AND t.role = 'target'
     WHERE e.realis = 'actual' GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True)
class Question:
    """What is asked, how long it may take, and the two who answer it."""

    name: str
    bar: float  # milliseconds
    ask: Callable[[StoredRecord], Any]
    plain: Callable[[sqlite3.Connection], Any] | None = None


def listed(bar: float, **filters: str) -> Question:
    """The first page of events that have all of these."""
    conditions = [
        FILLS.format(value, name) if name == "source" else f"e.{name} = '{value}'"
        for name, value in filters.items()
    ]
    query = LIST.format(where=" AND ".join(conditions))
    name = "events, " + ", ".join(filters.values())
    return Question(
        name, bar, lambda r: r.events(**filters, limit=50), lambda c: c.execute(query).fetchall()
    )


def searched(words: str) -> Question:
    return Question(
        f"search {words}", 50, lambda r: r.search(words, limit=50),
        lambda c: c.execute(FOUND, (words,)).fetchall(),
    )  # fmt: skip


def newest(kind: str, **filters: str) -> Question:
    """The first page, the latest first, with the exact total."""
    name = ", ".join(["latest", kind, *filters.values()])
    return Question(name, 100, lambda r: getattr(r, kind)(limit=50, newest=True, **filters))


def counted(name: str, bar: float = 5_000, **asked: Any) -> Question:
    """A panel with all of its rows, made as they are written."""
    asked = {"by": "month", "dates": "bounded"} | asked

    def ask(record: StoredRecord) -> int:
        return sum(len(rows) for rows in panel(record, load_states(), **asked).rows.blocks())

    return Question(f"panel, {name}", bar, ask, lambda c: c.execute(MONTHS).fetchall())


def questions(words: list[str]) -> list[Question]:
    """The questions; two searches, of words that one text in seven and one in sixty holds."""
    return [
        listed(100, type="CONSULT", realis="actual"),
        listed(100, source="FRA", type="ASSAULT"),
        listed(100, source="p00074"),
        newest("events"),
        newest("events", since="2015-01", until="2015-12"),
        newest("events", since="2020-01", until="2020-12"),
        searched(f"{words[2]} {words[6]}"),
        searched(f"{words[60]} {words[90]}"),
        searched(f"{words[60]} {words[2][:2]}*"),
        searched(f"{words[60]} {words[2][:3]}*"),
        Question(
            "timeline, two states", 200, lambda r: r.events_between("RUS", "USA"),
            lambda c: c.execute(PAIR).fetchall(),
        ),
        counted("states by month", level="state"),
        counted("actors by month", level="actor"),
        counted("bodies by month", level="body"),
        counted("actors by week", level="actor", by="week"),
        counted("actors by day", level="actor", by="day"),
        counted("actors, strict dates", level="actor", dates="strict"),
        counted("states, zero-filled", level="state", zero_fill=True),
    ]  # fmt: skip


def built(path: Path, events: int) -> Path:
    """The record, made once and brought to today's schema; one not finished is begun again."""
    if path.exists():
        Writer(path, STARTED).close()
        return path
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    source, began, done = records(events), perf_counter(), 0
    with Writer(unfinished, STARTED) as writer:
        while batch := list(islice(source, AT_A_TIME)):
            writer.write(batch)
            done += len(batch)
            if done % (20 * AT_A_TIME) == 0:
                print(f"{done:,} reports, {perf_counter() - began:.0f} s", file=sys.stderr)
    unfinished.rename(path)
    return path


def milliseconds(function: Callable[[], object]) -> float:
    """Of CPU: one process and a file in memory, so this is what it takes on a quiet machine."""
    began = process_time()
    function()
    return 1e3 * (process_time() - began)


def timed(path: Path, one: Question, rounds: int) -> tuple[float, float | None]:
    """The medians of the program and of plain SQL, where there is some, asked in turns."""
    ours, sql = [], []
    with StoredRecord(path) as record:
        plain = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        for _ in range(rounds + 1):
            ours.append(milliseconds(lambda: one.ask(record)))
            if one.plain is not None:
                sql.append(milliseconds(partial(one.plain, plain)))
        plain.close()
    return median(ours[1:]), median(sql[1:]) if sql else None


def many(found: list[Record], number: int) -> Iterator[Record]:
    """Records over and over, each time as other reports."""
    for at in range(number):
        record = found[at % len(found)]
        report = record.report
        text = f"{report.text} {at}"
        yield replace(record, report=replace(report, id=f"r{at}-{report.id}", text=text))


def columns_of(ready: list[Record]) -> Columns:
    """Records as a part of a batch holds them, column by column."""
    rows = [part_row(record) for record in ready]
    return Columns(
        {name: [row[name] for row in rows] for name in part_columns()},
        {table: [len(row[table]) for row in rows] for table in NESTED},
        {
            table: {
                name: [cells[name] for row in rows for cells in row[table]]
                for name in part_columns(table)
            }
            for table in NESTED
        },
    )


def folding(number: int) -> tuple[float, float]:
    """Reports a CPU second, coded before: folded out of parts, and written as Records."""
    found = [record for record in dragoman.read(EXAMPLES) if record.problem is None]
    ready = list(many(found, number))
    batches = [ready[at : at + AT_A_TIME] for at in range(0, number, AT_A_TIME)]
    parts = [columns_of(batch) for batch in batches]
    made = found[0].coded_with
    with TemporaryDirectory() as folder:
        with Writer(Path(folder) / "fold.db", STARTED) as writer:
            folded = milliseconds(lambda: [append(writer, part, made) for part in parts])
        with Writer(Path(folder) / "write.db", STARTED) as writer:
            written = milliseconds(lambda: [writer.write(batch) for batch in batches])
    return 1e3 * number / folded, 1e3 * number / written


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    path = built(BUILD / f"store-{options.events}.db", options.events)
    words = World(9).words.things
    print(f"{options.events:,} events, {path.stat().st_size / 1e9:.2f} GB, {options.rounds} rounds")
    print(f"{'question, medians in ms of CPU':<34}{'bar':>9}{'dragoman':>10}{'SQL':>9}")
    slow = 0
    for one in questions(words):
        ours, sql = timed(path, one, options.rounds)
        slow += ours > one.bar
        note = "" if ours <= one.bar else "  slow"
        beside = "" if sql is None else f"{sql:,.1f}"
        print(f"{one.name:<34}{one.bar:>9,.0f}{ours:>10,.1f}{beside:>9}{note}", flush=True)
    speed, written = folding(FOLDED)
    print(f"folding parts: {speed:,.0f} reports a CPU second (bar {FOLDING_BAR})")
    print(f"writing Records: {written:,.0f} reports a CPU second")
    return int(bool(slow) or speed < FOLDING_BAR)


if __name__ == "__main__":
    sys.exit(main())
