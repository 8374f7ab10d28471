"""A signed graph -> its line index: how far it is from two camps, and which ties stand against it.

The line index (frustration index; Harary 1959, Aref, Mason and Wilson 2020) is the least weight of
ties whose removal leaves a graph of two camps: friends inside, foes between. It describes what is
said; it does not foretell.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dragoman.network.blocks import blocks, joined
from dragoman.network.exact import Solved, solve
from dragoman.network.heuristic import two_camps

if TYPE_CHECKING:
    from dragoman.network.graph import Ints, SignedGraph

SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Balance:
    """Two camps and what they leave frustrated.

    Attributes:
        side: +1 or -1 for every node of the graph; the first node of each component is +1.
        line_index: The weight of the frustrated ties: the number of them where all weights are 1.
        bound: No two camps leave less than this.
        frustrated: The numbers of the frustrated ties.
    """

    side: Ints
    line_index: float
    bound: float
    frustrated: tuple[int, ...]

    @property
    def proved(self) -> bool:
        """Whether the line index is the least there can be."""
        return Solved(self.side, self.line_index, self.bound).proved

    @property
    def gap(self) -> float:
        """How far the bound is from the line index."""
        return self.line_index - self.bound


def balance_of(graph: SignedGraph, *, seconds: float = SECONDS, exact: bool = True) -> Balance:
    """The two camps that leave least frustrated, with a proof or the bound that was reached.

    Nodes with one tie and ties on no cycle cost nothing; each biconnected block is solved by
    itself. Without OR-tools, or with ``exact=False``, the camps are the heuristic's; they are
    proved only where unbalanced triangles happen to show it.

    Args:
        graph: The graph.
        seconds: The time for all blocks together; it decides only where proof is not reached.
        exact: Whether to ask for a proof.
    """
    if not exact:
        return _whole(graph, two_camps(graph))
    end = time.monotonic() + seconds
    parts = blocks(graph)
    solved = [_solve_block(graph, ties, end) for ties in parts]
    side = joined(graph, parts, [block.side for block in solved])
    return _whole(graph, side, sum(block.bound for block in solved))


def _solve_block(graph: SignedGraph, ties: list[int], end: float) -> Solved:
    part = graph.part(ties)
    if len(ties) == 1:
        return Solved(np.array([1, part.sign[0]], dtype=np.int64), 0.0, 0.0)
    return solve(part, two_camps(part), max(0.0, end - time.monotonic()))


def _whole(graph: SignedGraph, side: Ints, bound: float = 0.0) -> Balance:
    frustrated = tuple(graph.frustrated(side).tolist())
    return Balance(side, graph.cost(side), bound, frustrated)
