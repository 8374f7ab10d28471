"""The bundled reports, read by the program and compared with what a careful reader found."""

from __future__ import annotations

import json
import re

import pytest

from matching import (
    EXAMPLES,
    FLOORS,
    KINDS,
    ROWS_LOST,
    Pairing,
    furniture_left,
    load,
    measure,
    names,
    record_of,
    sets,
)

LEVELS = (1, 2)


@pytest.fixture(scope="module")
def pairings():
    return {name: Pairing(load(name), record_of(load(name))) for name in names()}


@pytest.fixture(scope="module")
def floors():
    return json.loads(FLOORS.read_text(encoding="utf-8"))


def spans_of(value):
    """Every span in an example's expected rows."""
    if isinstance(value, list):
        return [span for one in value for span in spans_of(one)]
    if isinstance(value, dict):
        own = [value] if "text" in value and "start" in value else []
        return own + [span for one in value.values() for span in spans_of(one)]
    return []


@pytest.mark.parametrize("name", names())
def test_the_expected_words_stand_where_they_are_said_to(name):
    expected = load(name)
    source = (EXAMPLES / "reports" / expected["report"]).read_text(encoding="utf-8")
    spans = spans_of(expected)
    assert spans
    for span in spans:
        if expected["report"].endswith(".html"):
            assert (span["start"], span["end"]) == (None, None)
            assert (
                span["text"] in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", source))
                or "\n" in span["text"]
            )
        else:
            assert source[span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize("name", names())
def test_the_expected_rows_name_actors_that_are_listed(name):
    expected = load(name)
    named = {who for row in expected["statements"] for who in (*row["speaker"], *row["via"])}
    named |= {who for row in expected["events"] for who in (*row["source"], *row["target"])}
    named |= {row[end] for row in expected["relations"] for end in ("holder", "target")}
    named |= {*expected["sides"], *expected["sides"].values()}
    assert named <= set(expected["actors"])


def test_a_third_of_the_examples_is_never_tuned_on():
    unseen = [name for name in names() if load(name)["unseen"]]
    assert len(unseen) * 3 >= len(names()) - 2


@pytest.mark.model
@pytest.mark.parametrize("name", names())
def test_an_example_keeps_its_rows(name, pairings, floors):
    measured = measure(pairings[name])
    for kind in KINDS:
        floor, figure = floors["examples"][name][kind], measured[kind]
        for level in LEVELS:
            precision, recall = floor[f"L{level}"]
            hits = figure.agree[level - 1]
            assert hits + ROWS_LOST >= recall * figure.expected - 0.01, (kind, level, figure)
            assert hits + ROWS_LOST >= precision * figure.found - 0.01, (kind, level, figure)


@pytest.mark.model
@pytest.mark.parametrize("group", ["seen", "unseen"])
def test_the_examples_together_do_not_drop(group, pairings, floors):
    measured = sets({name: measure(pairing) for name, pairing in pairings.items()})[group]
    for kind in KINDS:
        floor, figure = floors["sets"][group][kind], measured[kind]
        for level in LEVELS:
            precision, recall = floor[f"L{level}"]
            assert figure.precision(level) >= precision - 0.01, (kind, level, figure)
            assert figure.recall(level) >= recall - 0.01, (kind, level, figure)


@pytest.mark.model
@pytest.mark.parametrize("name", names())
def test_no_furniture_is_read_as_news(name, pairings):
    assert furniture_left(pairings[name]) == []


@pytest.mark.model
@pytest.mark.parametrize("name", names())
def test_a_page_states_its_own_date_and_nothing_else_is_guessed(name, pairings):
    published = pairings[name].record.report.published.value
    assert (published or "")[:10] == (pairings[name].expected["published"] or "")


@pytest.mark.model
def test_sport_has_no_political_rows(pairings):
    record = pairings["world-cup-final"].record
    assert [row.evidence for row in record.positions] == []
    assert [row.clause.quote for row in record.events] == []
