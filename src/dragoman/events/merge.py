"""Events of one report -> one row an event: later mentions become evidence, flat titles echoes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.parse import Parse
    from dragoman.record import Event, Role

HEADS = frozenset({"title", "standfirst"})


def merge(events: Iterable[Event], parse: Parse) -> tuple[Event, ...]:
    """The events in text order, a later mention of one folded into the first.

    Only clear cases are one event: same type, realis and statement, the same target and source,
    no two different dates; a role left unsaid is the other's in a title and where the words are
    the same. A title or standfirst that says flatly what the text attributes keeps its row and
    points at the attributed one (``echoes``).
    """
    kept: list[Event] = []
    heads = _headline_ends(parse)
    rows = {event.id: event for event in events}
    for event in sorted(rows.values(), key=lambda e: (e.trigger.start, e.trigger.end, e.type)):
        same = (i for i, other in enumerate(kept) if _is_same(other, event, heads))
        at = next(same, None)
        if at is None:
            kept.append(event)
        elif kept[at].trigger.start < heads <= event.trigger.start:
            kept[at] = _joined(event, kept[at])  # the text says it in full, the title in short
        else:
            kept[at] = _joined(kept[at], event)
    kept.sort(key=lambda e: (e.trigger.start, e.trigger.end, e.type))
    return tuple(_echoing(event, kept) if event.trigger.start < heads else event for event in kept)


def _headline_ends(parse: Parse) -> int:
    ends = [part.end for part in parse.report.parts if part.label in HEADS]
    return max(ends, default=0)


def _who(roles: tuple[Role, ...]) -> frozenset[str]:
    return frozenset(role.actor or role.name.casefold() for role in roles)


def _is_same(first: Event, later: Event, heads: int) -> bool:
    if (first.type, first.realis, first.said_in) != (later.type, later.realis, later.said_in):
        return False
    if len({first.when.value, later.when.value} - {None}) > 1:
        return False
    titled = first.trigger.start < heads
    alike = titled or first.rule == later.rule
    sources = _agree(first.source, later.source, alike=alike)
    targets = _agree(first.target, later.target, alike=alike)
    return sources and targets and _share(first, later)


def _agree(ours: tuple[Role, ...], theirs: tuple[Role, ...], *, alike: bool) -> bool:
    """Whether roles are the same, or one is left unsaid in words that are alike."""
    if ours and theirs:
        return _who(ours) == _who(theirs)
    return alike


def _share(first: Event, later: Event) -> bool:
    """Whether two events have at least one actor in the same role."""
    return bool(_who(first.source) & _who(later.source) or _who(first.target) & _who(later.target))


def _joined(first: Event, later: Event) -> Event:
    spans = dict.fromkeys((*first.evidence, *later.evidence))
    numbers = {(q.kind, q.low, q.high): q for q in (*later.quantities, *first.quantities)}
    return replace(
        first,
        source=first.source or later.source,
        target=first.target or later.target,
        evidence=tuple(sorted(spans, key=lambda s: (s.start, s.end))),
        when=first.when if first.when.value else later.when,
        where=first.where or later.where,
        quantities=tuple(sorted(numbers.values(), key=lambda q: (q.span.start, q.kind))),
        contexts=tuple(sorted({*first.contexts, *later.contexts})),
    )


def _echoing(head: Event, events: list[Event]) -> Event:
    """The headline's row pointing at the attributed row of the text that it repeats."""
    if head.said_in:
        return head
    for event in events:
        if event.id == head.id or not event.said_in or event.type != head.type:
            continue
        ours, theirs = _who((*head.source, *head.target)), _who((*event.source, *event.target))
        if ours and ours <= theirs | _who(event.source):
            return replace(head, echoes=event.id)
    return head
