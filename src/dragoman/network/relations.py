"""Positions -> how each two actors stand: for, against or both, with the rows behind."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from dragoman.network.graph import SignedGraph, Tie
from dragoman.stories.fold import Origin, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dragoman.store import Stance

STALE = 0.05  # what is left of a tie below which it is no longer counted
FULL_DATE = len("2015-12-23")
KNOWN = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?(?![\dX]))?")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which positions make ties.

    Attributes:
        realis: The realities that count.
        issue: Only stances on the issue with this key.
        since: Only those dated on this day or later.
        until: Only those dated on this day or earlier.
        min_score: Only those scored so much or more.
        half_life: Days after which a tie weighs half; None keeps all at 1. Counted back from
            ``until``, or else from the latest date among the rows.
    """

    realis: frozenset[str] = frozenset({"actual"})
    issue: str | None = None
    since: str | None = None
    until: str | None = None
    min_score: float = 0.0
    half_life: float | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """How two actors stand towards each other on one issue, in one period.

    ``sign`` is 0 where both signs stand ("mixed"): nothing is averaged. ``asserted``, ``reported``
    and ``denied`` count rows of the narrator, of somebody quoted, and those that somebody denied.
    ``sources`` counts independent sources: outlets, with copies and agencies folded.
    """

    a: str
    b: str
    issue: str | None
    period: str
    sign: int
    weight: float
    asserted: int
    reported: int
    denied: int
    sources: int
    first: str | None
    last: str | None
    rows: tuple[Stance, ...]


@dataclass(frozen=True, slots=True)
class Relations:
    """The relations of a selection, the names of their actors, and what was left out and why.

    ``today`` is the day that a half-life is counted back from.
    """

    relations: tuple[Relation, ...]
    names: dict[str, str]
    left_out: dict[str, int] = field(default_factory=dict)
    today: str | None = None

    def graph(self) -> SignedGraph:
        """The ties of all relations with one sign; the actors of mixed ones are there too."""
        ties = [Tie.between(r.a, r.b, r.sign, round(r.weight, 3)) for r in self.relations if r.sign]
        return SignedGraph(ties, self.names)


def relations_of(
    stances: Iterable[Stance], selection: Selection, *, by_issue: bool = False, period: int = 0
) -> Relations:
    """The relations that positions make, in order of actors, issue and period.

    Args:
        stances: The positions.
        selection: Which of them count.
        by_issue: Keep issues apart, instead of one relation a pair.
        period: How many letters of the date make a period: 4 for years, 7 for months, 0 for none.
    """
    left_out: Counter[str] = Counter()
    kept = [row for row in stances if not _left_out(row, selection, left_out)]
    if period:
        undated = [row for row in kept if len(known_date(row.date)) < period]
        left_out += Counter({"no date": len(undated)})
        kept = [row for row in kept if len(known_date(row.date)) >= period]
    names: dict[str, str] = {}
    groups: dict[tuple[str, str, str, str], list[Stance]] = {}
    for row in kept:
        holder, target = row.holder or "", row.target or ""
        names |= {holder: row.holder_name, target: row.target_name}
        a, b = sorted((holder, target))
        issue = row.issue_key or "" if by_issue else selection.issue or ""
        groups.setdefault((a, b, issue, known_date(row.date)[:period]), []).append(row)
    today = selection.until or max((known_date(row.date) for row in kept), default="")
    found = [
        _relation(key, rows, selection.half_life, today) for key, rows in sorted(groups.items())
    ]
    fresh = [relation for relation in found if relation.weight >= STALE]
    if len(fresh) < len(found):
        left_out["stale"] = len(found) - len(fresh)
    present = {actor for relation in fresh for actor in (relation.a, relation.b)}
    return Relations(
        tuple(fresh),
        {actor: names[actor] for actor in sorted(present)},
        dict(sorted(left_out.items())),
        today or None,
    )


def known_date(date: str | None) -> str:
    """What of an EDTF date is known to the digit; empty where not even the year is.

    >>> known_date("2015-1X"), known_date("2015-12-23"), known_date("XXXX-WXX-3")
    ('2015', '2015-12-23', '')
    """
    found = KNOWN.match(date or "")
    return found.group() if found else ""


def _left_out(row: Stance, selection: Selection, left_out: Counter[str]) -> bool:
    """Whether a position makes no tie; the reason is counted."""
    reason = _reason(row, selection)
    if reason:
        left_out[reason] += 1
    return bool(reason)


def _reason(row: Stance, selection: Selection) -> str:
    if row.holder is None or row.target is None:
        return "an actor is not known"
    if row.holder == row.target:
        return "both are counted as one actor"
    if row.echoes:
        return "a headline that echoes a row"
    if row.realis not in selection.realis:
        return row.realis
    if selection.issue is not None and row.issue_key != selection.issue:
        return "another issue"
    if row.score < selection.min_score:
        return "scored lower"
    return outside(row.date, selection.since, selection.until)


def outside(date: str | None, since: str | None, until: str | None) -> str:
    """Why an EDTF date does not count in a time; empty where it does.

    >>> outside("2015", "2015-06", None), outside(None, None, "2016"), outside("2015", "2015", "")
    ('earlier', 'no date', '')
    """
    dated = known_date(date)
    if (since or until) and not dated:
        return "no date"
    if since and dated[: len(since)] < since:
        return "earlier"
    if until and dated[: len(until)] > until:
        return "later"
    return ""


def _relation(
    key: tuple[str, str, str, str], rows: Sequence[Stance], half_life: float | None, today: str
) -> Relation:
    a, b, issue, period = key
    signs = {row.sign for row in rows}
    dates = sorted(filter(None, (known_date(row.date) for row in rows)))
    said = sum(row.said for row in rows)
    return Relation(
        a, b, issue or None, period,
        sign=signs.pop() if len(signs) == 1 else 0,
        weight=_left(dates[-1] if dates else "", half_life, today),
        asserted=len(rows) - said,
        reported=said,
        denied=sum(row.denied for row in rows),
        sources=folded(
            {row.report: row.origin or Origin(row.outlet, row.report) for row in rows}
        ),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        rows=tuple(rows),
    )  # fmt: skip


def _left(last: str, half_life: float | None, today: str) -> float:
    """What is left of a tie's weight: half after each half-life since its last row."""
    if half_life is None or len(last) < FULL_DATE or len(today) < FULL_DATE:
        return 1.0
    days = (date.fromisoformat(today[:FULL_DATE]) - date.fromisoformat(last[:FULL_DATE])).days
    return float(0.5 ** (max(days, 0) / half_life))
