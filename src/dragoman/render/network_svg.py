"""What an analysis of signed ties found -> a picture: the two camps side by side, ties by sign.

Actors that are bound to each other make a block with a column for each camp, so that ties against
run between the columns and ties for bend along one. The sign of a tie is its colour and its line:
for is green and whole, against is red and broken, both is grey and dotted; a tie against the
camps is thick, an undecided one pale. Places are found by rule, so the picture is the same each
time.
"""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from dragoman.render.words import shorten, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BLOCK = 600  # width of a block; two stand side by side
COLUMNS = (205, 395)  # of the camps within a block
ROW, HEAD, GAP = 24, 40, 14  # height of an actor, of a block's heading, and between blocks
NAME = 27  # code points of a name; the whole is in its title
KEY = "whole: for · broken: against · dotted: both · thick: against the camps · pale: undecided"
SWEEPS = 6  # after which the order of a column hardly changes
Place = tuple[float, float]
Places = dict[str, Place]
Node = dict[str, Any]


def network_svg(
    found: dict[str, Any],
    *,
    links: Callable[[int, dict[str, Any]], str] | None = None,
    styled: bool = True,
) -> str:
    """The picture as one SVG element of its own.

    Args:
        found: The plain object of an analysis.
        links: Gives the address that a tie or a mixed pair, by its number and itself, links to.
        styled: Whether the picture brings its own style; else the page has one for it.
    """
    blocks = _blocks(found)
    places: Places = {}
    heights = [0, 0]
    parts = [f"<style>{look()}</style>"] if styled else []
    for camps in blocks:
        at = heights.index(min(heights))
        left, top = BLOCK * at, heights[at]
        if all(camps) and sum(map(len, camps)) > len(camps):
            parts += [_head(number, left, top) for number in range(len(camps))]
            top += HEAD
        places |= _placed(camps, left, top)
        heights[at] = top + ROW * max(map(len, camps)) + GAP
    names = {node["id"]: visible(node["name"]) for node in found["nodes"]}
    parts += [
        _tie(edge, places, names, links(n, edge) if links else "")
        for n, edge in enumerate(found["edges"])
    ]
    parts += [
        _both(pair, places, names, links(n, pair) if links else "")
        for n, pair in enumerate(found["mixed"])
        if {pair["a"], pair["b"]} <= places.keys()
    ]
    parts += [_node(node, places[node["id"]]) for node in found["nodes"]]
    width, height = BLOCK * (1 + (len(blocks) > 1)), max(*heights, HEAD) + HEAD
    parts.append(f'<text class="key" x="12" y="{height - 12}">{KEY}</text>')
    label = f"{len(found['nodes'])} actors in two camps"
    inside, role = "\n".join(parts), "group" if links else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' role="{role}" aria-label="{label}">\n{inside}\n</svg>\n'
    )


@cache
def look() -> str:
    """The style of the picture, as it is written into it."""
    return files("dragoman.render").joinpath("network.css").read_text(encoding="utf-8")


def _blocks(found: dict[str, Any]) -> list[tuple[list[str], list[str]]]:
    """The two camps of each group of actors that are bound to each other, the largest first."""
    groups: dict[int, list[Node]] = {}
    for node in found["nodes"]:
        groups.setdefault(node["component"], []).append(node)
    beside: dict[str, list[str]] = {node["id"]: [] for node in found["nodes"]}
    for edge in found["edges"]:
        beside[edge["a"]].append(edge["b"])
        beside[edge["b"]].append(edge["a"])
    return [_ordered(group, beside) for _, group in sorted(groups.items())]


def _ordered(group: Sequence[Node], beside: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    """Two columns, each in the order of where its ties lead: few lines cross (Sugiyama's rule)."""
    ids = [node["id"] for node in group]
    ids.sort(key=lambda node: (-len(beside[node]), node))
    camp = {node["id"]: node["camp"] for node in group}
    columns = [[node for node in ids if camp[node] == number] for number in (1, 2)]
    for sweep in range(SWEEPS):
        rank = {node: place for column in columns for place, node in enumerate(column)}
        means = {
            node: sum(rank[other] for other in beside[node]) / len(beside[node])
            for node in columns[sweep % 2]
            if beside[node]
        }
        columns[sweep % 2].sort(key=lambda node: (means.get(node, len(rank)), node))
    return columns[0], columns[1]


def _placed(camps: Sequence[Sequence[str]], left: int, top: int) -> Places:
    tallest = max(map(len, camps))
    return {
        node: (left + x, top + ROW * (rank + (tallest - len(camp)) / 2 + 0.5))
        for camp, x in zip(camps, COLUMNS, strict=True)
        for rank, node in enumerate(camp)
    }


def _head(number: int, left: int, top: int) -> str:
    anchor, x = ("end", "start")[number], left + COLUMNS[number]
    words = f"camp {number + 1}"
    return f'<text class="camp" x="{x}" y="{top + 24}" text-anchor="{anchor}">{words}</text>'


def _tie(edge: dict[str, Any], places: Places, names: dict[str, str], link: str) -> str:
    """The line of a tie with one sign, thick where it is against the camps, pale if undecided."""
    look = "for" if edge["sign"] > 0 else "against"
    more = " bad" * edge["frustrated"] + " open" * (edge["decided"] is False)
    title = f"{names[edge['a']]} {look} {names[edge['b']]}"
    return _line(places[edge["a"]], places[edge["b"]], look + more, title, link)


def _both(pair: dict[str, Any], places: Places, names: dict[str, str], link: str) -> str:
    """The line of two actors who are said to stand for and against each other."""
    title = f"{names[pair['a']]} for and against {names[pair['b']]}"
    return _line(places[pair["a"]], places[pair["b"]], "both", title, link)


def _line(one: Place, other: Place, look: str, title: str, link: str) -> str:
    """A straight line between the camps, and a bow within one."""
    (x1, y1), (x2, y2) = one, other
    middle = sum(COLUMNS) / 2
    bow = min(18 + abs(y1 - y2) / 3, 80) * (1 if x1 % BLOCK < middle else -1) if x1 == x2 else 0
    path = f"M{x1:.1f} {y1:.1f} Q{(x1 + x2) / 2 + bow:.1f} {(y1 + y2) / 2:.1f} {x2:.1f} {y2:.1f}"
    title = escape(title)
    line = f'<path class="tie {look}" d="{path}"><title>{title}</title></path>'
    return f'<a href="{escape(link)}" aria-label="{title}">{line}</a>' if link else line


def _node(node: Node, place: tuple[float, float]) -> str:
    x, y = place
    name = visible(node["name"])
    anchor, shift = ("end", -11) if node["camp"] == 1 else ("start", 11)
    return (
        f'<circle class="node" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
        f'<text x="{x + shift:.1f}" y="{y + 4:.1f}" text-anchor="{anchor}">'
        f"<title>{escape(name)}</title>{escape(shorten(name, NAME))}</text>"
    )
