"""The workbench's faults in words, and the command that serves it."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest
from typer.testing import CliRunner

import norland
from desk import record_in, served
from dragoman.cli import app
from dragoman.errors import DragomanError, StoreError
from dragoman.workbench import create_app


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


def test_a_fault_of_ours_shows_no_traceback(desk_file, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("dragoman.workbench.reports.minutes_of", fail)
    with served(desk_file) as own:
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


def test_pages_of_the_record_load_no_model(desk_file):
    code = f"""
import sys
from dragoman.workbench import create_app, network
create_app({str(desk_file)!r})
print(*{{"spacy", "numpy", "pyarrow", "trafilatura", "ortools"}} & set(sys.modules))
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == ""


@contextmanager
def running(path, *options):
    """The address that the command says; the program is ended whatever comes."""
    program = [sys.executable, "-m", "dragoman", "serve", "--record", str(path), "--port", "0"]
    with subprocess.Popen([*program, *options], stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process.stderr.readline().split(" open at ")[1].split()[0]
        finally:
            process.kill()


def test_the_command_serves_and_says_where(desk_file):
    with running(desk_file) as address:
        assert address.startswith("http://127.0.0.1:")
        assert httpx.get(f"{address}reports").status_code == 200


def test_beyond_this_machine_the_command_makes_a_token(desk_file):
    with running(desk_file, "--host", "0.0.0.0") as address:
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
def test_the_command_says_what_is_wrong(tmp_path, desk_file, options, words):
    (tmp_path / "short").write_text("short", encoding="utf-8")
    given = [option.format(folder=tmp_path, record=desk_file) for option in options]
    with pytest.raises(DragomanError, match=words):
        CliRunner().invoke(app, ["serve", *given], catch_exceptions=False)
