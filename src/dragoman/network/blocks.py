"""A graph -> its biconnected blocks: every cycle lies in one, so each is balanced by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.network.graph import Ints, SignedGraph


def blocks(graph: SignedGraph) -> list[list[int]]:
    """The ties of each biconnected block, by their numbers (Hopcroft and Tarjan 1973).

    A tie that lies on no cycle is a block of its own. Blocks come by their first tie.
    """
    neighbours = graph.neighbours
    order = [-1] * len(graph)
    low = [0] * len(graph)
    found: list[list[int]] = []
    clock = 0
    for root in range(len(graph)):
        if order[root] >= 0:
            continue
        order[root] = low[root] = clock
        clock += 1
        stack: list[int] = []
        path = [(root, -1, iter(neighbours[root]))]
        while path:
            here, came_by, rest = path[-1]
            step = next(rest, None)
            if step is None:
                path.pop()
                if path:
                    above = path[-1][0]
                    low[above] = min(low[above], low[here])
                    if low[here] >= order[above]:
                        found.append(_cut(stack, came_by))
                continue
            there, tie = step
            if tie == came_by:
                continue
            if order[there] < 0:
                order[there] = low[there] = clock
                clock += 1
                stack.append(tie)
                path.append((there, tie, iter(neighbours[there])))
            elif order[there] < order[here]:
                stack.append(tie)
                low[here] = min(low[here], order[there])
    return sorted(found)


def _cut(stack: list[int], since: int) -> list[int]:
    """The ties from ``since`` on, taken off the stack, sorted."""
    at = stack.index(since)
    block = sorted(stack[at:])
    del stack[at:]
    return block


def joined(graph: SignedGraph, parts: Sequence[Sequence[int]], sides: Sequence[Ints]) -> Ints:
    """The camps of a graph from those of its blocks.

    Two blocks share one node at most, so a block is turned around where it gives that node the
    other side. The first node of each component is on the side +1.

    Args:
        graph: The graph.
        parts: The ties of its blocks.
        sides: For each block, the sides of ``graph.part(ties)``'s nodes.
    """
    lies_in: list[list[int]] = [[] for _ in graph.nodes]
    given: list[dict[int, int]] = []
    for number, (ties, side) in enumerate(zip(parts, sides, strict=True)):
        nodes = sorted({n for tie in ties for n in (int(graph.a[tie]), int(graph.b[tie]))})
        given.append(dict(zip(nodes, side.tolist(), strict=True)))
        for node in nodes:
            lies_in[node].append(number)
    whole = np.zeros(len(graph), dtype=np.int64)
    done = [False] * len(parts)
    for root in range(len(graph)):
        if whole[root]:
            continue
        whole[root] = 1
        queue = [root]
        while queue:
            node = queue.pop()
            for number in lies_in[node]:
                if done[number]:
                    continue
                done[number] = True
                turn = int(whole[node]) * given[number][node]
                for other, side_there in given[number].items():
                    if not whole[other]:
                        whole[other] = turn * side_there
                        queue.append(other)
    return whole
