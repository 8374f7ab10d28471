"""The page *From R*: each query and each column in its blocks of R is one that a record has."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from dragoman.cli import app

PAGE = Path(__file__).parents[1] / "docs" / "from-r.md"
BLOCKS = re.findall(r"```r\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
REPORT = Path(__file__).parents[1] / "examples" / "reports" / "tehran-riyadh.txt"
QUERY = re.compile(r'dbGetQuery\(con, "(.*?)",\s*params = list\((.*?)\)\)', re.DOTALL)
STRING = re.compile(r'"[^"]*"|\'[^\']*\'')
NAME = re.compile(r"(?<![\w.$:])([a-z_]\w*)\b(?!\s*[(:]|\s*<-|\s*=[^=])")
OF_R = frozenset({"events", "reports", "edtf", "sort", "con", "by", "n"})  # names that R gives

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """The record of the page, and its tables as Parquet files."""
    folder = tmp_path_factory.mktemp("r")
    for words in (["add", str(REPORT)], ["export", "parquet", str(folder / "tables")]):
        done = CliRunner().invoke(app, [*words, "--record", str(folder / "talks.db")])
        assert done.exit_code == 0, done.output
    return folder


def columns(tables, *names):
    return {c for n in names for c in pq.read_schema(tables / "tables" / f"{n}.parquet").names}


def test_every_query_of_the_page_answers(tables):
    queries = [found for block in BLOCKS for found in QUERY.findall(block)]
    assert len(queries) == "".join(BLOCKS).count("dbGetQuery(") == 2
    with closing(sqlite3.connect(f"file:{tables}/talks.db?mode=ro", uri=True)) as connection:
        for query, listed in queries:
            params = [each[1:-1] for each in STRING.findall(listed)]
            assert connection.execute(query, params).fetchall(), query


def test_every_view_the_page_names_is_there(tables):
    named = set(re.findall(r"\b(?:latest_\w+)\b", PAGE.read_text("utf-8")))
    assert len(named) == 4
    with closing(sqlite3.connect(tables / "talks.db")) as connection:
        for view in named:
            connection.execute(f"SELECT count(*), count(id) FROM {view}").fetchone()
        connection.execute("SELECT type, count(*) FROM latest_events GROUP BY type").fetchall()


def test_every_column_of_the_page_is_in_the_files(tables):
    verbs = [block for block in BLOCKS if "|>" in block]
    assert len(verbs) == 2
    for block in verbs:
        plain = re.sub(
            r"library\(\w+\)|^.*<- function.*$", "", STRING.sub("", block), flags=re.MULTILINE
        )
        named = set(NAME.findall(plain)) - OF_R
        assert len(named) >= 2
        assert named <= columns(tables, "events", "reports"), block


def test_what_is_joined_is_in_both_files(tables):
    ((chosen, by),) = re.findall(r'select\(reports, (.*?)\), by = "(\w+)"', "".join(BLOCKS))
    assert set(chosen.split(", ")) <= columns(tables, "reports")
    assert {by} <= columns(tables, "events") & set(chosen.split(", "))


def test_the_files_that_the_page_reads_are_written(tables):
    for file in re.findall(r'"(tables/\w+\.\w+)"', PAGE.read_text("utf-8")):
        assert (tables / file).is_file(), file
