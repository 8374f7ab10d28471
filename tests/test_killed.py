"""A process that is killed while it adds: nothing is lost or doubled, and the next one finishes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dragoman.errors import StoreError
from dragoman.render.json import to_json
from dragoman.store import Writer, health_of, open_record
from test_store import STARTED, TEXT, record

SCRIPT = Path(__file__).parent / "killed.py"
EXAMPLES = Path(__file__).parents[1] / "examples" / "reports"
RECORDS = [record(f"{at}.txt", text=TEXT if at % 2 else f"{TEXT} And {at}.") for at in range(12)]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp("killed") / "records.jsonl"
    path.write_text("".join(to_json(one) + "\n" for one in RECORDS), encoding="utf-8")
    return path


def adding(path, source, last=0):
    words = [sys.executable, str(SCRIPT), str(path), str(source), str(last)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def whole_run(source, tmp_path_factory):
    """How many statements a run takes that nobody kills, and how many seconds."""
    path = tmp_path_factory.mktemp("whole") / "r.db"
    with adding(path, source) as child:
        assert child.stdout.readline() == "ready\n"
        began = time.perf_counter()
        dots, statements = child.stdout.read().split()
        seconds = time.perf_counter() - began
    assert dots == "." * len(RECORDS)
    check_finished(path)
    return int(statements), seconds


def check_finished(path):
    """Every record is there once, as it was, in its place."""
    with open_record(path) as opened:
        assert list(opened.records(history=True)) == RECORDS
        assert list(opened.records()) == RECORDS
        assert len(opened.events()) == sum(len(one.events) for one in RECORDS)
        assert len(opened.search("condemned")) == len(RECORDS)
    assert health_of(path).faults == ()


def held_by(path):
    """The records in a whole file; none where nobody lived to make one."""
    try:
        with open_record(path) as opened:
            held = list(opened.records(history=True))
    except StoreError as error:
        if "an empty file" in str(error) or "no record here" in str(error):
            return []
        raise
    assert health_of(path).faults == ()
    return held


def check_after(path, told):
    """What a killed process leaves: all that it told of, one more at most, and no part of one."""
    there = held_by(path)
    assert there == RECORDS[: len(there)]
    assert told <= len(there) <= told + 1
    with Writer(path, STARTED) as writer:
        for one in RECORDS:
            if not writer.has(one.report, one.coded_with):
                writer.write([one])
    check_finished(path)


def kill_at_statement(path, source, last):
    with adding(path, source, last) as child:
        told = child.stdout.read().count(".")
    assert child.returncode == -signal.SIGKILL
    check_after(path, told)


def kill_after(path, source, seconds):
    with adding(path, source) as child:
        child.stdout.readline()
        time.sleep(seconds)
        child.kill()
        told = child.stdout.read().count(".")
    check_after(path, told)


@pytest.mark.parametrize("point", range(10))
def test_killed_at_a_statement(tmp_path, source, whole_run, point):
    statements, _ = whole_run
    kill_at_statement(tmp_path / "r.db", source, 1 + point * (statements - 1) // 9)


@pytest.mark.parametrize("point", range(10))
def test_killed_at_a_moment(tmp_path, source, whole_run, point):
    _, seconds = whole_run
    kill_after(tmp_path / "r.db", source, seconds * point / 10)


@pytest.mark.parametrize("point", range(4))
def test_killed_where_no_log_can_be_kept(tmp_path, source, whole_run, point, monkeypatch):
    """A rollback journal is left half done; who only reads does not fall over it."""
    monkeypatch.setenv("DRAGOMAN_TEST_JOURNAL", "delete")
    statements, _ = whole_run
    kill_at_statement(tmp_path / "r.db", source, statements - 7 * point - 3)


@pytest.mark.soak
@pytest.mark.parametrize("point", range(100))
def test_killed_at_any_of_a_hundred_statements(tmp_path, source, whole_run, point):
    statements, _ = whole_run
    last = random.Random(point).randint(1, statements)
    kill_at_statement(tmp_path / "r.db", source, last)


@pytest.mark.soak
@pytest.mark.parametrize("point", range(100))
def test_killed_at_any_of_a_hundred_moments(tmp_path, source, whole_run, point):
    _, seconds = whole_run
    kill_after(tmp_path / "r.db", source, random.Random(point).uniform(0, seconds))


def add_examples(path, folder):
    words = [sys.executable, "-m", "dragoman", "add", str(folder), "--record", str(path)]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("DRAGOMAN_")}
    return subprocess.Popen(words, env=clean, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def kill_the_program(path, folder, number):
    """Kills the whole program once so many reports are written, and lets another one finish."""
    with add_examples(path, folder) as child:
        while len(held_by(path)) < number and child.poll() is None:
            time.sleep(0.02)
        child.kill()
    left = len(held_by(path))
    assert left >= number
    with open_record(path) as opened:
        before = list(opened.records())
    assert health_of(path).faults == ()
    with add_examples(path, folder) as child:
        assert child.wait(120) == 0, child.stderr.read()
    with open_record(path) as opened:
        after = list(opened.records(history=True))
    assert after[:left] == before
    assert len(after) == len({one.report.id for one in after}) == len(list(folder.iterdir()))


@pytest.fixture
def folder(tmp_path):
    """Six short reports."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for at in range(6):
        words = f"Norway condemned Serbia on Monday. Serbia's envoy number {at} said talks went on."
        (folder / f"{at}.txt").write_text(words)
    return folder


@pytest.mark.model
def test_the_whole_program_is_killed_and_the_next_one_finishes(tmp_path, folder):
    kill_the_program(tmp_path / "r.db", folder, 3)


@pytest.mark.soak
@pytest.mark.model
@pytest.mark.parametrize("number", range(1, 6))
def test_the_whole_program_is_killed_after_any_report(tmp_path, folder, number):
    kill_the_program(tmp_path / "r.db", folder, number)


def test_a_reader_reads_while_another_process_writes(tmp_path, source):
    path, seen = tmp_path / "r.db", []
    with Writer(path, STARTED):
        pass
    with adding(path, source) as child:
        while child.poll() is None:
            with open_record(path) as opened:
                there = list(opened.records())
            assert there == RECORDS[: len(there)]
            seen.append(len(there))
    assert child.returncode == 0
    assert seen == sorted(seen)
    check_finished(path)


def test_a_reader_sees_one_state_while_another_process_goes_on(tmp_path, source):
    """An answer that is still being read does not change under the reader's eyes."""
    path = tmp_path / "r.db"
    with Writer(path, STARTED) as writer:
        writer.write(RECORDS[:2])
    with open_record(path) as opened:
        reading = opened.records()
        first = next(reading)
        with adding(path, source) as child:
            assert child.wait(60) == 0
        assert [first, *reading] == RECORDS[:2]
        assert opened.count() == len(RECORDS)
