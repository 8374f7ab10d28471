"""Two sides, issues or places as two reports name them -> whether they can be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dragoman.stories.telling import Side

CONCEPTS = 0.6  # of the concepts of two issues, what both must name


def one_doer(ones: Sequence[Side], others: Sequence[Side]) -> bool:
    """Whether somebody is on both sides: the same actor, the same state, or the same words.

    A minister stands for his state, but of two persons, or a person and a body, of one state
    neither for the other.
    """
    return any(_is_one_doer(one, other) for one in ones for other in others)


def _is_one_doer(one: Side, other: Side) -> bool:
    if one.actor and other.actor and (one.is_person or other.is_person):
        return one.actor == other.actor or any(
            side.actor == side.state and one.unit == other.unit for side in (one, other)
        )
    if one.unit and other.unit:
        return one.unit == other.unit
    return bool(one.words & other.words)


def one_object(ones: Sequence[Side], others: Sequence[Side]) -> bool | None:
    """Whether a deed was done to the same; None where one of the two names nobody.

    A state stands for its places and for what acts for it ("entered Novoazovsk", "entered
    Ukraine"); of two places, two persons or two bodies of one state, neither stands for the other.
    """
    if not ones or not others:
        return None
    return any(_is_one_object(one, other) for one in ones for other in others)


def _is_one_object(one: Side, other: Side) -> bool:
    if one.actor and other.actor:
        if one.actor == other.actor:
            return True
        if one.actor == one.state or other.actor == other.state:
            return one.country == other.country and all(
                side.state or side.is_place for side in (one, other)
            )
        same_state = one.state is not None and one.state == other.state
        return bool(one.words & other.words) and (same_state or is_born(one) or is_born(other))
    return bool(one.words & other.words)


def words_of(sides: Iterable[Side]) -> frozenset[str]:
    """The stems by which some sides are named."""
    return frozenset().union(*(side.words for side in sides))


def is_born(side: Side) -> bool:
    """Whether no table knows the actor: elsewhere, the same one may be named otherwise."""
    return side.actor is not None and side.actor.startswith("~")


def one_issue(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two issues are one matter: both name it, by mostly the same concepts."""
    return bool(one and other) and len(one & other) >= CONCEPTS * len(one | other)


def one_place(one: str | None, other: str | None) -> bool:
    """Whether two places may be one: they are, where one is not named."""
    if not one or not other:
        return True
    a, b = one.casefold(), other.casefold()
    return a in b or b in a
