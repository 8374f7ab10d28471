"""The own sets of events: their labels are clear, and no figure drops below its floor."""

from collections import Counter

import pytest

from event_sets import FLOORS, SETS, every_word, kinds_of, measure
from own_sets import dropped, figures, floors_of, load

FLOOR = floors_of(FLOORS)
REALIS = {"actual", "planned", "demanded", "hypothetical", "negated"}


@pytest.fixture(scope="module")
def now(parser):
    return figures(measure(parser))


@pytest.mark.model
def test_no_figure_drops_below_its_floor(now):
    """``python tests/event_sets.py --write-floors`` moves the floors, on purpose."""
    assert set(FLOOR) <= set(now)
    assert dropped(now, FLOOR) == {}


@pytest.mark.parametrize(
    ("name", "field"), [("negatives", "topic"), *((name, "kind") for name in SETS)]
)
def test_every_third_sentence_of_a_kind_is_unseen(name, field):
    seen, unseen = kinds_of(name, field, unseen=False), kinds_of(name, field, unseen=True)
    assert {kind: (n + unseen[kind] + 1) // 3 for kind, n in seen.items()} == unseen
    texts = [entry.report.text for entry in load(name, SETS.get(name, "sentence"))]
    assert len(set(texts)) == len(texts)


def test_the_negatives_are_as_many_as_they_say():
    topics = Counter(entry.labels["topic"] for entry in load("negatives", "sentence"))
    assert topics["business"] >= 60
    assert topics.total() - topics["business"] >= 160


def test_the_labels_of_reality_are_clear_and_of_every_kind():
    entries = load("realis", "sentence")
    labelled = Counter(one for e in entries for one in e.labels["realis"].split("|"))
    assert len(entries) >= 240
    assert set(labelled) == REALIS
    assert min(labelled.values()) >= 40
    assert len(every_word()) >= len(entries)
