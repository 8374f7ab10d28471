"""What an analysis of signed ties found -> GraphML, which Gephi, igraph and networkx read."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

NODE = (("name", "string"), ("camp", "int"))
EDGE = (
    ("sign", "int"), ("weight", "double"), ("frustrated", "boolean"), ("stability", "double"),
    ("issue", "string"), ("asserted", "int"), ("reported", "int"), ("denied", "int"),
    ("sources", "int"), ("first", "string"), ("last", "string"), ("rows", "string"),
)  # fmt: skip


def graphml(found: dict[str, Any]) -> str:
    """The nodes and ties as an undirected graph; mixed pairs have the sign 0."""
    keys = [
        key_of(scope, name, kind)
        for scope, fields in (("node", NODE), ("edge", EDGE))
        for name, kind in fields
    ]
    nodes = [
        f"<node id={quoteattr(clean(n['id']))}>{data_of('n', NODE, n)}</node>"
        for n in found["nodes"]
    ]
    pairs = [*found["edges"], *({**pair, "sign": 0} for pair in found["mixed"])]
    edges = [_edge(pair) for pair in pairs]
    inside = "\n".join([*keys, '<graph edgedefault="undirected">', *nodes, *edges, "</graph>"])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n{inside}\n</graphml>\n'
    )


def _edge(pair: dict[str, Any]) -> str:
    ends = [quoteattr(clean(pair[end])) for end in ("a", "b")]
    return f"<edge source={ends[0]} target={ends[1]}>{data_of('e', EDGE, pair)}</edge>"


def key_of(scope: str, name: str, kind: str) -> str:
    """The declaration of a field of nodes or edges."""
    return f'<key id="{scope[0]}_{name}" for="{scope}" attr.name="{name}" attr.type="{kind}"/>'


def data_of(prefix: str, fields: tuple[tuple[str, str], ...], values: dict[str, Any]) -> str:
    """The values of a node ("n") or an edge ("e") that are there."""
    return "".join(
        f'<data key="{prefix}_{name}">{escape(clean(_value(values[name])))}</data>'
        for name, _ in fields
        if values.get(name) is not None
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(value) if isinstance(value, list) else str(value)


def clean(words: str) -> str:
    """Words without the letters that XML forbids."""
    return "".join(
        c
        for c in words
        if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
