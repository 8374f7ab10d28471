"""The own set of speakers against its floors: a drop fails, noise does not."""

import json

import pytest

from speaker_sets import FLOORS, NOISE, actors_at, figures, read_answers, read_cases, text_of


@pytest.mark.gold
@pytest.mark.model
def test_no_figure_of_speakers_drops_below_its_floor(parser):
    """``python tests/speaker_sets.py --write-floors`` moves the floors, on purpose."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    now = figures(read_answers(parser))
    assert set(now) == set(floors)
    assert {k: (v, floors[k]) for k, v in now.items() if v < floors[k] - NOISE} == {}


@pytest.mark.gold
@pytest.mark.usefixtures("shared")
def test_the_offsets_lie_on_words():
    for case in read_cases():
        text = text_of(case.article)
        for start, end in ((case.start, case.end), *case.antecedents):
            assert text[start:end].strip() == text[start:end] != ""


def test_the_set_of_speakers_is_as_large_as_it_says():
    cases = read_cases()
    assert len(cases) >= 150
    assert len({(case.article, case.start) for case in cases}) == len(cases)
    assert len({case.article for case in cases}) >= 100
    assert sum(case.unseen for case in cases) * 3 >= len(cases)
    assert all(bool(case.antecedents) is (case.meant != "nobody") for case in cases)


def test_words_without_a_mention_have_no_actor():
    assert actors_at((0, 4), ()) == frozenset()
