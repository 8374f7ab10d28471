"""A cue and its candidates -> the columns that the rankers of speakers and of contents look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from spacy.attrs import IS_TITLE, IS_UPPER

from dragoman.linear import Ints, Template, bins, code
from dragoman.statements.trained.candidates import NOBODY
from dragoman.statements.trained.grid import DISTANCE, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.statements.trained.candidates import Candidates, Stretch

DEEPEST = 5  # steps up from a token in which a path to another one is looked for
LONGEST = 5  # steps of a path; a longer one is none
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
        self._heads: list[int] = grid.head.tolist()
        self._labels: list[int] = grid.dep.tolist()
        self._comma = np.concatenate(([0], np.cumsum(grid.low == number(","))))
        nominal = np.isin(grid.place, candidates.nominal)
        self._nominal = np.concatenate(([0], np.cumsum(nominal)))
        self._quoted = np.concatenate(([0], np.cumsum(grid.quoted > 0)))
        self._subject = grid.child("nsubj", grid.pos)
        self._passive = grid.child("auxpass", grid.place * 0) + grid.child("nsubjpass", grid.pos)
        self._capital = grid.scene.doc.to_array([IS_TITLE, IS_UPPER]).max(axis=1, initial=0)
        self._det = grid.child("det", grid.low)
        self._in_quote = (grid.quoted > 0).tolist()
        sentences = grid.scene.sentences
        self._starts = np.asarray([*(s.tokens.start for s in sentences), 0], dtype=np.int64)
        self._ends = np.asarray([*(s.tokens.end for s in sentences), grid.size], dtype=np.int64)
        self._chains: dict[int, list[int]] = {}
        self._spoken_by = {h.i for d in grid.drafts for h in d.said_by}
        self._speaks = {d.head.i: {h.i for h in d.said_by} for d in grid.drafts}

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
            "subject_of_other": np.asarray([h in self._spoken_by for h in heads.tolist()]),
        }  # fmt: skip
        columns = {
            name: np.where(none, 0, column) if name in OF_HEAD else column
            for name, column in columns.items()
        }
        return _as_ints({"nobody": none} | columns)

    def contents(self, cues: Ints, speakers: Ints, stretches: Sequence[Stretch]) -> dict[str, Ints]:
        """The columns of (cue, speaker, stretch) triples, which are equally long."""
        grid = self.grid
        first = np.asarray([s.tokens[0] for s in stretches], dtype=np.int64)
        last = np.asarray([s.tokens[-1] for s in stretches], dtype=np.int64)
        sizes = np.asarray([len(s.tokens) for s in stretches])
        quoted = np.asarray([sum(map(self._in_quote.__getitem__, s.tokens)) for s in stretches])
        roots = np.asarray([self._root(s) for s in stretches], dtype=np.int64)
        kinds = np.asarray([code(s.kind) for s in stretches], dtype=np.int64)
        share = bins(quoted / sizes, SHARES)
        side = np.where(last < cues, 0, np.where(first > cues, 1, 2))
        gap = np.where(side == 0, cues - last, np.where(side == 1, first - cues, 0))
        sentence = grid.sentence[cues]
        starts, ends = self._starts, self._ends
        opened = np.asarray([self._whole(s) for s in stretches], dtype=np.int64)
        return _as_ints(self._of_cues(cues) | {
            "kind": kinds, "length": bins(sizes, LENGTHS), "share": share, "whole": opened,
            "first": grid.low[first], "first_tag": grid.tag[first], "first_dep": grid.dep[first],
            "last_tag": grid.tag[last],
            "before_it": np.where(first > 0, grid.low[first - 1], 1),
            "behind_it": np.where(last + 1 < grid.size, grid.low[(last + 1) % grid.size], 1),
            "root_dep": grid.dep[roots], "root_tag": grid.tag[roots],
            "distance": bins(gap, DISTANCE), "side": side,
            "ends": last >= ends[sentence] - 2, "starts": first <= starts[sentence] + 1,
            "sentences": np.minimum(grid.sentence[last] - grid.sentence[first], 3),
            "path": self._paths(roots, cues), "ruled": self._ruled_contents(cues, stretches),
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
        pairs = zip(ones.tolist(), others.tolist(), strict=True)
        return np.asarray([self._path(one, other) for one, other in pairs], dtype=np.int64)

    def _path(self, one: int, other: int) -> int:
        up, down = self._chain(one), self._chain(other)
        for steps, token in enumerate(down):
            if token in up:
                climbed = up.index(token)
                if climbed + steps > LONGEST:
                    return 0
                way = [self._labels[t] for t in up[:climbed]] + [UP_AND_DOWN]
                return _joined([*way, *(self._labels[t] for t in down[:steps])])
        return 0

    def _chain(self, i: int) -> list[int]:
        """A token and the heads above it."""
        found = self._chains.get(i)
        if found is None:
            found = [i]
            while len(found) <= DEEPEST and self._heads[found[-1]] != found[-1]:
                found.append(self._heads[found[-1]])
            self._chains[i] = found
        return found

    def _ruled_speakers(self, cues: Ints, heads: Ints) -> Ints:
        """0 without a rule's opinion, 1 where the rules name the candidate, 2 where another."""
        found = []
        for cue, head in zip(cues.tolist(), heads.tolist(), strict=True):
            named = self._speaks.get(cue)
            agreed = named is not None and (head in named or (head == NOBODY and not named))
            found.append(0 if named is None else 1 if agreed else 2)
        return np.asarray(found, dtype=np.int64)

    def _ruled_contents(self, cues: Ints, stretches: Sequence[Stretch]) -> Ints:
        """How much a stretch has in common with what the rules took: -1 where they took nothing."""
        word, found = self.candidates.word, []
        ruled: dict[int, set[int]] = {}
        for cue, stretch in zip(cues.tolist(), stretches, strict=True):
            draft = self.grid.by_head.get(cue)
            if draft is None or not draft.content:
                found.append(-1.0)
                continue
            if cue not in ruled:
                ruled[cue] = {i for i in draft.content if word[i]}
            found.append(overlap(ruled[cue], [i for i in stretch.tokens if word[i]]))
        return np.where(np.asarray(found) < 0, -1, bins(found, OVERLAP))

    def _lengths(self, heads: Ints) -> Ints:
        """How long the phrases of heads are, in bins."""
        doc = self.grid.scene.doc
        sizes = {i: doc[i].right_edge.i - doc[i].left_edge.i for i in set(heads.tolist())}
        return bins([sizes[i] for i in heads.tolist()], DISTANCE)

    def _root(self, stretch: Stretch) -> int:
        """The first token of a stretch whose head lies outside it."""
        inside = set(stretch.tokens)
        heads = self._heads
        return next(
            (i for i in stretch.tokens if heads[i] == i or heads[i] not in inside),
            stretch.tokens[0],
        )

    def _whole(self, stretch: Stretch) -> int:
        """1 for one whole quotation, 2 where one ends a stretch, 3 where one begins it."""
        quote_at = self.grid.scene.quote_at
        first, last = quote_at[stretch.tokens[0]], quote_at[stretch.tokens[-1]]
        begins = first is not None and stretch.tokens[0] - first.first <= 1
        ends = last is not None and last.last - stretch.tokens[-1] <= 1
        return (1 if first is last else 4) if begins and ends else 2 * ends + 3 * begins


def overlap(one: set[int], other: Sequence[int]) -> float:
    """Dice's coefficient of two sets of tokens, the second without repetitions."""
    shared = sum(1 for i in other if i in one)
    return 2 * shared / max(len(one) + len(other), 1)


def _joined(labels: Sequence[int]) -> int:
    """One number for a row of labels."""
    key = 0
    for label in labels:
        key = (key * 1_000_003 ^ label) & 0x7FFF_FFFF_FFFF_FFFF
    return key


def _orders(cues: Ints, heads: Ints, same: Ints) -> Ints:
    """The how-many-th of a cue's candidates of its sentence a head is, counted on its own side.

    Pairs of one cue stand together, in text order.
    """
    found = np.zeros(len(cues), dtype=np.int64)
    rows = zip(cues.tolist(), heads.tolist(), np.asarray(same).tolist(), strict=True)
    before: dict[int, list[int]] = {}
    behind: dict[int, int] = {}
    for row, (cue, head, here) in enumerate(rows):
        if not here or head == cue:
            continue
        if head < cue:
            before.setdefault(cue, []).append(row)
        else:
            behind[cue] = behind.get(cue, 0) + 1
            found[row] = min(behind[cue], 5)
    for rows_before in before.values():
        for order, row in enumerate(reversed(rows_before), 1):
            found[row] = min(order, 5)
    return found


def _signatures(cues: Ints, stretches: Sequence[Stretch]) -> Ints:
    """Which of the telling kinds a cue has a candidate of, as bits."""
    bits: dict[int, int] = {}
    for cue, stretch in zip(cues.tolist(), stretches, strict=True):
        bits[cue] = bits.get(cue, 0) | TELLING.get(stretch.kind, 0)
    return np.asarray([bits[cue] for cue in cues.tolist()], dtype=np.int64)


def _as_ints(columns: dict[str, Ints]) -> dict[str, Ints]:
    return {name: np.asarray(column).astype(np.int64) for name, column in columns.items()}
