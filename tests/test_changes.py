"""What another run changed: rows gained, lost and changed, told with their words."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from dragoman.cli import app
from dragoman.errors import UsageError
from dragoman.record import When
from dragoman.store import Writer, open_record, withdraw
from test_store import MADE, STARTED, record, role

NEW = replace(MADE, tables="t2")


def again(one, **rows):
    """A record as another version reads the same report."""
    return replace(one, coded_with=NEW, **rows)


@pytest.fixture
def changed(tmp_path):
    """Two runs: one row lost, one gained, two changed; one report as before, one on each side."""
    first, same = record("a.txt"), record("same.txt")
    (said,), (event,), (position,) = first.statements, first.events, first.positions
    new = again(
        first,
        statements=(),
        events=(replace(event, id="e2", type="REJECT", target=(role("Radio Nord"),)),),
        positions=(replace(position, score=0.5), replace(position, id="p2", evidence=(said.cue,))),
    )
    path = tmp_path / "r.db"
    with Writer(path, STARTED) as writer:
        writer.write([first, same, record("before.txt")])
        writer.write([new, again(same), again(record("after.txt"))])
    return path


def told(path, before=1, after=2):
    with open_record(path) as opened:
        return list(opened.changes(before, after))


def test_rows_gained_lost_and_changed_are_told_with_their_words(changed):
    found = {(one.change, one.kind): one for one in told(changed)}
    assert set(found) == {
        ("lost", "statements"), ("changed", "events"), ("changed", "positions"),
        ("gained", "positions"),
    }  # fmt: skip
    assert found["lost", "statements"].words == "Radio Nord: Norland condemned Sudria"
    assert found["gained", "positions"].words == "says"
    event = found["changed", "events"]
    assert (event.id, event.title, event.words) == ("e2", "A title", "Norland condemned Sudria")
    assert event.fields == (
        ("type", "ACCUSE", "REJECT"), ("target", "Sudria (sud)", "Radio Nord"),
    )  # fmt: skip
    assert found["changed", "positions"].fields == (("score", "0.8", "0.5"),)


def test_the_other_way_round_is_the_opposite(changed):
    kinds = {(one.change, one.kind) for one in told(changed, 2, 1)}
    # after run 1 the record holds what it held then, so the later coding is the one of before
    assert kinds == {
        ("gained", "statements"), ("changed", "events"), ("changed", "positions"),
        ("lost", "positions"),
    }  # fmt: skip


def test_a_run_and_itself_differ_in_nothing(changed):
    assert told(changed, 1, 1) == told(changed, 2, 2) == []


def test_reports_of_one_side_alone_are_counted_and_not_compared(changed):
    with open_record(changed) as opened:
        assert tuple(opened.compared(1, 2)) == (1, 0)  # what was read before stays in force
        assert tuple(opened.compared(2, 1)) == (0, 1)
    assert {one.report for one in told(changed)} == {record("a.txt").report.id}


def test_a_withdrawn_report_is_in_no_difference(changed):
    withdraw(changed, "a.txt", made=STARTED, by="editor")
    assert told(changed) == []


def test_dates_and_roles_are_told_in_words(tmp_path):
    first = record()
    event = replace(first.events[0], when=When("2019-05-05", "2019-05-05", "2019-05-05", "clause"))
    with Writer(tmp_path / "r.db", STARTED) as writer:
        writer.write([first, again(first, events=(event,))])
    (one,) = told(tmp_path / "r.db")
    ((name, before, after),) = one.fields
    assert (name, before) == ("when", "basis none")
    assert after == "value 2019-05-05, not_before 2019-05-05, not_after 2019-05-05, basis clause"


def test_of_rows_with_the_same_words_none_is_passed_over(tmp_path):
    first = record()
    (position,) = first.positions
    three = tuple(replace(position, id=f"p{n}", kind="pressure") for n in range(3))
    with Writer(tmp_path / "r.db", STARTED) as writer:
        writer.write([replace(first, positions=three)])
        writer.write([again(first, positions=(replace(position, id="new"),))])
    for before, after, other in ((1, 2, "lost"), (2, 1, "gained")):
        found = [one.change for one in told(tmp_path / "r.db", before, after)]
        assert sorted(found) == sorted(["changed", other, other])


def test_a_run_that_is_not_there_is_said(changed):
    with open_record(changed) as opened, pytest.raises(UsageError, match=r"no run 7.*runs lists"):
        opened.compared(1, 7)


def test_runs_are_listed_with_what_made_them(changed):
    with open_record(changed) as opened:
        first, second = opened.runs()
    assert (first.id, first.tables, first.reports, first.in_force) == (1, "t1", 3, 1)
    assert (second.id, second.tables, second.reports, second.in_force) == (2, "t2", 3, 3)


def test_diff_and_runs_on_the_command_line(changed):
    def run(*words):
        return CliRunner().invoke(app, [*words, "--record", str(changed)])

    shown = run("diff", "1", "2")
    assert "type: ACCUSE -> REJECT" in shown.stdout
    assert "1 gained, 1 lost, 2 changed (1 in score alone), in 1 report" in shown.stderr
    assert "only read up to run 2: 1 report" in shown.stderr
    lines = [json.loads(line) for line in run("diff", "1", "2", "-f", "jsonl").stdout.splitlines()]
    assert [line["change"] for line in lines] == ["lost", "changed", "changed", "gained"]
    assert "t2" in run("runs").stdout
