"""The signed network: exact where brute force can check it, honest where nothing is proved."""

import csv
import itertools
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import UsageError
from dragoman.network import (
    Errors,
    Questions,
    SignedGraph,
    Stand,
    Tie,
    always_together,
    analyse,
    balance_of,
    census,
    enemies_of_enemies,
    read_edges,
    stability_of,
    turning_points,
)
from dragoman.network.blocks import blocks
from dragoman.network.heuristic import two_camps
from dragoman.render.network import network_table


def graph(words, nodes=()):
    """The graph of ties as one writes them: ``"a+b b-c"``."""
    ties = []
    for word in words.split():
        sign = 1 if "+" in word else -1
        one, other = word.replace("-", "+").split("+")
        ties.append(Tie.between(one, other, sign))
    return SignedGraph(ties, nodes)


@st.composite
def graphs(draw, most=12):
    size = draw(st.integers(2, most))
    pairs = list(itertools.combinations(range(size), 2))
    signs = draw(st.lists(st.sampled_from([0, 0, 1, -1]), min_size=len(pairs), max_size=len(pairs)))
    weights = draw(st.sampled_from([(1.0,), (1.0, 2.0, 0.5)]))
    ties = [
        Tie(f"n{a:02}", f"n{b:02}", sign, weights[(a + b) % len(weights)])
        for (a, b), sign in zip(pairs, signs, strict=True)
        if sign
    ]
    return SignedGraph(ties, [f"n{n:02}" for n in range(size)])


def optima(signed):
    """All camps of least frustration, by trying every one, with the first node held."""
    every = np.array(list(itertools.product([1, -1], repeat=len(signed) - 1)))
    sides = np.hstack([np.ones((len(every), 1), dtype=np.int64), every.astype(np.int64)])
    bad = signed.sign * sides[:, signed.a] * sides[:, signed.b] < 0
    costs = (bad * signed.weight).sum(axis=1)
    return float(costs.min()), sides[costs <= costs.min() + 1e-9]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs())
def test_the_line_index_is_what_brute_force_finds(signed):
    least, _ = optima(signed)
    found = balance_of(signed)
    assert found.proved
    assert found.line_index == pytest.approx(least)
    assert signed.cost(found.side) == pytest.approx(found.line_index)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs(most=8))
def test_who_is_always_together_is_so_in_every_optimum_and_nobody_else(signed):
    found = balance_of(signed)
    alike = always_together(signed, found)
    _, sides = optima(signed)
    for one, other in itertools.combinations(range(len(signed)), 2):
        agrees = len({int(side[one] * side[other]) for side in sides}) == 1
        assert (alike[one] == alike[other]) == agrees


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_blocks_hold_every_tie_once_and_share_one_node_at_most(signed):
    parts = blocks(signed)
    assert sorted(tie for part in parts for tie in part) == list(range(len(signed.ties)))
    nodes = [{int(n) for t in part for n in (signed.a[t], signed.b[t])} for part in parts]
    assert all(len(a & b) <= 1 for a, b in itertools.combinations(nodes, 2))


def test_two_camps_have_a_line_index_of_nothing():
    found = balance_of(graph("a+b c+d a-c b-d a-d"))
    assert (found.line_index, found.proved, found.frustrated) == (0, True, ())
    assert found.side.tolist() == [1, 1, -1, -1]


def test_weights_decide_which_tie_stands_against_the_camps():
    ties = [Tie("a", "b", 1, 5), Tie("b", "c", 1, 2), Tie("a", "c", -1, 3)]
    signed = SignedGraph(ties)
    found = balance_of(signed)
    assert found.line_index == 2
    assert [signed.ties[n].b for n in found.frustrated] == ["c"]


def test_an_empty_graph_and_a_lone_node_are_balanced():
    assert balance_of(SignedGraph([])).line_index == 0
    assert balance_of(SignedGraph([], ["a"])).side.tolist() == [1]


@pytest.mark.parametrize(
    ("ties", "message"),
    [
        ([Tie("a", "a", 1)], "tied to itself"),
        ([Tie("a", "b", 0)], "sign is 0"),
        ([Tie("a", "b", 1, float("nan"))], "weight is nan"),
        ([Tie("a", "b", 1), Tie("a", "b", -1)], "tied twice"),
    ],
)
def test_a_graph_that_is_none_is_refused(ties, message):
    with pytest.raises(UsageError, match=message):
        SignedGraph(ties)


def random_graph(size, ties, negative, seed=7):
    draw = np.random.default_rng(seed)
    pairs = sorted({tuple(sorted(p)) for p in draw.integers(0, size, (ties * 2, 2)).tolist()})
    pairs = [pair for pair in pairs if pair[0] != pair[1]][:ties]
    return SignedGraph(
        [Tie(f"{a:04}", f"{b:04}", -1 if draw.random() < negative else 1) for a, b in pairs]
    )


def test_random_signs_give_a_bound_and_a_gap_and_no_claim_of_proof():
    signed = random_graph(150, 450, 0.4)
    found = balance_of(signed, seconds=0.5)
    assert not found.proved
    assert 0 < found.bound < found.line_index
    assert found.gap == found.line_index - found.bound


def test_without_the_solver_the_heuristic_says_so(monkeypatch):
    monkeypatch.setattr("dragoman.network.exact.solver_is_there", lambda: False)
    monkeypatch.setattr("dragoman.network.camps.solver_is_there", lambda: False)
    monkeypatch.setattr("dragoman.network.analysis.solver_is_there", lambda: False)
    signed = random_graph(60, 200, 0.4)
    found = analyse(signed, Questions(draws=0))
    assert (found["method"], found["proved"]) == ("heuristic", False)
    assert "asks for a proof" in network_table(found)
    assert always_together(signed, balance_of(signed)) is None


def test_the_heuristic_finds_planted_camps_of_a_large_graph():
    draw = np.random.default_rng(3)
    side = np.where(draw.random(2000) < 0.5, 1, -1)
    pairs = sorted({tuple(sorted(p)) for p in draw.integers(0, 2000, (10_000, 2)).tolist()})
    ties = [
        Tie(f"{a:04}", f"{b:04}", int(side[a] * side[b]) * (-1 if draw.random() < 0.05 else 1))
        for a, b in pairs
        if a != b
    ]
    signed = SignedGraph(ties, [f"{n:04}" for n in range(2000)])
    assert signed.cost(two_camps(signed)) <= signed.cost(side.astype(np.int64)) * 1.02


def test_the_same_graph_gives_the_same_answer():
    signed = random_graph(40, 120, 0.3)
    once, again = (analyse(signed, Questions(core=True, infer=True)) for _ in range(2))
    assert json.dumps(once) == json.dumps(again)


def test_three_foes_are_frustrated_by_the_strict_rule_only():
    signed = graph("a-b b-c a-c c+d d+e c-e")
    assert census(signed).counts == {"+++": 0, "++-": 1, "+--": 0, "---": 1}
    assert [t.nodes for t in census(signed).frustrated] == [("a", "b", "c"), ("c", "d", "e")]
    assert [t.nodes for t in census(signed, "generalised").frustrated] == [("c", "d", "e")]


def test_an_enemy_of_an_enemy_is_inferred_only_where_nothing_is_said_of_the_two():
    first, second = enemies_of_enemies(graph("a-b b-c a-d d-e a+e"))
    assert (first.a, first.b, first.through, first.kind) == ("a", "c", "b", "enemy of my enemy")
    assert (second.a, second.b, second.through) == ("b", "d", "a")


def test_a_lone_tie_is_firm_and_a_tie_in_a_torn_triangle_is_not():
    signed = graph("a+b b+c a-c x+y")
    found = stability_of(signed, balance_of(signed).side, Errors(flip=0.0, drop=0.2), draws=100)
    by_pair = {(t.a, t.b): share for t, share in zip(signed.ties, found.ties, strict=True)}
    assert by_pair["x", "y"] >= 0.8
    assert min(by_pair["a", "b"], by_pair["b", "c"], by_pair["a", "c"]) < 0.8


def test_turning_points_carry_the_rows_on_both_sides_and_their_penalty():
    stands = [Stand(f"2014-{m:02}-03", 1, f"p{m}") for m in range(1, 7)]
    stands += [Stand(f"2015-{m:02}-03", -1, f"q{m}") for m in range(1, 7)]
    (turn,) = turning_points(stands)
    assert (turn.month, turn.before, turn.after, turn.penalty) == ("2015-01", 1.0, -1.0, 1.5)
    assert turn.rows_before == tuple(f"p{m}" for m in range(1, 7))
    assert turning_points(stands, penalty=1000) == ()
    assert turning_points(stands[:3]) == ()


@pytest.mark.gold
def test_the_known_yearly_graphs_of_states_are_right_and_proved(shared):
    """In one process; the shared scorer asks the command line for all 51 (some minutes)."""
    folder = shared / "gold" / "network" / "cow"
    with (folder / "expected.csv").open(encoding="utf-8") as file:
        known = [row for row in csv.DictReader(file) if row["line_index"]]
    assert len(known) == 6
    for row in known:
        (file,) = folder.glob(f"{int(row['step']):02d}_*.csv")
        found = balance_of(SignedGraph(read_edges(file).ties))
        assert (found.line_index, found.proved) == (int(row["line_index"]), True)
