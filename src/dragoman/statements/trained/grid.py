"""Scene -> a column of integers for every question about a token, over the whole report at once."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
from spacy.attrs import DEP, HEAD, LEMMA, LOWER, POS, SUFFIX, TAG
from spacy.strings import get_string_id

from dragoman.linear import Bools, Ints, bins, code, placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dragoman.statements.cues import CueBook
    from dragoman.statements.scene import Draft, Scene

DISTANCE = (1, 2, 3, 4, 6, 9, 13, 21, 41)
KEY_BITS = 16  # of the table of how often words are cues
NEAR = 8  # tokens over which a quotation counts as near
EDGE = 1  # what stands for the word before the first and behind the last

PARTS = {"verb": ("VERB", "AUX"), "noun": ("NOUN", "PROPN"), "adjective": ("ADJ",)}


@lru_cache(maxsize=1024)
def number(label: str) -> int:
    """The number that a word, tag or label has in a column, whatever the pipeline."""
    return int(np.uint64(get_string_id(label)).astype(np.int64))


@lru_cache(maxsize=4)
def _acts(book: CueBook) -> dict[tuple[int, int], int]:
    """The act of the first entry of each lemma of a cue table, by part of speech and lemma."""
    return {
        (number(pos), number(lemma)): code(entries[0].act)
        for kind, labels in PARTS.items()
        for pos in labels
        for lemma, entries in book.by_pos[kind].items()
    }


@lru_cache(maxsize=4)
def _labels(labels: tuple[str, ...], words: frozenset[str]) -> tuple[Ints, list[str], Bools]:
    """Labels by number: the numbers, rising, the labels, and which of them ask for words."""
    order = sorted(labels, key=number)
    numbers = np.asarray([number(label) for label in order], dtype=np.int64)
    return numbers, order, np.asarray([label in words for label in order])


def among(values: Ints, members: Ints) -> Bools:
    """Which values are among some, which rise."""
    if not len(members):
        return np.zeros(len(values), dtype=np.bool_)
    nearest = members[np.minimum(members.searchsorted(values), len(members) - 1)]
    return np.asarray(nearest == values)


class Grid:
    """A report's tokens as columns.

    Args:
        scene: The report.
        drafts: What the rules make of it, before the nested ones are sorted out.
        settled: Those of them that the rules alone would make rows of.
    """

    def __init__(self, scene: Scene, drafts: Sequence[Draft], settled: Sequence[Draft]) -> None:
        self.scene, self.drafts = scene, drafts
        cells = scene.doc.to_array([LOWER, LEMMA, TAG, DEP, POS, SUFFIX, HEAD]).astype(np.int64)
        self.low, self.lemma, self.tag, self.dep, self.pos, self.suffix, offset = cells.T
        self.size = len(self.low)
        self.place = np.arange(self.size)
        self.head = self.place + offset
        self.sentence: Ints = np.asarray(scene.sentence_of, dtype=np.int64)
        self.by_head = {draft.head.i: draft for draft in drafts}
        self.kept = {draft.head.i for draft in settled}
        self.rule = self._at_heads({i: code(d.entry.id) for i, d in self.by_head.items()})
        self.form = self._at_heads({i: code(d.form) for i, d in self.by_head.items()})
        self.act = self._at_heads({i: code(d.entry.act) for i, d in self.by_head.items()})

    def _at_heads(self, values: dict[int, int]) -> Ints:
        column = np.zeros(self.size, dtype=np.int64)
        for i, value in values.items():
            column[i] = value
        return column

    def among(self, column: Literal["pos", "dep"], labels: tuple[str, ...]) -> Bools:
        """Which tokens have one of some labels."""
        numbers = _labels(labels, frozenset())[0]
        values = self.pos if column == "pos" else self.dep
        return among(values, numbers)

    def marked(self, tokens: Iterable[int]) -> Bools:
        """Which tokens are among some."""
        column = np.zeros(self.size, dtype=np.bool_)
        column[list(tokens)] = True
        return column

    def numbered(self, stretches: Iterable[tuple[int, int]]) -> Ints:
        """The number of the stretch (first and last token) that each token lies in, or -1."""
        column = np.full(self.size, -1, dtype=np.int64)
        for number_, (first, last) in enumerate(stretches):
            column[first : last + 1] = number_
        return column

    def beside(self, column: Ints, tokens: Ints, offset: int) -> Ints:
        """What a column has at the tokens ``offset`` further on than some others."""
        there = tokens + offset
        inside = (there >= 0) & (there < self.size)
        return np.where(inside, column[np.where(inside, there, 0)], EDGE)

    def child(self, label: str, column: Ints) -> Ints:
        """For each token the value of its last child with a label, or 0."""
        values = np.zeros(self.size, dtype=np.int64)
        rows = np.flatnonzero(self.dep == number(label))
        values[self.head[rows]] = column[rows] + self._side[rows]
        return values

    def children(
        self, labels: tuple[str, ...], words: frozenset[str], tokens: Ints
    ) -> dict[str, Ints]:
        """For each label what some tokens' last children with it are, or 0.

        Args:
            labels: The labels asked about.
            words: Those of which the word counts, and not the part of speech.
            tokens: The tokens on which the children hang.
        """
        numbers, order, is_word = _labels(labels, words)
        slots = np.minimum(numbers.searchsorted(self.dep), len(numbers) - 1)
        rows = np.flatnonzero(numbers[slots] == self.dep)
        slots = slots[rows]
        values = np.where(is_word[slots], self.low[rows], self.pos[rows]) + self._side[rows]
        table = np.zeros((len(labels), self.size), dtype=np.int64)
        table[slots, self.head[rows]] = values
        return dict(zip(order, table[:, tokens], strict=True))

    @cached_property
    def _side(self) -> Ints:
        """1 for a token before its head, else 2."""
        return np.where(self.place < self.head, 1, 2)

    @cached_property
    def keys(self) -> Ints:
        """A hash of lemma and part of speech, by which it is known how often a word is a cue."""
        return placed({"lemma": self.lemma, "pos": self.pos}, [("lemma", "pos")], KEY_BITS)[:, 0]

    @cached_property
    def mentioned(self) -> Ints:
        """The kind of the mention that a token heads, or 0."""
        return self._at_heads({i: code(m.kind) for i, m in self.scene.mentioned.by_head.items()})

    @cached_property
    def quoted(self) -> Ints:
        """0 outside quotation marks, 1 inside a borrowed word's, 2 inside those of speech."""
        column = np.zeros(self.size, dtype=np.int64)
        for quote in self.scene.quotes:
            column[quote.first : quote.last + 1] = 1 + quote.spoken
        return column

    @cached_property
    def near_quote(self) -> Ints:
        """Where the nearest quotation begins behind a token, and where one ends before it."""
        column = np.zeros(self.size, dtype=np.int64)
        for quote in self.scene.quotes:
            for gap in range(NEAR, 0, -1):
                if quote.first - gap >= 0:
                    column[quote.first - gap] = gap
            for gap in range(NEAR, 0, -1):
                if quote.last + gap < self.size:
                    column[quote.last + gap] += 16 * gap
        return column

    @cached_property
    def quote_length(self) -> Ints:
        """How long the quotation around a token is, in bins, or 0."""
        column = np.zeros(self.size, dtype=np.int64)
        for quote in self.scene.quotes:
            column[quote.first : quote.last + 1] = quote.last + 1 - quote.first
        return bins(column, DISTANCE)

    @cached_property
    def held(self) -> Ints:
        """What the rules' smallest content around a token is the content of: the act, or 0."""
        column = np.zeros(self.size, dtype=np.int64)
        kept = [d for d in self.drafts if d.head.i in self.kept]
        for draft in sorted(kept, key=lambda d: (-len(d.content), d.head.i)):
            column[np.fromiter(draft.content, dtype=np.int64)] = code(draft.entry.act)
        return column

    @cached_property
    def booked(self) -> Ints:
        """The act of the first entry of the cue table that has a token's lemma, or 0."""
        acts = _acts(self.scene.cues)
        words = zip(self.pos.tolist(), self.lemma.tolist(), strict=True)
        return np.asarray([acts.get(word, 0) for word in words], dtype=np.int64)

    @cached_property
    def settled(self) -> Ints:
        """1 at the cues that the rules alone make rows of."""
        return self._at_heads(dict.fromkeys(self.kept, 1))

    @cached_property
    def part(self) -> Ints:
        """1 in the title and the standfirst, 0 in the body, 2 where nothing is read as prose."""
        parts = [0 if s.part == "body" else 1 for s in self.scene.sentences]
        return np.asarray([*parts, 2], dtype=np.int64)[self.sentence]

    @cached_property
    def in_sentence(self) -> Ints:
        """How far from its sentence's beginning a token stands, in bins."""
        starts = np.asarray([s.tokens.start for s in self.scene.sentences] + [0], dtype=np.int64)
        return bins(self.place - starts[self.sentence], DISTANCE)

    @cached_property
    def cues_in_sentence(self) -> Ints:
        """How many of the rules' cues stand in a token's sentence, up to 4."""
        counts = np.bincount(
            self.sentence[sorted(self.kept)] + 1, minlength=self.sentence.max(initial=-1) + 2
        )
        return np.minimum(counts[self.sentence + 1], 4)

    @cached_property
    def quotes_in_sentence(self) -> Ints:
        """Whether a quotation of speech stands in a token's sentence."""
        counts = np.bincount(
            self.sentence[self.quoted == 2] + 1, minlength=self.sentence.max(initial=-1) + 2
        )
        return np.minimum(counts[self.sentence + 1], 1)
