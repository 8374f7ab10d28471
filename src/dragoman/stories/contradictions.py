"""Rows that cannot both be so -> contradicted, or brought up to date by the same source.

Shown only where who, what and when meet: a deed affirmed and denied, a stance for and against one
issue. What a source tells otherwise later is no contradiction but its own newer word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from dragoman.stories.deeds import (
    between_the_same,
    days_meet,
    is_one_deed,
    is_one_stance,
    near,
    shared,
)
from dragoman.stories.sides import one_doer, one_issue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dragoman.stories.telling import Telling

Verdict = Literal["contradicted", "updated"]
DENIED = 14  # days after a deed within which a denial without a date can be of it
NAMED = 2  # stems that a denial shares with what it denies at least: the deed, and one thing more
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Against:
    """That a row stands against another, which of the two came first, and what meets.

    Of an update, ``one`` is the older row and ``other`` the newer; of a contradiction, ``one`` is
    what is affirmed or for, ``other`` what is denied or against.
    """

    one: Telling
    other: Telling
    verdict: Verdict
    why: str


def against(rows: Sequence[Telling]) -> Iterator[Against]:
    """What stands against what among the rows of one doer, each pair once.

    Args:
        rows: Events, positions and denials.
    """
    told = [row for row in rows if not row.echo]
    events = [row for row in told if row.kind == "event"]
    coded: set[tuple[str, str]] = set()  # events, and statements whose content is coded as denied
    for one, other in near(events, DENIED):
        for found in _of_events(one, other):
            coded.update((found.one.row, said) for said in found.other.links)
            yield found
    positions = [row for row in told if row.kind == "position" and row.realis != "planned"]
    for one, other in near(positions, DENIED):
        yield from _of_positions(one, other)
    denials = [row for row in told if row.kind == "statement" and row.type == "deny"]
    for denial in denials:
        for event in events:
            if event.realis == "actual" and (event.row, denial.row) not in coded:
                yield from _of_denial(event, denial)


def _of_denial(event: Telling, denial: Telling) -> Iterator[Against]:
    """A deed, and a denial whose content was not coded."""
    if denial.report == event.report and denial.links & event.links:
        yield Against(event, denial, "contradicted", "denied in the same report")
    elif _denies(denial, event):
        yield _judged(event, denial, "affirmed and denied")


def _of_events(one: Telling, other: Telling) -> Iterator[Against]:
    """One affirmed and one denied; or two figures of one deed by one source."""
    realis = {one.realis: one, other.realis: other}
    if set(realis) == {"actual", "negated"}:
        affirmed, denied = realis["actual"], realis["negated"]
        if not is_one_deed(_at(denied, affirmed), affirmed):
            return
        if _can_be_of(denied, affirmed):
            yield _judged(affirmed, denied, "affirmed and denied")
        elif (denied.published or 0) < (affirmed.published or 0) and not denied.dated:
            yield Against(denied, affirmed, "updated", "not yet done, then done")
    elif set(realis) == {"actual", "planned"} and is_one_deed(one, other):
        planned, done = realis["planned"], realis["actual"]
        if (planned.published or 0) < (done.published or 0):
            yield Against(planned, done, "updated", "planned, then done")
    elif set(realis) == {"actual"} and is_one_deed(one, other) and _other_figure(one, other):
        older, newer = sorted((one, other), key=lambda row: (row.published or 0, row.row))
        if (older.published or 0) < (newer.published or 0) and older.is_of_one_source(newer):
            yield Against(older, newer, "updated", "a later figure")


def _of_positions(one: Telling, other: Telling) -> Iterator[Against]:
    if one.type != other.type:
        if (
            one.realis == other.realis == "actual"
            and one_issue(one.issue, other.issue)
            and between_the_same(one, other)
        ):
            pro, contra = (one, other) if one.type == "+" else (other, one)
            yield _judged(pro, contra, "for and against one issue")
    elif {one.realis, other.realis} == {"actual", "negated"} and is_one_stance(one, other):
        affirmed, denied = (one, other) if one.realis == "actual" else (other, one)
        yield _judged(affirmed, denied, "affirmed and denied")


def _denies(denial: Telling, event: Telling) -> bool:
    """Whether a denial whose content was not coded is of this event, by its doer and its words."""
    if not _can_be_of(denial, event) or not event.trigger & denial.words:
        return False
    named = any(side.words and side.words <= denial.words for side in event.sources)
    if not named and not one_doer(denial.sources, event.sources):
        return False
    common = shared(denial, event)
    return common > NAMED or NAMED <= common >= HALF * min(len(event.words), len(denial.words))


def _can_be_of(denial: Telling, event: Telling) -> bool:
    """Whether the days allow a denial to be of an event: it comes after it, and soon."""
    if denial.dated and event.dated:
        return days_meet(denial, event)
    if denial.published is None or event.last is None or event.first is None:
        return False
    known = max(event.last, event.published or event.last)
    return event.first <= denial.published <= known + DENIED


def _at(denied: Telling, event: Telling) -> Telling:
    """A denied event without a date of its own, on the days of what it can be of."""
    if denied.dated:
        return denied
    return replace(denied, first=event.first, last=event.last)


def _other_figure(one: Telling, other: Telling) -> bool:
    a, b = dict(one.figures), dict(other.figures)
    return any(a[kind] != b[kind] for kind in a.keys() & b.keys())


def _judged(affirmed: Telling, denied: Telling, why: str) -> Against:
    """A contradiction, unless one source says the one first and the other on a later day."""
    first, last = sorted((affirmed, denied), key=lambda row: (row.published or 0, row.row))
    if (
        first.published is not None
        and last.published is not None
        and first.published < last.published
        and first.is_of_one_source(last)
    ):
        return Against(first, last, "updated", why)
    return Against(affirmed, denied, "contradicted", why)
