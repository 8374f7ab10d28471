"""What an analysis of signed ties found -> a page: the picture, and the words behind every tie.

A click on a tie leads to its words. The page has no script, and asks for nothing from outside.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from dragoman.render.network import network_table
from dragoman.render.network_svg import look, network_svg
from dragoman.render.words import visible

if TYPE_CHECKING:
    from collections.abc import Iterator


def network_page(found: dict[str, Any]) -> str:
    """The analysis as one self-contained page."""
    style = files("dragoman.render").joinpath("network_page.css").read_text(encoding="utf-8")
    policy = f"default-src 'none'; style-src {_allowed(style)} {_allowed(look())}; base-uri 'none'"
    body = "\n".join(
        [
            network_svg(found, links=True),
            f"<pre>{escape(network_table(found, width=100))}</pre>",
            *_ties(found),
        ]
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>How they stand</title>
<style>{style}</style>
</head>
<body>
<h1>How they stand</h1>
<p>Green, whole: for. Red, broken: against. Thick: against the two camps.
A click on a line leads to its words.</p>
{body}
</body>
</html>
"""


def _allowed(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _ties(found: dict[str, Any]) -> Iterator[str]:
    names = {node["id"]: visible(node["name"]) for node in found["nodes"]}
    for number, edge in enumerate(found["edges"]):
        sign = "for" if edge["sign"] > 0 else "against"
        head = f"{escape(names[edge['a']])} – {escape(names[edge['b']])}: {sign}"
        words = "\n".join(_words(found["rows"][row], row) for row in edge.get("rows", ()))
        yield f'<section id="tie-{number}"><h2 dir="auto">{head}</h2>\n{words}</section>'


def _words(row: dict[str, Any], id_: str) -> str:
    where = " · ".join(
        escape(visible(part)) for part in (row["title"], row["outlet"], row["date"]) if part
    )
    said = "reported" if row["said"] else "in the report's own voice"
    denied = ", denied" if row["denied"] else ""
    kind = escape(row["kind"].replace("_", " "))
    return (
        f'<blockquote dir="auto">“{escape(visible(row["words"]))}”<br>'
        f"<small>{kind}, {said}{denied} · {where} · {escape(id_)}</small></blockquote>"
    )
