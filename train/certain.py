"""Rows under a vote -> how likely each is right, and the figures of rows kept at a floor."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.events.trained.evidence import certainties
from dragoman.events.trained.votes import TYPES
from softmax import fit_shares
from voting import JOINED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.linear import Floats
    from voting import Example, Row

PENALTY = 1.0
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
COVERAGE = (1.0, 0.6, 0.3)
SAYS_NOTHING = frozenset({
    "both votes for it", "both agree", "model for it, if an event", "model for the lexicon's",
    "has a source", "has a target", "has both", "has several sources", "has several targets",
    "is the main word", "is a content", "is in a side clause", "is joined", "is an argument",
})  # fmt: skip  # of whether there is an event: who labels one a sentence chooses by these


@dataclass(frozen=True, slots=True)
class Certain:
    """Of the evidence, the weights of the three certainties.

    Args:
        event: That an event of politics is told at all.
        right: That the type is right.
        score: How much of the parties is right and known, if the type is right.
    """

    event: dict[str, float]
    right: dict[str, float]
    score: dict[str, float]


def fit_certain(rows: Sequence[Row]) -> Certain:
    """The certainty models of rows, fitted to those of which somebody says what is right."""
    told = [row for row in rows if is_told(row)]
    judged = [row for row in rows if row.judged]
    marked = [row for row in rows if is_marked(row)]
    return Certain(
        _fitted(told, np.asarray([float(row.right) for row in told]), SAYS_NOTHING),
        _fitted(judged, np.asarray([float(row.right) for row in judged])),
        _fitted(marked, np.asarray([row.share for row in marked])),
    )


def is_told(row: Row) -> bool:
    """Whether somebody says that a row is an event of politics, or that it is none."""
    return row.right or row.ordinary


def is_marked(row: Row) -> bool:
    """Whether somebody says which parties a row should have."""
    return row.judged and row.share is not None


def _fitted(
    rows: Sequence[Row], right: Floats, without: frozenset[str] = frozenset()
) -> dict[str, float]:
    """The weight of each number by name, nothing for those it is to do without."""
    used = [name for name in rows[0].evidence if name not in without]
    evidence = np.asarray([[row.evidence[name] for name in used] for row in rows])
    weights = dict(zip(used, fit_shares(evidence, right, PENALTY).tolist(), strict=True))
    return {name: round(weights.get(name, 0.0), 4) for name in rows[0].evidence}


def figures_of(
    examples: Sequence[Example],
    rows: Sequence[Row],
    models: Sequence[Certain],
    floors: tuple[float, float],
) -> dict[str, Any]:
    """Figures over sentences: types of the corpus, ordinary news left alone, calibration.

    Args:
        examples: All sentences.
        rows: Their events, each under a vote.
        models: For each row certainty models that had not seen it.
        floors: How likely an event must be told, and its type right, to make a row.
    """
    pairs = list(zip(models, rows, strict=True))
    event = [certainties(model.event, [row.evidence])[0] for model, row in pairs]
    right = [certainties(model.right, [row.evidence])[0] for model, row in pairs]
    score = [certainties(model.score, [row.evidence])[0] for model, row in pairs]
    least, lowest = floors
    chances = zip(rows, event, right, strict=True)
    kept = [row for row, told, fits in chances if told >= least and fits >= lowest]
    marked = [at for at, row in enumerate(rows) if is_marked(row)]
    told = [at for at, row in enumerate(rows) if is_told(row)]
    judged = [at for at, row in enumerate(rows) if row.judged]
    return {
        "corpus": _types(examples, kept),
        "corpus, every row": _types(examples, rows),
        "ordinary left alone": _left(examples, kept),
        "ordinary left alone, every row": _left(examples, rows),
        "an event, by what was said": _bins(told, event, [float(r.right) for r in rows]),
        "type right, by what was said": _bins(judged, right, [float(r.right) for r in rows]),
        "score, by what was said": _bins(marked, score, [r.share or 0.0 for r in rows]),
    }


def _types(examples: Sequence[Example], rows: Sequence[Row]) -> dict[str, float]:
    """Precision, recall and F1 of the types of the corpus, as its labels have them."""
    found: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        found[row.at].add(_joined(row.type))
    right = made = of = 0
    for at, example in enumerate(examples):
        if example.sentence.kind == "corpus":
            of += 1
            made += len(found[at])
            right += bool(found[at] & {_joined(kind) for kind in example.sentence.types})
    coded = sum(bool(found[at]) for at, e in enumerate(examples) if e.sentence.kind == "corpus")
    return {
        "precision": round(right / made, 4),
        "recall": round(right / of, 4),
        "f1": round(2 * right / (made + of), 4),
        "types a coded sentence": round(made / coded, 4),
        "of": of,
    }


def _joined(kind: int) -> str:
    """The type as the corpus has it."""
    name = TYPES[kind]
    return next((whole for whole, parts in JOINED.items() if name in parts), name)


def _left(examples: Sequence[Example], rows: Sequence[Row]) -> dict[str, float]:
    """The share of sentences of ordinary news without a row."""
    ordinary = {at for at, e in enumerate(examples) if e.sentence.kind == "ordinary"}
    coded = {row.at for row in rows} & ordinary
    return {"share": round(1 - len(coded) / len(ordinary), 4), "of": len(ordinary)}


def _bins(chosen: Sequence[int], said: Sequence[float], so: Sequence[float]) -> list[Any]:
    """For rows of each certainty: least certainty, mean of what is so, how many."""
    edges = np.digitize([said[at] for at in chosen], BINS[1:-1])
    found = []
    for k, least in enumerate(BINS[:-1]):
        inside = [so[at] for at, edge in zip(chosen, edges.tolist(), strict=True) if edge == k]
        if inside:
            found.append([least, round(float(np.mean(inside)), 3), len(inside)])
    return found
