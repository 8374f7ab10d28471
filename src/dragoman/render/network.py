"""What an analysis of signed ties found -> a table that a person reads from top to bottom.

Takes the plain object of ``dragoman.network.analyse``: its keys are those of ``--format json``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from dragoman.render.text import HEAD, MINUS, NOTE, PLUS, printed
from dragoman.render.words import count, shorten, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.render.text import Line

LISTED = 20  # rows of a list; the rest is counted, and is in the json
WIDE = 3  # actors of a component whose camps are listed
WORDS = 100  # code points of a quote
ISSUE = 60  # and of the words of an issue
SIGNS = {1: "✚", -1: "−"}


def network_table(found: dict[str, Any], *, color: bool = False, width: int = 80) -> str:
    """The analysis as lines of text, the longest lists cut."""
    return printed(_lines(found), color=color, width=width)


def period_table(found: dict[str, Any], *, color: bool = False, width: int = 80) -> str:
    """The balance of each period as a line of a table."""
    return printed(_periods(found), color=color, width=width)


def _periods(found: dict[str, Any]) -> Iterator[Line]:
    head = ("period", "actors", "ties", "against", "mixed", "index", "share")
    yield 0, Text("".join(f"{word:>9}" for word in head), HEAD)
    for row in found["periods"]:
        index = f"{row['line_index']}" + ("" if row["proved"] else f" (≥{row['bound']})")
        cells = (row["period"], row["actors"], row["ties"], row["against"], row["mixed"], index)
        line = "".join(f"{cell!s:>9}" for cell in cells)
        yield 0, Text(line + f"{100 * row['share']:>7.1f} %")
    yield from _left_out(found)


def _lines(found: dict[str, Any]) -> Iterator[Line]:
    names = {node["id"]: visible(node["name"]) for node in found["nodes"]}
    if not found["edges"] and not found["mixed"]:
        yield 0, Text("no two known actors are said to stand for or against each other")
        yield from _left_out(found)
        return
    yield from _balance(found)
    yield from _counting(found["counted"])
    yield from _camps(found, names)
    yield from _ties(found, names)
    yield from _mixed(found, names)
    yield from _triads(found, names)
    yield from _inferences(found, names)
    yield from _left_out(found)


def _balance(found: dict[str, Any]) -> Iterator[Line]:
    edges = found["edges"]
    plus = sum(edge["sign"] > 0 for edge in edges)
    yield (
        0,
        Text(
            f"{count(len(found['nodes']), 'actor')}, {count(len(edges), 'tie')}:"
            f" {plus} for, {len(edges) - plus} against, {len(found['mixed'])} mixed",
            HEAD,
        ),
    )
    proof = "proved" if found["proved"] else f"not proved; it is at least {found['bound']}"
    share = f"{100 * found['share']:.1f} %"
    yield 0, Text(f"line index {found['line_index']} ({share} of the weight; {proof})")
    if found["method"] == "heuristic" and not found["proved"]:
        yield 2, Text("by heuristic: the extra dragoman[network] asks for a proof", NOTE)


def _counting(counted: dict[str, Any]) -> Iterator[Line]:
    """What was asked to be counted, where it is not all."""
    told = {
        "issue": "on the issue {}",
        "since": "from {} on",
        "until": "up to {}",
        "min_score": "scored {} or more",
        "half_life": "half as much after {:g} days without a row",
        "today": "back from {}",
    }
    words = [form.format(counted[key]) for key, form in told.items() if counted.get(key)]
    if counted.get("realis", ["actual"]) != ["actual"]:
        words.insert(0, ", ".join(counted["realis"]))
    if counted.get("roll_up"):
        words.append("actors under what they are part of, up to their state")
    if words:
        yield 2, Text(f"counted: {'; '.join(words)}", NOTE)


def _camps(found: dict[str, Any], names: dict[str, str]) -> Iterator[Line]:
    """The camps of each component of three or more; those who have one tie only are in the list."""
    yield from _head("camps that leave least frustrated")
    groups: dict[int, list[dict[str, Any]]] = {}
    for node in found["nodes"]:
        groups.setdefault(node["component"], []).append(node)
    every = [group for _, group in sorted(groups.items())]
    wide = [group for group in every if len(group) >= WIDE] or every
    for group in wide[:LISTED]:
        sides = [[names[n["id"]] for n in group if n["camp"] == camp] for camp in (1, 2)]
        yield 2, Text("  |  ".join(", ".join(side) or "nobody" for side in sides))
    apart = len(groups) - len(wide[:LISTED])
    if apart:
        yield 2, Text(f"and {count(apart, 'smaller group')} bound to none of these", NOTE)
    yield from _firmness(found, names)


def _firmness(found: dict[str, Any], names: dict[str, str]) -> Iterator[Line]:
    alike: dict[str, list[str]] = {}
    for node in found["nodes"]:
        if node["alike"] is not None:
            alike.setdefault(node["alike"], []).append(names[node["id"]])
    firm = [group for group in alike.values() if len(group) > 1]
    for group in firm[:LISTED]:
        yield 2, Text(f"alike in every optimum: {', '.join(group)}", NOTE)
    if found["stability"]:
        rates, open_ = found["stability"], [e for e in found["edges"] if e["decided"] is False]
        lost = f"{100 * rates['drop']:g} % of the ties dropped, {rates['draws']} times"
        words = f"{count(len(open_), 'pair')} undecided when {100 * rates['flip']:g} % of the signs"
        yield 2, Text(f"{words} are turned and {lost}", NOTE)


def _ties(found: dict[str, Any], names: dict[str, str]) -> Iterator[Line]:
    edges = found["edges"]
    bad = [edge for edge in edges if edge["frustrated"]]
    if bad:
        yield from _head(f"{count(len(bad), 'tie')} against these camps")
        yield from _listed(bad, found, names)
    if found["rows"] or len(edges) <= LISTED:
        yield from _head("ties")
        yield from _listed([edge for edge in edges if not edge["frustrated"]], found, names)


def _listed(
    edges: list[dict[str, Any]], found: dict[str, Any], names: dict[str, str]
) -> Iterator[Line]:
    edges = sorted(edges, key=lambda edge: -len(edge.get("rows", ())))
    for edge in edges[:LISTED]:
        style = PLUS if edge["sign"] > 0 else MINUS
        line = Text(f"{SIGNS[edge['sign']]} {names[edge['a']]} – {names[edge['b']]}", style)
        line.append(_counted(edge), NOTE)
        if edge["decided"] is False:
            line.append("  undecided", NOTE)
        yield 2, line
        yield from _words(edge, found)
    if len(edges) > LISTED:
        yield 2, Text(f"… and {len(edges) - LISTED} more (--format json has all)", NOTE)


def _counted(edge: dict[str, Any]) -> str:
    if "rows" not in edge:
        return f"  weight {edge['weight']}" if edge["weight"] != 1 else ""
    kinds = " and ".join(kind.replace("_", " ") for kind in edge["kinds"])
    parts = [f"{edge[key]} {key}" for key in ("asserted", "reported", "denied") if edge[key]]
    days = edge["first"] or ""
    if edge["last"] and edge["last"] != edge["first"]:
        days += f" to {edge['last']}"
    sources = [count(edge["sources"], "independent source")] if edge["sources"] > 1 else []
    return f"  {kinds}: " + ", ".join([*parts, *sources, *([days] if days else [])])


def _words(edge: dict[str, Any], found: dict[str, Any]) -> Iterator[Line]:
    for row in edge.get("rows", ())[:2]:
        told = found["rows"][row]
        issue = f"  on {shorten(visible(told['issue']), ISSUE)}" if told["issue"] else ""
        yield 4, Text(f"“{shorten(visible(told['words']), WORDS)}”{issue}  {row}", NOTE)


def _mixed(found: dict[str, Any], names: dict[str, str]) -> Iterator[Line]:
    if not found["mixed"]:
        return
    yield from _head("mixed: said to stand for and against each other; in no camp's sum")
    for pair in found["mixed"][:LISTED]:
        ends = [names.get(pair[end], visible(pair[end])) for end in ("a", "b")]
        yield (
            2,
            Text(f"± {ends[0]} – {ends[1]}").append(_counted(pair) if "rows" in pair else "", NOTE),
        )
        yield from _words(pair, found)
    if len(found["mixed"]) > LISTED:
        yield 2, Text(f"… and {len(found['mixed']) - LISTED} more", NOTE)


def _triads(found: dict[str, Any], names: dict[str, str]) -> Iterator[Line]:
    triads = found["triads"]
    if not any(triads["counts"].values()):
        return
    kinds = ", ".join(f"{number} {kind}" for kind, number in triads["counts"].items())
    bad = triads["frustrated"]
    yield from _head(f"triads: {kinds}; {len(bad)} frustrated by the {triads['rule']} rule")
    for nodes in bad[:5]:
        yield 2, Text(" – ".join(names[node] for node in nodes))
    if len(bad) > 5:
        yield 2, Text(f"… and {len(bad) - 5} more", NOTE)


def _inferences(found: dict[str, Any], names: dict[str, str]) -> Iterator[Line]:
    if not found["inferences"]:
        return
    yield from _head("inference, said by nobody: the enemy of my enemy")
    for guess in found["inferences"][:LISTED]:
        a, b, middle = (names[guess[key]] for key in ("a", "b", "through"))
        yield 2, Text(f"{a} ~ {b}, since both are against {middle}")
    if len(found["inferences"]) > LISTED:
        yield 2, Text(f"… and {len(found['inferences']) - LISTED} more", NOTE)


def _left_out(found: dict[str, Any]) -> Iterator[Line]:
    if found["left_out"]:
        yield from _head("rows left out")
        for reason, number in found["left_out"].items():
            yield 2, Text(f"{number}  {reason}", NOTE)


def _head(words: str) -> Iterator[Line]:
    yield 0, Text("")
    yield 0, Text(words, HEAD)
