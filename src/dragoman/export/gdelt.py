"""A record -> rows in the layout of GDELT 2.0: events of 61 columns, mentions of 16, no header."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from dragoman.export.deeds import Deeds, Telling, end_of, most_exact
from dragoman.export.shape import Column, Context, Format, Layout, Row, Table, Type
from dragoman.export.values import actors_of, day_of, host_of, pairs_of
from dragoman.record import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.record import Actor, Event, Record, Role, Where

QUADS = {
    "verbal cooperation": 1,
    "material cooperation": 2,
    "verbal conflict": 3,
    "material conflict": 4,
}
GEO = {"country": 1, "city": 4, "region": 5}
GEO_USA = {"country": 1, "city": 3, "region": 2}
NO_GROUP = "the tables do not tell groups, peoples and faiths by CAMEO's codes"
NO_FIPS = "GDELT counts in FIPS 10-4, the tables in ISO 3166"
NO_PLACE = "places of actors are not told"
NO_TONE = "tone is not measured"
NO_SCALE = "Goldstein's scale is of CAMEO; PLOVER's intensity is another (see polecat)"
NO_SENTENCE = "the record counts code points, not sentences"


def _actor(number: int) -> Iterator[Column]:
    side = f"Actor{number}"
    yield Column(f"{side}Code", "string", "country and sector, as CAMEO joins them")
    yield Column(f"{side}Name", "string", "name in capitals")
    yield Column(f"{side}CountryCode", "string", "ISO 3166 alpha-3")
    for name in ("KnownGroup", "Ethnic", "Religion1", "Religion2"):
        yield Column(f"{side}{name}Code", "string", "", NO_GROUP)
    yield Column(f"{side}Type1Code", "string", "PLOVER sector")
    yield Column(f"{side}Type2Code", "string", "", "an actor has one sector")
    yield Column(f"{side}Type3Code", "string", "", "an actor has one sector")


def _geo(side: str, empty: str) -> Iterator[Column]:
    def column(name: str, type_: Type, meaning: str, why: str = "") -> Column:
        return Column(f"{side}Geo_{name}", type_, "" if empty else meaning, empty or why)

    yield column(
        "Type", "integer", "1 country, 2 or 5 region, 3 or 4 city, the first of the United States"
    )
    yield column("FullName", "string", "the place as named")
    yield column("CountryCode", "string", "", NO_FIPS)
    yield column("ADM1Code", "string", "", NO_FIPS)
    yield column("ADM2Code", "string", "", NO_FIPS)
    yield column("Lat", "number", "degrees")
    yield column("Long", "number", "degrees")
    yield column("FeatureID", "string", "", "the tables hold no identifiers of places")


EVENTS = Table(
    "events",
    (
        Column(
            "GLOBALEVENTID", "integer", "a number made of the first row's id and its two actors"
        ),
        Column("SQLDATE", "integer", "day of the event, where the words give one"),
        Column("MonthYear", "integer", "its month"),
        Column("Year", "integer", "its year"),
        Column("FractionDate", "number", "the year and how much of it had passed"),
        *_actor(1),
        *_actor(2),
        Column("IsRootEvent", "integer", "1 where the lead paragraph of a report tells it"),
        Column("EventCode", "string", "CAMEO by a default table, made of the type and the mode"),
        Column("EventBaseCode", "string", "its first three digits"),
        Column("EventRootCode", "string", "its first two"),
        Column("QuadClass", "integer", "1 to 4, of the PLOVER type"),
        Column("GoldsteinScale", "number", "", NO_SCALE),
        Column("NumMentions", "integer", "rows of mentions that tell it"),
        Column("NumSources", "integer", "outlets that tell it; all that are not known are one"),
        Column("NumArticles", "integer", "reports that tell it, copies among them"),
        Column("AvgTone", "number", "", NO_TONE),
        *_geo("Actor1", NO_PLACE),
        *_geo("Actor2", NO_PLACE),
        *_geo("Action", ""),
        Column("DATEADDED", "integer", "when the first page was got, in UTC; else when published"),
        Column("SOURCEURL", "string", "address, or source, of the first report"),
    ),
)
MENTIONS = Table(
    "mentions",
    (
        Column("GLOBALEVENTID", "integer", "the event that is told"),
        Column("EventTimeDate", "integer", "as DATEADDED of the event"),
        Column("MentionTimeDate", "integer", "the same of the report that tells it"),
        Column("MentionType", "integer", "1 for a page, 2 where there is no address"),
        Column("MentionSourceName", "string", "host of the address, or the outlet"),
        Column("MentionIdentifier", "string", "address, or source, of the report"),
        Column("SentenceID", "integer", "", NO_SENTENCE),
        Column("Actor1CharOffset", "integer", "where the words for actor 1 begin, in code points"),
        Column("Actor2CharOffset", "integer", "where the words for actor 2 begin"),
        Column("ActionCharOffset", "integer", "where the word of the deed begins"),
        Column("InRawText", "integer", "1: found in the text as it stands"),
        Column("Confidence", "integer", "the score in tens of per cent, 10 to 100"),
        Column("MentionDocLen", "integer", "length of the text; empty without it"),
        Column("MentionDocTone", "number", "", NO_TONE),
        Column("MentionDocTranslationInfo", "string", "language translated from, where it was"),
        Column("Extras", "string", "", "reserved by GDELT"),
    ),
)


@cache
def cameo() -> dict[tuple[str, str], str]:
    """The default CAMEO code of a PLOVER type and mode, and of the type alone.

    The published table runs from CAMEO to PLOVER (CAMEO2PLOVER-2021.txt of the PLOVER repository)
    and is many to one; this one takes the most general code that leads to type and mode.
    """
    text = (resources.files("dragoman.export") / "cameo.csv").read_text(encoding="utf-8")
    return {(row["type"], row["mode"]): row["code"] for row in csv.DictReader(text.splitlines())}


def rows(records: Iterable[Record], context: Context) -> Iterator[tuple[str, Row | None]]:
    """A row for each pair of actors of a deed that happened, and one for each telling of it.

    What tells one deed again, in this report or another, is a further mention of its event.
    """
    deeds = Deeds(context.retold)
    for record in records:
        known = actors_of(record)
        for event in record.events:
            if event.realis != "actual":
                yield f"realis {event.realis}", None
            elif event.echoes is not None:
                yield "a title that repeats the text", None
            else:
                for told in deeds.take(event.id, _tellings(event, record, known)):
                    yield from _written(told)
    for told in deeds.rest():
        yield from _written(told)


def _tellings(event: Event, record: Record, known: dict[str, Actor]) -> list[Telling]:
    """A telling for each pair of actors of an event."""
    report, row = record.report, _event(event, record)
    out = _added(record) or "".join(filter(str.isdigit, report.published.value or "~"))
    turn = (str(out or "~"), report.id, event.trigger.start, event.id)
    return [
        Telling(
            turn, _number(event, *pair), (end_of(pair[0], known), end_of(pair[1], known)),
            event.when.value, event.mode, row | _sides(pair, known), _mention(event, pair, record),
        )
        for pair in pairs_of(event)
    ]  # fmt: skip


def _written(told: list[Telling]) -> Iterator[tuple[str, Row | None]]:
    """The event that some tellings tell, as the first of them does, and its mentions.

    What the first leaves open (an actor, the mode, the day, the place) is told by the next that
    does not.
    """
    number, row = told[0].number, dict(told[0].event)
    for side, place in (("Actor1", 0), ("Actor2", 1)):
        _fill(row, side, next((each.event for each in told if each.ends[place].actor), row))
    _fill(row, "ActionGeo", next((e.event for e in told if e.event["ActionGeo_FullName"]), row))
    mode = next((each.mode for each in told if each.mode), None)
    code = cameo().get((row.pop("type"), mode or "")) or cameo()[told[0].event["type"], ""]
    yield (
        "events",
        row
        | {
            "GLOBALEVENTID": number,
            **_date(most_exact([each.value for each in told])),
            "IsRootEvent": max(each.event["IsRootEvent"] for each in told),
            "EventCode": code,
            "EventBaseCode": code[:3],
            "EventRootCode": code[:2],
            "NumMentions": len(told),
            "NumSources": len({each.mention["MentionSourceName"] for each in told}),
            "NumArticles": len({each.turn[1] for each in told}),
        },
    )
    for each in told:
        added = {"GLOBALEVENTID": number, "EventTimeDate": row["DATEADDED"]}
        yield "mentions", each.mention | added


def _fill(row: Row, beginning: str, other: Row) -> None:
    """Takes the columns that begin so from another row."""
    row.update({name: cell for name, cell in other.items() if name.startswith(beginning)})


def _number(event: Event, one: Role | None, other: Role | None) -> int:
    """A positive number of 60 bits that names an event between two."""
    ends = [(role.actor or "", role.key) if role else ("", "") for role in (one, other)]
    return int(digest(event.id, *ends[0], *ends[1])[:15], 16)


def _event(event: Event, record: Record) -> Row:
    where = event.where
    return {
        "type": event.type,
        "IsRootEvent": int(_leads(event, record)),
        "QuadClass": QUADS[event.quad],
        "ActionGeo_Type": _geo_type(where) if where else None,
        "ActionGeo_FullName": where and where.name,
        "ActionGeo_Lat": where and where.lat,
        "ActionGeo_Long": where and where.lon,
        "DATEADDED": _added(record),
        "SOURCEURL": record.report.url or record.report.source,
    }


def _geo_type(where: Where) -> int | None:
    return (GEO_USA if where.country == "USA" else GEO).get(where.precision or "")


def _sides(pair: tuple[Role | None, Role | None], known: dict[str, Actor]) -> Row:
    return _side("Actor1", pair[0], known) | _side("Actor2", pair[1], known)


def _side(side: str, role: Role | None, known: dict[str, Actor]) -> Row:
    actor = known.get(role.actor or "") if role else None
    country, sector = (actor.country, actor.sector) if actor else (None, None)
    return {
        f"{side}Code": (country or "") + (sector or "") or None,
        f"{side}Name": role.name.upper() if role else None,
        f"{side}CountryCode": country,
        f"{side}Type1Code": sector,
    }


def _date(value: str | None) -> Row:
    """As much of the date as is known."""
    cells: Row = {}
    if value and value[:4].isdigit() and "/" not in value:
        cells["Year"] = int(value[:4])
        if value[5:7].isdigit() and int(value[5:7]) <= 12:
            cells["MonthYear"] = int(value[:4] + value[5:7])
    if day := day_of(value):
        passed = (int(day[5:7]) * 30 + int(day[8:10])) / 365  # as GDELT's codebook reckons it
        cells["SQLDATE"] = int(day.replace("-", ""))
        cells["FractionDate"] = round(int(day[:4]) + passed, 4)
    return cells


def _leads(event: Event, record: Record) -> bool:
    """Whether the event is told in the first paragraph of the body, or above it."""
    bodies = [part.end for part in record.report.parts if part.label == "body"]
    return not bodies or event.trigger.start < bodies[0]


def _added(record: Record) -> int | None:
    report = record.report
    moment = report.fetched.at if report.fetched else report.published.instant
    digits = "".join(filter(str.isdigit, moment or ""))[:14]
    return int(digits) if len(digits) == 14 else None


def _mention(event: Event, pair: tuple[Role | None, Role | None], record: Record) -> Row:
    report = record.report
    offsets = [role.span.start if role and role.span else None for role in pair]
    source = report.translation_of
    return {
        "MentionTimeDate": _added(record),
        "MentionType": 1 if report.url else 2,
        "MentionSourceName": host_of(report.url) or report.outlet,
        "MentionIdentifier": report.url or report.source,
        "Actor1CharOffset": offsets[0],
        "Actor2CharOffset": offsets[1],
        "ActionCharOffset": event.trigger.start,
        "InRawText": 1,
        "Confidence": max(10, round(event.score * 10) * 10),
        "MentionDocLen": len(report.text) or None,
        "MentionDocTranslationInfo": f"srclc:{source.language}" if source else None,
    }


GDELT = Format(
    "gdelt", "events (61 columns) and mentions (16) of GDELT 2.0", (EVENTS, MENTIONS),
    Layout("csv", "delimited", "\t", header=False), rows, joins="retold",
)  # fmt: skip
