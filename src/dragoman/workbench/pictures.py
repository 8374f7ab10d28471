"""Rows counted by period -> the picture of an actor, or of two, every bar leading to its rows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlencode

from markupsafe import Markup

from dragoman.record import Quad
from dragoman.render.timeline_svg import Lane, timeline_svg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.store.timed import Timed

ISSUES = 6  # lanes of issues, the commonest first; the rest is in one lane
SIDES = {1: "above", -1: "below"}


def lanes_of(found: Timed) -> list[str]:
    """The keys of the issues that have a lane of their own, the commonest first."""
    issues: Counter[str] = Counter()
    for (issue, _, _), number in found.stances.items():
        if issue:
            issues[issue] += number
    return sorted(issues, key=lambda issue: (-issues[issue], issue))[:ISSUES]


def picture_of(
    found: Timed, asked: dict[str, str], label: str, words: dict[str, str]
) -> Markup | None:
    """The picture as markup, None where no row has a date.

    Args:
        found: The counts.
        asked: Whose rows they are, as an address asks for them (actor, with).
        label: What the picture tells.
        words: Those of the issues that have a lane, by key.
    """
    if not found.periods:
        return None
    lanes = [*_deeds(found, asked), *_stances(found, asked, words)]
    return Markup(timeline_svg(lanes, found.periods, label))  # noqa: S704 - escaped there


def _deeds(found: Timed, asked: dict[str, str]) -> Iterator[Lane]:
    for quad in get_args(Quad):
        counts = {period: n for (q, period), n in found.events.items() if q == quad}
        if counts:
            links = {
                ("above", period): _address("events", asked, period, quad=quad) for period in counts
            }
            yield Lane(quad, quad.replace(" ", "-"), counts, links=links)


def _stances(found: Timed, asked: dict[str, str], words: dict[str, str]) -> Iterator[Lane]:
    """A lane for each of the commonest issues, then one for stances on all others and on none."""
    shown = lanes_of(found)
    for issue in shown:
        yield _lane(f"on {words[issue]}", found, {issue}, asked | {"issue": issue})
    others = {issue for issue, _, _ in found.stances} - set(shown)
    if others:
        yield _lane("other stances" if shown else "stances", found, others, asked)


def _lane(name: str, found: Timed, issues: set[str], asked: dict[str, str]) -> Lane:
    """A lane of the stances on some issues, for above and against below."""
    sides: dict[int, Counter[str]] = {1: Counter(), -1: Counter()}
    for (issue, sign, period), number in found.stances.items():
        if issue in issues:
            sides[sign][period] += number
    links = {
        (SIDES[sign], period): _address("positions", asked, period, sign=str(sign))
        for sign, counts in sides.items() for period in counts
    }  # fmt: skip
    return Lane(name, "issue", dict(sides[1]), dict(sides[-1]), links)


def _address(kind: str, asked: dict[str, str], period: str, **more: str) -> str:
    return f"/{kind}?{urlencode({**asked, **more, 'since': period, 'until': period})}"
