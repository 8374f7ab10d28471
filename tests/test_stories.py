"""Rows of many reports: what is one deed or utterance, and how many sources tell it."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.stories.blocks import MARGIN, SLOT, blocks_of, found_in
from dragoman.stories.clusters import Link, clusters
from dragoman.stories.deeds import HEAD, MOST, is_one_deed, mode_of, modes_meet, near, weight
from dragoman.stories.denials import AGAIN
from dragoman.stories.fold import Origin, independent, texts_of
from dragoman.stories.sides import one_doer, one_issue, one_object
from dragoman.stories.telling import Side, state_of, stems_of
from dragoman.stories.ties import stories_of, tie
from dragoman.stories.utterances import is_one_utterance, same_utterances
from tellings import (
    ARMY,
    DAY,
    NORLAND,
    PORT,
    REBELS,
    SUDRIA,
    bare,
    denial,
    event,
    said,
    verdicts,
)


def test_an_army_acts_for_its_state_and_a_rebel_for_none():
    assert state_of("x", "body", "NOR", "MIL", "table") == "NOR"
    assert state_of("~forces", "body", "NOR", None, "report") == "NOR"
    assert state_of("x", "other", "NOR", "REB", "report") is None
    assert state_of("x", "armed_group", "NOR", None, "table") is None


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"sources": (ARMY,)}, True),
        ({"sources": (REBELS,)}, False),
        ({"targets": (PORT,)}, True),
        ({"targets": (NORLAND,)}, False),
        ({"targets": ()}, True),
        ({"targets": (), "words": frozenset({"villa"})}, False),
        ({"sources": ()}, True),
        ({"sources": (), "words": frozenset({"norla", "shell"})}, False),
        ({"type": "COERCE"}, False),
        ({"mode": "kill"}, True),
        ({"first": DAY + 1, "last": DAY + 1}, False),
        ({"first": DAY - 5, "last": DAY + 5}, True),
        ({"first": None, "last": None}, False),
        ({"place": "Sudria Bay"}, True),
    ],
)
def test_one_deed_has_one_type_doer_object_and_day(change, same):
    assert is_one_deed(event(), event("e2", "r2", **change)) is same


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.sampled_from([None, "a", "b"]))),
    st.integers(0, 7),
)
def test_rows_are_held_against_those_near_them_whose_kind_meets(drawn, reach):
    rows = [
        event(f"e{at:03}", first=first, last=first + lasts, mode=mode)
        for at, (first, lasts, mode) in enumerate(drawn)
    ]
    ordered = sorted(rows, key=lambda row: (row.first, row.row))
    every = [
        (one.row, other.row)
        for at, one in enumerate(ordered)
        for other in ordered[at + 1 : at + 1 + MOST]
        if other.first <= one.last + reach and modes_meet(one.mode, other.mode)
    ]
    assert [(a.row, b.row) for a, b in near(rows, reach, mode_of, modes_meet)] == every


def test_two_places_of_one_state_are_two():
    other = Side("hill-sud", "SUD", None, frozenset({"hill"}), is_place=True)
    assert one_object((PORT,), (other,)) is False
    assert one_object((PORT,), (SUDRIA,)) is True
    assert one_object((), (SUDRIA,)) is None


def test_an_issue_that_nobody_names_is_no_issue_in_common():
    assert not one_issue(frozenset(), frozenset())
    assert one_issue(frozenset("abc"), frozenset("abcd"))


def test_words_of_news_meet_whatever_their_endings():
    assert stems_of("killing") == stems_of("killed") == stems_of("killings")
    assert stems_of("fired") == stems_of("fires") == stems_of("fire")
    assert stems_of("used") != stems_of("users")
    assert stems_of("who sank it") == stems_of("was sunk") == stems_of("to sink")
    assert stems_of("withdrew") == stems_of("withdrawn") == stems_of("withdrawing")


def test_a_persons_attack_is_words_and_needs_more_to_meet_than_whom_it_hit():
    ada, bo = (
        Side(f"~{name}", "NOR", "NOR", frozenset({name}), is_person=True) for name in ("ada", "bo")
    )
    words = {"words": frozenset({"ada", "attac", "bo", "compa"}), "trigger": frozenset({"attac"})}
    one = event(sources=(ada,), targets=(bo,), **words)
    other = event("e2", "r2", sources=(ada,), targets=(bo,), realis="negated", **words)
    assert verdicts(one, other) == []
    more = {"words": words["words"] | {"tarif"}}
    assert verdicts(replace(one, **more), replace(other, **more)) == [("e1", "e2", "contradicted")]
    by_state = {"sources": (NORLAND,)}
    assert len(verdicts(replace(one, **by_state), replace(other, **by_state))) == 1


def test_of_a_person_and_a_body_of_one_state_neither_answers_for_the_other():
    ada = Side("~ada", "NOR", "NOR", frozenset({"ada"}), is_person=True)
    assert not one_doer((ada,), (ARMY,))
    assert one_doer((ada,), (NORLAND,))
    assert one_doer((ARMY,), (NORLAND,))


def test_what_a_report_comes_to_late_ties_it_less():
    one, other = event(), event("e2", "r2")
    assert weight(one, other) == 1
    assert weight(one, replace(other, at=HEAD + 1)) < 1


def test_a_slogan_said_again_is_no_utterance_of_before():
    words = "we will make this harbour great again for all"
    again = said("s2", f"today as ever {words}", published=DAY + 30)
    assert list(same_utterances([said("s1", f"he said {words}"), again])) != []
    short = said("s4", "we will make this harbour great", published=DAY + 30)
    assert list(same_utterances([said("s3", "we will make this harbour great"), short])) == []
    near = replace(short, published=DAY + 2)
    assert len(list(same_utterances([said("s3", "we will make this harbour great"), near]))) == 1


def test_an_utterance_is_one_by_a_long_run_or_most_of_the_shorter():
    whole = "the river will be open to the ships of all nations by the spring"
    for other, same in (
        ("open to the ships of all nations", True),
        ("the river will be open", True),
        ("the river will be closed to all", False),
    ):
        assert is_one_utterance(whole.split(), other.split()) is same
    rows = [said("a", whole), said("b", "open to the ships of all nations"), said("c", "no, never")]
    assert [(a.row, b.row) for a, b in same_utterances(rows)] == [("a", "b")]


def test_each_new_count_in_the_same_words_is_a_new_statement():
    rows = [said(n, f"the flood has killed {n} people in the port of sudria", mode="indirect")
            for n in ("12", "15")]  # fmt: skip
    assert list(same_utterances(rows)) == []


WIRE = "wire"
FOLDED = [
    ({}, 3),
    ({"b": {"outlet": "a"}}, 2),
    ({"b": {"text": "a"}}, 2),
    ({"a": {"agencies": frozenset({WIRE})}, "c": {"agencies": frozenset({WIRE, "x"})}}, 2),
    ({"a": {"passages": ((0, 50, "c"),)}}, 2),
    ({"a": {"passages": ((20, 50, "c"),)}}, 3),
    ({"a": {"passages": ((0, 50, "elsewhere"),)}}, 3),
]


@pytest.mark.parametrize(("known", "expected"), FOLDED)
def test_copies_and_agencies_are_folded(known, expected):
    plain = {name: Origin(name, name) for name in "abc"}
    origins = {name: replace(plain[name], **known.get(name, {})) for name in plain}
    assert independent([event(f"e-{name}", name) for name in "abc"], origins) == expected


def test_one_who_is_quoted_through_one_agency_has_one_source():
    rows = [event(f"e-{name}", name, via=frozenset({WIRE})) for name in "abc"]
    assert independent(rows, {name: Origin(name, name) for name in "abc"}) == 1


def test_an_echo_is_no_source():
    rows = [event("e1", "a"), event("e2", "b", echo=True)]
    assert independent(rows, {name: Origin(name, name) for name in "ab"}) == 1


def test_texts_are_one_through_a_third():
    assert texts_of([("b", "c"), ("a", "b"), ("x", "y")]) == {
        "a": "a", "b": "a", "c": "a", "x": "x", "y": "x",
    }  # fmt: skip


def test_a_story_does_not_drift():
    chain = [Link(f"r{n}", f"r{n + 1}", 0.6) for n in range(12)]
    days = {f"r{n}": DAY + n for n in range(13)}
    found = clusters(days, chain, 7)
    assert all(max(days[r] for r in each) - min(days[r] for r in each) <= 7 for each in found)
    assert len(found) > 1


def test_a_report_of_two_things_does_not_make_one_of_them():
    one = [Link(a, b, 0.9) for a in "abcd" for b in "abcd" if a < b]
    other = [Link(a, b, 0.9) for a in "wxyz" for b in "wxyz" if a < b]
    assert clusters({}, [*one, *other, Link("d", "w", 0.6)], 7) == [tuple("abcd"), tuple("wxyz")]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9))), st.randoms())
def test_the_order_of_links_changes_nothing(drawn, draw):
    links = [Link(f"r{a}", f"r{b}", s / 10) for a, b, s in drawn if a < b]
    days = {f"r{n}": DAY + n for n in range(10)}
    shuffled = list(links)
    draw.shuffle(shuffled)
    assert clusters(days, links, 4) == clusters(days, shuffled, 4)


@given(st.integers(0, 2000), st.integers(0, 2 * MARGIN))
def test_rows_of_near_days_have_a_block_in_common(day, apart):
    one, other = event(last=DAY + day), event(last=DAY + day + apart)
    assert set(blocks_of(one)) & set(blocks_of(other))
    assert len(list(blocks_of(one))) <= 2
    assert SLOT > 2 * MARGIN >= AGAIN


def test_charges_and_denials_are_where_all_whom_they_name_are():
    charge = event(type="ACCUSE", sources=(REBELS,), targets=(NORLAND,))
    assert {unit for _, unit, _ in blocks_of(charge)} == {"delta", "NOR"}
    negated = bare("s1", "r1", "we did not do it", sources=(NORLAND,), targets=())
    assert {sort for sort, *_ in blocks_of(negated)} == {"utterances"}
    denied = replace(negated, realis="negated")
    assert {sort for sort, *_ in blocks_of(denied)} == {"utterances", "deeds"}


def test_a_block_is_the_same_in_any_order():
    rows = [event(f"e{n}", f"r{n}", last=DAY + n % 3, first=DAY + n % 3) for n in range(12)]
    rows += [event("e20", "r20", realis="negated"), denial("s21", "r21")]
    origins = {row.report: Origin(row.report, row.report) for row in rows}
    expected = found_in("deeds", rows, origins)
    random.Random(1).shuffle(rows)
    assert found_in("deeds", rows, origins) == expected
    assert [group.sources for group in expected.groups] == [4, 4, 4]
    assert len(expected.against) > 0


def test_ties_of_several_kinds_add_up_to_a_story():
    assert tie([0.0]) == 0.0
    weak, strong = ("r1", "r2", 0.4), ("r2", "r3", 0.7)
    assert set(stories_of([weak, strong], {})) == {"r2", "r3"}
