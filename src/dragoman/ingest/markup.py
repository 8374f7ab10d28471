"""A page's source -> its tags by place: enough to flatten what is nested too deep."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Every alternative ends at the source's end where its closing mark is missing, so that no input
# is scanned more than once.
TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|template|title)\b[^<>]*>.*?(?:</(?P=raw)\b[^<>]*>?|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-z][a-z0-9:-]*)(?:[^<>\"']++|\"[^\"<]*\"|'[^'<]*'|[\"'])*+>?"
    r"|<[!?][^<>]*>?",
    re.IGNORECASE | re.DOTALL,
)
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
CLOSES_ITSELF = frozenset(("p", "li", "td", "th", "tr", "option", "dd", "dt"))
PARAGRAPHS = frozenset(
    ("html", "body", "main", "article", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li")
)
MOST_TAGS = 15  # for each element that may be left: 100,000 nested ones can be flattened
DEEP, TOO_DEEP = 100, 200  # lxml-based extractors give an empty text at about 256


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the source; ``name`` is in small letters."""

    start: int
    end: int
    name: str
    closes: bool


def tags(source: str) -> Iterator[Tag]:
    """The tags of a page in order, without those inside comments, scripts and styles."""
    for found in TOKEN.finditer(source):
        if found["name"]:
            yield Tag(found.start(), found.end(), found["name"].lower(), bool(found["close"]))


def flatten(source: str, most_elements: int) -> tuple[str, int]:
    """The page with tags nested too deep blanked out, and how many elements are left.

    Beyond a depth of 100 only tags that make paragraphs stay, beyond 200 none. Blanks are as long
    as the tags, so offsets stay. Stops, with one more than wanted, where there are more elements
    or many times as many tags.
    """
    open_tags: list[tuple[str, bool]] = []  # name, and whether it was blanked
    cuts: list[tuple[int, int]] = []
    depth = elements = 0
    for number, tag in enumerate(tags(source)):
        if elements > most_elements or number > MOST_TAGS * most_elements:
            return source, most_elements + 1
        if tag.closes:
            at = _opened(open_tags, tag.name)
            if at is None:
                continue
            if open_tags[at][1]:
                cuts.append((tag.start, tag.end))
            depth -= sum(not blanked for _, blanked in open_tags[at:])
            del open_tags[at:]
            continue
        if tag.name in VOID or source[tag.end - 2 : tag.end] == "/>":
            elements += 1
            continue
        if tag.name in CLOSES_ITSELF and open_tags and open_tags[-1][0] == tag.name:
            depth -= not open_tags.pop()[1]
        blanked = depth >= TOO_DEEP or (depth >= DEEP and tag.name not in PARAGRAPHS)
        if blanked:
            cuts.append((tag.start, tag.end))
        open_tags.append((tag.name, blanked))
        depth += not blanked
        elements += not blanked
    return _blank(source, cuts), elements


def _opened(open_tags: list[tuple[str, bool]], name: str) -> int | None:
    """Where the innermost open tag of a name stands, among the last two hundred."""
    for at in range(len(open_tags) - 1, max(-1, len(open_tags) - 1 - TOO_DEEP), -1):
        if open_tags[at][0] == name:
            return at
    return None


def _blank(source: str, cuts: list[tuple[int, int]]) -> str:
    if not cuts:
        return source
    chunks, at = [], 0
    for start, end in cuts:
        chunks += [source[at:start], " " * (end - start)]
        at = end
    chunks.append(source[at:])
    return "".join(chunks)
