"""Lines of a text copied off a page -> which of them are furniture that no rule knows, by a model.

The model is linear over hashed features of a line, its neighbours and its place (see
``docs/explanation/weights.md``). Of a text without a single line that the rules know nothing is
asked: a wire text has short lines, too, and none of them is furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from dragoman.ingest.lines import CLOSERS, has_stop
from dragoman.linear import Floats, Ints, Linear, Template, bins, code, hash_of, read_arrays

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from dragoman.ingest.lines import Line
    from dragoman.record import FurnitureLabel

WORD = re.compile(r"\w+")
LENGTHS = (1, 2, 3, 4, 6, 9, 13, 21, 41)  # words; edges of bins
SHARES = (0.05, 0.15, 0.25, 0.35, 0.5, 0.7, 0.9)
PLACES = (0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98)
DISTANCES = (1, 2, 3, 5, 9, 17)  # lines to the nearest prose
NEAR, NEARER = (1, 30, 80, 160, 300), (1, 30, 80)  # words of prose within six lines, within two
KNOWN = (1, 2, 4, 8)  # lines of a text that rules know
BESIDE = 99  # in place of a neighbour beyond either end
PROSE_WORDS = 10
SHORT = 12  # words; of longer lines no word is looked at by itself
LISTS: frozenset[FurnitureLabel] = frozenset({"related", "trending"})
ARTICLE = 0.6  # share of words in prose from which a text is an article, and below it a whole page
HEAD_LINES, TITLE_WORDS = 8, 4  # above the first prose, and in a title
SENTENCE_WORDS = 6
FEWEST = 8  # lines of a text that can be judged
SWITCH = 2.0  # log-odds that going from the report to furniture or back must be worth
LEANING = {True: 0.75, False: 1.0}  # log-odds added to "report", by whether a text is an article
TEMPLATES: tuple[Template, ...] = (
    ("length",), ("ends",), ("starts",), ("capitals",), ("small",), ("digits",), ("marks",),
    ("address",), ("rule",), ("twice",), ("zone",), ("far",), ("place",), ("before",), ("after",),
    ("before2",), ("after2",), ("length-1",), ("length+1",), ("length-2",), ("length+2",),
    ("ends-1",), ("ends+1",), ("prose",), ("first",), ("last",), ("known",),
    ("length", "ends"), ("length", "ends", "starts"), ("length", "capitals"),
    ("length", "small", "ends"), ("length", "zone"), ("zone", "far"), ("length", "zone", "far"),
    ("length", "prose"), ("length", "ends", "prose"), ("length", "zone", "prose"),
    ("length", "length-1", "length+1"), ("ends", "ends-1", "ends+1"), ("length", "before"),
    ("length", "after"), ("before", "after"), ("length", "before2", "after2"),
    ("before2", "after2", "ends"), ("length", "twice"), ("length", "place"),
    ("length", "gap", "gap+1"), ("first", "second"), ("first", "length"), ("length", "marks"),
    ("length", "digits"), ("zone", "ends", "length"), ("starts", "zone", "length"),
    ("rule", "zone"), ("length", "known"), ("length", "zone", "known"), ("length", "listed"),
    ("ends", "known", "length"),
)  # fmt: skip
BITS = 14
REMEDY = "rebuild them with train/lines.py"


@lru_cache(maxsize=1)
def load_models() -> dict[bool, Linear]:
    """The model for articles (True) and the one for whole pages.

    Raises:
        ModelError: The files do not belong together, or to this version of the program.
    """
    folder = resources.files("dragoman.ingest") / "weights"
    stored = read_arrays(folder, "lines", templates=hash_of(TEMPLATES), remedy=REMEDY)
    return {True: stored.model("article", TEMPLATES), False: stored.model("page", TEMPLATES)}


def furniture_among(
    lines: Sequence[Line], labels: Mapping[int, FurnitureLabel], small: frozenset[str]
) -> set[int]:
    """The numbers of the lines that are furniture beside those that rules label.

    Args:
        lines: The lines of a text that hold anything, in order.
        labels: What rules say of some of them, by number. Where they know none, or the text has few
            lines, none is furniture.
        small: The words that hold prose together, such as articles and prepositions.
    """
    if not labels or len(lines) < FEWEST or len(lines) == len(labels):
        return set()
    model = load_models()[is_article(lines)]
    kept = decided(lines, labels, model.scores(columns(lines, labels, small)))
    return {at for at, keeps in enumerate(kept) if not keeps and at not in labels}


def is_article(lines: Sequence[Line]) -> bool:
    """Whether most words of a text stand in prose; else it is a whole page with all its menus."""
    counts = _counts(lines)
    return bool(counts[_prose(lines, counts)].sum() >= ARTICLE * counts.sum())


def decided(
    lines: Sequence[Line], labels: Mapping[int, FurnitureLabel], scores: Floats
) -> list[bool]:
    """Whether each line is the report's, by the log-odds of each and the labels of rules.

    Lines that may be its title or standfirst stay: the first of all, and right above the first
    prose those of a few words or more. So do the sentences of an article, and on a whole page
    those right beside its prose.
    """
    counts, article = _counts(lines), is_article(lines)
    kept = smoothed(scores + LEANING[article])
    prose = _prose(lines, counts)
    first = int(np.argmax(prose))
    top = next((at for at in range(len(lines)) if at not in labels and counts[at] > 1), 0)
    for at, line in enumerate(lines):
        head = at == top or (first - HEAD_LINES <= at < first and counts[at] >= TITLE_WORDS)
        within = article or prose[max(0, at - 1) : at + 2].any()
        sentence = within and counts[at] >= SENTENCE_WORDS and has_stop(line.text)
        kept[at] = at not in labels and bool(kept[at] or head or sentence)
    return kept


def smoothed(scores: Floats) -> list[bool]:
    """Whether each line is the report's, where changing from line to line has a price (Viterbi)."""
    best, switched = [0.0, float(scores[0])], []
    for score in scores[1:]:
        to_out, to_in = best[1] - SWITCH > best[0], best[0] - SWITCH > best[1]
        switched.append((to_out, to_in))
        best = [
            best[1] - SWITCH if to_out else best[0],
            float(score) + (best[0] - SWITCH if to_in else best[1]),
        ]
    keeps = [best[1] > best[0]]
    for to_out, to_in in reversed(switched):
        keeps.append(not to_in if keeps[-1] else to_out)
    return keeps[::-1]


def columns(
    lines: Sequence[Line], labels: Mapping[int, FurnitureLabel], small: frozenset[str]
) -> dict[str, Ints]:
    """The features of each line: one number a line in every column the templates name."""
    words = [WORD.findall(line.text) for line in lines]
    counts = _counts(lines)
    length, ends = bins(counts, LENGTHS), _array(map(_ending, lines))
    found = {
        "length": length,
        "ends": ends,
        "starts": _array(map(_beginning, lines)),
        "capitals": _share((w[:1].isupper() for w in line) for line in words),
        "small": _share((w.lower() in small for w in line) for line in words),
        "digits": _share(map(str.isdigit, line.text) for line in lines),
        "marks": _array(any(c in line.text for c in "|»›•·") for line in lines),
        "address": _array(_address(line.text) for line in lines),
        "rule": _array(code(labels.get(at, "")) & 0xFFFF for at in range(len(lines))),
        "twice": _repeated(words),
        "known": np.full(len(lines), bins([len(labels)], KNOWN)[0]),
        "listed": _array(_below_a_list(len(lines), labels)),
    }
    for name, at in (("first", 0), ("second", 1), ("last", -1)):
        found[name] = _array(_word(line, at) for line in words)
    for step in (-2, -1, 1, 2):
        found[f"length{step:+d}"] = _beside(length, step)
    for step in (-1, 1):
        found[f"ends{step:+d}"] = _beside(ends, step)
    return found | _places(lines, counts)


def _places(lines: Sequence[Line], counts: Ints) -> dict[str, Ints]:
    """Where each line stands: in the text, among its prose, and after how many blank lines."""
    every = np.arange(len(lines))
    prose = _prose(lines, counts)
    at = np.flatnonzero(prose)
    first, last = (at[0], at[-1]) if len(at) else (len(lines), -1)
    zone = np.where(every < first, 0, np.where(every > last, 2, 1))
    far = np.where(zone == 0, first - every, np.where(zone == 2, every - last, 0))
    total = np.concatenate([[0], np.cumsum(np.where(prose, counts, 0))])

    def within(begin: int, end: int) -> Ints:
        """The words of prose between two places counted from each line."""
        edge = len(lines)
        return np.asarray(
            total[np.clip(every + end, 0, edge)] - total[np.clip(every + begin, 0, edge)]
        )

    numbers = _array(line.number for line in lines)
    share = counts[prose].sum() / max(1, counts.sum())
    return {
        "zone": zone,
        "far": bins(far, DISTANCES),
        "place": bins(every / len(lines), PLACES),
        "before": bins(within(-6, 0), NEAR),
        "after": bins(within(1, 7), NEAR),
        "before2": bins(within(-2, 0), NEARER),
        "after2": bins(within(1, 3), NEARER),
        "gap": np.minimum(np.diff(numbers, prepend=numbers[:1] - 1), 3),
        "gap+1": np.minimum(np.diff(numbers, append=numbers[-1:] + 1), 3),
        "prose": np.full(len(lines), bins([share], (0.1, 0.3, 0.5, 0.7, 0.85, 0.95))[0]),
    }


def _array(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _counts(lines: Sequence[Line]) -> Ints:
    return _array(len(WORD.findall(line.text)) for line in lines)


def _prose(lines: Sequence[Line], counts: Ints) -> NDArray[np.bool_]:
    stops = np.fromiter((has_stop(line.text) for line in lines), dtype=np.bool_)
    return (counts >= PROSE_WORDS) & stops


def _share(rows: Iterable[Iterable[bool]]) -> Ints:
    """For each row the bin of the share of what is true in it."""
    found = [list(row) for row in rows]
    return bins([sum(row) / max(1, len(row)) for row in found], SHARES)


def _ending(line: Line) -> int:
    if has_stop(line.text):
        return 1
    last = line.text.rstrip(CLOSERS + " ")[-1:]
    return 2 if last == ":" else 3 if last in ",;" else 4 if last in "-–—|»›" else 0


def _beginning(line: Line) -> int:
    first = line.text[0]
    if first.isalpha():
        return 3 if first.islower() else 2
    return 4 if first.isdigit() else 1 if first in "\"“‘'«" else 6 if first in "([" else 5


def _address(text: str) -> int:
    return 1 if "@" in text else 2 if "http" in text or "www." in text else 0


def _word(words: Sequence[str], at: int) -> int:
    """The number of a word of a short line, by its place; 0 where it has none there."""
    needed = at + 1 if at >= 0 else -at
    return code(words[at].lower()) if needed <= len(words) <= SHORT else 0


def _repeated(words: Sequence[Sequence[str]]) -> Ints:
    keys = [" ".join(line).lower() for line in words]
    counted = Counter(keys)
    return _array(counted[key] > 1 for key in keys)


def _below_a_list(length: int, labels: Mapping[int, FurnitureLabel]) -> Iterator[bool]:
    """Whether each line stands below a heading of related or popular reports."""
    seen = False
    for at in range(length):
        yield seen
        seen = seen or labels.get(at) in LISTS


def _beside(column: Ints, step: int) -> Ints:
    """A column moved so that each line has the value of the line some steps away."""
    found = np.full(len(column), BESIDE, dtype=np.int64)
    if step > 0:
        found[:-step] = column[step:]
    else:
        found[-step:] = column[:step]
    return found
