"""Whatever a task does, it gives a result or a reason, and the next task is worked on."""

import subprocess
import sys
import time

import pytest

from dragoman.record import Span
from dragoman.workers import MEGABYTE, Allowance, Stopped, Workers


@pytest.fixture
def workers():
    """A function from the name of a task's function to workers that are ended after the test."""
    made = []

    def make(name, shared=None, **options):
        made.append(Workers(f"workers_tasks:{name}", shared, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_a_task_runs_in_a_process_of_its_own_that_is_kept(workers):
    pool = workers("told", {"tables": 1})
    first, second = pool.run("a"), pool.run("b")
    assert first[:2] == ("a", {"tables": 1})
    assert second[:2] == ("b", {"tables": 1})
    assert first[2] == second[2]


def test_a_process_whose_life_is_over_is_replaced_between_two_tasks(workers):
    pool = workers("told", life=0)
    first, second = pool.run("a"), pool.run("b")
    assert (first[0], second[0]) == ("a", "b")
    assert first[2] != second[2]


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's")
def test_memory_in_pieces_is_given_back_between_two_tasks(workers):
    pool = workers("crumble")
    before, held, after = pool.run(0), pool.run(100 * MEGABYTE), pool.run(0)
    assert held > before + 90 * MEGABYTE
    assert after < before + 20 * MEGABYTE


def test_rows_of_the_record_come_back_as_they_are(workers):
    assert workers("row").run("Norland") == Span(0, 7, "Norland")


def test_results_keep_their_tasks_whoever_is_first(workers):
    pool = workers("sleep", processes=2)
    futures = [pool.submit(seconds) for seconds in (0.3, 0.0, 0.1)]
    assert [future.result() for future in futures] == [0.3, 0.0, 0.1]


def test_a_task_without_end_is_stopped_and_the_next_one_runs(workers):
    pool = workers("loop", allowance=Allowance(processor_seconds=0.3))
    assert pool.run("loop") == Stopped("took more than 0.3 seconds of processor time")
    assert pool.run("on") == "on"


def test_a_task_that_sleeps_is_stopped_by_the_clock(workers):
    pool = workers("sleep", allowance=Allowance(clock_seconds=1))
    began = time.monotonic()
    assert pool.run(600) == Stopped("took more than 1 seconds")
    assert time.monotonic() - began < 20
    assert pool.run(0) == 0


def test_a_task_that_hoards_memory_is_stopped(workers):
    pool = workers("hoard", allowance=Allowance(memory=50 * MEGABYTE))
    assert pool.run(200 * MEGABYTE) == Stopped("took more than 50 MB of memory")
    assert pool.run(5 * MEGABYTE) == 5 * MEGABYTE


def test_a_process_that_ends_is_replaced(workers):
    pool = workers("crash")
    assert pool.run(7) == Stopped("ended the process that read it (exit code 7)")
    assert pool.run(0) == 0


def test_a_process_that_was_killed_between_tasks_is_replaced(workers):
    pool = workers("told")
    pool.run("a")
    pool.all[0].process.kill()
    pool.all[0].process.wait()
    assert isinstance(pool.run("b"), Stopped)
    assert pool.run("c")[0] == "c"


def test_what_the_function_raises_is_raised_and_named(workers):
    pool = workers("fail")
    with pytest.raises(RuntimeError, match="ValueError: no such page"):
        pool.run("no such page")
    with pytest.raises(RuntimeError, match="again"):
        pool.run("again")


def test_a_parser_may_print(workers):
    assert workers("chatter").run(100_000) == 100_000


def test_a_result_that_is_no_row_is_refused(workers):
    assert isinstance(workers("foreign").run(None), Stopped)


def test_large_tasks_pass(workers):
    assert workers("echo_size").run(b"x" * 20_000_000) == 20_000_000


def test_a_script_without_a_guard_may_use_workers(tmp_path):
    """multiprocessing would import the script again, and again."""
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\n"
        f"sys.path.append({str(tmp_path)!r})\n"
        "from dragoman.workers import Workers\n"
        "with Workers('task:double') as workers:\n"
        "    print(workers.run(21))\n",
        encoding="utf-8",
    )
    (tmp_path / "task.py").write_text("def double(n, _):\n    return 2 * n\n", encoding="utf-8")
    (tmp_path / "pickle.py").write_text("raise SystemExit('taken from the folder')", "utf-8")
    ended = subprocess.run(
        [sys.executable, "-P", str(script)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=True,
    )
    assert ended.stdout == "42\n"
