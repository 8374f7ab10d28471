"""No source harms: each gives a report, or a reason, within 2 seconds and 500 MB."""

import hashlib

import pytest

import hostile
from dragoman import ingest
from dragoman.ingest.options import Limits
from dragoman.lexicon import load_tables
from dragoman.record import Report
from dragoman.workers import Allowance, Workers

SECONDS, MEGABYTES = 2.0, 500


@pytest.fixture(scope="module")
def cost():
    """A function that reads a page in a process, and gives what came out and what it took."""
    shared = (ingest.ReadOptions(), load_tables())
    with Workers("hostile:measured", shared, allowance=Allowance(30, 120, 10**9)) as workers:
        workers.run(("trivial", "page", hostile.TRIVIAL))

        def measured(name, data):
            tries = [workers.run((name, "page", data))]
            while tries[-1]["seconds"] > SECONDS and len(tries) < 3:  # a busy machine counts more
                tries.append(workers.run((name, "page", data)))
            return min(tries, key=lambda one: one["seconds"])

        yield measured


def read(folder, data, name="source", **options):
    file = folder / name
    file.write_bytes(data)
    return list(ingest.read(file, options=ingest.ReadOptions(**options)))


@pytest.mark.parametrize("name", hostile.READ)
def test_an_article_is_read_whatever_stands_around_it(cost, name):
    result = cost(name, hostile.READ[name]())
    (text,) = result["texts"]
    assert text is not None, result["messages"]
    assert text.count("Norland and Sudria agreed on Monday to open port") == 12
    assert result["seconds"] < SECONDS
    assert result["megabytes"] < MEGABYTES


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_a_page_that_is_too_much_says_why(cost, name):
    make, words = hostile.REFUSED[name]
    result = cost(name, make())
    (message,) = result["messages"]
    assert message is not None
    assert words in message
    assert result["seconds"] < SECONDS
    assert result["megabytes"] < MEGABYTES


@pytest.mark.parametrize("name", hostile.TEXTS)
def test_a_file_that_is_too_much_or_no_text_says_why(tmp_path, name):
    make, words = hostile.TEXTS[name]
    *_, failure = read(tmp_path, make())
    assert isinstance(failure, ingest.Failure)
    assert words in failure.message


def test_many_dates_make_no_date(tmp_path):
    (found,) = read(tmp_path, hostile.DATES, "page.html")
    assert "300,000 letters" in found.message
    (report,) = read(tmp_path, hostile.page(hostile.ARTICLE + "<p>12/05/2031 " * 3_000), "p.html")
    assert report.published.value is None


def test_a_page_that_takes_too_long_is_set_aside_and_the_next_is_read(tmp_path):
    (tmp_path / "a.html").write_bytes(hostile.page(hostile.prose(2_000) + "<i>x</i>" * 4_000))
    (tmp_path / "b.html").write_bytes(hostile.TRIVIAL)
    limits = Limits(allowance=Allowance(processor_seconds=0.05))
    first, second = ingest.read(tmp_path, options=ingest.ReadOptions(limits=limits))
    assert first.message == "set aside: reading it took more than 0.05 seconds of processor time"
    assert first.raw_sha256 == hashlib.sha256((tmp_path / "a.html").read_bytes()).hexdigest()
    assert second.source == "b.html"


def test_a_large_page_read_elsewhere_gives_the_same_report(tmp_path):
    data = hostile.page(hostile.prose(1_000) + "<i>x</i>" * 5_000)
    (apart,) = read(tmp_path, data, "page.html")
    (here,) = read(tmp_path, data, "page.html", workers=0)
    assert isinstance(apart, Report)
    assert apart == here


def test_order_is_kept_where_some_pages_are_read_elsewhere(tmp_path):
    for n in range(12):
        large = "<i>x</i>" * (5_000 if n in {2, 7} else 1)
        (tmp_path / f"{n:02}.html").write_bytes(hostile.page(hostile.ARTICLE + large))
    (tmp_path / "05.txt").write_text("Norland left the talks.", encoding="utf-8")
    (tmp_path / "08.jsonl").write_text('{"id": "08.row", "text": "Sudria stayed."}', "utf-8")
    found = [one.source for one in ingest.read(tmp_path)]
    assert found == sorted(found)
    assert len(found) == 14
