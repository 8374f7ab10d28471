"""A page's candidates for title and standfirst -> those that the page itself confirms."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from dragoman.ingest.body import make_of
from dragoman.ingest.layout import layout_marks
from dragoman.ingest.lines import has_stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from dragoman.ingest.head import Head
    from dragoman.ingest.visible import Visible
    from dragoman.lexicon import Tables

WORDS = re.compile(r"\w+")
SITE_MARKS = re.compile(r"\s+(?:[|–—·•»]|-|::)\s+")
LONGEST_TITLE, LONGEST_STANDFIRST, SHORTEST_STANDFIRST = 300, 600, 25
STANDFIRST_ELEMENTS = ("p", "div", "h2", "h3", "h4", "span", "ul", "header")
MOST_CHILDREN = 8  # of an element that holds a standfirst and no more
MADE_ALIKE = 3  # paragraphs of one make from which it is the make of the article


def same_words(one: str, other: str) -> bool:
    """Whether two texts have the same words, marks and capitals aside."""
    words = _words(one)
    return bool(words) and words == _words(other)


def _words(text: str) -> list[str]:
    return WORDS.findall(text.casefold())


def find_title(tree: HtmlElement, head: Head) -> str | None:
    """The title: the first heading where the page's data confirm it, else what the data say.

    Of a heading and the data's headline, the one is taken that another source repeats; the site's
    name behind a bar or dash is left out.
    """
    headings = [text for element in tree.iter("h1") if (text := text_of(element))]
    window = [text for element in tree.iter("title") if (text := text_of(element))][:1]
    said = [*head.titles, *window]
    bare = [without_site(text, head.outlet) for text in said]
    for heading in headings:
        if len(heading) <= LONGEST_TITLE and any(
            same_words(heading, text) for text in [*said, *bare]
        ):
            return heading
    for at, text in enumerate(bare[: len(head.titles)]):
        if any(same_words(text, other) for n, other in enumerate(bare) if n != at):
            return text
    candidates = [*(headings if len(headings) == 1 else []), *bare]
    return next((text for text in candidates if len(text) <= LONGEST_TITLE), None)


def without_site(title: str, outlet: str | None) -> str:
    """A title without the name of its site at the end."""
    parts = SITE_MARKS.split(title)
    if len(parts) < 2:
        return title
    last = parts[-1]
    if set(_words(last)) & set(_words(outlet or "")) or len(_words(last)) <= 3:
        return title[: title.rindex(last)].rstrip(" |–—·•»:-\t")
    return title


def text_of(element: HtmlElement) -> str:
    """The words of an element, blanks run together."""
    return " ".join(element.text_content().split())


def find_standfirst(
    tree: HtmlElement, head: Head, blocks: Sequence[str], seen: Visible, tables: Tables
) -> str | None:
    """The standfirst: what stands above the article and sums it up, or None.

    It is the page's description of itself where that has an element of its own, else an
    element whose class names call it a standfirst, else a first paragraph that is bold
    throughout. A description that repeats a paragraph made like all others is no standfirst.
    """
    usual = Counter(make_of(p) for p in tree.iter("p") if text_of(p) in blocks)
    names, marks = tables.words("ingest_standfirst_classes"), layout_marks(tables)
    lowest = max((seen.find(block) for block in blocks[:2]), default=0)
    classed: list[str] = []
    described: list[str] = []
    for element in tree.iter(*STANDFIRST_ELEMENTS):
        if len(element) > MOST_CHILDREN:
            continue
        text = text_of(element)
        if not SHORTEST_STANDFIRST <= len(text) <= LONGEST_STANDFIRST or marks.is_caption(text):
            continue
        if usual[make_of(element)] >= MADE_ALIKE or not 0 <= seen.find(text) <= lowest:
            continue
        if any(same_words(text, said) for said in head.descriptions):
            described.append(text)
        elif any(name in (element.get("class") or "").lower() for name in names):
            classed.append(text)
    return next(iter([*described, *classed, *_bold_opening(tree, blocks)]), None)


def _bold_opening(tree: HtmlElement, blocks: Sequence[str]) -> Iterator[str]:
    """The article's first paragraph where it alone is bold throughout."""
    bold = [
        any(len(text_of(child)) == len(text_of(p)) for child in p.iter("strong", "b"))
        for p in _paragraphs_of(tree, blocks[:2])
    ]
    if bold[:2] == [True, False] and has_stop(blocks[0]):
        yield blocks[0]


def _paragraphs_of(tree: HtmlElement, blocks: Sequence[str]) -> Iterator[HtmlElement]:
    """The elements that hold some blocks, as far as they follow each other in the tree."""
    wanted = list(blocks)
    for element in tree.iter("p"):
        if wanted and text_of(element) == wanted[0]:
            wanted.pop(0)
            yield element
