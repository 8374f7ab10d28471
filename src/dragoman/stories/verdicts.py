"""Two rows that cannot both be so -> a contradiction, or one source's newer word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dragoman.stories.deeds import days_meet

if TYPE_CHECKING:
    from dragoman.stories.telling import Telling

Verdict = Literal["contradicted", "updated"]
DENIED = 14  # days after a deed within which a denial without a date can be of it


@dataclass(frozen=True, slots=True)
class Against:
    """That a row stands against another, which of the two came first, and what meets.

    Of an update, ``one`` is the older row and ``other`` the newer; of a contradiction, ``one`` is
    what is affirmed or for, ``other`` what is denied or against.
    """

    one: Telling
    other: Telling
    verdict: Verdict
    why: str


def judged(affirmed: Telling, denied: Telling, why: str) -> Against:
    """A contradiction, unless one source says the one first and the other on a later day."""
    first, last = sorted((affirmed, denied), key=lambda row: (row.published or 0, row.row))
    if (
        first.published is not None
        and last.published is not None
        and first.published < last.published
        and first.is_of_one_source(last)
    ):
        return Against(first, last, "updated", why)
    return Against(affirmed, denied, "contradicted", why)


def can_be_of(denial: Telling, event: Telling) -> bool:
    """Whether the days allow a denial to be of an event: it comes after it, and soon."""
    if denial.dated and event.dated:
        return days_meet(denial, event)
    if denial.published is None or event.last is None or event.first is None:
        return False
    known = max(event.last, event.published or event.last)
    return event.first <= denial.published <= known + DENIED
