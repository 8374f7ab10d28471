"""Parts of a row -> the plain cells that several formats write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.record import Actor, Event, Record, Role, Span

JOINER = "; "
DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=T|$)")  # no doubtful one: "2015-10-01?"


def joined(words: Iterable[str | None]) -> str | None:
    """The words in one cell, parted by "; "; None where there are none."""
    return JOINER.join(dict.fromkeys(each for each in words if each)) or None


def names(roles: Iterable[Role]) -> str | None:
    """The names of those who fill a role."""
    return joined(role.name for role in roles)


def ids(roles: Iterable[Role]) -> str | None:
    """The ids of the known ones who fill a role."""
    return joined(role.actor for role in roles)


def quoted(spans: Iterable[Span]) -> str | None:
    """The words of several spans, with a sign where some are passed over."""
    return " … ".join(span.quote for span in spans if span.quote) or None


def day_of(value: str | None) -> str | None:
    """The day of an EDTF value, where it is a single known day.

    >>> day_of("2015-10-01T09:30"), day_of("2015-10"), day_of("2015-10-01?")
    ('2015-10-01', None, None)
    """
    return value[:10] if value and DAY.match(value) and "/" not in value else None


def actors_of(record: Record) -> dict[str, Actor]:
    """The actors of a record by id."""
    return {actor.id: actor for actor in record.actors}


def host_of(url: str | None) -> str | None:
    """The host of an address without a leading ``www.``."""
    return (urlsplit(url).hostname or "").removeprefix("www.") or None if url else None


def pairs_of(event: Event) -> list[tuple[Role | None, Role | None]]:
    """An event as one actor to one target each: every source with every target, each pair once.

    Where several do something together and nobody is the target, each is paired with each other,
    both ways, as CAMEO codes reciprocal events; nobody is paired with himself, but stands alone.
    """
    pairs: list[tuple[Role | None, Role | None]]
    if event.target or len(event.source) < 2:
        pairs = [(s, t) for s in event.source or (None,) for t in event.target or (None,)]
    else:
        pairs = [(s, t) for s in event.source for t in event.source if _are_two(s, t)]
        pairs = pairs or [(event.source[0], None)]
    return list({_ends(pair): pair for pair in reversed(pairs)}.values())[::-1]


def _are_two(one: Role, other: Role) -> bool:
    return one is not other and (one.actor is None or one.actor != other.actor)


def _ends(pair: tuple[Role | None, Role | None]) -> tuple[tuple[str | None, str] | None, ...]:
    return tuple((role.actor, role.key) if role else None for role in pair)
