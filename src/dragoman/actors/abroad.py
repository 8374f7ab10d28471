"""A text in a language that is not coded -> the actors of the tables that its words name.

Without a parse there are no offices, pronouns or surnames to follow: only whole names that the
tables hold, spelled as they hold them, and that one actor alone bears.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.actors.entities import Cast
from dragoman.actors.names import FIRST_WORD, fold, names_of
from dragoman.record import Mention, Span

if TYPE_CHECKING:
    from dragoman.actors.names import Names, Sense
    from dragoman.lexicon import Tables
    from dragoman.record import Actor, Report

SHORTEST = 4  # letters of a name of one word; shorter ones are words of some language
LEFT_OUT = frozenset({"ethnic", "religious", "place"})  # their names are other things elsewhere


def find_names(report: Report, tables: Tables) -> tuple[tuple[Mention, ...], tuple[Actor, ...]]:
    """The names in a report that the tables know, in text order, and their actors by id.

    "Selon Vladimir Poutine, le Hamas": Hamas alone, since the tables spell the other as English
    does.
    """
    names = names_of(tables).on(report.published.value)
    folded, cast = fold(report.text), Cast(names.rows)
    found: list[Mention] = []
    at = 0
    while word := FIRST_WORD.search(folded, at):
        at = word.end()
        begins = word.start() == 0 or not folded[word.start() - 1].isalnum()
        name = names.at(folded, word.start()) if begins and word[0][0].isupper() else None
        if name is None or not (sense := _only(name.senses, names)):
            continue
        words = folded[word.start() : name.end]
        if " " not in words and len(words) < SHORTEST:
            continue
        span = Span.of(report.text, word.start(), name.end)
        actor = cast.known(sense.actor).actor
        found.append(
            Mention(
                Mention.id_of(report.id, span), span, actor.id, "name", "table", actor.name,
                candidates=(actor.id,),
            )
        )  # fmt: skip
        at = name.end
    actors = (entity.actor for entity in cast.entities.values())
    return tuple(found), tuple(sorted(actors, key=lambda actor: actor.id))


def _only(senses: tuple[Sense, ...], names: Names) -> Sense | None:
    """The sense of a surface that only one actor bears as a name; else None."""
    named = [sense for sense in senses if sense.how == "name"]
    if len(senses) != 1 or not named or names.rows[named[0].actor].kind in LEFT_OUT:
        return None
    return named[0]
