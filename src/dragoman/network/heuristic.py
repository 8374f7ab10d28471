"""A signed graph -> two camps, fast: a spectral start, then single nodes that change sides.

The start is the sign of the leading eigenvector of the normalised signed adjacency matrix, which is
the lowest of the normalised signed Laplacian (Kunegis et al. 2010). From random starts the flips
end in far worse camps on large graphs.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from dragoman.network.graph import Floats, Ints, SignedGraph

SEED = 20151223
ROUNDS = 300  # of the power iteration at the most
SETTLED = 1e-6  # the change of the vector below which it stands
TINY = 1e-9  # what counts as nothing among sums of weights
STARTS = 24
SMALL = 4_000  # ties; larger graphs have the spectral start alone


def two_camps(graph: SignedGraph) -> Ints:
    """A side, +1 or -1, for every node, such that no single node can better it; node 0 is +1.

    The frustrated weight of these sides is an upper bound of the line index. The same graph gives
    the same sides.
    """
    return camps_of(len(graph), graph.a, graph.b, graph.sign * graph.weight)


def camps_of(size: int, a: Ints, b: Ints, pull: Floats, starts: int = STARTS) -> Ints:
    """The sides of ``two_camps`` for ties given as arrays.

    Args:
        size: How many nodes there are.
        a: One end of each tie.
        b: The other.
        pull: Its sign times its weight.
        starts: Random starts that are tried beside the spectral one, on small graphs only.
    """
    if not size:
        return np.zeros(0, dtype=np.int64)
    walk = _Walk(size, a, b, pull)
    best = walk.settle(_spectral(size, a, b, pull))
    most = walk.agreement(best)
    if len(a) <= SMALL:
        draw = np.random.default_rng(SEED)
        for _ in range(starts):
            start = draw.integers(0, 2, size, dtype=np.int64) * 2 - 1
            side = walk.settle(start)
            if walk.agreement(side) > most:
                best, most = side, walk.agreement(side)
    return best if best[0] > 0 else -best


def _spectral(size: int, a: Ints, b: Ints, pull: Floats) -> Ints:
    """The sides by the sign of the leading eigenvector; a zero is +1."""
    weight = np.abs(pull)
    degree = np.bincount(a, weight, size) + np.bincount(b, weight, size)
    root = np.sqrt(np.maximum(degree, TINY))
    strength = pull / (root[a] * root[b])
    vector: Floats = np.random.default_rng(SEED).standard_normal(size)
    vector /= np.linalg.norm(vector)
    for _ in range(ROUNDS):
        moved = vector + np.bincount(a, strength * vector[b], size)
        moved += np.bincount(b, strength * vector[a], size)
        moved /= np.linalg.norm(moved)
        stands = np.abs(moved - vector).max() < SETTLED
        vector = moved
        if stands:
            break
    return np.where(vector < 0, -1, 1).astype(np.int64)


class _Walk:
    """Lets nodes change sides while that lowers the frustrated weight."""

    def __init__(self, size: int, a: Ints, b: Ints, pull: Floats) -> None:
        self.size, self.a, self.b, self.strength = size, a, b, pull
        ends, others = np.concatenate([a, b]), np.concatenate([b, a])
        order = np.lexsort((others, ends))
        self.others, self.pull = others[order], np.concatenate([pull, pull])[order]
        self.first = np.searchsorted(ends[order], np.arange(size + 1))

    def agreement(self, side: Ints) -> float:
        """The weight of the ties that stand as the sides want it, less that of the frustrated."""
        return float((self.strength * side[self.a] * side[self.b]).sum())

    def settle(self, start: Ints) -> Ints:
        """The sides once no single node can better them, taken in the order they come up."""
        side = start.copy()
        field = np.bincount(self.a, self.strength * side[self.b], self.size)
        field += np.bincount(self.b, self.strength * side[self.a], self.size)
        waiting = deque(np.flatnonzero(side * field < -TINY).tolist())
        queued = np.zeros(self.size, dtype=bool)
        queued[list(waiting)] = True
        while waiting:
            node = waiting.popleft()
            queued[node] = False
            if side[node] * field[node] >= -TINY:
                continue
            side[node] = -side[node]
            row = slice(self.first[node], self.first[node + 1])
            beside = self.others[row]
            field[beside] += 2 * self.pull[row] * side[node]
            for other in beside[(side[beside] * field[beside] < -TINY) & ~queued[beside]].tolist():
                queued[other] = True
                waiting.append(other)
        return side
