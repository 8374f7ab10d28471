"""The own set of times -> figures: values right of all that are there, and of all that are given.

``python tests/time_sets.py`` prints the figures and what went wrong outside the unseen part; with
``--write-floors`` it writes them to ``time_floors.json``, on purpose.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.parse import Parse, Parser
from dragoman.record import Moment
from dragoman.times import find_times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dragoman.record import Time

HERE = Path(__file__).parent
TABLE = HERE / "data" / "times.csv"
FLOORS = HERE / "time_floors.json"
NOISE = 0.01
DRAWS = 1000
PARTS = {"seen": {"seen", "harder"}, "unseen": {"unseen"}}

Row = dict[str, str]


@dataclass(frozen=True)
class Reading:
    """A sentence of the table, the times that it has, and those that are found in it."""

    part: str
    sentence: str
    published: str
    wanted: tuple[Row, ...]
    found: tuple[Time, ...]

    def right(self, row: Row) -> bool:
        """Whether a time is found at the words of a row and has its value and type."""
        start = self.sentence.index(row["quote"])
        end = start + len(row["quote"])
        return any(
            time.span.start < end
            and time.span.end > start
            and (time.value, time.type) == (row["value"], row["type"])
            for time in self.found
        )


def sentences() -> dict[tuple[str, str], list[Row]]:
    """The rows of the table by their sentence and its day of publication."""
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            grouped[row["sentence"], row["published"]].append(row)
    return grouped


def dated(parse: Parse, published: str) -> Parse:
    """A parse whose report was published on a day, or on none where empty."""
    return Parse(replace(parse.report, published=Moment(value=published or None)), parse.doc)


def read(parsed: Callable[[str], Parse]) -> list[Reading]:
    """The readings of all sentences, parsed by a function from a text to its Parse."""
    return [
        Reading(
            next(part for part, sets in PARTS.items() if rows[0]["set"] in sets),
            sentence,
            published,
            tuple(row for row in rows if row["quote"]),
            find_times(dated(parsed(sentence), published)),
        )
        for (sentence, published), rows in sentences().items()
    ]


def figure(readings: Sequence[Reading]) -> tuple[float, float, int]:
    """Right of those there (recall), right of those given (precision), and how many are there."""
    wanted = sum(len(reading.wanted) for reading in readings)
    given = sum(len(reading.found) for reading in readings)
    right = sum(reading.right(row) for reading in readings for row in reading.wanted)
    return right / wanted, right / given, wanted


def figures(readings: Sequence[Reading]) -> dict[str, float]:
    """The figures that have a floor, by name."""
    found = {}
    for part in PARTS:
        recall, precision, _ = figure([r for r in readings if r.part == part])
        found[f"{part}.value"] = round(recall, 3)
        found[f"{part}.precision"] = round(precision, 3)
    return found


def intervals(readings: Sequence[Reading]) -> list[tuple[float, float]]:
    """The bootstrap intervals (95 %) of recall and precision, drawn over sentences."""
    draw = random.Random(7)
    drawn = [figure(draw.choices(readings, k=len(readings)))[:2] for _ in range(DRAWS)]
    columns = [sorted(column) for column in zip(*drawn, strict=True)]
    return [(column[DRAWS // 40], column[-DRAWS // 40]) for column in columns]


def report(readings: Sequence[Reading]) -> Iterable[str]:
    """The figures with their intervals, and what is wrong outside the unseen part."""
    for part in PARTS:
        some = [r for r in readings if r.part == part]
        recall, precision, n = figure(some)
        (low, high), (below, above) = intervals(some)
        yield (
            f"{part:6} n={n:3} sentences={len(some):3} value {recall:.3f} [{low:.3f}, {high:.3f}]"
            f"  precision {precision:.3f} [{below:.3f}, {above:.3f}]"
        )
    for reading in readings:
        wrong = len(reading.found) != len(reading.wanted) or not all(
            reading.right(row) for row in reading.wanted
        )
        if wrong and reading.part != "unseen":
            wanted = [(row["quote"], row["value"]) for row in reading.wanted]
            found = [(time.span.quote, time.value) for time in reading.found]
            yield f"{reading.published} {reading.sentence} wanted {wanted} found {found}"


def main(arguments: Sequence[str]) -> None:
    """Prints the figures; writes the floors where that is asked for."""
    parser = Parser()
    readings = read(lambda text: parser(Parse.of(parser.nlp.make_doc(text)).report))
    sys.stdout.writelines(f"{line}\n" for line in report(readings))
    if "--write-floors" in arguments:
        FLOORS.write_text(json.dumps(figures(readings), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
