"""A cue and its candidates -> the columns that the rankers of speakers and of contents look at."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from spacy.attrs import IS_TITLE, IS_UPPER

from dragoman.linear import Bools, Ints, Template, bins, code
from dragoman.statements.trained.candidates import NOBODY
from dragoman.statements.trained.grid import DISTANCE, among, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.statements.trained.candidates import Candidates, Stretch

DEEPEST = 5  # steps up from a token in which a path to another one is looked for
LONGEST = 5  # steps of a path; a longer one is none
PRIME, LOW_BITS = 1_000_003, 0x7FFF_FFFF_FFFF_FFFF
UP_AND_DOWN = 5  # stands between the labels on the way up and those on the way down
SHARES = (0.01, 0.3, 0.6, 0.95)
LENGTHS = (2, 3, 4, 6, 9, 13, 21, 41, 81)
SHORT = (-20, -5, 0, 2, 4, 7, 11, 17, 30)
OVERLAP = (0.01, 0.25, 0.5, 0.75, 0.9, 0.999)

SPEAKER_TEMPLATES: tuple[Template, ...] = (
    *(
        (name,)
        for name in (
            "path", "dep", "tag", "low", "kind", "distance", "between", "commas", "quoted",
            "ruled", "length", "head_lemma", "order", "cue_rule", "subject_of_other", "capital",
            "det",
        )
    ),
    *(
        ("path", name)
        for name in (
            "before", "lemma", "cue_tag", "cue_dep", "kind", "tag", "ruled", "passive", "order",
            "subject", "cue_rule", "quoted", "low",
        )
    ),
    *(
        ("before", name)
        for name in (
            "dep", "distance", "tag", "kind", "between", "commas", "order", "quoted", "lemma",
            "cue_dep", "cue_tag", "subject", "ruled",
        )
    ),
    *(
        ("ruled", name)
        for name in ("cue_rule", "form", "lemma", "kind", "subject", "settled", "passive", "dep")
    ),
    *(("nobody", name) for name in (
        "lemma", "cue_tag", "cue_dep", "passive", "subject", "form", "cue_rule", "settled",
        "cue_quoted",
    )),
    ("before", "order", "dep"), ("before", "distance", "dep"), ("before", "dep", "cue_tag"),
    ("path", "cue_tag", "passive"), ("before", "between", "same"), ("same", "order", "kind"),
    ("kind", "dep", "before"), ("low", "dep"), ("same", "before", "dep", "subject"),
    ("quoted", "cue_quoted", "same_quote"), ("ruled", "path", "before"),
    ("nobody", "passive", "subject"), ("nobody", "cue_tag", "cue_dep", "subject"),
)  # fmt: skip
CONTENT_TEMPLATES: tuple[Template, ...] = (
    *(
        (name,)
        for name in (
            "kind", "length", "share", "whole", "first", "first_tag", "last_tag", "before_it",
            "behind_it", "root_dep", "root_tag", "distance", "ends", "starts", "sentences", "ruled",
            "path", "side", "kinds", "first_dep", "left_over",
        )
    ),
    *(
        ("kind", name)
        for name in (
            "lemma", "cue_dep", "cue_tag", "length", "share", "whole", "first", "first_tag",
            "distance", "side", "ends", "starts", "sentences", "ruled", "form", "cue_rule",
            "has_speaker", "speaker_side", "kinds", "cue_quoted", "before_it", "behind_it",
            "root_tag", "passive", "subject", "only_quote", "left_over", "settled",
        )
    ),
    *(
        ("ruled", name)
        for name in (
            "form", "cue_rule", "lemma", "share", "length", "settled", "side", "kinds", "whole",
            "ends", "root_dep", "only_quote", "left_over",
        )
    ),
    *(
        ("lemma", name)
        for name in (
            "root_dep", "root_tag", "first", "share", "side", "length", "path", "first_tag",
            "kinds",
        )
    ),
    ("side", "share"), ("side", "before_it"), ("side", "behind_it"), ("first", "first_tag"),
    ("side", "path"), ("share", "whole", "kind"), ("kind", "share", "side"),
    ("kind", "side", "distance"), ("root_dep", "root_tag"), ("root_dep", "side"),
    ("kind", "kinds", "ruled"), ("kind", "lemma", "share"), ("share", "left_over", "whole"),
    ("kind", "only_quote", "share"), ("ruled", "kind", "form"), ("kind", "ends", "starts"),
    ("kind", "speaker_side", "side"), ("sentences", "share", "only_quote"),
    ("kind", "first", "lemma"), ("ruled", "share", "kind", "side"),
)  # fmt: skip
TELLING = {
    "child ccomp": 1, "child xcomp": 2, "child dobj": 4, "quote": 8, "child advcl": 16,
    "child acl": 32, "next line": 64, "rule": 128,
}  # fmt: skip
OF_HEAD = frozenset({
    "path", "before", "dep", "tag", "low", "kind", "distance", "between", "commas", "quoted",
    "same_quote", "length", "head_lemma", "order", "same", "capital", "det", "subject_of_other",
})  # fmt: skip


class Pairs:
    """The columns of cues and candidates of one report.

    Args:
        candidates: What may be said, and by whom.
    """

    def __init__(self, candidates: Candidates) -> None:
        self.candidates, self.grid = candidates, candidates.grid
        grid = self.grid
        self._comma = np.concatenate(([0], np.cumsum(grid.low == number(","))))
        self._nominal = candidates.nominal.searchsorted(np.arange(grid.size + 1))
        self._quoted = np.concatenate(([0], np.cumsum(grid.quoted > 0)))
        self._subject = grid.child("nsubj", grid.pos)
        self._passive = grid.child("auxpass", grid.place * 0) + grid.child("nsubjpass", grid.pos)
        self._capital = grid.scene.doc.to_array([IS_TITLE, IS_UPPER]).max(axis=1, initial=0)
        self._det = grid.child("det", grid.low)
        sentences = grid.scene.sentences
        self._starts = np.asarray([*(s.tokens.start for s in sentences), 0], dtype=np.int64)
        self._ends = np.asarray([*(s.tokens.end for s in sentences), grid.size], dtype=np.int64)
        quotes = grid.scene.quotes
        self._quote = grid.numbered((q.first, q.last) for q in quotes)
        self._opens = np.asarray([*(q.first for q in quotes), 0], dtype=np.int64)
        self._closes = np.asarray([*(q.last for q in quotes), 0], dtype=np.int64)
        self._above = _chains(grid.head)
        self._spoken_by = grid.marked({h.i for d in grid.drafts for h in d.said_by})
        named = sorted((i, head.i) for i, draft in grid.by_head.items() for head in draft.said_by)
        self._named = np.asarray([i * grid.size + head for i, head in named], dtype=np.int64)
        self._drafted = grid.marked(grid.by_head)
        self._unnamed = grid.marked({d.head.i for d in grid.by_head.values() if not d.said_by})
        taken = sorted((i, k) for i, draft in grid.by_head.items() for k in draft.content)
        cues, tokens = np.asarray(taken, dtype=np.int64).reshape(-1, 2).T
        self._word = np.asarray(candidates.word)
        self._ruled = cues * grid.size + tokens
        self._ruled_words = np.bincount(cues, weights=self._word[tokens], minlength=grid.size)
        self._takes = grid.marked(cues)

    def speakers(self, cues: Ints, heads: Ints) -> dict[str, Ints]:
        """The columns of (cue, head of a speaker's phrase) pairs, which are equally long.

        Args:
            cues: The cue's token of each pair.
            heads: The candidate's, or NOBODY.
        """
        grid, none = self.grid, heads == NOBODY
        at = np.where(none, cues, heads)
        low, high = np.minimum(at, cues), np.maximum(at, cues)
        commas = self._comma[high] - self._comma[low]
        nominal = self._nominal[high] - self._nominal[low]
        same = grid.sentence[at] == grid.sentence[cues]
        distance = bins(high - low, DISTANCE)
        marked = self._quoted[high] - self._quoted[low]
        columns = self._of_cues(cues) | {
            "path": self._paths(at, cues), "before": at < cues, "dep": grid.dep[at],
            "tag": grid.tag[at], "low": grid.low[at],
            "kind": np.where(grid.mentioned[at], grid.mentioned[at], grid.pos[at]),
            "distance": distance * 2 + same, "between": np.minimum(nominal, 5),
            "commas": np.minimum(commas, 3), "quoted": grid.quoted[at],
            "same_quote": (grid.quoted[at] > 0) & (marked == high - low),
            "ruled": self._ruled_speakers(cues, heads), "length": self._lengths(at),
            "head_lemma": grid.lemma[grid.head[at]], "order": _orders(cues, at, same),
            "same": same, "capital": self._capital[at], "det": self._det[at],
            "subject_of_other": self._spoken_by[at],
        }  # fmt: skip
        columns = {
            name: np.where(none, 0, column) if name in OF_HEAD else column
            for name, column in columns.items()
        }
        return _as_ints({"nobody": none} | columns)

    def contents(self, cues: Ints, speakers: Ints, stretches: Sequence[Stretch]) -> dict[str, Ints]:
        """The columns of (cue, speaker, stretch) triples, which are equally long."""
        grid, spans = self.grid, _Spans(stretches)
        first, last, sizes = spans.first, spans.last, spans.sizes
        quoted = spans.total(grid.quoted[spans.tokens] > 0)
        roots = spans.roots(grid.head)
        kinds = np.asarray([code(s.kind) for s in stretches], dtype=np.int64)
        share = bins(quoted / sizes, SHARES)
        side = np.where(last < cues, 0, np.where(first > cues, 1, 2))
        gap = np.where(side == 0, cues - last, np.where(side == 1, first - cues, 0))
        sentence = grid.sentence[cues]
        starts, ends = self._starts, self._ends
        return _as_ints(self._of_cues(cues) | {
            "kind": kinds, "length": bins(sizes, LENGTHS), "share": share,
            "whole": self._whole(first, last),
            "first": grid.low[first], "first_tag": grid.tag[first], "first_dep": grid.dep[first],
            "last_tag": grid.tag[last],
            "before_it": np.where(first > 0, grid.low[first - 1], 1),
            "behind_it": np.where(last + 1 < grid.size, grid.low[(last + 1) % grid.size], 1),
            "root_dep": grid.dep[roots], "root_tag": grid.tag[roots],
            "distance": bins(gap, DISTANCE), "side": side,
            "ends": last >= ends[sentence] - 2, "starts": first <= starts[sentence] + 1,
            "sentences": np.minimum(grid.sentence[last] - grid.sentence[first], 3),
            "path": self._paths(roots, cues), "ruled": self._ruled_contents(cues, spans),
            "kinds": _signatures(cues, stretches), "has_speaker": speakers != NOBODY,
            "speaker_side": np.where(speakers == NOBODY, 2, speakers < cues),
            "only_quote": grid.quotes_in_sentence[cues],
            "left_over": bins(ends[sentence] - starts[sentence] - sizes, SHORT),
        })  # fmt: skip

    def _of_cues(self, cues: Ints) -> dict[str, Ints]:
        """What a cue is, for each of its pairs."""
        grid = self.grid
        return {
            "lemma": grid.lemma[cues], "cue_tag": grid.tag[cues], "cue_dep": grid.dep[cues],
            "cue_rule": grid.rule[cues], "form": grid.form[cues], "settled": grid.settled[cues],
            "passive": self._passive[cues], "subject": self._subject[cues],
            "cue_quoted": grid.quoted[cues],
        }  # fmt: skip

    def _paths(self, ones: Ints, others: Ints) -> Ints:
        """The labels on the way from one token up and down to another, as a number."""
        up, down = self._above[:, ones], self._above[:, others]
        meets = (down[:, None] == up[None]).reshape(-1, len(ones))
        climbed, steps = meets.argmax(axis=0) % len(up), meets.argmax(axis=0) // len(up)
        keys: Ints = np.zeros(len(ones), dtype=np.int64)
        labels = self.grid.dep
        for step in range(LONGEST):
            keys = np.where(step < climbed, keys * PRIME ^ labels[up[step]], keys)
        keys = keys * PRIME ^ UP_AND_DOWN
        for step in range(LONGEST):
            keys = np.where(step < steps, keys * PRIME ^ labels[down[step]], keys)
        known = meets.any(axis=0) & (climbed + steps <= LONGEST)
        return np.where(known, keys & LOW_BITS, 0)

    def _ruled_speakers(self, cues: Ints, heads: Ints) -> Ints:
        """0 without a rule's opinion, 1 where the rules name the candidate, 2 where another."""
        nobody = heads == NOBODY
        named = among(cues * self.grid.size + heads, self._named) & ~nobody
        agreed = named | (nobody & self._unnamed[cues])
        return np.where(self._drafted[cues], np.where(agreed, 1, 2), 0)

    def _ruled_contents(self, cues: Ints, spans: _Spans) -> Ints:
        """How much a stretch has in common with what the rules took: -1 where they took nothing."""
        word = self._word[spans.tokens]
        ruled = among(np.repeat(cues, spans.sizes) * self.grid.size + spans.tokens, self._ruled)
        shared, words = spans.total(ruled & word), spans.total(word)
        overlaps = 2 * shared / np.maximum(self._ruled_words[cues] + words, 1)
        return np.where(self._takes[cues], bins(overlaps, OVERLAP), -1)

    def _lengths(self, heads: Ints) -> Ints:
        """How long the phrases of heads are, in bins."""
        doc = self.grid.scene.doc
        sizes = {i: doc[i].right_edge.i - doc[i].left_edge.i for i in set(heads.tolist())}
        return bins([sizes[i] for i in heads.tolist()], DISTANCE)

    def _whole(self, first: Ints, last: Ints) -> Ints:
        """1 for one whole quotation, 2 where one ends a stretch, 3 where one begins it."""
        opening, closing = self._quote[first], self._quote[last]
        begins = (opening >= 0) & (first - self._opens[opening] <= 1)
        ends = (closing >= 0) & (self._closes[closing] - last <= 1)
        whole = np.where(opening == closing, 1, 4)
        return np.where(begins & ends, whole, 2 * ends + 3 * begins)


class _Spans:
    """The tokens of stretches one behind the other.

    Args:
        stretches: At least one; the tokens of each are in text order.
    """

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self.sizes: Ints = np.asarray([len(s.tokens) for s in stretches], dtype=np.int64)
        every = chain.from_iterable(s.tokens for s in stretches)
        self.tokens = np.fromiter(every, dtype=np.int64, count=int(self.sizes.sum()))
        ends = np.cumsum(self.sizes)
        self.starts = ends - self.sizes
        self.first, self.last = self.tokens[self.starts], self.tokens[ends - 1]

    def total(self, flags: Bools) -> Ints:
        """How many of each stretch's tokens are flagged, one flag a token."""
        return np.add.reduceat(flags.astype(np.int64), self.starts)

    def roots(self, heads: Ints) -> Ints:
        """The first token of each stretch whose head lies outside it."""
        size, above = len(heads), heads[self.tokens]
        rows = np.repeat(np.arange(len(self.sizes)) * size, self.sizes)
        outside = (above == self.tokens) | ~among(rows + above, rows + self.tokens)
        places = np.where(outside, np.arange(len(self.tokens)), len(self.tokens))
        found = np.minimum.reduceat(places, self.starts)
        return self.tokens[np.where(found < len(self.tokens), found, self.starts)]


def _chains(head: Ints) -> Ints:
    """The heads above each token: first the token itself, and the root again behind the root."""
    found = [np.arange(len(head))]
    for _ in range(DEEPEST):
        found.append(head[found[-1]])
    return np.stack(found)


def overlap(one: set[int], other: Sequence[int]) -> float:
    """Dice's coefficient of two sets of tokens, the second without repetitions."""
    shared = sum(1 for i in other if i in one)
    return 2 * shared / max(len(one) + len(other), 1)


def _groups(cues: Ints) -> tuple[Ints, Ints]:
    """Where the pairs of each cue begin, and to which cue's pairs each belongs."""
    starts = np.flatnonzero(np.concatenate(([True], cues[1:] != cues[:-1])))
    return starts, np.repeat(np.arange(len(starts)), np.diff([*starts, len(cues)]))


def _orders(cues: Ints, heads: Ints, same: Bools) -> Ints:
    """The how-many-th of a cue's candidates of its sentence a head is, counted on its own side.

    Pairs of one cue stand together, in text order.
    """
    starts, group = _groups(cues)
    before, behind = same & (heads < cues), same & (heads > cues)
    passed = np.cumsum(before)
    nearest = np.maximum.reduceat(passed, starts)[group] + 1 - passed
    reached = np.cumsum(behind)
    first: Ints = (reached - behind)[starts][group]
    return np.minimum(np.where(before, nearest, np.where(behind, reached - first, 0)), 5)


def _signatures(cues: Ints, stretches: Sequence[Stretch]) -> Ints:
    """Which of the telling kinds a cue has a candidate of, as bits."""
    bits = np.asarray([TELLING.get(stretch.kind, 0) for stretch in stretches], dtype=np.int64)
    starts, group = _groups(cues)
    return np.bitwise_or.reduceat(bits, starts)[group]


def _as_ints(columns: dict[str, Ints]) -> dict[str, Ints]:
    return {name: column.astype(np.int64, copy=False) for name, column in columns.items()}
