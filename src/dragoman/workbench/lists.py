"""Questions to the record -> pages of statements, events, positions and actors, and a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response  # noqa: TC002 - FastAPI reads what a view gives

from dragoman.workbench.asked import LISTS, PAGE, Asked, OfEvents, OfPositions, OfStatements
from dragoman.workbench.desk import desk_of
from dragoman.workbench.flat import flat
from dragoman.workbench.reports import Number  # noqa: TC001 - and what it takes
from dragoman.workbench.shapes import Page, add_page, show
from dragoman.workbench.templating import MARKS, unmarked

if TYPE_CHECKING:
    from dragoman.store.summed import Part

SUGGESTED = 400  # actors whose names a field offers
FOUND = 50  # reports of a search
ACTORS = frozenset(
    {"actor", "with_", "about", "speaker", "via", "source", "target", "holder", "said_by"}
)
router = APIRouter(tags=["rows"])
Words = Annotated[str, Query(max_length=200)]


def statements(request: Request, asked: Annotated[OfStatements, Query()]) -> Response:
    """Who said what, to whom and through whom, and who confirms or denies it."""
    return _listed(request, "statements", asked)


def events(request: Request, asked: Annotated[OfEvents, Query()]) -> Response:
    """Who did what to whom, who says so, and whether it happened."""
    return _listed(request, "events", asked)


def positions(request: Request, asked: Annotated[OfPositions, Query()]) -> Response:
    """How the actors stand towards each other, on what, and who says so."""
    return _listed(request, "positions", asked)


def actors(request: Request, q: Words = "", number: Number = 1) -> Response:
    """Who is in the record, those with most rows first."""
    desk, limit = desk_of(request), PAGE
    with desk.opened() as record:
        parts = desk.parts(record)
    asked = q.casefold().split()
    found = [p for p in parts.values() if all(w in f"{p.id} {p.name}".casefold() for w in asked)]
    page = found[limit * (number - 1) : limit * number]
    rows = [row_of(part) for part in page]
    plain = {"page": number, "total": len(found), "actors": rows}
    most = max((part.rows for part in page), default=1) or 1
    told = {"actors": page, "total": len(found), "most": most, "number": number, "q": q,
            "more": len(found) > limit * number}  # fmt: skip
    return show(request, Page("actors.html", "Actors", plain, rows, told))


def search(request: Request, q: Words = "") -> Response:
    """Reports whose text holds the words, and actors that are so named."""
    desk = desk_of(request)
    with desk.opened() as record:
        found = record.hits(q, FOUND, MARKS)
        parts = desk.parts(record)
    words = q.casefold().split()
    named = [p for p in parts.values() if words and all(w in p.name.casefold() for w in words)][:12]
    told = {"asked": q, "actors": named, "found": found, "most": FOUND}
    rows = [row | {"passage": unmarked(row["passage"])} for row in found]
    plain = {"q": q, "actors": [row_of(part) for part in named], "reports": rows}
    return show(request, Page("search.html", "Search", plain, rows, told))


def row_of(part: Part) -> dict[str, Any]:
    """An actor as a plain row."""
    return {"id": part.id, "name": part.name, "kind": part.kind, "country": part.country,
            "known": part.known, "statements": part.statements, "events": part.events,
            "positions": part.positions}  # fmt: skip


def _listed(request: Request, kind: str, asked: Asked) -> Response:
    """A page of rows that pass the filters; actors may be asked for by name."""
    desk, filters = desk_of(request), asked.filters()
    with desk.opened() as record:
        for name in ACTORS & set(filters):
            filters[name] = desk.actor_named(record, filters[name])
        found = record.page(kind, filters, asked.limit, asked.limit * (asked.page - 1))
        parts = desk.parts(record)
    plain = {"page": asked.page, "more": found.more, "back_to": found.back_to, kind: found.rows}
    given = asked.model_dump(by_alias=True)
    told = {
        "rows": found.rows, "more": found.more, "back_to": found.back_to, "number": asked.page,
        "asked_for": {name: "" if value is None else value for name, value in given.items()},
        "offered": [part.name for part in list(parts.values())[:SUGGESTED]], "lists": LISTS,
    }  # fmt: skip
    rows = [flat(row) for row in found.rows]
    return show(request, Page(f"{kind}.html", kind.capitalize(), plain, rows, told))


add_page(router, "/statements", statements, "The statements, with what confirms or denies them")
add_page(router, "/events", events, "The events")
add_page(router, "/positions", positions, "The positions")
add_page(router, "/actors", actors, "The actors")
add_page(router, "/search", search, "A search in texts and names")
