"""Plain text as scraped becomes a report whose every letter can be traced, without furniture."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman import ingest
from dragoman.ingest.furniture import furniture_rules
from dragoman.ingest.layout import layout_marks
from dragoman.ingest.plain import Given, report_of
from dragoman.lexicon import load_tables
from dragoman.record import Report

DATA = Path(__file__).parent / "data" / "ingest"
TABLES = load_tables()
PROSE = "Norland and Sudria opened talks on Monday, the ministry said."
MORE = "Sudria asked for a cease-fire, and Norland agreed to one."


def read(text: str, title: str | None = None) -> Report:
    report = report_of(text, Given("text", "0" * 64, title=title), TABLES)
    assert isinstance(report, Report)
    return report


def labels(report: Report) -> list[tuple[str, str]]:
    return [(part.label, report.text[part.start : part.end]) for part in report.parts]


def traced(report: Report, source: str) -> bool:
    return all(
        report.text[o.start : o.end] == source[o.source_start : o.source_end] for o in report.origin
    ) and all(source[f.start : f.end] == f.quote for f in report.furniture)


@pytest.fixture(scope="module")
def scraped() -> Report:
    (report,) = ingest.read(DATA / "scraped.txt")
    assert isinstance(report, Report)
    return report


def test_parts_of_a_scraped_page_are_labelled_in_page_order(scraped):
    assert [label for label, _ in labels(scraped)] == [
        "title", "standfirst", "dateline", "body", "body", "caption", "subhead", "body", "body",
    ]  # fmt: skip
    assert scraped.title == "Norland and Sudria reopen their river crossing"
    assert scraped.standfirst == "Two bridges carry traffic again after a closure of nine months"


def test_furniture_is_labelled_and_no_word_of_it_is_read(scraped):
    assert [(f.label, f.quote) for f in scraped.furniture] == [
        ("byline", "By Mara Lind and Jon Aker"),
        ("date_label", "Published: 4 May 2031 10:30 GMT Last updated:"),
        ("read_mode", "Listen to this article"),
        ("reading_time", "3 min read"),
        ("share", "Share on Facebook"),
        ("related", "Related articles"),
        ("related", "Ferry workers end their strike"),
        ("related", "Grain prices fall in the north"),
        ("legal", "© 2031 The Ard Courier"),
    ]
    assert "min read" not in scraped.text
    assert "Ferry" not in scraped.text


def test_furniture_gives_names_agencies_and_dates(scraped):
    assert scraped.byline == ("Mara Lind", "Jon Aker")
    assert scraped.agencies == ("Xinhua",)
    assert scraped.published.value == "2031-05-04T10:30:00"
    assert scraped.published.instant == "2031-05-04T10:30:00Z"
    assert scraped.published.signal == "text"
    assert scraped.language == "en"


def test_a_date_label_without_a_date_gives_none_and_says_so():
    report = read(f"Talks open\n\nPublished: Last updated:\n\n{PROSE}")
    assert report.published.value is None
    assert report.published.printed == "Published: Last updated:"
    assert report.updated.value is None


def test_every_letter_of_the_text_is_traced_into_the_source(scraped):
    source = (DATA / "scraped.txt").read_text(encoding="utf-8")
    assert traced(scraped, source)
    mapped = sum(o.end - o.start for o in scraped.origin)
    assert mapped >= sum(part.end - part.start for part in scraped.parts)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028"])
def test_line_ends_of_any_kind_keep_the_trace(line_end):
    source = line_end.join(["Talks open in Sudria", "", PROSE, MORE, "", "2 min read", MORE])
    report = read(source)
    assert traced(report, source)
    assert [label for label, _ in labels(report)] == ["title", "body", "body", "body"]
    assert report.text == f"Talks open in Sudria\n\n{PROSE}\n\n{MORE}\n\n{MORE}"


@settings(max_examples=150, deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from(" \n\r\t.-:()|ABab\x00\ud800"))))
def test_no_text_raises_and_every_origin_is_letter_for_letter(text):
    report = report_of(text, Given("text", "0" * 64), TABLES)
    if isinstance(report, Report):
        assert all(
            report.text[o.start : o.end] == text[o.source_start : o.source_end]
            for o in report.origin
        )
        assert all(a.end <= b.start for a, b in zip(report.parts, report.parts[1:], strict=False))
        report.text.encode("utf-8")
    else:
        assert report.message


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "Norland will send grain to Sudria, its prime minister said in a rare interview",
        f"{PROSE}\n\n{MORE}",
        f"The minister said:\n\n{PROSE}",
        f"{PROSE[:-1]};\n\n{MORE}",
        "Norland leaves\nSudria stays\nBoth sides wait",
    ],
)
def test_a_text_that_begins_with_prose_has_no_title(text):
    report = read(text)
    assert report.title is None
    assert {label for label, _ in labels(report)} == {"body"}


@pytest.mark.parametrize(
    "title",
    ["Norland leaves the talks", "Norland Leaves The Talks In Anger.", "‘We stay,’ says Brandt"],
)
def test_a_headline_above_prose_is_the_title(title):
    assert read(f"{title}\n\n{PROSE}").title == title


def test_a_paragraph_in_front_of_the_dates_of_a_page_is_the_standfirst():
    report = read(f"Talks open\n\n{PROSE}\n\nPublished: 4 May 2031\n\n{MORE}")
    assert report.standfirst == PROSE


def test_a_first_paragraph_in_front_of_an_advertisement_is_no_standfirst():
    report = read(f"Talks open\n\n{PROSE}\n\nAdvertisement\n\n{MORE}")
    assert report.standfirst is None


def test_a_given_title_leads_and_has_no_origin():
    report = read(PROSE, title="Talks open")
    assert report.text == f"Talks open\n\n{PROSE}"
    assert [(o.start, o.source_start) for o in report.origin] == [(12, 0)]


def test_a_given_title_that_the_text_begins_with_is_not_doubled():
    report = read(f"TALKS OPEN!\n\n{PROSE}", title="Talks open")
    assert report.text.count("PEN") == 1
    assert report.origin[0].start == 0


def test_a_leading_date_line_is_a_dateline_and_dates_the_report():
    report = read(f"Sunday, May 4, 2031\n\n{PROSE}")
    assert labels(report)[0] == ("dateline", "Sunday, May 4, 2031")
    assert (report.published.value, report.published.signal) == ("2031-05-04", "text")


@pytest.mark.parametrize(
    ("opening", "agencies"),
    [
        ("HALM, May 4 (Reuters) -", ("Reuters",)),
        ("SUDRIA CITY (AP) —", ("AP",)),
        ("PORT ARD —", ()),
        ("Halm, 4 May 2031:", ()),
        ("HALM (4 May) -", ()),
        ("(Reuters) -", ("Reuters",)),
    ],
)
def test_a_dateline_is_cut_off_the_first_paragraph(opening, agencies):
    report = read(f"{opening} {PROSE}")
    assert labels(report) == [("dateline", opening), ("body", PROSE)]
    assert report.agencies == agencies
    assert report.text == f"{opening} {PROSE}"


@pytest.mark.parametrize(
    ("opening", "published", "printed"),
    [
        ("HALM, May 4, 2031 (Reuters) -", "2031-05-04", "May 4, 2031"),
        ("Halm, 4 May 2031:", "2031-05-04", "4 May 2031"),
        ("HALM (4 May 2031) -", "2031-05-04", "4 May 2031"),
        ("HALM (4 May) -", None, None),
        ("HALM, May 4 (Reuters) -", None, None),
        ("HALM, Feb 30, 2031 (Reuters) -", None, None),
    ],
)
def test_a_dateline_with_a_whole_date_dates_the_report(opening, published, printed):
    moment = read(f"{opening} {PROSE}").published
    assert (moment.value, moment.printed) == (published, printed)


def test_a_date_line_above_goes_before_the_dateline():
    report = read(f"Sunday, May 4, 2031\n\nHALM, May 3, 2031 (Reuters) - {PROSE}")
    assert report.published.value == "2031-05-04"


@pytest.mark.parametrize("line", ["Halm, 4 May 2031", "HALM, May 4, 2031"])
def test_a_place_and_a_day_on_a_line_of_their_own_date_the_report(line):
    report = read(f"Norland leaves the northern pact\n\n{line}\n\n{PROSE}\n\n{PROSE}")
    assert [label for label, _ in labels(report)] == ["title", "dateline", "body", "body"]
    assert report.published.value == "2031-05-04"


@pytest.mark.parametrize(
    ("line", "byline", "published"),
    [
        ("By our correspondent in Halm, 4 May 2031", (), "2031-05-04"),
        ("By Anna Berg in Halm and Erik Moe for the Ledger", ("Anna Berg", "Erik Moe"), None),
        ("By staff reporters", (), None),
        ("By Anna Berg and news agencies", ("Anna Berg",), None),
    ],
)
def test_a_byline_that_names_nobody_is_no_text(line, byline, published):
    report = read(f"Norland leaves the northern pact\n\n{line}\n\n{PROSE}\n\n{PROSE}")
    assert [label for label, _ in labels(report)] == ["title", "body", "body"]
    assert (report.byline, report.published.value) == (byline, published)


@pytest.mark.parametrize(
    "sentence",
    [
        "The UN - the world body - said on Monday that the talks had failed.",
        "BREAKING — The talks have failed, Norland says.",
        "Tomas Ray (North) - a senator - left the party.",
        "In May 2031 Norland left the pact.",
    ],
)
def test_a_sentence_with_a_dash_or_a_date_is_no_dateline(sentence):
    assert layout_marks(TABLES).dateline(sentence) is None


def test_wrapped_lines_are_joined_and_the_trace_is_kept():
    words = (PROSE + " " + MORE + " ") * 4
    lines, line = [], ""
    for word in words.split():
        if len(line) + len(word) + 1 > 60:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    source = "\n".join([*lines, line, "", MORE])
    report = read(source)
    assert report.text == f"{words.strip()}\n\n{MORE}"
    assert traced(report, source)


def test_two_paragraphs_on_two_lines_stay_two():
    assert [text for _, text in labels(read(f"{PROSE}\n{MORE}"))] == [PROSE, MORE]


def test_a_page_of_nothing_but_furniture_is_a_failure_that_says_so():
    failure = report_of("Share\n2 min read\n", Given("text", "0" * 64), TABLES)
    assert isinstance(failure, ingest.Failure)
    assert "nothing but furniture: 2 lines" in failure.message


def test_headlines_below_related_are_kept_where_prose_follows():
    report = read(f"{PROSE}\n\nRelated articles\n\nFerry workers end strike\n\n{MORE}")
    assert "Ferry workers end strike" in report.text
    assert [f.quote for f in report.furniture] == ["Related articles"]


@pytest.mark.parametrize("rule", TABLES.furniture, ids=lambda rule: rule.id)
def test_a_furniture_rule_matches_its_lines_and_no_others(rule):
    rules = furniture_rules(TABLES)
    assert rule.match
    assert rule.no_match
    for line in rule.match:
        assert rules.rule(line) == rule.id, line
    for line in rule.no_match:
        assert rules.label(line) is None, line


@pytest.mark.parametrize("letter", ["12:30 ", "share ", "a", " ", "| ", "-", "(", "by "])
def test_a_long_line_of_one_kind_is_judged_in_no_time(letter):
    rules = furniture_rules(TABLES)
    assert rules.rule("published: " + letter * 60 + "!") is None
    assert rules.rule(letter * 80 + "!") is None


@pytest.mark.gold
def test_the_seed_page_loses_its_five_furniture_lines_and_no_word(shared):
    """No title is given; the five lines labelled by hand are found, and nothing else."""
    import json

    expected = json.loads((shared / "gold/seed/expected.json").read_text(encoding="utf-8"))
    (report,) = ingest.read(shared / "gold/seed/report.txt")
    assert isinstance(report, Report)
    gold = [(line["start"], line["end"]) for line in expected["furniture"]]
    assert [(f.start, f.end) for f in report.furniture] == gold
    assert report.title == expected["title_head"]
    assert report.standfirst
    assert report.published.value is None
    kept = " ".join(report.text.split())
    source = (shared / "gold/seed/report.txt").read_text(encoding="utf-8")
    for start, end in reversed(gold):
        source = source[:start] + source[end:]
    assert kept == " ".join(source.split())
