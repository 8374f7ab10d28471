"""Two camps -> how firm they are: alike in every optimum, and under the extractor's errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dragoman.network.blocks import blocks
from dragoman.network.exact import Model, solver_is_there
from dragoman.network.heuristic import camps_of

if TYPE_CHECKING:
    from dragoman.network.balance import Balance
    from dragoman.network.graph import Ints, SignedGraph

SEED = 20151223
DRAWS = 200
STARTS = 2  # of the heuristic in a draw
DECIDED = 0.8  # of the draws: below it a pair is shown as undecided
SECONDS = 10.0  # for one question to the solver


@dataclass(frozen=True, slots=True)
class Errors:
    """How often the extractor is wrong about a tie.

    Attributes:
        flip: The share of ties with the wrong sign.
        drop: The share of ties that should not be there.
    """

    flip: float
    drop: float


def always_together(graph: SignedGraph, found: Balance) -> tuple[int, ...] | None:
    """A number for every node, such that two nodes have the same one where every optimum agrees.

    "Agrees" means that all camps of least frustration put the two on one side, or all put them on
    two. In a component a node with a number of its own may stand with either camp.

    Returns:
        The numbers, each the first node that has it; None where the camps are not proved, OR-tools
        is not there, or time ran out.
    """
    if not (found.proved and solver_is_there()):
        return None
    group = _Groups(len(graph))
    for ties in blocks(graph):
        part = graph.part(ties)
        places = [graph.index[node] for node in part.nodes]
        alike = _alike(part, found.side[places])
        if alike is None:
            return None
        for here, first in ((node, nodes[0]) for nodes in alike for node in nodes):
            group.join(places[here], places[first])
    return group.numbers()


def _alike(part: SignedGraph, side: Ints) -> list[list[int]] | None:
    """The nodes of a block in groups that every optimum puts as these sides do.

    Each optimum that is found parts the groups; a group that none can part is done.
    """
    if len(part.ties) == 1:
        return [[0, 1]]
    model = Model(part)
    done: list[list[int]] = []
    waiting = [list(range(len(part)))]
    while waiting:
        group = waiting.pop()
        other = model.other_optimum(group, side, SECONDS) if len(group) > 1 else False
        if other is True:
            return None
        if other is False:
            done.append(group)
            continue
        waiting = [half for whole in [*waiting, group] for half in _parted(whole, other * side)]
    return done


def _parted(group: list[int], moved: Ints) -> list[list[int]]:
    """A group in two: the nodes that moved as its first did, and the others."""
    halves = (
        [n for n in group if moved[n] == moved[group[0]]],
        [n for n in group if moved[n] != moved[group[0]]],
    )
    return [half for half in halves if half]


class _Groups:
    """Disjoint sets of nodes, each known by its first."""

    def __init__(self, size: int) -> None:
        self.above = list(range(size))

    def first(self, node: int) -> int:
        while self.above[node] != node:
            self.above[node] = self.above[self.above[node]]
            node = self.above[node]
        return node

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.first(one), self.first(other)))
        self.above[high] = low

    def numbers(self) -> tuple[int, ...]:
        return tuple(self.first(node) for node in range(len(self.above)))


@dataclass(frozen=True, slots=True)
class Stability:
    """How often camps came out the same when ties were flipped and dropped at random.

    Attributes:
        errors: The rates.
        draws: How many times.
        ties: For each tie the share of draws in which its two nodes stood as they do now.
    """

    errors: Errors
    draws: int
    ties: tuple[float, ...]

    def is_decided(self, tie: int) -> bool:
        """Whether the two nodes of a tie stood so in enough of the draws."""
        return self.ties[tie] >= DECIDED


def stability_of(graph: SignedGraph, side: Ints, errors: Errors, draws: int = DRAWS) -> Stability:
    """The stability of camps under errors of the extractor; fixed draws, heuristic camps."""
    draw = np.random.default_rng(SEED)
    now = side[graph.a] * side[graph.b]
    same = np.zeros(len(graph.ties))
    for _ in range(draws):
        kept = draw.random(len(graph.ties)) >= errors.drop
        turned = np.where(draw.random(len(graph.ties)) < errors.flip, -1, 1)
        pull = graph.sign * graph.weight * turned
        again = camps_of(len(graph), graph.a[kept], graph.b[kept], pull[kept], STARTS)
        same += now == again[graph.a] * again[graph.b]
    return Stability(errors, draws, tuple(round(float(share), 3) for share in same / max(draws, 1)))
