"""Denials -> the deeds they are of by their words, where what they deny is not coded as one."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from dragoman.stories.deeds import MOST, matter, plain
from dragoman.stories.limits import charge_stems, common_stems, empty_stems
from dragoman.stories.sides import one_doer, one_object, words_of
from dragoman.stories.telling import AFFIRMS, stems_of, units_of
from dragoman.stories.verdicts import DENIED, Against, can_be_of, judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from dragoman.stories.telling import Side, Telling

NAMED = 2  # stems that a denial shares with what it denies at least: the deed, and one thing more
HALF = 0.5
MOSTLY, PART = 0.75, 0.4  # of a denial's stems, those that another said; of his, at least
LITTLE = 0.1  # of his at least, where what they share tells what it is about
AGAIN = 28  # days in which a charge and its denial are told again; blocks reach no farther


def denied_in_words(
    events: Sequence[Telling], said: Sequence[Telling], coded: AbstractSet[tuple[str, str]]
) -> Iterator[Against]:
    """Deeds, and what was said of deeds that are not coded, against denials by their words.

    To reject a claim is to deny it, and no deed that the denial is of.

    Args:
        events: The events of one doer.
        said: Denials, what is denied without a word for it, and what is affirmed.
        coded: Events, and statements in which each is denied by another event.
    """
    deeds = _by_stem([row for row in events if row.type != "REJECT"], lambda row: row.trigger)
    charges = [row for row in events if row.type == "ACCUSE" and row.targets]
    affirmed = _by_stem([*(row for row in said if row.type != "deny"), *charges], plain)
    for denial in said:
        if denial.type == "deny":
            for event in _before(denial, deeds, denial.words):
                if (event.row, denial.row) not in coded:
                    yield from _of_denial(event, denial)
        elif denial.coded or denial.realis != "negated" or denial.type not in AFFIRMS:
            continue
        for one in _before(denial, affirmed, plain(denial) | denial.trigger, AGAIN):
            if _is_denied(one, denial):
                yield _rejected(one, denial)


def _by_stem(
    rows: Sequence[Telling], stems: Callable[[Telling], frozenset[str]]
) -> dict[str, list[Telling]]:
    """The rows that can be denied, by their stems, in the order of their days."""
    found: dict[str, list[Telling]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.first or 0, row.row, row.report)):
        if row.realis == "actual" and row.first is not None:
            for stem in stems(row):
                found[stem].append(row)
    return found


def _before(
    denial: Telling, rows: Mapping[str, list[Telling]], stems: frozenset[str], after: int = 0
) -> list[Telling]:
    """The rows with one of some stems that a denial can be of, each once; the last ones of many.

    What is said can be said again so many days after it was denied.
    """
    last = (denial.published or 0) + after
    found: dict[int, Telling] = {}
    for stem in stems & rows.keys():
        end = bisect_right(rows[stem], last, key=lambda row: row.first or 0)
        found.update((id(row), row) for row in rows[stem][max(0, end - MOST) : end])
    return sorted(found.values(), key=lambda row: (row.row, row.report))


def _is_denied(said: Telling, denial: Telling) -> bool:
    """Whether a denial is of what another says, where neither is coded: by who, what and when.

    Most of what is denied was said in the same words, and said of whoever denies it. Few words are
    enough where they are all that is denied ("the fraud claims") and not in the news every day.
    """
    if said.report == denial.report or not denial.limits <= said.limits:
        return False
    if not _is_charged(said, denial) or not _near(denial, said, AGAIN):
        return False
    sides = words_of((*said.sources, *said.targets, *denial.sources, *denial.targets))
    ours, theirs = (plain(row) - sides - charge_stems() for row in (said, denial))
    if not theirs and not one_doer(said.sources, denial.sources):
        theirs = denial.trigger - empty_stems() - sides - charge_stems()
    common, in_words = ours & theirs, denial.type != "deny"
    if not common or len(common) < (1.0 if in_words else MOSTLY) * len(theirs):
        return False
    telling = len(common - common_stems())
    if len(common) >= max(NAMED, PART * len(ours)) and _near(denial, said, DENIED):
        return telling > 0
    least = NAMED if in_words or common != theirs else 1
    return telling >= least and len(common) >= LITTLE * len(ours)


def _is_charged(said: Telling, denial: Telling) -> bool:
    """Whether what is said is of whoever denies it.

    Who denies without a word for it speaks of himself where the part with "not" names nobody.
    """
    if denial.type == "deny":
        return any(_is_the_same(one, other) for one in denial.sources for other in said.targets)
    named = {side.actor for side in denial.targets or denial.sources if side.actor}
    return any(side.actor in named for side in said.targets)


def _is_the_same(one: Side, other: Side) -> bool:
    """Whether a charge against the one is the other's to deny."""
    if one.is_person or other.is_person:
        return one_doer((one,), (other,))
    return one.unit is not None and one.unit == other.unit


def _rejected(said: Telling, denial: Telling) -> Against:
    """What is denied: the newer word of one source only where it is his who said it before."""
    why = "said and denied"
    if one_doer(said.sources, denial.sources):
        return judged(said, denial, why)
    return Against(said, denial, "contradicted", why)


def _near(one: Telling, other: Telling, days: int) -> bool:
    """Whether what is said and its denial are of some days; either can be told again."""
    if one.published is None or other.published is None:
        return False
    return abs(one.published - other.published) <= days


def _of_denial(event: Telling, denial: Telling) -> Iterator[Against]:
    """A deed, and a denial whose content was not coded, or not as such a deed."""
    if denial.report == event.report:
        if denial.links & event.links:
            yield Against(event, denial, "contradicted", "denied in the same report")
    elif _denies(denial, event):
        yield judged(event, denial, "affirmed and denied")


def _denies(denial: Telling, event: Telling) -> bool:
    """Whether a denial whose content was not coded is of this event, by its doer and its words."""
    if not can_be_of(denial, event) or not event.trigger & denial.words:
        return False
    if not denial.limits <= event.limits or _elsewhere(denial, event):
        return False
    named = any(side.words and side.words <= denial.words for side in event.sources)
    of_one = units_of(denial.sources) & units_of(event.sources)
    if not named and not of_one and not one_doer(denial.sources, event.sources):
        return False
    common = len(matter(event, denial))
    least = min(len(plain(event)), len(plain(denial)))
    return common > NAMED or NAMED <= common >= HALF * least


def _elsewhere(denial: Telling, event: Telling) -> bool:
    """Whether a denial names places, and none that the deed can have been done in."""
    named = [side for side in denial.targets if side.is_place]
    where = [side for side in event.targets if side.is_place]
    if not named or not (where or event.place):
        return False
    return not one_object(named, where) and not any(
        event.place and side.words & stems_of(event.place) for side in named
    )
