"""The workbench between actors: side by side, by period, as a network, and what rises."""

from __future__ import annotations

import math
import re
import time
from dataclasses import replace
from html import unescape
from threading import Event

import httpx
import pytest

import norland
from desk import record_in, served
from dragoman.errors import UsageError
from dragoman.record import Moment
from dragoman.store.paged import PagedRecord
from dragoman.store.rising import Rising
from dragoman.store.timed import periods_of
from dragoman.workbench import network
from dragoman.workbench.kept import Kept


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
