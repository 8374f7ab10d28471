"""A row with dates and a day -> whether the row holds then, and the codes a state has then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.lexicon.schema import StateCode

QUALIFIERS = "?~%"  # EDTF's marks for uncertain and approximate; they move no bound


class Dated(Protocol):
    """A row that holds from one EDTF date to another; empty is open."""

    @property
    def valid_from(self) -> str:
        """The first day, month or year."""

    @property
    def valid_to(self) -> str:
        """The last day, month or year."""


def holds(row: Dated, day: str | None) -> bool:
    """Whether a row may hold on a day; without a day, always.

    Dates are compared as far as both are precise: a row from 1991-12-26 on may hold in 1991.

    Args:
        row: A row of an actor or state table.
        day: A year, month or day, ``1991-12-26``, also with a time behind it.
    """
    return not day or (begun(row, day) and not over(row, day))


def begun(row: Dated, day: str) -> bool:
    """Whether a row may hold on a day or has held before it; once it has, it has on later days."""
    first = row.valid_from.rstrip(QUALIFIERS)
    return _common(first, day) <= _common(day, first)


def over(row: Dated, day: str) -> bool:
    """Whether a row holds no more on a day; once it does not, it does not on later days."""
    last = row.valid_to.rstrip(QUALIFIERS)
    return _common(day, last) > _common(last, day)


def _common(date: str, other: str) -> str:
    return date[: len(other)]


def codes_on(states: Iterable[StateCode], actor: str, day: str | None = None) -> list[StateCode]:
    """The codes of a state on a day, oldest first; without a day, those of all its time.

    Empty where the state did not exist, was occupied, or is in no list of states.
    """
    rows = (row for row in states if row.id == actor and holds(row, day))
    return sorted(rows, key=lambda row: row.valid_from)
