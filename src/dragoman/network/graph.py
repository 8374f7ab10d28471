"""Signed ties -> a graph of who stands for and against whom, as flat arrays."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    """One undirected signed edge: two nodes in order of their names, +1 or -1, and a weight."""

    a: str
    b: str
    sign: int
    weight: float = 1.0

    @classmethod
    def between(cls, one: str, other: str, sign: int, weight: float = 1.0) -> Tie:
        """The tie between two nodes, whichever is named first."""
        a, b = sorted((one, other))
        return cls(a, b, sign, weight)


class SignedGraph:
    """A simple signed graph: at most one tie between two nodes.

    ``nodes`` and ``ties`` are sorted, so that the same ties give the same results. ``a``, ``b``,
    ``sign`` and ``weight`` are arrays with an entry for every tie; nodes count from 0.

    Raises:
        UsageError: A tie binds a node to itself, a pair has two ties, a sign is not +1 or -1, or
            a weight is not above 0.
    """

    def __init__(self, ties: Iterable[Tie], nodes: Iterable[str] = ()) -> None:
        self.ties = tuple(sorted(ties))
        _check(self.ties)
        named = {node for tie in self.ties for node in (tie.a, tie.b)}
        self.nodes = tuple(sorted({*nodes, *named}))
        self.index = {node: number for number, node in enumerate(self.nodes)}
        self.a: Ints = np.array([self.index[t.a] for t in self.ties], dtype=np.int64)
        self.b: Ints = np.array([self.index[t.b] for t in self.ties], dtype=np.int64)
        self.sign: Ints = np.array([t.sign for t in self.ties], dtype=np.int64)
        self.weight: Floats = np.array([t.weight for t in self.ties], dtype=np.float64)

    def __len__(self) -> int:
        return len(self.nodes)

    @cached_property
    def neighbours(self) -> list[list[tuple[int, int]]]:
        """For every node its neighbours, each with the number of the tie, by number of the node."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.nodes]
        ends = zip(self.a.tolist(), self.b.tolist(), strict=True)
        for number, (a, b) in enumerate(ends):
            found[a].append((b, number))
            found[b].append((a, number))
        for row in found:
            row.sort()
        return found

    @cached_property
    def component(self) -> list[int]:
        """For every node the number of its connected component, the largest 0; lone nodes too."""
        first = [-1] * len(self)
        for root in range(len(self)):
            queue = [root] if first[root] < 0 else []
            first[root] = root if queue else first[root]
            while queue:
                for other, _ in self.neighbours[queue.pop()]:
                    if first[other] < 0:
                        first[other] = root
                        queue.append(other)
        size = Counter(first)
        rank = {root: n for n, root in enumerate(sorted(size, key=lambda r: (-size[r], r)))}
        return [rank[root] for root in first]

    def frustrated(self, side: Ints) -> Ints:
        """The numbers of the ties that two camps leave frustrated, in order.

        Args:
            side: +1 or -1 for every node. A positive tie between the camps is frustrated, and a
                negative one inside a camp.
        """
        return np.flatnonzero(self.sign * side[self.a] * side[self.b] < 0)

    def cost(self, side: Ints) -> float:
        """The summed weight of the frustrated ties."""
        return float(self.weight[self.frustrated(side)].sum())

    def part(self, ties: Iterable[int]) -> SignedGraph:
        """The graph of some ties, by their numbers, and the nodes they bind."""
        return SignedGraph([self.ties[number] for number in ties])


def _check(ties: tuple[Tie, ...]) -> None:
    for tie in ties:
        place = f"{tie.a} – {tie.b}"
        if tie.a == tie.b:
            raise UsageError(f"{place}: a node is tied to itself (take the row out)")
        if tie.sign not in {1, -1}:
            raise UsageError(f"{place}: the sign is {tie.sign} (give 1 or -1)")
        if not 0 < tie.weight < np.inf:
            raise UsageError(f"{place}: the weight is {tie.weight:g} (give a number above 0)")
    for one, other in pairwise(ties):
        if (one.a, one.b) == (other.a, other.b):
            raise UsageError(f"{one.a} – {one.b}: tied twice (join the rows first)")
