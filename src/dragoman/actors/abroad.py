"""A text in a language that is not coded -> the actors of the tables that its words name.

Without a parse there are no offices, pronouns or surnames to follow: only whole names that the
tables hold, spelled as they hold them, and that one actor alone bears. States have their names in
the language of the report too, where the tables know it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from dragoman.actors.entities import Cast
from dragoman.actors.names import FIRST_WORD, fold, names_of
from dragoman.record import Mention, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.actors.names import Names, Sense
    from dragoman.lexicon import Tables
    from dragoman.record import Actor, Report

SHORTEST = 4  # letters of a name of one word; shorter ones are words of some language
SHORTEST_NATIVE = 3  # the language is known, and the table leaves out its other words
Place: TypeAlias = tuple[int, int, str]  # first and end offset of a name, and whose it is
LEFT_OUT = frozenset({"ethnic", "religious", "place"})  # their names are other things elsewhere


def find_names(report: Report, tables: Tables) -> tuple[tuple[Mention, ...], tuple[Actor, ...]]:
    """The names in a report that the tables know, in text order, and their actors by id.

    "Selon Vladimir Poutine, le Hamas et la Russie": Hamas, which is spelled as in English, and
    Russia by its French name; the other is spelled as no table has it.
    """
    names, folded = names_of(tables).on(report.published.value), fold(report.text)
    cast = Cast(names.rows)
    spelled = [*_named(folded, names), *_native(folded, tables, report.language)]
    found: list[Mention] = []
    end = 0
    for start, last, actor_id in sorted(spelled, key=lambda each: (each[0], -each[1])):
        if start < end:
            continue  # inside a longer name
        span = Span.of(report.text, start, last)
        actor = cast.known(actor_id).actor
        found.append(
            Mention(
                Mention.id_of(report.id, span), span, actor.id, "name", "table", actor.name,
                candidates=(actor.id,),
            )
        )  # fmt: skip
        end = last
    actors = (entity.actor for entity in cast.entities.values())
    return tuple(found), tuple(sorted(actors, key=lambda actor: actor.id))


def _named(folded: str, names: Names) -> Iterator[Place]:
    """The names as the tables of the coded language spell them."""
    at = 0
    while word := FIRST_WORD.search(folded, at):
        at = word.end()
        begins = word.start() == 0 or not folded[word.start() - 1].isalnum()
        name = names.at(folded, word.start()) if begins and word[0][0].isupper() else None
        if name is None or not (sense := _only(name.senses, names)):
            continue
        words = folded[word.start() : name.end]
        if " " in words or len(words) >= SHORTEST:
            yield word.start(), name.end, sense.actor
            at = name.end


def _native(folded: str, tables: Tables, language: str | None) -> Iterator[Place]:
    """The names as the report's own language spells them, with what it writes joined to them."""
    if not (known := _spellings(tables, language)):
        return
    for found in known.pattern.finditer(folded):
        start, last = found.span("name")
        yield start, last, known.actors[found["name"]]


@dataclass(frozen=True, slots=True)
class _Spellings:
    """The native names of one language: a pattern that finds them, and whose each is."""

    pattern: re.Pattern[str]
    actors: dict[str, str]


@lru_cache(maxsize=8)
def _spellings(tables: Tables, language: str | None) -> _Spellings | None:
    actors = {fold(row.name): row.id for row in tables.native_names if row.language == language}
    actors = {name: actor for name, actor in actors.items() if len(name) >= SHORTEST_NATIVE}
    if not actors:
        return None
    joined = "".join(sorted(row.letters for row in tables.prefixes if row.language == language))
    longest_first = sorted(actors, key=lambda name: (-len(name), name))
    before = rf"(?<!\w)[{joined}]{{0,2}}" if joined else r"(?<!\w)"
    either = "|".join(map(re.escape, longest_first))
    return _Spellings(re.compile(rf"{before}(?P<name>{either})(?!\w)"), actors)


def _only(senses: tuple[Sense, ...], names: Names) -> Sense | None:
    """The sense of a surface that only one actor bears as a name; else None."""
    named = [sense for sense in senses if sense.how == "name"]
    if len(senses) != 1 or not named or names.rows[named[0].actor].kind in LEFT_OUT:
        return None
    return named[0]
