"""Sources made to harm whoever reads them, by name; and what reading one costs, for workers."""

from __future__ import annotations

import gzip
import io
import random
import resource
import time

from dragoman.ingest.reading import read_opened
from dragoman.ingest.source import Opened
from dragoman.record import Report

PARAGRAPH = "Norland and Sudria agreed on Monday to open port {} to grain ships, a minister said."
ARTICLE = "".join(f"<p>{PARAGRAPH.format(n)}</p>" for n in range(12))


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def nested(depth: int, tag: str = "div") -> bytes:
    return page(f"<{tag}>" * depth + ARTICLE + f"</{tag}>" * depth)


def prose(count: int) -> str:
    return "".join(f"<p>{PARAGRAPH.format(n)}</p>" for n in range(count))


def ld(words: str) -> str:
    return f'<script type="application/ld+json">{words}</script>'


TRIVIAL = page(ARTICLE)
# What is read all the same: the article's twelve paragraphs must be there.
READ = {
    "240 nested": lambda: nested(240),
    "260 nested": lambda: nested(260),
    "2,000 nested": lambda: nested(2_000),
    "100,000 nested": lambda: nested(100_000),
    "100,000 nested b behind": lambda: page(ARTICLE + "<b>" * 100_000),
    "attribute of 9 MB": lambda: page(f'{ARTICLE}<p title="{"x" * 9_000_000}">y</p>'),
    "comment of 9 MB": lambda: page(f"{ARTICLE}<!--{'x <b> ' * 1_500_000}-->"),
    "comment that never ends": lambda: page(ARTICLE + "<!-- <b>" * 100_000),
    "JSON-LD of 9 MB": lambda: page(ARTICLE, ld('{"a": "' + "x" * 9_000_000 + '"}')),
    "JSON-LD of 3 million objects": lambda: page(ARTICLE, ld("[" + "{}," * 3_000_000 + "{}]")),
    "JSON-LD without a bottom": lambda: page(ARTICLE, ld("[" * 1_000_000)),
    "20,000 dates in meta": lambda: page(ARTICLE, '<meta name="date" content="32 Foo">' * 14_000),
    "date of a day that never was": lambda: page(
        ARTICLE, '<meta name="date" content="2031-02-30">'
    ),
    "NULs": lambda: TRIVIAL.replace(b"a minister", b"a \0minister"),
    "marks that turn the text around": lambda: TRIVIAL.replace(
        b"a minister", "\u202ea minister\u202c".encode()
    ),
    "lone surrogates": lambda: TRIVIAL.replace(b"<p>", b"<p>&#xd800;\xed\xa0\x80"),
    "UTF-16": lambda: TRIVIAL.decode().encode("utf-16"),
    "UTF-16 without a mark": lambda: TRIVIAL.decode().encode("utf-16-be"),
    "wrong charset": lambda: page(ARTICLE, '<meta charset="utf-16">'),
    "charset that hides markup": lambda: page(ARTICLE, '<meta charset="utf-7">'),
    "charset that is none": lambda: page(ARTICLE, f'<meta charset="{"x" * 40}">'),
    "quotes": lambda: page(ARTICLE + "<a " + "\"'" * 4_000_000),
    "long classes": lambda: page(
        "".join(f'<div class="{"c " * 200}">' for _ in range(190)) + prose(12) + "<p>x" * 3_000
    ),
    "5,000 lists": lambda: page("<ul><li><a href=/x>Foo bar</a></li></ul>" * 4_500 + ARTICLE),
    "table of 7,000 rows": lambda: page(f"{ARTICLE}<table>{'<tr><td>1</td></tr>' * 7_000}</table>"),
}
# What is set aside, with words of the reason.
REFUSED = {
    "page of 50 MB": (lambda: page(prose(550_000)), "more than 10,000,000 bytes"),
    "one line of 50 MB": (lambda: page(ARTICLE + "x" * 50_000_000), "more than 10,000,000 bytes"),
    "one line of 9 MB": (lambda: page(ARTICLE + "x" * 9_000_000), "more than 300,000 letters"),
    "9 MB of words": (lambda: page(f"<p>{'word ' * 1_800_000}"), "more than 300,000 letters"),
    "9 MB of entities": (lambda: page(ARTICLE + "&amp;" * 1_800_000), "more than 300,000 letters"),
    "table of 200,000 rows": (
        lambda: page(f"<table>{'<tr><td>1</td></tr>' * 200_000}</table>{ARTICLE}"),
        "more than 15,000 elements",
    ),
    "list of 200,000 links before the article": (
        lambda: page(f"<ul>{'<li><a href=/x>Foo</a></li>' * 200_000}</ul>{ARTICLE}"),
        "more than 15,000 elements",
    ),
    "1.5 million closing tags": (lambda: page(ARTICLE + "</div>" * 1_500_000), "15,000 elements"),
    "3 million tags that never end": (lambda: page(ARTICLE + "<x " * 3_000_000), "elements"),
    "no words": (lambda: page("<div></div>" * 5_000), "no article found"),
}
DATES = page(f"{ARTICLE}<p>{'12/05/2031 ' * 200_000}")
TEXTS = {
    "a line of 50 MB": (lambda: b"x" * 50_000_000, "more than 2,000,000 letters"),
    "a million lines": (lambda: b"a\n" * 990_000, "more than 50,000 lines"),
    "random bytes": (lambda: random.Random(1).randbytes(2_000_000), "binary data"),
    "a PDF": (lambda: b"%PDF-1.7\n" + b"x" * 100, "a PDF file"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 100, "an image"),
    "a zip": (lambda: b"PK\x03\x04" + b"x" * 100, "a zip file"),
    "a bomb": (lambda: gzip.compress(b"<p>" * 100_000_000, 9), "10,000,000 bytes"),
    "NULs alone": (lambda: b"\0" * 10_000, "binary data"),
    "a feed of 100,000 entries": (
        lambda: b"<rss><channel>" + b"<item><title>x</title></item>" * 100_000,
        "more than 30,000 elements",
    ),
    "a feed of 200,000 levels": (lambda: b"<rss>" + b"<a>" * 200_000, "more than 100 deep"),
    "a feed of 2 million ampersands": (lambda: b"<rss>" + b"& " * 2_000_000, "entities"),
}


def measured(task, shared):
    """The results of reading a source in this process, and what they cost it."""
    name, kind, data = task
    started, held = time.process_time(), _held()
    found = list(read_opened(Opened(name, kind, io.BytesIO(data)), *shared))
    texts = [one.text if isinstance(one, Report) else None for one in found]
    messages = [None if isinstance(one, Report) else one.message for one in found]
    return {
        "texts": texts,
        "messages": messages,
        "seconds": time.process_time() - started,
        "megabytes": (_held() - held) / 1000,
    }


def _held() -> int:
    """Kilobytes of memory that this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
