"""The lists on the command line: options made of filters, formats, pages, and what is told."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import norland
from dragoman.cli import app
from dragoman.errors import UsageError
from dragoman.filters import KINDS, filters_of
from dragoman.store import Writer, open_record


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    file = tmp_path_factory.mktemp("questions") / "r.db"
    whole = norland.record()
    records = [
        replace(whole, report=replace(whole.report, id=f"r{n}", source=f"{n}.txt", outlet=outlet))
        for n, outlet in enumerate(("The Courier", "=SUM(1)", "The Courier"))
    ]
    with Writer(file, "2020-01-01T00:00:00Z") as writer:
        writer.write(records)
    return file


def run(path, *words):
    return CliRunner().invoke(app, [*words, "--record", str(path)])


def lines(path, *words):
    return [json.loads(line) for line in run(path, *words, "-f", "jsonl").stdout.splitlines()]


@pytest.mark.parametrize("kind", KINDS)
def test_every_filter_is_an_option_of_its_kind_and_no_other(kind):
    shown = CliRunner().invoke(app, [kind, "--help"], env={"COLUMNS": "200"}).output
    theirs = {each.option for each in filters_of(kind)}
    every = {each.option for other in KINDS for each in filters_of(other)}
    assert {option for option in every if f"{option} " in shown} == theirs


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_line_answers_as_python_does(path, kind):
    with open_record(path) as opened:
        whole = getattr(opened, kind)()
        some = getattr(opened, kind)("norland", since="1900", limit=2, offset=1)
    assert lines(path, kind) == list(whole)
    asked = ("--actor", "norland", "--since", "1900", "--limit", "2", "--offset", "1")
    assert lines(path, kind, *asked) == list(some)


def test_options_may_be_repeated_where_a_row_has_one_of_several(path):
    found = lines(path, "events", "--type", "AID", "--type", "ASSAULT", "--realis", "actual")
    assert {row["type"] for row in found} == {"AID", "ASSAULT"}
    (sign,) = {
        row["sign"] for row in lines(path, "positions", "--sign", "-1", "--kind", "criticism")
    }
    assert sign == -1


def test_all_formats_hold_the_same_rows(path, tmp_path):
    want = lines(path, "events")
    read = list(csv.DictReader(io.StringIO(run(path, "events", "-f", "csv").stdout)))
    assert [row["id"] for row in read] == [row["id"] for row in want]
    assert run(path, "events", "-f", "parquet", "-o", str(tmp_path / "e.parquet")).exit_code == 0
    assert pq.read_table(tmp_path / "e.parquet").to_pylist() == want
    table = run(path, "events").stdout.splitlines()
    assert table[0].split() == ["id", "published", "type", "source", "target", "realis", "clause"]
    assert len(table) == 1 + len(want)


def test_rows_of_a_list_go_into_a_file(path, tmp_path):
    assert run(path, "events", "-f", "csv", "-o", str(tmp_path / "e.csv")).stdout == ""
    assert (tmp_path / "e.csv").read_text() == run(path, "events", "-f", "csv").stdout
    assert isinstance(run(path, "events", "-o", str(tmp_path / "no" / "e")).exception, UsageError)


def test_no_cell_of_a_csv_file_is_a_formula(path):
    shown = run(path, "reports", "-f", "csv").stdout
    assert "'=SUM(1)" in shown
    assert ",=SUM(1)" not in shown
    assert [row["outlet"] for row in lines(path, "reports")][1] == "=SUM(1)"


def test_an_empty_answer_keeps_its_columns(path, tmp_path):
    none = ("events", "--type", "SANCTION")
    assert run(path, *none).stdout == "none\n"
    assert run(path, *none, "-f", "jsonl").stdout == ""
    assert run(path, *none, "-f", "csv").stdout.startswith("id,published,")
    run(path, *none, "-f", "parquet", "-o", str(tmp_path / "e.parquet"))
    run(path, "events", "-f", "parquet", "-o", str(tmp_path / "f.parquet"))
    assert pq.read_schema(tmp_path / "e.parquet") == pq.read_schema(tmp_path / "f.parquet")


def test_a_page_says_which_of_how_many_rows_it_holds_and_where_the_next_begins(path):
    total = len(lines(path, "events"))
    first = run(path, "events", "--limit", "5")
    assert f"1 to 5 of {total} events; the next ones: --offset 5" in first.stderr
    last = run(path, "events", "--limit", "5", "--offset", str(total - 2))
    assert f"{total - 1} to {total} of {total} events" in last.stderr
    assert "--offset" not in last.stderr
    beyond = run(path, "events", "--offset", "999")
    assert f"none behind 999 of {total} events" in beyond.stderr
    assert run(path, "events").stderr == ""  # all are there
    assert run(path, "events", "-f", "jsonl").stderr == ""


def test_pages_of_actors_follow_each_other(path):
    whole = lines(path, "actors")
    pages = [lines(path, "actors", "--limit", "2", "--offset", str(n)) for n in range(0, 8, 2)]
    assert [row for page in pages for row in page] == whole
    counts = [row["statements"] + row["events"] + row["positions"] for row in whole]
    assert all(one >= other for one, other in pairwise(counts))
    assert f"1 to 2 of {len(whole)} actors" in run(path, "actors", "--limit", "2").stderr


def test_who_is_not_known_is_a_usage_error_with_names_near_it(path):
    ended = run(path, "events", "--actor", "Norlund")
    assert isinstance(ended.exception, UsageError)
    assert "near it: Norland" in str(ended.exception)


def test_a_hostile_word_in_a_row_does_not_reach_the_terminal_as_it_is(tmp_path):
    whole = norland.record()
    odd = replace(whole.report, outlet="a\x1b[31mb\u202ec\nd")
    with Writer(tmp_path / "r.db", "2020-01-01T00:00:00Z") as writer:
        writer.write([replace(whole, report=odd)])
    shown = run(tmp_path / "r.db", "reports").stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert len(shown.splitlines()) == 2


def seconds(*words):
    """CPU seconds of a fresh process, and the modules that it loaded."""
    script = (
        "import sys, time; from dragoman.cli import main; sys.argv = ['dragoman', *sys.argv[1:]]\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(time.process_time(), *sorted(sys.modules), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, check=True
    )
    first, *modules = ended.stderr.splitlines()[-1].split()
    return float(first), set(modules)


@pytest.mark.parametrize(
    ("words", "bar"),
    [
        (["--help"], 0.3),
        (["events", "--help"], 0.3),
        (["events", "--actor", "norland"], 0.5),
        (["events", "--actor", "Kremlin"], 0.5),
        (["positions", "-f", "jsonl"], 0.5),
        (["actors"], 0.5),
    ],
)
def test_questions_are_quick_and_load_no_model(path, words, bar):
    record = [] if "--help" in words else ["--record", str(path)]
    spent, modules = min(seconds(*words, *record) for _ in range(3))
    assert spent < 1.5 * bar  # the bar is for a machine of one's own; tests share theirs
    assert not modules & {"spacy", "thinc", "numpy", "pyarrow", "pandas", "polars"}
