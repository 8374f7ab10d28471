"""Datasette, the real one, serves a record as it is, with the metadata that comes with it."""

import json
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner

import norland
from dragoman.cli import app
from dragoman.store import Writer, datasette_metadata, open_record


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    file = tmp_path_factory.mktemp("datasette") / "talks.db"
    whole = norland.record()
    with Writer(file, "2020-01-01T00:00:00Z") as writer:
        writer.write([whole, replace(whole, report=replace(whole.report, id="r2", source="2.txt"))])
    return file


@pytest.fixture(scope="module")
def served(path):
    metadata = path.with_name("metadata.json")
    asked = ["datasette", "--record", str(path), "-o", str(metadata)]
    assert CliRunner().invoke(app, asked).exit_code == 0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("datasette")
    words = [program, "serve", path, "--metadata", metadata, "--port", str(port)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/-/versions.json")
            yield address
        finally:
            server.terminate()


def _wait(address):
    for _ in range(600):
        try:
            urlopen(address).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("Datasette did not come up")


def got(address, **asked):
    with urlopen(f"{address}.json?{urlencode(asked)}") as answer:
        return json.load(answer)


@pytest.mark.parametrize("kind", ["reports", "statements", "events", "positions"])
def test_a_view_gives_the_rows_that_the_program_gives(served, path, kind):
    rows = got(f"{served}/talks/latest_{kind}", _shape="array", _size="max")
    with open_record(path) as opened:
        want = list(getattr(opened, kind)())
    assert sorted(rows, key=json.dumps) == sorted(want, key=json.dumps) != []


def test_names_stand_beside_ids(served):
    rows = got(f"{served}/talks/latest_events", _shape="array", source_ids="x:norland")
    assert {row["source"] for row in rows} == {"Norland"}


def test_columns_are_explained_and_counted_by(served):
    page = got(f"{served}/talks/latest_events", _facet="type")
    assert page["facet_results"]["type"]["results"]
    with urlopen(f"{served}/talks/latest_events") as answer:
        html = answer.read().decode()
    assert "PLOVER event type" in html
    assert "Who did what to whom" in html


def test_its_search_and_its_query_answer(served):
    found = got(f"{served}/talks/search", _shape="array", words='"delta front"')
    assert "[Delta Front]" in found[0]["passage"]
    told = got(f"{served}/talks/between", _shape="array", source="norland", target="delta")
    assert {row["type"] for row in told} == {"AID"}


def test_what_is_said_of_tables_is_of_tables_that_are_there(path):
    here = datasette_metadata("talks")["databases"]["talks"]
    with open_record(path) as opened:
        for name, told in here["tables"].items():
            columns = opened.query(f"SELECT name FROM pragma_table_info('{name}')").column("name")
            assert columns, name
            assert set(told.get("columns", ())) <= set(columns), name
            assert set(told.get("facets", ())) <= set(columns), name
