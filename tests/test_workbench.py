"""The workbench over a real server: each page in its shapes, front page and stories."""

from __future__ import annotations

import csv
import io

import httpx
import pytest

import norland
from desk import PAGES, STARTED, record_in, served
from dragoman.record import Moment
from dragoman.render.json import from_json
from dragoman.store import Writer
from dragoman.store.across.join import join
from dragoman.workbench.reports import minutes_of


def beside(page, end):
    path, mark, asked = page.partition("?")
    return ("/front" if path == "/" else path) + end + mark + asked


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_as_json_and_csv(site, page):
    answer = site.get(page)
    assert answer.status_code == 200
    assert beside(page, ".json").replace(":", "%3A") in answer.text
    assert site.get(beside(page, ".json")).json()
    lines = list(csv.DictReader(io.StringIO(site.get(beside(page, ".csv")).text)))
    assert lines
    assert None not in lines[0]


def test_the_json_of_a_report_is_its_record(site):
    assert from_json(site.get("/report/r1.json").text) == norland.record()


def test_a_cell_that_a_spreadsheet_would_run_is_defused(tmp_path):
    path = record_in(tmp_path, norland.record(title="=1+1"))
    with served(path) as own:
        (line,) = csv.DictReader(io.StringIO(httpx.get(f"{own}/reports.csv").text))
    assert line["title"] == "'=1+1"


def test_the_reader_says_what_a_news_site_says(site):
    text = site.get("/report/r1").text
    assert "The Harbour Ledger" in text
    assert "no date on the page" in text
    assert "Edith Marlowe" in text
    assert "1 minute" in text
    assert "Kept out of the text: reading time and share bar (2)" in text


def test_minutes_to_read():
    assert minutes_of("word " * 100) == 1
    assert minutes_of("word " * 1150) == 5


def test_a_row_leads_to_its_place_in_its_report(site):
    answer = site.get("/row/p-condemn")
    assert answer.status_code == 303
    page, _, anchor = answer.headers["location"].partition("#")
    assert page == "/report/r1"
    assert f'id="{anchor}"' in site.get(page).text
    assert site.get("/row/p-nobody").status_code == 404


def test_a_report_that_could_not_be_read_says_why(tmp_path):
    with served(record_in(tmp_path, norland.failed())) as own:
        text = httpx.get(f"{own}/report/r1").text
    assert "the text is in another language" in text


def test_lists_go_page_by_page(tmp_path):
    many = [norland.record(id=f"r{n:03}", published=Moment(value=f"2031-05-{n % 28 + 1:02}"))
            for n in range(70)]  # fmt: skip
    with served(record_in(tmp_path, *many)) as own, httpx.Client(base_url=own) as client:
        pages = [client.get("/reports.json", params={"page": n}).json() for n in (1, 2, 3, 4)]
        assert [len(page["reports"]) for page in pages] == [30, 30, 10, 0]
        assert [page["more"] for page in pages] == [True, True, False, False]
        listed = [one["report"] for page in pages for one in page["reports"]]
        assert sorted(listed) == [f"r{n:03}" for n in range(70)]
        dates = [one["published"] for page in pages for one in page["reports"]]
        assert dates == sorted(dates, reverse=True)
        assert 'rel="next"' in client.get("/reports").text


def test_a_record_without_reports_says_how_to_begin(tmp_path):
    path = tmp_path / "new.db"
    Writer(path, STARTED).close()
    with served(path, read_only=False) as own, httpx.Client(base_url=own) as client:
        assert "Nothing has been read yet" in client.get("/").text
        for page in ("/stories", "/reports", "/statements", "/events", "/positions", "/actors",
                     "/network", "/reviews", "/audit", "/add", "/search?q=x"):  # fmt: skip
            assert client.get(page).status_code == 200, page
        assert "yet" in client.get("/events").text
        assert "Take a filter away" in client.get("/events?type=AID").text


def test_a_story_says_who_tells_it_and_what_is_copied(tmp_path):
    reports = [norland.record(id=f"r{n}", outlet=outlet, published=Moment(value="2031-05-06"))
               for n, outlet in enumerate(("Ledger", "Courier"))]  # fmt: skip
    path = record_in(tmp_path, *reports)
    join(path)
    with served(path) as own, httpx.Client(base_url=own) as client:
        (one,) = client.get("/stories.json").json()["stories"]
        assert (one["reports"], one["outlets"], one["independent_sources"]) == (2, 2, 1)
        text = client.get(f"/story/{one['story']}").text
        assert "Ledger" in text
        assert "1 other has its words; of its own it adds 0" in text
        assert "Told in several reports" in text
        assert f'href="/story/{one["story"]}"' in client.get("/").text
        assert client.get("/story/y-none").status_code == 404
