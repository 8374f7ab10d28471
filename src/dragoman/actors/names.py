"""Actor tables -> a look-up from a place in a text to the actors that the words there may name."""

from __future__ import annotations

import copy
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Self

from dragoman.lexicon.validity import holds

if TYPE_CHECKING:
    from dragoman.lexicon import Tables
    from dragoman.lexicon.schema import ActorRow

How = Literal["name", "adjective", "people", "seat"]
SPACES = re.compile(r"(\s+)")
FIRST_WORD = re.compile(r"[^\W_]+")


def _folding() -> dict[int, str]:
    """A translation that never changes a text's length: marks and accents to plain letters."""
    table = {ord(c): "'" for c in "’‘`´ʼʻ"} | {ord(c): "-" for c in "‐‑‒–"}
    table |= {ord(c): " " for c in "\u00a0\u2009\u202f\n\t"}
    for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFKD", chr(point))[0]
        if base.isascii() and base.isalpha():
            table[point] = base
    return table


FOLDING = _folding()


def fold(text: str) -> str:
    """The text with accents, curly marks and special spaces made plain, of the same length.

    >>> fold("Erdoğan’s")
    "Erdogan's"
    """
    return text.translate(FOLDING)


@dataclass(frozen=True, slots=True)
class Sense:
    """One actor that a surface may name, and how: by name, adjective, people or seat."""

    actor: str
    how: How


@dataclass(frozen=True, slots=True)
class Found:
    """A surface found in a text: its end offset and its senses, in the order of the tables."""

    end: int
    senses: tuple[Sense, ...]


class Names:
    """The surfaces of all actor tables.

    Args:
        tables: The tables of one language.
    """

    def __init__(self, tables: Tables) -> None:
        self.rows: dict[str, ActorRow] = {row.id: row for row in tables.actors}
        self.own = tables.own
        self.day: str | None = None
        surfaces: dict[str, list[Sense]] = {}
        for row in tables.actors:
            for how, words in _surfaces(row):
                sense = Sense(row.id, how)
                known = surfaces.setdefault(fold(words), [])
                if sense not in known:
                    known.append(sense)
        self.by_first: dict[str, list[tuple[str, tuple[Sense, ...]]]] = {}
        for words in sorted(surfaces, key=lambda w: (-len(w), w)):
            first = FIRST_WORD.match(words)
            if first is not None:
                entry = (words, tuple(surfaces[words]))
                self.by_first.setdefault(first.group(), []).append(entry)

        self.lower_first = frozenset(w for w in self.by_first if w[0].islower())

    def on(self, day: str | None) -> Self:
        """The same look-up for a day: of several actors of one name only those of that time."""
        view = copy.copy(self)
        view.day = day
        return view

    def at(self, folded: str, start: int) -> Found | None:
        """The longest surface that begins at an offset of a folded text and ends with a word."""
        first = FIRST_WORD.match(folded, start)
        if first is None:
            return None
        for words, senses in self.by_first.get(first.group(), ()):
            if folded.startswith(words, start):
                end = start + len(words)
                if end >= len(folded) or not folded[end].isalnum():
                    return Found(end, self.meant(senses))
        return None

    def meant(self, senses: tuple[Sense, ...]) -> tuple[Sense, ...]:
        """The senses of the look-up's day, or all where none holds then; a user's come alone."""
        if len(senses) == 1:
            return senses
        then = tuple(s for s in senses if holds(self.rows[s.actor], self.day)) or senses
        return tuple(s for s in then if s.actor in self.own) or then


def _surfaces(row: ActorRow) -> list[tuple[How, str]]:
    named: list[tuple[How, str]] = [("name", words) for words in (row.name, *row.aliases)]
    named += [("adjective", words) for words in row.adjectives]
    named += [("people", words) for words in row.people]
    named += [("seat", words) for words in row.seats]
    return named


_BUILT: dict[str, Names] = {}


def names_of(tables: Tables) -> Names:
    """The look-up of some tables, built once per digest."""
    if tables.digest not in _BUILT:
        _BUILT[tables.digest] = Names(tables)
    return _BUILT[tables.digest]


@lru_cache(maxsize=65_536)
def slug(words: str) -> str:
    """Words as part of an id: plain lower-case letters and digits joined by hyphens.

    >>> slug("Recep Tayyip Erdoğan")
    'recep-tayyip-erdogan'
    """
    plain = unicodedata.normalize("NFKD", fold(words)).lower()
    kept = "".join(c if c.isalnum() else "-" for c in plain if not unicodedata.combining(c))
    return "-".join(part for part in kept.split("-") if part)


def unshouted(text: str, names: Names) -> str:
    """A text, folded, with words of lines in capitals spelled as names are, of the same length.

    "INDIA SLAMS EU": "India Slams EU", since the tables know EU and not INDIA.
    """
    lines = text.split("\n")
    return fold("\n".join(_spelled(fold(s), names) if s.isupper() else s for s in lines))


def _spelled(line: str, names: Names) -> str:
    kept = (w if names.at(w, 0) else w.title() for w in SPACES.split(line))
    return "".join(kept)
