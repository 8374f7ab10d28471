"""Rows: dicts that data frames, Arrow and notebooks take, and CSV that no spreadsheet runs."""

import pyarrow as pa
import pytest

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
        ([2**40], pa.int64(), [2**40]),
    ],
)
def test_arrow_holds_whatever_a_query_can_give(cells, kind, read):
    table = Rows(("x",), [(cell,) for cell in cells]).to_arrow()
    assert table.schema.field("x").type == kind
    assert table["x"].to_pylist() == read


def test_columns_of_one_name_are_kept_apart():
    assert Rows(("id", "id"), [(1, 2)]).to_arrow().column_names == ["id", "id_2"]


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
