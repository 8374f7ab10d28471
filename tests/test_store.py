"""The record on disk: what is written reads back equal, only grows, and guards its file."""

import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import fields, replace
from importlib import resources
from itertools import count
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings

import dragoman
from dragoman.errors import StoreError, UsageError
from dragoman.record import (
    CodedWith,
    Event,
    Model,
    Moment,
    Position,
    Problem,
    Record,
    Report,
    Role,
    Span,
    Statement,
    When,
)
from dragoman.store import Writer, open_record, watch
from dragoman.store.rows import KINDS, cells_of
from dragoman.store.schema import APPLICATION, MIGRATIONS, TABLES, VERSION
from rows import made_up

FIRST_SCHEMA = Path(__file__).parent / "data" / "schema_1.sql"
STARTED = "2020-01-01T00:00:00Z"
TEXT = "Norland condemned Sudria, Radio Nord says."
MADE = CodedWith("0.1.0", "t1", Model("en_small", "3.8.0", "abc"))


def span(quote: str) -> Span:
    at = TEXT.index(quote)
    return Span.of(TEXT, at, at + len(quote))


def role(quote: str, actor: str | None = None) -> Role:
    return Role(actor, quote, span(quote))


def record(source: str = "a.txt", made: CodedWith = MADE, text: str = TEXT) -> Record:
    report = Report(
        Report.id_of(None, source, text), source, text, "0" * 64, title="A title", language="en",
        published=Moment("2019-05-06"),
    )  # fmt: skip
    if text != TEXT:
        return Record(report, (), (), (), (), (), (), (), made)
    said = Statement(
        "s1", (role("Radio Nord"),), None, (), span("says"), (span("Norland condemned Sudria"),),
        "indirect", "say", None, (), When(), 1.0, "say",
    )  # fmt: skip
    event = Event(
        "e1", "ACCUSE", "disapprove", (), "verbal conflict", -2.0, (role("Norland", "nor"),),
        (role("Sudria", "sud"),), span("condemned"), span("Norland condemned Sudria"), (), When(),
        None, (), "actual", None, False, ("s1",), None, 0.9, "condemn",
    )  # fmt: skip
    position = Position(
        "p1", role("Norland", "nor"), role("Sudria", "sud"), -1, "criticism", False, None, None,
        None, "actual", ("s1",), None, When(), (span("condemned"),), 0.8, "condemn",
    )  # fmt: skip
    return Record(report, (), (), (), (), (said,), (event,), (position,), made)


def write(path, *records, started=STARTED):
    with Writer(path, started) as writer:
        writer.write(records)


def stored(path, **options):
    with open_record(path) as opened:
        return list(opened.records(**options))


@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(made=made_up(Record))
def test_every_record_reads_back_equal(tmp_path_factory, made):
    path = tmp_path_factory.mktemp("store") / "record.db"
    unique = {
        kind: tuple(replace(row, id=f"{kind}{at}") for at, row in enumerate(getattr(made, kind)))
        for kind in KINDS
    }
    made = replace(made, **unique)
    write(path, made)
    assert stored(path) == [made]


def test_a_text_with_a_lone_surrogate_reads_back_equal(tmp_path):
    odd = record(text="a\ud800b")
    write(tmp_path / "r.db", odd)
    assert stored(tmp_path / "r.db") == [odd]


def test_dragoman_open_reads_what_was_written(tmp_path):
    write(tmp_path / "r.db", record())
    with dragoman.open(tmp_path / "r.db") as opened:
        assert list(opened.records()) == [record()]


def test_the_record_only_grows_and_answers_from_the_latest_coding(tmp_path):
    path = tmp_path / "r.db"
    later = record(made=replace(MADE, tables="t2"))
    write(path, record(), record("b.txt"))
    write(path, later)
    assert stored(path) == [record("b.txt"), later]
    assert stored(path, history=True) == [record(), record("b.txt"), later]
    assert stored(path, report=later.report.id) == [later]
    with open_record(path) as opened:
        assert opened.count() == 2
        assert len(opened.events()) == 2
        runs = opened.connection.execute("SELECT count(*) FROM runs").fetchone()
        texts = opened.connection.execute("SELECT count(*) FROM texts").fetchone()
    assert (runs, texts) == ((2,), (1,))  # one text for both sources: words are stored once


def test_rows_come_with_their_words(tmp_path):
    write(tmp_path / "r.db", record())
    with open_record(tmp_path / "r.db") as opened:
        (said,) = opened.statements()
        (event,) = opened.events(type="ACCUSE", actor="sud")
        (position,) = opened.positions(holder="Norland", sign=-1)
        assert opened.events(type="ASSAULT") == []
    assert (said["speaker"], said["content"]) == ("Radio Nord", "Norland condemned Sudria")
    assert (event["source"], event["target"], event["said_in"]) == ("Norland", "Sudria", "s1")
    assert event["clause"] == "Norland condemned Sudria"
    assert (position["target"], position["evidence"]) == ("Sudria", "condemned")


def test_a_column_that_is_not_there_is_named(tmp_path):
    write(tmp_path / "r.db", record())
    with open_record(tmp_path / "r.db") as opened, pytest.raises(UsageError, match="'typ'"):
        opened.events(typ="ACCUSE")


def test_full_text_finds_stems_and_takes_no_query_syntax(tmp_path):
    write(tmp_path / "r.db", record(), record("b.txt", text="Nothing of the kind."))
    with open_record(tmp_path / "r.db") as opened:
        (found,) = opened.search("condemns sudria")
        assert found["report"] == record().report.id
        assert "[condemned]" in found["passage"]
        assert opened.search('kind NOT "') == []
        assert opened.search(" ") == []


def test_a_batch_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "r.db"
    twice = record("b.txt")
    twice = replace(twice, statements=twice.statements * 2)
    with Writer(path, STARTED) as writer:
        with pytest.raises(StoreError, match="cannot be written"):
            writer.write([record(), twice])
        writer.write([record("c.txt")])
    assert stored(path) == [record("c.txt")]


def test_a_source_that_fails_midway_leaves_nothing_of_its_batch(tmp_path):
    def failing():
        yield record()
        raise RuntimeError

    with Writer(tmp_path / "r.db", STARTED) as writer, pytest.raises(RuntimeError):
        writer.write(failing())
    assert stored(tmp_path / "r.db") == []


@pytest.mark.parametrize(
    ("report", "made", "there"),
    [
        (record().report, MADE, True),
        (record("b.txt").report, MADE, False),
        (replace(record().report, published=Moment("2001")), MADE, False),
        (record().report, replace(MADE, tables="t2"), False),
        (record().report, replace(MADE, dragoman="0.2"), False),
        (record().report, replace(MADE, model=Model("en_small", "3.8.0", "xyz")), False),
    ],
)
def test_a_report_is_there_if_the_same_versions_read_the_same(tmp_path, report, made, there):
    with Writer(tmp_path / "r.db", STARTED) as writer:
        writer.write([record()])
        assert writer.has(report, made) is there


def test_a_report_with_a_problem_is_there_by_its_id(tmp_path):
    failed = Record.failed(record().report, MADE, Problem("parse", "no"))
    with Writer(tmp_path / "r.db", STARTED) as writer:
        writer.write([failed])
        assert writer.has(record().report, MADE)
    assert stored(tmp_path / "r.db") == [failed]


def test_every_column_is_a_field_of_its_row(tmp_path):
    derived = {"coding", "place", "json", "first", "last", "time", "not_before", "not_after"}
    write(tmp_path / "r.db")
    with Writer(tmp_path / "r.db", STARTED) as writer:
        for kind in KINDS:
            columns = writer.columns[kind]
            known = {field.name for field in fields(KINDS[kind])} | {"country"}
            assert set(columns) - derived <= known, kind


def test_every_row_gives_a_cell_for_every_column(tmp_path):
    with Writer(tmp_path / "r.db", STARTED) as writer:
        for kind in ("statements", "events", "positions"):
            (row,) = getattr(record(), kind)
            missing = set(writer.columns[kind]) - set(cells_of(row)) - {"coding", "place"}
            assert not missing - {"country"}, kind


def test_reading_beside_a_writer_sees_only_whole_batches(tmp_path):
    path = tmp_path / "r.db"
    write(path, record())
    with Writer(path, STARTED) as writer:
        writer.connection.execute("BEGIN IMMEDIATE")
        writer.connection.execute(
            "INSERT INTO runs (started, dragoman, tables) VALUES ('', '', '')"
        )
        assert stored(path) == [record()]
        writer.connection.execute("ROLLBACK")


def test_a_missing_record_says_how_to_make_one(tmp_path):
    with pytest.raises(StoreError, match="dragoman add"):
        open_record(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


def test_a_folder_is_no_record(tmp_path):
    with pytest.raises(StoreError, match="a folder, no record"):
        open_record(tmp_path)


def test_a_file_that_is_no_database_is_left_alone(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("my notes\n" * 200)
    for opened in (open_record, lambda file: Writer(file, STARTED)):
        with pytest.raises(StoreError, match=r"notes\.txt.*not a database"):
            opened(path)
    assert path.read_text() == "my notes\n" * 200


def test_an_empty_file_is_no_record_but_may_become_one(tmp_path):
    path = tmp_path / "r.db"
    path.touch()
    with pytest.raises(StoreError, match="empty file"):
        open_record(path)
    write(path, record())
    assert stored(path) == [record()]


def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.executescript("CREATE TABLE mine (x);")
    other.close()
    for opened in (open_record, lambda file: Writer(file, STARTED)):
        with pytest.raises(StoreError, match="no dragoman record"):
            opened(path)


def test_a_record_of_a_later_version_is_refused(tmp_path):
    path = tmp_path / "r.db"
    with Writer(path, STARTED) as writer:
        writer.connection.execute("PRAGMA user_version = 99")
    for opened in (open_record, lambda file: Writer(file, STARTED)):
        with pytest.raises(StoreError, match=r"schema 99.*update"):
            opened(path)


def schema_of(path):
    """Everything that the schema of a record holds, in its own words."""
    with closing(sqlite3.connect(path)) as connection:
        tables = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
        return connection.execute(tables).fetchall()


@pytest.fixture(params=range(1, 8))
def older(request, tmp_path):
    """A record as an earlier version of the schema made it, with one report coded twice."""
    write(tmp_path / "new.db", record(), record("b.txt"), record(made=replace(MADE, tables="t2")))
    with closing(sqlite3.connect(tmp_path / "old.db")) as connection:
        connection.executescript(FIRST_SCHEMA.read_text(encoding="utf-8"))
        for version in range(2, request.param + 1):
            folder = resources.files("dragoman.store") / "migrations"
            connection.executescript((folder / MIGRATIONS[version]).read_text(encoding="utf-8"))
        connection.execute("ATTACH ? AS new", (str(tmp_path / "new.db"),))
        for (table,) in connection.execute(TABLES).fetchall():
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            names = ", ".join(columns)
            connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM new.{table}")
        connection.commit()
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {request.param}")
    return tmp_path / "old.db"


LATER = record(made=replace(MADE, tables="t2"))


def test_a_record_of_an_earlier_version_is_read_as_it_is(older):
    before = older.read_bytes()
    with open_record(older) as opened:
        assert list(opened.records()) == [record("b.txt"), LATER]
        assert opened.decisions() == []
        assert len(opened.events(actor="nor")) == 2
        assert opened.connection.execute("SELECT count(*) FROM current").fetchone() == (2,)
    assert older.read_bytes() == before


def test_a_record_of_an_earlier_version_is_brought_to_the_schema_of_today(older, tmp_path):
    write(tmp_path / "fresh.db")
    write(older, record("c.txt"))
    assert schema_of(older) == schema_of(tmp_path / "fresh.db")
    assert stored(older) == [record("b.txt"), LATER, record("c.txt")]
    assert stored(older, history=True)[0] == record()
    with open_record(older) as opened:
        assert len(opened.search("condemned")) == 3
        for check in ("integrity_check", "foreign_key_check"):
            assert opened.connection.execute(f"PRAGMA {check}").fetchall() in ([], [("ok",)])


def test_a_record_that_cannot_be_brought_to_today_stays_as_it_was(older):
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("UPDATE events SET score = 'high'")  # no number, which STRICT refuses
        connection.commit()
    before = older.read_bytes()
    with pytest.raises(StoreError, match=r"old\.db: cannot be written: .*REAL"):
        Writer(older, STARTED)
    assert older.read_bytes() == before


def test_bringing_a_record_to_today_says_how_far_it_is(older, monkeypatch, caplog):
    monkeypatch.setattr(watch, "PAUSE", 0.0)
    with caplog.at_level("INFO", "dragoman.progress"):
        Writer(older, STARTED).close()
    assert f"old.db: bringing the record to schema {VERSION}: 2 of 2 reports lined" in caplog.text


@pytest.mark.parametrize("at", [0, 3, 40])
def test_the_keyboard_stops_it_and_the_record_stays_as_it_was(older, monkeypatch, request, at):
    """SIGINT between steps of SQLite's machine, which hears of no signal itself."""
    at_start = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in some shells
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, at_start))
    before, looks = older.read_bytes(), count()
    look = watch._Watch.look

    def pressed(self):
        if next(looks) == at:
            signal.raise_signal(signal.SIGINT)
        return look(self)

    monkeypatch.setattr(watch, "STEPS", 100)
    monkeypatch.setattr(watch._Watch, "look", pressed)
    with pytest.raises(KeyboardInterrupt):
        Writer(older, STARTED)
    assert older.read_bytes() == before
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    Writer(older, STARTED).close()
    with open_record(older) as opened:
        assert opened.count() == 2


def test_a_change_in_the_background_leaves_the_keyboard_ignored(older, monkeypatch, request):
    at_start = signal.signal(signal.SIGINT, signal.SIG_IGN)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, at_start))
    look = watch._Watch.look

    def pressed(self):
        signal.raise_signal(signal.SIGINT)
        return look(self)

    monkeypatch.setattr(watch._Watch, "look", pressed)
    Writer(older, STARTED).close()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_two_writers_that_come_at_once_make_one_record(tmp_path):
    path, together = tmp_path / "r.db", Barrier(8)

    def one(at):
        together.wait()
        write(path, record(f"{at}.txt"))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(one, range(8)))
    with open_record(path) as opened:
        assert opened.count() == 8


def test_tables_take_only_what_their_columns_are_for(tmp_path):
    with Writer(tmp_path / "r.db", STARTED) as writer:
        loose = "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict"
        assert [n for (n,) in writer.connection.execute(loose) if n[:7] != "sqlite_"] == []


def test_of_each_report_one_coding_is_in_force(tmp_path):
    path = tmp_path / "r.db"
    write(path, record(), record("b.txt"), LATER)
    with open_record(path) as opened:
        held = opened.connection.execute("SELECT report, coding FROM current ORDER BY 2").fetchall()
        assert held == [(record("b.txt").report.id, 2), (LATER.report.id, 3)]
        last = "SELECT report, max(id) FROM codings GROUP BY report ORDER BY 2"
        assert opened.connection.execute(last).fetchall() == held


@pytest.mark.parametrize("table", ["runs", "weights", "votes"])
def test_runs_are_never_changed_nor_taken_out(tmp_path, table):
    made = replace(MADE, statements="w1", events="w2")
    write(tmp_path / "r.db", record(made=made))
    with Writer(tmp_path / "r.db", STARTED) as writer:
        for words in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = rowid + 1"):
            with pytest.raises(sqlite3.IntegrityError, match="run is never"):
                writer.connection.execute(words)


@pytest.mark.parametrize("of", ["statements", "events"])
def test_other_weights_make_another_run_and_another_coding(tmp_path, of):
    path = tmp_path / "r.db"
    trained = record(made=replace(MADE, **{of: "w1"}))
    write(path, record(), trained)
    assert stored(path) == [trained]
    assert stored(path, history=True) == [record(), trained]
    with Writer(path, STARTED) as writer:
        assert writer.has(trained.report, trained.coded_with)
        assert not writer.has(trained.report, MADE)
        assert not writer.has(trained.report, replace(MADE, **{of: "w2"}))


def test_rows_are_found_by_the_beginning_of_their_id(tmp_path):
    path = tmp_path / "r.db"
    first, other = record(), record("b.txt")
    row = first.events[0]
    rows = (replace(row, id="e11"), replace(row, id="e12"), replace(row, id="e1"))
    write(path, first, replace(other, events=rows))
    with open_record(path) as opened:
        assert [place.id for place in opened.places("e12")] == ["e12"]
        assert {(p.kind, p.id) for p in opened.places("p")} == {("positions", "p1")}
        assert [p.report for p in opened.places("p1")] == [first.report.id, other.report.id]
        assert [place.id for place in opened.places("e1")] == ["e1", "e1"]  # just that, in each
        assert [place.id for place in opened.places("e")] == ["e1", "e1", "e11", "e12"]
        assert opened.places("e%") == opened.places("x") == []


def test_only_the_latest_coding_of_a_report_is_asked_for_ids(tmp_path):
    path = tmp_path / "r.db"
    before = record()
    after = replace(before, events=(), coded_with=replace(MADE, tables="t2"))
    write(path, before, after)
    with open_record(path) as opened:
        assert opened.places("e1") == []


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(StoreError, match="missing/r"):
        Writer(tmp_path / "missing" / "r.db", STARTED)
    with pytest.raises(StoreError, match="cannot be written"):
        Writer(tmp_path, STARTED)


def test_what_is_asked_at_one_moment_is_answered_of_it(tmp_path):
    path = tmp_path / "r.db"
    write(path, record("a.txt"))
    with open_record(path) as opened, opened.at_one_moment():
        assert opened.count() == 1
        write(path, record("b.txt"))
        with opened.at_one_moment():
            assert (opened.count(), len(opened.reports())) == (1, 1)
        assert [each.report.source for each in opened.records()] == ["a.txt"]
    with open_record(path) as opened:
        assert (opened.count(), len(opened.reports())) == (2, 2)
