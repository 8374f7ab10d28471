"""Times: spans and EDTF values on frozen parses; sentences are ours (``data/times.csv``)."""

import json
from dataclasses import replace
from datetime import date

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import LexiconError
from dragoman.grammar.edtf import bounds
from dragoman.lexicon import load_tables
from dragoman.lexicon.load import Tables
from dragoman.lexicon.schema import TimeRule, TimeWord
from dragoman.parse import Parse
from dragoman.record import Moment, Part
from dragoman.times import find_times
from dragoman.times.anchor import Anchor
from dragoman.times.find import expressions_in
from dragoman.times.lexemes import lex, vocabulary_of
from dragoman.times.patterns import grammar_of
from time_sets import FLOORS, NOISE, dated, figures, read, sentences

RULES = load_tables("en").time_rules
NEWS_DAY = "2015-12-23"  # a Wednesday


def table():
    """The sentences of the table that must be read exactly, with all the times in them."""
    return [
        pytest.param(*key, rows, id=f"{key[0]}-{key[1]}")
        for key, rows in sentences().items()
        if rows[0]["set"] in {"seen", "harder"}
    ]


def found_in(parse, published=NEWS_DAY):
    return [(t.span.quote, t.value) for t in find_times(dated(parse, published))]


@pytest.mark.parametrize(("sentence", "published", "rows"), table())
def test_an_expression_has_its_value(parsed, sentence, published, rows):
    times = find_times(dated(parsed(sentence), published))
    wanted = [r for r in rows if r["quote"]]
    assert [(t.value, t.type, t.anchor) for t in times] == [
        (r["value"], r["type"], r["anchor"]) for r in wanted
    ]
    for time, row in zip(times, wanted, strict=True):
        start = sentence.index(row["quote"])
        assert time.span.start < start + len(row["quote"])
        assert time.span.end > start
        assert sentence[time.span.start : time.span.end] == time.span.quote


def test_no_figure_of_times_drops_below_its_floor(parsed):
    """``python tests/time_sets.py --write-floors`` moves the floors, on purpose."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    now = figures(read(parsed))
    assert set(now) == set(floors)
    assert {k: (v, floors[k]) for k, v in now.items() if v < floors[k] - NOISE} == {}


def test_a_third_of_the_times_is_unseen():
    rows = [row for some in sentences().values() for row in some]
    assert sum(bool(row["quote"]) for row in rows) >= 330
    assert sum(row["set"] == "unseen" for row in rows) * 3 >= len(rows)


def read_by(parse, rule):
    """Whether a rule reads something in a text."""
    tables = load_tables("en")
    found = [expressions_in(s, parse.text, tables)[1] for s in parse.sentences]
    return any(item.rule == rule.id for items in found for item in items)


@pytest.mark.parametrize(
    ("rule", "text"), [pytest.param(r, t, id=f"{r.id}: {t}") for r in RULES for t in r.match]
)
def test_a_rule_reads_its_examples(parsed, rule, text):
    assert read_by(parsed(text), rule)


@pytest.mark.parametrize(
    ("rule", "text"), [pytest.param(r, t, id=f"{r.id}: {t}") for r in RULES for t in r.no_match]
)
def test_a_rule_leaves_its_counterexamples(parsed, rule, text):
    assert not read_by(parsed(text), rule)


def test_every_rule_has_an_example():
    assert [rule.id for rule in RULES if not rule.match] == []


def test_a_weekday_printed_on_that_weekday_is_that_day(parsed):
    text = "The envoy arrived in Oslo Wednesday."
    assert found_in(parsed(text), "2015-12-23") == [("Wednesday", "2015-12-23")]
    assert found_in(parsed(text), "2015-12-24") == [("Wednesday", "2015-12-23")]
    assert found_in(parsed(text), "2015-12-22") == [("Wednesday", "2015-12-16")]


def test_a_publication_known_to_the_month_dates_months_and_leaves_days_open(parsed):
    assert found_in(parsed("Turnout was lower last month."), "2015-12") == [
        ("last month", "2015-11")
    ]
    assert found_in(parsed("Police raided the office yesterday."), "2015-12") == [
        ("yesterday", "XXXX-XX-XX")
    ]


def test_a_publication_with_an_hour_is_read_by_its_day(parsed):
    parse = parsed("Police raided the office yesterday.")
    assert found_in(parse, "2015-12-23T23:30:00+03:00") == [("yesterday", "2015-12-22")]


def test_a_publication_no_calendar_has_leaves_values_open(parsed):
    parse = parsed("Police raided the office yesterday.")
    assert found_in(parse, "2015-02-31") == [("yesterday", "XXXX-XX-XX")]
    assert found_in(parse, "soon") == [("yesterday", "XXXX-XX-XX")]


def test_captions_and_subheads_carry_no_times(parsed):
    parse = parsed("Police raided the office yesterday.")
    for label, rows in (("caption", 0), ("subhead", 0), ("standfirst", 1)):
        part = Part(0, len(parse.text), label)
        assert len(find_times(Parse(replace(parse.report, parts=(part,)), parse.doc))) == rows


def test_a_dateline_carries_its_date(parsed):
    parse = parsed("GENEVA, Dec. 22 -")
    part = Part(0, len(parse.text), "dateline")
    parse = Parse(replace(parse.report, parts=(part,)), parse.doc)
    assert found_in(parse) == [("Dec. 22", "2015-12-22")]


def test_the_day_a_strike_is_called_for_lies_ahead(parsed):
    assert found_in(parsed("The union called a strike from Monday.")) == [("Monday", "2015-12-28")]
    assert found_in(parsed("The union called a strike on Monday.")) == [("Monday", "2015-12-21")]


def test_the_present_tense_of_a_headline_tells_what_has_happened(parsed):
    parse = parsed("Norway closes border on Thursday")
    title = Parse(
        replace(
            parse.report,
            published=Moment(value=NEWS_DAY),
            parts=(Part(0, len(parse.text), "title"),),
        ),
        parse.doc,
    )
    assert [t.value for t in find_times(title)] == ["2015-12-17"]
    assert found_in(parse) == [("Thursday", "2015-12-24")]


def test_an_hour_takes_the_day_its_paragraph_told_last(parsed):
    parse = parsed("Gunmen came on Monday. They left at 10:30 GMT.")
    assert found_in(parse) == [("Monday", "2015-12-21"), ("10:30 GMT", "2015-12-21T10:30Z")]


def test_an_hour_without_any_day_stays_open(parsed):
    assert found_in(parsed("They left at 10:30 GMT.")) == [("10:30 GMT", "XXXX-XX-XXT10:30Z")]


def test_the_past_is_not_counted_from_a_date_ahead_of_the_news(parsed):
    text = "Shots fell on Monday. He will stand trial on 5 April. Two men were hurt the same day."
    assert found_in(parsed(text))[-1] == ("same day", "2015-12-21")


def test_days_and_months_joined_by_a_hyphen_are_a_stretch(parsed):
    assert found_in(parsed("The office was shut Monday-Friday."))[-1][1] == "2015-12-14/2015-12-18"
    assert found_in(parsed("Rain fell in July-August 2014.")) == [
        ("July-August 2014", "2014-07/2014-08")
    ]


def test_a_weekday_tells_the_year_of_its_date(parsed):
    parse = parsed("The king abdicated on Monday, 3 November.")
    assert found_in(parse) == [("Monday, 3 November", "2014-11-03")]


def test_no_day_is_invented_that_the_calendar_lacks(parsed):
    assert found_in(parsed("The pact was signed on 31 November.")) == [("November", "2015-11")]


def test_ids_differ_within_a_report_and_agree_between_readings(parsed):
    parse = dated(parsed("Between 1996 and 2001 the group ran the country."), NEWS_DAY)
    again = [t.id for t in find_times(parse)]
    assert [t.id for t in find_times(parse)] == again
    assert len(set(again)) == len(again)


PIECES = """
    May Sunday 31 February 2014 99999999999 the last next 10:75 GMT 25:00 ago years decades every
    '80s 1980s mid- 20th century from to between and - – , . ( ) $ % 0 00 half a an quarter second
    30 two hundred twenty-four 0430 UTC 2015-13-45 32/13/2015 ٣ ² ½ later following that day
    millennia 999999 weekend noon p.m. o'clock in this previous few first of fall winter
"""
WORDS = st.lists(st.sampled_from(PIECES.split()), max_size=14).map(" ".join)
BLANK = spacy.blank("en")
BLANK.add_pipe("sentencizer")


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=120), WORDS),
    st.sampled_from(["2015-12-23", "", "0001-01-01", "9999-12-31", "2015-12", "2016-02-29"]),
)
def test_no_text_raises_and_spans_quote(text, published):
    parse = dated(Parse.of(BLANK(text)), published)
    times = find_times(parse)
    for time in times:
        assert text[time.span.start : time.span.end] == time.span.quote
        assert time.value
        first, last = bounds(time.value)
        assert first is None or last is None or first <= last
    starts = [t.span.start for t in times]
    assert starts == sorted(starts)


@given(st.dates(date(2, 1, 1), date(9000, 1, 1)), st.integers(-9999, 9999))
def test_days_are_counted_as_the_calendar_does(day, count):
    value = Anchor.of(day.isoformat()).shifted("D", count)
    if value is not None:
        assert (date.fromisoformat(value) - day).days == count


def test_lexemes_cut_words_digits_and_marks_apart():
    lexed = lex("mid-1990s at 6am", 0, 16, vocabulary_of(load_tables("en")))
    pieces = [lexed.text[s:e] for s, e in zip(lexed.starts, lexed.ends, strict=True)]
    assert pieces == ["mid", "-", "1990", "s", " ", "at", " ", "6", "am"]


@pytest.mark.parametrize("pattern", ["( month", "month )", "? month", "mooth", "month ( | )?)"])
def test_a_pattern_that_cannot_be_read_is_named(pattern):
    word = TimeWord("months", "month", ("may = 5",))
    rule = TimeRule("odd", pattern, "calendar")
    with pytest.raises(LexiconError, match="rule odd"):
        grammar_of(Tables("xx", "0", time_words=(word,), time_rules=(rule,)))


def test_a_reading_that_does_not_exist_is_named():
    word = TimeWord("months", "month", ("may = 5",))
    rule = TimeRule("odd", "month", "calender")
    with pytest.raises(LexiconError, match="no reading 'calender'"):
        grammar_of(Tables("xx", "0", time_words=(word,), time_rules=(rule,)))


def test_a_unit_without_a_value_is_named():
    word = TimeWord("units", "unit", ("year",))
    with pytest.raises(LexiconError, match="units: 'year'"):
        vocabulary_of(Tables("xx", "0", time_words=(word,)))


@pytest.mark.gold
@pytest.mark.model
@pytest.mark.parametrize("published", [None, NEWS_DAY])
def test_the_seed_report_has_its_five_times(parser, shared, published):
    seed = json.loads((shared / "gold/seed/expected.json").read_text(encoding="utf-8"))
    text = (shared / "gold/seed/report.txt").read_text(encoding="utf-8")
    plain = Parse.of(parser.nlp.make_doc(text))
    parse = dated(parser(plain.report), published)
    key = "value_given_doc_date" if published else "value"
    rows = [(t.span.start, t.span.end, t.value) for t in find_times(parse)]
    for want in seed["times"]:
        value = want.get(key, want["value"])
        assert any(s < want["end"] and e > want["start"] and v == value for s, e, v in rows)
