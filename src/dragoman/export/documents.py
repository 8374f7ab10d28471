"""A record -> rows of the formats that are no tables: whole records, a graph, web annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.export.shape import Column, Context, Format, Layout, Row, Table, each
from dragoman.export.values import quoted
from dragoman.render.json import to_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.record import Event, Position, Record, Report, Role, Span, Statement

NODES = Table(
    "nodes",
    (
        Column("id", "string", "id of the actor"),
        Column("name", "string", "its name"),
        Column("kind", "string", "state, body, person …"),
        Column("country", "string", "ISO 3166 alpha-3"),
    ),
)
TIES = Table(
    "ties",
    (
        Column("source", "string", "who holds the position, or does the deed"),
        Column("target", "string", "towards, or to, whom"),
        Column("row", "string", "id of the row"),
        Column("what", "string", "position or event"),
        Column("kind", "string", "kind of position, or PLOVER type"),
        Column("sign", "integer", "1 or -1 of a position"),
        Column("issue_key", "string", "what a position is on"),
        Column("realis", "string", "whether it is so"),
        Column("time", "string", "EDTF, where the words give it"),
        Column("report", "string", "id of the report"),
        Column("published", "string", "when it was published"),
        Column("score", "number", "how sure"),
        Column("words", "string", "the words"),
        Column("same", "string", "ties with one value tell one deed or stance, copies among them"),
    ),
)


def graph_rows(record: Record, context: Context) -> Iterator[tuple[str, Row | None]]:
    """Actors as nodes; each position and event as ties of its own between them."""
    for actor in record.actors:
        yield "nodes", {c.name: getattr(actor, c.name) for c in NODES.columns}
    for position in record.positions:
        ends = (position.holder,), (position.target,)
        yield from _ties(position, *ends, record, context)
    for event in record.events:
        yield from _ties(event, event.source, event.target, record, context)


def _ties(
    row: Position | Event,
    sources: tuple[Role, ...],
    targets: tuple[Role, ...],
    record: Record,
    context: Context,
) -> Iterator[tuple[str, Row | None]]:
    pairs = [(s.actor, t.actor) for s in sources for t in targets if s.actor and t.actor]
    if not pairs:
        yield "not between two known actors", None
    for source, target in pairs:
        yield "ties", {"source": source, "target": target, **_tie(row, record.report, context)}


def _tie(row: Position | Event, report: Report, context: Context) -> Row:
    stance: Any = row if hasattr(row, "sign") else None
    return {
        "row": row.id,
        "what": "position" if stance else "event",
        "kind": stance.kind if stance else getattr(row, "type", None),
        "sign": stance and stance.sign,
        "issue_key": stance and stance.issue_key,
        "realis": row.realis,
        "time": row.when.value,
        "report": report.id,
        "published": report.published.value,
        "score": row.score,
        "words": quoted(row.evidence),
        "same": context.same.get(row.id),
    }


def whole(record: Record, _context: Context) -> Iterator[tuple[str, Row]]:
    """The record as ``read --format jsonl`` prints it."""
    yield "records", to_plain(record)


def annotated(record: Record, _context: Context) -> Iterator[tuple[str, Row]]:
    """Each statement, event and position as a W3C Web Annotation of the words it rests on.

    The body is the row itself; the target names the page and selects the words by position, in
    code points of the report's text, and by quote, where quotes are kept.
    """
    report = record.report
    rows: list[tuple[str, Statement | Event | Position, tuple[Span, ...]]] = [
        *(("Statement", row, (row.cue, *row.content)) for row in record.statements),
        *(("Event", row, row.evidence or (row.clause,)) for row in record.events),
        *(("Position", row, row.evidence) for row in record.positions),
    ]
    for kind, row, spans in rows:
        yield "annotations", _annotation(kind, row, spans, report)


def _annotation(
    kind: str, row: Statement | Event | Position, spans: tuple[Span, ...], report: Report
) -> Row:
    return {
        "id": f"urn:dragoman:{row.id}",
        "type": "Annotation",
        "motivation": "classifying",
        "body": {"type": kind, "value": to_plain(row), "format": "application/json"},
        "target": [
            {
                "source": report.url or f"urn:dragoman:{report.id}",
                "selector": _selectors(span, report),
            }
            for span in spans
        ],
    }


def _selectors(span: Span, report: Report) -> list[Row]:
    place: Row = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    if not span.quote:
        return [place]
    words: Row = {"type": "TextQuoteSelector", "exact": span.quote}
    if report.text:
        words["prefix"] = report.text[max(0, span.start - AROUND) : span.start]
        words["suffix"] = report.text[span.end : span.end + AROUND]
    return [place, words]


AROUND = 32  # code points beside the words, which find them where the text has shifted
ROW = Column("line", "string", "one JSON object; see dragoman schema")
JSONL = Format(
    "jsonl",
    "one whole record a line",
    (Table("records", (ROW,)),),
    Layout("jsonl", "jsonl"),
    each(whole),
)
GRAPHML = Format(
    "graphml", "actors and their ties, for Gephi, igraph and networkx", (NODES, TIES),
    Layout("graphml", "graphml"), each(graph_rows), joins="same",
)  # fmt: skip
JSONLD = Format(
    "jsonld", "W3C Web Annotations", (Table("annotations", (ROW,)),), Layout("jsonld", "jsonld"),
    each(annotated),
)  # fmt: skip
