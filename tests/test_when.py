"""When a clause was, on frozen parses: its value from the words, bounds from the publication."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.grammar.clauses import VERBAL, clause, governing_verb
from dragoman.grammar.edtf import bounds
from dragoman.grammar.when import timeline_of
from dragoman.lexicon import load_tables
from dragoman.parse import Parse
from dragoman.record import Fetched, Moment, When
from dragoman.times import find_times

NEWS_DAY = "2015-12-23"
CREW = "He led the talks in the mid-1990s, when rebels seized a plane and held the crew for a year."
GUEST = "She thanked Brandt, a veteran who met rebels in Oslo in 2011, when they seized the port."
BUILT_UP = "Norland has been building up troops, most recently supplying a camp with arms in June."


def when(parse, word, *, published=NEWS_DAY, fetched=None, actual=True):
    crawl = Fetched(fetched, None, None, None) if fetched else None
    report = replace(parse.report, published=Moment(value=published), fetched=crawl)
    parse = Parse(report, parse.doc)
    timeline = timeline_of(parse.report, parse.doc, find_times(parse), load_tables("en").words)
    predicate = next(t for t in parse.doc if t.text == word)
    verb = predicate if predicate.pos_ in VERBAL else governing_verb(predicate)
    return timeline.of(predicate, clause(verb), actual=actual)


@pytest.mark.parametrize(
    ("text", "word", "value", "basis"),
    [
        ("Norland signed the pact on Monday.", "signed", "2015-12-21", "clause"),
        ("Police carried out a raid on Monday.", "raid", "2015-12-21", "clause"),
        ("Sudria condemned Monday's raid.", "raid", "2015-12-21", "clause"),
        ("Sudria condemned Monday's raid.", "condemned", None, "publication"),
        ("Sudria condemned the killings of 2014.", "condemned", None, "publication"),
        ("The envoy said on Tuesday that rebels shelled the port in October.", "said",
         "2015-12-22", "clause"),
        ("The envoy said on Tuesday that rebels shelled the port in October.", "shelled",
         "2015-10", "clause"),
        ("The envoy said that rebels shelled the port in October.", "said", None, "publication"),
        ("The minister met rebels on Monday and signed a pact.", "signed", "2015-12-21",
         "sentence"),
        ("A bomb exploded on Sunday, killing ten soldiers.", "killing", "2015-12-20", "sentence"),
        ("Speaking in Oslo on Monday, Brandt condemned the raid.", "condemned", "2015-12-21",
         "sentence"),
        (CREW, "seized", "199X", "sentence"),
        (CREW, "held", "199X", "sentence"),
        (GUEST, "seized", "2011", "sentence"),
        (BUILT_UP, "building", None, "publication"),
        (BUILT_UP, "supplying", "2015-06", "clause"),
        ("Police said on Monday they believe the bomb was planted there.", "said", "2015-12-21",
         "clause"),
        ("Rebels held the crew for a year.", "held", None, "publication"),
        ("Norland is now at war with Sudria.", "is", None, "publication"),
        ("Crowds have marched since June.", "marched", "2015-06/..", "clause"),
        ("The agency had delivered the vaccine by 22 November.", "delivered", "../2015-11-22",
         "clause"),
        ("Rebels held the port until 2013.", "held", "../2013", "clause"),
        ("In July, Norland started arming the rebels.", "arming", "2015-07", "sentence"),
        ("In July, the envoy helped arrange a meeting of rebels.", "meeting", "2015-07", "clause"),
        ("On Monday evening, shortly after dusk on Monday, a bomb killed ten and injured six.",
         "injured", "2015-12-21", "sentence"),
    ],
)  # fmt: skip
def test_the_value_is_what_the_words_of_the_clause_give(parsed, text, word, value, basis):
    found = when(parsed(text), word)
    assert (found.value, found.basis) == (value, basis)


def test_a_past_event_is_bounded_by_the_publication_and_never_dated_by_it(parsed):
    found = when(parsed("Norland signed the pact."), "signed")
    assert found == When(None, None, NEWS_DAY, "publication")


def test_a_planned_event_is_not_bounded(parsed):
    text = "Norland will sign the pact."
    assert when(parsed(text), "sign", actual=False) == When(None, None, None, "none")


def test_a_planned_event_has_the_day_its_words_give(parsed):
    text = "Norland will sign the pact on Friday."
    found = when(parsed(text), "sign", actual=False)
    assert found == When("2015-12-25", "2015-12-25", "2015-12-25", "clause")


def test_what_was_decided_is_not_dated_by_the_decision(parsed):
    found = when(parsed("Norland decided on Monday to recall its envoy."), "recall", actual=False)
    assert found == When(None, None, None, "none")


def test_what_has_gone_on_since_a_day_is_bounded_by_it_and_by_the_news(parsed):
    found = when(parsed("Crowds have marched since June."), "marched")
    assert found == When("2015-06/..", "2015-06-01", NEWS_DAY, "clause")


def test_what_was_done_by_a_day_is_bounded_by_it(parsed):
    found = when(parsed("The agency had delivered the vaccine by 22 November."), "delivered")
    assert found == When("../2015-11-22", None, "2015-11-22", "clause")


def test_this_month_ends_for_the_past_with_the_publication(parsed):
    found = when(parsed("Norland signed the pact earlier this month."), "signed")
    assert found == When("2015-12", "2015-12-01", NEWS_DAY, "clause")


def test_an_open_value_is_kept_without_a_publication(parsed):
    found = when(parsed("Norland signed the pact on Monday."), "signed", published=None)
    assert found == When("XXXX-WXX-1", None, None, "clause")


def test_the_fetch_bounds_only_where_there_is_no_publication(parsed):
    parse = parsed("Norland signed the pact.")
    undated = when(parse, "signed", published=None, fetched="2016-01-05T10:00:00Z")
    assert undated == When(None, None, "2016-01-05", "fetch")
    assert when(parse, "signed", fetched="2016-01-05T10:00:00Z").not_after == NEWS_DAY


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2015", "2015-01-01", "2015-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2015-12-23T10:30Z", "2015-12-23", "2015-12-23"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2015-24", "2015-12-01", "2016-02-29"),
        ("2015-33", "2015-01-01", "2015-03-31"),
        ("2015-41", "2015-07-01", "2015-12-31"),
        ("2015-W53", "2015-12-28", "2016-01-03"),
        ("2015-03/2015-06", "2015-03-01", "2015-06-30"),
        ("{2015-07-03,2015-07-04}", "2015-07-03", "2015-07-04"),
        ("2015~", "2015-01-01", "2015-12-31"),
        ("2015/..", "2015-01-01", None),
        ("XXXX-10", None, None),
        ("XXXX-WXX-3", None, None),
        ("P1Y", None, None),
        ("PAST_REF", None, None),
        ("2015-99", None, None),
        ("2015-02-30", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_bounds_are_the_first_and_last_day_a_value_may_mean(value, first, last):
    assert bounds(value) == (first, last)


@given(st.text(alphabet="0123456789X-/WTZ.{}[],PYM?~", max_size=24))
def test_bounds_of_anything_are_days_or_nothing(value):
    for day in bounds(value):
        assert day is None or len(day) == 10
