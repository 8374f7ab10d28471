"""A block of a signed graph -> its line index with a proof, or the best bound in the time given.

The model is linear, with a cut for every unbalanced triangle and the heuristic's camps as the
hint: as Boolean clauses the same model leaves the bound at 0. It needs OR-tools (the extra
``network``); without it there is no proof but for what ``lower_bound`` gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dragoman.network.graph import Ints, SignedGraph

SCALE = 1000  # the solver counts in thousandths of a weight
SEED = 20151223


@dataclass(frozen=True, slots=True)
class Solved:
    """The camps of a block, the weight they leave frustrated, and the least there can be."""

    side: Ints
    cost: float
    bound: float

    @property
    def proved(self) -> bool:
        """Whether no camps can leave less frustrated."""
        return self.bound >= self.cost - 1 / (2 * SCALE)


@cache
def solver_is_there() -> bool:
    """Whether OR-tools is installed."""
    return find_spec("ortools") is not None


def solve(graph: SignedGraph, hint: Ints, seconds: float) -> Solved:
    """The best camps of a connected graph that are found in a number of seconds.

    Args:
        graph: The graph, one block.
        hint: Camps to start from.
        seconds: When to stop; a graph of the size of a year's alliances takes a tenth of one.
    """
    cost, bound = graph.cost(hint), lower_bound(graph)
    known = Solved(hint, cost, min(bound, cost))
    if known.proved or not solver_is_there():
        return known
    found = Model(graph).solve(seconds, hint)
    if found is None:
        return known
    better = found.side if found.cost < cost else hint
    return Solved(better, min(found.cost, cost), max(known.bound, found.bound))


def lower_bound(graph: SignedGraph) -> float:
    """Weight that any two camps leave frustrated: unbalanced triangles that share no tie."""
    used = np.zeros(len(graph.ties), dtype=bool)
    least = 0.0
    for corner in unbalanced_triangles(graph):
        if not used[list(corner)].any():
            used[list(corner)] = True
            least += float(graph.weight[list(corner)].min())
    return least


def unbalanced_triangles(graph: SignedGraph) -> Iterator[tuple[int, int, int]]:
    """The triangles whose signs multiply to -1, as the numbers of their ties, in order."""
    beside = [dict(row) for row in graph.neighbours]
    for number, (a, b) in enumerate(zip(graph.a.tolist(), graph.b.tolist(), strict=True)):
        fewer, more = sorted((a, b), key=lambda node: len(beside[node]))
        for corner in sorted(beside[fewer]):
            if corner > max(a, b) and corner in beside[more]:
                ties = number, beside[a][corner], beside[b][corner]
                if graph.sign[list(ties)].prod() < 0:
                    yield ties


class Model:
    """The line index of a graph as an integer program of its own, to be asked more than once.

    Variables are the side of every node and, for every tie, whether it is frustrated. The node
    with most ties is held on one side: turning all camps around changes nothing.
    """

    def __init__(self, graph: SignedGraph) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - an extra, and slow to load

        self.graph, self.cp = graph, cp_model
        self.model = cp_model.CpModel()
        self.side = [self.model.new_bool_var("") for _ in graph.nodes]
        self.broken = [self.model.new_bool_var("") for _ in graph.ties]
        self.price = [max(1, round(weight * SCALE)) for weight in graph.weight.tolist()]
        self.root = max(range(len(graph)), key=lambda n: (len(graph.neighbours[n]), -n))
        self._constrain()

    def _constrain(self) -> None:
        graph, model, side, broken = self.graph, self.model, self.side, self.broken
        ends = zip(graph.a.tolist(), graph.b.tolist(), graph.sign.tolist(), strict=True)
        for number, (a, b, sign) in enumerate(ends):
            if sign > 0:
                model.add(broken[number] >= side[a] - side[b])
                model.add(broken[number] >= side[b] - side[a])
            else:
                model.add(broken[number] >= side[a] + side[b] - 1)
                model.add(broken[number] >= 1 - side[a] - side[b])
        for ties in unbalanced_triangles(graph):
            model.add(sum(broken[tie] for tie in ties) >= 1)
        model.add(side[self.root] == 1)

    def total(self) -> Any:
        """The frustrated weight, in thousandths."""
        return sum(price * tie for price, tie in zip(self.price, self.broken, strict=True))

    def solve(self, seconds: float, hint: Ints) -> Solved | None:
        """The best camps found, and the bound; None where there was no time for any."""
        self.model.minimize(self.total())
        self._hint(hint)
        solver = self._solver(seconds)
        status = solver.solve(self.model)
        if status not in {self.cp.OPTIMAL, self.cp.FEASIBLE}:
            return None
        side = self._sides(solver)
        cost = self.graph.cost(side)
        done = status == self.cp.OPTIMAL
        return Solved(side, cost, cost if done else solver.best_objective_bound / SCALE)

    def other_optimum(self, group: Sequence[int], side: Ints, seconds: float) -> Ints | bool:
        """Camps as good as some that put a node of a group otherwise to its first than these do.

        Args:
            group: Nodes, two or more.
            side: Camps of least frustration.
            seconds: When to give up.

        Returns:
            The sides; False where there are none; True where time ran out.
        """
        model = self.model.clone()
        side_of = [model.get_bool_var_from_proto_index(variable.index) for variable in self.side]
        first, *others = group
        differs = []
        for node in others:
            other = side_of[node] if side[first] == side[node] else 1 - side_of[node]
            differs.append(model.new_bool_var(""))
            model.add(differs[-1] <= side_of[first] + other)
            model.add(differs[-1] <= 2 - side_of[first] - other)
        model.add(sum(differs) >= 1)
        least = sum(self.price[number] for number in self.graph.frustrated(side).tolist())
        model.add(self.total() <= least)
        solver = self._solver(seconds)
        status = solver.solve(model)
        if status in {self.cp.OPTIMAL, self.cp.FEASIBLE}:
            return self._sides(solver)
        return bool(status != self.cp.INFEASIBLE)

    def _hint(self, hint: Ints) -> None:
        graph = self.graph
        turned = hint * hint[self.root]
        self.model.clear_hints()  # type: ignore[no-untyped-call]  # OR-tools has no type for it
        for variable, value in zip(self.side, turned.tolist(), strict=True):
            self.model.add_hint(variable, value > 0)
        bad = set(graph.frustrated(turned).tolist())
        for number, variable in enumerate(self.broken):
            self.model.add_hint(variable, number in bad)

    def _solver(self, seconds: float) -> Any:
        solver = self.cp.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = 1  # one thread: the same answer every time
        solver.parameters.linearization_level = 2
        solver.parameters.random_seed = SEED
        return solver

    def _sides(self, solver: Any) -> Ints:
        values = [1 if solver.boolean_value(variable) else -1 for variable in self.side]
        return np.array(values, dtype=np.int64)
