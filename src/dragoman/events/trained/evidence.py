"""An event with the votes on it -> numbers that tell how sure it is: votes, roles, grammar.

Two logistic models look at them: one says whether an event of politics is told at all, the other
how much of the row is right (see ``votes``). Their weights are in the header, a number a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dragoman.grammar.clauses import VERBAL
from dragoman.linear import logistic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dragoman.events.match import Match
    from dragoman.linear import Floats
    from dragoman.record import Event, Role

SIDE = frozenset({"relcl", "acl", "advcl"})
JOINED = frozenset({"conj", "xcomp"})
ARGUMENT = frozenset({"pobj", "dobj", "nsubj", "nsubjpass"})
COMING = frozenset({"planned", "demanded"})
CERTAIN = 6.0  # log-odds beyond which the model's certainty is not taken at its word


def evidence_of(match: Match, event: Event, told: Mapping[str, float]) -> dict[str, float]:
    """The numbers by name.

    Args:
        match: The predicate and its pattern.
        event: The row as the lexicon alone makes it.
        told: What the votes say and what the sentence is about, by name.
    """
    source, target = event.source, event.target
    dep, exact = match.predicate.dep_, match.pattern.weight
    holds = {
        "has a condition": exact > 0, "has an exact condition": exact > 1,
        "has many conditions": exact > 2,
        "source is a mention": _mentioned(source), "target is a mention": _mentioned(target),
        "source is known": _known(source), "target is known": _known(target),
        "both are known": _known(source) and _known(target),
        "has a source": bool(source), "has a target": bool(target),
        "has both": bool(source and target),
        "has several sources": len(source) > 1, "has several targets": len(target) > 1,
        "is a verb": match.predicate.pos_ in VERBAL, "is the main word": dep == "ROOT",
        "is a content": dep == "ccomp", "is in a side clause": dep in SIDE,
        "is joined": dep in JOINED, "is an argument": dep in ARGUMENT,
        "is actual": event.realis == "actual", "is to come": event.realis in COMING,
        "is negated": event.realis == "negated", "is background": event.background,
        "is said": bool(event.said_in),
    }  # fmt: skip
    return {"constant": 1.0, **told, **{name: float(held) for name, held in holds.items()}}


def certainties(
    weights: Mapping[str, float], evidence: Sequence[Mapping[str, float]]
) -> list[float]:
    """The share that a logistic model says of each row of evidence; all have the same names."""
    values = np.asarray([list(row.values()) for row in evidence])
    found: list[float] = logistic(values @ [weights[name] for name in evidence[0]]).tolist()
    return found


def strongest(
    weights: Mapping[str, float], evidence: Mapping[str, float], count: int
) -> list[tuple[str, float]]:
    """What moves the answer most, with the log-odds it adds; the constant left out."""
    parts = [(name, weights[name] * value) for name, value in evidence.items() if value]
    told = sorted(parts, key=lambda part: -abs(part[1]))
    return [part for part in told if part[0] != "constant"][:count]


def _mentioned(roles: tuple[Role, ...]) -> bool:
    return any(role.mention for role in roles)


def _known(roles: tuple[Role, ...]) -> bool:
    return any(role.actor for role in roles)


def column(rows: list[dict[str, float]]) -> Floats:
    """Rows of evidence as an array, a column a name, in the order of the first row."""
    return np.asarray([list(row.values()) for row in rows])
