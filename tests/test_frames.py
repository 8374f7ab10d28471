"""Rows: dicts that data frames, Arrow and notebooks take, and CSV that no spreadsheet runs."""

from datetime import UTC, date, datetime

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import dragoman
from dragoman import frames
from dragoman.errors import UsageError
from dragoman.frames import Rows, defused

COLUMNS = ("id", "sign", "score", "note")
CELLS = [("p1", 1, 0.5, None), ("p2", -1, 1, "<b>said</b> & “done”"), ("p3", None, None, None)]


@pytest.fixture
def rows():
    return Rows(COLUMNS, CELLS, total=40)


def test_rows_are_a_sequence_of_dicts(rows):
    assert rows[0] == {"id": "p1", "sign": 1, "score": 0.5, "note": None}
    assert rows[-1]["id"] == "p3"
    assert [row["id"] for row in rows] == ["p1", "p2", "p3"]
    assert len(rows) == 3
    assert rows.total == 40
    assert rows == [dict(zip(COLUMNS, cells, strict=True)) for cells in CELLS]
    assert rows.column("sign") == [1, -1, None]


def test_a_slice_of_rows_is_rows(rows):
    assert isinstance(rows[1:], Rows)
    assert rows[1:].column("id") == ["p2", "p3"]
    assert rows[1:].total == 40


def test_without_a_total_there_are_as_many_as_these():
    assert Rows(("a",), [(1,), (2,)]).total == 2


def test_arrow_has_a_type_for_every_column(rows):
    table = rows.to_arrow()
    assert table.schema == pa.schema(
        [("id", pa.string()), ("sign", pa.int64()), ("score", pa.float64()), ("note", pa.string())]
    )
    assert table.to_pylist() == list(rows)


def test_no_rows_have_the_types_of_the_columns_all_the_same():
    empty = Rows(("id", "score"), (), types={"score": float}).to_arrow()
    full = Rows(("id", "score"), [("a", 0.5)]).to_arrow()
    assert pa.concat_tables([empty, full]).num_rows == 1


@pytest.mark.parametrize(
    ("cells", "kind", "read"),
    [
        ([1, "one"], pa.string(), ["1", "one"]),
        ([b"\x00", None], pa.binary(), [b"\x00", None]),
        ([True, None], pa.bool_(), [True, None]),
        (["a\ud800b"], pa.string(), ["a?b"]),
        ([b"\x00\xff", 1], pa.string(), ["00ff", "1"]),
        ([2**40], pa.int64(), [2**40]),
    ],
)
def test_arrow_holds_whatever_a_query_can_give(cells, kind, read):
    table = Rows(("x",), [(cell,) for cell in cells]).to_arrow()
    assert table.schema.field("x").type == kind
    assert table["x"].to_pylist() == read


def test_columns_of_one_name_are_kept_apart():
    rows = Rows(("id", "id_3", "id"), [(1, 2, 3)])
    assert list(rows) == [{"id": 1, "id_3": 2, "id_4": 3}]
    assert rows.to_arrow().column_names == list(rows.columns)


def test_pandas_and_polars_take_the_rows_as_they_are(rows):
    assert list(rows.to_pandas()["id"]) == ["p1", "p2", "p3"]
    assert rows.to_polars()["sign"].to_list() == [1, -1, None]
    assert rows.to_polars().columns == list(COLUMNS)


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_a_missing_package_is_named_with_its_extra(rows, package, monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(frames, "import_module", missing)
    with pytest.raises(UsageError, match=rf"{package} .*dragoman\[frames\]"):
        getattr(rows, f"to_{package}")()


def test_a_notebook_shows_words_and_runs_none_of_them():
    page = Rows(("<i>a</i>", "b"), [("<script>x</script>", None)] * 30, total=99)._repr_html_()
    assert "<script" not in page
    assert "<i>" not in page
    assert page.count("&lt;script&gt;") == frames.SHOWN
    assert "20 of 99 rows" in page


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-x", "@SUM(1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_of_words_begins_a_formula(cell):
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", [-1, -0.5, None, "a = b", "", "1-2"])
def test_numbers_and_other_words_stay_as_they_are(cell):
    assert defused(cell) is cell


# --- coding a frame ---------------------------------------------------------------------------

TEXTS = {
    "key": ["n1", "n2", "n3"],
    "body": [
        "Norway sent troops to Mali on Tuesday, the defence ministry said.",
        "",
        "Serbia condemned Croatia. Croatia denied that it had arrested the envoy.",
    ],
    "day": [datetime(2031, 5, 7), datetime(2031, 5, 8), None],  # noqa: DTZ001 - as frames hold days
}
NAMED = {"text": "body", "published": "day", "id": "key"}


@pytest.mark.model
def test_a_frame_is_coded_into_frames_of_its_kind():
    given = [pd.DataFrame(TEXTS), pl.DataFrame(TEXTS), pl.LazyFrame(TEXTS), pa.table(TEXTS)]
    found = [dragoman.read_frame(frame, **NAMED) for frame in given]
    kinds = (pd.DataFrame, pl.DataFrame, pl.DataFrame, pa.Table)
    for one, kind in zip(found, kinds, strict=True):
        assert all(isinstance(getattr(one, name), kind) for name in type(one).__slots__)
    plain = found[3]
    assert pa.table(found[1].events).to_pylist() == plain.events.to_pylist()
    assert found[0].positions["row"].tolist() == plain.positions["row"].to_pylist()
    reports = plain.reports.to_pylist()
    assert [row["source"] for row in reports] == TEXTS["key"]
    assert [row["row"] for row in reports] == [0, 1, 2]
    assert "no text in column 'body'" in reports[1]["problem"]
    assert reports[0]["published"] == "2031-05-07"  # a midnight is a day
    assert {row["time"] for row in plain.events.to_pylist() if row["row"] == 0} == {"2031-05-06"}
    said = [row for row in plain.statements.to_pylist() if row["act"] == "deny"]
    assert [(row["row"], row["speaker"]) for row in said] == [(2, "Croatia")]
    assert "HRV" in plain.actors["actor"].to_pylist()


@pytest.mark.model
def test_one_day_may_hold_for_a_whole_frame_and_hours_are_kept():
    hours = [datetime(2031, 5, 7, 14, 30, tzinfo=UTC)]
    text = ["Norway sent troops to Mali on Tuesday."]
    whole = dragoman.read_frame(pa.table({"text": text}), published="2031-05-08")
    assert whole.reports["published"].to_pylist() == ["2031-05-08"]
    timed = dragoman.read_frame(pa.table({"text": text, "at": hours}), published="at")
    assert timed.reports["published_utc"].to_pylist()[0].startswith("2031-05-07T14:30")


@pytest.mark.model
def test_columns_of_pandas_that_arrow_has_no_type_for_do_no_harm():
    frame = pd.DataFrame({
        0: ["Norway bombed Mali.", 5, None, float("nan"), "Serbia condemned Croatia.\ud800"],
        "note": [1, "a", {}, [], object()], "day": ["2031-05-07", date(2031, 5, 8), None, "", None],
    })  # fmt: skip
    made = dragoman.read_frame(frame, text=0, published="day")
    assert list(made.events["row"]) == [0, 4]
    assert list(made.reports["published"][:2]) == ["2031-05-07", "2031-05-08"]
    assert list(made.reports["row"]) == [0, 1, 2, 3, 4]
    whole = dragoman.read_frame(frame[[0]][:1], text="0", published=date(2031, 5, 7))
    assert list(whole.reports["published"]) == ["2031-05-07"]


@pytest.mark.parametrize(
    ("frame", "named", "said"),
    [
        (pa.table({"body": ["x"]}), {}, "no column 'text' .columns are body"),
        (pa.table({"text": ["x"]}), {"published": "day"}, "no column 'day'"),
        (pa.table({"text": ["x"]}), {"headline": "t"}, "no field 'headline'"),
        (42, {}, "no data frame that Arrow takes"),
        (pd.Series(["x"]), {}, "no data frame that Arrow takes.*with a column of texts"),
        (pd.DataFrame({"body": ["x"]}), {}, "no column 'text' .columns are body;"),
        (pd.DataFrame([["x", "y"]], columns=["text"] * 2), {}, "two columns are called 'text'"),
        ("text", {}, "no data frame that Arrow takes"),
    ],
)
def test_what_is_no_frame_or_lacks_a_column_is_said(frame, named, said):
    with pytest.raises(UsageError, match=said):
        dragoman.read_frame(frame, **named)
