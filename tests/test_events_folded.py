"""One deed is one row, and what is told beside it history, on frozen parses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dragoman.parse import Parse
from dragoman.record import Moment
from event_rows import events_of, statement_over, titled


def test_the_pluperfect_is_background(parsed):
    (event,) = events_of(parsed("Norway had attacked Serbia."))
    assert event.background


BESIDE = [
    # text, published, which of the two deeds is history
    ("Norway freed two rebels. Half a century ago rebels attacked Oslo.", "2024-05-07", [0, 1]),
    ("Norway freed two rebels. In 2003 soldiers shot rebels in Oslo.", "2024-05-07", [0, 1]),
    ("Norway freed two rebels. They attacked Oslo on 30 December 2023.", "2024-01-03", [0, 0]),
    ("Norway freed two rebels. Kenya attacked Norway in 1820.", None, [0, 1]),
    ("Norway freed two rebels in 2003. Kenya attacked Norway.", None, [0, 0]),
    ("Norway freed two rebels. In colonial times Norway attacked Kenya.", "2024-05-07", [0, 1]),
    ("Norway signed a treaty a decade after rebels attacked Kenya.", "2024-05-07", [0, 1]),
]


@pytest.mark.parametrize(("text", "published", "history"), BESIDE)
def test_history_is_told_from_the_news_beside_it(parsed, text, published, history):
    parse = parsed(text)
    day = replace(parse.report.published, value=published)
    found = events_of(Parse(replace(parse.report, published=day), parse.doc))
    assert [event.background for event in found] == history


def test_an_older_year_is_background_in_a_dated_report(parsed):
    parse = parsed("Norway attacked Serbia in 1999.")
    report = replace(parse.report, published=Moment("2020-05-01"))
    (event,) = events_of(Parse(report, parse.doc))
    assert event.background
    assert event.when.value == "1999"


def test_a_later_mention_is_evidence(parsed):
    (event,) = events_of(parsed("Norway attacked Serbia. Norway attacked Serbia with jets."))
    assert [span.quote for span in event.evidence] == ["attacked", "attacked"]


def test_two_deeds_of_one_actor_stay_two_rows(parsed):
    found = events_of(parsed("Norway attacked Serbia. Norway attacked Kenya."))
    assert len(found) == 2


def test_different_dates_are_different_events(parsed):
    found = events_of(parsed("Norway attacked Serbia in 1999. Norway attacked Serbia in 2004."))
    assert len(found) == 2


def test_a_title_is_folded_into_the_text(parsed):
    parse = parsed("Norway attacks Serbia\nNorway attacked Serbia on Monday.")
    (event,) = events_of(titled(parse, len("Norway attacks Serbia")))
    assert event.trigger.quote == "attacked"
    assert len(event.evidence) == 2


def test_a_flat_title_echoes_what_the_text_attributes(parsed):
    parse = parsed("Norway attacks Serbia\nNorway attacked Serbia, the minister said.")
    statement = statement_over(parse, "Norway attacked Serbia", "the minister")
    head, body = events_of(titled(parse, len("Norway attacks Serbia")), (statement,))
    assert (head.echoes, body.echoes) == (body.id, None)
    assert head.said_in == ()


TOLD_TWICE = [
    ("Norway vetoed the loan to Kenya. Norway’s veto of the loan angered Serbia.", 1),
    ("Rebels abducted eleven pupils in Oslo. The rebels abducted the pupils at dawn.", 1),
    ("Norway seized two Serbian boats in April. Norway seized six Serbian boats.", 2),
    ("Soldiers fired on marchers in Oslo. Soldiers fired on marchers in Bergen.", 2),
]


@pytest.mark.parametrize(("text", "rows"), TOLD_TWICE)
def test_one_deed_is_one_row_however_often_it_is_told(parsed, text, rows):
    assert len(events_of(parsed(text))) == rows
