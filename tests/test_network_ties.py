"""Positions -> ties -> what a record says of two actors."""

import json
from dataclasses import replace

import pytest

import norland
from dragoman.errors import UsageError
from dragoman.network import (
    Questions,
    Selection,
    analyse,
    relations_of,
)
from dragoman.store import Writer
from network_rows import run, stance


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


@pytest.mark.usefixtures("kept")
def test_a_timeline_keeps_to_a_time_and_heads_stances_with_words():
    whole = json.loads(run("timeline", "Norland", "Westmark", "--format", "json").stdout)
    ever = ("--since", "1900", "--until", "9998-12")
    told = json.loads(run("timeline", "Norland", "Westmark", *ever, "--format", "json").stdout)
    assert [told[kind] for kind in ("stances", "events", "turns")] == [
        whole[kind] for kind in ("stances", "events", "turns")
    ]
    for bound in (("--since", "9998"), ("--until", "1900-05-06")):
        assert (
            "between the two in this time" in run("timeline", "Norland", "Westmark", *bound).stdout
        )
    with pytest.raises(UsageError, match="soon: no date"):
        raise run("timeline", "Norland", "Westmark", "--since", "soon").exception


def test_stances_are_headed_by_the_words_of_their_issue(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = norland.record()
    keyed = tuple(replace(p, issue_key="deal:x:norland") for p in made.positions)
    with Writer(tmp_path / "dragoman.db", "2020-01-01T00:00:00Z") as writer:
        writer.write([replace(made, positions=keyed)])
    one = made.positions[0]
    pair = (one.holder.actor, one.target.actor)
    (group,) = json.loads(run("timeline", *pair, "--format", "json").stdout)["stances"]
    quotes = {row["issue"] for row in group["rows"]} - {None}
    assert group["words"] in (quotes or {"deal:x:norland"})
    shown = run("timeline", *pair).stdout
    assert f"stances on {group['words']}" in shown
    assert "deal:x:norland" in shown


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
