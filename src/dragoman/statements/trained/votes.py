"""A cue's token -> what each of the models thought of it: for those who ask why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from dragoman.statements.trained.cues import cue_columns
from dragoman.statements.trained.engine import floor_of
from dragoman.statements.trained.grid import Grid
from dragoman.statements.trained.readings import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.linear import Floats
    from dragoman.statements.scene import Draft, Scene
    from dragoman.statements.trained.candidates import Stretch
    from dragoman.statements.trained.weights import Weights

Candidate = TypeVar("Candidate")


@dataclass(frozen=True, slots=True)
class Votes:
    """What the models made of one cue, the best candidates first.

    Args:
        cue: The log-odds that the token is a cue.
        parts: What each of the cue model's templates adds to them, the strongest first.
        speakers: The head of each phrase that may name the speaker (NOBODY for none), and its
            chance.
        contents: Each stretch that may be what was said, and its chance.
        log_odds: The acceptance model's of the whole; None where the cue has no content.
        certainty: The share of rows right at that score.
        floor: What the certainty must be for a row to be made; None where the cue has no content.
    """

    cue: float
    parts: tuple[tuple[str, float], ...]
    speakers: tuple[tuple[int, float], ...]
    contents: tuple[tuple[Stretch, float], ...]
    log_odds: float | None
    certainty: float | None
    floor: float | None


def votes_on(
    scene: Scene, drafts: Sequence[Draft], settled: Sequence[Draft], weights: Weights, cue: int
) -> Votes:
    """What the models made of a token of a report.

    Args:
        scene: The report.
        drafts: All drafts of the rules.
        settled: Those that the rules alone would make rows of.
        weights: The trained models.
        cue: The token's number.
    """
    reader = Reader(Grid(scene, drafts, settled))
    models = weights.models
    rates = models.rates[reader.grid.keys]
    parts = models.cue.parts(cue_columns(reader.grid, rates, np.asarray([cue])))[0]
    speakers = _speakers(reader, weights, cue)
    contents = _contents(reader, weights, cue, speakers[0][0])
    readings = reader.read(models)
    rows = np.flatnonzero(readings.cues == cue)
    log_odds = float(weights.accept.scores(readings.columns)[rows[0]]) if len(rows) else None
    sure = weights.certainty(np.asarray([log_odds])) if log_odds is not None else None
    return Votes(
        float(parts.sum()),
        _named(models.cue.templates, parts),
        speakers,
        contents,
        log_odds,
        float(sure[0]) if sure is not None else None,
        floor_of(reader.grid, readings, int(rows[0])) if len(rows) else None,
    )


def _named(templates: Sequence[Sequence[str]], parts: Floats) -> tuple[tuple[str, float], ...]:
    named = zip((" & ".join(template) for template in templates), parts.tolist(), strict=True)
    return tuple(sorted(named, key=lambda part: -abs(part[1])))


def _speakers(reader: Reader, weights: Weights, cue: int) -> tuple[tuple[int, float], ...]:
    heads = reader.candidates.speakers(cue)
    columns = reader.pairs.speakers(np.full(len(heads), cue), np.asarray(heads))
    return _ranked(heads, weights.models.speaker.scores(columns))


def _contents(
    reader: Reader, weights: Weights, cue: int, speaker: int
) -> tuple[tuple[Stretch, float], ...]:
    stretches = reader.candidates.contents(cue, speaker)
    if not stretches:
        return ()
    cues, speakers = np.full(len(stretches), cue), np.full(len(stretches), speaker)
    columns = reader.pairs.contents(cues, speakers, stretches)
    return _ranked(stretches, weights.models.content.scores(columns))


def _ranked(candidates: Sequence[Candidate], scores: Floats) -> tuple[tuple[Candidate, float], ...]:
    """Candidates with their softmax, the best first."""
    grown = np.exp(scores - scores.max())
    chances = (grown / grown.sum()).tolist()
    order = np.argsort(-scores, kind="stable").tolist()
    return tuple((candidates[k], chances[k]) for k in order)
