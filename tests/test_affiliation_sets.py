"""The own set of affiliations against its floors: a drop fails, noise does not."""

import json

import pytest

from affiliation_sets import FLOORS, Wanted, agrees, bare, figures, read_sentences
from dragoman.record import Affiliation, Role, When

FLOOR = json.loads(FLOORS.read_text(encoding="utf-8"))
NOISE = 0.01


@pytest.fixture(scope="module")
def read(parser):
    return read_sentences(parser)


@pytest.mark.model
def test_no_figure_drops_below_its_floor(read):
    """``python tests/affiliation_sets.py --write-floors`` moves the floors, on purpose."""
    now = figures(read)
    assert set(now) == set(FLOOR)
    assert {k: (v, FLOOR[k]) for k, v in now.items() if v < FLOOR[k] - NOISE} == {}


@pytest.mark.model
def test_the_set_is_as_large_as_it_says(read):
    assert len({one.id for one in read}) == len(read) >= 80
    assert sum(one.unseen for one in read) * 3 >= len(read)


def test_a_row_agrees_in_who_office_and_body():
    row = Affiliation(
        "f1",
        Role("~anna-berg", "Anna Berg"),
        "head of the Board",
        Role("NOR", "Norway"),
        When(),
        (),
        (),
        "title",
    )
    assert agrees(row, Wanted("Anna Berg", "head of Board", "Norway"))
    assert not agrees(row, Wanted("Anna", "head", "Norway"))
    assert not agrees(row, Wanted("Anna Berg", "head of Board", ""))
    assert not agrees(row, Wanted("Anna Berg", "head of Board", "Norway", tenure="former"))
    assert not agrees(row, Wanted("Anna Berg", "head of Board", "Norway", when="2014"))
    assert bare("The head of the Board") == "head of board"
