"""A soak: made-up news through ``dragoman batch`` with two workers; none lost, memory flat.

    python benchmarks/soak.py FOLDER --reports 100000

The news is a file of rows and a packed archive: short English reports cut from real ones, reports
in other languages, damaged rows, pages, and records that hold no page. Whoever makes them keeps
the books, so that what every part says of itself can be held against them. Every few seconds the
memory of each process is noted in FOLDER/curve.csv. A soak that was ended goes on. Linux only.
"""

from __future__ import annotations

import argparse
import csv
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from batch_bars import BARS
from dragoman.batch import Account, Folder
from dragoman.batch.part import about
from dragoman.batch.storage import PART
from mixed import ARCHIVE, Books, make

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = re.compile(r"(VmRSS|VmHWM):\s+(\d+)")
OF_AN_ARCHIVE = re.compile(rf"{re.escape(ARCHIVE)}(@\d+)?")  # where records without a page are told
COUNTED = ("read", "not_news", "other_language", "refused", "failed", "coded")


@dataclass(frozen=True)
class Sample:
    """What was seen at one time: reports whose parts were there, and megabytes of each process."""

    seconds: float
    reports: int
    command: float
    workers: tuple[float, ...]
    most: float


def memory(pid: int) -> tuple[float, float]:
    """The MiB that a process holds, and the most it ever held; nothing of one that has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0, 0.0
    sizes = {name: int(kb) / 1024 for name, kb in SIZES.findall(status)}
    return sizes.get("VmRSS", 0.0), sizes.get("VmHWM", 0.0)


def children(pid: int) -> list[int]:
    """The processes that a process began, whichever of its threads did."""
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return sorted(int(child) for each in found for child in each.read_text("ascii").split())


def accounts(parts: Folder) -> Iterator[tuple[str, Account]]:
    """What each part says of itself."""
    for name in parts.parts():
        with parts.open(name + PART) as file:
            yield name, about(file, name)[1]


def run(news: Path, parts: Path, every: float, part_size: int = 1000) -> Iterator[Sample]:
    """The command, run on the news; what its processes hold, every so many seconds."""
    words = [sys.executable, "-m", "dragoman", "batch", str(news), "--out", str(parts)]
    words += ["--workers", "2", "--part-size", str(part_size)]
    began, known = time.monotonic(), Counter()
    with subprocess.Popen(words) as command:
        while command.poll() is None:
            workers = [memory(pid) for pid in children(command.pid)]
            if parts.is_dir():
                _count(Folder(str(parts)), known)
            yield Sample(
                time.monotonic() - began, known.total(), memory(command.pid)[0],
                tuple(held for held, _ in workers), max((most for _, most in workers), default=0.0),
            )  # fmt: skip
            try:
                command.wait(every)
            except subprocess.TimeoutExpired:
                continue
    if command.returncode not in {0, 1}:
        raise SystemExit(f"the batch ended with {command.returncode}")


def _count(parts: Folder, known: Counter[str]) -> None:
    for name in set(parts.parts()) - known.keys():
        with parts.open(name + PART) as file:
            known[name] = about(file, name)[1].read


def lost(parts: Folder, books: Books) -> tuple[Counter[str], Counter[str]]:
    """The sources of the books that no part holds, and those that parts hold beyond them."""
    there: Counter[str] = Counter()
    for name in parts.parts():
        with parts.open(name + PART) as file:
            table = pq.ParquetFile(file).read(["source"], use_threads=False)
            sources = table["source"].to_pylist()
            there.update(source for source in sources if not OF_AN_ARCHIVE.fullmatch(source))
    return books.sources - there, there - books.sources


def balanced(account: Account) -> bool:
    """Whether what was read is the sum of what became of it."""
    return account.read == sum(getattr(account, name) for name in COUNTED[1:])


def grown(samples: list[Sample]) -> float:
    """By how many percent the workers' memory grew from the second fifth of a run to the last."""
    held = [
        sum(sample.workers) for sample in samples if len(sample.workers) == 2 and sample.reports
    ]
    fifth = max(1, len(held) // 5)
    before, after = held[fifth : 2 * fifth], held[-fifth:]
    return 100 * sum(after) * len(before) / (sum(before) * len(after)) - 100


def noted(samples: Iterator[Sample], path: Path) -> list[Sample]:
    """The samples, each written into a file as it comes."""
    kept = []
    with path.open("a", encoding="ascii", newline="") as file:
        out = csv.writer(file)
        out.writerow([field.name for field in fields(Sample)])
        for sample in samples:
            kept.append(sample)
            workers = " ".join(f"{held:.1f}" for held in sample.workers)
            out.writerow([f"{sample.seconds:.0f}", sample.reports, f"{sample.command:.1f}",
                          workers, f"{sample.most:.1f}"])  # fmt: skip
            file.flush()
    return kept


@dataclass(frozen=True)
class Finding:
    """One thing that a soak should hold, whether it does, and the figure."""

    name: str
    well: bool
    words: str

    def __str__(self) -> str:
        return f"{'ok ' if self.well else 'NO '} {self.name:<26} {self.words}"


def findings(parts: Folder, books: Books) -> list[Finding]:
    """Whether the parts hold what the books say, in all and one by one."""
    each = dict(accounts(parts))
    total = sum(each.values(), Account())
    missing, beyond = lost(parts, books)
    odd = sorted(name for name, account in each.items() if not balanced(account))
    found = [
        Finding("lost", not missing, _some(missing)),
        Finding("twice, or made up", not beyond, _some(beyond)),
        Finding("parts that add up", not odd, f"{len(each) - len(odd):,} of {len(each):,}"),
    ]
    for name in COUNTED:
        there, wanted = getattr(total, name), getattr(books.account, name)
        found.append(Finding(name, there == wanted, f"{there:,}, and {wanted:,} were made"))
    return found


def _some(sources: Counter[str]) -> str:
    return ", ".join([f"{sources.total():,}", *sorted(sources)[:5]])


def memory_findings(samples: list[Sample]) -> list[Finding]:
    """Whether the workers held little, and in the end no more than before."""
    most, growth = max(sample.most for sample in samples), grown(samples)
    return [
        Finding("memory of a worker", most <= BARS["memory of a worker"][1], f"{most:.0f} MiB"),
        Finding("growth", growth <= BARS["growth"][1], f"{growth:.1f} %"),
    ]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--reports", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--paragraphs", type=int, default=2, help="of a report at the most")
    asked.add_argument("--every", type=float, default=10, help="seconds between two samples")
    given = asked.parse_args()
    news, parts = given.folder / "news", given.folder / "parts"
    news.mkdir(parents=True, exist_ok=True)
    books = make(news, given.reports, given.seed, given.paragraphs)
    print(f"{books.account}; {books.words:,} words in English", flush=True)
    samples = noted(run(news, parts, given.every), given.folder / "curve.csv")
    found = findings(Folder(str(parts)), books) + memory_findings(samples)
    print(*found, sep="\n", flush=True)
    return 0 if all(finding.well for finding in found) else 1


if __name__ == "__main__":
    sys.exit(main())
