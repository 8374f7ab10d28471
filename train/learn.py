"""Examples -> the models of the trained engine, each judged on articles it was not fitted to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dragoman.linear import Floats, Ints, Linear, placed
from dragoman.statements.trained import cues, pairs, readings
from dragoman.statements.trained.engine import accepted, floor_of
from dragoman.statements.trained.grid import KEY_BITS
from examples import CONTENT_BITS, SPEAKER_BITS, Choices
from fit import fit_choice, fit_logistic, isotonic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examples import Example

CUE_BITS, ACCEPT_BITS = 18, 15
A_STEP = 150  # rows that are taken together when scores are calibrated
CUE_PENALTY, CHOICE_PENALTY, ACCEPT_PENALTY = 25.0, 8.0, 60.0  # best of six each, in two folds


@dataclass(eq=False)
class Material:
    """Everything the models are fitted to, by article, so that some may be left out."""

    examples: Sequence[Example]

    def __post_init__(self) -> None:
        self.heads = np.stack([_counts(e, e.is_cue) for e in self.examples]).astype(np.int32)
        self.total = np.stack([_counts(e, np.ones_like(e.is_cue)) for e in self.examples]).astype(
            np.int32
        )
        choices = [e.choices() for e in self.examples]
        self.speakers = [speakers for speakers, _ in choices]
        self.contents = [contents for _, contents in choices]

    def models(self, chosen: Sequence[int]) -> readings.Models:
        """The models fitted to some of the articles."""
        heads, total = self.heads[chosen].sum(axis=0), self.total[chosen].sum(axis=0)
        places, right = self._cues(chosen, heads, total)
        cue = fit_logistic(places, right, 1 << CUE_BITS, penalty=CUE_PENALTY)
        speaker = _choice([self.speakers[k] for k in chosen], SPEAKER_BITS)
        content = _choice([self.contents[k] for k in chosen], CONTENT_BITS)
        return readings.Models(
            Linear(cues.TEMPLATES, cue),
            Linear(pairs.SPEAKER_TEMPLATES, speaker),
            Linear(pairs.CONTENT_TEMPLATES, content),
            cues.rate_bins(heads, total),
        )

    def _cues(self, chosen: Sequence[int], heads: Ints, total: Ints) -> tuple[Ints, Floats]:
        """The tokens that may be cues; how often a word is one is counted without the token."""
        places, right = [], []
        for example in (self.examples[k] for k in chosen):
            grid, is_cue = example.grid, example.is_cue
            rates = cues.rate_bins(heads[grid.keys] - is_cue, total[grid.keys] - 1)
            tokens = np.flatnonzero(((rates > 0) | (grid.rule > 0)) & (grid.sentence >= 0))
            columns = cues.cue_columns(grid, rates, tokens)
            places.append(placed(columns, cues.TEMPLATES, CUE_BITS))
            right.append(is_cue[tokens])
        return np.concatenate(places), np.concatenate(right).astype(np.float64)


def _counts(example: Example, weights: Ints) -> Ints:
    return np.bincount(example.grid.keys, weights=weights, minlength=1 << KEY_BITS).astype(np.int64)


def _choice(choices: Sequence[Choices], bits: int) -> Floats:
    places = np.concatenate([some.places for some in choices if some.sizes])
    right = np.asarray([good for some in choices for good in some.right])
    sizes = np.asarray([size for some in choices for size in some.sizes])
    groups = np.cumsum(sizes) - sizes
    return fit_choice(places, right, groups, 1 << bits, penalty=CHOICE_PENALTY)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many rows were made, and the shares of them and of what was marked that are right."""

    precision: float
    recall: float
    rows: int

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


@dataclass(frozen=True, eq=False)
class Trial:
    """What models make of articles that they were not fitted to.

    ``log_odds`` are the acceptance model's, ``right`` what is so; both by article, in order.
    """

    readings: list[readings.Readings]
    log_odds: list[Floats]
    right: list[Ints]

    def figures(self, material: Material, certain: Sequence[Floats], least: float = 0.0) -> Figures:
        """Precision, recall and F1 of the readings that stand at the engine's floors.

        Args:
            material: What was read.
            certain: The calibrated score of each reading, by article.
            least: What a reading must score besides.
        """
        made = right = 0
        rows = zip(material.examples, self.readings, certain, self.right, strict=True)
        for example, found, scores, good in rows:
            grid = example.grid
            floors = [max(floor_of(grid, found, k), least) for k in range(len(found.cues))]
            kept = accepted(found, scores.tolist(), floors)
            made += len(kept)
            right += int(good[kept].sum())
        there = sum(len(example.golds) for example in material.examples)
        return Figures(right / max(made, 1), right / max(there, 1), made)

    def calibration(self) -> tuple[Floats, Floats]:
        """Log-odds and the share of rows that are right there, rising; one step a group of rows.

        A reading within a better one's content makes no row, and is right less often than others
        of its score; so it does not count.
        """
        stand = [
            accepted(found, scores.tolist(), [-np.inf] * len(scores))
            for found, scores in zip(self.readings, self.log_odds, strict=True)
        ]
        scores, right = (
            np.concatenate([column[rows] for column, rows in zip(columns, stand, strict=True)])
            for columns in (self.log_odds, self.right)
        )
        order = np.argsort(scores, kind="stable")
        groups = np.array_split(order, max(len(order) // A_STEP, 2))
        middles = np.asarray([scores[g].mean() for g in groups])
        shares = np.asarray([right[g].mean() for g in groups])
        return isotonic(middles, shares)


def cross_validated(material: Material, folds: int, seed: int) -> Trial:
    """The reading of every article by models of the other folds.

    The acceptance model is fitted to readings of articles that the other models had not seen, and
    is itself judged on others again.
    """
    size = len(material.examples)
    order = np.random.default_rng(seed).permutation(size)
    parts = [sorted(order[k::folds].tolist()) for k in range(folds)]
    read: dict[int, readings.Readings] = {}
    for part in parts:
        models = material.models(sorted(set(range(size)) - set(part)))
        read |= {k: material.examples[k].reader.read(models) for k in part}
    found = [read[k] for k in range(size)]
    right = [e.right(r) for e, r in zip(material.examples, found, strict=True)]
    log_odds: dict[int, Floats] = {}
    for part in parts:
        others = sorted(set(range(size)) - set(part))
        accept = acceptance([found[k] for k in others], [right[k] for k in others])
        log_odds |= {k: accept.scores(found[k].columns) for k in part}
    return Trial(found, [log_odds[k] for k in range(size)], right)


def acceptance(found: Sequence[readings.Readings], right: Sequence[Ints]) -> Linear:
    """The model that says which readings are right."""
    rows = [placed(r.columns, readings.TEMPLATES, ACCEPT_BITS) for r in found]
    places, good = np.concatenate(rows), np.concatenate(right).astype(np.float64)
    weights = fit_logistic(places, good, 1 << ACCEPT_BITS, penalty=ACCEPT_PENALTY)
    return Linear(readings.TEMPLATES, weights)
