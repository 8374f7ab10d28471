"""Nothing is loaded, or loaded twice, before it is needed: help, questions, one report."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

import norland
from dragoman.lexicon import load_tables
from dragoman.store import Writer

SEED = Path(__file__).parents[2] / "shared" / "gold" / "seed" / "report.txt"
READING = {"spacy", "thinc", "numpy", "pyarrow", "trafilatura", "lxml", "distributed", "duckdb"}
QUESTIONS = (["reports"], ["events"], ["statements"], ["positions"], ["actors"])


@pytest.fixture
def record(tmp_path):
    with Writer(tmp_path / "r.db", "2031-05-06T00:00:00Z") as writer:
        writer.write([norland.record()])
    return tmp_path / "r.db"


def loaded_by(*arguments):
    """The packages that a command has loaded when it ends."""
    script = (
        "import sys; from dragoman.cli import main\n"
        "try: main()\n"
        "finally: print(*{n.partition('.')[0] for n in sys.modules}, file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    return set(ended.stderr.splitlines()[-1].split())


def seconds_of(*arguments):
    """The processor's seconds of a command, the least of three: a busy machine adds to them."""
    found = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "dragoman", *arguments], capture_output=True, check=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


def test_help_loads_nothing_that_reads():
    assert loaded_by("--help") & (READING | {"sqlite3"}) == set()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question[0])
def test_a_question_loads_nothing_that_reads(record, question):
    assert loaded_by(*question, "--record", str(record)) & READING == set()


def test_tables_are_loaded_once_however_they_are_asked_for():
    assert load_tables() is load_tables("en") is load_tables(language="en")


@pytest.mark.soak
@pytest.mark.gold
@pytest.mark.model
def test_commands_begin_within_their_bars(record):
    assert seconds_of("--help") <= 0.3
    assert all(seconds_of(*question, "--record", str(record)) <= 0.5 for question in QUESTIONS)
    assert seconds_of("read", str(SEED)) <= 3


@pytest.mark.model
def test_what_reading_loads_is_kept_out_of_the_collectors_way(tmp_path):
    """Hundreds of thousands of objects of tables and model; the collector looks about less."""
    text = tmp_path / "report.txt"
    text.write_text("Norland's envoys met in Sud City.\n", encoding="utf-8")
    script = (
        "import gc, sys; from dragoman.cli import main\n"
        "try: main()\n"
        "finally: print(gc.get_freeze_count(), gc.get_threshold()[0], file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, "read", text], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    frozen, threshold = map(int, ended.stderr.splitlines()[-1].split())
    assert frozen > 100_000
    assert threshold > 10_000
