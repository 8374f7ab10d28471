"""An account for a terminal and a page for a browser, of a record made by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import norland
from dragoman.record import (
    Affiliation,
    Furniture,
    Moment,
    Part,
    Problem,
    Record,
    Role,
    Span,
    When,
)
from dragoman.render.html import page, pages
from dragoman.render.marks import blocks_of
from dragoman.render.telling import Telling
from dragoman.render.text import account
from dragoman.render.words import shorten, spoken, visible
from rows import made_up

ESCAPE = "\x1b"
HOSTILE = "<script>alert(1)</script> \"'&\x1b[31m\u202egnirts\u2066 </style><!--\x00"


# The account


@pytest.fixture(scope="module")
def told() -> str:
    return account(norland.record(), color=False, width=100)


def section(text: str, title: str) -> str:
    """The lines under a heading, up to the next empty line."""
    return text.split(f"{title}\n", 1)[1].split("\n\n", 1)[0]


def test_an_account_begins_with_headline_outlet_and_date(told):
    head = told.split("\n\n")[0].splitlines()
    assert head[0] == norland.TITLE
    assert "The Harbour Ledger" in head[2]
    assert "no date on the page" in head[2]


def test_a_date_is_told_in_words():
    moment = Moment("2023-01-25T18:40:00+01:00", "2023-01-25T17:40:00Z", None, "json-ld")
    told = account(norland.record(published=moment))
    assert "25 January 2023, 18:40 UTC+01:00" in told
    assert "no date" not in told


def test_who_passed_a_statement_on_is_told_with_it(told):
    assert "Ada Brandt, for Sudria, to Radio Nord, said\n" in section(told, "WHO SAID WHAT")


def test_a_nested_statement_stands_indented_under_the_one_that_holds_it(told):
    lines = section(told, "WHO SAID WHAT").splitlines()
    outer = next(i for i, line in enumerate(lines) if "the Front had promised" in line)
    inner = lines[outer + 1]
    assert inner.strip() == "Delta Front, says Ada Brandt, to Radio Nord, promised"
    assert len(inner) - len(inner.lstrip()) > len(lines[outer]) - len(lines[outer].lstrip())


def test_a_denial_says_what_it_denies_and_the_denied_row_says_by_whom(told):
    assert "→ denied what Ada Brandt, for Sudria, to Radio Nord said" in told
    assert "✗ denied by Norland" in section(told, "WHAT HAPPENED")


def test_what_did_not_happen_yet_is_told_so(told):
    happened = section(told, "WHAT HAPPENED")
    assert "planned, not yet done" in happened
    assert "nobody named   RETREAT" in happened


def test_an_echo_is_no_second_source(told):
    assert "no source of its own: repeats flatly what comes from Ada Brandt" in told


def test_for_and_against_are_told_in_words(told):
    stand = section(told, "HOW THEY STAND")
    assert "✚ for      Sudria ↔ Westmark   ally, against Delta Front" in stand
    assert "− against  Westmark → Sudria   criticism" in stand
    assert "on “closing the river”" in stand


def office_rows() -> tuple[Affiliation, ...]:
    brandt, union = Role("brandt", "Ada Brandt"), Role("union", "River Union")
    words = (Span.of(norland.TEXT, 0, 4),)
    head = Affiliation(
        "f1", brandt, "head", union, When("2014/.."), words, (), "apposition", "former"
    )
    said_again = replace(head, id="f2")
    leads = Affiliation("f3", brandt, "leads", union, When(), words, (), "leading")
    wing = Affiliation("f4", Role("wing", "Night Wing"), None, union, When(), words, (), "part")
    somebody = replace(head, id="f5", person=Role(None, "an official"), rule="described")
    return head, said_again, leads, wing, somebody


def test_offices_are_told_once_with_their_body_and_since_when():
    record = replace(norland.record(), affiliations=office_rows())
    lines = section(account(record, width=100), "WHO HOLDS WHICH OFFICE").splitlines()
    assert [line.strip() for line in lines] == [
        "Ada Brandt: former head, River Union (since 2014); leads River Union",
        "Night Wing: part of River Union",
    ]
    assert "WHO HOLDS WHICH OFFICE" not in account(norland.record())


def test_a_page_tells_the_offices_of_an_actor_with_their_words():
    base = norland.record()
    brandt = replace(office_rows()[0], person=Role(base.actors[0].id, base.actors[0].name))
    made = page(replace(base, affiliations=(brandt,)))
    assert f"former head, River Union (since 2014) “{norland.TEXT[:4]}”" in made


def test_a_speakers_own_words_are_not_told_twice():
    text = "A spokesman for the union spoke."
    union = Role("union", "Union", Span.of(text, 20, 25))
    speaker = Role("~s", text[2:25], Span.of(text, 2, 25))
    said = replace(norland.record().statements[0], speaker=(speaker,), on_behalf_of=union, via=())
    record = replace(norland.record(), statements=(said,))
    assert Telling(record).speech(said) == "spokesman for the union"
    named = replace(said, speaker=(replace(speaker, name="Ada Brandt"),))
    assert Telling(record).speech(named) == "Ada Brandt, for Union"


def test_what_is_open_is_said_plainly(told):
    left = section(told, "WHAT COULD NOT BE RESOLVED")
    assert "“two villages”: no actor is known by these words" in left
    assert "“on Friday”: a Friday, which one is open" in left
    assert "“lay down its arms”: who did it is not said" in left


def test_furniture_is_counted_and_named(told):
    kept_out = "3 stretches of the page that are no news: reading time and share bar (2)"
    assert kept_out in told


def test_without_colour_there_is_no_escape_code(told):
    assert ESCAPE not in told
    coloured = account(norland.record(), color=True, width=100)
    assert ESCAPE in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == told


@pytest.mark.parametrize("width", [1, 40, 60, 100, 200])
def test_lines_keep_to_the_width(width):
    lines = account(norland.record(), width=width).splitlines()
    assert max(map(len, lines)) <= max(width, 40)


def test_the_terminal_it_runs_in_changes_nothing(monkeypatch, told):
    for name, value in {
        "NO_COLOR": "1",
        "FORCE_COLOR": "1",
        "TERM": "dumb",
        "COLUMNS": "20",
    }.items():
        monkeypatch.setenv(name, value)
    assert account(norland.record(), color=False, width=100) == told


def test_a_report_that_could_not_be_read_says_why():
    told = account(norland.failed())
    assert "COULD NOT BE READ" in told
    assert "parse: the text is in another language" in told


def test_a_text_cannot_drive_the_terminal():
    told = account(hostile())
    assert ESCAPE not in told
    assert "\u202e" not in told
    assert "[U+202E]" in told


def test_a_long_quote_is_cut_in_the_middle():
    words = "beginning " + "word " * 200 + "ending"
    short = shorten(words, 100)
    assert len(short) <= 105
    assert short.startswith("beginning")
    assert " … " in short
    assert short.endswith("ending")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2015-12-23", "23 December 2015"),
        ("2015-10", "October 2015"),
        ("2015", "2015"),
        ("XXXX-WXX-3", "a Wednesday, which one is open"),
        ("XXXX-10", "October, which one is open"),
        ("XXXX-06-23", "23 June, which one is open"),
        ("XXXX-XX-XX", "a day, which one is open"),
        ("XXXX", "a year, which one is open"),
        ("199X", "the 1990s"),
        ("19XX", "the 1900s"),
        ("2023-W04", "week 4 of 2023"),
        ("2012/..", "since 2012"),
        ("2012/2014-05", "2012 to May 2014"),
        ("1995~", "about 1995"),
        ("P1Y", "1 year"),
        ("PT72H", "72 hours"),
        ("P2M", "2 months"),
        ("PRESENT_REF", "now"),
        ("2015-12-23T14:05", "23 December 2015, 14:05"),
        ("2015-12-23T14:05:00Z", "23 December 2015, 14:05 UTC"),
        ("2015-21", "2015-21"),
        ("PXD", "PXD"),
        ("nonsense", "nonsense"),
        ("XXXX-13", "XXXX-13"),
        ("", ""),
    ],
)
def test_dates_are_told_in_words(value, words):
    assert spoken(value) == words


# The page


class Elements(HTMLParser):
    """The elements and the text of a page, as a browser would see them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.article: list[str] = []
        self.inside = 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if ("class", "text") in attrs:
            self.inside = 1
        elif self.inside and tag == "details":
            self.inside = 0

    def handle_endtag(self, tag):
        if tag == "article":
            self.inside = 0

    def handle_data(self, data):
        if self.inside:
            self.article.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def made() -> str:
    return page(norland.record())


def hostile() -> Record:
    """A record whose every string tries to be more than text."""
    span = Span(0, len(HOSTILE), HOSTILE)
    bad = Role(None, HOSTILE, span)
    base = norland.record()
    said, done, stands = base.statements[0], base.events[0], base.positions[0]
    report = norland.report(
        text=HOSTILE,
        title=HOSTILE,
        standfirst=HOSTILE,
        outlet=HOSTILE,
        byline=(HOSTILE,),
        parts=(),
        url="javascript:alert(1)",
        furniture=(Furniture(0, 1, HOSTILE, "other"),),
        language='"><script>',
        published=Moment(HOSTILE),
    )
    return Record(
        report=report,
        mentions=(),
        actors=(replace(base.actors[0], name=HOSTILE),),
        affiliations=(),
        times=(replace(base.times[0], span=span, value=HOSTILE),),
        statements=(replace(said, speaker=(bad,), cue=span, content=(span,), rule=HOSTILE),),
        events=(replace(done, source=(bad,), clause=span, trigger=span, mode=HOSTILE),),
        positions=(replace(stands, holder=bad, evidence=(span,), issue=span, rule=HOSTILE),),
        coded_with=base.coded_with,
    )


def test_a_page_holds_the_whole_text_and_only_once(made):
    words = " ".join("".join(Elements(made).article).split())
    assert words == " ".join(norland.TEXT.split())


def test_every_link_leads_to_a_place_on_the_page(made):
    found = Elements(made)
    ids = [attrs["id"] for _, attrs in found.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [attrs["href"] for attrs in found.named("a") if "href" in attrs]
    assert len(links) > 20
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_every_row_is_linked_from_its_words_and_to_them(made):
    found = Elements(made)
    cards = {attrs["data-row"] for attrs in found.named("article") if "data-row" in attrs}
    marked = {row for attrs in found.named("a") for row in (attrs.get("data-rows") or "").split()}
    rows = [card for card in cards if card.split("-")[1][0] in "SEPT"]
    assert len(rows) == 12
    assert set(rows) <= marked
    ids = {attrs.get("id") for attrs in found.named("span")}
    assert {f"w-{row}" for row in rows} <= ids


def test_nested_statements_are_nested_cards_and_nested_bars(made):
    assert re.search(r'id="r1-S2".*?id="r1-S3".*?</article></article>', made, re.DOTALL)
    assert 'class="w say b1 b2"' in made


def test_signs_are_told_by_more_than_colour(made):
    assert "✚ for" in made
    assert "− against" in made
    assert "plus-starts" in made
    assert "minus-starts" in made


def test_a_page_asks_for_nothing_from_outside(made):
    found = Elements(made)
    for _, attrs in found.elements:
        for name in ("src", "href", "srcset", "action", "data", "poster"):
            assert (attrs.get(name) or "#").startswith(("#", "data:,")), attrs
    assert "@import" not in made
    assert "url(" not in made
    policies = [attrs["content"] for attrs in found.named("meta") if "http-equiv" in attrs]
    assert policies[0].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policies[0]


def test_hostile_text_stays_text():
    made = page(hostile())
    found = Elements(made)
    assert len(found.named("script")) == 1
    assert "<script>alert" not in made
    assert "alert(1)" in "".join(found.article)
    assert not [attrs for _, attrs in found.elements for name in attrs if name.startswith("on")]
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", made)
    assert "[U+202E]" in made
    assert not [attrs for attrs in found.named("a") if "javascript" in (attrs.get("href") or "")]


def test_a_failed_report_has_a_page_too():
    made = page(norland.failed())
    assert "This report could not be read. parse: the text is in another language" in made
    assert "Who said what" not in made


def test_a_folder_gets_an_index_and_ids_of_its_own():
    made = pages([norland.record(), norland.failed(), norland.record()])
    found = Elements(made)
    ids = [attrs["id"] for _, attrs in found.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert '<nav class="index"' in made
    assert {"r1", "r2", "r3"} <= set(ids)
    assert "<title>3 reports</title>" in made


def test_no_reports_make_an_empty_page():
    assert "<title>no reports</title>" in pages([])


def test_segments_cover_the_text_without_gap_or_overlap():
    record = norland.record()
    for block in blocks_of(Telling(record)):
        ends = [segment.end for segment in block.segments]
        assert ends[:-1] == [segment.start for segment in block.segments[1:]]
    covered = [
        record.report.text[segment.start : segment.end]
        for block in blocks_of(Telling(record))
        for segment in block.segments
    ]
    assert "".join(covered) == record.report.text.replace("\n", "")


@settings(max_examples=60, deadline=None)
@given(made_up(Record))
def test_any_record_can_be_told(record):
    told = account(record, color=False, width=80)
    assert ESCAPE not in told
    assert pages([record, record]).endswith("</html>\n")


@given(st.text())
def test_what_is_visible_is_one_line_of_harmless_text(text):
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", visible(text))


def test_rows_that_hold_each_other_are_told_once():
    base = norland.record()
    one, two, *_ = base.statements
    loop = (replace(one, inside=two.id), replace(two, inside=one.id))
    told = Telling(replace(base, statements=loop)).told()
    assert sorted(row.id for _, row in told) == sorted((one.id, two.id))


def test_speech_within_speech_a_thousand_deep_is_told():
    base = norland.record()
    rows = [replace(base.statements[0], id=f"s{i}", inside=f"s{i - 1}") for i in range(1000)]
    deep = replace(base, statements=tuple(rows))
    assert [depth for depth, _ in Telling(deep).told()] == list(range(1000))
    assert account(deep)
    assert page(deep)


def test_what_is_thought_is_told_by_the_words_of_its_cue():
    base = norland.record()
    thought = replace(base.statements[3], act="think", cue=norland.span("condemned"), about=())
    record = replace(base, statements=(thought,))
    assert "Norland “condemned”\n" in account(record)
    assert "“condemned”</i>" in page(record)


def test_a_paragraph_that_begins_with_a_dateline_is_body():
    start = len(norland.TEXT) - len(norland.BODY)
    parts = (Part(0, start, "title"), Part(start, start + 7, "dateline"))
    report = norland.report(parts=(*parts, Part(start + 7, len(norland.TEXT), "body")))
    blocks = blocks_of(Telling(replace(norland.record(), report=report)))
    assert [block.label for block in blocks][2:] == ["body"] * 3


def test_a_problem_is_told_even_where_rows_are_there():
    record = replace(norland.record(), problem=Problem("events", "broke"))
    assert "events: broke" in account(record)
