"""A name, as a person gives it -> the one actor it means by the record and the tables."""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from dragoman.errors import UsageError
from dragoman.lexicon import load_actors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Fetch = Callable[[str, Any], Iterator[tuple[Any, ...]]]

NEAR = 8  # actors or names that are listed where one is not clear
LIKE = 0.7  # how like a name must be to be listed, by difflib's ratio
COMPARED = 20_000  # names of the record that a misspelt one is compared with
BY_ID = "SELECT id FROM known WHERE id = ?"
BY_NAME = "SELECT id FROM known WHERE folded = ? ORDER BY id"
HERE = "SELECT id FROM known WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
HOLDING = "SELECT id, folded FROM known WHERE folded LIKE ? ESCAPE '\\' ORDER BY id LIMIT 1000"
NAME = "SELECT name FROM known WHERE id = ?"
NAMES = """
    SELECT name FROM known WHERE codings > 0
     ORDER BY -(statements + events + positions), id LIMIT ?
"""


class Naming:
    """Whom names mean in one record.

    Args:
        fetch: Runs a query on the record and gives its rows.
        canonical: Who stands for an actor by the decisions.
    """

    def __init__(self, fetch: Fetch, canonical: Callable[[str], str]) -> None:
        self.fetch, self.canonical = fetch, canonical

    def actor(self, words: str) -> str:
        """The actor that a name means.

        An id comes before a name of the record, that before one of the tables (name or alias, then
        adjective, people or seat), and that before a part of a name. Where several are so named,
        those that the record knows come before those it does not.

        Args:
            words: The name, in any case of letters.

        Raises:
            UsageError: Nobody is so named, and names near it are listed; or several are.
        """
        asked = " ".join(words.split())
        for found in self._tiers(asked):
            meant = sorted({self.canonical(actor) for actor in found})
            here = self._here(meant) or meant
            if len(here) == 1:
                return here[0]
            if here:
                listed = ", ".join(f"{actor} ({self.name(actor)})" for actor in here[:NEAR])
                more = f" and {len(here) - NEAR} more" if len(here) > NEAR else ""
                raise UsageError(
                    f"{words}: {len(here)} actors are so named: {listed}{more} (give an id)"
                )
        raise UsageError(
            f"{words}: nobody in the record or the tables is so named{self._near(asked)}"
        )

    def _tiers(self, asked: str) -> Iterator[list[str]]:
        """Who has a name, the surest way of having it first."""
        folded = asked.casefold()
        yield [actor for (actor,) in self.fetch(BY_ID, (asked,))]
        yield [actor for (actor,) in self.fetch(BY_NAME, (folded,))]
        rows = load_actors()
        yield [row.id for row in rows if folded in _folded(row.name, *row.aliases)]
        yield [r.id for r in rows if folded in _folded(*r.adjectives, *r.people, *r.seats)]
        yield [row.id for row in rows if row.id.casefold() == folded]
        yield self._holding(folded)

    def _holding(self, folded: str) -> list[str]:
        """Actors of the record whose name holds the words, whole."""
        escaped = re.sub(r"([%_\\])", r"\\\1", folded)
        whole = re.compile(rf"(?<!\w){re.escape(folded)}(?!\w)")
        rows = self.fetch(HOLDING, (f"%{escaped}%",)) if folded else ()
        return [actor for actor, name in rows if whole.search(name)]

    def _here(self, actors: list[str]) -> list[str]:
        return [actor for (actor,) in self.fetch(HERE, (json.dumps(actors),))]

    def name(self, actor: str) -> str:
        """What an actor is called, by the record or else the tables."""
        for (name,) in self.fetch(NAME, (actor,)):
            return str(name)
        return next((row.name for row in load_actors() if row.id == actor), actor)

    def _near(self, asked: str) -> str:
        """Names like one that nobody has, those of the record first."""
        known = [name for (name,) in self.fetch(NAMES, (COMPARED,))]
        names = {name.casefold(): name for name in (*known, *(r.name for r in load_actors()))}
        near = get_close_matches(asked.casefold(), names, NEAR, LIKE)
        found = ", ".join(names[folded] for folded in near)
        return f" (near it: {found})" if found else " (dragoman actors lists those of the record)"


def _folded(*names: str) -> list[str]:
    return [name.casefold() for name in names]
