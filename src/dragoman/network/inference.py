"""A signed graph -> what balance theory would expect of pairs nothing is said of: marked inference.

"The enemy of my enemy is my friend" is no finding. It is computed when asked for, never kept, and
each row shows the two ties it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.network.graph import SignedGraph

ENEMY_OF_ENEMY = "enemy of my enemy"


@dataclass(frozen=True, slots=True)
class Inference:
    """Two nodes without a tie, the foe they share, and the numbers of the two ties."""

    a: str
    b: str
    through: str
    ties: tuple[int, int]
    kind: str = ENEMY_OF_ENEMY


def enemies_of_enemies(graph: SignedGraph) -> tuple[Inference, ...]:
    """Every pair without a tie that has a foe in common, once for each such foe, in order."""
    found = []
    beside = [dict(row) for row in graph.neighbours]
    for middle, row in enumerate(graph.neighbours):
        foes = [(node, tie) for node, tie in row if graph.sign[tie] < 0]
        for at, (one, first) in enumerate(foes):
            for other, second in foes[at + 1 :]:
                if other not in beside[one]:
                    names = graph.nodes[one], graph.nodes[other], graph.nodes[middle]
                    found.append(Inference(*names, (first, second)))
    return tuple(sorted(found, key=lambda i: (i.a, i.b, i.through)))
