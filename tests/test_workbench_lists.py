"""The workbench's lists of rows and actors: what they are asked for and show."""

from __future__ import annotations

import httpx
import pytest

import norland
from desk import STARTED, record_in, served
from dragoman.record import Moment
from dragoman.store import Identities


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
