"""The judged pairs of reports: no figure of the rules across reports drops below its floor."""

from collections import Counter

import pytest

from across_sets import FLOORS, measure, pairs
from own_sets import dropped, figures, floors_of


def test_the_set_has_pairs_of_every_kind_and_a_third_is_unseen():
    judged = pairs()
    kinds = Counter(pair.kind for pair in judged)
    assert len(judged) >= 300
    assert kinds["contradiction"] >= 120
    assert kinds.pop("same") >= 12  # reports of one event that are no copies
    assert min(kinds.values()) >= 20
    assert abs(sum(pair.unseen for pair in judged) / len(judged) - 1 / 3) < 0.02
    assert len({report.text for pair in judged for report in pair.reports}) > 1.9 * len(judged)


@pytest.fixture(scope="module")
def now(parser):
    return figures(measure(parser))


@pytest.mark.model
def test_no_figure_drops_below_its_floor(now):
    """``python tests/across_sets.py --write-floors`` moves the floors, on purpose."""
    floors = floors_of(FLOORS)
    assert set(floors) <= set(now)
    assert dropped(now, floors) == {}


@pytest.mark.model
def test_what_is_shown_as_contradicted_is(now):
    assert now["unseen.contradicted.precision"]["value"] >= 0.8
