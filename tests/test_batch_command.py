"""The commands of batches: what is asked wrongly, stopped or killed, and asked of parts."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

import dragoman
from batches import TEXTS, folded, hashes, job, lines, ran, records, setup_of, shards_of, sources_in
from dragoman.batch import local
from dragoman.batch.storage import PART
from dragoman.cli import app
from dragoman.errors import StoreError, UsageError

runner = CliRunner()


@pytest.fixture(scope="module")
def executor():
    """Two processes that serve all tests of this module."""
    with local(setup_of(), 2) as workers:
        yield workers


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    return sources_in(tmp_path_factory.mktemp("sources"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rows.jsonl", "--shard", "4/3"], "I/N is wanted"),
        (["rows.jsonl", "--shard", "first"], "I/N is wanted"),
        (["nowhere.jsonl"], "no such file"),
    ],
)
def test_what_cannot_be_asked_is_said(tmp_path, arguments, words):
    lines(tmp_path / "rows.jsonl", TEXTS)
    found = [str(tmp_path / arguments[0]), *arguments[1:], "--out", str(tmp_path / "parts")]
    result = runner.invoke(app, ["batch", *found])
    assert isinstance(result.exception, UsageError)
    assert words in str(result.exception)


def test_what_was_set_aside_is_named_and_of_many_the_first(tmp_path):
    lines(tmp_path / "rows.jsonl", [TEXTS[0], *[""] * 25])
    asked = ["batch", str(tmp_path / "rows.jsonl"), "--out", str(tmp_path / "parts"), "--workers=1"]
    result = runner.invoke(app, asked)
    assert result.exit_code == 1
    *named, more, account = result.stderr.splitlines()
    assert len(named) == 20
    assert all("rows.jsonl" in line and "set aside (ingest): " in line for line in named)
    assert "5 more were set aside (dragoman reports --record" in more
    assert "26 read, 1 coded" in account
    (account,) = runner.invoke(app, asked).stderr.splitlines()  # all is there: nothing is new
    assert account.endswith("1 part there already")


def test_folding_what_is_no_part_says_so(tmp_path):
    (tmp_path / "parts").mkdir()
    for folder, words in (("parts", "no parts here"), ("none", "no such folder")):
        asked = ["fold", str(tmp_path / folder), "--record", str(tmp_path / "r.db")]
        assert words in str(runner.invoke(app, asked).exception)
    (tmp_path / "parts" / f"x{PART}").write_bytes(b"PAR1")
    asked = ["fold", str(tmp_path / "parts"), "--record", str(tmp_path / "r.db")]
    assert "no Parquet file" in str(runner.invoke(app, asked).exception)


def begun(source, out):
    """The command, begun in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "dragoman", "batch", str(source), "--out", str(out),
         "--workers", "2", "--part-size", "1"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


def after(out, parts, process):
    """Waits until there are some parts, or the process has ended."""
    while process.poll() is None and len(list(out.glob(f"*{PART}"))) < parts:
        time.sleep(0.02)


def killed_on_the_way(tmp_path, kills, seed):
    """The source of a batch that was killed at random points: all of it, or its command alone."""
    random.seed(seed)
    source = lines(tmp_path / "rows.jsonl", TEXTS * max(6, kills))
    parts = len(shards_of([source], size=1000))
    for at in range(kills):
        process = begun(source, tmp_path / "parts")
        after(tmp_path / "parts", (at + 1) * parts // (kills + 1), process)
        time.sleep(random.random() / 5)
        kill = os.kill if at % 2 else os.killpg  # workers left alone finish what they have in hand
        kill(process.pid, signal.SIGKILL)
        process.communicate()
    return source


@pytest.mark.model
def test_a_command_that_is_stopped_or_killed_ends_with_the_same_bytes(tmp_path, executor):
    source = killed_on_the_way(tmp_path, 1, 1)
    process = begun(source, tmp_path / "parts")
    after(tmp_path / "parts", 4, process)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode in {130, 0}, told
    assert ran(job([source], tmp_path / "undisturbed", size=1000), executor).coded == 36
    assert ran(job([source], tmp_path / "parts", size=1000), executor).coded == 36
    assert hashes(tmp_path / "parts") == hashes(tmp_path / "undisturbed")


@pytest.mark.soak
@pytest.mark.model
def test_after_twenty_kills_the_output_is_the_same_byte_for_byte(tmp_path, executor):
    source = killed_on_the_way(tmp_path, 20, 2)
    ran(job([source], tmp_path / "undisturbed", size=1000), executor)
    ran(job([source], tmp_path / "parts", size=1000), executor)
    assert hashes(tmp_path / "parts") == hashes(tmp_path / "undisturbed")


@pytest.mark.model
@pytest.mark.skipif(sys.platform == "win32", reason="a signal cannot be sent to one process there")
def test_adding_that_is_stopped_finishes_what_is_in_hand(tmp_path):
    """Two processes are handed sixteen reports at a time, and some more wait for each."""
    texts = [f"{text} It is No. {at}." for at in range(200) for text in TEXTS]
    record, source = tmp_path / "r.db", lines(tmp_path / "rows.jsonl", texts)
    asked = ["add", str(source), "--record", str(record), "--workers", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "dragoman", *asked], stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    while process.poll() is None and not (record.exists() and has_reports(record)):
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate()
    assert process.returncode == 130, told
    assert "stopped; the same command goes on from here" in told
    with dragoman.open(record) as opened:
        count = opened.count()
    assert 16 < count < len(texts)
    assert runner.invoke(app, asked).exit_code == 0
    with dragoman.open(record) as opened:
        assert opened.count() == len(texts)


def has_reports(record):
    try:
        with dragoman.open(record) as opened:
            return opened.count() > 0
    except StoreError:  # it is just being made
        return False


@pytest.mark.model
def test_adding_with_several_processes_makes_the_same_record(tmp_path, sources):
    for workers in (1, 2):
        record = tmp_path / f"{workers}.db"
        asked = ["add", str(sources), "--record", str(record), "--workers", str(workers)]
        assert runner.invoke(app, asked).exit_code == 1  # some were set aside
    assert records(tmp_path / "1.db") == records(tmp_path / "2.db")
    assert len(records(tmp_path / "2.db")) == 14


@pytest.mark.model
def test_a_folder_of_parts_is_asked_as_the_record_it_folds_into(tmp_path, executor):
    parts = tmp_path / "parts"
    ran(job([lines(tmp_path / "rows.jsonl", TEXTS)], parts), executor)
    folded(parts, tmp_path / "r.db")
    for asked in (["actors"], ["panel"], ["network"], ["export", "jsonl", str(tmp_path / "out")]):
        answers = [
            runner.invoke(app, [*asked, "--record", str(where)])
            for where in (parts, tmp_path / "r.db")
        ]
        assert answers[0].exit_code == 0, answers[0].output
        assert answers[0].output == answers[1].output
    with dragoman.open(parts) as ours, dragoman.open(tmp_path / "r.db") as theirs:
        for kind in ("statements", "events", "positions"):
            assert list(getattr(ours, kind)()) == list(getattr(theirs, kind)())
        assert len(ours.search("president")) == 1
    ran(job([lines(tmp_path / "more.jsonl", [f"On Friday: {TEXTS[0]}"])], parts), executor)
    with dragoman.open(parts) as record:
        assert record.count() == 7


@pytest.mark.model
def test_a_folder_of_parts_is_only_read(tmp_path, executor):
    ran(job([lines(tmp_path / "rows.jsonl", TEXTS[:1])], tmp_path / "parts"), executor)
    for asked in (["merge", "a", "b"], ["serve"]):
        result = runner.invoke(app, [*asked, "--record", str(tmp_path / "parts")])
        assert "only read" in str(result.exception)


def test_asking_a_folder_of_parts_loads_no_model(tmp_path):
    script = (
        "import sys; from dragoman.cli.options import record_file; from pathlib import Path;"
        f"from dragoman.batch import index_of; index_of({str(tmp_path)!r});"
        "print('spacy' in sys.modules, 'typer' in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert ended.stdout.split() == ["False", "True"]
