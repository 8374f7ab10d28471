"""The signed network: seconds for proofs on real graphs, and for the heuristic on a large one.

    make balance                  the large graph, and one of two noisy camps
    make balance GRAPHS=FOLDER    also every CSV of a,b,sign in a folder

One process, one thread. The solver is loaded before the clock starts.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

import numpy as np

from dragoman.network import SignedGraph, Tie, balance_of, read_edges
from dragoman.network.heuristic import two_camps

SEED = 20151223


def planted(nodes: int, ties: int, noise: float) -> SignedGraph:
    """Two camps with a share of ties that have the wrong sign."""
    draw = np.random.default_rng(SEED)
    side = draw.integers(0, 2, nodes) * 2 - 1
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < ties:
        a, b = sorted(draw.integers(0, nodes, 2).tolist())
        if a != b:
            pairs.add((a, b))
    return SignedGraph(
        Tie(f"{a:05}", f"{b:05}", int(side[a] * side[b]) * (-1 if draw.random() < noise else 1))
        for a, b in sorted(pairs)
    )


def timed(graph: SignedGraph, name: str) -> None:
    start = perf_counter()
    found = balance_of(graph)
    took = perf_counter() - start
    proof = "proved" if found.proved else f"bound {found.bound:g}"
    show(name, graph, found.line_index, took, proof)


def show(name: str, graph: SignedGraph, index: float, took: float, proof: str = "") -> None:
    size = f"{len(graph):>6} {len(graph.ties):>7}"
    print(f"{name:<28} {size} {index:>7g} {took:>7.2f}  {proof}".rstrip())


def main(folder: str | None) -> None:
    balance_of(planted(20, 60, 0.1))  # loads the solver
    print(f"{'graph':<28} {'nodes':>6} {'ties':>7} {'index':>7} {'s':>7}")
    timed(planted(150, 1000, 0.08), "two camps, 8 % noise")
    if folder:
        start = perf_counter()
        files = sorted(Path(folder).glob("[0-9]*.csv"))
        for file in files:
            timed(SignedGraph(read_edges(file).ties), file.name)
        print(f"{len(files)} graphs in {perf_counter() - start:.1f} s")
    large = planted(10_000, 100_000, 0.1)
    start = perf_counter()
    side = two_camps(large)
    show("heuristic, 10 % noise", large, large.cost(side), perf_counter() - start)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
