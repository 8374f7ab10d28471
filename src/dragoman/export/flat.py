"""A record -> flat rows for CSV and Parquet: one table a kind of row, one column a plain value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.export.shape import Column, Context, Format, Layout, Row, Table, Type, each
from dragoman.export.values import ids, joined, names, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dragoman.record import Record, Report, Role, Span


@dataclass(frozen=True, slots=True)
class Got:
    """A column and how its cell is got from a row."""

    name: str
    type: Type
    meaning: str
    get: Callable[[Any], Any]


def _when(noun: str) -> tuple[Got, ...]:
    return (
        Got(
            "time", "string", f"when {noun}, EDTF, only what the words give", lambda r: r.when.value
        ),
        Got("not_before", "string", "earliest day it can be of", lambda r: r.when.not_before),
        Got("not_after", "string", "latest day it can be of", lambda r: r.when.not_after),
        Got("time_basis", "string", "which words, or date, say so", lambda r: r.when.basis),
    )


def _span(name: str, meaning: str, get: Callable[[Any], Span | None]) -> tuple[Got, ...]:
    """The words of a span, and where they stand in the report's text."""

    def cell(attribute: str) -> Callable[[Any], Any]:
        def found(row: Any) -> Any:
            span = get(row)
            return None if span is None else getattr(span, attribute)

        return found

    return (
        Got(name, "string", meaning, cell("quote")),
        Got(f"{name}_start", "integer", f"where {name} begins, in code points", cell("start")),
        Got(f"{name}_end", "integer", f"where {name} ends, exclusive", cell("end")),
    )


def _roles(name: str, meaning: str, get: Callable[[Any], tuple[Role, ...]]) -> tuple[Got, ...]:
    return (
        Got(name, "string", f'{meaning}; several are parted by "; "', lambda r: names(get(r))),
        Got(f"{name}_ids", "string", f"ids of the actors in {name}", lambda r: ids(get(r))),
    )


def _some(role: Role | None) -> tuple[Role, ...]:
    return (role,) if role else ()


ID = Got("id", "string", "id of the row: the same row, the same id", lambda r: r.id)
SAID = Got("said_in", "string", "statements that hold the row", lambda r: joined(r.said_in))
ECHOES = Got("echoes", "string", "the row of the text that a title repeats", lambda r: r.echoes)
MADE = (
    Got("score", "number", "how sure, from 0 to 1", lambda r: r.score),
    Got(
        "rule", "string", "the entry of the tables, or the model, behind the row", lambda r: r.rule
    ),
)
REALIS = Got(
    "realis", "string", "actual, planned, demanded, hypothetical or negated", lambda r: r.realis
)
REPORTS: tuple[Got, ...] = (
    Got("report", "string", "id of the report", lambda r: r.id),
    Got("source", "string", "file, row or address it was read from", lambda r: r.source),
    Got("url", "string", "address of the page", lambda r: r.url),
    Got("outlet", "string", "who printed it", lambda r: r.outlet),
    Got("title", "string", "its title", lambda r: r.title),
    Got("byline", "string", "persons who wrote it", lambda r: joined(r.byline)),
    Got("agencies", "string", "agencies it credits", lambda r: joined(r.agencies)),
    Got("language", "string", "ISO 639-1", lambda r: r.language),
    Got("published", "string", "local date or time, EDTF", lambda r: r.published.value),
    Got("published_utc", "string", "the same in UTC, where known", lambda r: r.published.instant),
    Got("published_by", "string", "what gave the date", lambda r: r.published.signal),
    Got("letters", "integer", "length of the text in code points; 0 without it",
        lambda r: len(r.text)),
)  # fmt: skip
COLUMNS: dict[str, tuple[Got, ...]] = {
    "statements": (
        ID,
        Got("act", "string", "say, confirm, deny, accuse, promise, demand …", lambda r: r.act),
        Got("mode", "string", "direct, indirect or mixed", lambda r: r.mode),
        *_roles("speaker", "who said it", lambda r: r.speaker),
        *_roles("on_behalf_of", "for which body or state", lambda r: _some(r.on_behalf_of)),
        *_roles("via", "who passed it on, nearest the speaker first", lambda r: r.via),
        *_span("cue", "the words of saying", lambda r: r.cue),
        Got("content", "string", "what was said", lambda r: quoted(r.content)),
        Got("content_ranges", "string", "where it stands: start-end, in code points",
            lambda r: joined(f"{s.start}-{s.end}" for s in r.content)),
        Got("inside", "string", "the statement whose content holds this one", lambda r: r.inside),
        Got("about", "string", "statements confirmed or denied", lambda r: joined(r.about)),
        ECHOES, *_when("it was said"), *MADE,
    ),
    "events": (
        ID,
        Got("type", "string", "PLOVER event type", lambda r: r.type),
        Got("mode", "string", "PLOVER mode", lambda r: r.mode),
        Got("contexts", "string", "PLOVER contexts", lambda r: joined(r.contexts)),
        Got("quad", "string", "quad class", lambda r: r.quad),
        Got("intensity", "number", "PLOVER intensity, -10 to 10", lambda r: r.intensity),
        *_roles("source_actor", "who did it", lambda r: r.source),
        *_roles("target_actor", "to whom", lambda r: r.target),
        *_span("trigger", "the word of the deed", lambda r: r.trigger),
        *_span("clause", "the clause that tells it", lambda r: r.clause),
        REALIS,
        Got("background", "boolean", "history told beside the news", lambda r: r.background),
        *_when("it happened"),
        Got("place", "string", "where", lambda r: r.where and r.where.name),
        Got("country", "string", "ISO 3166 alpha-3 of the place",
            lambda r: r.where and r.where.country),
        Got("latitude", "number", "degrees", lambda r: r.where and r.where.lat),
        Got("longitude", "number", "degrees", lambda r: r.where and r.where.lon),
        Got("place_precision", "string", "what the words give",
            lambda r: r.where and r.where.precision),
        SAID, ECHOES, *MADE,
    ),
    "positions": (
        ID,
        *_roles("holder", "who stands so", lambda r: (r.holder,)),
        *_roles("target", "towards whom", lambda r: (r.target,)),
        Got("sign", "integer", "1 for, -1 against", lambda r: r.sign),
        Got("kind", "string", "ally, opposition, criticism …", lambda r: r.kind),
        Got("symmetric", "boolean", "holds both ways", lambda r: r.symmetric),
        *_span("issue", "on what", lambda r: r.issue),
        Got("issue_key", "string", "the same issue, the same key", lambda r: r.issue_key),
        *_roles("against", "against which third party", lambda r: _some(r.against)),
        Got("evidence", "string", "the words", lambda r: quoted(r.evidence)),
        Got("evidence_ranges", "string", "where they stand: start-end, in code points",
            lambda r: joined(f"{s.start}-{s.end}" for s in r.evidence)),
        REALIS, *_when("it held"), SAID, ECHOES, *MADE,
    ),
    "actors": (
        Got("actor", "string", "id of the actor", lambda r: r.id),
        Got("name", "string", "its name", lambda r: r.name),
        Got("kind", "string", "state, body, person, armed_group …", lambda r: r.kind),
        Got("actor_country", "string", "ISO 3166 alpha-3", lambda r: r.country),
        Got("sector", "string", "PLOVER primary sector", lambda r: r.sector),
        Got("part_of", "string", "id of what it is part of", lambda r: r.part_of),
        Got("known", "string", "by the tables, or by this report alone", lambda r: r.known),
    ),
    "affiliations": (
        ID,
        *_roles("person", "who", lambda r: (r.person,)),
        Got("office", "string", "which office", lambda r: r.office),
        *_roles("body", "in which body", lambda r: _some(r.body)),
        Got("tenure", "string", "current, former or designate", lambda r: r.tenure),
        *_when("it held"), SAID,
        Got("rule", "string", "the rule behind the row", lambda r: r.rule),
    ),
}  # fmt: skip
QUANTITIES: tuple[Got, ...] = (
    Got("kind", "string", "killed, injured, detained, hostages, size, money", lambda r: r.kind),
    Got("low", "number", "the least that the words allow", lambda r: r.low),
    Got("high", "number", "the most", lambda r: r.high),
    Got("unit", "string", "currency, where it is money", lambda r: r.unit),
    *_span("words", "the words", lambda r: r.span),
)
OF_REPORT = Column("report", "string", "id of the report the row is of")
OF_EVENT = Column("event", "string", "id of the event the number belongs to")


def _columns(gots: tuple[Got, ...]) -> tuple[Column, ...]:
    return tuple(Column(got.name, got.type, got.meaning) for got in gots)


OF_ROW = Column("id", "string", "id of the row, also of one that its score left out")
ACROSS = (
    Table("stories", (
        OF_REPORT,
        Column("story", "string", "reports with one story tell one thing"),
        Column("same_text_as", "string", "the report that stands for those with this text"),
        Column("agencies_inferred", "string", "agencies that reports with its words credit"),
    )),
    Table("copies", (
        OF_REPORT,
        Column("other", "string", "id of the report it shares words with"),
        Column("kind", "string", "same text, cut copy, carries passages or shared template"),
        Column("covered", "number", "how much of the report is shared, 0 to 1"),
        Column("other_covered", "number", "how much of the other is"),
    )),
    Table("across", (
        OF_REPORT, OF_ROW,
        Column("same", "string", "rows with one value tell one deed, stance or utterance"),
        Column("independent_sources", "integer", "how many tell it, copies folded"),
        Column("contradicted", "integer", "rows of other reports that contradict it"),
        Column("updated", "integer", "rows that bring it up to date"),
    )),
    Table("opposed", (
        OF_REPORT, OF_ROW,
        Column("other_report", "string", "id of the other row's report"),
        Column("other_id", "string", "id of the other row"),
        Column("verdict", "string", "contradicted; or updated: the other row is the newer"),
        Column("why", "string", "what of them meets"),
    )),
)  # fmt: skip


TABLES = (
    Table("reports", (*_columns(REPORTS), Column("problem", "string", "why it has no rows"))),
    *(Table(kind, (OF_REPORT, *_columns(gots))) for kind, gots in COLUMNS.items()),
    Table("quantities", (OF_REPORT, OF_EVENT, *_columns(QUANTITIES))),
    *ACROSS,
)


def rows(record: Record, _context: Context) -> Iterator[tuple[str, Row]]:
    """The rows of a record for each table, in the order of the record."""
    yield "reports", _report(record.report, record)
    for kind, gots in COLUMNS.items():
        for row in getattr(record, kind):
            yield kind, {"report": record.report.id, **_cells(gots, row)}
    for event in record.events:
        for quantity in event.quantities:
            first = {"report": record.report.id, "event": event.id}
            yield "quantities", first | _cells(QUANTITIES, quantity)


def _report(report: Report, record: Record) -> Row:
    problem = record.problem and f"{record.problem.stage}: {record.problem.message}"
    return _cells(REPORTS, report) | {"problem": problem}


def _cells(gots: tuple[Got, ...], row: object) -> Row:
    return {got.name: got.get(row) for got in gots}


CSV = Format(
    "csv",
    "one CSV file a kind of row",
    TABLES,
    Layout("csv", "delimited", defused=True),
    each(rows),
)
PARQUET = Format(
    "parquet",
    "one Parquet file a kind of row",
    TABLES,
    Layout("parquet", "parquet"),
    each(rows),
)
