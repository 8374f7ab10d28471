"""Rows as parts hold them fold into the same record that writing them one by one makes."""

import sqlite3
from dataclasses import replace

import pytest

import norland
from dragoman.record import CodedWith, Fetched, Model, Record, Report
from dragoman.store import NESTED, Columns, Writer, append, open_record, part_columns, part_row

MADE = CodedWith("0.1", "t", Model("m", "1", "h"), statements="s", events="e")
STARTED = "2031-05-06T00:00:00Z"


def columns_of(records):
    """The columns of some records, as reading a part gives them."""
    rows = [part_row(record) for record in records]
    nested = {table: [row for each in rows for row in each[table]] for table in NESTED}
    return Columns(
        {name: [row[name] for row in rows] for name in part_columns()},
        {table: [len(row[table]) for row in rows] for table in NESTED},
        {
            table: {name: [row[name] for row in nested[table]] for name in part_columns(table)}
            for table in NESTED
        },
    )


def dumped(path):
    with sqlite3.connect(path) as connection:
        return list(connection.iterdump())


@pytest.fixture
def records():
    named = replace(norland.record(), coded_with=MADE)
    url = "https://courier.example/1"
    got = [
        Report(Report.id_of(url, url, text), url, text, "", url=url, language="en",
               fetched=Fetched(at, None, None, None))
        for text, at in (("It rained.", "2031-05-06T10:00:00Z"),
                         ("It snowed \ud800.", "2031-05-07T10:00:00Z"))
    ]  # fmt: skip
    return [named, *(Record(report, (), (), (), (), (), (), (), MADE) for report in got)]


def test_folding_and_writing_make_the_same_file(tmp_path, records):
    with Writer(tmp_path / "written.db", STARTED) as writer:
        placed = []
        for record in records:
            placed.append(replace(record, report=writer.placed(record.report)))
            writer.write(placed[-1:])
    with Writer(tmp_path / "folded.db", STARTED) as writer:
        assert append(writer, columns_of(records), MADE) == 3
    assert dumped(tmp_path / "folded.db") == dumped(tmp_path / "written.db")
    with open_record(tmp_path / "folded.db") as record:
        assert list(record.records()) == placed
    assert placed[2].report.revision_of == placed[1].report.id


def test_folding_again_adds_nothing(tmp_path, records):
    with Writer(tmp_path / "r.db", STARTED) as writer:
        assert append(writer, columns_of(records), MADE) == 3
        before = dumped(tmp_path / "r.db")
        assert append(writer, columns_of(records), MADE) == 0
        assert append(writer, columns_of(records[:1]), MADE) == 0
    assert dumped(tmp_path / "r.db") == before


def test_other_versions_are_another_coding(tmp_path, records):
    with Writer(tmp_path / "r.db", STARTED) as writer:
        append(writer, columns_of(records), MADE)
        assert append(writer, columns_of(records), replace(MADE, tables="u")) == 3


def test_a_report_twice_in_a_part_is_written_once(tmp_path, records):
    with Writer(tmp_path / "r.db", STARTED) as writer:
        assert append(writer, columns_of([*records, records[0]]), MADE) == 3


def test_a_part_that_cannot_be_written_leaves_nothing(tmp_path, records):
    columns = columns_of(records)
    columns.nested["statements"]["id"] = [None] * len(columns.nested["statements"]["id"])
    with Writer(tmp_path / "r.db", STARTED) as writer:
        before = dumped(tmp_path / "r.db")
        with pytest.raises(Exception, match="NOT NULL"):
            append(writer, columns, MADE)
        assert dumped(tmp_path / "r.db") == before
