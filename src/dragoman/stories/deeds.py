"""Events and positions of many reports -> which of them tell of one deed, one stance."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from dragoman.stories.limits import empty_stems
from dragoman.stories.sides import one_doer, one_issue, one_object, one_place, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from dragoman.stories.telling import Telling

K = TypeVar("K", bound="Hashable")
WEEK = 7  # days in which a stance told twice is one
COMMON = 2  # stems that two clauses share where nothing else says that the object is one
UNNAMED = 3  # the same where one of them says of nobody that he did it
VERBAL = frozenset({"ACCUSE", "AGREE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})  # of PLOVER
ATTACKS = frozenset({"ASSAULT", "COERCE"})  # of PLOVER; of a politician, what he says
MOST = 500  # rows that one is held against: more would tell nothing that those do not
FEW = 4  # stems below which a clause is too short to tell by what it shares
HEAD, LATE = 1000, 0.6  # letters that say what a report is about; what a row behind them weighs
BASE, WORDS = 0.3, 0.4  # of a link's score: what the coding alone gives, what shared words add


def is_one_deed(one: Telling, other: Telling) -> bool:
    """Whether two events are one deed: type, doer, object, days and place meet.

    Whether it was done, is planned or denied makes no difference.
    """
    if one.type != other.type or (one.mode and other.mode and one.mode != other.mode):
        return False
    if not days_meet(one, other) or not one_place(one.place, other.place):
        return False
    if one.sources and other.sources:
        if not _one_doer(one, other):
            return False
    elif shared(one, other) < UNNAMED:
        return False
    same = one_object(one.targets, other.targets)
    if same is None:
        return shared(one, other) >= COMMON
    return same or (one.type == "CONSULT" and _crossed(one, other))


def _one_doer(one: Telling, other: Telling) -> bool:
    return one_doer(one.sources, other.sources) or (one.type == "CONSULT" and _crossed(one, other))


def _crossed(one: Telling, other: Telling) -> bool:
    """Whether two meet each other, named in either order."""
    return one_doer(one.sources, other.targets) and one_doer(one.targets, other.sources)


def mode_of(row: Telling) -> str | None:
    """The mode of a row, as far as two that are one deed or stance have to have one in common."""
    return None if row.issue else row.mode


def modes_meet(one: str | None, other: str | None) -> bool:
    """Whether two rows of such modes can be one deed, or one stance."""
    return not one or not other or one == other


def is_one_stance(one: Telling, other: Telling) -> bool:
    """Whether two positions are one stance: holder, target, sign and issue, in one week."""
    return (
        one.type == other.type
        and (one.issue == other.issue or one_issue(one.issue, other.issue))
        and (bool(one.issue) or one.mode == other.mode)
        and between_the_same(one, other)
    )


def between_the_same(one: Telling, other: Telling) -> bool:
    """Whether two positions are of one holder towards one target, in one week."""
    return (
        _apart(one, other) <= WEEK
        and one_doer(one.sources, other.sources)
        and bool(one_object(one.targets, other.targets))
    )


def days_meet(one: Telling, other: Telling, slack: int = 0) -> bool:
    """Whether two rows can be of one day; ones that nothing bounds cannot be compared."""
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return False
    return one.first <= other.last + slack and other.first <= one.last + slack


def _apart(one: Telling, other: Telling) -> int:
    """The days between two positions; a year where one has no day."""
    if one.last is None or other.last is None:
        return 365
    return abs(one.last - other.last)


def shared(one: Telling, other: Telling) -> int:
    """How many stems two clauses share."""
    return len(one.words & other.words)


def plain(row: Telling) -> frozenset[str]:
    """The stems of a row that say something of what was done."""
    return row.words - empty_stems()


def is_words(row: Telling) -> bool:
    """Whether a deed is words: by its type, or as an attack of a person on no state or body."""
    if row.type in VERBAL:
        return True
    if row.type not in ATTACKS or row.figures:
        return False
    hit = any(side.state and not side.is_person for side in row.targets)
    return not hit and any(side.is_person for side in row.sources)


def matter(one: Telling, other: Telling) -> frozenset[str]:
    """The stems by which two rows tell of one matter, besides those that name who takes part.

    Whom a deed was done to is a part of the matter ("shelled the harbour"), but not where the deed
    is words.
    """
    sides = [*one.sources, *other.sources]
    if is_words(one) or is_words(other):
        sides += [*one.targets, *other.targets]
    return (plain(one) & plain(other)) - words_of(sides)


def likeness(one: Telling, other: Telling) -> float:
    """How surely two rows that may be one are one, by their words: .3 to .7."""
    least = max(FEW, min(len(one.words), len(other.words)))
    return BASE + WORDS * min(1.0, shared(one, other) / least)


def weight(one: Telling, other: Telling) -> float:
    """How much of a tie two rows make: less where a report comes to it late, as history."""
    return LATE if max(one.at, other.at) > HEAD else 1.0


def near(
    rows: Sequence[Telling],
    reach: int,
    kind_of: Callable[[Telling], K],
    meet: Callable[[K, K], bool],
) -> Iterator[tuple[Telling, Telling]]:
    """Every two rows whose days can meet within so many days and whose kinds meet, each pair once.

    Of a day on which thousands of rows tell of one actor, each is held against the next ``MOST`` in
    an order of their own. Whether two kinds meet is asked once for all rows of the two.
    """
    dated = sorted(
        (row for row in rows if row.first is not None), key=lambda row: (row.first or 0, row.row)
    )
    firsts, kinds = [row.first or 0 for row in dated], [kind_of(row) for row in dated]
    places: dict[K, list[int]] = defaultdict(list)
    for at, kind in enumerate(kinds):
        places[kind].append(at)
    meeting = {
        kind: [theirs for other, theirs in places.items() if meet(kind, other)] for kind in places
    }
    for at, one in enumerate(dated):
        end = min(at + 1 + MOST, bisect_right(firsts, (one.last or 0) + reach))
        found = (
            those[bisect_right(those, at) : bisect_left(those, end)] for those in meeting[kinds[at]]
        )
        for place in sorted(chain.from_iterable(found)):
            yield one, dated[place]
