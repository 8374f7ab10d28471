"""A record and two actors -> their story in time: stances by issue, events by quad class, turns."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from dragoman.errors import UsageError
from dragoman.network.relations import known_date, outside
from dragoman.network.turning import PENALTY, Stand, turning_points
from dragoman.store.issues import best_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.store import Deed, Stance, StoredRecord


def story_of(
    opened: StoredRecord,
    a: str,
    b: str,
    *,
    roll_up: bool = False,
    penalty: float = PENALTY,
    since: str | None = None,
    until: str | None = None,
) -> dict[str, Any]:
    """All that a record says between two actors, as dicts and lists in order of time.

    ``stances`` are by issue, None for those on none, each issue by its first date and with the
    ``words`` that its rows have for it; ``events`` by quad class. ``turns`` is None where the
    package ruptures is not installed. ``rolled_up`` counts the rows between those who are part of
    the two, where there is none between the two themselves.

    Args:
        opened: The record.
        a: An actor as people name it: an id, a name, an alias, an adjective, a seat.
        b: Another's.
        roll_up: Also count what is part of them.
        penalty: What one more turning point has to explain.
        since: Only what is of this day, month or year or later; without a date of its own, an
            event is of the latest day it can be of, a stance of the day of publication.
        until: Only what is of this day, month or year or earlier.

    Raises:
        UsageError: Nobody in the record is so named, or several are, or both are one.
    """
    one, other = (opened.actor(words) for words in (a, b))
    if one.id == other.id:
        raise UsageError(f"{a} and {b} are one actor, {one.id} (name two)")
    between = (one.id, other.id)

    def told(*, roll_up: bool) -> tuple[list[Stance], list[Deed]]:
        stances = opened.stances(between=between, roll_up=roll_up)
        rows = [
            row
            for row in stances
            if {row.holder, row.target} == set(between) and not outside(row.date, since, until)
        ]
        deeds = opened.events_between(*between, roll_up=roll_up)
        return rows, [deed for deed in deeds if not outside(_day(deed), since, until)]

    rows, deeds = told(roll_up=roll_up)
    counted = [s for s in rows if s.realis == "actual" and not s.echoes]
    stands = [Stand(known_date(row.date), row.sign, row.id) for row in counted]
    below = 0
    if not rows and not deeds and not roll_up:
        below = sum(len(found) for found in told(roll_up=True))
    able = find_spec("ruptures") is not None
    return {
        "actors": [{"id": actor.id, "name": actor.name} for actor in (one, other)],
        "stances": _by_issue(rows),
        "events": _by_quad(deeds),
        "rolled_up": below,
        "turns": [asdict(turn) for turn in turning_points(stands, penalty)] if able else None,
        "penalty": penalty,
        "since": since,
        "until": until,
    }


def _by_issue(rows: Sequence[Stance]) -> list[dict[str, Any]]:
    groups: dict[str, list[Stance]] = {}
    for row in sorted(rows, key=lambda row: (row.date or "~", row.id)):
        groups.setdefault(row.issue_key or "", []).append(row)
    return [
        {
            "issue": key or None,
            "words": best_words(key, _quotes(those)) or None,
            "rows": [_plain(row) for row in those],
        }
        for key, those in groups.items()
    ]


def _quotes(rows: Sequence[Stance]) -> Counter[str]:
    """The words that rows have for their issue."""
    return Counter(" ".join(row.issue.split()) for row in rows if row.issue)


def _day(deed: Deed) -> str | None:
    """The day of an event, or else the latest it can be of."""
    return deed.date or deed.not_after or deed.published


def _plain(row: Stance) -> dict[str, Any]:
    """A stance as a dict, without where the words of its report come from."""
    return {name: value for name, value in asdict(row).items() if name != "origin"}


def _by_quad(deeds: Sequence[Deed]) -> list[dict[str, Any]]:
    groups: dict[str, list[Deed]] = {}
    for deed in deeds:
        groups.setdefault(deed.quad, []).append(deed)
    return [{"quad": quad, "rows": [asdict(d) for d in groups[quad]]} for quad in sorted(groups)]
