"""A record on disk -> pairs of its actors that may be one, each with its reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from dragoman.identities.compare import Comparer
from dragoman.identities.names import acronym

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.lexicon import Tables
    from dragoman.store import Profile, StoredRecord


@dataclass(frozen=True, slots=True)
class Suggestion:
    """That an actor may be one with another (``into``), with the reason in words.

    ``dragoman merge ACTOR INTO`` joins them. ``into`` is an actor of the tables where one of the
    two is, else the one with its whole name, of more reports.
    """

    actor: str
    name: str
    into: str
    into_name: str
    reason: str


def suggest(record: StoredRecord, tables: Tables) -> list[Suggestion]:
    """Pairs that may be one: never two of the tables, none joined or split before, by id.

    Two that one report names are left alone: it was read as telling them apart. So are actors that
    no report calls by a name, such as "senior officials".
    """
    counting = record.counting()
    split = _split_before(record)
    comparer = Comparer(tables)
    found: list[Suggestion] = []
    for one, other in _near(record.profiles(), comparer):
        if one.known == other.known == "table" or one.reports & other.reports:
            continue
        same = counting.canonical(one.id) == counting.canonical(other.id)
        if same or frozenset((one.id, other.id)) in split:
            continue
        reason = comparer.reason(one, other)
        if reason:
            actor, into = sorted((one, other), key=_weight)
            found.append(Suggestion(actor.id, actor.name, into.id, into.name, reason))
    return sorted(found, key=lambda each: (each.into, each.actor))


def _near(actors: Iterable[Profile], comparer: Comparer) -> Iterator[tuple[Profile, Profile]]:
    """Each two actors that share a key, once: all pairs of a large record would be too many."""
    shared: dict[str, list[Profile]] = defaultdict(list)
    for actor in actors:
        if actor.words and actor.kind != "place":
            for key in dict.fromkeys(comparer.keys(actor)):
                shared[key].append(actor)
    done: set[tuple[str, str]] = set()
    for alike in shared.values():
        for one, other in combinations(alike, 2):
            if (one.id, other.id) not in done:
                done.add((one.id, other.id))
                yield one, other


def _split_before(record: StoredRecord) -> set[frozenset[str]]:
    """The pairs that somebody joined and parted again: decided, and not to be asked again."""
    into: dict[str, str] = {}
    split: set[frozenset[str]] = set()
    for decision in record.decisions():
        if decision.deed == "merge" and decision.into is not None:
            into[decision.actor] = decision.into
        elif decision.actor in into:
            split.add(frozenset((decision.actor, into.pop(decision.actor))))
    return split


def _weight(actor: Profile) -> tuple[bool, bool, int, bool, str]:
    """What makes an actor the one to stand for both: known best, by its whole name."""
    whole = acronym(actor.name) is None
    return actor.known == "table", whole, len(actor.reports), actor.country is not None, actor.id
