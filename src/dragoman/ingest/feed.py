"""RSS, Atom and JSON Feed -> Reports, one an entry: its full text where the feed has it."""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import dataclass, replace
from time import struct_time
from typing import TYPE_CHECKING, Any

from dragoman.ingest.decode import decode, fit
from dragoman.ingest.fragment import Fragment, plain_words, read_fragment
from dragoman.ingest.head import Author, read_stamp
from dragoman.ingest.language import declared_language
from dragoman.ingest.names import sort_names
from dragoman.ingest.options import Failure
from dragoman.ingest.plain import Given, report_of, too_long
from dragoman.ingest.source import with_source
from dragoman.record import Moment, Part, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.ingest.options import ReadOptions
    from dragoman.ingest.source import Opened
    from dragoman.lexicon import Tables

REFERENCE = re.compile(r"&#([0-9]{1,9}|[xX][0-9a-fA-F]{1,8});")
PROLOG = re.compile(r"\s*<\?xml\b[^<>]*\?>")
DECLARED = re.compile(rb"""<\?xml[^<>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
TAG = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(?P<close>/)?(?P<name>[A-Za-z_][^<>\s/]*)"
    r"(?:[^<>\"']++|\"[^\"<]*\"|'[^'<]*'|[\"'])*+>?",
    re.DOTALL,
)
ENDS = re.compile(r"</(?:rss|(?:\w{1,20}:)?feed|rdf:RDF)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.DOTALL)
ADDRESS = re.compile(r"https?://[^\s<>\"]{1,4000}", re.IGNORECASE)
MAIL_AND_NAME = re.compile(r"\S+@\S+\s*\(([^()]{1,80})\)")
KEY = re.compile(r"\S{1,200}")
DEEPEST = 100  # elements within each other; a feed has five or six, and XHTML in it some more
ENTITIES = 10  # for each element that may stand; a page in them has some dozen for a tag
SUMMARY_WORDS = 100  # of an entry's description; a longer one is the report itself


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a feed as it says of itself; ``words`` are HTML unless ``is_plain``."""

    key: str | None
    url: str | None
    title: str
    words: str
    is_plain: bool
    is_summary: bool
    published: Moment | None
    updated: Moment | None
    authors: tuple[str, ...]
    language: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: who publishes it, and its entries; ``fault`` says where it could not be read on."""

    outlet: str | None
    items: tuple[Item, ...]
    fault: str | None = None


def read_feed(opened: Opened, options: ReadOptions, tables: Tables) -> Iterator[Report | Failure]:
    """The reports of a feed, one an entry, in its order; its faults as Failures."""
    limits = options.limits
    data = opened.stream.read(limits.feed_bytes + 1)
    sha = hashlib.sha256(data).hexdigest()
    if len(data) > limits.feed_bytes:
        yield Failure(opened.name, f"a feed of more than {limits.feed_bytes:,} bytes", sha)
        return
    in_file = DECLARED.search(data[:400])
    declared = opened.visit.charset if opened.visit else None
    declared = declared or (in_file[1].decode("ascii") if in_file else None)
    text = fit(decode(data, options.encoding, declared=declared).text).lstrip("\ufeff")
    if text.lstrip().startswith("{"):
        feed = _json_feed(text, limits.feed_elements)
    elif refused := _too_much(text, limits.feed_elements):
        feed = Feed(None, (), refused)
    else:
        feed = _xml_feed(text)
    yield from _reports(feed, opened.name, options, tables)
    if feed.fault is not None:
        yield Failure(opened.name, feed.fault, sha)


def _reports(
    feed: Feed, name: str, options: ReadOptions, tables: Tables
) -> Iterator[Report | Failure]:
    seen: set[str] = set()
    for number, item in enumerate(feed.items, 1):
        key = item.key if item.key and KEY.fullmatch(item.key) else str(number)
        key = str(number) if key in seen else key
        seen.add(key)
        yield _report(item, f"{name}#{key}", feed.outlet, options, tables)


def _report(
    item: Item, source: str, outlet: str | None, options: ReadOptions, tables: Tables
) -> Report | Failure:
    if refused := too_long(item.words, options.limits):
        return Failure(source, refused, _sha(item.words))
    given = Given(
        source,
        _sha(item.words),
        title=item.title or None,
        published=options.moment or item.published,
        updated=item.updated,
        outlet=outlet,
        url=item.url,
    )
    fragment = Fragment.plain(item.words) if item.is_plain else read_fragment(item.words)
    report = report_of(fragment.text, given, tables) if fragment.text else _headline(given)
    if isinstance(report, Failure):
        return report
    byline = sort_names(map(Author, item.authors), outlet, tables)
    report = fragment.traced(report)
    if item.is_summary:
        report = _summed_up(report)
    report = replace(
        report,
        byline=byline.persons or report.byline,
        agencies=tuple(dict.fromkeys((*byline.agencies, *report.agencies))),
        language=report.language or declared_language(item.language),
    )
    return with_source(report, item.words, options)


def _headline(given: Given) -> Report | Failure:
    """The report of an entry that is a title and nothing else."""
    text = " ".join(fit(given.title or "").split())
    if not text:
        return Failure(given.source, "an entry without words", given.raw_sha256)
    return Report(
        id=Report.id_of(given.url, given.source, text),
        source=given.source,
        text=text,
        raw_sha256=given.raw_sha256,
        url=given.url,
        outlet=given.outlet,
        title=text,
        published=given.published or Moment(),
        updated=given.updated or Moment(),
        parts=(Part(0, len(text), "title"),),
    )


def _summed_up(report: Report) -> Report:
    """The report with its body as the standfirst that it is: the feed holds no more of it."""
    parts = tuple(
        replace(part, label="standfirst") if part.label == "body" else part for part in report.parts
    )
    words = [report.text[p.start : p.end] for p in parts if p.label == "standfirst"]
    return replace(report, parts=parts, standfirst=" ".join(words) or None)


def _too_much(text: str, most: int) -> str | None:
    """What is too much of a feed for a parser of XML; None where nothing is."""
    if text.count("&") > ENTITIES * most:
        return f"a feed of more than {ENTITIES * most:,} entities"
    elements = depth = 0
    for tag in TAG.finditer(text):
        if tag["close"]:
            depth -= 1
        elif tag["name"]:
            elements += 1
            depth += not tag[0].endswith("/>")
        if elements > most:
            return f"a feed of more than {most:,} elements"
        if depth > DEEPEST:
            return f"a feed with elements more than {DEEPEST} deep"
    return None


def _xml_feed(text: str) -> Feed:
    """A feed of RSS or Atom, read by feedparser, which is given bytes and fetches nothing."""
    import feedparser  # noqa: PLC0415 - a fifth of a second, and a JSON feed needs none of it

    data = REFERENCE.sub(_meant, PROLOG.sub("", text, count=1)).encode("utf-8")
    try:
        parsed = feedparser.parse(
            io.BytesIO(data),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        items = tuple(_xml_item(entry, parsed) for entry in parsed.entries)
    except Exception as error:  # noqa: BLE001 - a foreign parser on any bytes; what it raises is told
        return Feed(None, (), f"the feed cannot be read: {type(error).__name__}: {error}")
    fault = None
    if not items and not parsed.get("version"):
        fault = f"no feed that can be read: {parsed.get('bozo_exception', 'neither RSS nor Atom')}"
    elif not items:
        fault = "a feed without entries"
    elif not ENDS.search(text[-1000:]):
        fault = f"the feed is cut short; {len(items):,} of its entries are there"
    return Feed(_words((parsed.get("feed") or {}).get("title")), items, fault)


def _meant(reference: re.Match[str]) -> str:
    """A reference as it stands; U+FFFD where it is to no letter, at which feedparser stops."""
    digits = reference[1]
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    is_letter = 0 < number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return reference[0] if is_letter else "\ufffd"


def _xml_item(entry: Any, parsed: Any) -> Item:
    contents = [c for c in entry.get("content", ()) if (c.get("value") or "").strip()]
    full = max(contents, key=lambda content: len(content["value"]), default=None)
    words = full or entry.get("summary_detail") or {}
    value = str(words.get("value") or "")
    return Item(
        key=_words(entry.get("id")) or _address(entry.get("link")),
        url=_address(entry.get("link")),
        title=plain_words(entry.get("title") or ""),
        words=value,
        is_plain=words.get("type") == "text/plain" and "<" not in value and "&" not in value,
        is_summary=full is None and len(value.split()) <= SUMMARY_WORDS,
        published=_moment(entry, "published") or _dated_once(entry, parsed),
        updated=_moment(entry, "updated"),
        authors=tuple(_authors(entry) or _authors(parsed.feed)),
        language=entry.get("language") or parsed.feed.get("language"),
    )


def _dated_once(entry: Any, parsed: Any) -> Moment | None:
    """The one date of an entry of RSS, which feedparser takes for its last change."""
    is_atom = (parsed.get("version") or "").startswith("atom")
    return None if is_atom else _moment(entry, "updated")


def _authors(of: Any) -> list[str]:
    """The names of the authors, without the addresses that RSS asks for."""
    whole = str(of.get("author") or "")
    if found := MAIL_AND_NAME.fullmatch(whole.strip()):
        return [found[1]]
    return [name for author in of.get("authors", ()) if (name := author.get("name"))] or [whole]


def _moment(entry: Any, field: str) -> Moment | None:
    """A date of an entry; where it can be read by nobody, its words alone."""
    printed = _words(dict.get(entry, field))
    if printed is None:
        return None
    moment = read_stamp(printed, "feed")
    if moment is None and isinstance(parsed := dict.get(entry, f"{field}_parsed"), struct_time):
        stamp = "{:04d}-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}Z".format(*parsed[:6])
        if read := read_stamp(stamp, "feed"):
            moment = replace(read, printed=printed)
    return moment or Moment(None, None, printed, "feed")


def _json_feed(text: str, most: int) -> Feed:
    """A JSON Feed of at most so many entries."""
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        return Feed(None, (), f"no JSON: {error}")
    entries = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(entries, list):
        return Feed(None, (), "no JSON Feed: it has no list of items")
    if len(entries) > most:
        return Feed(None, (), f"a feed of more than {most:,} entries")
    items = tuple(_json_item(entry, feed) for entry in entries if isinstance(entry, dict))
    return Feed(_words(feed.get("title")), items, None if items else "a feed without entries")


def _json_item(entry: dict[str, Any], feed: dict[str, Any]) -> Item:
    full = _text(entry, "content_html"), _text(entry, "content_text")
    words = full[0] or full[1] or _text(entry, "summary")
    return Item(
        key=_words(entry.get("id")) or _address(entry.get("url")),
        url=_address(entry.get("url")),
        title=plain_words(_text(entry, "title")),
        words=words,
        is_plain=not full[0],
        is_summary=not any(full),
        published=_stamp(entry.get("date_published")),
        updated=_stamp(entry.get("date_modified")),
        authors=tuple(_json_authors(entry) or _json_authors(feed)),
        language=_words(entry.get("language")) or _words(feed.get("language")),
    )


def _json_authors(of: dict[str, Any]) -> list[str]:
    """The names under ``authors``, or under ``author`` as version 1 has it."""
    given = of.get("authors") or [of.get("author")]
    people: Iterable[Any] = given if isinstance(given, list) else [given]
    return [name for one in people if isinstance(one, dict) and (name := _words(one.get("name")))]


def _stamp(value: Any) -> Moment | None:
    printed = _words(value)
    if printed is None:
        return None
    return read_stamp(printed, "feed") or Moment(None, None, printed, "feed")


def _text(entry: dict[str, Any], field: str) -> str:
    value = entry.get(field)
    return fit(value) if isinstance(value, str) else ""


def _words(value: Any) -> str | None:
    """A value as words on one line; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(fit(str(value)).split()) or None


def _address(value: Any) -> str | None:
    words = _words(value)
    return words if words and ADDRESS.fullmatch(words) else None


def _sha(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
