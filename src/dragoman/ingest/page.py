"""A saved page -> a Report: what it says of itself, its article, and the furniture around it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree, html

from dragoman.ingest.body import read_body
from dragoman.ingest.compose import Piece, compose
from dragoman.ingest.dates import dated_page
from dragoman.ingest.decode import decode, fit
from dragoman.ingest.furniture import furniture_rules
from dragoman.ingest.head import read_head
from dragoman.ingest.headline import find_standfirst, find_title, same_words
from dragoman.ingest.language import declared_language, language_of
from dragoman.ingest.layout import Dateline, cut_dateline, layout_marks
from dragoman.ingest.markup import flatten
from dragoman.ingest.names import sort_authors
from dragoman.ingest.options import Failure
from dragoman.ingest.plain import best_moment, part_text
from dragoman.ingest.profiles import repeats_of
from dragoman.ingest.source import with_source
from dragoman.ingest.visible import Visible
from dragoman.ingest.visit import own_address
from dragoman.record import Furniture, Moment, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

    from dragoman.ingest.body import Block
    from dragoman.ingest.head import Head
    from dragoman.ingest.options import ReadOptions
    from dragoman.ingest.source import Opened
    from dragoman.ingest.visit import Visit
    from dragoman.lexicon import Tables
    from dragoman.record import FurnitureLabel, Origin

MOST_FURNITURE = 200  # lines kept of a page; link lists of real ones run into thousands
LONGEST_FURNITURE = 300
ASIDE_LABELS: dict[str, FurnitureLabel] = {
    "nav": "navigation", "header": "navigation", "menu": "navigation", "button": "navigation",
}  # fmt: skip


def read_page(opened: Opened, options: ReadOptions, tables: Tables) -> Iterator[Report | Failure]:
    """The report of a page, or why there is none: too large, or no article on it."""
    limits = options.limits
    data = opened.stream.read(limits.page_bytes + 1)
    sha = hashlib.sha256(data).hexdigest()
    if len(data) > limits.page_bytes:
        yield Failure(opened.name, f"a page of more than {limits.page_bytes:,} bytes", sha)
        return
    declared = opened.visit.charset if opened.visit else None
    source = fit(decode(data, options.encoding, page=True, declared=declared).text)
    flat, elements = flatten(source, limits.page_elements)
    if elements > limits.page_elements:
        message = f"a page of more than {limits.page_elements:,} elements"
        yield Failure(opened.name, message, sha)
        return
    seen = Visible(source, limits.page_letters)
    if len(seen.letters) > limits.page_letters:
        yield Failure(opened.name, f"a page of more than {limits.page_letters:,} letters", sha)
        return
    try:
        found = _read(flat, seen, Named(opened.name, sha, opened.visit), options, tables)
        yield with_source(found, source, options)
    except Exception as error:  # noqa: BLE001 - foreign parsers on any bytes; what they raise is told
        yield Failure(opened.name, f"the page cannot be read: {type(error).__name__}: {error}", sha)


@dataclass(frozen=True, slots=True)
class Named:
    """A source's name, the hash of its bytes, and how they were got."""

    source: str
    raw_sha256: str
    visit: Visit | None = None


def _read(
    flat: str, seen: Visible, named: Named, options: ReadOptions, tables: Tables
) -> Report | Failure:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    try:
        tree = html.document_fromstring(flat.encode("utf-8"), parser=parser)
    except etree.ParserError:
        return Failure(named.source, "no page: no element in it", named.raw_sha256)
    blocks = read_body(tree)
    if not blocks:
        message = "no article found on the page (its words may come by script, or there are none)"
        return Failure(named.source, message, named.raw_sha256)
    head = read_head(tree)
    address = own_address(head.url, named.visit)
    repeats = repeats_of(options.profile, head.outlet)
    blocks = [block for block in blocks if not repeats(block.text)] or blocks
    laid = lay_out_page(tree, head, blocks, seen, tables)
    made = compose(laid.pieces, seen.source)
    if not made.text:
        return Failure(named.source, "nothing but furniture on the page", named.raw_sha256)
    dates = layout_marks(tables).dates
    published = head.published or best_moment(
        dated_page(tree, seen.words_in_order, address, dates) or Moment(), laid.published
    )
    byline = sort_authors(tree, head.authors, head.outlet, tables)
    # Templates declare the wrong language on 5 of 145 real pages; the words are right on all.
    language = language_of(made.text, tables) or declared_language(head.language)
    return Report(
        id=Report.id_of(address, named.source, made.text),
        source=named.source,
        text=made.text,
        raw_sha256=named.raw_sha256,
        url=address,
        outlet=head.outlet,
        title=part_text(made.text, made.parts, "title"),
        standfirst=part_text(made.text, made.parts, "standfirst"),
        byline=byline.persons,
        agencies=tuple(dict.fromkeys((*byline.agencies, *laid.agencies))),
        language=language,
        published=options.moment or published,
        updated=head.updated or Moment(),
        parts=made.parts,
        furniture=tuple(_furniture(seen, made.origin, tables, repeats)),
        origin=made.origin,
    )


@dataclass(frozen=True, slots=True)
class LaidPage:
    """The pieces of a page's report in order, and what its datelines say."""

    pieces: list[Piece]
    published: Moment
    agencies: tuple[str, ...]


def lay_out_page(
    tree: HtmlElement, head: Head, blocks: list[Block], seen: Visible, tables: Tables
) -> LaidPage:
    """The pieces of a page: its title and standfirst, each once, and its article's blocks."""
    title = find_title(tree, head)
    texts = [block.text for block in blocks]
    standfirst = find_standfirst(tree, head, texts, seen, tables)
    pieces: list[Piece] = []
    if title:
        pieces.append(Piece("title", title, seen.locate(title)[0]))
    if standfirst:
        pieces.append(Piece("standfirst", standfirst, seen.locate(standfirst)[0]))
    article = [
        block for block in blocks
        if not any(text and same_words(text, block.text) for text in (title, standfirst))
    ]  # fmt: skip
    body = _body(tree, article, seen, tables)
    return replace(body, pieces=[*pieces, *body.pieces])


def _body(tree: HtmlElement, blocks: list[Block], seen: Visible, tables: Tables) -> LaidPage:
    marks, rules = layout_marks(tables), furniture_rules(tables)
    captions = {" ".join(e.text_content().split()) for e in tree.iter("figcaption")}
    pieces: list[Piece] = []
    published, after, begun = Moment(), 0, False
    dateline = Dateline()
    for block in blocks:
        if rules.label(block.text):
            continue
        runs, after = seen.locate(block.text, after)
        piece = Piece(block.label, block.text, runs)
        if block.text in captions or marks.is_caption(block.text):
            pieces.append(replace(piece, label="caption"))
        elif not begun and (moment := marks.dates.only(block.text, "text")):
            published = moment
            pieces.append(replace(piece, label="dateline"))
        elif begun or block.label != "body":
            pieces.append(piece)
        else:
            cut, dateline = cut_dateline(piece, marks)
            pieces += cut
            begun = True
    published = published if published.value else dateline.published
    return LaidPage(pieces, published, dateline.agencies)


def _furniture(
    seen: Visible, origin: tuple[Origin, ...], tables: Tables, repeats: Callable[[str], bool]
) -> Iterator[Furniture]:
    """The page's visible lines that are no part of the text, the first two hundred of them."""
    rules = furniture_rules(tables)
    taken = sorted((o.source_start, o.source_end) for o in origin)
    at = kept = 0
    for stretch in seen.stretches:
        while at < len(taken) and taken[at][1] <= stretch.start:
            at += 1
        if at < len(taken) and taken[at][0] < stretch.end:
            continue
        words = seen.source[stretch.start : stretch.end]
        if len(words) > LONGEST_FURNITURE or not any(map(str.isalnum, words)):
            continue
        other: FurnitureLabel = "repeated" if repeats(words) else "other"
        label = rules.label(words) or ASIDE_LABELS.get(stretch.aside or "", other)
        yield Furniture(stretch.start, stretch.end, words, label)
        kept += 1
        if kept == MOST_FURNITURE:
            return
