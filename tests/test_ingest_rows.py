"""JSON Lines, CSV and Parquet become one report a row; a bad row is told and the next is read."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dragoman import ingest
from dragoman.errors import UsageError
from dragoman.ingest.options import Limits
from dragoman.record import Moment, Report

DATA = Path(__file__).parent / "data" / "ingest"
SENTENCE = "Norland condemned the raid."
ROW = {"id": "x", "text": SENTENCE, "published": "2031-05-04", "outlet": "The Ard Courier"}


def rows(file: Path, **options) -> list[Report | ingest.Failure]:
    return list(ingest.read(file, options=ingest.ReadOptions(**options)))


def lines(folder: Path, *records: object) -> Path:
    file = folder / "rows.jsonl"
    file.write_text("\n".join(json.dumps(r) for r in records), encoding="utf-8")
    return file


def test_every_line_gives_a_report_or_a_failure_in_order():
    found = rows(DATA / "rows.jsonl")
    assert [(type(x).__name__, x.source) for x in found] == [
        ("Report", "a1"),
        ("Report", "a2"),
        ("Failure", f"{DATA}/rows.jsonl:3"),
        ("Report", "a3"),
        ("Failure", "a4"),
        ("Failure", "a5"),
        ("Report", "6"),
    ]


def test_what_a_row_says_of_its_text_is_kept():
    first = rows(DATA / "rows.jsonl")[0]
    assert isinstance(first, Report)
    assert first.published == Moment("2031-05-04", None, "2031-05-04", "given")
    assert (first.outlet, first.language) == ("The Ard Courier", "en")
    assert first.id == Report.id_of("https://courier.example/a1", "a1", first.text)


def test_origin_points_into_the_text_of_the_row():
    source = "Sudria recalled its envoy on Monday.\r\n\r\nNorland called it a mistake."
    second = rows(DATA / "rows.jsonl")[1]
    assert isinstance(second, Report)
    assert second.title == "Sudria recalls its envoy"
    for origin in second.origin:
        there = source[origin.source_start : origin.source_end]
        assert second.text[origin.start : origin.end] == there
    assert second.text.endswith("Norland called it a mistake.")


def test_a_failure_names_file_line_and_field():
    messages = [x.message for x in rows(DATA / "rows.jsonl") if isinstance(x, ingest.Failure)]
    assert "no JSON on this line" in messages[0]
    assert messages[1].startswith(f"{DATA}/rows.jsonl:5: published is no date: '32 May'")
    assert messages[2] == f"{DATA}/rows.jsonl:6: no text in column 'text'"


def test_a_given_date_wins_over_the_row(tmp_path):
    (report,) = rows(lines(tmp_path, ROW), published="2030-01")
    assert isinstance(report, Report)
    assert report.published.value == "2030-01"


@pytest.mark.parametrize("bad", ["yesterday", "2031-13-01", "2031-02-30", "04/05/2031", ""])
def test_a_date_that_is_none_is_refused_before_anything_is_read(bad):
    with pytest.raises(UsageError, match="is no date"):
        ingest.ReadOptions(published=bad)


def test_an_unknown_field_or_encoding_is_refused():
    with pytest.raises(UsageError, match="no field 'body'"):
        ingest.ReadOptions(columns={"body": "x"})
    with pytest.raises(UsageError, match="no encoding"):
        ingest.ReadOptions(encoding="klingon")


@pytest.mark.parametrize("value", [["a"], {"a": 1}, True], ids=["list", "object", "truth"])
def test_a_field_of_the_wrong_kind_is_a_failure(tmp_path, value):
    found = rows(lines(tmp_path, {**ROW, "outlet": value}, ROW))
    assert [type(x).__name__ for x in found] == ["Failure", "Report"]
    assert "outlet is no string" in found[0].message


def test_lone_surrogates_and_control_characters_become_harmless(tmp_path):
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b'{"id": "\\ud800", "text": "Norland \\ud83d left\\u0000 the talks."}\n')
    (report,) = rows(file)
    assert isinstance(report, Report)
    assert report.text == "Norland \ufffd left  the talks."
    assert report.source == "\ufffd"
    raw = "Norland \ud83d left\x00 the talks."
    for origin in report.origin:
        assert (
            raw[origin.source_start : origin.source_end] == report.text[origin.start : origin.end]
        )


def test_a_line_that_is_too_long_is_set_aside_and_the_next_is_read(tmp_path):
    file = lines(tmp_path, {**ROW, "text": "x" * 5000}, ROW)
    found = rows(file, limits=Limits(row_bytes=1000))
    assert [x.source for x in found] == [f"{file}:1", "x"]
    assert isinstance(found[0], ingest.Failure)
    assert isinstance(found[1], Report)


def test_rows_in_utf_16_are_read(tmp_path):
    file = tmp_path / "rows.jsonl"
    file.write_bytes("\n".join([json.dumps(ROW), json.dumps({**ROW, "id": "y"})]).encode("utf-16"))
    assert [x.source for x in rows(file)] == ["x", "y"]


def test_a_json_file_holds_one_row_or_an_array(tmp_path):
    file = tmp_path / "rows.json"
    for content in (ROW, [ROW, 3]):
        file.write_text(json.dumps(content, indent=1), encoding="utf-8")
        assert rows(file)[0].source == "x"
    assert "no JSON object" in rows(file)[1].message


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_by_the_names_of_its_columns(tmp_path, delimiter):
    file = tmp_path / "rows.csv"
    table = [["key", "content", "day"], ["k1", f'"{SENTENCE}\r\n\r\nSudria, too."', "2031-05-04"],
             ["k2", '""', ""]]  # fmt: skip
    file.write_bytes("\n".join(delimiter.join(line) for line in table).encode())
    found = rows(file, columns={"id": "key", "text": "content", "published": "day"})
    assert isinstance(found[0], Report)
    assert found[0].text == f"{SENTENCE}\n\nSudria, too."
    assert (found[0].source, found[0].published.value) == ("k1", "2031-05-04")
    assert isinstance(found[1], ingest.Failure)


def test_a_table_without_the_text_column_names_those_it_has(tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text("key,content\n1,x\n", encoding="utf-8")
    (failure,) = rows(file)
    assert isinstance(failure, ingest.Failure)
    assert failure.message.startswith("no column 'text' (columns are key, content")


def test_parquet_gives_the_same_reports_as_json_lines(tmp_path):
    from datetime import date

    pq.write_table(
        pa.table({"key": ["x"], "text": [SENTENCE], "published": [date(2031, 5, 4)],
                  "outlet": ["The Ard Courier"], "unused": [1]}),
        tmp_path / "rows.parquet",
    )  # fmt: skip
    columns = {"id": "key"}
    assert rows(tmp_path / "rows.parquet", columns=columns) == rows(lines(tmp_path, ROW))


def test_a_parquet_file_cut_short_is_a_failure(tmp_path):
    pq.write_table(pa.table({"text": [SENTENCE]}), tmp_path / "whole.parquet")
    cut = tmp_path / "cut.parquet"
    cut.write_bytes((tmp_path / "whole.parquet").read_bytes()[:-40])
    (failure,) = rows(cut)
    assert isinstance(failure, ingest.Failure)
    assert "no Parquet file that can be read" in failure.message
