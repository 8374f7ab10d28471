"""What was got again at an address is a later version, or the same, of what the record holds."""

from functools import partial

import pytest

from dragoman import ingest, keep
from dragoman.ingest import fetch
from dragoman.ingest.options import Failure, Fetching
from dragoman.lexicon import load_tables
from dragoman.parse import Parser
from dragoman.pipeline import code, made_with
from dragoman.record import Fetched, Moment, Report
from dragoman.store import Writer, open_record
from web import Web

pytestmark = pytest.mark.model
URL = "https://courier.example/1"


def report(text="It rained.", at="2031-05-06T10:00:00Z", url=URL, **more):
    fetched = Fetched(at, None, None, None) if at else None
    return Report(
        Report.id_of(url, url, text), url, text, "", url=url, language="en", fetched=fetched, **more
    )


@pytest.fixture
def add(tmp_path, parser: Parser):
    """A function that adds reports to one record, and gives those that were coded."""

    def added(*reports):
        skipped = []
        with Writer(tmp_path / "r.db", "2031-05-09T00:00:00Z") as writer:
            records = keep.add(
                reports, writer, made=made_with(parser, load_tables()),
                coded=partial(code, parser=parser), skipped=skipped.append,
            )  # fmt: skip
            coded = [one.report for one in records]
        assert len(coded) + len(skipped) == len(reports)
        return coded

    return added


def test_another_text_at_an_address_is_a_revision_across_runs(add, tmp_path):
    (first,) = add(report())
    (second,) = add(report("It snowed.", at="2031-05-07T10:00:00Z"))
    assert (first.revision_of, second.revision_of) == (None, first.id)
    with open_record(tmp_path / "r.db") as record:
        stored = [one.report.revision_of for one in record.records()]
    assert sorted(stored, key=str) == sorted([None, first.id], key=str)


def test_reports_that_are_there_keep_what_was_found_when_they_came(add):
    first, second = report(), report("It snowed.", at="2031-05-07T10:00:00Z")
    add(first)
    add(second)
    assert add(first, second) == []


def test_an_unchanged_page_got_again_is_there_already(add):
    add(report())
    assert add(report(at="2031-05-08T10:00:00Z")) == []
    changed = report(at="2031-05-08T10:00:00Z", published=Moment("2031-05-06", None, None, "meta"))
    assert len(add(changed)) == 1


def test_what_was_got_earlier_revises_nothing_later(add):
    add(report(at="2031-05-07T10:00:00Z"))
    (earlier,) = add(report("It snowed.", at="2031-05-01T10:00:00Z"))
    assert earlier.revision_of is None


def test_saved_files_and_front_pages_are_no_revisions(add):
    add(report(at=None), report(url="https://courier.example/"))
    saved, front = add(
        report("It snowed.", at=None), report("It snowed.", url="https://courier.example/")
    )
    assert (saved.revision_of, front.revision_of) == (None, None)


def test_a_page_that_has_not_changed_is_skipped_without_being_sent(tmp_path, parser, monkeypatch):
    monkeypatch.setattr(fetch.time, "sleep", lambda _seconds: None)
    web, made, skipped = Web(), made_with(parser, load_tables()), []
    page = f"<html><body>{'<p>Norland left the talks on Monday, officials said.</p>' * 9}</body>"

    def answer(request):
        if request.headers.get("If-None-Match") == '"1"':
            return 304, {}, b""
        return 200, {"Content-Type": "text/html", "ETag": '"1"'}, page.encode()

    web.pages["/a"] = answer
    path = tmp_path / "r.db"
    for _ in range(2):
        asked = keep.asked_before(path, made)
        fetching = Fetching(table=asked, unchanged=skipped.append, allowed=frozenset({web.place}))
        found = ingest.read(web.url("/a"), options=ingest.ReadOptions(fetching=fetching))
        with Writer(path, "2031-05-09T00:00:00Z") as writer:
            coded = partial(code, parser=parser)
            records = list(keep.add(found, writer, made=made, coded=coded, skipped=skipped.append))
        asked.save()
    web.close()
    assert records == []
    assert skipped == [web.url("/a")]


def test_a_failure_passes(add):
    (coded,) = add(Failure("x", "no article", ""))
    assert coded.text == ""
