"""A record -> rows laid out as POLECAT's weekly files: 40 columns, tabs, "None" for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.export.shape import Column, Context, Format, Layout, Row, Table, each
from dragoman.export.values import actors_of, day_of, joined, names
from dragoman.lexicon.validity import codes_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.record import Actor, Event, Record, Role

NO_ID = "the tables hold no identifiers of Wikipedia or GeoNames"
NO_LEVEL = "places are not broken down into levels"


def _side(who: str) -> tuple[Column, ...]:
    return (
        Column(f"{who} Name", "string", "canonical names"),
        Column(f"{who} Country", "string", "ISO 3166 alpha-3 of all, each once"),
        Column(f"{who} COW", "string", "Correlates of War numbers valid at the event's day"),
        Column(f"Primary {who} Sector", "string", "PLOVER sector of the first"),
        Column(f"{who} Sectors", "string", "PLOVER sectors of all"),
        Column(
            f"{who} Title", "string", "offices that the report gives them, none that they held once"
        ),
        Column(f"{who} Name Raw", "string", "the report's words for them"),
        Column(f"Wikipedia {who} ID", "string", "", NO_ID),
    )


EVENTS = Table(
    "events",
    (
        Column("Event ID", "string", "id of the row"),
        Column("Event Date", "string", "the day, where the words give one"),
        Column("Event Type", "string", "PLOVER event type"),
        Column("Event Mode", "string", "PLOVER mode"),
        Column("Intensity", "number", "PLOVER intensity, -10 to 10"),
        Column("Quad Code", "string", "quad class in capitals"),
        Column("Contexts", "string", "PLOVER contexts"),
        *_side("Actor"),
        *_side("Recipient"),
        Column("Placename", "string", "the place as named"),
        Column("City", "string", "the place, where the words name a city"),
        Column("District", "string", "", NO_LEVEL),
        Column("Province", "string", "the place, where the words name a region"),
        Column("Country", "string", "ISO 3166 alpha-3 of the place"),
        Column("Latitude", "number", "degrees"),
        Column("Longitude", "number", "degrees"),
        Column("GeoNames ID", "string", "", NO_ID),
        Column("Raw Placename", "string", "the report's words for the place"),
        Column("Feature Type", "string", "city, region, country, near or unknown"),
        Column("Source", "string", "the outlet"),
        Column("Publication Date", "string", "day of publication"),
        Column("Story People", "string", "persons the report names"),
        Column("Story Organizations", "string", "other actors it names"),
        Column("Story Locations", "string", "states and places it names"),
        Column("Language", "string", "ISO 639-1"),
        Column("Version", "string", "program and tables that made the row"),
    ),
)
PLACES = frozenset({"state", "place"})


def rows(record: Record, context: Context) -> Iterator[tuple[str, Row | None]]:
    """An event a row; only what happened: POLECAT does not tell what is planned or denied.

    POLECAT codes story by story: a deed that two reporters tell is two rows. What one report tells
    twice, or reports have from each other in the same words, is one: of the report that came first.
    """
    whole = _story(record)
    for event in record.events:
        if event.realis != "actual":
            yield f"realis {event.realis}", None
        elif event.echoes is not None:
            yield "a title that repeats the text", None
        elif event.id in context.retold and context.retold[event.id].first != event.id:
            yield "told again in the same report, or in the words of another", None
        else:
            yield "events", _event(event, record, context) | whole


def _event(event: Event, record: Record, context: Context) -> Row:
    day, where = day_of(event.when.value), event.where
    return {
        "Event ID": event.id,
        "Event Date": day,
        "Event Type": event.type,
        "Event Mode": event.mode,
        "Intensity": event.intensity,
        "Quad Code": event.quad.upper(),
        "Contexts": joined(event.contexts),
        **_cells("Actor", event.source, record, context, day),
        **_cells("Recipient", event.target, record, context, day),
        "Placename": where and where.name,
        "City": where.name if where and where.precision == "city" else None,
        "Province": where.name if where and where.precision == "region" else None,
        "Country": where and where.country,
        "Latitude": where and where.lat,
        "Longitude": where and where.lon,
        "Raw Placename": where and where.span.quote,
        "Feature Type": where and where.precision,
    }


def _cells(
    who: str, roles: tuple[Role, ...], record: Record, context: Context, day: str | None
) -> Row:
    known = actors_of(record)
    found = [known[role.actor] for role in roles if role.actor in known]
    sectors = joined(actor.sector for actor in found)
    held = joined(
        each.office for role in roles for each in record.affiliations
        if role.actor is not None and each.person.actor == role.actor and each.tenure != "former"
    )  # fmt: skip
    return {
        f"{who} Name": names(roles),
        f"{who} Country": joined(actor.country for actor in found),
        f"{who} COW": joined(_cow(actor, context, day) for actor in found),
        f"Primary {who} Sector": sectors and sectors.partition(";")[0],
        f"{who} Sectors": sectors,
        f"{who} Title": held,
        f"{who} Name Raw": joined(role.span.quote for role in roles if role.span),
    }


def _cow(actor: Actor, context: Context, day: str | None) -> str | None:
    """The number of an actor's state; None where several are valid and no date decides."""
    found = {row.cow for row in codes_on(context.states, actor.country or "", day) if row.cow}
    return found.pop() if len(found) == 1 else None


def _story(record: Record) -> Row:
    report, made = record.report, record.coded_with

    def named(wanted: frozenset[str], *, others: bool = False) -> str | None:
        return joined(a.name for a in record.actors if (a.kind in wanted) is not others)

    return {
        "Source": report.outlet,
        "Publication Date": day_of(report.published.value),
        "Story People": named(frozenset({"person"})),
        "Story Organizations": named(PLACES | {"person"}, others=True),
        "Story Locations": named(PLACES),
        "Language": report.language,
        "Version": f"dragoman {made.dragoman} {made.tables}",
    }


POLECAT = Format(
    "polecat", "the 40 columns of POLECAT", (EVENTS,),
    Layout("txt", "delimited", "\t", "None", defused=False), each(rows), joins="retold",
)  # fmt: skip
