"""The workbench over a real server: who is let in, what is escaped, and each page in its shapes."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import replace
from html import unescape
from threading import Event

import httpx
import pytest
from typer.testing import CliRunner

import norland
from desk import STARTED, record_in, served, taken_back
from dragoman.cli import app
from dragoman.errors import DragomanError, StoreError, UsageError
from dragoman.record import Moment
from dragoman.render.json import from_json
from dragoman.store import Identities, Writer
from dragoman.store.across.join import join
from dragoman.store.forget import forget
from dragoman.store.paged import PagedRecord
from dragoman.store.reviews import Reviews
from dragoman.store.rising import Rising
from dragoman.store.timed import periods_of
from dragoman.workbench import create_app, network
from dragoman.workbench.kept import Kept
from dragoman.workbench.reports import link_of, minutes_of
from dragoman.workbench.safety import cookie_of

SCRIPT = "<script>document.title='driven'</script>\u202e"
TOKEN = "a-token-nobody-guesses"


def hostile():
    """A record whose every word from outside would like to be a script."""
    return norland.record(
        id="r-hostile", title=SCRIPT, outlet=SCRIPT, url=f"javascript:alert(1)//{SCRIPT}",
        byline=(SCRIPT,), published=Moment(value=f"2031-05-06{SCRIPT}"), source=SCRIPT,
    )  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = record_in(tmp_path_factory.mktemp("desk"), norland.record(), hostile())
    with Reviews(path) as reviews:
        reviews.add("s-denial", "disputed", made=STARTED, by=SCRIPT, note=SCRIPT)
    return path


@pytest.fixture(scope="module")
def site(path):
    with served(path, inbox=path.parent) as address, httpx.Client(base_url=address) as client:
        yield client


PAGES = [
    "/", "/reports", "/report/r1", "/report/r-hostile", "/statements", "/events", "/positions",
    "/actors", "/actor/x:norland", "/search?q=Norland",
    "/between/x:sudria/x:westmark", "/network", "/reviews", "/add",
]  # fmt: skip


def beside(page, end):
    path, mark, asked = page.partition("?")
    return ("/front" if path == "/" else path) + end + mark + asked


# --- who is let in ----------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "", "127.0.0.1.evil.example"])
def test_another_name_for_this_machine_is_not_answered(site, host):
    answer = site.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "Harbour" not in answer.text


def test_a_request_from_another_page_is_refused_whatever_it_asks(site):
    assert site.get("/reports.json", headers={"Origin": "http://evil.example"}).status_code == 403
    assert site.get("/reports.json", headers={"Origin": "null"}).status_code == 403
    own = str(site.base_url).rstrip("/")
    assert site.get("/reports.json", headers={"Origin": own}).status_code == 200


def test_nothing_is_written_where_only_reading_is_allowed(site):
    own = str(site.base_url).rstrip("/")
    answer = site.post("/reports", headers={"Origin": own}, data={})
    assert answer.status_code == 403
    assert "for reading only" in answer.text


def test_a_form_from_elsewhere_or_too_large_is_refused(path):
    with served(path, read_only=False) as own, httpx.Client(base_url=own) as client:
        assert client.post("/reports", data={"a": "b"}).status_code == 403
        elsewhere = {"Origin": own.replace("127.0.0.1", "127.0.0.2")}
        assert client.post("/reports", data={"a": "b"}, headers=elsewhere).status_code == 403
        large = client.post("/reports", data={"a": "b" * (1 << 20)}, headers={"Origin": own})
        assert large.status_code == 413


def test_the_token_is_asked_for_and_then_kept_by_the_browser(path):
    with served(path, token=TOKEN) as own, httpx.Client(base_url=own) as client:
        assert client.get("/reports").status_code == 401
        assert client.get("/reports.json", params={"token": "wrong"}).status_code == 401
        assert client.get("/static/0/desk.css").status_code == 401
        first = client.get("/reports", params={"token": TOKEN, "page": "1"})
        assert first.status_code == 303
        assert first.headers["location"] == "/reports?page=1"
        cookie = first.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert TOKEN not in cookie
        assert client.get("/reports").status_code == 200
    with served(path, token=TOKEN) as own:
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        assert httpx.get(f"{own}/reports", headers=bearer).status_code == 200
        wrong = {"Cookie": f"dragoman={cookie_of('another')}"}
        assert httpx.get(f"{own}/reports", headers=wrong).status_code == 401


def test_beyond_this_machine_only_addresses_in_numbers_and_the_token_open(path):
    with served(path, token=TOKEN, hosts=frozenset()) as own:
        shown = {"Authorization": f"Bearer {TOKEN}"}
        assert httpx.get(own, headers=shown | {"Host": "192.0.2.7:80"}).status_code == 200
        assert httpx.get(own, headers=shown | {"Host": "rebound.example"}).status_code == 421


def test_every_answer_lets_only_files_of_this_server_run(site):
    for page in (*PAGES, "/nowhere", "/reports.json"):
        headers = site.get(page).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_no_path_reaches_the_disk(site, path):
    version = site.get("/").text.split("/static/")[1].split("/")[0]
    for name in ("desk.py", "..%2f..%2fapp.py", "....//app.py", "%2e%2e/app.py", str(path)):
        assert site.get(f"/static/{version}/{name}").status_code == 404
    assert site.get("/report/..%2f..%2fdesk.db").status_code == 404


# --- what is escaped --------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_what_a_report_says_is_text_and_never_markup(site, page):
    text = site.get(page).text
    assert "<script>document" not in text
    assert "\u202e" not in text
    assert (
        "javascript:" not in text.replace("javascript:alert", "", 0)
        or 'href="javascript' not in text
    )
    assert " style=" not in text
    assert " onerror=" not in text


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://harbour.example/a", "https://harbour.example/a"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//harbour.example", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_links(url, link):
    assert link_of(url) == link


# --- pages and their shapes -------------------------------------------------------------------


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


# --- lists ------------------------------------------------------------------------------------


def rows_of(site, kind, asked):
    page = site.get(f"/{kind}.json", params=asked).json()
    return [row["row"]["id"] for row in page[kind] if row["report"] == "r1"]


@pytest.mark.parametrize(
    ("kind", "asked", "ids"),
    [
        ("statements", {}, ["s-armed", "s-promise", "s-lay-down", "s-denial"]),
        ("statements", {"said_by": "ada brandt"}, ["s-armed", "s-promise"]),
        ("statements", {"via": "Radio Nord", "act": "say"}, ["s-armed", "s-promise"]),
        ("statements", {"act": "promise"}, ["s-lay-down"]),
        ("statements", {"answered": "deny"}, ["s-armed"]),
        ("statements", {"answered": "confirm"}, []),
        ("statements", {"min_score": "0.95"}, []),
        ("events", {"actor": "x:delta"}, ["e-armed", "e-title"]),
        ("events", {"actor": "x:norland", "with": "Delta Front"}, ["e-armed", "e-title"]),
        ("events", {"type": "ASSAULT"}, ["e-attack"]),
        ("events", {"realis": "planned"}, ["e-arms"]),
        ("events", {"said_by": "Ada Brandt"}, ["e-armed"]),
        ("events", {"target": "x:norland"}, []),
        ("positions", {"sign": "-1"}, ["p-condemn"]),
        ("positions", {"holder": "Sudria"}, ["p-ally"]),
        ("positions", {"actor": "Delta Front"}, ["p-ally"]),
        ("positions", {"outlet": "the harbour ledger", "sign": "1"}, ["p-ally"]),
        ("positions", {"since": "2031-06"}, []),
        ("positions", {"kind": "", "sign": "", "actor": ""}, ["p-ally", "p-condemn"]),
    ],
)
def test_rows_are_asked_for(site, kind, asked, ids):
    assert rows_of(site, kind, asked) == ids


def test_what_is_denied_stands_beside_its_denial(site):
    (row,) = (
        one for one in site.get("/statements.json?answered=deny").json()["statements"]
        if one["report"] == "r1"
    )  # fmt: skip
    assert [one["id"] for one in row["about"]] == ["s-denial"]
    assert "✗ denied" in site.get("/statements", params={"answered": "deny"}).text


def test_a_row_tells_who_says_so(site):
    (row,) = (
        one for one in site.get("/events.json", params={"said_by": "Ada Brandt"}).json()["events"]
        if one["report"] == "r1"
    )  # fmt: skip
    assert [one["id"] for one in row["by"]] == ["s-armed"]
    assert "according to" in site.get("/events", params={"said_by": "Ada Brandt"}).text


def test_a_name_that_nobody_has_is_answered_with_names_near_it(site):
    answer = site.get("/events", params={"actor": "Norlund"})
    assert answer.status_code == 400
    assert "nobody in the record or the tables is so named" in answer.text


def test_rows_come_by_publication_and_page_by_page(tmp_path):
    many = [norland.record(id=f"r{n:03}", published=Moment(value=f"2031-{n % 9 + 1:02}-01"))
            for n in range(40)]  # fmt: skip
    with served(record_in(tmp_path, *many)) as own, httpx.Client(base_url=own) as client:
        seen, number, more = [], 1, True
        while more:
            asked = {"page": number, "limit": 30}
            page = client.get("/positions.json", params=asked).json()
            seen += [
                (row["published"], row["report"], row["row"]["id"]) for row in page["positions"]
            ]
            number, more = number + 1, page["more"]
        part = {"since": "2031-04", "until": "2031-05"}
        between = client.get("/positions.json", params=part | {"limit": 100}).json()["positions"]
    assert len(set(seen)) == len(seen) == 80
    assert [published for published, *_ in seen] == sorted((s[0] for s in seen), reverse=True)
    assert {row["published"][:7] for row in between} == {"2031-04", "2031-05"}


def test_the_actors_are_counted_and_found_by_name(site):
    found = site.get("/actors.json").json()
    assert found["total"] == 6
    counted = {one["name"]: one for one in found["actors"]}
    assert counted["Ada Brandt"]["statements"] == 4
    assert counted["Westmark"]["positions"] == 4
    named = site.get("/actors.json", params={"q": "delta"}).json()
    assert [one["id"] for one in named["actors"]] == ["x:delta"]


def test_joined_actors_are_one(tmp_path):
    path = record_in(tmp_path, norland.record())
    with Identities(path) as identities:
        identities.merge("x:delta", "x:westmark", made=STARTED, by="a test", force=True)
    with served(path) as own, httpx.Client(base_url=own) as client:
        assert "x:delta" not in [one["id"] for one in client.get("/actors.json").json()["actors"]]
        assert client.get("/actor/x:delta").headers["location"] == "/actor/x%3Awestmark"
        asked = {"actor": "x:westmark"}
        assert rows_of(client, "events", asked) == ["e-armed", "e-title"]
        (row, _) = client.get("/events.json", params=asked).json()["events"]
        assert row["row"]["target"][0]["name"] == "Westmark"


def test_an_actor_is_told_with_its_names_and_who_uses_them(site):
    told = site.get("/actor/r:ada-brandt.json").json()
    assert told["actor"]["name"] == "Ada Brandt"
    assert {one["row"]["id"] for one in told["says"]} == {"s-armed", "s-promise"}
    assert site.get("/actor/nobody").status_code == 404
    told = site.get("/actor/x:norland.json").json()
    assert {"id": "x:delta", "rows": 4} in told["met"]


def test_a_search_marks_the_words(site):
    text = site.get("/search", params={"q": "villages attack"}).text
    assert "<mark>attacked</mark>" in text
    assert "<mark>villages</mark>" in text
    found = site.get("/search.json", params={"q": "villages attack"}).json()
    assert "two villages" in found["reports"][0]["passage"]
    assert site.get("/search.json", params={"q": 'zebra" OR "villages'}).json()["reports"] == []
    assert site.get("/search.json", params={"q": "vill\0ages"}).json()["reports"] == []
    assert [one["id"] for one in site.get("/search.json?q=brandt").json()["actors"]] == [
        "r:ada-brandt"
    ]


# --- pictures ---------------------------------------------------------------------------------


def test_two_actors_stand_for_and_against_side_by_side(site):
    told = site.get("/between/x:sudria/x:westmark.json").json()
    assert {row["row"]["id"]: row["row"]["sign"] for row in told["positions"]} == {
        "p-ally": 1, "p-condemn": -1,
    }  # fmt: skip
    text = site.get("/between/x:sudria/x:westmark").text
    assert text.index("✚ for</h3>") < text.index("− against</h3>")
    assert site.get("/between/x:sudria/x:nobody").status_code == 404


def test_a_picture_counts_what_the_record_holds_by_period(tmp_path):
    dated = [norland.record(id=f"r{n}", published=Moment(value=f"2031-{n:02}-03"))
             for n in range(1, 6)]  # fmt: skip
    with served(record_in(tmp_path, *dated)) as own, httpx.Client(base_url=own) as client:
        text = client.get("/between/x:norland/x:delta").text
        bars = re.findall(r'<a href="(/events[^"]*)" aria-label="([^"]*)"', text)
        assert len(bars) == 10  # five months, two classes
        for link, words in bars:
            rows = client.get(unescape(link).replace("?", ".json?")).json()["events"]
            assert words.startswith(f"{len(rows)} row")
        assert "against below" in text


@pytest.mark.parametrize(
    ("first", "last", "letters"), [(20310101, 20310110, 10), (20310101, 20320101, 7),
                                   (19990101, 20320101, 4)],
)  # fmt: skip
def test_periods_fit_the_time_that_is_told(first, last, letters):
    found = periods_of([(first, "a", 1), (last, "a", 2), (None, "a", 4)], [])
    assert {len(period) for period in found.periods} == {letters}
    assert found.undated == 4
    assert sum(found.events.values()) == 3
    assert set(found.periods) >= {period for _, period in found.events}


def test_a_network_has_camps_and_leads_to_the_words(site):
    found = site.get("/network.json").json()
    assert [(m["a"], m["b"], m["for"], m["against"]) for m in found["mixed"]] == [
        ("x:sudria", "x:westmark", 2, 2)
    ]
    assert 'href="/between/x%3Asudria/x%3Awestmark"' in site.get("/network").text
    assert site.get("/network.json", params={"rows": "5"}).json()["mixed"] == []
    assert site.get("/network.json", params={"outlets": "3"}).json()["mixed"] == []


def test_a_tie_of_the_picture_is_a_link_with_a_name(tmp_path):
    plain = norland.record()
    alone = replace(plain, positions=plain.positions[:1])
    with served(record_in(tmp_path, alone)) as own:
        text = httpx.get(f"{own}/network").text
    label = 'aria-label="Sudria for Westmark"'
    assert f'<a href="/between/x%3Asudria/x%3Awestmark" {label}>' in text
    assert "<style>" not in text


def test_many_actors_are_a_list(site, monkeypatch):
    monkeypatch.setattr("dragoman.workbench.network.DRAWN", 1)
    text = site.get("/network").text
    assert "<svg" not in text
    assert "told as a list" in text


def test_sums_are_kept_until_the_record_says_something_else():
    kept, counted = Kept(), []

    def count():
        counted.append(len(counted))
        return len(counted)

    assert [kept.get("a", 1, count) for _ in range(3)] == [1, 1, 1]
    assert kept.get("a", 2, count) == 1  # of a moment ago
    for _ in range(100):
        if kept.get("a", 2, count) == 2:
            break
        time.sleep(0.01)
    assert kept.get("a", 2, count) == 2
    assert len(counted) == 2


def test_what_is_not_counted_soon_is_counted_on_once():
    kept, counted, go = Kept(), [], Event()

    def count():
        counted.append(1)
        go.wait(10)
        return "counted"

    assert [kept.soon("a", 1, count, 0.01) for _ in range(3)] == [None] * 3
    go.set()
    assert kept.soon("a", 1, count, 10) == "counted"
    assert len(counted) == 1


def test_what_fails_while_it_is_counted_is_raised_where_it_was_asked():
    kept = Kept()

    def fail():
        raise UsageError("no such issue")

    for _ in range(2):
        with pytest.raises(UsageError, match="no such issue"):
            kept.soon("a", 1, fail, 10)


def test_a_network_that_takes_long_says_so_and_comes_back(site, monkeypatch):
    go, counted = Event(), network._counted

    def slowly(*given):
        go.wait(10)
        return counted(*given)

    monkeypatch.setattr(network, "_counted", slowly)
    monkeypatch.setattr(network, "SMALL", 1)
    waiting = site.get("/network", params={"rows": "2"})
    assert "Being counted" in waiting.text
    assert '<meta http-equiv="refresh" content="2">' in waiting.text
    go.set()
    assert site.get("/network.json", params={"rows": "2"}).json()["nodes"]
    assert "How they stand" in site.get("/network", params={"rows": "2"}).text


def on_issues(*quotes, key="tariffs:x:sudria"):
    """A record whose first position is on one issue, a report for each of its words."""
    plain = norland.record()
    for number, quote in enumerate(quotes):
        issue = plain.positions[0].evidence[0]
        held = replace(plain.positions[0], issue=replace(issue, quote=quote), issue_key=key)
        report = norland.report(id=f"r{number}", published=Moment(value="2031-05-06"))
        yield replace(plain, report=report, positions=(held, *plain.positions[1:]))


@pytest.mark.parametrize(
    ("quotes", "words"),
    [
        (["it", "it", "the tariffs"], "the tariffs"),
        (["This", "the deal", "the deal", "a deal struck in May"], "the deal"),
        (["<b>tariffs</b> on steel"], "<b>tariffs</b> on steel"),
    ],
)
def test_an_issue_is_told_in_words_and_never_by_its_key(tmp_path, quotes, words):
    path = record_in(tmp_path, *on_issues(*quotes))
    with PagedRecord(path) as record:
        assert record.issue_words(["tariffs:x:sudria", "none:x"]) == {
            "tariffs:x:sudria": words, "none:x": "none:x",
        }  # fmt: skip
    with served(path) as own, httpx.Client(base_url=own) as client:
        for page in ("/actor/x:sudria", "/between/x:sudria/x:westmark", "/network",
                     "/network?issue=tariffs:x:sudria", "/positions"):  # fmt: skip
            text = client.get(page).text
            shown = re.sub(r"<[^>]*>", " ", text.partition("<main")[2])
            assert words in unescape(shown), page
            assert "tariffs:x" not in shown, page


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


# --- front page and stories -------------------------------------------------------------------


def test_what_rises_is_counted_against_its_own_past(tmp_path):
    plain = norland.record()
    days = ["2031-05-02", "2031-05-20", "2031-05-30", "2031-06-01", "2031-06-02"]
    dated = [replace(plain, report=norland.report(id=f"r{n}", published=Moment(value=day)))
             for n, day in enumerate(days)]  # fmt: skip
    path = record_in(tmp_path, *dated)
    with PagedRecord(path) as record:
        found = record.rising(8)
    assert found.until == "2031-06-02"
    westmark = next(row for row in found.actors if row.actors == ("x:westmark",))
    # two rows a report, in three reports of the last week and in one or two of the four before
    assert (westmark.rows, westmark.expected) == (6, 2 * 2 * 7 / 28)
    assert westmark.rise == round((6 - 1) / math.sqrt(1 + 1), 2)
    assert {row.actors for row in found.pairs} >= {("x:sudria", "x:westmark")}
    with served(path) as own:
        text = httpx.get(own).text
    assert "rise = (r − e) / √(e + 1)" in text
    assert f"6 rows, rise {westmark.rise}" in text


def test_without_dates_nothing_rises(tmp_path):
    with PagedRecord(record_in(tmp_path, norland.record())) as record:
        assert record.rising(8) == Rising(None, [], [])


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


# --- reviews ------------------------------------------------------------------------------------


@pytest.fixture
def reviewing(tmp_path):
    """A site that may be written, and a function that sends a review to it."""
    path = record_in(tmp_path, norland.record())
    with served(path, read_only=False) as own, httpx.Client(base_url=own) as client:
        csrf = re.search('name="csrf" content="([^"]+)"', client.get("/").text)[1]

        def send(row, **form):
            origin = {"Origin": own}
            return client.post(f"/review/{row}", data={"csrf": csrf} | form, headers=origin)

        yield client, send, path


def test_a_review_stands_beside_the_row_and_never_over_it(reviewing):
    client, send, path = reviewing
    before = client.get("/report/r1.json").json()
    answer = send("p-condemn", verdict="disputed", note="he did not", by="Ida")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/row/p-condemn"
    assert client.get("/report/r1.json").json() == before
    assert re.search(
        r"<strong>disputed</strong> by Ida\s+“he did not”", client.get("/report/r1").text
    )
    send("p-condemn", verdict="accepted", by="Per")
    with PagedRecord(path) as record:
        assert record.reviews(["p-condemn", "p-ally"])["p-condemn"].verdict == "accepted"
        assert [one.by for one in record.every_review()] == ["Ida", "Per"]
    send("p-condemn", verdict="reopened")
    with PagedRecord(path) as record:
        assert record.reviews(["p-condemn"]) == {}
    verdicts = [one["verdict"] for one in client.get("/reviews.json").json()]
    assert verdicts == ["reopened", "accepted", "disputed"]


def test_a_correction_says_what_a_field_should_be(reviewing):
    client, send, path = reviewing
    assert send("e-armed", verdict="corrected", type="SUPPORT", realis="").status_code == 303
    with PagedRecord(path) as record:
        assert record.reviews(["e-armed"])["e-armed"].correction == {"type": "SUPPORT"}
    assert "type is SUPPORT" in client.get("/report/r1").text
    (line,) = csv.DictReader(io.StringIO(client.get("/reviews.csv").text))
    assert json.loads(line["correction"]) == {"type": "SUPPORT"}


@pytest.mark.parametrize(
    ("row", "form", "words"),
    [
        ("e-armed", {"verdict": "corrected", "type": "NOISE"}, "no type &#39;NOISE&#39;"),
        ("e-armed", {"verdict": "corrected", "speaker": "x"}, "no field &#39;speaker&#39;"),
        ("e-armed", {"verdict": "corrected"}, "a correction says"),
        ("e-armed", {"verdict": "loved"}, "no verdict"),
        ("e-armed", {"verdict": "disputed", "note": "x" * 5000}, "5000 letters"),
        ("e-nobody", {"verdict": "accepted"}, "no statement, event or position"),
        ("x:norland", {"verdict": "accepted"}, "no statement, event or position"),
    ],
)
def test_a_review_that_does_not_fit_is_refused_in_words(reviewing, row, form, words):
    client, send, _ = reviewing
    answer = send(row, **form)
    assert answer.status_code == 400
    assert words in answer.text
    assert client.get("/reviews.json").json() == []


def test_a_form_without_the_secret_of_the_page_is_refused(reviewing):
    client, send, _ = reviewing
    assert send("e-armed", csrf="another", verdict="accepted").status_code == 403
    assert send("e-armed", csrf="", verdict="accepted").status_code == 403
    assert client.get("/reviews.json").json() == []


def test_reviews_are_never_changed_and_go_with_their_report(reviewing):
    _, send, path = reviewing
    send("e-armed", verdict="accepted")
    with closing(sqlite3.connect(path)) as connection:
        for query in ("UPDATE reviews SET note = 'x'", "DELETE FROM reviews"):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(query)
    forget(path, "r1", made=STARTED, by="a test", why="asked for")
    with PagedRecord(path) as record:
        assert record.every_review() == []


def test_a_record_of_before_has_no_reviews(older_record):
    with served(older_record) as own:
        assert httpx.get(f"{own}/reviews.json").json() == []
        assert httpx.get(f"{own}/report/r1").status_code == 200


@pytest.fixture
def older_record(tmp_path):
    """A record that a program without reviews wrote."""
    return taken_back(record_in(tmp_path, norland.record()), 10)


# --- faults -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        ("/nowhere", 404, "There is no such page."),
        ("/report/r-unknown", 404, "The record holds no such report."),
        ("/reports?page=0", 400, "page: "),
        ("/reports?page=x", 400, "page: "),
    ],
)
def test_what_cannot_be_had_is_said_in_words(site, page, status, words):
    answer = site.get(page)
    assert answer.status_code == status
    assert words in answer.text
    assert answer.headers["content-type"].startswith("text/html")


def test_a_fault_is_json_where_json_was_asked_for(site):
    answer = site.get("/report/r-unknown.json")
    assert answer.status_code == 404
    assert answer.json() == {"error": "The record holds no such report."}


def test_a_record_that_goes_away_is_said_in_words(tmp_path):
    path = record_in(tmp_path, norland.record())
    with served(path) as own:
        path.unlink()
        answer = httpx.get(f"{own}/reports")
    assert answer.status_code == 503
    assert "there is no record here" in answer.text


def test_a_fault_of_ours_shows_no_traceback(path, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("dragoman.workbench.reports.minutes_of", fail)
    with served(path) as own:
        answer = httpx.get(f"{own}/report/r1")
    assert answer.status_code == 500
    assert "fault of dragoman" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "secret" not in answer.text


def test_without_a_record_nothing_is_served(tmp_path):
    with pytest.raises(StoreError, match="no record here"):
        create_app(tmp_path / "none.db")


def test_the_description_of_the_interface_names_every_page(site):
    paths = site.get("/openapi.json").json()["paths"]
    assert {"/reports", "/reports.json", "/reports.csv", "/report/{id}", "/row/{id}"} <= set(paths)
    assert json.dumps(paths).count("operationId") == len(
        {one["operationId"] for path in paths.values() for one in path.values()}
    )


def test_pages_of_the_record_load_no_model(path):
    code = f"""
import sys
from dragoman.workbench import create_app, network
create_app({str(path)!r})
print(*{{"spacy", "numpy", "pyarrow", "trafilatura", "ortools"}} & set(sys.modules))
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == ""


# --- the command ------------------------------------------------------------------------------


@contextmanager
def running(path, *options):
    """The address that the command says; the program is ended whatever comes."""
    program = [sys.executable, "-m", "dragoman", "serve", "--record", str(path), "--port", "0"]
    with subprocess.Popen([*program, *options], stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process.stderr.readline().split(" open at ")[1].split()[0]
        finally:
            process.kill()


def test_the_command_serves_and_says_where(path):
    with running(path) as address:
        assert address.startswith("http://127.0.0.1:")
        assert httpx.get(f"{address}reports").status_code == 200


def test_beyond_this_machine_the_command_makes_a_token(path):
    with running(path, "--host", "0.0.0.0") as address:
        assert "?token=" in address
        assert httpx.get(address.partition("?")[0]).status_code == 401
        assert httpx.get(address).status_code == 303


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--record", "{folder}/none.db"], "there is no record here"),
        (["--record", "{record}", "--token-file", "{folder}/short"], "16 letters"),
        (["--record", "{record}", "--token-file", "{folder}/none"], "cannot be read"),
        (["--record", "{record}", "--host", "192.0.2.1"], "another --port or --host"),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path, path, options, words):
    (tmp_path / "short").write_text("short", encoding="utf-8")
    given = [option.format(folder=tmp_path, record=path) for option in options]
    with pytest.raises(DragomanError, match=words):
        CliRunner().invoke(app, ["serve", *given], catch_exceptions=False)
