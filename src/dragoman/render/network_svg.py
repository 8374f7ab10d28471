"""What an analysis of signed ties found -> a picture: two camps, ties by sign, links to the words.

The sign of a tie is its colour and its line: for is green and whole, against is red and broken;
a tie against the camps is thick. Places are found by rule, so the picture is the same each time.
"""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from math import cos, pi, sin
from typing import Any

from dragoman.render.words import visible

WIDTH, HEIGHT = 1200, 820
RADIUS = 210  # of a camp's circle, at the least
ROOM = 30  # of a node on its circle
CENTRES = (0.28, 0.72)  # of the camps, as shares of the width
Places = dict[str, tuple[float, float]]


def network_svg(found: dict[str, Any], *, links: bool = False) -> str:
    """The picture as one SVG element of its own.

    Args:
        found: The plain object of an analysis.
        links: Make each tie a link to ``#tie-N`` on the same page, N from 0.
    """
    radius = _radius(found)
    width, height = max(WIDTH, 4 * radius + 460), max(HEIGHT, 2 * radius + 220)
    places = _places(found, radius, width, height)
    names = {node["id"]: visible(node["name"]) for node in found["nodes"]}
    ties = [
        _tie(edge, places, names, f"tie-{n}" if links else "")
        for n, edge in enumerate(found["edges"])
    ]
    nodes = [_node(node, places[node["id"]], width) for node in found["nodes"]]
    heads = [_head(n, width * centre) for n, centre in enumerate(CENTRES) if found["camps"][n]]
    inside = "\n".join([f"<style>{look()}</style>", *heads, *ties, *nodes])
    label = f"{len(found['nodes'])} actors in two camps"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{label}">\n{inside}\n</svg>\n'
    )


@cache
def look() -> str:
    """The style of the picture, as it is written into it."""
    return files("dragoman.render").joinpath("network.css").read_text(encoding="utf-8")


def _head(camp: int, x: float) -> str:
    return f'<text class="camp" x="{x:.0f}" y="34" text-anchor="middle">camp {camp + 1}</text>'


def _radius(found: dict[str, Any]) -> int:
    most = max((len(camp) for camp in found["camps"]), default=0)
    return max(RADIUS, round(most * ROOM / (2 * pi)))


def _places(found: dict[str, Any], radius: int, width: int, height: int) -> Places:
    """The nodes of each camp on a circle, those with most ties to the other camp facing it."""
    side = {node["id"]: node["camp"] for node in found["nodes"]}
    across = dict.fromkeys(side, 0)
    for edge in found["edges"]:
        if side[edge["a"]] != side[edge["b"]]:
            across[edge["a"]] += 1
            across[edge["b"]] += 1
    places: Places = {}
    for number, (part, facing) in enumerate(zip(CENTRES, (0.0, pi), strict=True)):
        camp = sorted(found["camps"][number], key=lambda node: (-across[node], node))
        for rank, node in enumerate(camp):
            step = (rank + 1) // 2 * (1 if rank % 2 else -1)  # fans out from the facing side
            angle = facing + 2 * pi * step / max(len(camp), 1)
            reach = radius if len(camp) > 1 else 0
            places[node] = (width * part + reach * cos(angle), height / 2 + reach * sin(angle))
    return places


def _tie(edge: dict[str, Any], places: Places, names: dict[str, str], link: str) -> str:
    (x1, y1), (x2, y2) = places[edge["a"]], places[edge["b"]]
    look = "for" if edge["sign"] > 0 else "against"
    bad = " bad" if edge["frustrated"] else ""
    title = escape(f"{names[edge['a']]} {look} {names[edge['b']]}")
    line = (
        f'<line class="tie {look}{bad}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}">'
        f"<title>{title}</title></line>"
    )
    return f'<a href="#{link}">{line}</a>' if link else line


def _node(node: dict[str, Any], place: tuple[float, float], width: int) -> str:
    x, y = place
    right = x >= width * CENTRES[node["camp"] - 1]
    anchor, shift = ("start", 11) if right else ("end", -11)
    return (
        f'<circle class="node" cx="{x:.1f}" cy="{y:.1f}" r="6"/>'
        f'<text x="{x + shift:.1f}" y="{y + 4:.1f}" text-anchor="{anchor}">'
        f"{escape(visible(node['name']))}</text>"
    )
