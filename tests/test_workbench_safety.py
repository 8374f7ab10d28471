"""The workbench over a real server: who is let in, and what a report says is escaped."""

from __future__ import annotations

import httpx
import pytest

from desk import PAGES, served
from dragoman.workbench.reports import link_of
from dragoman.workbench.safety import cookie_of

TOKEN = "a-token-nobody-guesses"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "", "127.0.0.1.evil.example"])
def test_another_name_for_this_machine_is_not_answered(site, host):
    answer = site.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "Harbour" not in answer.text


def test_a_request_from_another_page_is_refused_whatever_it_asks(site):
    assert site.get("/reports.json", headers={"Origin": "http://evil.example"}).status_code == 403
    assert site.get("/reports.json", headers={"Origin": "null"}).status_code == 403
    own = str(site.base_url).rstrip("/")
    assert site.get("/reports.json", headers={"Origin": own}).status_code == 200


def test_nothing_is_written_where_only_reading_is_allowed(site):
    own = str(site.base_url).rstrip("/")
    answer = site.post("/reports", headers={"Origin": own}, data={})
    assert answer.status_code == 403
    assert "for reading only" in answer.text


def test_a_form_from_elsewhere_or_too_large_is_refused(desk_file):
    with served(desk_file, read_only=False) as own, httpx.Client(base_url=own) as client:
        assert client.post("/reports", data={"a": "b"}).status_code == 403
        elsewhere = {"Origin": own.replace("127.0.0.1", "127.0.0.2")}
        assert client.post("/reports", data={"a": "b"}, headers=elsewhere).status_code == 403
        large = client.post("/reports", data={"a": "b" * (1 << 20)}, headers={"Origin": own})
        assert large.status_code == 413


def test_the_token_is_asked_for_and_then_kept_by_the_browser(desk_file):
    with served(desk_file, token=TOKEN) as own, httpx.Client(base_url=own) as client:
        assert client.get("/reports").status_code == 401
        assert client.get("/reports.json", params={"token": "wrong"}).status_code == 401
        assert client.get("/static/0/desk.css").status_code == 401
        first = client.get("/reports", params={"token": TOKEN, "page": "1"})
        assert first.status_code == 303
        assert first.headers["location"] == "/reports?page=1"
        cookie = first.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert TOKEN not in cookie
        assert client.get("/reports").status_code == 200
    with served(desk_file, token=TOKEN) as own:
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        assert httpx.get(f"{own}/reports", headers=bearer).status_code == 200
        wrong = {"Cookie": f"dragoman={cookie_of('another')}"}
        assert httpx.get(f"{own}/reports", headers=wrong).status_code == 401


def test_beyond_this_machine_only_addresses_in_numbers_and_the_token_open(desk_file):
    with served(desk_file, token=TOKEN, hosts=frozenset()) as own:
        shown = {"Authorization": f"Bearer {TOKEN}"}
        assert httpx.get(own, headers=shown | {"Host": "192.0.2.7:80"}).status_code == 200
        assert httpx.get(own, headers=shown | {"Host": "rebound.example"}).status_code == 421


def test_every_answer_lets_only_files_of_this_server_run(site):
    for page in (*PAGES, "/nowhere", "/reports.json"):
        headers = site.get(page).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_no_path_reaches_the_disk(site, desk_file):
    version = site.get("/").text.split("/static/")[1].split("/")[0]
    for name in ("desk.py", "..%2f..%2fapp.py", "....//app.py", "%2e%2e/app.py", str(desk_file)):
        assert site.get(f"/static/{version}/{name}").status_code == 404
    assert site.get("/report/..%2f..%2fdesk.db").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_what_a_report_says_is_text_and_never_markup(site, page):
    text = site.get(page).text
    assert "<script>document" not in text
    assert "\u202e" not in text
    assert (
        "javascript:" not in text.replace("javascript:alert", "", 0)
        or 'href="javascript' not in text
    )
    assert " style=" not in text
    assert " onerror=" not in text


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://harbour.example/a", "https://harbour.example/a"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//harbour.example", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_links(url, link):
    assert link_of(url) == link
