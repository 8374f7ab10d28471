"""Articles of PolNeAR and somebody's attributions -> precision, recall and F1 of whole ones.

An attribution is right where its content is the gold one's by half (Dice over words), the cues
share a word, and so do the sources, or both have none. Pairs are one to one. An article that
several people annotated is scored against each, and its counts are divided by their number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from polnear import Article, Attribution, Ranges

TOKEN = re.compile(r"\w+|[^\w\s]")
ALIKE = 0.5  # Dice of two contents from which they are one
DRAWS = 2000  # articles drawn again and again for the interval
CUES = """
say says said saying tell tells told telling add adds added adding according claim claims claimed
announce announces announced argue argues argued ask asks asked accuse accuses accused deny denies
denied confirm confirms confirmed warn warns warned write writes wrote tweet tweeted state states
stated insist insists insisted report reports reported reply replied respond responded declare
declared note notes noted suggest suggests suggested explain explains explained vow vowed pledge
pledged promise promised call calls called describe describes described criticize criticized slam
slammed blast blasted mock mocked
"""
REPORTING = frozenset(CUES.split())


@dataclass(slots=True)
class Counts:
    """Attributions right, found and marked, article by article."""

    right: list[float] = field(default_factory=list)
    found: list[float] = field(default_factory=list)
    marked: list[float] = field(default_factory=list)

    def rates(self) -> tuple[float, float, float]:
        """Precision, recall and F1."""
        return _rates(sum(self.right), sum(self.found), sum(self.marked))

    def interval(self) -> tuple[float, float]:
        """The 95 % interval of F1 over articles drawn with replacement, seed fixed."""
        counts = np.array([self.right, self.found, self.marked])
        drawn = np.random.default_rng(0).integers(counts.shape[1], size=(DRAWS, counts.shape[1]))
        scores = [_rates(*counts[:, rows].sum(axis=1))[2] for rows in drawn]
        low, high = np.quantile(scores, [0.025, 0.975])
        return float(low), float(high)


def _rates(right: float, found: float, marked: float) -> tuple[float, float, float]:
    precision = right / found if found else 0.0
    recall = right / marked if marked else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def scored(
    articles: Iterable[Article],
    found: dict[str, Sequence[Attribution]],
    *,
    reporting: bool = False,
) -> Counts:
    """The counts of a system's attributions; ``reporting`` asks of ordinary reporting cues only."""
    counts = Counts()
    for article in articles:
        words = _Words(article.text)
        theirs = [a for a in found.get(article.name, ()) if a.content]
        theirs = [a for a in theirs if not reporting or _reports(article.text, a)]
        tokens = [words.of(a) for a in theirs]
        right = marked = 0.0
        for annotator in article.annotators:
            gold = [words.of(a) for a in annotator if not reporting or _reports(article.text, a)]
            right += _right(gold, tokens) / len(article.annotators)
            marked += len(gold) / len(article.annotators)
        counts.right.append(right)
        counts.found.append(len(tokens) if article.annotators else 0)
        counts.marked.append(marked)
    return counts


def _reports(text: str, attribution: Attribution) -> bool:
    words = " ".join(text[start:end] for start, end in attribution.cue)
    return not REPORTING.isdisjoint(re.findall(r"\w+", words.lower()))


Tokens = tuple[frozenset[int], frozenset[int], frozenset[int]]


class _Words:
    """The words of a text by number; punctuation at the edge of a span changes nothing."""

    def __init__(self, text: str) -> None:
        self.places = [match.span() for match in TOKEN.finditer(text)]
        self.starts = [start for start, _ in self.places]
        self.is_word = [text[at].isalnum() or text[at] == "_" for at in self.starts]

    def of(self, attribution: Attribution) -> Tokens:
        """The words of source, cue and content."""
        one = attribution
        return self._in(one.source), self._in(one.cue), self._in(one.content)

    def _in(self, ranges: Ranges) -> frozenset[int]:
        """The words in some ranges; the marks where they hold nothing else (the cue ":")."""
        inside: set[int] = set()
        for start, end in ranges:
            at = max(0, bisect_right(self.starts, start) - 1)
            while at < len(self.places) and self.places[at][0] < end:
                if self.places[at][1] > start:
                    inside.add(at)
                at += 1
        return frozenset(i for i in inside if self.is_word[i]) or frozenset(inside)


def _right(gold: list[Tokens], found: list[Tokens]) -> int:
    """How many are right: pairs with a common cue first, then those whose contents are closest."""
    pairs = [
        (bool(g[1] & f[1]), alike, i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if (alike := _dice(g[2], f[2])) >= ALIKE
    ]
    used_gold: set[int] = set()
    used_found: set[int] = set()
    right = 0
    for cue, _, i, j in sorted(pairs, reverse=True):
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            one, other = gold[i][0], found[j][0]
            right += cue and (bool(one & other) or not one | other)
    return right


def _dice(one: frozenset[int], other: frozenset[int]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
