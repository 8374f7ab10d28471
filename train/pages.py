"""A folder of pages with their articles by hand -> texts as people copy them, lines labelled.

The folder has ``ground-truth.json`` (name -> ``url``, ``articleBody``) and ``html/NAME.html.gz``,
as the article extraction benchmark of scrapinghub has them. Each page gives three texts: the
whole page, the container of its article with what leaks into it, and the bare article.
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from inscriptis import get_text
from resiliparse.extract.html2text import extract_plain_text

from dragoman.ingest.decode import decode, fit
from dragoman.ingest.furniture import rule_labels
from dragoman.ingest.lines import Line, split_lines
from dragoman.ingest.opening import Opened
from dragoman.ingest.options import ReadOptions
from dragoman.ingest.page import read_page
from dragoman.record import Report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dragoman.lexicon import Tables
    from dragoman.record import FurnitureLabel

WORD = re.compile(r"\w+")
GRAM = 4  # words
HALF_BODY = 0.6  # share of a line's grams that are the article's, from which the line is


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text's lines, what rules say of them, and whether each is the report's."""

    kind: str
    site: str
    title: str | None
    lines: list[Line]
    rules: dict[int, FurnitureLabel]
    right: list[bool]


def read_pages(folder: Path, tables: Tables) -> Iterator[Labelled]:
    """The three texts of each page, by name."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for name, told in sorted(truth.items()):
        path = folder / "html" / f"{name}.html.gz"
        data = gzip.decompress(path.read_bytes())
        page = fit(decode(data, None, page=True).text)
        article = told["articleBody"]
        texts = {
            "container": extract_plain_text(
                page, main_content=True, alt_texts=False, list_bullets=False
            ),
            "page": get_text(page),
            "article": article,
        }
        heads = _heads(data, tables)
        site = urlsplit(told.get("url", name)).netloc.removeprefix("www.") or name
        for kind, text in texts.items():
            if lines := split_lines(text):
                rules = rule_labels(lines, tables)
                right = [*_of_the_article(lines, article, heads)]
                yield Labelled(kind, site, heads[0] if heads else None, lines, rules, right)


def words_of(text: str) -> list[str]:
    """The words of a text in small letters."""
    return WORD.findall(text.lower())


def _heads(page: bytes, tables: Tables) -> list[str]:
    """The title and the standfirst, which the hand-made texts leave out and reports keep."""
    report = next(read_page(Opened("", "page", BytesIO(page)), ReadOptions(), tables))
    found = (report.title, report.standfirst) if isinstance(report, Report) else ()
    return [text for text in found if text]


def _of_the_article(lines: list[Line], article: str, heads: list[str]) -> Iterator[bool]:
    """Whether each line is the article's: most of its grams are, or a short one stands in it."""
    words = words_of(article)
    grams = {tuple(words[at : at + GRAM]) for at in range(len(words) - GRAM + 1)}
    whole = {tuple(words_of(line)) for line in [*article.splitlines(), *heads]}
    for line in lines:
        told = words_of(line.text)
        count = len(told) - GRAM + 1
        found = sum(tuple(told[at : at + GRAM]) in grams for at in range(max(0, count)))
        yield tuple(told) in whole or (count > 0 and found >= HALF_BODY * count)
