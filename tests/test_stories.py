"""Rows of many reports: what is one deed, what stands against what, how many sources tell it."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.stories.blocks import MARGIN, SLOT, blocks_of, found_in
from dragoman.stories.clusters import Link, clusters
from dragoman.stories.contradictions import against
from dragoman.stories.deeds import is_one_deed
from dragoman.stories.fold import Origin, independent, texts_of
from dragoman.stories.sides import one_issue, one_object
from dragoman.stories.telling import Side, Telling, state_of, stems_of
from dragoman.stories.ties import stories_of, tie
from dragoman.stories.utterances import is_one_utterance, same_utterances

DAY = 735_000
NORLAND = Side("NOR", "NOR", "NOR", frozenset({"norla"}))
SUDRIA = Side("SUD", "SUD", "SUD", frozenset({"sudri"}))
PORT = Side("port-sud", "SUD", None, frozenset({"port"}), is_place=True)
REBELS = Side("delta", "SUD", None, frozenset({"delta", "front"}))
ARMY = Side("~norland-army.NOR", "NOR", "NOR", frozenset({"norla", "army"}))


def event(row="e1", report="r1", **more):
    plain = Telling(
        row, report, "event", "ASSAULT", None, "actual", (NORLAND,), (SUDRIA,),
        frozenset({"norla", "shell", "harbo"}), frozenset({"shell"}), frozenset(), None,
        DAY, DAY, True, DAY, report, frozenset(), (), 10, False,
    )  # fmt: skip
    return replace(plain, **more)


def denial(row="s1", report="r2", words="norland shelled the harbour", **more):
    return event(
        row, report, kind="statement", type="deny", sources=(NORLAND,), targets=(),
        words=stems_of(words), trigger=frozenset(), dated=False, published=DAY + 1,
        speakers=frozenset({"NOR"}), first=DAY + 1, last=DAY + 1, **more,
    )  # fmt: skip


def position(row="p1", report="r1", sign="+", **more):
    issue = frozenset({"blockade", "port", "SUD"})
    given = {"mode": None, "issue": issue} | more
    return event(row, report, kind="position", type=sign, **given)


def said(row, content, **more):
    given = {"mode": "direct"} | more
    return event(
        row, f"r-{row}", kind="statement", type="say", content=tuple(content.split()), **given
    )


def verdicts(*rows):
    return [(a.one.row, a.other.row, a.verdict) for a in against(rows)]


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


def test_two_places_of_one_state_are_two():
    other = Side("hill-sud", "SUD", None, frozenset({"hill"}), is_place=True)
    assert one_object((PORT,), (other,)) is False
    assert one_object((PORT,), (SUDRIA,)) is True
    assert one_object((), (SUDRIA,)) is None


def test_an_issue_that_nobody_names_is_no_issue_in_common():
    assert not one_issue(frozenset(), frozenset())
    assert one_issue(frozenset("abc"), frozenset("abcd"))


def test_a_deed_affirmed_and_denied_is_contradicted():
    denied = event("e2", "r2", realis="negated", published=DAY + 1, dated=False, first=DAY - 13,
                   last=DAY + 1, speakers=frozenset({"NOR"}))  # fmt: skip
    assert verdicts(event(), denied) == [("e1", "e2", "contradicted")]
    assert verdicts(event(), denial()) == [("e1", "s1", "contradicted")]
    assert verdicts(event(), denial(words="norland closed the harbour")) == []
    assert verdicts(event(echo=True), denied) == []
    coded = replace(denied, links=frozenset({"s1"}))
    assert verdicts(event(), coded, denial()) == [("e1", "e2", "contradicted")]


def test_what_happened_after_it_was_denied_is_no_contradiction():
    before = event("e2", "r2", realis="negated", published=DAY - 1, dated=False, first=DAY - 15,
                   last=DAY - 1)  # fmt: skip
    assert verdicts(event(), before) == [("e2", "e1", "updated")]


def test_a_source_that_later_admits_is_brought_up_to_date():
    denied = event("e2", "r2", realis="negated", published=DAY - 1, dated=True,
                   speakers=frozenset({"NOR"}))  # fmt: skip
    admitted = event(published=DAY, speakers=frozenset({"NOR"}))
    assert verdicts(admitted, denied) == [("e2", "e1", "updated")]
    accused = event(published=DAY, speakers=frozenset({"SUD"}))
    assert verdicts(accused, denied) == [("e1", "e2", "contradicted")]


def test_a_later_figure_of_the_same_source_is_an_update():
    first = event(outlet="Post", figures=(("killed", 12.0),))
    more = event("e2", "r2", outlet="Post", figures=(("killed", 15.0),), published=DAY + 1)
    assert verdicts(first, more) == [("e1", "e2", "updated")]
    assert verdicts(first, replace(more, outlet="Star")) == []
    assert verdicts(first, replace(more, figures=(("killed", 12.0),))) == []


def test_for_and_against_one_issue_in_one_week():
    other = position("p2", "r2", "-")
    assert verdicts(position(), other) == [("p1", "p2", "contradicted")]
    assert verdicts(position(), replace(other, issue=frozenset({"visas"}))) == []
    assert verdicts(position(), replace(other, issue=frozenset())) == []
    assert verdicts(position(), replace(other, first=DAY + 8, last=DAY + 8)) == []
    assert verdicts(position(), replace(other, targets=(REBELS,))) == []


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
    assert SLOT > 2 * MARGIN


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
