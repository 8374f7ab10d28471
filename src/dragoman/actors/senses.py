"""Names of the tables that mean more than one thing -> the sense that the report's own words give.

"Georgia" beside Atlanta is no state of the Caucasus; "Moscow, Idaho" is a town; "Brussels" acts for
the union where the report names the union.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from dragoman.lexicon.validity import holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dragoman.actors.phrases import Words
    from dragoman.lexicon.schema import ActorRow
    from dragoman.record import Mention

COMMA = re.compile(r",\s+")


class Senses:
    """What a report names without doubt, asked when a name may mean several actors.

    Args:
        text: The report's text.
        mentions: Its mentions with their candidates.
        rows: The actor tables by id.
        words: The word lists of the actor stage.
        day: The day of the report, where it is known.
    """

    def __init__(
        self,
        text: str,
        mentions: Sequence[Mention],
        rows: dict[str, ActorRow],
        words: Words,
        day: str | None = None,
    ) -> None:
        self.text, self.rows, self.day = text, rows, day
        self.namesakes, self.predecessors = words.namesakes, words.predecessors
        self.sure = [m for m in mentions if len(m.candidates) == 1]
        self.starts = {m.span.start: m for m in self.sure}
        self.counts = Counter(self.other(m) or m.candidates[0] for m in self.sure)

    def choose(self, mention: Mention, among: Iterable[str]) -> str | None:
        """The one actor of several, or the one that the report names without doubt elsewhere."""
        senses = list(among)
        if len(senses) == 1:
            return self.other(mention) or self._before(mention, senses[0]) or senses[0]
        ranked = sorted(senses, key=self._rank, reverse=True)
        clear = len(ranked) > 1 and self._rank(ranked[0]) > self._rank(ranked[1])
        return ranked[0] if clear else None

    def _rank(self, actor: str) -> tuple[int, bool, bool]:
        """How likely a shared name means an actor: named otherwise, still there, a union's seat."""
        row = self.rows[actor]
        return self.counts[actor], not row.valid_to, row.kind == "igo"

    def _before(self, mention: Mention, actor: str) -> str | None:
        """The former state whose capital a seat was: of the report's day, or named by it alone.

        "Soviet tanks are ready, Moscow said": the Soviet Union.
        """
        former = self.predecessors.get(actor)
        if former is None or mention.kind != "seat":
            return None
        if self.day:
            return former if holds(self.rows[former], self.day) else None
        named = {m.candidates[0] for m in self.sure if m.kind != "seat"}
        return former if former in named and actor not in named else None

    def other(self, mention: Mention) -> str | None:
        """The state whose name, or whose part's name, a mention shares with the tables' actor.

        None where the report names anything else of the tables' actor, or nothing of the other:
        of a state with a part of that name, a town or region; of a namesake state, anything.
        """
        name = mention.span.quote
        state = self.namesakes.get(name)
        if state is None or mention.kind != "name":
            return None
        beside = [self.rows[m.candidates[0]] for m in self.sure if m.span.quote != name]
        own = self.rows[mention.candidates[0]].country
        if any(row.country == own for row in beside):
            return None
        part = not self.is_namesake(name, state)
        of_other = [row for row in beside if row.country == state]
        return state if any(not part or row.kind == "place" for row in of_other) else None

    def is_namesake(self, name: str, state: str) -> bool:
        """Whether a state bears the name itself and not only a part of it: Congo, not Georgia."""
        return name.casefold() in self.rows[state].name.casefold()

    def place_after(self, mention: Mention) -> ActorRow | None:
        """The region or state that a place's name has after a comma: "Moscow, Idaho"."""
        comma = COMMA.match(self.text, mention.span.end)
        after = self.starts.get(comma.end()) if comma else None
        row = self.rows[after.candidates[0]] if after is not None else None
        return row if row is not None and row.kind in {"place", "state"} else None
