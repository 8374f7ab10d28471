"""A signed graph -> its triads: how many of each kind, and the frustrated ones.

The *strict* rule (Cartwright and Harary 1956) calls a triad frustrated where its signs multiply to
-1: two friends of one actor are foes, or three are foes of each other. The *generalised* rule
(Davis 1967) allows three foes, since there may be more than two camps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.network.graph import SignedGraph

Rule = Literal["strict", "generalised"]
KINDS = ("+++", "++-", "+--", "---")
FRUSTRATED: dict[Rule, frozenset[str]] = {
    "strict": frozenset({"++-", "---"}),
    "generalised": frozenset({"++-"}),
}


@dataclass(frozen=True, slots=True)
class Triad:
    """Three nodes that are all tied, in order of their names, and the numbers of their ties."""

    nodes: tuple[str, str, str]
    ties: tuple[int, int, int]
    kind: str


@dataclass(frozen=True, slots=True)
class Census:
    """How many triads of each kind there are, and the frustrated ones by a rule."""

    rule: Rule
    counts: dict[str, int]
    frustrated: tuple[Triad, ...]


def census(graph: SignedGraph, rule: Rule = "strict") -> Census:
    """All triads of a graph, counted; the frustrated ones in order of their nodes."""
    counts = dict.fromkeys(KINDS, 0)
    frustrated = []
    for triad in _triads(graph):
        counts[triad.kind] += 1
        if triad.kind in FRUSTRATED[rule]:
            frustrated.append(triad)
    return Census(rule, counts, tuple(sorted(frustrated, key=lambda t: t.nodes)))


def _triads(graph: SignedGraph) -> Iterator[Triad]:
    beside = [dict(row) for row in graph.neighbours]
    ends = zip(graph.a.tolist(), graph.b.tolist(), strict=True)
    for number, (a, b) in enumerate(ends):
        for corner in sorted(beside[a].keys() & beside[b].keys()):
            if corner <= b:
                continue
            ties = number, beside[a][corner], beside[b][corner]
            minus = sum(int(graph.sign[tie]) < 0 for tie in ties)
            nodes = graph.nodes[a], graph.nodes[b], graph.nodes[corner]
            yield Triad(nodes, ties, KINDS[minus])
