"""Reports taken back are in no answer and are kept; what is forgotten is nowhere at all."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from dragoman import keep
from dragoman.cli import app
from dragoman.errors import StoreError, UsageError
from dragoman.record import Problem
from dragoman.store import Writer, forget, health_of, open_record, restore, withdraw
from dragoman.store.across.join import join
from test_store import MADE, STARTED, TEXT, record, stored, write

WHEN = "2031-05-06T10:00:00+00:00"
BY = {"made": WHEN, "by": "editor"}
LAW = BY | {"why": "court order"}
URL = "https://courier.example/zyxwords-in-the-address"
SECRETS = ("Qvortrup", "qvortrup", "zyxwords", "Xanthippus", "wxyz-source", "hushhush")


def secret(text=f"{TEXT} Qvortrup was there."):
    """A report with words that no other has: in its title, its text, its address and its source."""
    one = record("wxyz-source.txt")
    report = replace(
        one.report, url=URL, title="Xanthippus resigns", text=text, decoded="<p>hushhush</p>",
        id=f"r{'5ec2e7' * 3}",
    )  # fmt: skip
    return replace(one, report=report)


@pytest.fixture
def kept(tmp_path):
    """A record of forty reports with a secret one among them, coded twice."""
    path = tmp_path / "r.db"
    with Writer(path, STARTED) as writer:
        writer.write(record(f"{at}.txt", text=f"{TEXT} Number {at}.") for at in range(20))
        writer.write([secret()])
        writer.write(record(f"{at}.txt", text=f"{TEXT} Number {at}.") for at in range(20, 39))
        writer.write([replace(secret(), coded_with=replace(MADE, tables="t2"))])
    return path


def everything_in(folder):
    return b"".join(each.read_bytes() for each in sorted(folder.iterdir()))


def ids(path):
    with open_record(path) as opened:
        return {one.report.id for one in opened.records()}


def test_a_withdrawn_report_is_in_no_answer_and_kept(kept):
    one = secret()
    made = withdraw(kept, one.report.id, **BY, why="retracted")
    assert (made.report, made.deed, made.why) == (one.report.id, "withdraw", "retracted")
    assert one.report.id not in ids(kept)
    with open_record(kept) as opened:
        assert opened.count() == 39
        assert list(opened.search("Qvortrup")) == []
        assert one.report.id not in {row["report"] for row in opened.events()}
        (row,) = opened.withdrawn()
        assert (row["report"], row["why"], row["title"]) == (
            one.report.id, "retracted", "Xanthippus resigns",
        )  # fmt: skip
        assert one in list(opened.records(history=True))
    assert not health_of(kept).faults


def test_a_withdrawn_report_read_again_stays_withdrawn(kept):
    withdraw(kept, secret().report.id, **BY)
    again = replace(secret(), coded_with=replace(MADE, tables="t3"))
    write(kept, again)
    assert secret().report.id not in ids(kept)
    restore(kept, secret().report.id, **BY)
    assert again in stored(kept)  # the last coding, though it came while it was withdrawn
    assert not health_of(kept).faults


def test_a_report_is_withdrawn_once_and_restored_once(kept):
    with pytest.raises(UsageError, match="is not withdrawn"):
        restore(kept, "r5ec2", **BY)
    withdraw(kept, "r5ec2", **BY)
    with pytest.raises(UsageError, match="already"):
        withdraw(kept, URL, **BY)
    restore(kept, "wxyz-source.txt", **BY)
    withdraw(kept, URL, **BY)
    with open_record(kept) as opened:
        assert len(opened.withdrawn()) == 1


@pytest.mark.parametrize(("words", "why"), [("", "no report"), ("rx", "no report"), ("r", "40")])
def test_a_report_that_is_not_named_for_sure_is_said(kept, words, why):
    for deed in (withdraw, restore):
        with pytest.raises(UsageError, match=why):
            deed(kept, words, **BY)
    with pytest.raises(UsageError, match=why):
        forget(kept, words, **LAW)
    assert len(ids(kept)) == 40


def test_a_withdrawal_is_neither_changed_nor_taken_out(kept):
    withdraw(kept, URL, **BY)
    with Writer(kept, STARTED) as writer:
        for words in ("DELETE FROM withdrawals", "UPDATE withdrawals SET why = ''"):
            with pytest.raises(sqlite3.IntegrityError, match="withdrawal is"):
                writer.connection.execute(words)


def test_nothing_of_a_forgotten_report_is_left_in_its_files(kept):
    before = everything_in(kept.parent)
    for words in SECRETS[:4]:
        assert words.encode() in before, words
    erased = forget(kept, URL, **LAW)
    assert (erased.report, erased.addresses, erased.copies) == (secret().report.id, (URL,), ())
    assert erased.rows > 20
    after = everything_in(kept.parent)
    for words in (*SECRETS, secret().report.id):
        assert words.encode() not in after, words
    assert len(ids(kept)) == 39
    assert not health_of(kept).faults
    with open_record(kept) as opened:
        assert list(opened.search("Qvortrup")) == []
        assert len(opened.search("condemned")) == 39
        assert [row["why"] for row in opened.forgotten()] == ["court order"]


def test_no_word_of_a_forgotten_report_is_left_in_the_index(kept):
    words = "CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, row)"
    for there in (True, False):
        with closing(sqlite3.connect(kept)) as connection:
            connection.execute(words)
            terms = {term for (term,) in connection.execute("SELECT term FROM temp.terms")}
        assert ("qvortrup" in terms) is there
        if there:
            forget(kept, URL, **LAW)


def tables_that_name(path, *words):
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = "SELECT name FROM pragma_table_list WHERE type IN ('table', 'shadow')"
        return [
            table for (table,) in connection.execute(tables).fetchall()
            if any(
                each in " ".join(map(str, row)) for each in words
                for row in connection.execute(f"SELECT * FROM {table}")
            )
        ]  # fmt: skip


def test_every_table_is_free_of_what_was_forgotten(kept):
    withdraw(kept, URL, **BY)  # its withdrawal goes too
    words = (*SECRETS, secret().report.id)
    assert {"codings", "texts", "withdrawals"} <= set(tables_that_name(kept, *words))
    forget(kept, URL, **LAW)
    assert tables_that_name(kept, *words) == []


def test_what_was_joined_with_a_forgotten_report_is_joined_without_it(tmp_path):
    path, long = tmp_path / "r.db", " ".join(f"word{at} of the tale" for at in range(80))
    first, second, third = (
        record(f"{at}.txt", text=f"{TEXT} {long} {end}") for at, end in enumerate(("", "a", "b"))
    )
    write(path, first, second, third)
    join(path)
    gone = min((first, second, third), key=lambda one: one.report.id).report.id  # stands for all
    assert {"copies", "reports_joined"} <= set(tables_that_name(path, gone))
    forget(path, gone, **LAW)
    assert tables_that_name(path, gone) == []
    join(path)
    others = [one for one in (first, second, third) if one.report.id != gone]
    write(tmp_path / "new.db", *others)
    join(tmp_path / "new.db")
    query = "SELECT report, copied, passages, story FROM reports_joined ORDER BY report"
    with (
        closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(tmp_path / "new.db")) as two,
    ):  # fmt: skip
        for asked in (query, "SELECT report, other, kind FROM copies ORDER BY 1, 2"):
            assert one.execute(asked).fetchall() == two.execute(asked).fetchall()


def test_a_forgotten_report_is_refused_with_words(kept):
    forget(kept, URL, **LAW)
    with Writer(kept, STARTED) as writer:
        with pytest.raises(StoreError, match=r"forgotten on 2031-05-06.*\(court order\)"):
            writer.write([record("new.txt"), secret()])
        assert not writer.has(record("new.txt").report, MADE)
        found = list(keep.keep([secret(), record("new.txt")], writer))
    assert [one.problem and one.problem.stage for one in found] == ["record", None]
    assert isinstance(found[0].problem, Problem)
    assert "does not take it again" in found[0].problem.message
    assert len(ids(kept)) == 40
    assert b"Qvortrup" not in everything_in(kept.parent)


def test_a_text_that_another_report_has_stays_with_it(kept):
    copy = replace(secret(), report=replace(secret().report, id="rcopy", url=None, source="c.txt"))
    write(kept, copy)
    assert forget(kept, URL, **LAW).copies == ("rcopy",)
    with open_record(kept) as opened:
        assert [found["report"] for found in opened.search("Qvortrup")] == ["rcopy"]
    assert not health_of(kept).faults


def test_a_file_that_is_held_open_is_said_and_cleaned_when_asked_again(kept, monkeypatch):
    monkeypatch.setattr("dragoman.store.database.WAIT", 0.05)
    with closing(sqlite3.connect(kept)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM codings").fetchone()
        with pytest.raises(StoreError, match="another program has the record open"):
            forget(kept, URL, **LAW)
        reader.execute("ROLLBACK")
    assert forget(kept, secret().report.id, **LAW).rows == 0
    assert b"Qvortrup" not in everything_in(kept.parent)
    with open_record(kept) as opened:
        assert len(opened.forgotten()) == 1


def test_tombstones_are_neither_changed_nor_taken_out(kept):
    forget(kept, URL, **LAW)
    with Writer(kept, STARTED) as writer:
        for words in ("DELETE FROM forgotten", "UPDATE forgotten SET why = ''"):
            with pytest.raises(sqlite3.IntegrityError, match="tombstone is never"):
                writer.connection.execute(words)


@pytest.fixture
def run(kept, monkeypatch):
    monkeypatch.chdir(kept.parent)
    return lambda *words: CliRunner().invoke(app, [*words, "--record", str(kept)])


def test_withdraw_on_the_command_line(run):
    told = run("withdraw", URL, "--why", "retracted", "--by", "editor").stdout
    assert f"{secret().report.id} is in no answer" in told
    assert "retracted" in run("withdraw").stdout
    (line,) = run("withdraw", "--format", "jsonl").stdout.splitlines()
    assert json.loads(line)["title"] == "Xanthippus resigns"
    assert "in the answers again" in run("withdraw", URL, "--undo", "--by", "editor").stdout
    assert run("withdraw").stdout == "none\n"


def test_forget_on_the_command_line_asks_for_a_reason_and_a_yes(run, kept):
    asked = kept.with_name("r.db.fetched.json")
    asked.write_text(json.dumps({"made": "m", "pages": {URL: {"etag": "1"}, "x": {"etag": "2"}}}))
    assert "--why" in str(run("forget", URL).exception)
    assert "--yes" in str(run("forget", URL, "--why", "law").exception)
    assert len(ids(kept)) == 40
    told = run("forget", URL, "--why", "law", "--yes", "--by", "editor")
    assert "the file holds no word of it" in told.stdout
    assert json.loads(asked.read_text())["pages"] == {"x": {"etag": "2"}}
    assert "law" in run("forget").stdout
    assert b"zyxwords" not in everything_in(kept.parent)
