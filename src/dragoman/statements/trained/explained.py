"""A draft and the trained weights -> the votes behind it: cue, speaker, content, acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from dragoman.grammar.clauses import phrase
from dragoman.linear import logistic
from dragoman.statements.trained.candidates import NOBODY
from dragoman.statements.trained.votes import votes_on
from dragoman.steps import SHOWN, Option, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dragoman.statements.scene import Draft, Scene
    from dragoman.statements.trained.votes import Votes
    from dragoman.statements.trained.weights import Weights

Candidate = TypeVar("Candidate")
FAINTEST = 0.005  # chances below are told as none


def explain_votes(
    scene: Scene,
    ruled: Sequence[Draft],
    settled: Sequence[Draft],
    weights: Weights,
    draft: Draft,
) -> tuple[Step, ...]:
    """What the trained models made of a draft's cue, the best candidates with their chances.

    Args:
        scene: The report.
        ruled: All drafts of the rules.
        settled: Those that the rules alone would make rows of.
        weights: The trained models.
        draft: The draft that was kept; one that is nested has no votes, as the rules alone decide.
    """
    if draft.score is None:
        return ()
    votes = votes_on(scene, ruled, settled, weights, draft.head.i)
    return (
        _cue(votes, draft),
        _speaker(scene, votes, draft),
        _content(scene, votes, draft),
        _accepted(votes, draft),
    )


def _cue(votes: Votes, draft: Draft) -> Step:
    """How likely the word is a cue, with the features that say most for it and against it."""
    options = tuple(
        Option(f"{name} {weight:+.2f}", weight > 0, "") for name, weight in votes.parts[:SHOWN]
    )
    reason = f"log-odds {votes.cue:+.2f}, the sum of its features' weights; the strongest are"
    chance = float(logistic(np.asarray([votes.cue]))[0])
    return Step("cue vote", draft.head.text, reason, None, round(chance, 2), options)


def _speaker(scene: Scene, votes: Votes, draft: Draft) -> Step:
    spoken = {head.i for head in draft.said_by}
    options = tuple(
        Option(_phrase(scene, head), head in spoken or (head == NOBODY and not spoken), "", chance)
        for head, chance in _shown(votes.speakers)
    )
    answer = ", ".join(_phrase(scene, head.i) for head in draft.said_by) or "nobody"
    reason = f"the likeliest of {len(votes.speakers)} near the cue"
    return Step("speaker", answer, reason, None, options[0].score, options)


def _phrase(scene: Scene, head: int) -> str:
    if head == NOBODY:
        return "nobody"
    return scene.parse.span_of(phrase(scene.doc[head])).quote


def _content(scene: Scene, votes: Votes, draft: Draft) -> Step:
    options = tuple(
        Option(_words(scene, stretch.tokens), number == 0, stretch.kind, chance)
        for number, (stretch, chance) in enumerate(_shown(votes.contents))
    )
    answer = _words(scene, draft.content)
    reason = f"the likeliest of {len(votes.contents)} stretches near the cue, less what better"
    reason += " statements say in it"
    score = options[0].score if options else None
    return Step("content", answer, reason, None, score, options)


def _shown(ranked: Sequence[tuple[Candidate, float]]) -> list[tuple[Candidate, float]]:
    """The first candidates with their chances rounded; those below a hundredth are left out."""
    return [(each, round(chance, 2)) for each, chance in ranked[:SHOWN] if chance >= FAINTEST]


def _words(scene: Scene, tokens: Iterable[int]) -> str:
    return scene.parse.span_of(scene.doc[i] for i in tokens).quote


def _accepted(votes: Votes, draft: Draft) -> Step:
    score = draft.score or 0.0
    told = f"log-odds {votes.log_odds:+.2f}; " if votes.log_odds is not None else ""
    reason = f"{told}of rows scored so, {score:.0%} were right on articles held out;"
    if votes.floor is not None:
        reason += f" none is made below {votes.floor:.2f}"
    return Step("accepted", "yes", reason, None, round(score, 2))
