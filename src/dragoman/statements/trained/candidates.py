"""A cue's token -> phrases that may name its speaker, and stretches that may be its content."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dragoman.grammar.clauses import phrase
from dragoman.grammar.tree import dependents
from dragoman.statements.scene import subtree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from dragoman.linear import Ints
    from dragoman.statements.scene import Quoted
    from dragoman.statements.trained.grid import Grid

NOBODY = -1  # the candidate that says a cue has no speaker
FARTHEST = 45  # tokens between a cue and its speaker
MOST = 40  # candidates of one cue
NOMINAL = ("NOUN", "PROPN", "PRON")
SPEAKING = (*NOMINAL, "DET", "NUM", "ADJ")
MODIFIERS = ("compound", "amod", "nmod", "det", "nummod", "quantmod", "expl")
CUE_PARTS = frozenset({"aux", "auxpass", "neg", "prt"})
BARE = frozenset({"punct", "aux", "auxpass", "neg", "prt", "det"})
OBJECTS = frozenset({"pobj", "pcomp"})
SHARED = frozenset({"ccomp", "dobj", "xcomp"})
REACH = 3  # tokens over which a quotation of another sentence is still beside a cue


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens that may be a content: how they were found, and their numbers in text order."""

    kind: str
    tokens: tuple[int, ...]


class Candidates:
    """What may be said and by whom, for the cues of one report.

    Args:
        grid: The report's tokens.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid, self.scene, self.doc = grid, grid.scene, grid.scene.doc
        self.mark, self.word = self.scene.mark, self.scene.word
        self.blank = {i for i, blank in enumerate(self.scene.blank) if blank}
        parts = [sentence.paragraph for sentence in self.scene.sentences]
        paragraphs: list[int] = np.asarray([*parts, -1], dtype=np.int64)[grid.sentence].tolist()
        self.paragraph = paragraphs

    @cached_property
    def nominal(self) -> Ints:
        """The tokens that head a noun phrase, in text order."""
        grid = self.grid
        return np.flatnonzero(grid.among("pos", NOMINAL) & ~grid.among("dep", MODIFIERS))

    @cached_property
    def _nominal(self) -> list[int]:
        found: list[int] = self.nominal.tolist()
        return found

    @cached_property
    def _speaking(self) -> list[bool]:
        """Whether a token is of a part of speech that may name a speaker."""
        found: list[bool] = self.grid.among("pos", SPEAKING).tolist()
        return found

    def cue(self, i: int) -> list[Token]:
        """The tokens of a cue: those of the rules, or the verb with what belongs to it."""
        draft = self.grid.by_head.get(i)
        if draft is not None:
            return draft.cue
        head = self.doc[i]
        parts = [c for c in dependents(head) if c.dep_ in CUE_PARTS and abs(c.i - i) <= REACH]
        return sorted([head, *parts], key=lambda t: t.i)

    def speakers(self, i: int) -> list[int]:
        """The heads of the phrases near a cue that may name its speaker, and NOBODY."""
        token, here = self.doc[i], self.paragraph[i]
        low, high = (
            bisect_left(self._nominal, i - FARTHEST),
            bisect_right(self._nominal, i + FARTHEST),
        )
        beside = (c.i for c in (*dependents(token), *dependents(token.head)))
        found = {*self._nominal[low:high], *(k for k in beside if self._speaking[k])}
        found = {k for k in found if k != i and self.paragraph[k] == here}
        draft = self.grid.by_head.get(i)
        if draft is not None:
            found.update(head.i for head in draft.said_by[:1])
        nearest = sorted(found, key=lambda k: (abs(k - i), k))[: MOST - 1]
        return [*sorted(nearest), NOBODY]

    def speaker_words(self, head: int) -> list[int]:
        """The tokens of a speaker's phrase; nothing for NOBODY."""
        return [t.i for t in phrase(self.doc[head])] if head != NOBODY else []

    def contents(self, i: int, speaker: int) -> list[Stretch]:
        """The stretches near a cue that may be what was said; cue and speaker are cut out."""
        cue = [t.i for t in self.cue(i)]
        found = _Stretches(self, {*cue, *self.speaker_words(speaker)})
        verb = self.doc[i]
        self._below(found, verb)
        self._above(found, verb)
        self._around(found, verb, cue)
        self._quotations(found, verb, cue)
        self._next_line(found, i)
        draft = self.grid.by_head.get(i)
        if draft is not None:
            found.add("rule", sorted(draft.content))
        return found.kept[:MOST]

    def _below(self, found: _Stretches, verb: Token) -> None:
        """What hangs on the cue: its children, objects of its prepositions, all to its right."""
        right = []
        for child in dependents(verb):
            if child.i in found.cut or child.dep_ in BARE:
                continue
            found.add(f"child {child.dep_}", subtree(child))
            if child.dep_ == "prep":
                for below in dependents(child):
                    if below.dep_ in OBJECTS:
                        found.add(f"prep {child.lower_} {below.dep_}", subtree(below))
            if child.i > verb.i and child.dep_ not in {"nsubj", "nsubjpass"}:
                right.append(child)
        if len(right) > 1:
            last = right[-1].right_edge.i + 1
            found.add("right children", range(right[0].left_edge.i, last))
            found.add(
                "first right children", range(right[0].left_edge.i, right[-2].right_edge.i + 1)
            )
            found.add("last right children", range(right[1].left_edge.i, last))

    def _above(self, found: _Stretches, verb: Token) -> None:
        """What the cue hangs on, less the cue's own subtree."""
        head = verb.head
        if head.i == verb.i:
            return
        found.add(f"head {verb.dep_}", _less(subtree(head), subtree(verb)))
        if verb.dep_ in {"conj", "xcomp", "advcl"}:
            for child in dependents(head):
                if child.dep_ in SHARED and child.i != verb.i and verb.i not in subtree(child):
                    found.add(f"head's {child.dep_}", subtree(child))
        if head.head.i != head.i and verb.dep_ in {"prep", "pobj", "pcomp", "xcomp"}:
            found.add("head's head", _less(subtree(head.head), subtree(verb)))

    def _around(self, found: _Stretches, verb: Token, cue: list[int]) -> None:
        """The cue's sentence, and its parts before and behind the cue."""
        sentence = self.scene.sentence(verb.i)
        if sentence is None:
            return
        start, end = sentence.tokens.start, sentence.tokens.end
        low, high = min(found.cut), max(found.cut)
        found.add("behind speaker", range((max(high, verb.i)) + 1, end))
        found.add("behind cue", range(cue[-1] + 1, end))
        found.add("sentence", range(start, end))
        found.add("sentence less cue", _less(range(start, end), subtree(verb)))
        found.add("before cue", range(start, low))
        for k in range(max(start, low - REACH), low):
            if self.doc[k].text == ",":
                found.add("before comma", range(start, k))

    def _quotations(self, found: _Stretches, verb: Token, cue: list[int]) -> None:
        """The quotations beside the cue, those that follow, and the sentences they stand in."""
        near, rest = self._quotes(verb, cue)
        for quote in near:
            found.add("quote", range(quote.first, quote.last + 1))
        if not near:
            return
        if len(near) > 1:
            found.add("quotes", _tokens(near))
        run, last = [], near[-1].last
        for quote in rest:
            if sum(self.word[last + 1 : quote.first]):
                break
            run.append(quote)
            last = quote.last
        if run:
            found.add("quotes on", _tokens([*near, *run]))
        if len(run) < len(rest):
            found.add("all quotes", _tokens([*near, *rest]))
        clause = [s.tokens for s in found.kept if s.kind == "child ccomp"]
        if clause:
            found.add("clause and quotes", sorted({*clause[0], *_tokens([*near, *run])}))
        found.add("quoted sentences", self._sentences_of([*near, *run], verb))

    def _quotes(self, verb: Token, cue: list[int]) -> tuple[list[Quoted], list[Quoted]]:
        """The quotations of the cue's sentence or right beside it; those further on."""
        here, number_ = self.paragraph[verb.i], self.scene.sentence_of[verb.i]
        own = self.scene.quote_at[verb.i]
        quotes = [
            q
            for q in self.scene.quotes
            if q is not own and q.last > q.first and self.paragraph[q.first] == here
        ]
        near = [
            q
            for q in quotes
            if number_ in {self.scene.sentence_of[q.first], self.scene.sentence_of[q.last]}
            or abs(q.first - cue[-1]) <= REACH + 1
            or abs(cue[0] - q.last) <= REACH + 2
        ]
        return near, [q for q in quotes if near and q.first > near[-1].last]

    def _sentences_of(self, quotes: Iterable[Quoted], verb: Token) -> list[int]:
        """The sentences that quotations stand in, less the cue's own clause outside the marks."""
        own, here = subtree(verb), self.scene.sentence_of[verb.i]
        numbers = {self.scene.sentence_of[k] for q in quotes for k in (q.first, q.last)}
        found: list[int] = []
        for number_ in sorted(numbers - {-1}):
            tokens = self.scene.sentences[number_].tokens
            found += (
                k
                for k in range(tokens.start, tokens.end)
                if number_ != here or k not in own or self.scene.quote_at[k] is not None
            )
        return found

    def _next_line(self, found: _Stretches, i: int) -> None:
        """The paragraph behind one that ends with a colon."""
        number_ = self.scene.sentence_of[i]
        if number_ < 0 or number_ + 1 >= len(self.scene.sentences):
            return
        here, following = self.scene.sentences[number_ : number_ + 2]
        if following.paragraph == here.paragraph or here.tokens[-1].text != ":":
            return
        rest = [
            s
            for s in self.scene.sentences[number_ + 1 :][:MOST]
            if s.paragraph == following.paragraph
        ]
        found.add("next line", range(rest[0].tokens.start, rest[-1].tokens.end))


class _Stretches:
    """The candidates of one cue, each once.

    Args:
        around: The report's candidates.
        cut: The tokens of cue and speaker.
    """

    def __init__(self, around: Candidates, cut: set[int]) -> None:
        self.around, self.cut = around, cut
        self._left_out = cut | around.blank
        self.kept: list[Stretch] = []
        self._seen: set[tuple[int, ...]] = set()

    def add(self, kind: str, tokens: Iterable[int]) -> None:
        """Adds a stretch, less cue, speaker and marks at its edges; one without words is none."""
        mark, word, left_out = self.around.mark, self.around.word, self._left_out
        kept = [k for k in tokens if k not in left_out]
        first, last = 0, len(kept)
        while last and mark[kept[last - 1]]:
            last -= 1
        while first < last and mark[kept[first]]:
            first += 1
        whole = tuple(kept[first:last])
        if whole and whole not in self._seen and (word[whole[0]] or any(word[k] for k in whole)):
            self._seen.add(whole)
            self.kept.append(Stretch(kind, whole))


def _less(whole: range, part: range) -> list[int]:
    """The tokens of one run that are not in another."""
    before = range(whole.start, min(part.start, whole.stop))
    return [*before, *range(max(part.stop, whole.start), whole.stop)]


def _tokens(quotes: Iterable[Quoted]) -> list[int]:
    return [k for q in quotes for k in range(q.first, q.last + 1)]
