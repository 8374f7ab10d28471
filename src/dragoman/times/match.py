"""The words a rule took, by kind, and what stands beside them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Token

    from dragoman.times.expressions import Direction
    from dragoman.times.lexemes import Lexed


@dataclass(frozen=True, slots=True)
class Match:
    """The lexemes from ``first`` to ``last`` (exclusive) that a rule took, by kind.

    ``fields`` gives the lexeme of each name of the pattern, ``names`` its kind; ``token`` the token
    at an offset, ``direction`` the side of now that the clause is on.
    """

    lexed: Lexed
    first: int
    last: int
    fields: dict[str, int]
    names: dict[str, str]
    token: Callable[[int], Token | None]
    direction: Callable[[], Direction]

    def _place(self, name: str) -> int | None:
        """The lexeme of a name; a kind that a pattern names again has an underscore more."""
        while name in self.names:
            if name in self.fields:
                return self.fields[name]
            name += "_"
        return None

    def value(self, name: str) -> str:
        """The value of a named lexeme, or "" where the pattern did not need it."""
        at = self._place(name)
        return "" if at is None else self.lexed.kinds[at].get(self.names[name], "")

    def number(self, *names: str) -> int | None:
        """The value of the first of some names that is there, as a number."""
        told = next((v for v in map(self.value, names) if v), "")
        return int(told) if told else None

    def has(self, name: str) -> bool:
        """Whether the match holds such a lexeme."""
        return self._place(name) is not None

    def is_kind(self, kind: str) -> bool:
        """Whether the first lexeme is also of a kind the pattern does not name."""
        return kind in self.lexed.kinds[self.first]

    def token_of(self, name: str) -> Token | None:
        """The token a named lexeme stands in."""
        at = self._place(name)
        return None if at is None else self.token(self.lexed.starts[at])

    def neighbour(self, step: int) -> int | None:
        """The number of the lexeme before (-1) or behind (1) the match."""
        at = self.first if step < 0 else self.last - 1
        return next(self.lexed.neighbours(at, step), None)

    def neighbour_token(self, step: int) -> Token | None:
        """The token before or behind the match."""
        at = self.neighbour(step)
        return None if at is None else self.token(self.lexed.starts[at])

    def neighbour_is(self, step: int, *kinds: str) -> bool:
        """Whether the neighbour is of one of the kinds; ``start`` where there is none."""
        at = self.neighbour(step)
        if at is None:
            return "start" in kinds
        return any(kind in self.lexed.kinds[at] for kind in kinds)


def count_of(match: Match) -> str:
    """The number before a unit as digits, or X where it is not told."""
    if match.has("vague"):
        return "X"
    told = match.value("number") or match.value("integer") or match.value("article")
    return str(int(told)) if told else match.value("decimal") or "X"


def is_conjunction(match: Match, *names: str) -> bool:
    """Whether "that" only opens a clause ("said that day labourers …")."""
    tokens = [match.token_of(name) for name in names if match.has(name)]
    return any(token is not None and token.pos_ == "SCONJ" for token in tokens)


def is_part_of_number(text: str, start: int, end: int) -> bool:
    """Whether letters, digits, a currency or a percent sign are glued to a stretch of text."""
    before = text[start - 1] if start else " "
    behind = text[end] if end < len(text) else " "
    return (
        before.isalnum()
        or behind.isalnum()
        or before in "_@#/"
        or behind in "_%@"
        or unicodedata.category(before) == "Sc"
        or unicodedata.category(behind) == "Sc"
    )
