"""The own sets of actors against their floors: a drop fails, noise does not."""

import json
import tomllib

import pytest

from actor_sets import (
    FLOORS,
    NOISE,
    PAIRS,
    PARAGRAPHS,
    figure,
    figures,
    labelled,
    read_pairs,
    read_paragraphs,
)
from dragoman.lexicon import load_tables

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
    first = [a for a in answers if not a.draw]
    fresh = [a for a in answers if a.draw]
    assert len({a.paragraph for a in first}) >= 40
    assert len(first) >= 300
    assert sum(a.unseen for a in first) * 4 >= len(first)
    assert len({a.paragraph for a in fresh}) >= 60
    assert len(fresh) >= 400
    assert sum(a.unseen for a in fresh) * 3 >= len(fresh) * 2
    assert figure(answers).n == len(answers)


def test_every_actor_that_a_label_names_by_id_is_in_the_tables():
    known = {actor.id for actor in load_tables("en").actors}
    named = {
        who
        for path in PARAGRAPHS.values()
        for paragraph in tomllib.loads(path.read_text(encoding="utf-8"))["paragraph"]
        for label in labelled(paragraph["text"])[1]
        for who in label.meant
        if not who.startswith("~")
    }
    assert named - known == set()


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
