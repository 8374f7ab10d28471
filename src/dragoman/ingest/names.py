"""Names as a page prints its authors -> persons and agencies apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dragoman.ingest.furniture import Byline, furniture_rules
from dragoman.ingest.head import Author

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from dragoman.lexicon import Tables

TAKEN_OUT = re.compile(r"\([^()]*\)|(?:https?://|www\.|@)\S+|\S+@\S+")
NO_NAME = re.compile(r"\d{3}|[<>{}()]")
EDGES = " \t.,;:-–—|/"
LONGEST_NAME = 60


def sort_authors(
    tree: HtmlElement, authors: Iterable[Author], outlet: str | None, tables: Tables
) -> Byline:
    """Who wrote a page: what it says of itself, else what its byline shows.

    Organisations other than the outlet are agencies, as are names in the table of agencies.
    """
    said = list(_each_name(authors, tables))
    if not said:
        from trafilatura.metadata import extract_author  # noqa: PLC0415 - feeds need none of it

        said = list(_each_name([Author(extract_author(tree) or "")], tables))
    return _sorted(said, outlet, tables)


def sort_names(authors: Iterable[Author], outlet: str | None, tables: Tables) -> Byline:
    """Persons and agencies among some authors; organisations other than the outlet are agencies."""
    return _sorted(list(_each_name(authors, tables)), outlet, tables)


def _sorted(said: list[Author], outlet: str | None, tables: Tables) -> Byline:
    rules = furniture_rules(tables)
    bodies = tuple(a.name for a in said if a.is_body and a.name != outlet)
    sorted_names = rules.names(a.name for a in said if a.name not in bodies)
    return Byline(sorted_names.persons, tuple(dict.fromkeys((*sorted_names.agencies, *bodies))))


def _each_name(authors: Iterable[Author], tables: Tables) -> Iterator[Author]:
    """Every name once, without addresses and the words in front of it."""
    rules = furniture_rules(tables)
    found: dict[str, Author] = {}
    for author in authors:
        words = TAKEN_OUT.sub(" ", author.name)
        opening = rules.openings.match(words)
        words = words[opening.end() :] if opening else words
        for part in [words] if author.is_body else rules.parting.split(words):
            name = part.strip(EDGES)
            if name and len(name) <= LONGEST_NAME and not NO_NAME.search(name):
                found.setdefault(name, Author(name, author.is_body))
    yield from found.values()
