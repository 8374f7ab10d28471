"""Reviews through the workbench: they stand beside a row, and are never changed."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from contextlib import closing

import httpx
import pytest

import norland
from desk import STARTED, record_in, served, taken_back
from dragoman.store.forget import forget
from dragoman.store.paged import PagedRecord


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
