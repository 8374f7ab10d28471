"""Events as the lexicon makes them -> the vote on each: lexicon and model together, and how sure.

The lexicon's vote is the type of the pattern, after the manual's rules. The model's is a chance for
each type, and for there being no event of politics at all. Both are added up as logarithms: the
lexicon's type is preferred by ``trust``, and the type with the most wins. CONCEDE and RETREAT are
one to the model where the lexicon says either, since its corpus joins them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import numpy as np

from dragoman.events.trained.evidence import CERTAIN, certainties, evidence_of
from dragoman.record import EventType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dragoman.events.match import Match
    from dragoman.events.trained.features import FeatureReader, Features
    from dragoman.events.trained.subject import Subjects
    from dragoman.events.trained.weights import Weights
    from dragoman.linear import Floats
    from dragoman.record import Event

TYPES: tuple[EventType, ...] = get_args(EventType)
NONE = len(TYPES)  # the column of "no event of politics"
PLACE = {kind: at for at, kind in enumerate(TYPES)}
YIELDING = (PLACE["CONCEDE"], PLACE["RETREAT"])


@dataclass(frozen=True, eq=False)
class Vote:
    """What lexicon and model make of one event.

    Args:
        lexicon: The type that the lexicon votes for.
        model: The model's own chances: of each type in the order of ``TYPES``, then of none.
        type: What both together say.
        evidence: What the certainty hangs on, by name.
        event: How likely an event of politics is told at all.
        right: How likely its type is right.
        score: The share of its parties that is right and known, if the type is.
    """

    lexicon: EventType
    model: Floats
    type: EventType
    evidence: dict[str, float]
    event: float
    right: float
    score: float

    def makes_a_row(self, floors: Mapping[str, float]) -> bool:
        """Whether an event is sure enough to make a row."""
        return self.event >= floors["event"] and self.right >= floors["right"]

    @property
    def favourite(self) -> EventType | None:
        """What the model alone would say; None for no event."""
        best = int(self.model.argmax())
        return None if best == NONE else TYPES[best]


def votes_on(
    drafts: Sequence[tuple[Match, Event]],
    reader: FeatureReader,
    subjects: Subjects,
    weights: Weights,
) -> list[Vote]:
    """The vote on each event, in order.

    Args:
        drafts: The events as the lexicon alone makes them, each with its match.
        reader: Reads the features of events of their report.
        subjects: Tells what their report is about.
        weights: The model.
    """
    if not drafts:
        return []
    logs = log_chances(reader.read(drafts), weights.types)
    types, evidence = [], []
    for (match, event), log in zip(drafts, logs, strict=True):
        lexicon = PLACE[event.type]
        together, at = joined(log, lexicon, weights.trust)
        told = ballots(log, together, lexicon, at) | subjects.of(match, event)
        types.append(TYPES[at])
        evidence.append(evidence_of(match, event, told))
    certain = (certainties(w, evidence) for w in (weights.event, weights.right, weights.score))
    return [
        Vote(event.type, np.exp(log), type_, told, likely, right, round(score, 2))
        for (_, event), log, type_, told, likely, right, score in zip(
            drafts, logs, types, evidence, *certain, strict=True
        )
    ]


def log_chances(features: Features, types: Floats) -> Floats:
    """The logarithms of the model's chances: a row an event, a column a type, the last for none."""
    order = np.argsort(features.owners, kind="stable")  # every event has features
    starts = features.owners[order].searchsorted(np.arange(features.events))
    parts = types[features.places[order]] * features.weights[order, None]
    scores = np.add.reduceat(parts, starts)
    scores -= scores.max(axis=1, keepdims=True)
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)))


def joined(log: Floats, lexicon: int, trust: float) -> tuple[Floats, int]:
    """The logarithms of the chances of lexicon and model together, and the type that wins."""
    scores = log[:NONE].copy()
    if lexicon in YIELDING:
        both = np.logaddexp(*scores[list(YIELDING)])
        scores[list(YIELDING)] = -np.inf
        scores[lexicon] = both
    scores[lexicon] += trust
    scores -= scores.max()
    return np.asarray(scores - np.log(np.exp(scores).sum())), int(scores.argmax())


def ballots(log: Floats, together: Floats, lexicon: int, at: int) -> dict[str, float]:
    """What the votes say for a type, as evidence.

    Args:
        log: The logarithms of the model's chances.
        together: Those of lexicon and model together.
        lexicon: The type of the lexicon.
        at: The type that won.
    """
    some = float(np.log1p(-min(np.exp(log[NONE]), 1 - 1e-9)))  # that there is an event
    return {
        "both votes for it": float(together[at]),
        "model for it, if an event": max(float(log[at]) - some, -2 * CERTAIN),
        "model for the lexicon's": max(float(log[lexicon]), -2 * CERTAIN),
        "model for an event": float(np.clip(some - log[NONE], -CERTAIN, CERTAIN)),
        "both agree": float(at == lexicon),
    }
