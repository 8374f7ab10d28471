"""Batches, as ratios: two workers beside one, Dask beside plain processes, memory, cost by size.

    make batch                     2,000 reports
    make batch REPORTS_MADE=100000

Machines are busy, so the clock says little. A process is counted as at work while it runs or waits
for a core (``/proc/PID/schedstat``): a worker that is always one or the other is never kept waiting
by us. What n workers are worth is how much of the time they are at work, times what a report costs
one of them of processor time, beside what it costs one alone.

Cost by size compares the same reports: all in one batch, in ten batches of a tenth, and in a
hundred of a hundredth, by workers that have begun. What beginning costs is printed beside it.
Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from batch_bars import BARS
from dragoman.batch import Job, local
from dragoman.batch.cluster import Cluster, processes
from dragoman.ingest import ReadOptions
from dragoman.parse import Parser
from dragoman.pipeline import code
from dragoman.record import Part, Report
from dragoman.settings import Settings
from texts import reports, write

if TYPE_CHECKING:
    from dragoman.batch import Executor

SHORT = 4  # sentences of a short report at the most: some 75 words
PART = 20_000  # bytes of a shard: small, so that a short run has many
NANO = 1e9


@dataclass
class Seen:
    """What a process was seen to have used: seconds at work and running, megabytes."""

    at_work: float
    running: float
    memory: float
    most: float


def seen(pid: int) -> Seen:
    run, waited, _ = Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    sizes = {name: int(kb) / 1024 for name, kb in re.findall(r"(VmRSS|VmHWM):\s+(\d+)", status)}
    running = int(run) / NANO
    return Seen(running + int(waited) / NANO, running, sizes["VmRSS"], sizes["VmHWM"])


@dataclass
class Measured:
    """One batch by workers that had begun: how many were at work, and the seconds it took them."""

    reports: int
    words: int
    clock: float
    at_work: float
    running: float
    memory: list[float]
    most: float

    @property
    def cost(self) -> float:
        """Processor seconds a report."""
        return self.running / self.reports

    @property
    def worth(self) -> float:
        """Reports a second if the cores were ours alone."""
        return self.at_work / self.cost


@dataclass
class Size:
    """Batches of one size, of the same reports as those of any other size."""

    batches: list[Measured]

    @property
    def a_report(self) -> float:
        """Processor milliseconds a report."""
        return 1000 * self._sum("running") / self._sum("reports")

    @property
    def a_word(self) -> float:
        """Processor milliseconds a word."""
        return 1000 * self._sum("running") / self._sum("words")

    def __str__(self) -> str:
        reports, words, times = self._sum("reports"), self._sum("words"), len(self.batches)
        return (
            f"{times:>4} of {reports // times:>7,} reports  {words:>10,} words"
            f"  {self.a_report:6.1f} ms a report  {self.a_word:.3f} ms a word"
        )

    def _sum(self, name: str) -> float:
        return sum(getattr(batch, name) for batch in self.batches)


def pieces(folder: Path, count: int, size: int) -> list[Path]:
    """Files of so many made-up reports each, which together are the same for every size."""
    rows, found = reports(count), []
    while some := list(islice(rows, size)):
        found.append(folder / f"{size}-{len(found)}.jsonl")
        found[-1].write_text("".join(json.dumps(row) + "\n" for row in some), encoding="utf-8")
    return found


def words_of(source: Path) -> int:
    """The words of the reports of a file."""
    rows = source.read_text(encoding="utf-8").splitlines()
    return sum(len(json.loads(row)["text"].split()) for row in rows)


def run(
    source: Path, executor: Executor, pids: list[int] | None = None, others: tuple[int, ...] = ()
) -> Measured:
    """A batch of a file; what the processes beside the workers take is part of what it costs.

    Args:
        source: The file.
        executor: Who works; it has worked before, so that nothing is loaded any more.
        pids: The workers, where the executor does not know them.
        others: Processes that do nothing but hand work on.
    """
    with tempfile.TemporaryDirectory() as out:
        job = Job([str(source)], Settings(), ReadOptions(), out, size=PART)
        workers = pids or [each.process.pid for each in executor.all]  # type: ignore[attr-defined] # of processes
        helpers = (os.getpid(), *others)
        begun = {pid: seen(pid) for pid in (*workers, *helpers)}
        read, memory, clock = 0, [], time.monotonic()
        for done in job.run(executor, lambda: False):
            read += done.account.read
            memory.append(max(seen(pid).memory for pid in workers))
        clock = time.monotonic() - clock
        ended = {pid: seen(pid) for pid in begun}
    at_work = sum(ended[pid].at_work - begun[pid].at_work for pid in workers)
    running = sum(ended[pid].running - begun[pid].running for pid in begun)
    most = max(ended[pid].most for pid in workers)
    return Measured(read, words_of(source), clock, at_work / clock, running, memory, most)


def warm(source: Path, executor: Executor) -> None:
    """Has every worker load what it needs."""
    with tempfile.TemporaryDirectory() as out:
        list(
            Job([str(source)], Settings(), ReadOptions(), out, size=1).run(executor, lambda: False)
        )


def long_beside_short(words: int = 20_000) -> float:
    """What a word of one long report costs, as a multiple of what one of short reports does."""
    texts = [row["text"] for row in reports(400, seed=3)]
    parser = Parser()

    def cost(texts: list[str]) -> float:
        made = [
            Report(Report.id_of(None, text, text), "x", text, "", language="en",
                   parts=tuple(Part(m.start(), m.end(), "body")
                               for m in re.finditer(r"[^\n]+", text)))
            for text in texts
        ]  # fmt: skip
        began = time.process_time()
        for report in made:
            list(code([report], parser=parser))
        return (time.process_time() - began) / sum(len(text.split()) for text in texts)

    def joined(length: int) -> list[str]:
        pieces, found, count = [], [], 0
        for text in texts:
            pieces.append(text)
            count += len(text.split())
            if count >= length:
                found.append("\n".join(pieces))
                pieces, count = [], 0
        return found

    short, long = joined(400), joined(words)[:1]
    cost(short[:2])
    return cost(long) / cost(short)


def told(name: str, value: float, words: str) -> bool:
    least, most = BARS[name]
    well = least <= value <= most
    bar = f">= {least:g}" if most == float("inf") else f"<= {most:g}"
    print(f"{'ok ' if well else 'NO '} {name:<26} {value:8.2f}  (bar {bar})  {words}", flush=True)
    return well


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--reports", type=int, default=2000)
    asked.add_argument("--short", type=int, default=5000, help="short reports, for Dask")
    given = asked.parse_args()
    count = given.reports
    well = []
    with tempfile.TemporaryDirectory() as folder:
        same = count // 10
        files = {n: pieces(Path(folder), count, n) for n in (count // 100, same, count)}
        short = write(Path(folder, "short.jsonl"), given.short, seed=4, longest=SHORT)
        few = write(Path(folder, "few.jsonl"), 8, seed=2)
        setup = Job([], Settings(), ReadOptions(), folder).setup
        with local(setup, 1) as one:
            warm(few, one)
            alone = run(files[same][0], one)
        with local(setup, 2) as two:
            warm(few, two)
            begun = max(seen(each.process.pid).running for each in two.all)
            both = {n: Size([run(file, two) for file in some]) for n, some in files.items()}
            plain = run(short, two)
        with Cluster(setup, "local", 2) as cluster:
            warm(few, cluster)
            pids = [pid for each in cluster.client.run(processes).values() for pid in each]
            others = tuple(cluster.client.run(os.getpid).values())
            dask = run(short, cluster, pids, others)
    most, beside = both[count].batches[0], both[same].batches[0]
    # a short run ends with one worker alone, so how many are at work is seen in the longest
    dearer = beside.cost / alone.cost
    speeds = f"{most.at_work:.2f} at work, a report costs {dearer:.2f} times what it does alone"
    well.append(told("two workers", most.at_work / alone.at_work / dearer, speeds))
    speeds = (
        f"{dask.worth:.1f} and {plain.worth:.1f} of {dask.reports:,} short reports a second, two"
        f" workers each; by the clock {plain.clock / dask.clock:.2f}"
    )
    well.append(told("Dask beside processes", dask.worth / plain.worth, speeds))
    print(*both.values(), sep="\n")
    costs = [size.a_report for size in both.values()]
    first = both[count // 100].batches[0]
    words = (
        f"the dearest by the cheapest; beside it, a worker begins in {begun:.1f} s, and a word of"
        f" its first {first.reports} reports costs {1000 * first.running / first.words:.3f} ms"
    )
    well.append(told("cost by size", max(costs) / min(costs), words))
    well.append(told("memory of a worker", most.most, "MiB, the most at any time"))
    well.append(told("growth", grown(most.memory), "%, the last fifth beside the second"))
    well.append(told("a word of a long report", long_beside_short(), "times that of a short one"))
    return 0 if all(well) else 1


def grown(memory: list[float]) -> float:
    """By how many percent memory grew from the second fifth of a run to the last."""
    fifth = max(1, len(memory) // 5)
    before, after = memory[fifth : 2 * fifth], memory[-fifth:]
    return 100 * sum(after) * len(before) / (sum(before) * len(after)) - 100


if __name__ == "__main__":
    sys.exit(main())
