"""Scored links -> groups that do not drift: no longer than some days, no two held by one thread."""

from __future__ import annotations

from dataclasses import dataclass
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
    group = {item: [item] for item in held}
    ranked = sorted(
        (-score, one, other) for one, near in held.items() for other, score in near.items()
        if one < other
    )  # fmt: skip
    for _, one, other in ranked:
        less, more = sorted((group[one], group[other]), key=lambda g: (len(g), min(g)))
        if less is more or not _fit(less, more, days, span) or not _holds(less, more, held):
            continue
        more.extend(less)
        for item in less:
            group[item] = more
    found = {min(each): tuple(sorted(each)) for each in group.values()}
    return [each for _, each in sorted(found.items()) if len(each) > 1]


def _fit(
    less: list[str], more: list[str], days: Mapping[str, int | None], span: int
) -> bool:  # fmt: skip
    known = [day for item in (*less, *more) if (day := days.get(item)) is not None]
    return not known or max(known) - min(known) <= span


def _holds(less: list[str], more: list[str], held: dict[str, dict[str, float]]) -> bool:
    other = set(more)
    total = sum(score for item in less for near, score in held[item].items() if near in other)
    return total >= HELD * len(less)
