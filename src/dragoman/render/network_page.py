"""What an analysis of signed ties found -> a page: the picture, and the words behind every tie.

A click on a tie leads to its words. The page has no script, and asks for nothing from outside.
"""

from __future__ import annotations

from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from dragoman.render.document import document
from dragoman.render.network import network_table
from dragoman.render.network_svg import look, network_svg
from dragoman.render.words import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = """<h1>How they stand</h1>
<p>Green and whole is for, red and broken against, grey and dotted both. Thick is against the two
camps; pale is undecided at the measured rates of error.{words}</p>"""
CLICK = " A click on a line leads to its words."


def network_page(found: dict[str, Any]) -> str:
    """The analysis as one self-contained page; ties of a user's own file have no words to show."""
    told = bool(found["rows"])
    style = files("dragoman.render").joinpath("network_page.css").read_text(encoding="utf-8")
    table = escape(network_table(found, width=100))
    parts = [
        HEAD.format(words=CLICK if told else ""),
        network_svg(found, links=_place if told else None),
        f"<pre>{table}</pre>",
        *(_ties(found) if told else ()),
        *(_both(found) if told else ()),
    ]
    return document("How they stand", "\n".join(parts), [style, look()])


def _place(number: int, pair: dict[str, Any]) -> str:
    """Where the words of a tie, or of a pair with both signs, stand on the page."""
    return f"#{'tie' if 'sign' in pair else 'mixed'}-{number}"


def _ties(found: dict[str, Any]) -> Iterator[str]:
    names = {node["id"]: visible(node["name"]) for node in found["nodes"]}
    for number, edge in enumerate(found["edges"]):
        sign = "for" if edge["sign"] > 0 else "against"
        head = f"{escape(names[edge['a']])} – {escape(names[edge['b']])}: {sign}"
        words = "\n".join(_words(found["rows"][row], row) for row in edge.get("rows", ()))
        yield f'<section id="tie-{number}"><h2 dir="auto">{head}</h2>\n{words}</section>'


def _both(found: dict[str, Any]) -> Iterator[str]:
    names = {node["id"]: visible(node["name"]) for node in found["nodes"]}
    for number, pair in enumerate(found["mixed"]):
        ends = (escape(names.get(pair[end], visible(pair[end]))) for end in ("a", "b"))
        words = "\n".join(_words(found["rows"][row], row) for row in pair.get("rows", ()))
        head = f"{' – '.join(ends)}: for and against"
        yield f'<section id="mixed-{number}"><h2 dir="auto">{head}</h2>\n{words}</section>'


def _words(row: dict[str, Any], id_: str) -> str:
    where = " · ".join(
        escape(visible(part)) for part in (row["title"], row["outlet"], row["date"]) if part
    )
    said = "reported" if row["said"] else "in the report's own voice"
    denied = ", denied" if row["denied"] else ""
    kind = escape(row["kind"].replace("_", " "))
    issue = f" on {escape(visible(row['issue']))}" if row["issue"] else ""
    issue += f" ({escape(visible(row['issue_key']))})" if row["issue"] and row["issue_key"] else ""
    return (
        f'<blockquote dir="auto">“{escape(visible(row["words"]))}”<br>'
        f"<small>{kind}{issue}, {said}{denied} · {where} · {escape(id_)}</small></blockquote>"
    )
