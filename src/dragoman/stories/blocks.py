"""The tellings of one actor in some weeks -> groups that tell one thing, what stands against what.

What is found in a block hangs on its rows alone. Each pair of rows that can be one has a block in
common, so new reports change only the blocks that they add a row to.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dragoman.record import digest
from dragoman.stories.clusters import Link, clusters
from dragoman.stories.contradictions import against
from dragoman.stories.deeds import (
    WEEK,
    is_one_deed,
    is_one_stance,
    likeness,
    mode_of,
    modes_meet,
    near,
    weight,
)
from dragoman.stories.fold import independent
from dragoman.stories.telling import units_of
from dragoman.stories.utterances import same_utterances

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dragoman.stories.fold import Origin
    from dragoman.stories.telling import Telling
    from dragoman.stories.verdicts import Against

Sort = Literal["deeds", "stances", "utterances", "reports"]
SLOT, MARGIN = 42, 14  # days of a block, and how far it reaches over its ends
OF_BOTH = frozenset({"ACCUSE", "CONSULT"})  # of PLOVER: those on either side answer for them
AGES = 36_500  # days: an utterance is the same whenever it is told
CROWD = 60  # reports about one actor in two days above which that joins none of them
SAID = 0.55  # how surely two reports with one utterance tell one thing
ACTORS, LEAD = 0.35, 0.5  # what shared actors and shared first words add to a tie


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that tell one thing, sorted by id, with the number of their independent sources."""

    id: str
    rows: tuple[Telling, ...]
    sources: int


@dataclass(frozen=True, slots=True)
class Pair:
    """That two reports share something, and how surely that makes one story of them."""

    one: str
    other: str
    score: float

    @classmethod
    def of(cls, one: Telling, other: Telling, score: float) -> Pair:
        """The pair of two rows' reports, the lesser id first."""
        first, second = sorted((one.report, other.report))
        return cls(first, second, round(score, 4))


@dataclass(frozen=True, slots=True)
class Found:
    """What a block holds."""

    groups: tuple[Group, ...]
    against: tuple[Against, ...]
    pairs: tuple[Pair, ...]


def blocks_of(row: Telling) -> Iterator[tuple[Sort, str, int]]:
    """The blocks that a row belongs to: a sort, whose they are, and which weeks."""
    if row.kind == "report":
        for unit in sorted(row.units) if row.published else ():
            for day in (row.published or 0, (row.published or 0) + 1):
                yield "reports", unit, day
        return
    if row.kind == "statement":
        for unit in sorted({side.actor for side in row.sources if side.actor}):
            yield "utterances", unit, 0
        if not row.targets and not _denies(row):
            return
    sort: Sort = "stances" if row.kind == "position" else "deeds"
    for unit in sorted(_doers(row)):
        for slot in _slots(row.last):
            yield sort, unit, slot


def _doers(row: Telling) -> frozenset[str]:
    """Whose blocks a row is in: its doers'; of a meeting, charge or denial, those of all it names.

    A statement is in those of whom it speaks. A deed of nobody known is put down to where it was
    done, and to the state of whom it hit; if it has figures, which its outlet may bring up to date,
    to that outlet, too.
    """
    if row.type in OF_BOTH or _denies(row):
        return units_of((*row.sources, *row.targets))
    sides = row.targets if row.kind == "statement" else row.sources
    doers = units_of(side for side in sides if not side.is_place)
    if doers:
        return doers
    states = {side.country for side in row.targets if side.country}
    where = {f"at {row.place.casefold()}"} if row.place else set()
    figures = {f"by {row.outlet.casefold()}"} if row.outlet and row.figures else set()
    return row.units | states | where | figures


def _denies(row: Telling) -> bool:
    """Whether a row is what somebody says is not so."""
    return row.kind == "statement" and (row.type == "deny" or row.realis == "negated")


def _slots(day: int | None) -> Iterator[int]:
    if day is None:
        return
    slot = day // SLOT
    yield slot
    if day % SLOT < MARGIN:
        yield slot - 1
    if day % SLOT >= SLOT - MARGIN:
        yield slot + 1


def found_in(sort: Sort, rows: Iterable[Telling], origins: Mapping[str, Origin]) -> Found:
    """What the rows of a block have to do with each other.

    Args:
        sort: The block's sort.
        rows: Its rows, in any order.
        origins: The origin of each report among them.
    """
    ordered = sorted(rows, key=lambda row: (row.row, row.report))
    if sort == "reports":
        return Found((), (), tuple(_alike(ordered)))
    ones = list(_ones(sort, ordered))
    same = [(a, b, score) for a, b, score in ones if a.realis == b.realis]
    opposed = tuple(against(ordered)) if sort != "utterances" else ()
    ties = [*ones, *((a.one, a.other, SAID) for a in opposed)]
    pairs = [Pair.of(a, b, score * weight(a, b)) for a, b, score in ties if a.report != b.report]
    span = AGES if sort == "utterances" else WEEK
    return Found(tuple(_groups(ordered, same, span, origins)), opposed, tuple(_surest(pairs)))


def _ones(sort: Sort, rows: Sequence[Telling]) -> Iterator[tuple[Telling, Telling, float]]:
    """Every two rows that tell one thing, and how surely."""
    if sort == "utterances":
        for one, other in same_utterances(rows):
            yield one, other, SAID
        return
    kind, is_one = ("event", is_one_deed) if sort == "deeds" else ("position", is_one_stance)
    by_type: dict[str, list[Telling]] = defaultdict(list)
    for row in rows:
        if row.kind == kind:
            by_type[row.type].append(row)
    for those in by_type.values():
        for one, other in near(those, 0 if sort == "deeds" else WEEK, mode_of, modes_meet):
            if is_one(one, other):
                yield one, other, likeness(one, other)


def _groups(
    rows: Sequence[Telling],
    same: Sequence[tuple[Telling, Telling, float]],
    span: int,
    origins: Mapping[str, Origin],
) -> Iterator[Group]:
    by_id = {row.row: row for row in rows}
    days = {row.row: row.last for row in rows}
    for ids in clusters(days, [Link(a.row, b.row, score) for a, b, score in same], span):
        members = tuple(by_id[each] for each in ids)
        yield Group("g" + digest(*ids), members, independent(members, origins))


def _alike(rows: Sequence[Telling]) -> Iterator[Pair]:
    """Reports about one actor, of one day or the next, by their actors and first words."""
    if len(rows) > CROWD:
        return
    for at, one in enumerate(rows):
        for other in rows[at + 1 :]:
            actors = _part(one.units, other.units)
            score = ACTORS * actors + LEAD * _part(one.words, other.words)
            yield Pair.of(one, other, score)


def _part(one: frozenset[str], other: frozenset[str]) -> float:
    """What two sets share, as a part of the lesser and of both (the mean of the two)."""
    common = len(one & other)
    return (common / min(len(one), len(other)) + common / len(one | other)) / 2 if common else 0.0


def _surest(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Each pair once, with its best score."""
    best: dict[tuple[str, str], float] = {}
    for pair in pairs:
        key = pair.one, pair.other
        best[key] = max(best.get(key, 0.0), pair.score)
    for (one, other), score in sorted(best.items()):
        yield Pair(one, other, score)
