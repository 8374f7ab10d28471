"""What an actor of a report is called -> its sector, by offices, roles and kinds of body."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.actors.entities import Entity
    from dragoman.lexicon import Tables
    from dragoman.parse import Parse
    from dragoman.record import Actor, Span

NEAR = 8  # tokens from a name to the words that say its sector
LISTS = "sector."  # the word lists of sectors are called by this and the sector
_READ: dict[str, tuple[dict[tuple[str, ...], str], int]] = {}


def in_sector(actor: Actor, entity: Entity | None, parse: Parse, tables: Tables) -> Actor:
    """An actor with its sector and the words for it, where the report's words say one.

    Somebody named is what their offices say; somebody merely described is what they are called.
    """
    if actor.sector or actor.known == "table":
        return actor
    called = () if entity is None else sorted(entity.offices)
    whole = () if actor.kind == "person" and called else (actor.name,)
    sector = sector_of((*called, *whole), tables)
    if sector is None:
        return actor
    words = _words_for(sector, entity, parse, tables) if entity is not None else None
    return replace(actor, sector=sector, sector_span=words)


def _words_for(sector: str, entity: Entity, parse: Parse, tables: Tables) -> Span | None:
    """The words that say a sector, nearest to the first name of the actor that has such near it."""
    known, longest = _phrases(tables)
    for seen in entity.seen:
        sentence = parse.doc[seen.token].sent
        words = [token.lower_ for token in sentence]
        here = seen.token - sentence.start
        found = [
            (max(start - here, here - start - length + 1, 0), -length, start)
            for start in range(len(words))
            for length in range(1, longest + 1)
            if known.get(tuple(words[start : start + length])) == sector
        ]
        away, length, start = min(found, default=(NEAR + 1, 0, 0))
        if away <= NEAR:
            return parse.span_of(list(sentence[start : start - length]))
    return None


def sector_of(called: Iterable[str], tables: Tables) -> str | None:
    """The sector that some phrases say: of those found, the first in the order of PLOVER's manual.

    In each phrase the longest listed words count, and every word once.
    """
    words = (phrase.lower().split() for phrase in called)
    found = {sector for phrase in words for sector in _sectors(phrase, *_phrases(tables))}
    return next((row.id for row in tables.sectors if row.id in found), None)


def _sectors(words: list[str], known: dict[tuple[str, ...], str], longest: int) -> set[str]:
    left, found = list(words), set()
    for length in range(min(longest, len(left)), 0, -1):
        for start in range(len(left) - length + 1):
            sector = known.get(tuple(left[start : start + length]))
            if sector:
                found.add(sector)
                left[start : start + length] = [""] * length
    return found


def _phrases(tables: Tables) -> tuple[dict[tuple[str, ...], str], int]:
    """The sector of each listed phrase, and the words of the longest; read once per digest."""
    if tables.digest not in _READ:
        known = {
            tuple(phrase.split()): name.removeprefix(LISTS)
            for name in sorted(tables.lists)
            if name.startswith(LISTS)
            for phrase in sorted(tables.words(name))
        }
        _READ[tables.digest] = known, max(map(len, known), default=0)
    return _READ[tables.digest]
