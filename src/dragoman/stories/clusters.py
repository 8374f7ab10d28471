"""Scored links -> groups that do not drift: no longer than some days, no two held by one thread."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HELD = 0.25  # of score, by which each member of the lesser of two groups is held on average


@dataclass(frozen=True, slots=True)
class Link:
    """That two items belong together, and how surely, 0 to 1."""

    one: str
    other: str
    score: float


def clusters(
    days: Mapping[str, int | None], links: Iterable[Link], span: int
) -> list[tuple[str, ...]]:
    """The groups of two and more, sorted; the same for the same items and links in any order.

    The surest links join first. Two groups join if together they last no longer than ``span`` and
    the members of the lesser are held by the other: one report that tells two things does not
    make one of them.

    Args:
        days: The day of each item, an ordinal; items without one have no part in the span.
        links: Links between them; of several between two items, the surest counts.
        span: The most days from the first to the last.
    """
    held: dict[str, dict[str, float]] = {}
    for link in links:
        for one, other in ((link.one, link.other), (link.other, link.one)):
            near = held.setdefault(one, {})
            near[other] = max(near.get(other, 0.0), link.score)
    group = {item: _Group.of(item, days.get(item)) for item in held}
    ranked = sorted(
        (-score, one, other) for one, near in held.items() for other, score in near.items()
        if one < other
    )  # fmt: skip
    for _, one, other in ranked:
        first, second = group[one], group[other]
        if first is second or first.days_with(second) > span:
            continue
        less, more = sorted((first, second), key=lambda each: (len(each.items), each.least))
        if less.is_held_by(more, held):
            more.take_in(less)
            group.update(dict.fromkeys(less.items, more))
    found = {each.least: tuple(sorted(each.items)) for each in group.values()}
    return [each for _, each in sorted(found.items()) if len(each) > 1]


@dataclass(slots=True, eq=False)
class _Group:
    """Items that are one so far, the least of them, and their first and last day, if any."""

    items: set[str]
    least: str
    first: int | None
    last: int | None

    @classmethod
    def of(cls, item: str, day: int | None) -> _Group:
        """The group of one item."""
        return cls({item}, item, day, day)

    def days_with(self, other: _Group) -> int:
        """How many days the two groups last together, from the first to the last."""
        first, last = self._ends(other)
        return 0 if first is None or last is None else last - first

    def is_held_by(self, other: _Group, held: Mapping[str, Mapping[str, float]]) -> bool:
        """Whether the links of this group's items to those of another are enough, on average."""
        total = fsum(
            score for item in self.items for near, score in held[item].items()
            if near in other.items
        )  # fmt: skip
        return total >= HELD * len(self.items)

    def take_in(self, other: _Group) -> None:
        """Makes the items of another group its own."""
        self.first, self.last = self._ends(other)
        self.items |= other.items
        self.least = min(self.least, other.least)

    def _ends(self, other: _Group) -> tuple[int | None, int | None]:
        if self.first is None or self.last is None:
            return other.first, other.last
        if other.first is None or other.last is None:
            return self.first, self.last
        return min(self.first, other.first), max(self.last, other.last)
