"""A folder of parts is a record, whatever becomes of its parts and whoever asks beside it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

import dragoman
from dragoman.batch import Account, Folder, index_of
from dragoman.batch.index import MANIFEST, is_folder_of_parts
from dragoman.batch.part import Part
from dragoman.batch.storage import PART, address_of
from dragoman.cli import app
from dragoman.errors import UsageError
from dragoman.record import CodedWith, Model, Record, Report

MADE = CodedWith("0.1", "t", Model("m", "1", "h"), statements="s", events="e")
runner = CliRunner()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """The user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def report(name):
    text = f"It rained in {name}."
    return Report(Report.id_of(None, name, text), name, text, "0" * 64, language="en")


def put(folder, name, *sources):
    """A part with a report of each source."""
    part, account = Part(MADE), Account()
    for source in sources:
        record = Record(report(source), (), (), (), (), (), (), (), MADE)
        part.add(record)
        account += Account.of(record.report, record)
    Folder(str(folder)).write(f"{name}{PART}", part.bytes(account))


@pytest.fixture(params=["here", "memory", "file"])
def folder(request, tmp_path):
    """The address of a folder of two parts with three reports."""
    addresses = {"here": "", "memory": "memory:/", "file": "file://"}
    if request.param != "here":
        fsspec = pytest.importorskip("fsspec")
        fsspec.filesystem("memory").store.clear()
    address = f"{addresses[request.param]}{tmp_path}/parts"
    Folder(address).make()
    Folder(address).write(MANIFEST, b"{}")
    put(address, "a", "Aden", "Basra")
    put(address, "b", "Cairo")
    return address


@pytest.fixture
def here(tmp_path):
    """Such a folder on this machine."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / MANIFEST).write_text("{}")
    put(tmp_path / "parts", "a", "Aden", "Basra")
    put(tmp_path / "parts", "b", "Cairo")
    return tmp_path / "parts"


def sources(folder):
    with dragoman.open(folder) as record:
        return sorted(one.report.source for one in record.records())


def taken_out(folder, name):
    if Folder(folder).elsewhere:
        fsspec = pytest.importorskip("fsspec")
        system, inside = fsspec.core.url_to_fs(folder)
        system.rm(f"{inside}/{name}{PART}")
    else:
        Path(Folder(folder).path, name + PART).unlink()


def test_a_folder_is_asked_as_it_is_now(folder):
    assert sources(folder) == ["Aden", "Basra", "Cairo"]
    put(folder, "c", "Derna")
    assert sources(folder) == ["Aden", "Basra", "Cairo", "Derna"]
    taken_out(folder, "a")
    assert sources(folder) == ["Cairo", "Derna"]
    put(folder, "b", "Cayenne")
    assert sources(folder) == ["Cayenne", "Derna"]


def test_a_folder_without_parts_yet_is_an_empty_record(folder):
    for name in ("a", "b"):
        taken_out(folder, name)
    assert sources(folder) == []
    put(folder, "c", "Derna")
    assert sources(folder) == ["Derna"]


def test_the_command_line_takes_any_address(folder):
    asked = runner.invoke(app, ["search", "Cairo", "--record", folder, "--format", "jsonl"])
    assert asked.exit_code == 0, asked.exception
    assert "It rained in [Cairo]." in asked.stdout
    refused = runner.invoke(app, ["merge", "a", "b", "--record", folder])
    assert f"{folder}: a folder of parts, which is only read" in str(refused.exception)


def test_an_address_is_the_same_behind_a_path(folder):
    assert address_of(Path(folder)) == folder
    assert is_folder_of_parts(Path(folder))
    assert not is_folder_of_parts(f"{folder}-of-nobody")


def test_what_is_indexed_is_not_touched_again(folder):
    before = index_of(folder).stat()
    assert index_of(folder).stat().st_mtime_ns == before.st_mtime_ns
    put(folder, "c", "Derna")
    assert index_of(folder).stat().st_ino == before.st_ino


def test_the_index_lies_beside_the_parts(here, cache):
    assert index_of(here).parent == here
    assert not cache.exists()
    assert Folder(str(here)).parts() == ["a", "b"]


def test_where_the_folder_cannot_be_written_the_index_lies_in_the_cache(here, cache, monkeypatch):
    monkeypatch.setattr("dragoman.batch.index._can_be_written", read_only(here))
    assert cache in index_of(here).parents
    assert sources(here) == ["Aden", "Basra", "Cairo"]
    assert sorted(file.name for file in here.iterdir()) == ["a.parquet", "b.parquet", MANIFEST]
    put(here, "c", "Derna")
    assert sources(here) == ["Aden", "Basra", "Cairo", "Derna"]


def read_only(folder):
    """Root may write anywhere, so what the system would say is said here."""
    from dragoman.batch.index import _can_be_written

    return lambda home: home != folder and _can_be_written(home)


def test_an_index_that_came_with_a_read_only_folder_is_taken(here, cache, monkeypatch):
    made = index_of(here)
    monkeypatch.setattr("dragoman.batch.index._can_be_written", lambda _home: False)
    assert index_of(here) == made
    put(here, "c", "Derna")
    with pytest.raises(UsageError, match=rf"neither it nor {cache}.* can be written to"):
        index_of(here)


def test_who_reads_is_not_disturbed_by_who_makes_the_index_anew(here):
    with dragoman.open(here) as record:
        reading = record.records()
        first = next(reading).report.source
        taken_out(str(here), "b")
        put(here, "c", "Derna")
        assert sources(here) == ["Aden", "Basra", "Derna"]
        assert sorted([first, *(one.report.source for one in reading)]) == [
            "Aden", "Basra", "Cairo",
        ]  # fmt: skip
    assert len(list(here.glob(".index-*.db"))) == 1


def asking(folder):
    """A process that indexes a folder, and says after each part how many are in."""
    script = (
        "from dragoman.batch import index_of;"
        f"index_of({str(folder)!r}, lambda done, of: print(done, flush=True));"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


def many(folder):
    for at in range(60):
        put(folder, f"part-{at:02}", *(f"Town {at}.{number}" for number in range(10)))
    return 603


def test_two_that_ask_at_once_make_one_index(here):
    count = many(here)
    both = [asking(here), asking(here)]
    told = [process.communicate(timeout=120)[0].split() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(map(len, told)) == [0, 62]
    assert len(sources(here)) == count
    assert len(list(here.glob(".index-*.db"))) == 1


@pytest.mark.parametrize("parts", [1, 30, 61])
def test_an_index_that_was_killed_goes_on(here, parts):
    count = many(here)
    with asking(here) as process:
        while (line := process.stdout.readline()) and int(line) < parts:
            pass
        time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    left = []
    index_of(here, lambda done, of: left.append(of - done))
    assert len(left) <= 62 - parts // 20 * 20
    assert len(sources(here)) == count
