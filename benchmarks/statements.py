"""Who said what: dragoman beside other programs on the same articles, in one run and one table.

    make peers POLNEAR=FOLDER        with textacy, in an environment of its own
    python benchmarks/statements.py FOLDER

FOLDER is a compartment of PolNeAR with ``text/`` and ``attributions/``. One process, one thread;
seconds are of CPU, models are loaded and look-ups compiled before. Each system parses for itself,
and its words a second include that; the bare parse is tagger, parser and lemmatizer on the same
texts. Rounds go in turn over the systems, so that a busy machine slows all, and the best counts.
Intervals are of 2,000 draws of articles.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is loaded
sys.path.append(str(Path(__file__).parents[1] / "train"))  # where the corpus is read

import spacy

from attributions import scored
from dragoman import ingest
from dragoman.lexicon import load_tables
from dragoman.parse import DEFAULT_MODEL, Parser, model_folder
from dragoman.pipeline import code
from dragoman.record import Report
from dragoman.statements import weights_digest
from peers import gender_gap, textacy_by_paragraph, textacy_whole
from polnear import Article, Attribution, read_articles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dragoman.record import Record, Span
    from dragoman.settings import Engine

    Found = dict[str, Sequence[Attribution]]
    System = Callable[[], "Result"]

TARGET = 2000  # words a second on one core, with the parse
HEAD = f"{'system':<46}{'P':>5}{'R':>6}{'F1':>6}  {'95 %':<11}{'report.':>8}  {'95 %':<11}"
SPEED = f"{'rows':>6}{'words/s':>9}{'of parse':>10}"


@dataclass(frozen=True, slots=True)
class Result:
    """What a system found, and the CPU seconds it took."""

    name: str
    found: Found
    seconds: float


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path, help="a compartment of PolNeAR")
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--assert", dest="held", action="store_true", help="fail below target")
    given = arguments.parse_args()
    articles = read_articles(given.folder)
    if not articles:
        print(f"{given.folder}: no articles (name a folder with text/)", file=sys.stderr)
        return 2
    words = sum(len(article.text.split()) for article in articles)
    systems = [*ours(articles), *peers(articles)]
    rounds = [[system() for system in systems] for _ in range(given.rounds)]
    results = [min(each, key=lambda one: one.seconds) for each in zip(*rounds, strict=True)]
    marked = sum(len(who) / len(a.annotators) for a in articles for who in a.annotators)
    print(
        f"{given.folder}: {len(articles)} articles, {words:,} words, {marked:,.0f} attributions\n"
    )
    print(HEAD + SPEED)
    for result in results:
        print(line_of(result, articles, words, results[0].seconds))
    print("\nreport.: F1 over ordinary reporting cues alone; people reach .76 and .95")
    print(f"target: at least {TARGET:,} words/s")
    slow = [r.name for r in results if r.name.startswith("dragoman") and words / r.seconds < TARGET]
    return int(given.held and bool(slow))


def line_of(result: Result, articles: list[Article], words: int, bare: float) -> str:
    speed = f"{words / result.seconds:>9,.0f}{bare / result.seconds:>9.0%}"
    if not result.found:
        return f"{result.name:<46}{'':>42}{'':>6}{speed}"
    everything = scored(articles, result.found)
    reporting = scored(articles, result.found, reporting=True)
    precision, recall, score = everything.rates()
    low, high = everything.interval()
    part = reporting.rates()[2]
    least, most = reporting.interval()
    rows = sum(map(len, result.found.values()))
    return (
        f"{result.name:<46}{precision:>5.2f}{recall:>6.2f}{score:>6.3f}  {low:.2f}–{high:.2f}  "
        f"{part:>8.3f}  {least:.2f}–{most:.2f}  {rows:>6,}{speed}"
    )


# --- dragoman ---------------------------------------------------------------------------------


def ours(articles: list[Article]) -> Iterator[System]:
    """The bare parse, and dragoman's statements by each engine."""
    parser, tables = Parser(DEFAULT_MODEL), load_tables()
    reports = reports_of(articles)

    def bare() -> Result:
        began = process_time()
        for _ in parser.pipe(reports):
            pass
        return Result("the bare parse", {}, process_time() - began)

    def dragoman(engine: Engine) -> Result:
        stages = Stages()
        records = list(code(reports, parser=parser, tables=tables, engine=engine, watch=stages))
        found = {record.report.source: attributions_of(record) for record in records}
        return Result(f"dragoman, {engine}", found, stages.until("statements"))

    yield bare
    for engine in engines():
        # look-ups are compiled once a process
        next(code(reports[:1], parser=parser, tables=tables, engine=engine))
        yield partial(dragoman, engine)


def engines() -> list[Engine]:
    """The engines that there are here; the trained one needs its weights."""
    if weights_digest("trained") is None:
        print("there are no trained weights, their row is left out", file=sys.stderr)
        return ["rules"]
    return ["trained", "rules"]


class Stages:
    """CPU seconds by stage, in the order in which they are passed."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        began = process_time()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + process_time() - began

    def until(self, last: str) -> float:
        """The seconds of all stages that finding statements needs, the parse among them."""
        stages = list(self.seconds)
        return sum(self.seconds[stage] for stage in stages[: stages.index(last) + 1])


def reports_of(articles: list[Article]) -> list[Report]:
    """The articles as dragoman reads them: rows of JSON Lines."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        rows = ({"id": article.name, "text": article.text} for article in articles)
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return [r for r in ingest.read(file, tables=load_tables()) if isinstance(r, Report)]


def attributions_of(record: Record) -> list[Attribution]:
    """A record's statements as PolNeAR has them, which marks nothing inside a content."""
    place = Origins(record.report)
    return [
        Attribution(
            place.of(role.span for role in row.speaker), place.of([row.cue]), place.of(row.content)
        )
        for row in record.statements
        if row.inside is None
    ]


class Origins:
    """From offsets of a report's text to those of the source it was read from."""

    def __init__(self, report: Report) -> None:
        self.pieces = report.origin

    def of(self, spans: Iterable[Span | None]) -> tuple[tuple[int, int], ...]:
        """The ranges of the source that hold the words."""
        return tuple(
            (first + piece.source_start - piece.start, last + piece.source_start - piece.start)
            for span in spans
            if span is not None
            for piece in self.pieces
            if (first := max(span.start, piece.start)) < (last := min(span.end, piece.end))
        )


# --- the others -------------------------------------------------------------------------------


def peers(articles: list[Article]) -> Iterator[System]:
    """Other programs on the same articles, each with its own parse by the same model."""
    nlp = spacy.load(model_folder(DEFAULT_MODEL), disable=["ner"])
    ways = {
        "textacy, direct quotations, whole texts": partial(textacy_whole, nlp),
        "textacy, direct quotations, by paragraph": partial(textacy_by_paragraph, nlp),
        "Gender Gap Tracker's method, written again": lambda text: gender_gap(nlp(text)),
    }
    there = find_spec("textacy") is not None
    if not there:
        print("textacy is not installed, its rows are left out (make peers)", file=sys.stderr)
    for name, find in ways.items():
        if there or not name.startswith("textacy"):
            find(articles[0].text)  # what is loaded or compiled once is not counted
            yield partial(timed, name, articles, find)


def timed(name: str, articles: list[Article], find: Callable[[str], list[Attribution]]) -> Result:
    """What a function finds in each article, and how long it took over all."""
    began = process_time()
    found = {article.name: find(article.text) for article in articles}
    return Result(name, found, process_time() - began)


if __name__ == "__main__":
    sys.exit(main())
