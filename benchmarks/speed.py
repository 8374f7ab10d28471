"""Words per CPU second of the whole program, beside the bare spaCy pipeline on the same texts.

    make bench                      the bundled reports
    make bench TEXTS=news.jsonl     a file or folder that dragoman reads

One process, one thread, models loaded before the clock starts. Rounds go in turn over the things
that are compared, so that a busy machine slows all of them, and the best round of each counts.
100 is the full small spaCy pipeline; the last column is what DESIGN.md allows a stage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is loaded

import spacy

from dragoman import ingest
from dragoman.lexicon import load_tables
from dragoman.parse import DEFAULT_MODEL, Parser, keep_loaded, model_folder
from dragoman.pipeline import code
from dragoman.record import Report
from dragoman.render.json import to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXAMPLES = Path(__file__).parents[1] / "examples" / "reports"
TARGET = 75  # percent of the full pipeline's speed that the whole program must keep
WORDS = 20_000  # small inputs are read again until there are this many, or the clock is too coarse


class Stages:
    """CPU seconds by stage; the nested entity recogniser counts where it is called."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        began = process_time()
        yield
        self.seconds[stage] += process_time() - began


def measured(function: Callable[[], object]) -> float:
    began = process_time()
    function()
    return process_time() - began


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("texts", nargs="?", default=EXAMPLES, help="a file or folder")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--model", default=DEFAULT_MODEL)
    arguments.add_argument("--assert", dest="held", action="store_true", help="fail below target")
    given = arguments.parse_args()

    tables = load_tables()
    once = [r for r in ingest.read(given.texts, tables=tables) if isinstance(r, Report)]
    words = sum(len(report.text.split()) for report in once)
    if not words:
        print(f"{given.texts}: nothing to read", file=sys.stderr)
        return 2
    times = max(1, WORDS // words)
    reports, words = once * times, words * times
    texts = [report.text for report in reports]
    full, parser = spacy.load(model_folder(given.model)), Parser(given.model)
    next(code(reports[:1], parser=parser, tables=tables))  # look-ups are compiled once a process
    keep_loaded()  # as the command line and the workers of a batch do; for spaCy too

    best: dict[str, float] = {}
    stages: dict[str, float] = {}
    for _ in range(given.rounds):
        watch = Stages()

        def whole(watch: Stages = watch) -> None:
            records = code(reports, parser=parser, tables=tables, watch=watch)
            for record in records:
                to_json(record)

        def reading() -> None:
            for _ in range(times):
                list(ingest.read(given.texts, tables=tables))

        for name, function in {
            "spaCy, all of it": lambda: list(full.pipe(texts, batch_size=32)),
            "our parse alone": lambda: list(parser.pipe(reports)),
            "reading": reading,
            "coding": whole,
        }.items():
            seconds = measured(function)
            if name == "coding" and seconds < best.get(name, seconds + 1):
                rest = seconds - sum(watch.seconds.values())
                stages = {**watch.seconds, "JSON and rest": rest}
            best[name] = min(seconds, best.get(name, seconds))

    show(given.texts, len(reports), words, best, stages)
    share = 100 * best["spaCy, all of it"] / (best["coding"] + best["reading"])
    return int(given.held and share < TARGET)


def show(
    texts: object, count: int, words: int, best: dict[str, float], stages: dict[str, float]
) -> None:
    full = best["spaCy, all of it"]
    whole = best["coding"] + best["reading"]
    print(f"{texts}: {count:,} reports, {words:,} words, best round of each\n")
    for name, seconds in (
        ("spaCy, all of it", full),
        ("our parse alone", best["our parse alone"]),
        ("dragoman, reading to JSON", whole),
    ):
        print(f"  {name:<28}{words / seconds:>8,.0f} words/s {100 * full / seconds:>6.0f} %")
    print(f"\n  where the time goes{'CPU s':>17}{'of spaCy':>10}   allowed")
    allowed = {"parse": "60", "statements": "20", "events": "12", "positions": "6"}
    for name, seconds in {"reading": best["reading"], **stages}.items():
        share = f"{100 * seconds / full:.0f}"
        print(f"    {name:<26}{seconds:>6.2f}{share:>10}   {allowed.get(name, ''):>7}")
    together = ("times", "mentions", "resolve")
    shared = 100 * sum(stages.get(name, 0) for name in together) / full
    print(f"    {', '.join(together):<32}{shared:>10.0f}   {'14':>7} and 40 with names' kinds")
    print(f"\n  target: at least {TARGET} % of spaCy's speed; {100 * full / whole:.0f} %")


if __name__ == "__main__":
    sys.exit(main())
