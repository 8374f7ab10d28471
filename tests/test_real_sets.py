"""The judged pairs of real reports: the places hold, and no figure drops below its floor."""

from collections import Counter

import pytest

from own_sets import dropped, figures, floors_of
from real_sets import FLOORS, add_all, digest_of, measure, pairs, texts


def test_pairs_of_every_kind_were_judged_and_a_third_is_unseen():
    judged = pairs()
    kinds = Counter(pair.kind for pair in judged)
    assert len(judged) >= 200
    assert kinds["contradiction"] >= 35
    assert kinds["other"] + kinds["coding"] >= 100
    assert abs(sum(pair.unseen for pair in judged) / len(judged) - 1 / 3) < 0.05
    assert all(pair.one.report < pair.other.report for pair in judged)


@pytest.mark.gold
def test_the_sentences_stand_where_they_were_judged():
    known = texts()
    assert [pair for pair in pairs() if digest_of(pair, known) != pair.words] == []


@pytest.mark.gold
@pytest.mark.model
@pytest.mark.soak
def test_what_a_record_of_real_news_shows_is_right(tmp_path, parser):
    """``python tests/real_sets.py --write-floors`` moves the floors, on purpose."""
    record = tmp_path / "real.db"
    add_all(record, parser)
    scored, new = measure(record)
    now = figures(scored)
    assert new == []
    assert set(floors_of(FLOORS)) <= set(now)
    assert dropped(now, floors_of(FLOORS)) == {}
