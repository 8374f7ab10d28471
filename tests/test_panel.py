"""A panel counts each pair of actors once, in one period, or says why it is in none."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

import dragoman
import norland
from dragoman.frames import defused
from dragoman.frames.columns import csv_of, json_of
from dragoman.lexicon import load_states
from dragoman.lexicon.schema import StateCode
from dragoman.panel import panel
from dragoman.record import Moment, When
from dragoman.store import StoredRecord, Writer

STATES = (StateCode("x:norland", "NOR", "385", "NOR", "385", "1905-01-01", "", "made up"),)


def moved(number, value, not_after=None, outlet="The Courier", published="2031-05-20"):
    """The record by hand as another report, its attack on a date."""
    made = norland.record()
    attack = replace(made.events[0], when=When(value, None, not_after, "clause"),
                     target=(norland.role("Sudria", 2),))  # fmt: skip
    report = replace(
        made.report, id=f"r{number}", outlet=outlet,
        published=Moment(published, None, None, "given"),
    )  # fmt: skip
    return replace(made, report=report, events=(attack, *made.events[1:]))


class Meanwhile(StoredRecord):
    """A record to which another program adds a report between two questions."""

    def counting(self, **asked):
        found = super().counting(**asked)
        made = moved(9, "2031-05-06", outlet="The Late Post")
        other = replace(norland.role("Sudria", 2), actor="x:new", name="New", mention=None)
        event = replace(made.events[0], target=(other,))
        actors = (*made.actors, replace(made.actors[0], id="x:new", name="New"))
        with Writer(self.path, "2031-05-07T00:00:00+00:00") as writer:
            writer.write([replace(made, events=(event,), actors=actors)])
        return found


def test_a_panel_is_of_one_moment_whatever_is_written_meanwhile(stored):
    path = stored(moved(1, "2031-05-06"))
    before = list(of(path).rows)
    with Meanwhile(path) as record:
        assert list(panel(record, STATES).rows) == before
    assert {row["target"] for row in of(path).rows} > {row["target"] for row in before}


@pytest.fixture
def stored(tmp_path):
    def write(*records):
        path = tmp_path / "record.db"
        with Writer(path, "2031-05-06T00:00:00+00:00") as writer:
            writer.write(records)
        return path

    return write


def of(path, **asked):
    with dragoman.open(path) as record:
        return panel(record, STATES, **asked)


def attacks(found):
    return {row["period"]: row["assault"] for row in found.rows if row["assault"]}


@pytest.mark.parametrize(
    ("by", "periods"),
    [
        ("day", {"2031-05-06": 1, "2031-05-08": 1, "2031-06-01": 1}),
        ("week", {"2031-05-05": 2, "2031-05-26": 1}),
        ("month", {"2031-05": 2, "2031-06": 1}),
    ],
)
def test_events_are_counted_in_their_period(stored, by, periods):
    days = ("2031-05-06", "2031-05-08", "2031-06-01")
    path = stored(*(moved(n, day) for n, day in enumerate(days)))
    assert attacks(of(path, by=by, dates="strict")) == periods


def test_a_month_is_no_day_and_a_bound_counts_only_when_asked(stored):
    path = stored(moved(1, "2031-05"), moved(2, None, not_after="2031-05-20"))
    assert attacks(of(path, by="day", dates="strict")) == {}
    assert attacks(of(path, by="month", dates="strict")) == {"2031-05": 1}
    assert attacks(of(path, by="month", dates="bounded")) == {"2031-05": 2}
    (row,) = (row for row in of(path, by="month").rows if row["assault"])
    assert row["undated"] == 0.5


@pytest.mark.parametrize("dates", ["strict", "bounded"])
@pytest.mark.parametrize("level", ["actor", "body", "state"])
def test_what_is_counted_and_what_is_set_aside_add_up(stored, dates, level):
    made = [moved(number, value) for number, value in ((7, "2031-05-06"), (8, None), (9, "2031"))]
    found = of(stored(*made), dates=dates, level=level)
    events = sum(max(1, len(e.source)) * max(1, len(e.target)) for r in made for e in r.events)
    assert found.pairs == {"events": events, "positions": sum(len(r.positions) for r in made)}
    for kind in ("events", "positions"):
        assert found.counted[kind] + sum(found.aside[kind].values()) == found.pairs[kind]
    assert sum(row["events"] for row in found.rows) == found.counted["events"]
    assert found.aside["events"]["realis planned"] == 3


def test_positions_stand_beside_with_sign_and_issue(stored):
    made = moved(1, "2031-05-06")
    keyed = tuple(replace(p, issue_key="river") for p in made.positions)
    found = of(stored(replace(made, positions=keyed)), by="month")
    by_dyad = {(row["source"], row["target"]): row for row in found.rows}
    row = by_dyad["x:westmark", "x:sudria"]
    assert (row["positions_for"], row["positions_against"], row["issues"]) == (0, 1, "river:-1")
    assert by_dyad["x:sudria", "x:westmark"]["issues"] == "river:+1"


def test_the_reports_read_are_the_denominator(stored):
    quiet = replace(moved(3, "2031-05-07", outlet="The Post"), events=(), positions=())
    found = of(stored(moved(1, "2031-05-06"), quiet), by="month")
    assert {row["reports_read"] for row in found.rows} == {2}
    assert found.read == [
        {"outlet": "The Courier", "period": "2031-05", "reports": 1},
        {"outlet": "The Post", "period": "2031-05", "reports": 1},
    ]


def test_outlets_count_once_however_often_they_print_it(stored):
    made = [moved(n, "2031-05-06", outlet=o) for n, o in enumerate(("A", "A", "B"))]
    (row,) = (row for row in of(stored(*made)).rows if row["assault"])
    assert (row["assault"], row["reports"], row["outlets"]) == (3, 3, 2)


def test_a_dyad_without_rows_in_a_period_is_there_when_asked(stored):
    path = stored(moved(1, "2031-03-06"), moved(2, "2031-05-06"))
    rows = of(path, dates="strict", zero_fill=True).rows
    filled = {r["period"]: r["events"] for r in rows if r["target"] == "x:sudria"
              and r["source"] == "x:norland"}  # fmt: skip
    assert filled == {"2031-03": 1, "2031-04": 0, "2031-05": 1}


def test_codes_are_those_of_the_period(stored):
    path = stored(moved(1, "1904-05-06"), moved(2, "2031-05-06"))
    codes = {row["period"]: row["source_cow"] for row in of(path).rows if row["assault"]}
    assert codes == {"1904-05": None, "2031-05": "385"}


@pytest.mark.parametrize(
    ("first", "last", "by", "periods"),
    [
        ("2031-12-30", "2032-01-02", "day",
         ["2031-12-30", "2031-12-31", "2032-01-01", "2032-01-02"]),
        ("2031-12-29", "2032-01-18", "week", ["2031-12-29", "2032-01-05", "2032-01-12"]),
        ("2031-11", "2032-02", "month", ["2031-11", "2031-12", "2032-01", "2032-02"]),
        ("2031-11", "2031-11-30", "month", ["2031-11"]),
    ],
)  # fmt: skip
def test_periods_run_over_the_year(stored, first, last, by, periods):
    path = stored(moved(1, first), moved(2, last))
    rows = of(path, by=by, dates="strict", zero_fill=True).rows
    assert sorted({row["period"] for row in rows if row["target"] == "x:sudria"}) == periods


def test_the_command_prints_rows_and_what_is_not_in_them(stored):
    path = stored(moved(1, "2031-05-06"))
    command = [sys.executable, "-m", "dragoman", "panel", "--record", str(path), "--format"]
    done, printed = (
        subprocess.run([*command, shape], capture_output=True, text=True, check=True)
        for shape in ("csv", "jsonl")
    )
    table = list(csv.DictReader(done.stdout.splitlines()))
    lines = [json.loads(line) for line in printed.stdout.splitlines()]
    assert [row["source"] for row in table] == [row["source"] for row in lines]
    assert "events: 4 pairs" in done.stderr
    assert "realis planned 1" in done.stderr


@pytest.mark.parametrize("zero_fill", [False, True])
def test_rows_made_in_blocks_are_those_made_at_once(stored, zero_fill, monkeypatch):
    path = stored(*(moved(n, f"2031-0{n + 1}-06") for n in range(4)))
    whole = of(path, dates="strict", zero_fill=zero_fill).rows
    monkeypatch.setattr("dragoman.frames.columns.BLOCK", 3)
    cut = of(path, dates="strict", zero_fill=zero_fill).rows
    assert len(list(cut.blocks())) == -(-len(whole) // 3) > 1
    assert cut == whole == list(whole)
    assert cut.to_arrow().to_pylist() == list(whole)
    assert cut.column("events") == [row["events"] for row in whole]
    assert [cut[at] for at in range(len(cut))] == list(whole)
    assert cut[-1] == list(whole)[-1]
    assert cut[1:6] == list(whole)[1:6]
    assert cut[::-2] == list(whole)[::-2]
    assert (len(cut[3:2]), cut[2:4].total) == (0, len(whole))
    with pytest.raises(IndexError):
        cut[len(cut)]


def test_text_of_columns_is_what_csv_and_json_write_row_by_row(stored):
    words = ("=1+1", 'a "b", c', "x\ny", "", "ü\rz", "+n", None, "plain")
    made = [
        replace(moved(n, "2031-05-06"), positions=tuple(
            replace(p, issue_key=key) for p in moved(n, "2031-05-06").positions))
        for n, key in enumerate(words)
    ]  # fmt: skip
    rows = of(stored(*made)).rows
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows([defused(cell) for cell in row.values()] for row in rows)
    assert "".join(csv_of(rows)) == out.getvalue()
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    assert "".join(json_of(rows)) == "".join(lines)
    assert "'+n:-1; =1+1:-1" in out.getvalue()


def test_a_record_of_no_pair_has_the_columns_all_the_same(stored, tmp_path):
    quiet = replace(moved(1, "2031-05-06"), events=(), positions=())
    for zero_fill in (False, True):
        rows = of(stored(quiet), zero_fill=zero_fill).rows
        assert (list(rows), len(rows.to_arrow()), "".join(json_of(rows))) == ([], 0, "")
        assert "".join(csv_of(rows)) == ",".join(rows.columns) + "\n"
    command = [sys.executable, "-m", "dragoman", "panel", "--record", str(tmp_path / "record.db")]
    for shape in ("table", "csv", "jsonl", "parquet"):
        subprocess.run([*command, "-f", shape, "-o", str(tmp_path / shape)], check=True)
    assert (tmp_path / "table").read_text() == "none\n"
    assert pq.read_table(tmp_path / "parquet").schema == rows.schema


def test_the_command_writes_parquet_and_a_page_of_a_table(stored, tmp_path):
    path = stored(moved(1, "2031-05-06"))
    command = [sys.executable, "-m", "dragoman", "panel", "--record", str(path)]
    out = tmp_path / "dyads.parquet"
    subprocess.run([*command, "-f", "parquet", "-o", str(out)], check=True)
    with dragoman.open(path) as record:
        assert pq.read_table(out).to_pylist() == list(panel(record, load_states()).rows)
    page = subprocess.run(
        [*command, "--limit", "1", "--offset", "1"], capture_output=True, text=True, check=True
    )
    assert len(page.stdout.splitlines()) == 2
    assert f"2 to 2 of {len(of(path).rows)} rows; the next ones: --offset 2" in page.stderr
