"""The own sets of actors against their floors: a drop fails, noise does not."""

import json

import pytest

from actor_sets import FLOORS, NOISE, PAIRS, figure, figures, labelled, read_pairs, read_paragraphs

FLOOR = json.loads(FLOORS.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def answers(parser):
    return read_paragraphs(parser)


@pytest.mark.model
def test_no_figure_drops_below_its_floor(answers):
    """``python tests/actor_sets.py --write-floors`` moves the floors, on purpose."""
    now = figures(answers, read_pairs())
    assert set(now) == set(FLOOR)
    assert {k: (v, FLOOR[k]) for k, v in now.items() if v < FLOOR[k] - NOISE} == {}


@pytest.mark.model
def test_the_set_is_as_large_as_it_says(answers):
    unseen = [a for a in answers if a.unseen]
    assert len({a.paragraph for a in answers}) >= 40
    assert len(answers) >= 300
    assert len(unseen) * 4 >= len(answers)
    assert figure(answers).n == len(answers)


def test_a_third_of_the_pairs_of_names_is_unseen():
    pairs = read_pairs()
    assert len(pairs) >= 200
    assert len({(p.one, p.other) for p in pairs}) == len(pairs), PAIRS
    assert sum(p.unseen for p in pairs) * 3 >= len(pairs)


def test_marks_give_the_place_of_the_bare_words():
    text, (first, both, nobody) = labelled("{The group|pkk} met {both|NOR&SRB} and {it|?}.")
    assert text == "The group met both and it."
    assert text[first.start : first.end] == "group"
    assert both.meant == {"NOR", "SRB"}
    assert not nobody.meant
