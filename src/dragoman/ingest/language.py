"""The language of a text: what was declared, or what its words show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.lexicon import Tables

SHORTEST = 200  # code points; below it, guesses are not worth storing
LOOKED_AT = 600
TELLING_SHARE = 0.25  # of a text's words; no text in another language comes near it
WORDS = re.compile(r"[^\W\d_]+")
TAG = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")


def declared_language(tag: str | None) -> str | None:
    """The language of a tag such as ``en-GB``; None where it is none."""
    found = TAG.match(tag.strip()) if tag else None
    return found[0].lower() if found else None


def language_of(text: str, tables: Tables) -> str | None:
    """The language of a text by its words; None where it is too short to tell.

    A text full of the small words of the tables' own language is in that language; for others
    a character model is asked.
    """
    if len(text) < SHORTEST:
        return None
    head = text[:LOOKED_AT]
    words = WORDS.findall(head.casefold())
    small = tables.words("ingest_telling_words")
    if words and sum(word in small for word in words) >= TELLING_SHARE * len(words):
        return tables.language
    import py3langid  # noqa: PLC0415 - unpacking its model takes longer than reading a report

    return str(py3langid.classify(head)[0])
