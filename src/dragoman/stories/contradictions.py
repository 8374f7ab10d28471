"""Rows that cannot both be so -> contradicted, or brought up to date by the same source.

Shown only where who, what and when meet: a deed affirmed and denied, a stance for and against one
issue. What a source tells otherwise later is no contradiction but its own newer word.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from dragoman.stories.deeds import (
    WEEK,
    between_the_same,
    days_meet,
    is_one_deed,
    is_one_stance,
    is_words,
    matter,
    near,
    plain,
)
from dragoman.stories.denials import denied_in_words
from dragoman.stories.sides import one_doer, one_issue, one_object, words_of
from dragoman.stories.telling import units_of
from dragoman.stories.verdicts import DENIED, Against, can_be_of, judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dragoman.stories.telling import Telling

DONE = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID"})  # what an AGREE looks forward to
SAME, MOSTLY = 2, 0.6  # stems, and part of the lesser's, by which two deeds are of one matter


def against(rows: Sequence[Telling]) -> Iterator[Against]:
    """What stands against what among the rows of one doer, each pair once.

    Within a report nobody contradicts himself: what looks so is of two matters.

    Args:
        rows: Events, positions, denials, and statements of which nothing is coded.
    """
    for found in _against(rows):
        if found.one.report != found.other.report or not found.one.is_of_one_source(found.other):
            yield found


def _against(rows: Sequence[Telling]) -> Iterator[Against]:
    told = [row for row in rows if not row.echo]
    events = [row for row in told if row.kind == "event"]
    coded: set[tuple[str, str]] = set()  # events, and the statements in which each is denied
    for one, other in near(events, DENIED, _kind_of_event, _events_meet):
        for found in _of_events(one, other):
            coded.update((found.one.row, said) for said in found.other.links)
            yield found
    positions = [row for row in told if row.kind == "position" and row.realis != "planned"]
    for one, other in near(positions, DENIED, _kind_of_position, _positions_meet):
        yield from _of_positions(one, other)
    yield from denied_in_words(events, [row for row in told if row.kind == "statement"], coded)


class _Kind(NamedTuple):
    """What tells of two events that they cannot stand against each other, before all else."""

    type: str
    realis: str
    figures: bool


def _kind_of_event(row: Telling) -> _Kind:
    return _Kind(row.type, row.realis, bool(row.figures))


def _events_meet(one: _Kind, other: _Kind) -> bool:
    """Whether ``_of_events`` can find anything in two events of such kinds."""
    realis = {one.realis, other.realis}
    if one.type != other.type:
        turned = {one.type, other.type} == {"SUPPORT", "REJECT"} and realis == {"actual"}
        agreed = {(one.type, one.realis), (other.type, other.realis)}
        return turned or any(agreed == {("AGREE", "planned"), (done, "actual")} for done in DONE)
    if realis == {"actual"}:
        return one.figures and other.figures
    return realis in ({"actual", "negated"}, {"actual", "planned"})


def _kind_of_position(row: Telling) -> tuple[str, str]:
    return row.type, row.realis


def _positions_meet(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether ``_of_positions`` can find anything in two positions of such signs and realities."""
    realis = {one[1], other[1]}
    return realis == ({"actual", "negated"} if one[0] == other[0] else {"actual"})


def _of_events(one: Telling, other: Telling) -> Iterator[Against]:
    """Two events of one doer, of which one is denied, or against the other, or newer."""
    realis = {one.realis: one, other.realis: other}
    if one.type != other.type:
        yield from _of_two_types({one.type: one, other.type: other}, realis)
    elif set(realis) == {"actual", "negated"}:
        yield from _affirmed_and_denied(realis["actual"], realis["negated"])
    elif set(realis) == {"actual", "planned"} and is_one_deed(one, other):
        yield from _planned_and_done(realis["planned"], realis["actual"])
    elif set(realis) == {"actual"} and is_one_deed(one, other) and _other_figure(one, other):
        yield from _newer_figure(one, other)


def _of_two_types(types: Mapping[str, Telling], realis: Mapping[str, Telling]) -> Iterator[Against]:
    """What somebody supports and rejects; what was planned, an AGREE in PLOVER, and was done."""
    if set(types) == {"SUPPORT", "REJECT"} and set(realis) == {"actual"}:
        pro, contra = types["SUPPORT"], types["REJECT"]
        if _one_matter(pro, contra):
            yield _turned(pro, contra)
    elif set(realis) == {"actual", "planned"} and realis["planned"].type == "AGREE":
        planned, done = realis["planned"], realis["actual"]
        if done.type in DONE and _one_matter(planned, done):
            yield from _planned_and_done(planned, done)


def _turned(pro: Telling, contra: Telling) -> Against:
    """Support and rejection: what others do not tell of him, somebody did the one after the other.

    Where the words are his own or the narrator's, he who turned comes later.
    """
    why = "for and against in the same words"
    first, last = sorted((pro, contra), key=lambda row: (row.published or 0, row.row))
    doers = units_of((*pro.sources, *contra.sources))
    told = first.speakers | last.speakers | first.voices | last.voices
    if (first.published or 0) < (last.published or 0) and told <= doers:
        return Against(first, last, "updated", why)
    return judged(pro, contra, why)


def _affirmed_and_denied(affirmed: Telling, denied: Telling) -> Iterator[Against]:
    if not denied.limits <= affirmed.limits or not is_one_deed(_at(denied, affirmed), affirmed):
        return
    if not _words_meet(affirmed, denied) or not _of_one_mouth(affirmed, denied):
        return
    later = (denied.published or 0) < (affirmed.published or 0)
    if can_be_of(denied, affirmed) and not (later and is_words(affirmed)):
        yield judged(affirmed, denied, "affirmed and denied")
    elif later and not denied.dated and _to_the_same(denied, affirmed):
        yield Against(denied, affirmed, "updated", "not yet done, then done")


def _words_meet(one: Telling, other: Telling) -> bool:
    """Whether words meet besides who did it; of words and talks, more than who spoke to whom."""
    alike = matter(one, other)
    if is_words(one):
        alike -= one.trigger & other.trigger
    return len(alike) >= (SAME if is_words(one) or one.type == "CONSULT" else 1)


def _to_the_same(one: Telling, other: Telling) -> bool:
    """Whether both tell it with one verb, or to whom it was done; who meet were compared before."""
    if "CONSULT" in {one.type, other.type} or one.trigger & other.trigger:
        return True
    return bool(one_object(one.targets, other.targets))


def _of_one_mouth(one: Telling, other: Telling) -> bool:
    """Whether words are of one actor, or of a state and who speaks for it; deeds always are."""
    if not is_words(one):
        return True
    if not _to_the_same(one, other):
        return False
    ours, theirs = ({side.actor for side in row.sources} for row in (one, other))
    states = {side.state for side in (*one.sources, *other.sources)}
    return bool(ours & theirs) or bool((ours | theirs) & states)


def _planned_and_done(planned: Telling, done: Telling) -> Iterator[Against]:
    if not _to_the_same(planned, done):
        return
    if planned.type == done.type and is_words(planned) and not planned.trigger & done.trigger:
        return
    if _words_meet(planned, done) and (planned.published or 0) < (done.published or 0):
        yield Against(planned, done, "updated", "planned, then done")


def _newer_figure(one: Telling, other: Telling) -> Iterator[Against]:
    """The later of two figures, if one source gives both, or one that both name alike."""
    older, newer = sorted((one, other), key=lambda row: (row.published or 0, row.row))
    is_one = older.is_of_one_source(newer) or older.voices & newer.voices
    if is_one and (older.published or 0) < (newer.published or 0):
        yield Against(older, newer, "updated", "a later figure")


def _one_matter(one: Telling, other: Telling) -> bool:
    """Whether two deeds are of one matter: the same two, one week, the same words; two reports."""
    if one.report == other.report or not days_meet(one, other, WEEK):
        return False
    if not one_doer(one.sources, other.sources):
        return False
    if one_object(one.targets, other.targets) is False:
        return False
    doers = words_of((*one.sources, *other.sources))
    ours, theirs = (plain(row) - doers for row in (one, other))
    least = min(len(ours), len(theirs))
    return bool(matter(one, other)) and len(ours & theirs) >= max(SAME, MOSTLY * least)


def _of_positions(one: Telling, other: Telling) -> Iterator[Against]:
    if one.type != other.type:
        if (
            one.realis == other.realis == "actual"
            and one_issue(one.issue, other.issue)
            and between_the_same(one, other)
        ):
            pro, contra = (one, other) if one.type == "+" else (other, one)
            yield judged(pro, contra, "for and against one issue")
    elif (
        {one.realis, other.realis} == {"actual", "negated"}
        and one.issue
        and is_one_stance(one, other)
    ):
        affirmed, denied = (one, other) if one.realis == "actual" else (other, one)
        yield judged(affirmed, denied, "affirmed and denied")


def _at(denied: Telling, event: Telling) -> Telling:
    """A denied event without a date of its own, on the days of what it can be of."""
    if denied.dated:
        return denied
    return replace(denied, first=event.first, last=event.last)


def _other_figure(one: Telling, other: Telling) -> bool:
    a, b = dict(one.figures), dict(other.figures)
    return any(a[kind] != b[kind] for kind in a.keys() & b.keys())
