"""The signed network: exact where brute force can check it, honest where nothing is proved."""

import csv
import itertools
import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import norland
from dragoman.cli import app
from dragoman.errors import UsageError
from dragoman.network import (
    Errors,
    Questions,
    Selection,
    SignedGraph,
    Stand,
    Tie,
    always_together,
    analyse,
    balance_of,
    census,
    enemies_of_enemies,
    read_edges,
    relations_of,
    stability_of,
    turning_points,
)
from dragoman.network.blocks import blocks
from dragoman.network.heuristic import two_camps
from dragoman.render.graphml import graphml
from dragoman.render.network import network_table
from dragoman.render.network_page import network_page
from dragoman.render.network_svg import network_svg
from dragoman.store import Stance, Writer


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


# ---- positions -> ties ---------------------------------------------------------------------------


def stance(id_, holder, target, sign, **changed):
    fields = {
        "report": "r1", "title": "A title", "outlet": "Radio Nord", "kind": "support",
        "holder_name": (holder or "they").title(), "target_name": (target or "them").title(),
        "symmetric": False, "issue": None, "issue_key": None, "realis": "actual",
        "date": "2015-12-23", "dated_by": "words", "said": False, "denied": False,
        "echoes": False, "score": 0.9, "words": f"{holder} and {target}",
    } | changed  # fmt: skip
    return Stance(id=id_, holder=holder, target=target, sign=sign, **fields)


def test_both_signs_of_a_pair_are_mixed_and_averaged_nowhere():
    rows = [stance("p1", "rus", "tal", 1), stance("p2", "tal", "rus", -1, said=True)]
    found = relations_of(rows, Selection())
    (relation,) = found.relations
    assert (relation.sign, relation.asserted, relation.reported) == (0, 1, 1)
    answer = analyse(found.graph(), Questions(), names=found.names, found=found)
    assert (answer["edges"], len(answer["mixed"]), answer["line_index"]) == ([], 1, 0)
    assert answer["mixed"][0]["rows"] == ["p1", "p2"]


def test_issues_kept_apart_give_each_its_sign():
    rows = [
        stance("p1", "rus", "tal", 1, issue_key="cause:isis"),
        stance("p2", "rus", "tal", -1),
    ]
    found = relations_of(rows, Selection(), by_issue=True)
    assert [(r.issue, r.sign) for r in found.relations] == [(None, -1), ("cause:isis", 1)]
    assert [r.sign for r in relations_of(rows, Selection(issue="cause:isis")).relations] == [1]


def test_what_makes_no_tie_is_counted_with_its_reason():
    rows = [
        stance("p1", None, "b", 1),
        stance("p2", "a", "a", 1),
        stance("p3", "a", "b", 1, realis="planned"),
        stance("p4", "a", "b", 1, echoes=True),
        stance("p5", "a", "b", 1, score=0.2),
        stance("p6", "a", "b", 1, date=None),
        stance("p7", "a", "b", 1, date="2013-05"),
        stance("p8", "a", "b", 1),
    ]
    found = relations_of(rows, Selection(since="2014", min_score=0.5))
    assert [row.id for r in found.relations for row in r.rows] == ["p8"]
    assert found.left_out == {
        "a headline that echoes a row": 1,
        "an actor is not known": 1,
        "both are counted as one actor": 1,
        "earlier": 1,
        "no date": 1,
        "planned": 1,
        "scored lower": 1,
    }


def test_a_tie_weighs_half_after_its_half_life_and_is_stale_in_the_end():
    rows = [
        stance("p1", "a", "b", 1, date="2015-12-13"),
        stance("p2", "c", "d", 1, date="2015-12-23"),
        stance("p3", "e", "f", 1, date="2014-12-23"),
    ]
    found = relations_of(rows, Selection(half_life=10))
    assert {(r.a, r.weight) for r in found.relations} == {("a", 0.5), ("c", 1.0)}
    assert found.left_out == {"stale": 1}


# ---- files and formats ---------------------------------------------------------------------------


@pytest.fixture
def edges(tmp_path):
    def write(text):
        file = tmp_path / "edges.csv"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_file_of_edges_is_read_with_weights_dates_and_issues(edges):
    file = edges(
        "a,b,sign,weight,date,issue\n"
        "x,y,1,2,2001-01-01,gas\n"
        "y,x,+1,3,2002-01-01,gas\n"
        "x,z,-1,1,2003-01-01,oil\n"
        "z,x,1,1,2003-02-01,\n"
    )
    whole = read_edges(file)
    assert whole.ties == (Tie("x", "y", 1, 5.0),)
    assert whole.mixed == (("x", "z"),)
    assert read_edges(file, issue="oil").ties == (Tie("x", "z", -1, 1.0),)
    assert read_edges(file, until="2001").ties == (Tie("x", "y", 1, 2.0),)


def test_without_a_column_of_weights_a_tie_weighs_one_however_often_it_stands(edges):
    assert read_edges(edges("a,b,sign\nx,y,1\ny,x,1\n")).ties == (Tie("x", "y", 1, 1.0),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\nx,y\n", ":1: no column sign; there is a, b"),
        ("", ":1: no column a, b, sign; there is nothing"),
        ("a,b,sign\nx,y,2\n", ":2: the sign is '2'"),
        ("a,b,sign\nx,y,1\nx,,1\n", ":3: a or b is empty"),
        ("a,b,sign\nx,x,1\n", ":2: x is tied to itself"),
        ("a,b,sign,weight\nx,y,1,-3\n", ":2: the weight is '-3'"),
        ("a,b,sign\nx\n", ":2: a or b is empty"),
        ('a,b,sign\nx,"y,1\n', "cannot be read"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(edges, text, message):
    ended = run("network", "--edges", edges(text))
    assert isinstance(ended.exception, UsageError)
    assert message in str(ended.exception)


def test_json_has_what_is_asked_of_it(edges):
    ended = run("network", "--edges", edges("a,b,sign\nx,y,1\ny,z,1\nx,z,-1\n"), "--format", "json")
    found = json.loads(ended.stdout)
    for key in ("nodes", "edges", "line_index", "proved", "bound", "camps", "frustrated_edges"):
        assert key in found
    assert (found["line_index"], found["proved"], found["bound"]) == (1, True, 1)
    assert found["triads"]["frustrated"] == [["x", "y", "z"]]


HOSTILE = '<script>alert(1)</script>&"\x07'


@pytest.fixture
def hostile():
    signed = SignedGraph([Tie.between("a", "b", 1), Tie.between("a", HOSTILE, -1)])
    rows = [stance("p1", "a", "b", 1, words=HOSTILE, title=HOSTILE)]
    found = relations_of(rows, Selection())
    return analyse(signed, Questions(), names={"b": HOSTILE}, found=found)


def test_no_name_or_quote_becomes_markup(hostile):
    for text in (network_svg(hostile), network_page(hostile), graphml(hostile)):
        assert "<script" not in text
        assert "\x07" not in text
    ET.fromstring(network_svg(hostile))
    root = ET.fromstring(graphml(hostile))
    assert len(root.findall(".//{*}node")) == 3
    assert len(root.findall(".//{*}edge")) == 2


def test_the_picture_puts_no_two_actors_in_one_place_and_each_camp_in_its_column():
    ties = [Tie.between("a", x, -1) for x in "bcde"] + [Tie.between("f", "g", 1)]
    found = analyse(SignedGraph(ties), Questions(draws=0))
    root = ET.fromstring(network_svg(found))
    places = [(c.get("cx"), c.get("cy")) for c in root.iter("{http://www.w3.org/2000/svg}circle")]
    assert len(set(places)) == len(places) == 7
    assert len({x for x, _ in places}) == 3  # two camps of the first block, one of the second


def test_what_is_counted_is_told():
    rows = [replace(stance("p1", "a", "b", 1), date="2019-01-01", issue_key="dam:a")]
    found = relations_of(rows, Selection(half_life=30))
    asked = {"half_life": 30.0, "roll_up": True, "realis": ["actual"], "issue": "dam:a"}
    shown = analyse(found.graph(), Questions(draws=0), found=found, counted=asked)
    table = " ".join(network_table(shown).split())
    assert shown["counted"]["today"] == "2019-01-01"
    assert "on the issue dam:a" in table
    assert "half as much after 30 days without a row; back from 2019-01-01" in table
    assert "actors under what they are part of" in table
    assert shown["edges"][0]["kinds"] == ["support"]


def test_the_sign_is_line_style_as_well_as_colour(hostile):
    picture = network_svg(hostile)
    assert 'class="tie for"' in picture
    assert 'class="tie against"' in picture
    assert "stroke-dasharray" in picture


def test_every_tie_of_the_page_leads_to_its_words(hostile):
    text = network_page(hostile)
    for number in range(len(hostile["edges"])):
        assert f'href="#tie-{number}"' in text
        assert f'id="tie-{number}"' in text


def test_ties_of_a_file_have_no_empty_place_for_words():
    found = analyse(SignedGraph([Tie("x", "y", 1, 1.0)]), Questions(draws=0))
    page = network_page(found)
    assert 'class="tie for"' in page
    assert "#tie-" not in page
    assert "<section" not in page


def test_a_mixed_pair_is_drawn_dotted_and_leads_to_its_words():
    rows = [stance("p1", "a", "b", 1, issue="the dam"), stance("p2", "b", "a", -1)]
    found = relations_of([*rows, stance("p3", "a", "c", 1)], Selection())
    shown = analyse(found.graph(), Questions(draws=0), names=found.names, found=found)
    page = network_page(shown)
    assert 'class="tie both"' in network_svg(shown)
    assert 'href="#mixed-0"' in page
    assert 'id="mixed-0"' in page
    assert "on the dam" in page


def test_an_undecided_tie_is_pale(hostile):
    edges = [{**edge, "decided": False} for edge in hostile["edges"]]
    assert 'class="tie for open"' in network_svg({**hostile, "edges": edges})


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


# ---- a record on disk ----------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A record of the hand-made report, in the folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    with Writer(tmp_path / "dragoman.db", "2020-01-01T00:00:00Z") as writer:
        writer.write([norland.record()])
    return tmp_path


@pytest.mark.usefixtures("kept")
def test_a_record_gives_a_network_whose_ties_lead_to_rows():
    found = json.loads(run("network", "--format", "json").stdout)
    ids = {row for edge in [*found["edges"], *found["mixed"]] for row in edge["rows"]}
    assert ids
    assert ids == set(found["rows"])
    assert all(found["rows"][row]["words"] in norland.TEXT for row in ids)


@pytest.mark.usefixtures("kept")
def test_an_issue_that_no_stance_has_is_told_with_those_there_are():
    with pytest.raises(UsageError, match="no stance of the record has the issue 'nothing'"):
        raise run("network", "--issue", "nothing").exception


@pytest.mark.usefixtures("kept")
def test_periods_are_a_table_or_json_of_their_own():
    found = json.loads(run("network", "--by", "year", "--format", "json").stdout)
    assert {"periods", "names", "left_out"} == set(found)
    with pytest.raises(UsageError, match="a table or json"):
        raise run("network", "--by", "year", "--format", "svg").exception


@pytest.mark.usefixtures("kept")
def test_a_timeline_tells_stances_and_events_of_two_actors_by_id_or_name():
    by_name = run("timeline", "Norland", "delta front", "--format", "json")
    by_id = run("timeline", "x:norland", "x:delta", "--format", "json")
    assert by_name.stdout == by_id.stdout
    told = json.loads(by_id.stdout)
    assert [actor["name"] for actor in told["actors"]] == ["Norland", "Delta Front"]
    assert [row["id"] for group in told["events"] for row in group["rows"]] == [
        "e-title",
        "e-armed",
    ]
    assert "Norland → Delta Front  AID" in run("timeline", "x:norland", "x:delta").stdout


def test_a_timeline_of_none_tells_of_rows_between_those_who_are_part_of_the_two(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    record = norland.record()
    actors = [replace(a, part_of="x:estria") if a.id == "x:norland" else a for a in record.actors]
    actors.append(replace(actors[0], id="x:estria", name="Estria", part_of=None))
    with Writer(tmp_path / "dragoman.db", "2020-01-01T00:00:00Z") as writer:
        writer.write([replace(record, actors=tuple(actors))])
    assert "2 rows between their bodies and people" in run("timeline", "Estria", "x:delta").stdout
    told = run("timeline", "Estria", "x:delta", "--roll-up", "--format", "json").stdout
    assert json.loads(told)["rolled_up"] == 0
    assert json.loads(told)["events"]


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("pair", "message"),
    [(("Norland", "Ruritania"), "nobody in the record"), (("Norland", "x:norland"), "one actor")],
)
def test_a_timeline_of_nobody_or_of_one_is_refused(pair, message):
    with pytest.raises(UsageError, match=message):
        raise run("timeline", *pair).exception


def test_what_two_actors_do_together_is_between_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    both = (norland.role("Norland"), norland.role("Delta Front"))
    pact = norland.event(
        "e-pact", "AGREE", both, (), norland.span("armed"), norland.span(norland.TITLE)
    )
    with Writer(tmp_path / "dragoman.db", "2020-01-01T00:00:00Z") as writer:
        writer.write([replace(norland.record(), events=(pact,))])
    told = run("timeline", "x:norland", "x:delta").stdout
    assert "Norland; Delta Front  AGREE" in told


def test_an_open_date_is_no_date():
    """A Wednesday of a report without a day: no period, no age, and no fault."""
    rows = [
        stance("p1", "A", "B", 1, date="XXXX-WXX-3"),
        stance("p2", "B", "C", 1, date="2015-12-23"),
    ]
    whole = relations_of(rows, Selection(half_life=30.0))
    assert [relation.first for relation in whole.relations] == [None, "2015-12-23"]
    assert whole.today == "2015-12-23"
    yearly = relations_of(rows, Selection(), period=4)
    assert [relation.period for relation in yearly.relations] == ["2015"]
    assert yearly.left_out == {"no date": 1}
    assert relations_of(rows, Selection(since="2015")).left_out == {"no date": 1}


@pytest.mark.parametrize(
    ("lines", "filters", "message"),
    [
        ("a,b,sign", (), "no edge is under the header"),
        ("a,b,sign,date\nx,y,1,2031-05-06", ("--since", "2032"), "none of its 1 edges is of that"),
    ],
)
def test_a_file_without_an_edge_is_no_network(tmp_path, lines, filters, message):
    path = tmp_path / "edges.csv"
    path.write_text(lines + "\n", "utf-8")
    with pytest.raises(UsageError, match=message):
        raise run("network", "--edges", str(path), *filters).exception
