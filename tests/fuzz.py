"""Seeds damaged at random -> reports or reasons, checked; ``make fuzz`` runs it long.

Every case is made of a seed number and its own, so what is found can be found again. Cases are read
in a process that is stopped where one takes too long, which is a finding too.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import random
import sys
import time
from pathlib import Path

from dragoman.ingest import Failure, ReadOptions
from dragoman.ingest.decode import UNFIT, decode, fit
from dragoman.ingest.opening import Opening
from dragoman.ingest.reading import read_opened
from dragoman.ingest.source import Opened
from dragoman.lexicon import load_tables
from dragoman.workers import Allowance, Stopped, Workers

DATA = Path(__file__).parent / "data" / "ingest"
ARTICLE = "".join(
    f"<p>Norland and Sudria agreed on Monday to open port {n} to ships, a minister said.</p>"
    for n in range(6)
)
RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title>
<language>en</language>
<item><guid>1</guid><title>A &amp;amp; b</title><link>https://x.example/1</link>
<author>a@b.c (Jo)</author>
<pubDate>Mon, 05 May 2031 08:15:00 +0200</pubDate>
<description><![CDATA[{ARTICLE}]]></description></item>
<item><title>Two</title>
<description>&lt;p&gt;Short &amp;#8217;.&lt;/p&gt;</description>
</item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><id>t:1</id>
<title type="html">T</title><link href="https://x.example/2"/><updated>2031-05-06T09:30:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{ARTICLE}</div></content></entry></feed>"""
JSON_FEED = json.dumps({
    "version": "https://jsonfeed.org/version/1.1", "title": "Notes",
    "items": [{"id": "1", "content_html": ARTICLE, "date_published": "2031-05-07T10:00:00Z"}],
})  # fmt: skip


def _record(body: bytes, kind: str = "response") -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://x.example/3\r\n"
        "WARC-Date: 2031-05-06T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"  # fmt: skip


PAGE = (DATA / "page.html").read_bytes()
WARC = _record(PAGE) + _record(b"", "revisit") + _record(f"<body>{ARTICLE}</body>".encode())
SEEDS = {
    "page": PAGE,
    "plain": (DATA / "scraped.txt").read_bytes(),
    "rss": RSS.encode(),
    "atom": ATOM.encode(),
    "json": JSON_FEED.encode(),
    "rows": (DATA / "rows.jsonl").read_bytes(),
    "warc": WARC,
    "warc.gz": b"".join(gzip.compress(_record(PAGE)) for _ in range(3)),
}
KINDS = {"page": "page", "plain": "plain", "rss": "feed", "atom": "feed", "json": "feed"}
PIECES = [
    b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&", b"&amp;", b"&#0;", b"&#xd800;",
    b"&#x10ffff;", b"\0", b"\xff", b"\xed\xa0\x80", "\u202e".encode(), "\u2028".encode(), b"\r",
    b"\n\n", b"<p>", b"</p>", b"<div>", b"</div>", b"<table><tr><td>", b"<script>", b"<style>",
    b"<br>", b'"', b"'", b"=", b"{", b"}", b"[", b"]", b"\\u0000", b"\x1f\x8b\x08", b"WARC/1.0\r\n",
    b"Content-Length: 99\r\n", b"Content-Length: -1\r\n", b"HTTP/1.1 200 OK\r\n",
    b"Content-Encoding: gzip\r\n", b"Transfer-Encoding: chunked\r\n", b"<base href=//x>",
    b'<meta charset="utf-16">', b'<meta name="date" content="2031-02-30">', b"<title>", b"<h1>",
    b"<body>", b"</body>", b"<html lang=xx>", b"By ", b"Published: ", b"Share\n", b"12/05/2031",
]  # fmt: skip


def damaged(seed: bytes, chance: random.Random) -> bytes:
    """A seed after one to eight changes."""
    data = bytearray(seed)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 3, 20, 200, 2_000)))
        match chance.randrange(7):
            case 0:
                data[at:at] = chance.choice(PIECES) * chance.choice((1, 1, 1, 5, 300))
            case 1:
                del data[at:end]
            case 2:
                data[at:at] = data[at:end] * chance.choice((1, 2, 20))
            case 3 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case 4:
                del data[at:]
            case 5:
                other = chance.choice(list(SEEDS.values()))
                where = chance.randrange(len(other))
                data[at:end] = other[where : where + 500]
            case _:
                data[at:end] = bytes(chance.randrange(256) for _ in range(end - at))
    return bytes(data[:2_000_000])


def case(seed: int, number: int) -> tuple[str, bytes]:
    """The kind and the bytes of one case."""
    chance = random.Random(f"{seed}/{number}")
    kind = chance.choice(list(SEEDS))
    return kind, damaged(SEEDS[kind], chance)


def check(found, source: str | None) -> None:
    """Raises AssertionError where a report's offsets, parts or words are not what they must be.

    ``source`` is the decoded source that offsets count into, where it is known.
    """
    if isinstance(found, Failure):
        assert found.message
        return
    text = found.text
    assert text
    assert not UNFIT.search(text)
    at = 0
    for part in found.parts:
        assert at <= part.start < part.end <= len(text)
        at = part.end
    last = 0
    for origin in found.origin:
        assert last <= origin.start < origin.end <= len(text)
        assert origin.end - origin.start == origin.source_end - origin.source_start
        last = origin.end
        if source is not None:
            there = source[origin.source_start : origin.source_end]
            assert text[origin.start : origin.end] == there
    for line in found.furniture:
        assert line.start < line.end
        assert line.end - line.start == len(line.quote)
        assert source is None or fit(source[line.start : line.end]) == line.quote
    for moment in (found.published, found.updated):
        assert moment.value is None or moment.signal is not None


def read(kind: str, data: bytes, tables) -> list:
    """What a case gives, checked."""
    options = ReadOptions()
    if kind in KINDS:
        opened = [Opened("case", KINDS[kind], io.BytesIO(data))]
    else:
        file = "case.jsonl" if kind == "rows" else "case.warc"
        opened = list(Opening(options.limits).stream("case", file, io.BytesIO(data)))
        # streams are read in order: those of an archive hold their own bytes
    found = []
    for one in opened:
        found += [one] if isinstance(one, Failure) else read_opened(one, options, tables)
    source = None
    if kind == "page":
        source = fit(decode(data, page=True).text)
    elif kind == "plain":
        source = decode(data).text
    for one in found:
        check(one, source)
    return found


def run(task: tuple[int, int], tables) -> str | None:
    """What is wrong with a case; None where nothing is. This is what workers do."""
    kind, data = case(*task)
    try:
        first = read(kind, data, tables)
        assert first or not data.strip() or kind == "rows", "nothing came out of it"
        assert read(kind, data, tables) == first, "it was read otherwise a second time"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
        import traceback

        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
    return None


def fuzz(seed: int, seconds: float, cases: int | None = None) -> tuple[int, list[str]]:
    """How many cases were read, and the findings among them."""
    findings, number = [], 0
    ends = time.monotonic() + seconds
    with Workers("fuzz:run", load_tables(), allowance=Allowance(6.0, 60.0)) as workers:
        while time.monotonic() < ends and (cases is None or number < cases):
            wrong = workers.run((seed, number))
            if wrong is not None:
                words = wrong.reason if isinstance(wrong, Stopped) else wrong
                findings.append(f"seed {seed}, case {number} ({case(seed, number)[0]}): {words}")
            number += 1
    return number, findings


def main() -> int:
    """Fuzzes for some time; writes what was found beside saying it."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--case", type=int, help="write this one case to standard output")
    asked = parser.parse_args()
    if asked.case is not None:
        sys.stdout.buffer.write(case(asked.seed, asked.case)[1])
        return 0
    count, findings = fuzz(asked.seed, asked.seconds)
    print("\n".join(findings))  # noqa: T201 - a program
    print(f"{count:,} cases of seed {asked.seed}, {len(findings)} findings")  # noqa: T201
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
