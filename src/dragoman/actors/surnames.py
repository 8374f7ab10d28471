"""A bare last word -> the actors of the tables that a report has named by more than it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.actors.clusters import name_words
from dragoman.actors.reading import ORGANISED
from dragoman.actors.spelling import alike

if TYPE_CHECKING:
    from dragoman.actors.entities import Cast
    from dragoman.actors.phrases import Words

Surnames = dict[tuple[str, ...], list[str]]


def surnames_of(cast: Cast, words: Words) -> Surnames:
    """The actors of the tables that a last word means: a surname, "the Guards".

    The first word too where the family name comes first: "Kim".
    """
    found: dict[tuple[str, ...], list[str]] = {}
    for entity in cast.entities.values():
        kind, names = entity.actor.kind, [entity.actor.name]
        if kind in ORGANISED:
            names = [seen.mention.span.quote for seen in entity.seen]
        elif kind != "person":
            continue
        for name in dict.fromkeys(names):
            parts = name_words(name, words)
            last = [parts[-1:]] if parts else []
            if parts and kind == "person" and entity.actor.country in words.family_first:
                last.append(parts[:1])
            for word in last:
                known = found.setdefault(word, [])
                if len(parts) > 1 and entity.id not in known:
                    known.append(entity.id)
    return found


def meant_by(word: tuple[str, ...], surnames: Surnames) -> list[str]:
    """Whom a name of one word means by the tables' names, in any spelling."""
    if word in surnames:
        return surnames[word]
    near = [ids for words, ids in surnames.items() if alike(words[0], word[0])]
    return near[0] if len(near) == 1 else []
