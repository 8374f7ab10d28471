"""The own sets of positions: their labels are clear, and no figure drops below its floor."""

from collections import Counter
from typing import get_args

import pytest

from dragoman.record import PositionKind
from own_sets import dropped, figures, floors_of, load
from position_sets import (
    FLOORS,
    bare,
    both,
    every_label,
    every_text,
    kinds_of,
    marked,
    measure,
    measure_wikinews,
    spans_of_wikinews,
    wikinews,
)

WIKINEWS, FLOOR = (
    {name: floor for name, floor in floors_of(FLOORS).items() if (".wikinews." in name) is there}
    for there in (True, False)
)
FRIEND = {
    "ally",
    "support",
    "shared_interest",
    "cooperation",
    "approval",
    "good_relations",
    "sponsorship",
}


@pytest.fixture(scope="module")
def now(parser):
    return figures(measure(parser))


@pytest.mark.model
def test_no_figure_drops_below_its_floor(now):
    """``python tests/position_sets.py --write-floors`` moves the floors, on purpose."""
    assert set(FLOOR) <= set(now)
    assert dropped(now, FLOOR) == {}


@pytest.mark.soak
@pytest.mark.gold
@pytest.mark.model
def test_no_figure_of_wikinews_drops_below_its_floor(parser):
    now = figures(measure_wikinews(parser))
    assert set(WIKINEWS) <= set(now)
    assert dropped(now, WIKINEWS) == {}


@pytest.mark.gold
@pytest.mark.usefixtures("shared")
def test_the_offsets_in_wikinews_lie_on_words():
    texts = wikinews()
    for pair in spans_of_wikinews():
        text = texts[pair.report]
        assert text == text.lstrip()
        for start, end in pair.places:
            assert text[start:end].strip() == text[start:end] != ""
            assert not text[start - 1].isalnum()
            assert not text[end].isalnum()


def test_the_pairs_in_wikinews_are_as_many_as_they_say():
    pairs = spans_of_wikinews()
    assert len({(pair.report, pair.places) for pair in pairs}) == len(pairs) >= 60
    assert sum(pair.unseen for pair in pairs) == len(pairs) // 3
    assert 0.4 < sum(pair.same for pair in pairs) / len(pairs) < 0.6


@pytest.mark.parametrize(
    ("name", "table"), [("stances", "text"), ("turns", "text"), ("issue_pairs", "pair")]
)
def test_a_third_of_each_kind_is_unseen(name, table):
    """Every third as written, and after the first measurement a second draw as a whole."""
    seen, unseen = kinds_of(name, table, unseen=False), kinds_of(name, table, unseen=True)
    assert all(3 * unseen[kind] >= n + unseen[kind] - 2 for kind, n in seen.items())


def test_two_in_three_passages_are_unseen():
    passages = load("passages", "text")
    wanted = [row for entry in passages if entry.unseen for row in entry.labels.get("rows", [])]
    assert sum(entry.unseen for entry in passages) == 32
    assert len(passages) == 48
    assert sum(not row.get("optional", False) for row in wanted) >= 60


def test_no_text_of_a_set_stands_twice():
    for texts in (
        [entry.report.text for entry in every_text()],
        [entry.report.text for entry in load("issue_pairs", "pair", both)],
    ):
        assert len(set(texts)) == len(texts)


def test_the_labels_of_positions_are_clear_and_of_every_kind():
    labels = [label for _, label in every_label()]
    wanted = Counter(label.kinds[0] for label in labels if not label.optional)
    assert set(wanted) == set(get_args(PositionKind))
    assert min(wanted.values()) >= 10
    assert all((label.sign > 0) == (label.kinds[0] in FRIEND) for label in labels)
    assert sum(label.sign < 0 for label in labels) < 0.6 * len(labels)
    assert all(label.holder != label.target for label in labels)


def test_the_texts_without_positions_are_as_many_as_they_say():
    entries = every_text()
    assert len(entries) >= 460
    assert sum(not entry.labels.get("rows") for entry in entries) >= 110


def test_half_of_the_pairs_are_the_same_issue_and_their_marks_lie_on_words():
    entries = load("issue_pairs", "pair", both)
    same = sum(entry.labels["same"] for entry in entries)
    assert len(entries) >= 200
    assert 0.45 < same / len(entries) < 0.55
    for labels in (entry.labels for entry in entries):
        assert labels["same"] is labels["kind"].startswith("same.")
        for sentence in (labels["one"], labels["other"]):
            start, end = marked(sentence)
            assert f"[{bare(sentence)[start:end]}]" in sentence


def test_a_mark_is_the_place_of_its_words():
    assert bare("Norland backs Sudria [on the dam].") == "Norland backs Sudria on the dam."
    assert marked("Norland backs Sudria [on the dam].") == (21, 31)
