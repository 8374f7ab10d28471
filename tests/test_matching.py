"""The matcher of the examples: what counts as found, what as right, and what as nothing."""

from __future__ import annotations

import pytest

import norland
from matching import Figures, Pairing, figures, nth_place, shared
from naming import Cast, plain

CAST = Cast(
    {"Norland": ["Nordheim"], "Ada Brandt": ["Brandt"], "Sudria": [], "Delta Front": ["rebels"]},
    {"Ada Brandt": "Sudria"},
)


def words(text: str) -> dict:
    return {"start": None, "end": None, "text": text}


def said(content: str, speaker: str, **more) -> dict:
    return {"speaker": [speaker], "content": [words(content)], **more}


def pairing(kind: str, *rows: dict) -> Pairing:
    empty = {one: [] for one in ("statements", "events", "relations", "times", "furniture")}
    cast = {"actors": CAST.actors, "sides": CAST.sides, "published": None}
    return Pairing({**empty, **cast, kind: list(rows)}, norland.record())


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        ("Norland", "Nordheim", True),
        ("Norland", "the Norland’s", True),
        ("Ada Brandt", "Foreign Minister Ada Brandt", True),
        ("Ada Brandt", "Sudria", True),
        ("Sudria", "Brandt", True),
        ("Norland", "Sudria", False),
        ("Delta Front", "the rebels", True),
        ("Delta Front", "he", False),
    ],
)
def test_names_and_sides(expected, found, same):
    assert CAST.same(expected, found) is same


def test_a_plain_name_has_no_accents_articles_or_brackets():
    assert plain("The Guaidó Front (GF)") == "guaido front"


def test_half_of_the_longer_content_must_be_shared():
    assert shared([(0, 10)], [(0, 4)]) == pytest.approx(0.4)
    assert shared([(0, 10)], [(5, 10), (20, 25)]) == pytest.approx(0.5)
    assert shared([], []) == 0


def test_words_are_found_the_nth_time_over_any_white_space():
    assert nth_place("a b a\n b", "a b", 2) == (4, 8)
    assert nth_place("a b", "a b", 2) is None


def test_a_statement_is_right_with_its_speaker_only():
    right = said("Norland has armed the Delta Front", "Ada Brandt")
    wrong = said("that it had armed the group", "Ada Brandt")
    lost = said("Sudria says its neighbour", "Sudria")
    assert figures(pairing("statements", right, wrong, lost), "statements") == Figures(3, 4, (2, 1))


def test_rows_that_may_be_there_or_not_count_for_nothing():
    maybe = said("Norland has armed the Delta Front", "Norland", optional=True)
    assert figures(pairing("statements", maybe), "statements") == Figures(0, 3, (0, 0))


def test_two_expected_rows_never_share_a_found_one():
    one = said("Norland has armed the Delta Front", "Ada Brandt")
    assert figures(pairing("statements", one, dict(one)), "statements") == Figures(2, 4, (1, 1))


def stand(holder: str, target: str, sign: int, **more) -> dict:
    row = {"symmetric": False, "status": "asserted", "attributed_to": []}
    return {"holder": holder, "target": target, "sign": sign, **row, **more}


def test_a_position_needs_both_actors_and_its_sign():
    rows = [
        stand("Westmark", "Sudria", -1),
        stand("Sudria", "Westmark", -1),
        stand("Westmark", "Sudria", 1, symmetric=True),
        stand("Westmark", "Sudria", -1, status="planned"),
    ]
    found = [figures(pairing("relations", row), "relations").agree for row in rows]
    assert found == [(1, 1), (0, 0), (1, 1), (1, 0)]


def deed(type_: str, source: list, target: list, trigger: str, **more) -> dict:
    row = {"evidence": [], "source": source, "target": target, "trigger": words(trigger)}
    return {"type": type_, **row, **more}


def test_an_event_is_right_with_its_roles():
    rows = [
        deed("AID", ["Norland"], ["Delta Front"], "has armed the Delta"),
        deed("AID", ["Norland"], [], "has armed the Delta"),
        deed("AID", ["Norland"], [], "has armed", accept={"target": ["Delta Front"]}),
        deed("SANCTION", ["Norland"], ["Delta Front"], "has armed", accept={"type": ["AID"]}),
        deed("RETREAT", ["Delta Front"], [], "lay down", accept={"source": [None]}),
    ]
    found = [figures(pairing("events", row), "events").agree for row in rows]
    assert found == [(1, 1), (1, 0), (1, 1), (1, 1), (1, 1)]


def test_a_time_is_right_with_its_value():
    rows = [{**words("Friday"), "value": "XXXX-WXX-5"}, {**words("October"), "value": "2015-10"}]
    assert figures(pairing("times", *rows), "times") == Figures(2, 2, (2, 1))
