"""Grid and weights -> for every cue the likeliest speaker and content, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dragoman.linear import Floats, Ints, Template, bins
from dragoman.statements.trained.candidates import Candidates, Stretch
from dragoman.statements.trained.cues import cue_columns
from dragoman.statements.trained.pairs import OVERLAP, Pairs, overlap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.linear import Linear
    from dragoman.statements.trained.grid import Grid

LIKELY = (-3.0, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)  # log-odds
CHANCES = (0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.995)
NONE = -9.0  # below all bins
NEIGHBOURS = 12  # cues before and behind one that may stand in its way
SAME = 0.5  # share of words from which two contents are one
PREFERENCE = 0.7  # log-odds that a choice is given for being the rules' own
AS_RULED = len(OVERLAP)  # the bin of a stretch that has all words of the rules' content
CUE_FLOOR = -1.3  # log-odds below which a token that no rule makes a row of is no cue
OF_SPEAKER = ("ruled", "nobody", "kind")  # columns of the pairs that count for acceptance
OF_CONTENT = ("ruled", "kind", "length", "share", "side", "root_tag")

TEMPLATES: tuple[Template, ...] = (
    *(
        (name,)
        for name in (
            "cue", "speaker", "content", "rule", "form", "settled", "ruled_speaker",
            "ruled_content", "kind", "lemma", "length", "share", "speaker_kind", "inside", "holds",
            "twin", "tag", "dep", "quoted", "neg", "part", "held", "side", "booked", "root",
        )
    ),
    *(
        ("cue", name)
        for name in (
            "speaker", "content", "rule", "settled", "ruled_content", "kind", "share", "inside",
            "holds", "twin", "speaker_kind", "quoted", "held", "form",
        )
    ),
    *(("content", name) for name in (
        "kind", "ruled_content", "share", "length", "inside", "speaker", "form", "side",
    )),
    *(("rule", name) for name in (
        "settled", "ruled_content", "ruled_speaker", "inside", "share", "speaker_kind", "neg",
    )),
    *(("inside", name) for name in ("holds", "settled", "share", "twin", "quoted")),
    ("lemma", "kind"), ("lemma", "speaker_kind"), ("lemma", "share"), ("kind", "length"),
    ("kind", "share"), ("ruled_content", "settled"), ("ruled_speaker", "settled"),
    ("speaker", "speaker_kind"), ("speaker_kind", "kind"), ("cue", "content", "settled"),
    ("settled", "ruled_speaker", "ruled_content"), ("lemma", "root"),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Models:
    """The three models that read: cues, speakers, contents; and how often each lemma is a cue."""

    cue: Linear
    speaker: Linear
    content: Linear
    rates: Ints


@dataclass(frozen=True, eq=False)
class Readings:
    """For every likely cue of a report the best speaker and content, in text order.

    ``columns`` is what the acceptance model looks at.
    """

    cues: Ints
    speakers: Ints
    contents: tuple[Stretch, ...]
    cue_scores: Floats
    columns: dict[str, Ints]


class Reader:
    """The candidates of one report, scored.

    Args:
        grid: The report's tokens.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.candidates = Candidates(grid)
        self.pairs = Pairs(self.candidates)

    def read(self, models: Models) -> Readings:
        """The best speaker and content of every likely cue that has a content."""
        cues, scores = self._cues(models)
        speakers, by_whom, speaker = self._speakers(models.speaker, cues)
        pairs = zip(cues.tolist(), speakers.tolist(), strict=True)
        offered = [self.candidates.contents(i, head) for i, head in pairs]
        told = np.asarray([bool(some) for some in offered], dtype=bool)
        cues, scores, speakers, by_whom = cues[told], scores[told], speakers[told], by_whom[told]
        speaker = {name: column[told] for name, column in speaker.items()}
        offered = [some for some in offered if some]
        contents, what, content = self._contents(models.content, cues, speakers, offered)
        columns = self._columns(cues, speaker, content)
        found = columns | self._certainty(cues, contents, scores, by_whom, what)
        return Readings(cues, speakers, contents, scores, found)

    def _cues(self, models: Models) -> tuple[Ints, Floats]:
        grid = self.grid
        rates = models.rates[grid.keys]
        tokens = np.flatnonzero(((rates > 0) | (grid.rule > 0)) & (grid.sentence >= 0))
        if not len(tokens):
            return tokens, np.zeros(0)
        scores = models.cue.scores(cue_columns(grid, rates, tokens))
        kept = (scores >= CUE_FLOOR) | (grid.settled[tokens] > 0)
        return tokens[kept], scores[kept]

    def _speakers(self, model: Linear, cues: Ints) -> tuple[Ints, Floats, dict[str, Ints]]:
        offered = [self.candidates.speakers(i) for i in cues.tolist()]
        sizes = np.asarray([len(heads) for heads in offered], dtype=np.int64)
        heads = np.asarray([head for some in offered for head in some], dtype=np.int64)
        if not len(heads):
            return heads, np.zeros(0), {}
        columns = self.pairs.speakers(np.repeat(cues, sizes), heads)
        scores = model.scores(columns) + PREFERENCE * (columns["ruled"] == 1)
        best, chances = chosen(scores, sizes)
        return heads[best], chances, {name: columns[name][best] for name in OF_SPEAKER}

    def _contents(
        self, model: Linear, cues: Ints, speakers: Ints, offered: Sequence[Sequence[Stretch]]
    ) -> tuple[tuple[Stretch, ...], Floats, dict[str, Ints]]:
        sizes = np.asarray([len(some) for some in offered], dtype=np.int64)
        stretches = [stretch for some in offered for stretch in some]
        if not stretches:
            return (), np.zeros(0), {}
        of_cues, of_speakers = np.repeat(cues, sizes), np.repeat(speakers, sizes)
        columns = self.pairs.contents(of_cues, of_speakers, stretches)
        scores = model.scores(columns) + PREFERENCE * (columns["ruled"] == AS_RULED)
        best, chances = chosen(scores, sizes)
        kept = {name: columns[name][best] for name in OF_CONTENT}
        return tuple(stretches[k] for k in best.tolist()), chances, kept

    def _columns(
        self, cues: Ints, speaker: dict[str, Ints], content: dict[str, Ints]
    ) -> dict[str, Ints]:
        """What a cue is and what was chosen for it."""
        if not len(cues):
            return dict.fromkeys({n for t in TEMPLATES for n in t}, cues)
        grid = self.grid
        return {
            "rule": grid.rule[cues], "form": grid.form[cues], "settled": grid.settled[cues],
            "lemma": grid.lemma[cues], "tag": grid.tag[cues], "dep": grid.dep[cues],
            "quoted": grid.quoted[cues], "held": grid.held[cues], "part": grid.part[cues],
            "booked": grid.booked[cues], "neg": grid.child("neg", grid.place * 0)[cues],
            "ruled_speaker": speaker["ruled"], "ruled_content": content["ruled"],
            "kind": content["kind"], "length": content["length"], "share": content["share"],
            "side": content["side"], "root": content["root_tag"],
            "speaker_kind": np.where(speaker["nobody"], 1, speaker["kind"]),
        }  # fmt: skip

    def _certainty(
        self, cues: Ints, contents: Sequence[Stretch], scores: Floats, by_whom: Floats, what: Floats
    ) -> dict[str, Ints]:
        """How sure each choice was, and what stronger cues around one would have."""
        inside, holds, twin = _around(cues.tolist(), contents, scores.tolist())
        return {
            "cue": bins(scores, LIKELY), "speaker": bins(by_whom, CHANCES),
            "content": bins(what, CHANCES), "inside": bins(inside, LIKELY),
            "holds": bins(holds, LIKELY), "twin": bins(twin, LIKELY),
        }  # fmt: skip


def chosen(scores: Floats, sizes: Ints) -> tuple[Ints, Floats]:
    """The best row of each group of rows, the first of equal ones, and its softmax.

    Args:
        scores: The score of every row.
        sizes: How many rows each group has, at least one.
    """
    starts = np.cumsum(sizes) - sizes
    highest = np.maximum.reduceat(scores, starts)
    grown = np.exp(scores - np.repeat(highest, sizes))
    rows = np.where(scores == np.repeat(highest, sizes), np.arange(len(scores)), len(scores))
    return np.minimum.reduceat(rows, starts), 1 / np.add.reduceat(grown, starts)


def _around(
    cues: Sequence[int], contents: Sequence[Stretch], scores: Sequence[float]
) -> tuple[list[float], list[float], list[float]]:
    """The scores of the strongest other cues that stand in each cue's way; NONE without one.

    First of those whose content holds the cue, then of those that its own content holds, then of
    those that take the same content.
    """
    sets = [set(stretch.tokens) for stretch in contents]
    size = len(cues)
    inside, holds, twin = [NONE] * size, [NONE] * size, [NONE] * size
    for one in range(size):
        for other in range(max(one - NEIGHBOURS, 0), min(one + NEIGHBOURS + 1, size)):
            if one == other:
                continue
            within = cues[one] in sets[other]
            around = cues[other] in sets[one]
            if within:
                inside[one] = max(inside[one], scores[other])
            if around:
                holds[one] = max(holds[one], scores[other])
            if within or around or not _meet(contents[one], contents[other]):
                continue
            if overlap(sets[one], contents[other].tokens) > SAME:
                twin[one] = max(twin[one], scores[other])
    return inside, holds, twin


def _meet(one: Stretch, other: Stretch) -> bool:
    """Whether neither of two stretches ends before the other begins."""
    return one.tokens[0] <= other.tokens[-1] and other.tokens[0] <= one.tokens[-1]
