"""The vote on an event -> what lexicon and model each said, and how sure the two are together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.events.trained.evidence import strongest
from dragoman.events.trained.votes import NONE, TYPES
from dragoman.steps import Option, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dragoman.events.trained.votes import Vote
    from dragoman.events.trained.weights import Weights

RIVALS = 3  # types of the model that are told, beside the lexicon's
REASONS = 4  # numbers that are told of what a certainty hangs on
NO_EVENT = "no event"
EVENT = "how likely an event of politics is told at all"
SCORE = "of source and target, the share to be right and known, with the right type"


def explain_vote(vote: Vote, weights: Weights) -> tuple[Step, ...]:
    """The steps: who votes for which type, what certainty that leaves, and the score."""
    event, right = weights.floors["event"], weights.floors["right"]
    return (
        Step("vote", vote.type, _told(vote), None, None, _options(vote)),
        _certain("event", vote.event, f"{EVENT}; a row needs {event:.2f}", weights.event, vote),
        _certain("type is right", vote.right, f"a row needs {right:.2f}", weights.right, vote),
        _certain("score", vote.score, SCORE, weights.score, vote),
    )


def _told(vote: Vote) -> str:
    """Who votes for what, in a sentence."""
    favourite = vote.favourite or NO_EVENT
    if favourite == vote.lexicon:
        return "lexicon and model agree"
    if vote.type == vote.lexicon:
        return f"the lexicon's type stays; they disagree: the model says {favourite}"
    return f"the model outvotes the lexicon, which says {vote.lexicon}"


def _options(vote: Vote) -> tuple[Option, ...]:
    """The likeliest types with the model's chances, the lexicon's and none among them."""
    chances = vote.model.tolist()
    ranked = sorted(range(len(chances)), key=lambda at: -chances[at])
    named = {vote.type, vote.lexicon}
    shown = [at for k, at in enumerate(ranked) if k < RIVALS or at == NONE or TYPES[at] in named]
    return tuple(
        Option(
            words := TYPES[at] if at != NONE else NO_EVENT,
            chosen=words == vote.type,
            reason="the lexicon's vote, and the model's chance"
            if words == vote.lexicon
            else ("the model's chance"),
            score=chances[at],
        )
        for at in shown
    )


def _certain(
    question: str, share: float, reason: str, weights: Mapping[str, float], vote: Vote
) -> Step:
    """A certainty with what it hangs on, in log-odds."""
    parts = strongest(weights, vote.evidence, REASONS)
    hangs_on = ", ".join(f"{name} {added:+.1f}" for name, added in parts)
    return Step(question, f"{share:.2f}", f"{reason}; {hangs_on}", None, share)
