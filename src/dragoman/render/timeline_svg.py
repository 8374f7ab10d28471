"""Counts by period -> a picture in lanes: bars of events by class, stances on issues up and down.

What speaks for stands above a lane's line, what speaks against below it, so that both are seen at
once and nothing is averaged. A bar can be a link; places are found by rule. The page that shows
the picture brings its style.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from dragoman.render.words import count, shorten, spoken, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDTH, LABEL, RIGHT = 960, 190, 10
TALL = 22  # height of the highest bar, on either side of its line
ROOM, HEAD = 14, 26  # between lanes, and for the periods above them
NAME = 26  # letters of a lane's name
MARKS = 8  # periods that are written out at most
LEAST = 3  # height of the lowest bar


@dataclass(frozen=True, slots=True)
class Lane:
    """A line of the picture.

    Attributes:
        name: What it is about.
        look: The class of its bars, for the style.
        above: Counts by period, drawn upwards.
        below: Counts by period, drawn downwards.
        links: Addresses by period and side ("above", "below"); no link where there is none.
    """

    name: str
    look: str
    above: dict[str, int]
    below: dict[str, int] = field(default_factory=dict)
    links: dict[tuple[str, str], str] = field(default_factory=dict)


def timeline_svg(lanes: Sequence[Lane], periods: Sequence[str], label: str) -> str:
    """The picture as one SVG element.

    Args:
        lanes: From top to bottom.
        periods: Every period in order, those without a count too: days, months or years.
        label: What the picture tells, for those who do not see it.
    """
    most = max(
        (n for lane in lanes for n in (*lane.above.values(), *lane.below.values())), default=1
    )
    parts, top = [*_periods(periods)], HEAD
    for lane in lanes:
        line = top + TALL
        parts += [*_lane(lane, periods, line, most)]
        top = line + (TALL if lane.below else 0) + ROOM
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="timeline" viewBox="0 0 {WIDTH} {top}"'
        f' role="group" aria-label="{escape(visible(label))}">\n{inside}\n</svg>'
    )


def _step(periods: Sequence[str]) -> float:
    return (WIDTH - LABEL - RIGHT) / max(1, len(periods))


def _periods(periods: Sequence[str]) -> Iterator[str]:
    """Some of the periods written out, at even distances."""
    step = _step(periods)
    every = -(-len(periods) // MARKS)
    for at in range(0, len(periods), max(1, every)):
        x = LABEL + step * (at + 0.5)
        place = f'x="{x:.1f}" y="14" text-anchor="middle"'
        yield f'<text class="period" {place}>{escape(periods[at])}</text>'


def _lane(lane: Lane, periods: Sequence[str], line: int, most: int) -> Iterator[str]:
    name = escape(shorten(lane.name, NAME))
    whole = escape(visible(lane.name))
    yield (
        f'<text class="lane" x="{LABEL - 10}" y="{line - 2}" text-anchor="end">'
        f"<title>{whole}</title>{name}</text>"
    )
    yield f'<path class="axis" d="M{LABEL} {line + 0.5}H{WIDTH - RIGHT}"/>'
    sides = (("above", lane.above, -1), ("below", lane.below, 1))
    for side, counts, way in sides:
        for at, period in enumerate(periods):
            if counts.get(period):
                yield _bar(lane, (side, period), counts[period], (_x(periods, at), line, way, most))


def _x(periods: Sequence[str], at: int) -> tuple[float, float]:
    """Where a bar begins and how wide it is."""
    step = _step(periods)
    wide = min(step * 0.8, 26)
    return LABEL + step * (at + 0.5) - wide / 2, wide


def _bar(
    lane: Lane, place: tuple[str, str], number: int,
    where: tuple[tuple[float, float], int, int, int],
) -> str:  # fmt: skip
    side, period = place
    (x, wide), line, way, most = where
    height = max(LEAST, TALL * (number / most) ** 0.5)  # by area, so that few are seen beside many
    y = line - height if way < 0 else line + 1
    stands = (
        {"above": "for", "below": "against"}[side] if lane.below or lane.look == "issue" else ""
    )
    words = f"{count(number, 'row')} {stands} {lane.name}, {spoken(period)}".replace("  ", " ")
    title = escape(visible(words))
    bar = (
        f'<rect class="bar {lane.look} {side}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}"'
        f' height="{height:.1f}"><title>{title}</title></rect>'
    )
    link = lane.links.get((side, period))
    return f'<a href="{escape(link)}" aria-label="{title}">{bar}</a>' if link else bar
