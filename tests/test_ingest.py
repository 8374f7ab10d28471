"""Reading never stops: whatever a source is, it gives reports and failures in order."""

import gzip
import io
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dragoman import ingest
from dragoman.ingest.decode import decode
from dragoman.ingest.moments import iso_moment, printed_dates
from dragoman.ingest.opening import sniff
from dragoman.lexicon import load_tables
from dragoman.record import Report

PROSE = "Norland and Sudria opened talks on Monday, the ministry said."


def read(source, **options) -> list[Report | ingest.Failure]:
    return list(ingest.read(source, options=ingest.ReadOptions(**options)))


def test_a_folder_is_read_in_order_and_nothing_in_it_stops_the_reading(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").write_text(PROSE, encoding="utf-8")
    (tmp_path / "a.txt").write_text(PROSE, encoding="utf-8")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7 ...")
    (tmp_path / "d.txt").write_bytes(b"")
    (tmp_path / "e.bin").write_bytes(bytes(range(256)) * 20)
    (tmp_path / ".hidden").write_text(PROSE, encoding="utf-8")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    found = [(x.source, getattr(x, "message", "report")) for x in read(tmp_path)]
    assert found == [
        ("a.txt", "report"),
        ("b/two.txt", "report"),
        ("c.pdf", "a PDF file, and no text"),
        ("d.txt", "empty"),
        ("e.bin", "binary data, and no text"),
        ("gone", "No such file or directory"),
        ("pipe", "not a file"),
    ]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no/such/file.txt", "No such file or directory"),
        ("https://127.0.0.1/a", "inside this machine or its network"),
        ("nul\x00name", "null"),
    ],
)
def test_a_source_that_cannot_be_opened_is_a_failure(source, message):
    (failure,) = read(source)
    assert isinstance(failure, ingest.Failure)
    assert message in failure.message


def test_the_record_that_reports_go_into_is_no_source_of_them(tmp_path):
    (tmp_path / "a.txt").write_text("Words.", encoding="utf-8")
    for name in ("r.db", "r.db-wal", "r.db-shm", "r.db.fetched.json", "s.db"):
        (tmp_path / name).write_bytes(b"SQLite format 3\0")
    (tmp_path / "link.db").symlink_to("r.db")
    own = tmp_path / "r.db"
    assert [one.source for one in read(tmp_path, record=own)] == ["a.txt", "s.db"]
    (named,) = read(own, record=own)
    assert named.message == "the record that reports go into, and no source of them"


def test_a_file_keeps_its_path_as_given_and_the_hash_of_its_bytes(tmp_path, monkeypatch):
    import hashlib

    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(PROSE, encoding="utf-8")
    (report,) = read("a.txt")
    assert report.source == "a.txt"
    assert report.raw_sha256 == hashlib.sha256(PROSE.encode()).hexdigest()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PROSE.encode(), "plain"),
        (b'  {"id": 1, "text": "x"}\n{"id": 2}', "jsonl"),
        (b'[\n {"id": 1}]', "json"),
        (b"<!DOCTYPE html><html><body><p>x", "page"),
        (b"\xef\xbb\xbf<html lang=en>", "page"),
        (b"<3 is what she wrote", "plain"),
        (b"{curly} text", "plain"),
    ],
)
def test_the_kind_of_standard_input_is_seen_from_its_first_bytes(data, kind):
    assert sniff(data) == kind


def test_standard_input_is_read(monkeypatch):
    stream = io.BytesIO(b'{"id": "s1", "text": "Norland left the talks."}\n')
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
    (report,) = read("-")
    assert report.source == "s1"


@pytest.mark.parametrize(
    ("data", "text", "decoder"),
    [
        ("Grüße".encode(), "Grüße", "utf-8"),
        ("Grüße".encode("utf-8-sig"), "Grüße", "utf-8-sig"),
        ("Grüße aus Halm".encode("utf-16"), "Grüße aus Halm", "utf-16"),
        ("Grüße aus Halm".encode("utf-16-be"), "Grüße aus Halm", "utf-16-be"),
        ("“Grüße”".encode("cp1252"), "“Grüße”", "cp1252"),
        ("äöüäöüäöü".encode() + b"\xff", "äöüäöüäöü\ufffd", "utf-8 (1 replaced)"),
        (b"\x81\x8d", "\ufffd\ufffd", "cp1252 (2 replaced)"),
    ],
)
def test_bytes_are_decoded_and_the_decoder_is_named(data, text, decoder):
    decoded = decode(data)
    assert (decoded.text, decoded.decoder) == (text, decoder)


def test_a_page_may_declare_its_charset():
    data = '<meta charset="windows-1251"><p>Мир</p>'.encode("cp1251")
    assert "Мир" in decode(data, page=True).text
    assert decode(data.replace(b"windows-1251", b"rot13-klingon"), page=True).decoder == "cp1252"


@pytest.mark.parametrize("encoding", ["idna", "hex", "utf-8"])
def test_a_given_encoding_never_raises(encoding):
    assert decode(b"\xff\xfe\x80abc", encoding).text


@pytest.mark.parametrize(
    ("printed", "value", "instant"),
    [
        ("2031-05-04", "2031-05-04", None),
        ("2031-05", "2031-05", None),
        ("2031", "2031", None),
        ("20310504", "2031-05-04", None),
        ("2031-05-04T10:30:00Z", "2031-05-04T10:30:00", "2031-05-04T10:30:00Z"),
        ("2031-05-04 23:30:00.123+05:30", "2031-05-04T23:30:00", "2031-05-04T18:00:00Z"),
        ("2031-05-04T00:30-0300", "2031-05-04T00:30:00", "2031-05-04T03:30:00Z"),
        ("2031-05-04T10:30", "2031-05-04T10:30:00", None),
    ],
)
def test_a_stamp_keeps_its_local_time_and_gives_the_instant(printed, value, instant):
    moment = iso_moment(printed, "meta")
    assert moment is not None
    assert (moment.value, moment.instant, moment.printed) == (value, instant, printed)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "soon",
        "2031-02-30",
        "2031-05-04T25:00",
        "0000-01-01",
        "2031-5-4",
        "0001-01-01T00:00+14:00",
    ],
)
def test_a_stamp_that_is_no_date_gives_none(printed):
    assert iso_moment(printed, "meta") is None


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("Sunday, May 4, 2031", "2031-05-04"),
        ("4th May 2031", "2031-05-04"),
        ("Sun, 4 Sept. 2031 at 9:05 pm", "2031-09-04T21:05:00"),
        ("23/12/2031", "2031-12-23"),
        ("12/23/2031", "2031-12-23"),
        ("05/05/2031", "2031-05-05"),
        ("03/04/2031", None),
        ("31 February 2031", None),
        ("4 May 2031 13:10 pm", None),
        ("May 2031", None),
    ],
)
def test_a_printed_date_is_read_where_it_can_only_mean_one_day(printed, value):
    moment = printed_dates(load_tables()).only(printed, "text")
    assert (moment.value if moment else None) == value


def test_language_is_told_by_words_and_left_open_for_short_texts(tmp_path):
    german = "Die Regierung hat am Montag mitgeteilt, dass die Gespräche fortgesetzt werden. " * 4
    for words, language in ((PROSE * 5, "en"), (german, "de"), (PROSE, None)):
        (tmp_path / "a.txt").write_text(words, encoding="utf-8")
        (report,) = read(tmp_path / "a.txt")
        assert isinstance(report, Report)
        assert report.language == language


def test_reading_a_text_file_imports_no_page_reader_and_no_column_reader(tmp_path):
    (tmp_path / "a.txt").write_text(PROSE * 5, encoding="utf-8")
    code = (
        "import sys; from dragoman import ingest; "
        f"list(ingest.read({str(tmp_path / 'a.txt')!r})); "
        "heavy = ['lxml', 'trafilatura', 'pyarrow', 'dragoman.ingest.letters', 'spacy']; "
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_byte_of_the_sources_is_told_once(tmp_path):
    (tmp_path / "a.txt").write_text(PROSE * 500, encoding="utf-8")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress((tmp_path / "a.txt").read_bytes()))
    (tmp_path / "c.db").write_bytes(b"SQLite format 3\0" + bytes(100_000))
    (tmp_path / "d.csv").write_text("text\n" + f'"{PROSE}"\n' * 500, encoding="utf-8")
    pq.write_table(pa.table({"text": [PROSE] * 500}), tmp_path / "e.parquet")
    (tmp_path / "f.txt").touch()
    told = []
    assert len(list(ingest.read_all([tmp_path], passed=told.append))) > 1000
    assert sum(told) == ingest.size_of([tmp_path])
    assert len([number for number in told if number]) > 7  # while they are read


@pytest.mark.parametrize("source", ["-", "https://courier.example/1"])
def test_the_size_of_what_is_no_file_is_not_known(tmp_path, source):
    assert ingest.size_of([tmp_path, source]) is None


def test_reading_twice_gives_the_same(tmp_path):
    (tmp_path / "a.txt").write_text(f"Talks open\n\n{PROSE}", encoding="utf-8")
    assert read(tmp_path) == read(tmp_path)
