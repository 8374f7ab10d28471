"""A feed becomes one report an entry: whole where the feed has it whole, else a standfirst."""

import json

import pytest

from dragoman import ingest
from dragoman.ingest.fragment import plain_words, read_fragment
from dragoman.ingest.options import Limits
from dragoman.record import Moment, Report

WHOLE = (
    "<p>Norland opened the port of <b>Halm</b> to grain ships on Monday, officials said.</p>"
    "<p>Sudria&#8217;s envoy called it &quot;a first step&quot; &amp; left the talks early.</p>"
    '<p>The port had been shut since March.<br>Two ships wait.</p><div class="s">Share</div>'
)
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Ard Courier</title><link>https://courier.example/</link><language>en-gb</language>
<item><title>Port of Halm opens &amp;amp; ships sail</title><link>https://courier.example/1</link>
<guid>c-1</guid><dc:creator>Mara Lind</dc:creator>
<pubDate>Mon, 05 May 2031 08:15:00 +0200</pubDate>
<description>The port reopens.</description>
<content:encoded><![CDATA[{WHOLE}]]></content:encoded>
</item>
<item><title>Envoy recalled</title><link>https://courier.example/2</link><guid>c-2</guid>
<author>desk@courier.example (Jon Berg)</author><pubDate>32 Foo</pubDate>
<description>&lt;p&gt;Sudria recalled its envoy to Norland.&lt;/p&gt;</description></item>
<item><title>Only a headline</title><link>javascript:alert(1)</link></item>
</channel></rss>
"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Ard Wire</title>
<author><name>Ard Wire</name></author>
<entry><id>tag:wire.example,2031:1</id><title>Talks open</title>
<link rel="alternate" href="https://wire.example/1"/><author><name>Ida Holm</name></author>
<published>2031-05-06T08:00:00+02:00</published><updated>2031-05-06T09:30:00Z</updated>
<content type="html">&lt;p&gt;Norland and Sudria opened talks.&lt;/p&gt;</content></entry>
</feed>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1", "title": "Ard Notes", "language": "en",
    "authors": [{"name": "Per Dahl"}],
    "items": [
        {"id": "1", "url": "https://notes.example/1", "title": "Talks end",
         "content_html": "<p>Norland left the talks.</p>",
         "date_published": "2031-05-07T10:00:00Z"},
        {"id": "1", "content_text": "Sudria <stayed> & waited.", "date_modified": "soon"},
        {"id": "3", "summary": "Nothing came of it."},
        {"id": "4"},
    ],
}  # fmt: skip


def read(folder, content, name="feed.xml", **options):
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = list(ingest.read(file, options=ingest.ReadOptions(**options)))
    for one in found:
        assert one.source.startswith(str(file))
    return found


def key(found):
    return found.source.partition("#")[2]


def parts(report):
    return [(part.label, report.text[part.start : part.end]) for part in report.parts]


@pytest.fixture
def rss(tmp_path):
    return read(tmp_path, RSS)


def test_an_entry_is_a_report_with_what_the_feed_says_of_it(rss):
    first = rss[0]
    assert [key(one) for one in rss] == ["c-1", "c-2", "3"]
    assert first.published == Moment(
        "2031-05-05T08:15:00", "2031-05-05T06:15:00Z", "Mon, 05 May 2031 08:15:00 +0200", "feed"
    )
    assert (first.outlet, first.byline) == ("The Ard Courier", ("Mara Lind",))
    assert (first.url, first.title) == (
        "https://courier.example/1",
        "Port of Halm opens & ships sail",
    )
    assert first.id == Report.id_of(first.url, first.source, first.text)


def test_the_whole_text_is_the_body_and_its_furniture_stands_apart(rss):
    assert parts(rss[0]) == [
        ("title", "Port of Halm opens & ships sail"),
        ("body", "Norland opened the port of Halm to grain ships on Monday, officials said."),
        ("body", 'Sudria’s envoy called it "a first step" & left the talks early.'),
        ("body", "The port had been shut since March."),
        ("body", "Two ships wait."),
    ]
    assert [(f.quote, f.label) for f in rss[0].furniture] == [("Share", "share")]
    assert WHOLE[rss[0].furniture[0].start : rss[0].furniture[0].end] == "Share"


def test_every_traced_letter_stands_in_the_content_of_the_entry(rss):
    report = rss[0]
    for origin in report.origin:
        there = WHOLE[origin.source_start : origin.source_end]
        assert report.text[origin.start : origin.end] == there
    traced = sum(origin.end - origin.start for origin in report.origin)
    assert traced > 0.8 * (len(report.text) - len(report.title))


def test_a_summary_is_a_standfirst_and_no_body(rss):
    assert parts(rss[1]) == [
        ("title", "Envoy recalled"),
        ("standfirst", "Sudria recalled its envoy to Norland."),
    ]
    assert rss[1].standfirst == "Sudria recalled its envoy to Norland."
    assert rss[1].byline == ("Jon Berg",)


def test_a_date_that_is_none_keeps_its_words_and_gives_no_day(rss):
    assert rss[1].published == Moment(None, None, "32 Foo", "feed")
    assert rss[2].published == Moment()


def test_an_address_that_is_none_is_left_out(rss):
    assert (rss[2].url, rss[2].text) == (None, "Only a headline")


def test_atom_tells_published_from_updated(tmp_path):
    (report,) = read(tmp_path, ATOM)
    assert report.published.value == "2031-05-06T08:00:00"
    assert report.updated.instant == "2031-05-06T09:30:00Z"
    assert (report.outlet, report.byline) == ("Ard Wire", ("Ida Holm",))
    assert key(report) == "tag:wire.example,2031:1"
    assert parts(report)[1] == ("body", "Norland and Sudria opened talks.")


def test_json_feed(tmp_path):
    found = read(tmp_path, json.dumps(JSON), "feed.json")
    assert [key(one) for one in found] == ["1", "2", "3", "4"]
    first, second, third, fourth = found
    assert (first.outlet, first.byline, first.language) == ("Ard Notes", ("Per Dahl",), "en")
    assert first.published.instant == "2031-05-07T10:00:00Z"
    assert second.text == "Sudria <stayed> & waited."
    assert second.updated == Moment(None, None, "soon", "feed")
    assert parts(third) == [("standfirst", "Nothing came of it.")]
    assert fourth.message == "an entry without words"


def test_a_given_date_wins(tmp_path):
    assert read(tmp_path, ATOM, published="2030-01")[0].published.value == "2030-01"


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1251", "utf-8-sig"])
def test_the_encoding_of_a_feed_is_found(tmp_path, encoding):
    text = RSS.replace("utf-8", encoding).replace("Only a headline", "Мир")
    assert read(tmp_path, text.replace("’", "'").encode(encoding))[2].title == "Мир"


def test_a_feed_that_is_cut_short_gives_what_is_there_and_says_so(tmp_path):
    *reports, failure = read(tmp_path, RSS[: RSS.index("<item><title>Only")])
    assert [key(one) for one in reports] == ["c-1", "c-2"]
    assert failure.message == "the feed is cut short; 2 of its entries are there"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<rss><channel><title>x</title></channel></rss>", "a feed without entries"),
        ("<feed>" + "<a>" * 200 + "</feed>", "more than 100 deep"),
        ("<rss>" + "<item/>" * 40_000 + "</rss>", "more than 30,000 elements"),
        ('{"version": "https://jsonfeed.org/version/1", "items": 3}', "no list of items"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [', "no JSON"),
        (
            '{"version": "https://jsonfeed.org/version/1", "items": [' + "{}," * 30_000 + "{}]}",
            "more than 30,000 entries",
        ),
    ],
)
def test_a_feed_that_is_not_read_says_why(tmp_path, content, message):
    (failure,) = read(tmp_path, content)
    assert message in failure.message


def test_an_oversize_feed_is_set_aside(tmp_path):
    (failure,) = read(tmp_path, RSS, limits=Limits(feed_bytes=500))
    assert failure.message == "a feed of more than 500 bytes"


BOMB = "<!DOCTYPE rss [" + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10)
) + "]>"  # fmt: skip
OUTSIDE = '<!DOCTYPE rss [<!ENTITY x SYSTEM "{}">]>'


@pytest.mark.parametrize("entity", ["a9", "x"])
def test_entities_are_inert(tmp_path, entity):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    doctype = BOMB if entity == "a9" else OUTSIDE.format(secret.as_uri())
    feed = RSS.replace("<rss ", doctype + "<rss ", 1).replace("Only a headline", f"A &{entity}; b")
    found = read(tmp_path, feed)
    assert len(found) == 3
    assert all(len(one.text) < 1000 and "SECRET" not in one.text for one in found)


def test_a_page_in_xhtml_is_no_feed(tmp_path):
    page = (
        f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{WHOLE * 3}</body>'
    )
    (found,) = read(tmp_path, page)
    assert isinstance(found, Report)
    assert "#" not in found.source


def test_paragraphs_of_a_fragment():
    fragment = read_fragment("a<p>b <i>c</i>d&nbsp;e</p><br>f<br>g<script>x</script>")
    assert fragment.text == "a\n\nb cd e\n\nf\ng"
    assert plain_words("A &amp;amp; <b>B</b>\n C") == "A & B C"
