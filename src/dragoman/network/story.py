"""A record and two actors -> their story in time: stances by issue, events by quad class, turns."""

from __future__ import annotations

from dataclasses import asdict
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from dragoman.errors import UsageError
from dragoman.network.turning import PENALTY, Stand, turning_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.store import Deed, Stance, StoredRecord

SUGGESTED = 8  # actors that are named where a name fits several


def story_of(
    opened: StoredRecord, a: str, b: str, *, roll_up: bool = False, penalty: float = PENALTY
) -> dict[str, Any]:
    """All that a record says between two actors, as dicts and lists in order of time.

    ``stances`` are by issue, None for those on none, each issue by its first date; ``events`` by
    quad class. ``turns`` is None where the package ruptures is not installed.

    Args:
        opened: The record.
        a: An actor's id, or a name that one actor of the record has.
        b: Another's.
        roll_up: Also count what is part of them.
        penalty: What one more turning point has to explain.

    Raises:
        UsageError: Nobody in the record is so named, or several are, or both are one.
    """
    one, other = (_actor(opened, words) for words in (a, b))
    if one["id"] == other["id"]:
        raise UsageError(f"{a} and {b} are one actor, {one['id']} (name two)")
    pair = {one["id"], other["id"]}
    rows = [s for s in opened.stances(roll_up=roll_up) if {s.holder, s.target} == pair]
    counted = [s for s in rows if s.realis == "actual" and not s.echoes]
    deeds = opened.events_between(one["id"], other["id"], roll_up=roll_up)
    stands = [Stand(row.date or "", row.sign, row.id) for row in counted]
    able = find_spec("ruptures") is not None
    return {
        "actors": [{key: actor[key] for key in ("id", "name")} for actor in (one, other)],
        "stances": _by_issue(rows),
        "events": _by_quad(deeds),
        "turns": [asdict(turn) for turn in turning_points(stands, penalty)] if able else None,
        "penalty": penalty,
    }


def _actor(opened: StoredRecord, words: str) -> dict[str, Any]:
    """The one actor of the record with this id or name.

    Raises:
        UsageError: There is none, or there are several.
    """
    rows = opened.actors()
    same = [row for row in rows if row["id"] == words]
    same = same or [row for row in rows if row["name"].casefold() == words.casefold()]
    if len(same) == 1:
        return same[0]
    near = same or opened.actors(words)
    if not near:
        raise UsageError(f"{words}: nobody in the record is so named (see dragoman actors)")
    if len(near) == 1:
        return near[0]
    listed = ", ".join(f"{row['id']} ({row['name']})" for row in near[:SUGGESTED])
    raise UsageError(
        f"{words}: {len(near)} actors of the record are so named: {listed} (give an id)"
    )


def _by_issue(rows: Sequence[Stance]) -> list[dict[str, Any]]:
    groups: dict[str, list[Stance]] = {}
    for row in sorted(rows, key=lambda row: (row.date or "~", row.id)):
        groups.setdefault(row.issue_key or "", []).append(row)
    return [
        {"issue": key or None, "rows": [asdict(r) for r in those]} for key, those in groups.items()
    ]


def _by_quad(deeds: Sequence[Deed]) -> list[dict[str, Any]]:
    groups: dict[str, list[Deed]] = {}
    for deed in deeds:
        groups.setdefault(deed.quad, []).append(deed)
    return [{"quad": quad, "rows": [asdict(d) for d in groups[quad]]} for quad in sorted(groups)]
