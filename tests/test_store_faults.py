"""Full disks, locked, read-only, cut and foreign files: a clear error, and the record as it was."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

import desk
import norland
from dragoman import ingest
from dragoman.errors import StoreError
from dragoman.store import Writer, health_of, journal, journal_for, open_record
from dragoman.store.schema import VERSION
from dragoman.store.withdraw import withdraw
from test_store import MADE, STARTED, record, stored, write

NOBODY = 65534
MANY = [record(f"{at}.txt") for at in range(40)]


@pytest.fixture
def kept(tmp_path):
    """A record with one report."""
    write(tmp_path / "r.db", record())
    return tmp_path / "r.db"


@contextmanager
def small_disk(folder, size):
    """A file system of so many bytes in a folder, where we may mount one."""
    folder.mkdir()
    mount = shutil.which("mount")
    asked = [mount or "mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    if mount is None or subprocess.run(asked, check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def refusal(writer, one):
    """What is said where a record is not written."""
    try:
        writer.write([one])
    except StoreError as error:
        return str(error)
    return ""


def test_a_full_disk_is_said_and_leaves_what_was_there(tmp_path):
    with small_disk(tmp_path / "small", 900_000) as folder:
        path, written = folder / "r.db", 0
        told = ""
        with Writer(path, STARTED) as writer:
            while not told and written < 1_000:
                told = refusal(writer, record(f"{written}.txt"))
                written += not told
        assert re.search(r"r\.db: cannot be written: .* (full|room)", told)
        assert written
        assert len(stored(path)) == written
        for each in folder.iterdir():  # onto a disk with room, where the next one goes on
            shutil.copy(each, tmp_path)
    assert not health_of(tmp_path / "r.db").faults
    with Writer(tmp_path / "r.db", STARTED) as writer:
        assert writer.has(record("0.txt").report, MADE)
        writer.write([record("more.txt")])
    assert len(stored(tmp_path / "r.db")) == written + 1


def test_a_record_that_may_grow_no_more_keeps_what_it_has(kept):
    """The same without a mount: SQLite itself is given no page more."""
    with Writer(kept, STARTED) as writer:
        (pages,) = writer.connection.execute("PRAGMA page_count").fetchone()
        writer.connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match=r"disk is full \(make room"):
            writer.write(MANY)
        assert not writer.connection.in_transaction
        writer.connection.execute("PRAGMA max_page_count = 1000000")
        writer.write(MANY[:1])
    assert stored(kept) == [record(), MANY[0]]


def test_a_locked_record_is_said_and_left(kept, monkeypatch):
    monkeypatch.setattr("dragoman.store.database.WAIT", 0.05)
    with Writer(kept, STARTED) as writer, closing(sqlite3.connect(kept)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"locked.*another program is writing"):
            writer.write(MANY)
        other.rollback()
        writer.write(MANY[:1])
    assert stored(kept) == [record(), MANY[0]]


READ_ONLY = """
import os, sys
from dragoman import ingest
from dragoman.errors import StoreError
from dragoman.store import Writer, health_of, open_record
from dragoman.store.schema import parts_of_today
parts_of_today()  # read from files of the program
os.setgid({nobody}); os.setuid({nobody})  # who may not even read where Python lies
try:
    Writer(sys.argv[1], "2020-01-01T00:00:00Z")
except StoreError as error:
    print(error)
with open_record(sys.argv[1]) as record:
    print(record.count(), len(record.search("condemned")))
print(health_of(record.path).unseen)
"""


def test_a_read_only_folder_is_said_and_can_still_be_read(kept):
    """As somebody who may not write there; root may everywhere."""
    if os.getuid():
        pytest.skip("only root can become nobody")
    for folder in kept.parents:
        if folder.stat().st_mode & 0o005 != 0o005:
            folder.chmod(0o755)
    before = kept.read_bytes()
    words = READ_ONLY.format(nobody=NOBODY)
    told = subprocess.run(
        [sys.executable, "-c", words, str(kept)], capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert told.stderr == ""
    error, counted, unseen = told.stdout.splitlines()
    assert "r.db: cannot be written: attempt to write a readonly database (name a file" in error
    assert counted == "1 1"
    assert "cannot be written" in unseen
    assert kept.read_bytes() == before
    assert sorted(each.name for each in kept.parent.iterdir()) == ["r.db"]


@pytest.mark.parametrize("part", [0.2, 0.5, 0.97])
def test_a_cut_record_is_said_and_left(kept, part):
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(part * len(whole))])
    cut = kept.read_bytes()
    for opened in (open_record, lambda path: Writer(path, STARTED)):
        with pytest.raises(StoreError, match=r"r\.db: cut short: \d+ of \d+ pages.*whole"):
            opened(kept)
    assert kept.read_bytes() == cut


ANOTHER = """
import sys
from dragoman.store import Writer
Writer(sys.argv[1], "2020-01-01T00:00:00Z").close()
"""


def test_a_process_that_leaves_does_not_take_the_log_from_under_another(kept):
    """Who closes a record last deletes its log, and tells by locks that it is the last."""
    with Writer(kept, STARTED) as writer:
        open_record(kept).close()
        list(ingest.read(kept.parent, options=ingest.ReadOptions(record=kept)))
        writer.write([MANY[0]])
        subprocess.run(
            [sys.executable, "-c", ANOTHER, str(kept)], check=True, timeout=60,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        assert kept.with_name("r.db-wal").exists()
        writer.write([MANY[1]])
    assert stored(kept) == [record(), *MANY[:2]]


def test_a_damaged_page_is_found_by_the_examination(kept):
    with closing(sqlite3.connect(kept)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'events'"
        ).fetchone()
    with kept.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\x00" * 4096)
    assert health_of(kept).faults


def test_an_index_that_does_not_fit_its_texts_is_found(kept):
    assert health_of(kept).faults == ()
    with closing(sqlite3.connect(kept)) as connection:
        connection.execute("UPDATE texts SET text = 'Other words.'")
        connection.commit()
    (fault,) = health_of(kept).faults
    assert fault.startswith("words: the index of words does not fit")


def test_a_key_that_points_nowhere_is_found(kept):
    with closing(sqlite3.connect(kept)) as connection:
        connection.execute("UPDATE roles SET coding = 99")
        connection.execute("DELETE FROM current")
        connection.commit()
    faults = " ".join(health_of(kept).faults)
    assert "roles: row" in faults
    assert f"current: another coding of {record().report.id}" in faults


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DROP INDEX events_by_type", "index events_by_type is gone"),
        ("DROP VIEW latest_events", "view latest_events is gone"),
        ("DROP TRIGGER no_run_changes", "trigger no_run_changes is gone"),
        ("DROP TABLE takes", "table takes is gone"),
        ("DELETE FROM events WHERE place = 0", "events: rows of coding 1 are gone"),
        ("DELETE FROM event_lines", "event_lines: lack 4 of the rows in force"),
        ("DELETE FROM position_pairs", "position_pairs: lack 2 of the rows in force"),
        ("DELETE FROM report_lines", "report_lines: lack 1 of the rows in force"),
        (
            "DELETE FROM statements WHERE place > 2",
            "statement_lines: have too many, 1 of the rows in force",
        ),
    ],
)
def test_what_is_gone_from_a_record_is_found(tmp_path, damage, said):
    kept = desk.record_in(tmp_path, norland.record())
    assert health_of(kept).faults == ()
    with closing(sqlite3.connect(kept)) as connection:
        connection.execute(damage)
        connection.commit()
    assert said in health_of(kept).faults


def test_a_record_that_was_brought_forward_coded_again_and_withdrawn_from_is_whole(tmp_path):
    path = desk.record_in(tmp_path, record(), *MANY)
    desk.taken_back(path, 10)
    later = replace(record(), coded_with=replace(MADE, dragoman="9"))
    with Writer(path, STARTED) as writer:
        writer.write([later])
    withdraw(path, MANY[0].report.id, by="me", made=STARTED)
    assert health_of(path).faults == ()


def test_a_foreign_file_is_said_by_the_examination(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("my notes\n" * 200)
    with pytest.raises(StoreError, match="not a database"):
        health_of(path)


def test_the_examination_says_who_read_what_is_in_force(kept):
    assert health_of(kept).read_by == ((MADE.tables, MADE.model.hash, 1),)
    assert health_of(kept).journal.mode == "wal"


def test_a_folder_of_this_machine_keeps_a_log_and_nothing_else_stays_there(tmp_path):
    assert journal_for(tmp_path).mode == "wal"
    assert list(tmp_path.iterdir()) == []


def test_where_no_memory_is_shared_a_rollback_journal_is_kept(tmp_path):
    found = journal_for(tmp_path, vfs="unix-dotfile")
    assert found.mode == "delete"
    assert "no memory to share" in found.why
    assert list(tmp_path.iterdir()) == []


def test_on_a_network_file_system_a_rollback_journal_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "MOUNTS", tmp_path / "mounts")
    here = tmp_path / "far off"
    here.mkdir()
    place = str(here).replace(" ", "\\040")
    (tmp_path / "mounts").write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {place} nfs4 rw 0 0\n")
    write(here / "r.db", record())
    assert not journal.keeps_log(here / "r.db")
    assert stored(here / "r.db") == [record()]
    found = health_of(here / "r.db").journal
    assert (found.mode, "network file system (nfs4)" in found.why) == ("delete", True)
    assert journal.file_system_of(tmp_path) == "ext4"


def test_a_record_moved_onto_a_network_loses_its_log(kept, monkeypatch):
    assert journal.keeps_log(kept)
    monkeypatch.setattr(journal, "file_system_of", lambda _folder: "nfs")
    write(kept, MANY[0])
    assert not journal.keeps_log(kept)
    assert stored(kept) == [record(), MANY[0]]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(StoreError, match=r"check the path"):
        Writer(tmp_path / "none" / "r.db", STARTED)


def test_the_version_of_today_is_what_is_written(kept):
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_what_a_killed_writer_left_half_done_is_taken_back_by_who_only_reads(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "file_system_of", lambda _folder: "nfs")
    for folder in ("live", "dead"):
        (tmp_path / folder).mkdir()
    write(tmp_path / "live" / "r.db", record())
    with closing(sqlite3.connect(tmp_path / "live" / "r.db", isolation_level=None)) as writer:
        writer.execute("PRAGMA cache_size = 5")  # so that pages go to the file before the end
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM current")
        writer.execute("UPDATE texts SET text = zeroblob(200000) || 'x'")
        writer.execute("UPDATE codings SET title = 'Half done'")
        for each in (tmp_path / "live").iterdir():
            shutil.copy(each, tmp_path / "dead")
    dead = tmp_path / "dead" / "r.db"
    assert dead.with_name("r.db-journal").stat().st_size
    with (
        pytest.raises(sqlite3.OperationalError),
        closing(sqlite3.connect(f"{dead.as_uri()}?mode=ro", uri=True)) as reader,
    ):
        reader.execute("SELECT count(*) FROM codings").fetchone()
    assert stored(dead) == [record()]
    assert not health_of(dead).faults
