"""Adding from a page: what may be read, who may ask, how far it is, and what failed, in words."""

from __future__ import annotations

import json
import re
import sys
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest

import norland
from desk import record_in, served
from dragoman.errors import UsageError
from dragoman.store.paged import PagedRecord
from dragoman.workbench.adding import safe_name, waiting_in
from dragoman.workbench.jobs import Job, Jobs

TEXT = "Norland's army shelled two villages near the border on Monday, a minister said.\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
def inbox(tmp_path):
    """A folder with a text, one below it, and a file that is no report."""
    folder = tmp_path / "press"
    (folder / "may").mkdir(parents=True)
    (folder / "first.txt").write_text(TEXT, encoding="utf-8")
    (folder / "may" / "second.txt").write_text(TEXT.replace("two", "three"), encoding="utf-8")
    (folder / "picture.txt").write_bytes(PNG)
    (tmp_path / "outside.txt").write_text(TEXT.replace("two", "four"), encoding="utf-8")
    return folder


class Asking:
    """A visitor with the secret of the pages."""

    def __init__(self, client, path):
        self.client, self.path = client, path
        self.csrf = re.search('name="csrf" content="([^"]+)"', client.get("/").text)[1]

    def post(self, path, data=None, **given):
        origin = {"Origin": str(self.client.base_url).rstrip("/")}
        return self.client.post(path, data={"csrf": self.csrf} | (data or {}), headers=origin,
                                **given)  # fmt: skip

    def ended(self, number):
        """The job, once it is over."""
        for _ in range(600):
            told = self.client.get(f"/add/{number}.json").json()
            if told["state"] in {"done", "stopped", "failed"}:
                return told
            time.sleep(0.1)
        raise AssertionError(told)


@contextmanager
def asking(path, **options):
    with served(path, read_only=False, **options) as own, httpx.Client(base_url=own) as client:
        yield Asking(client, path)


@pytest.fixture
def desk(tmp_path, inbox):
    with asking(record_in(tmp_path, norland.record()), inbox=inbox) as found:
        yield found


@pytest.mark.model
def test_a_folder_is_read_and_what_fails_is_listed(desk):
    first = desk.post("/add", {"which": "all"})
    assert (first.status_code, first.headers["location"]) == (303, "/add/1")
    with desk.client.stream("GET", "/add/1/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = list(stream.iter_lines())
    assert "event: end" in lines[-4:]
    assert any("Loading the language model" in line for line in lines)
    assert any('class="state done"' in line for line in lines)
    told = desk.ended(1)
    assert (told["state"], told["read"], told["set_aside"]) == ("done", 3, 1)
    (problem,) = told["problems"]
    assert problem["source"] == "picture.txt"
    with PagedRecord(desk.path) as record:
        sources = {one["source"] for one in record.newest(9).rows}
    assert sources >= {"first.txt", "may/second.txt", "picture.txt"}
    page = desk.client.get("/add/1").text
    assert "picture.txt" in page
    assert problem["message"] in page
    assert "3 files" in desk.client.get("/add").text
    desk.post("/add", {"which": "chosen", "file": ["may/second.txt"]})
    assert desk.ended(2)["there"] == 1


def played(*lines):
    """The command of a process that says these lines, with what it was given as the source."""
    program = f"""
import json, sys, pathlib
order = json.load(sys.stdin)
texts = [pathlib.Path(order["folder"], name).read_text() for name in order["names"]]
told = {{"read": "r", "file": 1, "rows": 1, "title": json.dumps([order, texts]), "problem": None}}
for line in ({{"state": "reading"}}, told, *{list(lines)!r}):
    print(json.dumps(line), flush=True)
"""
    return (sys.executable, "-c", program)


def test_a_sent_file_is_read_under_a_name_of_ours_and_taken_away(desk, monkeypatch):
    monkeypatch.setattr("dragoman.workbench.jobs.COMMAND", played({"state": "done"}))
    sent = [("file", ("../../My report.txt", TEXT.encode(), "text/plain"))]
    for number in (1, 2):
        assert desk.post("/upload", {"published": "2031-05-06"}, files=sent).status_code == 303
        told = desk.ended(number)
        assert told["state"] == "done"
        order, texts = json.loads(told["reports"][0]["title"])
        assert order["names"] == [safe_name("My report.txt", TEXT.encode())]
        assert texts == [TEXT]
        assert order["published"] == "2031-05-06"
        assert order["record"] == str(desk.path.resolve())
        for _ in range(50):
            if not Path(order["folder"]).exists():
                break
            time.sleep(0.1)
        assert not Path(order["folder"]).exists()


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("/add", {"which": "chosen"}, "no file is chosen"),
        ("/add", {"which": "chosen", "file": ["../outside.txt"]}, "no file is chosen"),
        ("/add", {"which": "chosen", "file": ["/etc/passwd", "first.txt/.."]}, "no file is chosen"),
        ("/add", {"which": "all", "published": "soon"}, "is no date"),
        ("/upload", {}, "no file is chosen"),
    ],
)
def test_what_cannot_be_added_is_said(desk, path, data, words):
    answer = desk.post(path, data)
    assert answer.status_code == 400
    assert words in answer.text
    assert desk.client.get("/add.json").json()["jobs"] == []


def test_only_reports_can_be_sent(desk):
    answer = desk.post("/upload", files=[("file", ("tool.exe", b"MZ", "text/plain"))])
    assert answer.status_code == 400
    assert "cannot be sent" in answer.text


def test_without_a_folder_none_is_offered(tmp_path):
    with asking(record_in(tmp_path, norland.record())) as desk:
        assert "--inbox FOLDER" in desk.client.get("/add").text
        assert "no folder was named" in desk.post("/add", {"which": "all"}).text


def test_a_stranger_adds_nothing(desk, tmp_path):
    own = {"Origin": str(desk.client.base_url).rstrip("/")}
    for path in ("/add", "/upload", "/add/1/stop"):
        assert desk.client.post(path, data={"which": "all"}, headers=own).status_code == 403
        assert desk.client.post(path, data={"csrf": desk.csrf}).status_code == 403
    assert status_of_head(desk.client.base_url, {"Content-Length": str(33 << 20)} | own) == 413
    with served(desk.path, inbox=tmp_path) as reading:
        refused = httpx.post(f"{reading}/add", data={"which": "all"}, headers={"Origin": reading})
        assert refused.status_code == 403
        page = httpx.get(f"{reading}/add").text
    assert "for reading only" in page
    assert "<form method" not in page


def status_of_head(address, headers):
    """How /upload is answered before any of it is sent."""
    connection = HTTPConnection(address.host, address.port, timeout=10)
    with closing(connection):
        connection.putrequest("POST", "/upload")
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse().status


@pytest.mark.parametrize("number", ["0", "1", "x"])
def test_a_job_that_never_was(desk, number):
    assert desk.client.get(f"/add/{number}").status_code in {400, 404}
    assert desk.client.get(f"/add/{number}/events").status_code in {400, 404}


def test_one_job_at_a_time_and_it_can_be_stopped(desk, monkeypatch):
    waits = (sys.executable, "-c", "import time; time.sleep(60)")
    monkeypatch.setattr("dragoman.workbench.jobs.COMMAND", waits)
    desk.post("/add", {"which": "all"})
    assert "other files are being read" in desk.post("/add", {"which": "all"}).text
    with desk.client.stream("GET", "/add/1/events") as stream:
        assert desk.post("/add/1/stop").headers["location"] == "/add/1"
        assert 'data: <p class="state stopped">Stopped</p>' in list(stream.iter_lines())
    assert desk.ended(1)["state"] == "stopped"
    assert "Stopped" in desk.client.get("/add/1").text


def test_a_process_that_dies_is_told(tmp_path, inbox, monkeypatch):
    program = ("python3", "-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    monkeypatch.setattr("dragoman.workbench.jobs.COMMAND", program)
    with asking(record_in(tmp_path, norland.record()), inbox=inbox) as desk:
        desk.post("/add", {"which": "all"})
        told = desk.ended(1)
    assert told["state"] == "failed"
    assert "ended by SIGKILL" in told["fault"]


@pytest.mark.model
def test_settings_that_are_wrong_are_told(desk, monkeypatch):
    monkeypatch.setenv("DRAGOMAN_MODEL", "no_such_model")
    desk.post("/add", {"which": "all"})
    told = desk.ended(1)
    assert told["state"] == "failed"
    assert "no_such_model" in told["fault"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd-2d711642.txt"),
        ("..\\..\\boot.HTML", "boot-2d711642.html"),
        ("C:\\x\\.txt.txt", "txt-2d711642.txt"),
        ("\u202e<b>.jsonl", "b-2d711642.jsonl"),
        ("a" * 400 + ".md", "a" * 60 + "-2d711642.md"),
    ],
)
def test_a_sent_name_is_no_path(name, safe):
    assert safe_name(name, b"x") == safe


@pytest.mark.parametrize("name", ["", "passwd", ".txt", "run.sh", "x.txt\x00.sh"])
def test_a_name_that_is_no_report(name):
    with pytest.raises(UsageError, match="cannot be sent"):
        safe_name(name, b"x")


def test_files_that_wait_are_those_below_the_folder(inbox):
    (inbox / ".hidden.txt").write_text(TEXT, encoding="utf-8")
    (inbox / "r.db-wal").touch()
    names = {one.name for one in waiting_in(inbox, inbox / "r.db")}
    assert names == {"first.txt", "may/second.txt", "picture.txt"}


def test_a_job_keeps_the_latest_lines_alone(tmp_path):
    job = Job(1, tmp_path, ["a.jsonl"])
    for number in range(500):
        job.take({"read": f"r{number}", "file": 1, "source": f"s{number}", "title": None,
                  "rows": 2, "problem": None})  # fmt: skip
    assert (job.read, job.rows, len(job.reports)) == (500, 1000, 200)
    assert job.reports[-1] == {"report": "r499", "title": "s499"}
    with pytest.raises(UsageError, match="no file"):
        Jobs().begin(tmp_path, tmp_path, [], None)
