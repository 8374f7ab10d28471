"""The language of a text: what was declared, or what its words show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.lexicon import Tables

SHORTEST = 200  # code points; below it, guesses are not worth storing
LOOKED_AT = 600
TELLING_SHARE = 0.15  # of a text's words; 19 in 20 English texts have .23, Finnish ones up to .12
AHEAD = 10.0  # log-odds by which another language must be the likelier; names alone give less
WORDS = re.compile(r"[^\W\d_]+")
LATIN = re.compile(r"[A-Za-z\u00aa-\u024f\u1e00-\u1eff]+")
TAG = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")


def declared_language(tag: str | None) -> str | None:
    """The language of a tag such as ``en-GB``; None where it is none."""
    found = TAG.match(tag.strip()) if tag else None
    return found[0].lower() if found else None


def language_of(text: str, tables: Tables) -> str | None:
    """The language of a text by its words; None where it is too short to tell, or tells nothing.

    A text full of the small words of the tables' own language is in that language; for others
    a character model is asked, of Latin letters alone where most words are of them: a name
    in another script counts for more than all words beside it.
    """
    if len(text) < SHORTEST:
        return None
    head = text[:LOOKED_AT]
    words = WORDS.findall(head.casefold())
    small = tables.words("ingest_telling_words")
    if words and sum(word in small for word in words) >= TELLING_SHARE * len(words):
        return tables.language
    from dragoman.ingest.letters import load_letters  # noqa: PLC0415 - numpy, and 3 MB to unpack

    chances = load_letters().chances(_in_one_script(head))
    if not chances:
        return None
    likeliest = max(chances, key=lambda language: chances[language])
    if likeliest != tables.language and tables.language in chances:
        ahead = chances[likeliest] - chances[tables.language]
        return None if ahead < AHEAD else likeliest
    return likeliest


def _in_one_script(text: str) -> str:
    """The text without words of other letters where most of its words are of Latin ones."""
    words = WORDS.findall(text)
    latin = sum(LATIN.fullmatch(word) is not None for word in words)
    if 2 * latin <= len(words):
        return text
    return WORDS.sub(lambda word: word[0] if LATIN.fullmatch(word[0]) else " ", text)
