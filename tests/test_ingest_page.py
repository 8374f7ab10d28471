"""A saved page becomes a report: its own data about itself, its article, the rest as furniture."""

from pathlib import Path

import pytest

from dragoman import ingest
from dragoman.ingest.markup import flatten
from dragoman.ingest.options import Limits
from dragoman.ingest.visible import Visible
from dragoman.record import Moment, Report

DATA = Path(__file__).parent / "data" / "ingest"
PARAGRAPH = "Norland and Sudria agreed on Monday to open port {} to grain ships, a minister said."
ARTICLE = "".join(f"<p>{PARAGRAPH.format(n)}</p>" for n in range(12))


def read(folder: Path, body: str, head: str = "") -> Report | ingest.Failure:
    file = folder / "page.html"
    file.write_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode())
    (report,) = ingest.read(file)
    return report


def parts(report: Report) -> list[tuple[str, str]]:
    return [(part.label, report.text[part.start : part.end]) for part in report.parts]


@pytest.fixture(scope="module")
def page() -> Report:
    (report,) = ingest.read(DATA / "page.html")
    assert isinstance(report, Report)
    return report


def test_the_parts_of_a_page_are_labelled(page):
    assert [label for label, _ in parts(page)] == [
        "title", "standfirst", "dateline", "body", "body", "subhead", "body", "body", "body",
    ]  # fmt: skip
    assert page.title == "Norland frees crew of seized trawler"
    assert page.standfirst == (
        "Eleven sailors return after talks in the port of Halm & a week in custody"
    )


def test_the_page_says_when_by_whom_and_where_it_was_published(page):
    assert page.published == Moment(
        "2031-05-06T08:15:00", "2031-05-06T06:15:00Z", "2031-05-06T08:15:00+02:00", "json-ld"
    )
    assert page.updated.instant == "2031-05-06T09:00:00Z"
    assert (page.byline, page.agencies) == (("Mara Lind",), ("Reuters",))
    assert (page.outlet, page.language) == ("The Ard Courier", "en")
    assert page.url == "https://courier.example/world/trawler-crew"
    assert page.id == Report.id_of(page.url, page.source, page.text)


def test_words_of_a_page_are_traced_into_its_source(page):
    source = (DATA / "page.html").read_text(encoding="utf-8")
    for origin in page.origin:
        there = source[origin.source_start : origin.source_end]
        assert page.text[origin.start : origin.end] == there
    traced = sum(origin.end - origin.start for origin in page.origin)
    assert traced >= 0.95 * len(page.text)
    assert any(page.text[o.start : o.end] == "seized" for o in page.origin)


def test_what_stands_around_the_article_is_furniture(page):
    source = (DATA / "page.html").read_text(encoding="utf-8")
    found = {f.quote: f.label for f in page.furniture}
    assert all(source[f.start : f.end] == f.quote for f in page.furniture)
    assert found["Share"] == "share"
    assert found["4 min read"] == "reading_time"
    assert found["Most read"] == "trending"
    assert found["Sport"] == "navigation"
    assert found["Privacy policy"] == "legal"
    assert "Ferry" not in page.text


@pytest.mark.parametrize("depth", [90, 240, 260, 2000, 20_000, 100_000])
def test_an_article_nested_too_deep_is_still_read(tmp_path, depth):
    report = read(tmp_path, "<div>" * depth + ARTICLE + "</div>" * depth)
    assert isinstance(report, Report)
    assert [text for _, text in parts(report)] == [PARAGRAPH.format(n) for n in range(12)]


def test_flattening_keeps_every_offset():
    source = "<div>" * 300 + "<p>words</p>" + "</div>" * 300
    flat, elements = flatten(source, 1000)
    assert len(flat) == len(source)
    assert flat.index("words") == source.index("words")
    assert flat.count("<div>") == flat.count("</div>") == 100
    assert elements == 101


def test_an_article_in_two_containers_is_read_whole(tmp_path):
    """Extractors choose one of the containers around an advertisement."""
    halves = [
        "".join(f"<p>{PARAGRAPH.format(n)}</p>" for n in range(start, start + 9))
        for start in (0, 9)
    ]
    advert = '<div class="ad"><a href="/x">Buy now</a></div>'
    body = advert.join(
        f'<div class="row"><div class="cell"><div class="text">{half}</div></div></div>'
        for half in halves
    )
    report = read(tmp_path, f"<main>{body}</main>")
    assert isinstance(report, Report)
    assert report.text.count("a minister said") == 18


@pytest.mark.parametrize(
    ("head", "value", "signal"),
    [
        ('<meta property="article:published_time" content="2031-05-06">', "2031-05-06", "meta"),
        (
            '<meta name="date" content="Tue, 06 May 2031 08:00:00 GMT">',
            "2031-05-06T08:00:00",
            "meta",
        ),
        ('<link rel="canonical" href="https://x.example/2031/05/06/ports">', "2031-05-06", "url"),
        ('<script type="application/ld+json">{"@type": "NewsArticle", broken</script>', None, None),
        ('<meta name="date" content="32 Foo">', None, None),
        ("", None, None),
    ],
)
def test_the_signal_of_a_date_is_kept_and_no_date_is_made_up(tmp_path, head, value, signal):
    report = read(tmp_path, ARTICLE, head)
    assert isinstance(report, Report)
    assert (report.published.value, report.published.signal) == (value, signal)


def test_the_words_of_a_page_tell_its_language_before_its_template_does(tmp_path):
    file = tmp_path / "page.html"
    for body, language in ((ARTICLE, "en"), ("<p>Norland sagt nein.</p>", "de")):
        file.write_text(f'<html lang="de-AT"><body>{body}</body></html>', encoding="utf-8")
        (report,) = ingest.read(file)
        assert isinstance(report, Report)
        assert report.language == language


def test_a_description_that_stands_nowhere_on_the_page_is_no_standfirst(tmp_path):
    head = '<meta name="description" content="All the news about ports and grain, every day.">'
    report = read(tmp_path, f"<h1>Ports open</h1>{ARTICLE}", head)
    assert isinstance(report, Report)
    assert report.standfirst is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<div id=app></div><script>render()</script>", "no article found"),
        ("<p>Share</p>", "nothing but furniture"),
        ("<table>" + "<tr><td>1</td></tr>" * 20_000 + "</table>", "15,000 elements"),
        (f"<p>{'word ' * 80_000}</p>", "300,000 letters"),
    ],
)
def test_a_page_that_is_not_read_says_why(tmp_path, body, message):
    failure = read(tmp_path, body)
    assert isinstance(failure, ingest.Failure)
    assert message in failure.message


def test_an_oversize_page_is_set_aside(tmp_path):
    file = tmp_path / "page.html"
    file.write_text(f"<html><body>{ARTICLE}</body></html>", encoding="utf-8")
    options = ingest.ReadOptions(limits=Limits(page_bytes=200))
    (failure,) = ingest.read(file, options=options)
    assert isinstance(failure, ingest.Failure)
    assert "200 bytes" in failure.message


@pytest.mark.parametrize(
    "tail", ["<!--" * 2000, "<" * 20_000, "<a " + "\"'" * 5000, "<script>" * 2000, "&" * 20_000]
)
def test_broken_markup_behind_an_article_does_no_harm(tmp_path, tail):
    report = read(tmp_path, ARTICLE + tail)
    assert isinstance(report, Report)
    assert report.text.count("a minister said") == 12


def test_letters_are_found_behind_tags_entities_and_blanks():
    source = "<p>One &amp; <b>t</b>wo\n  three</p><script>One & two</script>"
    seen = Visible(source)
    assert seen.letters == "One&twothree"
    runs, _ = seen.locate("One & two three")
    text = "One & two three"
    for run in runs:
        there = source[run.source : run.source + run.length]
        assert text[run.at : run.at + run.length] == there
    assert sum(run.length for run in runs) == len("Onetwothree")


@pytest.mark.gold
def test_article_text_of_the_gold_pages_is_found(shared):
    """F1 over four-word shingles on every fourth gold page, 26 of 102; on all it is .964."""
    import gzip
    import json
    import re
    from collections import Counter

    from dragoman.ingest.page import read_page
    from dragoman.ingest.source import Opened
    from dragoman.lexicon import load_tables

    def shingles(text: str) -> Counter[tuple[str, ...]]:
        words = re.findall(r"\w+", text)
        return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))

    folder = shared / "gold/pages"
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    precision, recall = [], []
    for key in list(truth)[::4]:
        with gzip.open(folder / "html" / f"{key}.html.gz") as stream:
            (report,) = read_page(Opened(key, "page", stream), ingest.ReadOptions(), load_tables())
        assert isinstance(report, Report)
        got = shingles(" ".join(t for label, t in parts(report) if label in {"body", "subhead"}))
        want = shingles(truth[key]["articleBody"])
        both = sum((got & want).values())
        precision.append(both / sum(got.values()))
        recall.append(both / sum(want.values()))
    p, r = (sum(x) / len(x) for x in (precision, recall))
    assert 2 * p * r / (p + r) >= 0.94
