"""Statements -> a look-up from a place in the text to the statement that says it."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from dragoman.record import Statement


class Said:
    """The contents of one report's statements by place."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.by_id = {statement.id: statement for statement in statements}
        self._contents = sorted(
            (span.start, span.end, statement.id)
            for statement in self.by_id.values()
            for span in statement.content
        )
        self._starts = [start for start, _, _ in self._contents]

    def at(self, offset: int) -> Statement | None:
        """The innermost statement whose content holds an offset, or None in the narrator's voice.

        Of several the shortest content counts, and of equal ones the statement nested deeper.
        """
        held = [
            (end - start, -self._depth(id_), start, id_)
            for start, end, id_ in self._contents[: bisect_right(self._starts, offset)]
            if offset < end
        ]
        return self.by_id[min(held)[3]] if held else None

    def innermost(self, token: Token) -> Statement | None:
        """The innermost statement whose content holds a word."""
        return self.at(token.idx)

    def around(self, statement: Statement) -> Statement | None:
        """The statement that another is nested in, or None."""
        return self.by_id.get(statement.inside or "")

    def source_of(self, id_: str | None) -> tuple[str, ...]:
        """Who stands behind a statement: its speakers, and those of the statements around it."""
        keys: list[str] = []
        seen: set[str] = set()
        while id_ in self.by_id and id_ not in seen:
            seen.add(id_)
            statement = self.by_id[id_]
            keys += sorted(role.actor or role.name.casefold() for role in statement.speaker)
            id_ = statement.inside
        return tuple(keys)

    def _depth(self, id_: str) -> int:
        depth, seen = 0, {id_}
        while (outer := self.by_id[id_].inside) in self.by_id and outer not in seen:
            seen.add(outer)
            id_, depth = outer, depth + 1
        return depth
