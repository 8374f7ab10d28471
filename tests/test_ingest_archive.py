"""An archive is read like a folder of pages, in constant memory, whatever is wrong with it."""

import gzip
import random
import zlib

import pytest
from backports import zstd

from dragoman import ingest
from dragoman.ingest import warc
from dragoman.ingest.inflate import InflateError, inflated
from dragoman.ingest.options import Limits
from dragoman.ingest.payload import meant, unchunked
from dragoman.record import Fetched, Report

PARAGRAPH = "Norland and Sudria agreed on Monday to open port {} to grain ships, a minister said."


def article(about="port"):
    body = "".join(f"<p>{PARAGRAPH.replace('port', about).format(n)}</p>" for n in range(8))
    return f"<html><head><title>Ships</title></head><body>{body}</body></html>".encode()


def record(
    body=None, *, url="https://courier.example/1", kind="response", status="200 OK",
    media="text/html; charset=utf-8", at="2031-05-06T10:00:00Z", name="1", more="", http="",
    cut=0,
):  # fmt: skip
    body = article() if body is None else body
    block, block_media = body, media
    if kind in {"response", "revisit", "request"}:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{http}\r\n"
        block, block_media = head.encode() + body, "application/http; msgtype=response"
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {at}\r\n"
        f"WARC-Record-ID: <urn:uuid:{name}>\r\nContent-Type: {block_media}\r\n{more}"
        f"Content-Length: {len(block)}\r\n\r\n"
    ).encode() + block[: len(block) - cut] + b"\r\n\r\n"  # fmt: skip


INFO = record(b"software: x\r\n", kind="warcinfo", media="application/warc-fields", name="0")
ONE = record(name="1")
TWO = record(article("harbour"), url="https://courier.example/2", name="2")
THREE = record(article("bay"), url="https://courier.example/3", name="3")


@pytest.fixture(params=["fastwarc", "warcio"], autouse=True)
def reader(request, monkeypatch):
    """Every test runs with both readers of WARC."""
    monkeypatch.setattr(warc, "find_spec", lambda name: name == request.param or None)
    return request.param


def read(folder, data, name="crawl.warc.gz", **options):
    file = folder / name
    file.write_bytes(data)
    return list(ingest.read(file, options=ingest.ReadOptions(**options)))


def told(found):
    """The number of each record and its message, or "report"."""
    return [(one.source.partition("#")[2], getattr(one, "message", "report")) for one in found]


def packed(*records):
    return b"".join(map(gzip.compress, records))


def test_each_page_is_a_report_that_says_where_in_the_archive_it_lies(tmp_path):
    reports = read(tmp_path, packed(INFO, ONE, TWO))
    name = f"{tmp_path}/crawl.warc.gz"
    assert [one.source for one in reports] == [f"{name}#2", f"{name}#3"]
    assert reports[1].fetched == Fetched(
        "2031-05-06T10:00:00Z", name, len(packed(INFO, ONE)), "urn:uuid:2"
    )
    assert reports[0].url == "https://courier.example/1"
    assert "harbour" in reports[1].text
    assert reports[0].published.value is None


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.warc", lambda *records: b"".join(records)),
        ("a.warc.gz", lambda *records: gzip.compress(b"".join(records))),
        ("a.warc.zst", lambda *records: b"".join(zstd.compress(one) for one in records)),
        ("no-suffix", packed),
    ],
)
def test_every_packing_gives_the_same_reports(tmp_path, name, pack):
    expected = read(tmp_path, packed(INFO, ONE, TWO))
    found = read(tmp_path, pack(INFO, ONE, TWO), name)
    assert [(one.id, one.fetched.record_id) for one in found] == [
        (one.id, one.fetched.record_id) for one in expected
    ]


def test_an_offset_leads_back_to_the_record(tmp_path):
    for name, data in (("a.warc.gz", packed(INFO, ONE, TWO)), ("a.warc", INFO + ONE + TWO)):
        _, second = read(tmp_path, data, name)
        there = data[second.fetched.warc_offset :]
        assert (gzip.decompress(there) if name.endswith("gz") else there) == TWO


def test_zstandard_with_a_dictionary_in_front(tmp_path):
    samples = [record(article(f"port {n}"), name=str(n)) for n in range(200)]
    words = zstd.train_dict(samples, 4000)
    frames = b"".join(zstd.compress(one, zstd_dict=words) for one in (ONE, TWO))
    inner = zstd.compress(words.dict_content)
    front = b"\x5d\x2a\x4d\x18" + len(inner).to_bytes(4, "little") + inner
    assert len(read(tmp_path, front + frames, "a.warc.zst")) == 2


def test_what_holds_no_report_is_counted_and_told_once(tmp_path):
    others = [
        *[record(b"\xff\xd8\xff", media="image/jpeg") for _ in range(5)],
        *[record(b"gone", status="404 Not Found") for _ in range(3)],
        record(b"", status="301 Moved", http="Location: /2\r\n"),
        record(b"", kind="revisit"),
        record(b"%PDF-1.7", media="text/html"),
        record(b"  "),
        record(url="dns:courier.example"),
        record(b"GET / HTTP/1.1\r\n", kind="request"),
        record(b"{}", kind="metadata", media="application/json"),
    ]
    *reports, failure = read(tmp_path, packed(ONE, *others, TWO))
    assert [type(one) for one in reports] == [Report, Report]
    assert failure.source == f"{tmp_path}/crawl.warc.gz"
    assert failure.message == (
        "13 of 15 records hold no report: 5 image/jpeg, 3 status 404, 1 a PDF file, 1 empty,"
        " 1 no web address, 1 status 301, 1 unchanged since an earlier visit"
    )


def test_an_archive_without_a_page_says_so(tmp_path):
    assert told(read(tmp_path, packed(INFO))) == [("", "an archive without a page")]


def test_a_page_that_cannot_be_read_is_a_failure_of_its_own(tmp_path):
    shell = record(b"<html><body><div id=app></div></body></html>", name="s")
    (number, message), (second, _) = told(read(tmp_path, packed(shell, TWO)))
    assert (number, second) == ("1", "2")
    assert "no article found" in message


def test_texts_of_an_archive_are_read(tmp_path):
    wet = record(b"Norland left the talks on Monday.", kind="conversion", media="text/plain")
    (report,) = read(tmp_path, packed(wet))
    assert report.text == "Norland left the talks on Monday."
    assert report.fetched.record_id == "urn:uuid:1"


def test_the_same_address_with_another_text_is_a_revision(tmp_path):
    again = record(article("gate"), at="2031-05-07T10:00:00Z", name="4")
    third = record(article("pier"), at="2031-05-08T10:00:00Z", name="5")
    first, other, second, same, last = read(tmp_path, packed(ONE, TWO, again, again, third))
    assert (first.revision_of, other.revision_of) == (None, None)
    assert second.revision_of == first.id
    assert same.id == second.id
    assert last.revision_of == second.id


def test_an_earlier_text_is_no_revision_of_a_later_one(tmp_path):
    earlier = record(article("gate"), at="2031-05-01T10:00:00Z", name="4")
    _, second = read(tmp_path, packed(ONE, earlier))
    assert second.revision_of is None


def test_two_records_of_one_name_are_two_reports(tmp_path):
    twin = record(article("gate"), url="https://courier.example/9", name="1")
    first, second = read(tmp_path, packed(ONE, twin))
    assert first.fetched.record_id == second.fetched.record_id
    assert first.source != second.source
    assert first.id != second.id


def test_names_in_an_archive_are_words_and_lead_nowhere(tmp_path):
    more = "WARC-Filename: ../../../etc/passwd\r\n"
    tricky = record(url="https://courier.example/../../etc/passwd", name="../../x", more=more)
    local = record(url="file:///etc/passwd", name="f")
    report, failure = read(tmp_path, packed(tricky, local))
    assert report.fetched.warc_file == f"{tmp_path}/crawl.warc.gz"
    assert report.fetched.record_id == "urn:uuid:../../x"
    assert failure.message == "1 of 2 records hold no report: 1 no web address"


def test_control_characters_in_headers_do_not_come_through(tmp_path):
    odd = record(name="\x1b[31mred", at="2031\x1b")
    (report,) = read(tmp_path, packed(odd))
    assert report.fetched.record_id is None
    assert report.fetched.at is None


def test_an_archive_that_is_cut_short_gives_what_is_there(tmp_path):
    found = told(read(tmp_path, packed(ONE, TWO)[:-30]))
    assert found == [
        ("1", "report"),
        ("2", "the archive is cut short where it is compressed"),
    ]
    found = told(read(tmp_path, (ONE + TWO)[:-100], "a.warc"))
    assert found[0] == ("1", "report")
    assert "a record that is cut short" in found[1][1]


def test_a_member_that_is_cut_short_within_costs_no_other(tmp_path):
    data = packed(ONE) + packed(TWO)[:-60] + packed(THREE)
    found = told(read(tmp_path, data))
    assert [message for _, message in found].count("report") == 2
    assert "is damaged where it is compressed" in found[1][1]


def test_bytes_of_another_kind_between_members_are_passed_over(tmp_path):
    data = packed(ONE) + b"\0" * 1000 + packed(TWO) + b"junk" * 50 + packed(THREE)
    found = told(read(tmp_path, data))
    assert [message for _, message in found].count("report") == 3
    assert any("holds no compressed data at byte" in message for _, message in found)


@pytest.mark.parametrize(
    "broken",
    [
        b"hello\r\n" * 50,
        ONE.replace(b"Content-Length: ", b"Content-Length: -"),
        ONE.replace(b"Content-Length: ", b"X-Length: "),
        ONE.replace(b"WARC-Date", b"X" * 100_000 + b": 1\r\nWARC-Date"),
    ],
)
def test_a_record_that_is_none_costs_no_other(tmp_path, broken):
    found = told(read(tmp_path, packed(ONE, broken, THREE)))
    assert [message for _, message in found].count("report") == 2
    assert any("no WARC record" in message for _, message in found)


def test_a_bomb_ends_the_archive_and_what_came_before_is_there(tmp_path):
    bomb = record(b"\0" * 60_000_000)
    found = told(read(tmp_path, packed(ONE, bomb, THREE)))
    assert found[0] == ("1", "report")
    assert any("holds more than 100 times its compressed size" in m for _, m in found)
    assert len(found) == 3


def test_a_page_that_swells_is_one_failure(tmp_path):
    body = gzip.compress(b"<p>" + b" " * 60_000_000)
    swelling = record(body, http="Content-Encoding: gzip\r\n")
    found = told(read(tmp_path, packed(ONE, swelling, THREE)))
    assert [number for number, _ in found] == ["1", "2", "3"]
    assert "100 times" in found[1][1] or "10,000,000 bytes" in found[1][1]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("zstd", zstd.compress),
        ("gzip", lambda data: data),  # the crawler took the encoding off and left the header
    ],
)
def test_bodies_are_read_as_they_are_encoded(tmp_path, encoding, pack):
    body = record(pack(article("dock")), http=f"Content-Encoding: {encoding}\r\n")
    (report,) = read(tmp_path, packed(body))
    assert "dock" in report.text


def test_a_body_of_an_unknown_encoding_is_a_failure(tmp_path):
    body = record(b"\x01\x02", http="Content-Encoding: rot13\r\n")
    ((_, message),) = told(read(tmp_path, packed(body)))
    assert "is compressed as 'rot13'" in message


def test_a_body_in_chunks(tmp_path):
    page = article("dock")
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (page[:70], page[70:]))
    for body in (chunks + b"0\r\n\r\n", page):
        (report,) = read(tmp_path, packed(record(body, http="Transfer-Encoding: chunked\r\n")))
        assert "dock" in report.text
    assert unchunked(b"5;x=1\nabcde\n0\n") == b"abcde"


def test_a_date_behind_the_visit_is_not_believed(tmp_path):
    meta = b'<meta property="article:published_time" content="%s">'
    for day, value in ((b"2031-05-05", "2031-05-05"), (b"2031-05-07", "2031-05-07"),
                       (b"2031-06-05", None)):  # fmt: skip
        page = article().replace(b"<title>", meta % day + b"<title>")
        (report,) = read(tmp_path, packed(record(page)))
        assert (report.published.value, report.published.printed) == (value, day.decode())


def test_a_page_over_the_limit_is_set_aside(tmp_path):
    found = told(read(tmp_path, packed(ONE, TWO), limits=Limits(page_bytes=100)))
    assert [message for _, message in found] == ["a page of more than 100 bytes"] * 2


def test_other_files_may_be_packed_too(tmp_path):
    (report,) = read(tmp_path, gzip.compress(article()), "page.html.gz")
    assert report.text.count("a minister said") == 8
    rows = b'{"id": "a", "text": "Norland left."}\n' * 3
    assert len(read(tmp_path, gzip.compress(rows), "rows.jsonl.gz")) == 3
    (failure,) = read(tmp_path, gzip.compress(gzip.compress(rows)), "rows.jsonl.gz")
    assert failure.message == "a gzip file, and no text"
    (failure,) = read(tmp_path, gzip.compress(article())[:-9], "page.html.gz")
    assert "is cut short" in failure.message


def test_rows_that_swell_are_stopped(tmp_path):
    row = b'{"id": "a", "text": "Norland left."}\n'
    first, *_, failure = read(tmp_path, gzip.compress(row + b" " * 90_000_000), "rows.jsonl.gz")
    assert isinstance(first, Report)
    assert "100 times" in failure.message


def test_memory_does_not_grow_with_the_archive(tmp_path):
    import tracemalloc

    noise = random.Random(1)
    file = tmp_path / "large.warc.gz"
    with file.open("wb") as out:
        for n in range(300):
            body = noise.randbytes(200_000)
            out.write(gzip.compress(record(body, media="image/png", name=str(n)), 1))
        out.write(gzip.compress(TWO))
    tracemalloc.start()
    *_, report, failure = ingest.read(file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(report, Report)
    assert "300 image/png" in failure.message
    assert peak < 12_000_000


def test_the_limit_of_what_is_inflated_holds():
    assert inflated(gzip.compress(b"x" * 1000), "gzip", 10) == b"x" * 10
    with pytest.raises(InflateError, match="cut short"):
        inflated(gzip.compress(b"x" * 1000)[:-9], "gzip", 5000)
    assert meant(b"abc", {}, 2) == b"ab"
