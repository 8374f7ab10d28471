"""Articles with their attributions -> examples: the tokens of each one, and what is right."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dragoman.linear import Ints, placed
from dragoman.statements.trained.candidates import NOBODY
from dragoman.statements.trained.pairs import CONTENT_TEMPLATES, SPEAKER_TEMPLATES, overlap
from dragoman.statements.trained.readings import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.statements.scene import Scene
    from dragoman.statements.trained.candidates import Stretch
    from dragoman.statements.trained.grid import Grid
    from dragoman.statements.trained.readings import Readings
    from polnear import Article, Ranges

GOOD = 0.75  # Dice from which a content counts as the one meant, if none is better by more than
CLOSE = 0.1
HALF = 0.5  # Dice from which a content is found, as PolNeAR's scorer has it
SPEAKER_BITS, CONTENT_BITS = 17, 17


@dataclass(frozen=True, slots=True)
class Gold:
    """An attribution in tokens: its cue's main word, and the words of its parts."""

    head: int
    cue: frozenset[int]
    source: frozenset[int]
    content: frozenset[int]


@dataclass(eq=False)
class Example:
    """An article as the engine sees it, with what its annotator marked."""

    grid: Grid
    golds: list[Gold]
    reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.grid)

    @cached_property
    def is_cue(self) -> Ints:
        """1 at the main word of each cue."""
        column = np.zeros(self.grid.size, dtype=np.int64)
        column[[gold.head for gold in self.golds]] = 1
        return column

    def choices(self) -> tuple[Choices, Choices]:
        """What the rankers are to choose from for every cue, speakers and contents."""
        speakers, contents = Choices(), Choices()
        cues: tuple[list[int], list[int]] = ([], [])
        heads: list[int] = []
        spoken: list[int] = []
        stretches: list[Stretch] = []
        for gold in self.golds:
            offered = self.reader.candidates.speakers(gold.head)
            right = self._speaker(offered, gold)
            if right is not None:
                speakers.add([float(head == right) for head in offered])
                cues[0].extend([gold.head] * len(offered))
                heads += offered
            speaker = NOBODY if right is None else right
            told = self.reader.candidates.contents(gold.head, speaker)
            fits = [self._fit(stretch, gold) for stretch in told]
            best = max(fits, default=0.0)
            if best >= GOOD:
                contents.add([float(fit >= max(GOOD, best - CLOSE)) for fit in fits])
                cues[1].extend([gold.head] * len(told))
                spoken += [speaker] * len(told)
                stretches += told
        pairs = self.reader.pairs
        if heads:
            columns = pairs.speakers(np.asarray(cues[0]), np.asarray(heads))
            speakers.places = placed(columns, SPEAKER_TEMPLATES, SPEAKER_BITS)
        if stretches:
            columns = pairs.contents(np.asarray(cues[1]), np.asarray(spoken), stretches)
            contents.places = placed(columns, CONTENT_TEMPLATES, CONTENT_BITS)
        return speakers, contents

    def _fit(self, stretch: Stretch, gold: Gold) -> float:
        """How much of the words a stretch and an attribution's content share."""
        word = self.reader.candidates.word
        return overlap(gold.content, [i for i in stretch.tokens if word[i]])

    def _speaker(self, heads: Iterable[int], gold: Gold) -> int | None:
        """The candidate that names the source, or None where there is no such one."""
        if not gold.source:
            return NOBODY
        words = self.reader.candidates.speaker_words
        fits = [(overlap(gold.source, words(h)), -h, h) for h in heads if h in gold.source]
        return max(fits)[2] if fits else None

    def right(self, readings: Readings) -> Ints:
        """1 for each reading that an attribution of its own agrees with in all three parts."""
        pairs: list[tuple[bool, float, int, int]] = []
        for k, (cue, content) in enumerate(zip(readings.cues, readings.contents, strict=True)):
            mine = {t.i for t in self.reader.candidates.cue(int(cue))}
            for n, gold in enumerate(self.golds):
                fit = self._fit(content, gold)
                if fit >= HALF:
                    pairs.append((bool(mine & gold.cue), fit, k, n))
        found = np.zeros(len(readings.cues), dtype=np.int64)
        taken: set[int] = set()
        done: set[int] = set()
        for linked, _, k, n in sorted(pairs, reverse=True):
            if k not in done and n not in taken:
                done.add(k)
                taken.add(n)
                found[k] = linked and self._agrees(int(readings.speakers[k]), self.golds[n])
        return found

    def _agrees(self, head: int, gold: Gold) -> bool:
        words = self.reader.candidates.speaker_words(head)
        return bool(gold.source.intersection(words)) if words else not gold.source


class Choices:
    """The places of rows in groups, one group a cue, with the right ones."""

    def __init__(self) -> None:
        self.places: Ints = np.zeros((0, 0), dtype=np.int64)
        self.right: list[float] = []
        self.sizes: list[int] = []

    def add(self, right: list[float]) -> None:
        """Adds a group of rows, whose places come later."""
        self.right += right
        self.sizes.append(len(right))


def example_of(scene: Scene, grid: Grid, article: Article) -> Example:
    """The example of an article that was read as a report, by its first annotator."""
    tokens = _Tokens(scene)
    golds: dict[int, Gold] = {}
    for attribution in article.annotators[0]:
        cue = tokens.of(attribution.cue)
        content = tokens.words_of(attribution.content)
        if cue and content:
            head = _main(grid, cue)
            source = tokens.words_of(attribution.source)
            golds.setdefault(head, Gold(head, frozenset(cue), source, content))
    return Example(grid, list(golds.values()))


class _Tokens:
    """Ranges of a source -> the tokens of its report."""

    def __init__(self, scene: Scene) -> None:
        self.doc = scene.doc
        origin = sorted(scene.parse.report.origin, key=lambda o: o.start)
        starts = [o.start for o in origin]
        self.places: list[int] = []
        self.numbers: list[int] = []
        for token in self.doc:
            piece = origin[bisect_right(starts, token.idx) - 1] if origin else None
            if piece is not None and piece.start <= token.idx < piece.end and not token.is_space:
                self.places.append(token.idx - piece.start + piece.source_start)
                self.numbers.append(token.i)

    def of(self, ranges: Ranges) -> list[int]:
        """The tokens that lie in some ranges of the source, in part or whole."""
        found: set[int] = set()
        for start, end in ranges:
            k = max(bisect_right(self.places, start) - 1, 0)
            while k < len(self.places) and self.places[k] < end:
                if self.places[k] + len(self.doc[self.numbers[k]]) > start:
                    found.add(self.numbers[k])
                k += 1
        return sorted(found)

    def words_of(self, ranges: Ranges) -> frozenset[int]:
        """The words among those tokens."""
        return frozenset(i for i in self.of(ranges) if self.doc[i].is_alpha or self.doc[i].like_num)


def _main(grid: Grid, cue: list[int]) -> int:
    """The main word of a cue: where the rules see one, else the highest, verbs and nouns first."""
    for some in (grid.kept, grid.by_head):
        ruled = [i for i in cue if i in some]
        if ruled:
            return ruled[-1]
    doc, inside = grid.scene.doc, set(cue)
    high = [i for i in cue if doc[i].head.i not in inside or doc[i].head.i == i]
    return ([i for i in high if doc[i].pos_ in {"VERB", "NOUN"}] or high or cue)[-1]
