"""What stands against what across reports, what is a newer word, and what is neither."""

from dataclasses import replace

import pytest

from dragoman.stories.denials import AGAIN
from dragoman.stories.limits import is_called_false, limits_of
from dragoman.stories.tell import Teller, Told
from dragoman.stories.telling import Side, stems_of
from tellings import DAY, NORLAND, PORT, REBELS, SUDRIA, bare, denial, event, position, verdicts


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
