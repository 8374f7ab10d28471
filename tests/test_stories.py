"""Rows of many reports: what is one deed, what stands against what, how many sources tell it."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.stories.blocks import MARGIN, SLOT, blocks_of, found_in
from dragoman.stories.clusters import Link, clusters
from dragoman.stories.contradictions import against
from dragoman.stories.deeds import HEAD, MOST, is_one_deed, mode_of, modes_meet, near, weight
from dragoman.stories.denials import AGAIN
from dragoman.stories.fold import Origin, independent, texts_of
from dragoman.stories.limits import is_called_false, limits_of
from dragoman.stories.sides import one_doer, one_issue, one_object
from dragoman.stories.tell import Teller, Told
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
    known = {"first": DAY, "last": DAY, "dated": True, "trigger": frozenset({"shell"})}
    return Telling(**{
        "row": row, "report": report, "kind": "event", "type": "ASSAULT", "mode": None,
        "realis": "actual", "sources": (NORLAND,), "targets": (SUDRIA,),
        "words": frozenset({"norla", "shell", "harbo"}), "published": DAY, "outlet": report,
        "at": 10, **known, **more,
    })  # fmt: skip


def denial(row="s1", report="r2", words="norland shelled the harbour", **more):
    return event(
        row, report, kind="statement", type="deny", sources=(NORLAND,), targets=(),
        words=stems_of(words), trigger=frozenset(), dated=False, published=DAY + 1, coded=True,
        limits=limits_of(words), speakers=frozenset({"NOR"}), first=DAY + 1, last=DAY + 1, **more,
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


def test_a_deed_affirmed_and_denied_is_contradicted():
    denied = event("e2", "r2", realis="negated", published=DAY + 1, dated=False, first=DAY - 13,
                   last=DAY + 1, speakers=frozenset({"NOR"}))  # fmt: skip
    assert verdicts(event(), denied) == [("e1", "e2", "contradicted")]
    assert verdicts(event(), denial()) == [("e1", "s1", "contradicted")]
    assert verdicts(event(), denial(words="norland closed the harbour")) == []
    assert verdicts(event(echo=True), denied) == []
    coded = replace(denied, links=frozenset({"s1"}))
    assert verdicts(event(), coded, denial()) == [("e1", "e2", "contradicted")]


def test_who_denies_how_a_deed_was_done_does_not_deny_the_deed():
    on_purpose = "norland shelled the harbour on purpose"
    assert verdicts(event(), denial(words=on_purpose)) == []
    charged = event(limits=limits_of(on_purpose))
    assert verdicts(charged, denial(words=on_purpose)) == [("e1", "s1", "contradicted")]
    denied = event("e2", "r2", realis="negated", published=DAY + 1, speakers=frozenset({"NOR"}))
    first = replace(denied, limits=limits_of("had shelled first"))
    assert verdicts(event(), denied) == [("e1", "e2", "contradicted")]
    assert verdicts(event(), first) == []


@pytest.mark.parametrize(
    ("affirmed", "denied", "shown"),
    [
        ("norland praised the sudria ferry treaty", "norland praised the ferry treaty", True),
        ("norland praised the ferry treaty", "norland praised sudria for rain", False),
        ("norland praised sudria", "norland praised sudria", False),
    ],
)
def test_words_are_denied_only_where_they_are_of_one_matter(affirmed, denied, shown):
    one, other = (
        event(f"e{n}", f"r{n}", type="SUPPORT", words=stems_of(words), realis=realis,
              trigger=frozenset({"prais"}))
        for n, words, realis in ((1, affirmed, "actual"), (2, denied, "negated"))
    )  # fmt: skip
    assert bool(verdicts(one, other)) is shown
    later = replace(one, published=DAY + 2)
    assert [v for *_, v in verdicts(later, replace(other, dated=False))] == ["updated"] * shown


def test_of_two_persons_of_one_state_neither_answers_for_the_other():
    ada, bo = (
        Side(name, "NOR", "NOR", frozenset({name}), is_person=True) for name in ("ada", "bo")
    )
    denied = event("e2", "r2", realis="negated", speakers=frozenset({"NOR"}))
    for doer, other, shown in ((ada, bo, False), (ada, ada, True), (ada, NORLAND, True)):
        found = verdicts(event(sources=(doer,)), replace(denied, sources=(other,)))
        assert bool(found) is shown


def test_nobody_contradicts_himself_within_one_report():
    denied = event("e2", "r1", realis="negated")
    assert verdicts(event(), denied) == []
    assert verdicts(event(), replace(denied, report="r2")) == [("e1", "e2", "contradicted")]
    other = replace(denied, speakers=frozenset({"NOR"}))
    assert verdicts(event(), other) == [("e1", "e2", "contradicted")]


def test_to_reject_a_claim_is_no_deed_that_is_denied():
    assert verdicts(event(type="REJECT"), denial()) == []


def test_a_denial_that_names_another_place_is_of_another_deed():
    hill = Side("hill-sud", "SUD", None, frozenset({"hill"}), is_place=True)
    at_port = event(targets=(PORT,), place="Port Sud")
    assert verdicts(at_port, replace(denial(), targets=(PORT,))) == [("e1", "s1", "contradicted")]
    assert verdicts(at_port, replace(denial(), targets=(hill,))) == []


def bare(row, report, words, **more):
    """A statement of Sudria, or a denial of Norland, of which nothing is coded."""
    given = {"type": "say", "sources": (SUDRIA,), "targets": (NORLAND,)} | more
    return event(row, report, kind="statement", words=stems_of(words), **given)


def test_what_is_said_and_denied_in_the_same_words_is_contradicted_coded_or_not():
    said = bare("s1", "r1", "norland supplied the delta rebels with mortars by boat")
    denied = bare("s2", "r2", "that it had supplied mortars to the delta rebels", type="deny",
                  sources=(NORLAND,))  # fmt: skip
    assert verdicts(said, denied) == [("s1", "s2", "contradicted")]
    assert verdicts(said, replace(denied, sources=(REBELS,))) == []
    assert verdicts(replace(said, coded=True), denied) == [("s1", "s2", "contradicted")]
    again = replace(said, published=DAY + 9, first=DAY + 9, last=DAY + 9)
    assert verdicts(again, denied) == [("s1", "s2", "contradicted")]
    assert verdicts(said, bare("s2", "r2", "closed the delta", type="deny")) == []
    negated = bare("s3", "r3", "norland had not supplied the delta rebels", realis="negated")
    assert verdicts(said, negated) == [("s1", "s3", "contradicted")]


def test_a_charge_is_denied_in_few_words_where_they_tell_it():
    charge = event(
        type="ACCUSE", sources=(SUDRIA,), targets=(NORLAND,), trigger=frozenset({"accus"}),
        words=stems_of("sudria accused norland of fraud in the port and of lending it support"),
    )  # fmt: skip
    denied = bare("s2", "r2", "the fraud claims", type="deny", sources=(NORLAND,), targets=())
    assert verdicts(charge, denied) == [("e1", "s2", "contradicted")]
    assert verdicts(charge, replace(denied, words=stems_of("the support claims"))) == []
    assert verdicts(charge, replace(denied, words=stems_of("the fraud at the harbour"))) == []
    assert verdicts(charge, replace(denied, sources=(REBELS,))) == []
    late = {"published": DAY + AGAIN + 1, "first": DAY + AGAIN + 1, "last": DAY + AGAIN + 1}
    assert verdicts(charge, replace(denied, **late)) == []


def test_a_bare_denial_is_of_what_it_is_about():
    said = bare("s1", "r1", "norland poisoned the well of the village")
    denied = bare("s2", "r2", "the claim", type="deny", sources=(NORLAND,), targets=())
    assert verdicts(said, denied) == []
    about = replace(denied, trigger=stems_of("that it poisoned the well"))
    assert verdicts(said, about) == [("s1", "s2", "contradicted")]
    assert verdicts(replace(said, sources=(NORLAND,)), about) == []


def test_one_politician_who_denies_what_another_says_of_him_is_no_newer_word():
    one, other = (
        Side(name, "NOR", "NOR", frozenset({name}), is_person=True) for name in ("berg", "dahl")
    )
    said = bare("s1", "r1", "berg smuggled rifles by boat", sources=(other,), targets=(one,),
                speakers=frozenset({"NOR"}))  # fmt: skip
    denied = bare("s2", "r2", "that he had smuggled rifles", type="deny", sources=(one,),
                  targets=(), speakers=frozenset({"NOR"}), published=DAY + 2)  # fmt: skip
    assert verdicts(said, denied) == [("s1", "s2", "contradicted")]
    assert verdicts(said, replace(denied, sources=(other,))) == []
    assert verdicts(replace(said, sources=(one,)), denied) == [("s1", "s2", "updated")]


def told(content, names=(), coded=()):
    """The telling of what the minister Berg says, in which actors are named and words are coded."""
    places = [content.index(name) for name in names]
    people = [
        {
            "id": name,
            "name": name,
            "kind": "person",
            "country": "NOR",
            "sector": None,
            "known": "table",
        }
        for name in ("Berg", *names)
    ]
    speaker = {"actor": "Berg", "name": "Berg"}
    span = {"start": 0, "end": len(content), "quote": content}
    statement = {
        "id": "s1", "speaker": [speaker], "via": [], "content": [span],
        "cue": span, "act": "say", "mode": "indirect", "about": [], "echoes": None,
    }  # fmt: skip
    mentions = [
        {"actor": name, "name": name, "span": {"start": at, "end": at + len(name)}}
        for name, at in zip(names, places, strict=True)
    ]
    positions = [
        {
            "id": words, "holder": speaker, "target": speaker, "sign": -1, "kind": "criticism",
            "evidence": [{"start": content.index(words), "end": len(content), "quote": words}],
            "issue_key": None, "when": {"value": None}, "realis": "actual", "said_in": ["s1"],
            "echoes": None,
        }
        for words in coded
    ]  # fmt: skip
    teller = Teller(Told.of("r1", "Post", "2013-05-01"), people, {})
    return teller.tellings([statement], [], positions, mentions)[0]


def test_what_is_said_with_not_denies_only_the_part_that_has_it():
    row = told("Dahl knows that Holm did not sell the rifles, and bought mortars", ("Dahl", "Holm"))
    assert row.realis == "negated"
    assert row.words == stems_of("Holm did not sell the rifles")
    assert [side.actor for side in row.targets] == ["Holm"]
    affirmed = told("Dahl knows that Holm sold the rifles, and bought mortars", ("Dahl", "Holm"))
    assert [side.actor for side in affirmed.targets] == ["Dahl", "Holm"]


def test_a_denial_is_coded_where_the_part_that_denies_is():
    words = "we did not sink the ship, and the inquiry is a sham"
    assert not told(words).coded
    assert not told(words, coded=("the inquiry is a sham",)).coded
    assert told(words, coded=("not sink the ship",)).coded
    assert told("we sank the ship, and the inquiry is a sham", coded=("is a sham",)).coded


def test_who_says_that_he_will_not_do_a_thing_does_not_deny_it():
    said = bare("s1", "r1", "berg smuggled rifles by boat")
    for words, shown in (
        ("he did not smuggle rifles", True),
        ("he will not smuggle rifles", False),
    ):
        denied = told(words)
        row = replace(
            bare("s2", "r2", words, realis="negated", sources=(NORLAND,), targets=()),
            words=denied.words, limits=denied.limits,
        )  # fmt: skip
        assert bool(verdicts(said, row)) is shown


@pytest.mark.parametrize(
    ("content", "denies"),
    [
        ("reports that the army shelled the port are baseless", True),
        ("there was no evidence that the army shelled the port", True),
        ("the false friends of the army shelled the port", False),
        ("the report says that the army shelled the port", False),
    ],
)
def test_who_calls_a_charge_false_denies_it(content, denies):
    assert is_called_false(content) is denies


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


def test_who_supports_what_he_rejected_before_has_turned():
    words = frozenset({"ada", "rejec", "pact", "port"})
    first = event("e1", "r1", type="REJECT", words=words)
    later = {"published": DAY + 3, "first": DAY + 3, "last": DAY + 3}
    last = event("e2", "r2", type="SUPPORT", words=words, **later)
    assert verdicts(first, last) == [("e1", "e2", "updated")]
    told = replace(last, speakers=frozenset({"SUD"}))
    assert verdicts(first, told) == [("e2", "e1", "contradicted")]


def test_what_somebody_supports_and_rejects_in_the_same_words_is_contradicted():
    pro = event(type="SUPPORT", words=stems_of("norland supports the river treaty"))
    contra = event("e2", "r2", type="REJECT", words=stems_of("norland rejects the river treaty"))
    assert verdicts(pro, contra) == [("e1", "e2", "contradicted")]
    assert verdicts(pro, replace(contra, targets=(REBELS,))) == []
    assert verdicts(pro, replace(contra, words=stems_of("norland rejects the visa rules"))) == []
    assert verdicts(pro, replace(contra, first=DAY + 20, last=DAY + 20)) == []
    assert verdicts(pro, replace(contra, report="r1")) == []


def test_what_was_planned_is_done_under_another_type():
    plan = event(type="AGREE", realis="planned", words=stems_of("will visit the river dam"))
    done = event("e2", "r2", type="CONSULT", published=DAY + 2, first=DAY + 2, last=DAY + 2,
                 words=stems_of("visited the river dam"))  # fmt: skip
    assert verdicts(plan, done) == [("e1", "e2", "updated")]
    assert verdicts(plan, replace(done, type="ASSAULT")) == []
    assert verdicts(replace(plan, published=DAY + 3), done) == []
    again = replace(plan, type="CONSULT", words=stems_of("will visit a school"))
    assert verdicts(replace(again, words=done.words), replace(done, first=DAY)) != []
    assert verdicts(replace(again, words=stems_of("sudria")), replace(done, first=DAY)) == []


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
    police = replace(first, voices=frozenset({"polic"}))
    assert verdicts(police, replace(more, outlet="Star", voices=frozenset({"polic"}))) != []
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
