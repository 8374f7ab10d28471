"""The own attribution set: its labels are clear, and no figure drops below its floor."""

from collections import Counter

import pytest

from attribution_sets import FLOORS, every_label, measure
from own_sets import LabelError, dropped, figures, floors_of, load, place, report, stretch

FLOOR = floors_of(FLOORS)


@pytest.fixture(scope="module")
def scored(parser):
    return measure(parser)


@pytest.fixture(scope="module")
def labels():
    return list(every_label())


@pytest.mark.model
def test_no_figure_drops_below_its_floor(scored):
    """``python tests/attribution_sets.py --write-floors`` moves the floors, on purpose."""
    now = figures(scored)
    assert set(FLOOR) <= set(now)
    assert dropped(now, FLOOR) == {}


@pytest.mark.model
def test_what_is_wrong_is_shown_of_the_seen_part_only(scored):
    unseen = [one for one in scored if one.unseen and one.faults]
    lines = list(report(scored))
    assert unseen
    assert not [line for line in lines if line.startswith(tuple(f"{o.id}:" for o in unseen))]


def test_a_third_of_each_kind_is_unseen():
    """Every third as written, and after the first measurement a draw of three kinds as a whole."""
    entries = load("attribution", "paragraph")
    kinds = Counter(entry.labels["kind"] for entry in entries)
    unseen = Counter(entry.labels["kind"] for entry in entries if entry.unseen)
    assert len({entry.report.text for entry in entries}) == len(entries) >= 100
    assert len({entry.id for entry in entries}) == len(entries)
    assert all(3 * unseen[kind] >= n - 1 for kind, n in kinds.items())


def test_nesting_channel_and_denial_have_45_labels_each(labels):
    wanted = [label for _, label in labels if not label.optional]
    assert sum(label.inside is not None for label in wanted) >= 45
    assert sum(bool(label.via) for label in wanted) >= 45
    assert sum(bool(label.about) for label in wanted) >= 45


def test_nesting_is_a_tree_of_three_and_links_lead_to_labels(labels):
    by_place = {(entry.id, label.id): label for entry, label in labels}

    def depth(entry, label):
        return 1 + depth(entry, by_place[entry.id, label.inside]) if label.inside else 1

    assert max(depth(entry, label) for entry, label in labels) == 3
    assert all((e.id, one) in by_place for e, label in labels for r in label.about for one in r)


def test_words_that_are_not_clear_are_refused():
    text = "He said he had said so."
    assert text[slice(*place(text, "he"))] == "he"
    assert text[slice(*stretch(text, "he … so"))] == "he had said so"
    with pytest.raises(LabelError, match="2 times"):
        place(text, "said")
    with pytest.raises(LabelError, match="only 2"):
        place(text, "said#3")
    with pytest.raises(LabelError, match="0 times"):
        place(text, "sai")
