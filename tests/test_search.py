"""Search by words, phrases and beginnings; and queries of one's own, which can only read."""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import norland
from dragoman.cli import app
from dragoman.errors import UsageError
from dragoman.record import Report
from dragoman.store import Writer, open_record
from dragoman.store.search import match_of

STARTED = "2020-01-01T00:00:00Z"
TEXTS = {
    "a": "The foreign minister condemned the Afghan raid. Ministers of foreign states met.",
    "b": "A minister of no foreign state spoke in Afghanistan.",
    "c": "Nothing happened NOT here.",
    "d": "<b>Raid</b> at \x1b[31mnight\u202e by the foreign minister, =1+1",
}


def record(name, text, **changes):
    report = Report(name, f"{name}.txt", text, "0" * 64, title=f"Title {name}", **changes)
    empty = dict.fromkeys(("mentions", "statements", "events", "positions"), ())
    return replace(norland.record(), report=report, times=(), affiliations=(), actors=(), **empty)


@pytest.fixture
def path(tmp_path):
    with Writer(tmp_path / "r.db", STARTED) as writer:
        writer.write(record(name, text) for name, text in TEXTS.items())
    return tmp_path / "r.db"


def found(path, words, **options):
    with open_record(path) as opened:
        return opened.search(words, **options)


def run(path, *words, text=None):
    return CliRunner().invoke(app, [*words, "--record", str(path)], input=text)


# --- search -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "reports"),
    [
        ("minister", "abd"),
        ("condemns", "a"),  # by its stem
        ("foreign minister", "abd"),
        ('"foreign minister"', "ad"),
        ("“foreign minister”", "ad"),
        ("«foreign minister»", "ad"),
        ("afghan*", "ab"),
        ('"foreign minis"*', "ad"),
        ("foreign raid", "ad"),
        ("NOT", "c"),
        ("minister OR nothing", ""),
        ("minister AND raid", ""),
        ('minister "', "abd"),
        ('"" minister', "abd"),
        ("minister !!! ***", "abd"),
        ("text:minister", ""),
        ("minister NEAR(raid)", ""),
        ("^minister", "abd"),
        ("-minister", "abd"),
        ("", ""),
        (" * ", ""),
        ("{}()", ""),
    ],
)
def test_words_phrases_and_beginnings_are_all_the_syntax_there_is(path, words, reports):
    assert sorted(row["report"] for row in found(path, words)) == sorted(reports)


BEFORE = """
    DROP TABLE words;
    CREATE VIRTUAL TABLE words USING fts5 (
        text, content = 'texts', content_rowid = 'id',
        tokenize = 'porter unicode61 remove_diacritics 2');
    INSERT INTO words (words) VALUES ('rebuild');
    DROP INDEX statement_lines_wide;
    DROP INDEX event_lines_wide;
    DROP INDEX position_lines_wide;
    PRAGMA user_version = 14
"""


def test_a_record_without_a_list_of_beginnings_is_given_one(path):
    asked = ("af*", "min*", "mi* ra*", '"foreign mi"*', "n*", "foreign")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(BEFORE)
    before = [list(found(path, words)) for words in asked]
    assert all(before)
    with Writer(path, STARTED) as writer:
        writer.write([record("e", "Nothing of it was known in Afghan foreign ministries.")])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
        ((sql,),) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'words'")
    assert "prefix = '2 3'" in sql
    for words, rows in zip(asked, before, strict=True):
        now = {row["report"]: row["passage"] for row in found(path, words)}
        assert {row["report"]: row["passage"] for row in rows}.items() <= now.items()
    assert "e" in {row["report"] for row in found(path, "af*")}


def test_the_words_are_marked_and_the_best_comes_first(path):
    rows = found(path, "foreign ministers", marks=("«", "»"))
    assert rows[0]["report"] == "a"
    assert "«foreign» «minister» condemned" in rows[0]["passage"]
    assert rows.columns == ("report", "published", "outlet", "title", "passage")


def test_pages_of_a_search_follow_each_other(path):
    whole = found(path, "minister")
    pages = [found(path, "minister", limit=1, offset=at) for at in range(4)]
    assert [row for page in pages for row in page] == list(whole)
    assert {page.total for page in pages} == {3}


def test_only_what_is_in_force_is_found(path):
    again = record("a", "Something else was written.")
    with Writer(path, STARTED) as writer:
        writer.write([replace(again, coded_with=replace(again.coded_with, tables="t2"))])
    assert found(path, "condemned") == []
    assert found(path, "something").column("report") == ["a"]


def test_a_report_under_two_ids_is_found_twice(path):
    with Writer(path, STARTED) as writer:
        writer.write([record("copy", TEXTS["c"])])
    assert sorted(found(path, "happened").column("report")) == ["c", "copy"]


def test_of_very_many_the_last_read_are_compared(tmp_path, monkeypatch):
    monkeypatch.setattr("dragoman.store.search.RANKED", 20)
    many = 30
    with Writer(tmp_path / "r.db", STARTED) as writer:
        writer.write(record(f"{n:05}", f"Raid number {n}.") for n in range(many))
    rows = found(tmp_path / "r.db", "raid number", limit=None)
    assert rows.total == many
    assert len(rows) == 20
    assert min(rows.column("report")) == "00010"


def test_match_of_gives_quoted_pieces():
    assert match_of('a "b c" d* "e f"* ""') == '"a" "b c" "d"* "e f"*'
    assert match_of('say"so') == '"say""so"'


def test_the_command_line_shows_what_was_found(path):
    shown = run(path, "search", "condemned", "raid")
    assert shown.stdout.splitlines() == [
        "Title a",
        "    The foreign minister [condemned] the Afghan [raid]. Ministers of foreign states met.",
        "    a",
    ]
    bold = run(path, "search", "condemned", "--color").stdout
    assert "\x1b[1mcondemned\x1b[0m" in bold
    rows = [
        json.loads(line) for line in run(path, "search", "raid", "-f", "jsonl").stdout.splitlines()
    ]
    assert {row["report"] for row in rows} == {"a", "d"}
    paged = run(path, "search", "minister", "--limit", "1").stderr
    assert "1 to 1 of 3 reports; the next ones: --offset 1" in paged
    assert "no report holds all of these words" in run(path, "search", "zebra").stderr


def test_a_passage_cannot_steer_the_terminal(path):
    shown = run(path, "search", "night", "--no-color").stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown


# --- SQL --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "select id, (select count(*) from statements) from latest_reports",
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION SELECT x + 1 FROM n WHERE x < 9) SELECT x FROM n",
        "SELECT snippet(words, 0, '', '', '', 9) FROM words WHERE words MATCH 'raid'",
        "SELECT value FROM json_each('[1, 2]')",
        "PRAGMA table_info(events)",
        "SELECT name FROM pragma_table_info('events')",
        "EXPLAIN QUERY PLAN SELECT * FROM latest_events",
        "VALUES (1), (2)",
        "SELECT id, sum(score) OVER (ORDER BY id) FROM latest_events",
    ],
)
def test_a_query_that_reads_is_answered(path, sql):
    with open_record(path) as opened:
        rows = opened.query(sql)
    assert rows.columns
    assert run(path, "sql", sql, "-f", "jsonl").exit_code == 0


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO runs (started, dragoman, tables) VALUES ('', '', '')",
        "REPLACE INTO runs (id, started, dragoman, tables) VALUES (1, '', '', '')",
        "UPDATE codings SET title = ''",
        "DELETE FROM texts",
        "WITH x AS (SELECT 1) DELETE FROM texts",
        "WITH x AS (SELECT 1) INSERT INTO unlined SELECT * FROM x",
        "DROP TABLE events",
        "DROP VIEW latest_events",
        "DROP TRIGGER index_new_text",
        "ALTER TABLE events RENAME TO gone",
        "ALTER TABLE events ADD COLUMN more TEXT",
        "CREATE TABLE mine (x)",
        "CREATE TEMP TABLE mine (x)",
        "CREATE VIEW mine AS SELECT 1",
        "CREATE TEMP VIEW mine AS SELECT 1",
        "CREATE INDEX mine ON events (id)",
        "CREATE TRIGGER mine AFTER INSERT ON runs BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE mine USING fts5 (x)",
        "INSERT INTO words (words) VALUES ('rebuild')",
        "INSERT INTO words (words, rowid, text) VALUES ('delete', 1, 'x')",
        "ATTACH 'other.db' AS other",
        "ATTACH ':memory:' AS other",
        "DETACH main",
        "VACUUM",
        "VACUUM INTO 'copy.db'",
        "REINDEX",
        "ANALYZE",
        "BEGIN IMMEDIATE",
        "COMMIT",
        "SAVEPOINT s",
        "PRAGMA user_version = 99",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA writable_schema = ON",
        "PRAGMA query_only = OFF",
        "PRAGMA wal_checkpoint",
        "SELECT load_extension('x')",
        "SELECT fts3_tokenizer('simple')",
        "SELECT 1; DROP TABLE events",
        "SELECT * FROM pragma_wal_checkpoint",
    ],
)
def test_every_way_of_writing_is_refused(path, sql, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = path.read_bytes()
    with open_record(path) as opened, pytest.raises(UsageError, match="cannot be answered"):
        opened.query(sql)
    assert path.read_bytes() == before
    there = {file.name for file in tmp_path.iterdir()}
    assert there <= {"r.db", "r.db-wal", "r.db-shm"}


@pytest.mark.parametrize("sql", ["", "SELEC 1", "SELECT nothing FROM events", "SELECT '\x00"])
def test_a_wrong_query_is_said(path, sql):
    ended = run(path, "sql", sql)
    if sql:
        assert isinstance(ended.exception, UsageError)
    else:
        assert ended.stdout == "none\n"


def test_a_query_may_come_from_standard_input_and_give_any_format(path, tmp_path):
    sql = "SELECT report AS r, length(source) AS n, NULL AS none FROM latest ORDER BY 1"
    lines = run(path, "sql", "-", "-f", "jsonl", text=sql).stdout.splitlines()
    assert json.loads(lines[0]) == {"r": "a", "n": 5, "none": None}
    assert run(path, "sql", sql, "-f", "csv").stdout.splitlines()[:2] == ["r,n,none", "a,5,"]
    assert run(path, "sql", sql).stdout.split()[:3] == ["r", "n", "none"]
    run(path, "sql", sql, "-f", "parquet", "-o", str(tmp_path / "q.parquet"))
    assert (tmp_path / "q.parquet").read_bytes()[:4] == b"PAR1"


def test_views_are_there_for_queries_on_a_record_without_lines(path):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 8")
    for kind, name in connection.execute(
        "SELECT type, name FROM sqlite_master WHERE name IN"
        " ('latest_reports', 'known', 'takes', 'codes', 'unlined', 'another_coding_is_to_hold',"
        " 'a_coding_holds_no_longer', 'report_lines', 'statement_lines', 'event_lines',"
        " 'position_lines')"
    ).fetchall():
        connection.execute(f"DROP {kind} IF EXISTS {name}")
    connection.commit()
    connection.close()
    with open_record(path) as opened:
        assert len(opened.query("SELECT id FROM latest_reports")) == 4
        assert len(opened.reports()) == 4


@pytest.mark.parametrize("shape", ["table", "csv", "jsonl"])
def test_bytes_and_numbers_without_end_are_told_in_every_format(path, shape):
    query = "SELECT x'00ff' AS a, 1e999 AS b, 'x' AS a"
    done = run(path, "sql", query, "--format", shape)
    assert done.exit_code == 0, done.output
    assert "00ff" in done.stdout
    assert "a_3" in done.stdout
    if shape == "jsonl":
        assert json.loads(done.stdout) == {"a": "00ff", "b": None, "a_3": "x"}


def test_a_table_of_a_search_shows_ten_and_the_other_formats_all(tmp_path):
    with Writer(tmp_path / "r.db", STARTED) as writer:
        writer.write(record(f"r{n}", f"Raid {n}.") for n in range(12))
    table = run(tmp_path / "r.db", "search", "raid")
    assert "1 to 10 of 12" in table.stderr
    lines = run(tmp_path / "r.db", "search", "raid", "--format", "jsonl").stdout.splitlines()
    assert len(lines) == 12


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("shape", ["table", "csv", "jsonl", "parquet"])
def test_a_file_on_a_full_disk_is_refused_in_words(path, shape):
    done = run(path, "sql", "SELECT text FROM texts", "--format", shape, "-o", "/dev/full")
    assert isinstance(done.exception, UsageError)
    assert re.match(r"/dev/full: cannot be written: .*No space left", str(done.exception))
