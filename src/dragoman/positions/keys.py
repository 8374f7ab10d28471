"""The matters of a report's issues -> a key for each, the same for the same matter.

Two issues are one where all that the one tells is told by the other as well, and somebody is
party to both: "the blockade" and "Sudria's blockade of the harbour", held against Sudria. Of
several that fit, what tells less goes to the nearest. A word that tells nothing by itself
("the move") goes by the sentence it points to, and stays alone where there is none.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.positions.matters import Matter

TOLD = 4  # concepts of a key, the uppermost
POINTED = 2  # features that a reference shares with its matter at least


def keys_of(matters: Sequence[Matter]) -> list[str]:
    """The key of each matter, in their order."""
    groups: list[list[Matter]] = []
    of: dict[int, int] = {}
    order = sorted(range(len(matters)), key=lambda n: _rank(matters[n]))
    for number in order:
        matter = matters[number]
        fits = [(_distance(matter, group), at) for at, group in enumerate(groups)
                if any(is_one(matter, other) for other in group)]  # fmt: skip
        at = min(fits)[1] if fits else len(groups)
        if at == len(groups):
            groups.append([])
        groups[at].append(matter)
        of[number] = at
    keys = _apart([_key(group) for group in groups])
    return [keys[of[number]] for number in range(len(matters))]


def is_one(one: Matter, other: Matter) -> bool:
    """Whether two issues are one matter."""
    if one.bare or other.bare:
        return one.at == other.at
    a, b = one.features, other.features
    if one.told or other.told:
        shared = a & b
        if len(shared) >= POINTED and shared - one.names - other.names:
            return True
    if a == b and one.names:
        return True
    return (_tells_no_more(one, other) or _tells_no_more(other, one)) and bool(
        (one.names | one.parties) & (other.names | other.parties)
    )


def _tells_no_more(one: Matter, other: Matter) -> bool:
    """Whether all that one tells is told by the other, or names a party to the other.

    "the coup in Norland" tells no more than "the army's coup", held against Norland.
    """
    extra = one.features - other.features
    if not extra:
        return bool(one.features)
    return extra <= one.names & other.parties and other.names - one.names <= one.parties


def _rank(matter: Matter) -> tuple[bool, int, int]:
    """What tells most comes first, what only points to something last."""
    return bool(matter.told), -len(matter.features), matter.at


def _distance(matter: Matter, group: Sequence[Matter]) -> int:
    return min(abs(matter.at - other.at) for other in group)


def _key(group: Sequence[Matter]) -> str:
    """The commonest telling of a group, its head first, then whom it names or concerns."""
    plain = [m for m in group if not m.told] or list(group)
    common, _ = Counter((m.concepts, m.names) for m in plain).most_common(1)[0]
    concepts, names = common
    whose = names or min((m.parties for m in plain if (m.concepts, m.names) == common), key=sorted)
    return ":".join([*concepts[:TOLD], *sorted(whose)])


def _apart(keys: Sequence[str]) -> list[str]:
    """Keys of their own for different matters that are told alike."""
    seen: Counter[str] = Counter()
    found = []
    for key in keys:
        seen[key] += 1
        found.append(f"{key}:{seen[key]}" if seen[key] > 1 else key)
    return found
