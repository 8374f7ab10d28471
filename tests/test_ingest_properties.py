"""Whatever a source holds, a report's offsets point at the words that they say."""

import gzip
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fuzz
from dragoman.ingest import Failure, ReadOptions
from dragoman.ingest.decode import decode, fit
from dragoman.ingest.fragment import read_fragment
from dragoman.ingest.inflate import inflated
from dragoman.ingest.markup import flatten
from dragoman.ingest.members import Packed
from dragoman.ingest.opening import Opening
from dragoman.ingest.options import Limits
from dragoman.ingest.reading import read_opened
from dragoman.ingest.source import Opened
from dragoman.ingest.visible import Visible
from dragoman.lexicon import load_tables

FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WORDS = st.sampled_from(
    ["Norland", "said on Monday.", "Sudria’s envoy", "“no”", "Share", "By Jo Berg", "é", "\u202e",
     "12 May 2031", "a & b", "&amp;", "&#8217;", "&nbsp;", "&#xd800;", "&", "x < y", "\x00", "🙂"]
)  # fmt: skip
TAGS = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<br>", "<div>", "</div>", "<h2>", "</h2>", "<a href=/x>",
     "</a>", "<li>", "<!-- c -->", "<script>x</script>", "<td>", "</table>", "<p", ">", "\n", " "]
)  # fmt: skip
MARKUP = st.lists(st.one_of(WORDS, TAGS, st.just(" ")), max_size=60).map("".join)
TEXT = st.lists(st.one_of(WORDS, st.sampled_from([" ", "\n", "\n\n", "\r\n", "\t"])), max_size=60)


@pytest.fixture(scope="module")
def tables():
    return load_tables()


def read(kind, data, tables):
    return list(read_opened(Opened("x", kind, io.BytesIO(data)), ReadOptions(), tables))


@FEW
@given(MARKUP)
def test_words_of_a_page_stand_where_its_origin_says(tables, markup):
    page = f"<html><body>{fuzz.ARTICLE}{markup}</body></html>"
    data = page.encode("utf-8", "replace")
    for one in read("page", data, tables):
        fuzz.check(one, fit(decode(data, page=True).text))


@FEW
@given(TEXT.map("".join))
def test_words_of_a_text_stand_where_its_origin_says(tables, text):
    data = text.encode("utf-8", "replace")
    for one in read("plain", data, tables):
        fuzz.check(one, decode(data).text)


@FEW
@given(MARKUP, st.booleans())
def test_words_of_an_entry_stand_in_its_content(tables, markup, is_plain):
    field = "content_text" if is_plain else "content_html"
    item = {"id": "1", "title": "Talks open", field: markup}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
    (one,) = read("feed", json.dumps(feed).encode(), tables)
    fuzz.check(one, fit(markup))


@FEW
@given(TEXT.map("".join), st.one_of(st.none(), WORDS))
def test_words_of_a_row_stand_in_its_text(tables, text, title):
    row = {"id": "1", "text": text} | ({"title": title} if title else {})
    for one in read("jsonl", json.dumps(row).encode(), tables):
        fuzz.check(one, text)


@FEW
@given(st.lists(MARKUP, min_size=1, max_size=4))
def test_pages_of_an_archive_stand_where_their_offset_says(tables, markups):
    records = [
        gzip.compress(fuzz._record(f"<body>{fuzz.ARTICLE}{one}</body>".encode("utf-8", "replace")))
        for one in markups
    ]
    data = b"".join(records)
    opened = Opening(Limits()).stream("x", "x.warc.gz", io.BytesIO(data))
    pages = [one for one in opened if not isinstance(one, Failure)]
    assert len(pages) == len(markups)
    for page, packed in zip(pages, records, strict=True):
        assert data[page.visit.fetched.warc_offset :].startswith(packed)
        source = page.stream.read()
        for one in read("page", source, tables):
            fuzz.check(one, fit(decode(source, page=True).text))


@FEW
@given(MARKUP)
def test_letters_of_a_fragment_stand_where_its_runs_say(markup):
    fragment = read_fragment(markup)
    for run in fragment.runs:
        there = markup[run.source : run.source + run.length]
        assert fragment.text[run.at : run.at + run.length] == there


@FEW
@given(MARKUP, st.integers(0, 300))
def test_flattening_moves_no_letter(markup, depth):
    source = "<div>" * depth + markup
    flat, _ = flatten(source, 10_000)
    assert len(flat) == len(source)
    assert all(there in {here, " "} for here, there in zip(source, flat, strict=True))


@FEW
@given(MARKUP, st.integers(1, 200))
def test_reading_fewer_letters_gives_the_first_of_them(markup, most):
    whole, part = Visible(markup), Visible(markup, most)
    assert whole.letters.startswith(part.letters)
    assert part.letters == whole.letters or len(part.letters) > most


@FEW
@given(st.lists(st.binary(max_size=3000), min_size=1, max_size=5), st.binary(max_size=20))
def test_members_give_back_what_was_packed(parts, behind):
    data = b"".join(gzip.compress(part) for part in parts)
    packed = Packed(io.BytesIO(data + b"\0" * len(behind)))
    found = []
    while (member := packed.next_member()) is not None:
        found.append(b"".join(iter(lambda member=member: member.read(777), b"")))
    assert found == parts


@FEW
@given(st.binary(max_size=5000), st.integers(1, 6000))
def test_no_more_is_inflated_than_was_asked_for(data, most):
    assert inflated(gzip.compress(data), "gzip", most) == data[:most]
