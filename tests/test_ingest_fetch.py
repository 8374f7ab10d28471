"""An address is read from a real server: politely, within limits, and never inside the machine."""

import gzip
import shutil
import ssl
import subprocess
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from dragoman import ingest
from dragoman.errors import UsageError
from dragoman.ingest import fetch, guard
from dragoman.ingest.fetch import FetchError, parse_url
from dragoman.ingest.options import Fetching, ReadOptions
from dragoman.ingest.validators import Validators
from dragoman.record import Report
from web import Web

PARAGRAPH = "Norland and Sudria agreed on Monday to open port {} to grain ships, a minister said."
ARTICLE = "".join(f"<p>{PARAGRAPH.format(n)}</p>" for n in range(12))
PAGE = f"<html><head><title>Ports</title></head><body>{ARTICLE}</body></html>".encode()
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def web():
    server = Web()
    server.pages["/a"] = (200, HTML, PAGE)
    yield server
    server.close()


@pytest.fixture(autouse=True)
def slept(monkeypatch):
    """How long the fetcher would have waited; it does not."""
    waits = []
    monkeypatch.setattr(fetch.time, "sleep", waits.append)
    return waits


def read(web, path="/a", **options):
    fetching = Fetching(allowed=frozenset({web.place}), **options)
    return list(ingest.read(web.url(path), options=ReadOptions(fetching=fetching)))


def refusal(web, path="/a", **options):
    (failure,) = read(web, path, **options)
    assert isinstance(failure, ingest.Failure)
    assert failure.source == web.url(path)
    return failure.message


def test_a_page_is_read_and_says_where_and_when_it_was_got(web):
    before = datetime.now(UTC).replace(microsecond=0)
    (report,) = read(web)
    assert isinstance(report, Report)
    assert report.text.count("a minister said") == 12
    assert (report.source, report.url) == (web.url("/a"), web.url("/a"))
    assert before <= datetime.fromisoformat(report.fetched.at) <= datetime.now(UTC)
    assert (report.fetched.warc_file, report.fetched.warc_offset) == (None, None)


def test_the_time_of_fetching_dates_nothing(web):
    (report,) = read(web)
    assert (report.published.value, report.published.instant) == (None, None)


def test_a_date_behind_the_fetching_is_not_believed(web):
    ahead = (datetime.now(UTC) + timedelta(days=40)).date().isoformat()
    meta = f'<meta property="article:published_time" content="{ahead}">'.encode()
    web.pages["/a"] = (200, HTML, PAGE.replace(b"<title>", meta + b"<title>"))
    (report,) = read(web)
    assert report.published.value is None
    assert (report.published.printed, report.published.signal) == (ahead, "meta")


def test_we_say_who_we_are(web):
    read(web)
    assert web.requests[0][0] == "/robots.txt"
    assert all(headers["User-Agent"].startswith("dragoman/") for _, headers in web.requests)


def test_the_same_server_is_asked_for_its_rules_once_and_given_time(web, slept):
    fetching = Fetching(allowed=frozenset({web.place}))
    web.pages["/b"] = (200, HTML, PAGE.replace(b"ships", b"boats"))
    sources = [web.url("/a"), web.url("/b")]
    found = list(ingest.read_all(sources, options=ReadOptions(fetching=fetching)))
    assert [one.source for one in found] == sources
    assert web.asked(robots=True) == ["/robots.txt", "/a", "/b"]
    assert sum(slept) > 1


def test_what_robots_txt_forbids_is_not_asked_for(web):
    web.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /a\n")
    assert refusal(web) == "robots.txt of 127.0.0.1 asks not to read it"
    assert web.asked() == []


def test_robots_txt_may_allow_us_by_name_and_ask_for_patience(web, slept):
    rules = b"User-agent: dragoman\nAllow: /\nCrawl-delay: 7\n\nUser-agent: *\nDisallow: /\n"
    web.pages["/robots.txt"] = (200, {}, rules)
    assert isinstance(read(web)[0], Report)
    assert 6 < max(slept) <= 7


def test_a_server_that_cannot_tell_its_rules_is_not_asked(web):
    web.pages["/robots.txt"] = (503, {}, b"")
    assert refusal(web) == "robots.txt of 127.0.0.1: HTTP 503"
    assert web.asked() == []


def test_redirects_are_followed_and_the_last_address_counts(web):
    web.pages["/old"] = (301, {"Location": "/a"}, b"")
    (report,) = read(web, "/old")
    assert (report.source, report.url) == (web.url("/old"), web.url("/a"))


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("/loop", "more than 5 redirects"),
        ("", "HTTP 302 that points nowhere"),
        ("ftp://courier.example/", "no address of the web (http or https)"),
        ("file:///etc/passwd", "no address of the web (http or https)"),
        ("http://me:secret@courier.example/", "a name or password"),
        ("http://169.254.169.254/latest/meta-data/", "inside this machine or its network"),
        ("http://localhost/", "inside this machine or its network"),
        ("http://[::1]/", "inside this machine or its network"),
        ("http://2130706433/", "inside this machine or its network"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(web, location, message):
    web.pages["/loop"] = (302, {"Location": location} if location else {}, b"")
    assert message in refusal(web, "/loop")


def test_this_machine_is_not_asked_unless_it_is_allowed(web):
    (failure,) = ingest.read(web.url("/a"))
    assert failure.message == "not asked, for 127.0.0.1 is inside this machine or its network"
    assert web.requests == []


def test_the_port_that_is_allowed_allows_no_other(web):
    options = ReadOptions(fetching=Fetching(allowed=frozenset({"127.0.0.1:1"})))
    (failure,) = ingest.read(web.url("/a"), options=options)
    assert "inside this machine" in failure.message


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200",
        "168.63.129.16", "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.0.192", "::1", "::",
        "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "ff02::1", "::ffff:10.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    ],
)  # fmt: skip
def test_addresses_inside_are_known_in_every_form(address):
    assert not guard.is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_addresses_on_the_internet_are_public(address):
    assert guard.is_public(address)


def test_a_name_that_changes_its_meaning_is_connected_as_it_was_checked(monkeypatch):
    """DNS rebinding: the second look-up would lead inside, and there is none."""
    answers = iter([[(2, 1, 6, "", ("1.1.1.1", 80))], [(2, 1, 6, "", ("127.0.0.1", 80))]])
    asked = []
    monkeypatch.setattr(guard.socket, "getaddrinfo", lambda *_a, **_k: next(answers))
    monkeypatch.setattr(guard.socket.socket, "connect", lambda _self, to: asked.append(to))
    guard.open_socket("courier.example", 80, 1).close()
    assert asked == [("1.1.1.1", 80)]


def test_of_several_addresses_only_the_public_ones_are_connected_to(monkeypatch):
    found = [(2, 1, 6, "", ("10.0.0.1", 80)), (2, 1, 6, "", ("1.1.1.1", 80))]
    asked = []
    monkeypatch.setattr(guard.socket, "getaddrinfo", lambda *_a, **_k: found)
    monkeypatch.setattr(guard.socket.socket, "connect", lambda _self, to: asked.append(to))
    guard.open_socket("courier.example", 80, 1).close()
    assert asked == [("1.1.1.1", 80)]


def test_an_answer_that_is_none_says_its_status(web):
    assert refusal(web, "/none") == "HTTP 404"


def test_a_busy_server_is_asked_again_when_it_says(web, slept):
    answers = iter([(503, {"Retry-After": "4"}, b""), (429, {}, b""), (200, HTML, PAGE)])
    web.pages["/a"] = lambda _request: next(answers)
    assert isinstance(read(web)[0], Report)
    assert 4.0 in slept
    assert web.asked() == ["/a"] * 3


def test_a_server_that_stays_busy_is_left_alone(web):
    web.pages["/a"] = (503, {}, b"")
    assert refusal(web) == "HTTP 503"
    assert web.asked() == ["/a"] * 3


def test_nobody_waits_for_an_hour(web):
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    web.pages["/a"] = (429, {"Retry-After": later}, b"")
    assert "it asks to come back in 3,6" in refusal(web) or "3,5" in refusal(web)
    assert web.asked()[:1] == ["/a"]


def test_a_server_that_breaks_off_is_asked_again(web):
    answers = iter([(200, {**HTML, "Content-Length": "99999"}, [PAGE]), (200, HTML, PAGE)])
    web.pages["/a"] = lambda _request: next(answers)
    assert isinstance(read(web)[0], Report)


def test_a_large_answer_is_not_read_to_its_end(web):
    web.pages["/a"] = (200, HTML, [b"x" * 60_000] * 1000)
    assert refusal(web, bytes=100_000) == "an answer of more than 100,000 bytes"


def test_an_answer_that_swells_is_stopped(web):
    bomb = gzip.compress(b"\0" * 50_000_000)
    web.pages["/a"] = (200, {**HTML, "Content-Encoding": "gzip"}, bomb)
    assert refusal(web) in {
        "an answer of more than 10,000,000 bytes",
        "the answer holds more than 100 times its compressed size",
    }


def test_an_answer_may_be_compressed(web):
    web.pages["/a"] = (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(PAGE))
    assert isinstance(read(web)[0], Report)
    web.pages["/a"] = (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(PAGE)[:-20])
    assert refusal(web) == "the answer is cut short where it is compressed"


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_server_that_sends_a_byte_a_second_is_cut_off(web, monkeypatch, where):
    monkeypatch.undo()  # the server has to sleep
    slow = [piece for _ in range(60) for piece in (b"x", 0.2)]

    def drip(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for piece in slow if where == "head" else ():
            request.wfile.write(piece) if isinstance(piece, bytes) else time.sleep(piece)
        return 200, HTML, slow

    web.pages["/a"] = drip if where == "head" else (200, HTML, slow)
    web.pages["/robots.txt"] = (404, {}, b"")
    began = time.monotonic()
    assert refusal(web, seconds=2.0) == "127.0.0.1 took more than 2 seconds"
    assert time.monotonic() - began < 8


def test_a_page_that_has_not_changed_is_not_sent_again(web, tmp_path):
    def answer(request):
        known = request.headers.get("If-None-Match") == '"v1"'
        return (304, {}, b"") if known else (200, {**HTML, "ETag": '"v1"'}, PAGE)

    web.pages["/a"] = answer
    file, same = tmp_path / "fetched.json", []
    for versions, reports in (("v1", 1), ("v1", 0), ("v2", 1)):
        table = Validators.load(file, versions)
        found = read(web, table=table, unchanged=same.append)
        assert len(found) == reports
        table.save()
    assert same == [web.url("/a")]


def test_the_table_is_written_only_when_it_is_saved(web, tmp_path):
    web.pages["/a"] = (200, {**HTML, "Last-Modified": "Mon, 05 May 2031 08:00:00 GMT"}, PAGE)
    table = Validators.load(tmp_path / "t.json", "v")
    read(web, table=table)
    assert not (tmp_path / "t.json").exists()
    table.save()
    again = Validators.load(tmp_path / "t.json", "v")
    assert again.asked(web.url("/a")) == {"if-modified-since": "Mon, 05 May 2031 08:00:00 GMT"}


def test_a_table_that_is_none_is_told(tmp_path):
    (tmp_path / "t.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(UsageError, match="no table of fetched pages"):
        Validators.load(tmp_path / "t.json", "v")


def test_a_canonical_address_of_somebody_else_is_not_believed(web):
    link = b'<link rel="canonical" href="https://courier.example/a">'
    web.pages["/a"] = (200, HTML, PAGE.replace(b"<title>", link + b"<title>"))
    assert read(web)[0].url == web.url("/a")


def test_what_the_server_says_of_the_charset_is_heard(web):
    page = PAGE.replace(b"a minister", "ein Prinz für".encode("cp1252"))
    web.pages["/a"] = (200, {"Content-Type": "text/html; charset=iso-8859-1"}, page)
    assert "ein Prinz für said" in read(web)[0].text


def test_a_feed_and_a_picture_at_an_address(web):
    feed = b"<rss><channel><title>x</title><item><title>Talks open</title></item></channel></rss>"
    web.pages["/feed"] = (200, {"Content-Type": "application/rss+xml"}, feed)
    web.pages["/p.png"] = (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n")
    (report,) = read(web, "/feed")
    assert (report.text, report.source) == ("Talks open", web.url("/feed") + "#1")
    assert report.fetched.at is not None
    assert refusal(web, "/p.png") == "an image, and no text"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("ftp://courier.example/a", "no address of the web"),
        ("https:///a", "no address of the web"),
        ("https://user:pw@courier.example/", "name or password"),
        ("https://courier.example:99999/", "no address"),
        ("https://[::1", "no address"),
    ],
)
def test_an_address_that_is_none_of_the_web(address, message):
    with pytest.raises(FetchError, match=message):
        parse_url(address)


def test_addresses_are_written_as_servers_take_them():
    assert str(parse_url("HTTPS://Bücher.example:443/a b?q=ü#part")) == (
        "https://xn--bcher-kva.example/a%20b?q=%C3%BC"
    )
    assert parse_url("http://x.example/a%20b").target == "/a%20b"
    assert "\r" not in str(parse_url("http://x.example/a\r\nHost: y"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


def test_a_certificate_that_nobody_vouches_for_is_refused_and_one_that_is_known_taken(
    certificate, monkeypatch
):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    web = Web(context)
    web.pages["/a"] = (200, HTML, PAGE)
    assert "CERTIFICATE_VERIFY_FAILED" in refusal(web)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    assert isinstance(read(web)[0], Report)
    web.pages["/down"] = (302, {"Location": "http://courier.example/"}, b"")
    assert "redirected from https to http://courier.example/" in refusal(web, "/down")
    web.close()
