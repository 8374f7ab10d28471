"""Tellings of events, report by report -> those that are of one deed between the same two."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from dragoman.stories.telling import state_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dragoman.export.shape import Row
    from dragoman.record import Actor, Role
    from dragoman.stories.fold import Retold

SAME, ONE_STATE, OPEN = 3, 2, 1  # how well two ends meet


class End(NamedTuple):
    """Who stands at one end of a telling: an actor, and the state, if any, that it acts for.

    Both are None where nobody is named, or words that name nobody known.
    """

    actor: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """A pair of actors of an event of a report, with its cells.

    Attributes:
        turn: Sorts tellings: when the report was got or came out, its id, the place, the event.
        number: What names the pair.
        ends: Who did it, and to whom.
        value: When, EDTF.
        mode: The event's.
        event: Cells of the event.
        mention: Cells of the mention.
    """

    turn: tuple[str, str, int, str]
    number: int
    ends: tuple[End, End]
    value: str | None
    mode: str | None
    event: Row
    mention: Row


class Deeds:
    """Holds the tellings of a deed until all have come.

    Args:
        retold: The events that are told more than once, by id.
    """

    def __init__(self, retold: Mapping[str, Retold]) -> None:
        self.retold = retold
        self.missing = Counter(each.deed for each in retold.values())
        self.held: dict[str, list[list[Telling]]] = {}

    def take(self, event: str, tellings: list[Telling]) -> Iterator[list[Telling]]:
        """Takes an event, one telling for each pair; those told alike of deeds that are whole now.

        Each list begins with the first of its tellings.
        """
        if event not in self.retold:
            yield from ([telling] for telling in tellings)
            return
        deed = self.retold[event].deed
        self.held.setdefault(deed, []).append(tellings)
        self.missing[deed] -= 1
        if not self.missing[deed]:
            yield from _alike(self.held.pop(deed))

    def rest(self) -> Iterator[list[Telling]]:
        """Those told alike of deeds of which some events did not come."""
        for deed in sorted(self.held):
            yield from _alike(self.held[deed])


def _alike(events: list[list[Telling]]) -> Iterator[list[Telling]]:
    """The tellings of one deed by the pair they tell of; two of one event are never of one pair."""
    events.sort(key=lambda tellings: tellings[0].turn)
    pairs: list[list[Telling]] = []
    for tellings in events:
        free = list(pairs)
        for telling in tellings:
            best = max(free, key=lambda pair: _fit(pair, telling), default=None)
            if best is None or not _fit(best, telling):
                pairs.append([telling])
            else:
                best.append(telling)
                free = [pair for pair in free if pair is not best]
    yield from pairs


def _fit(pair: Sequence[Telling], telling: Telling) -> int:
    """How well a telling fits those of a pair; 0 where it is of two others."""
    met = [
        _meet([each.ends[place] for each in pair], end) for place, end in enumerate(telling.ends)
    ]
    return sum(met) if all(met) else 0


def _meet(ends: Sequence[End], end: End) -> int:
    """How well an end meets others that are one."""
    named = [each for each in ends if each.unit]
    if not named or not end.unit:
        return OPEN
    if any(each.actor == end.actor for each in named):
        return SAME
    return ONE_STATE if any(each.unit == end.unit for each in named) else 0


def end_of(role: Role | None, known: Mapping[str, Actor]) -> End:
    """The end that a role fills."""
    actor = known.get(role.actor or "") if role else None
    if actor is None:
        return End()
    state = state_of(actor.id, actor.kind, actor.country, actor.sector, actor.known)
    return End(actor.id, state or actor.id)


def most_exact(values: Sequence[str | None]) -> str | None:
    """The first date, or one that says more exactly what it says.

    >>> most_exact([None, "2031-05", "2030-01-02", "2031-05-06"])
    '2031-05-06'
    """
    best = next((value for value in values if value), None)
    for value in values:
        if best and value and len(value) > len(best) and value.startswith(best):
            best = value
    return best
