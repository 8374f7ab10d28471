"""Questions to the record -> pages of statements, events, positions and actors, and a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response  # noqa: TC002 - FastAPI reads what a view gives

from dragoman.audit import least_score
from dragoman.workbench.asked import LISTS, PAGE, Asked, OfEvents, OfPositions, OfStatements
from dragoman.workbench.desk import desk_of
from dragoman.workbench.flat import flat
from dragoman.workbench.reports import Number  # noqa: TC001 - and what it takes
from dragoman.workbench.shapes import Page, add_page, show
from dragoman.workbench.templating import MARKS, unmarked

if TYPE_CHECKING:
    from dragoman.store.paged import Part

SUGGESTED = 400  # actors whose names a field offers
FOUND = 50  # reports of a search
ALIKE = 12  # actors of a search
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
    with desk_of(request).opened() as record:
        page, total = record.parts(q, limit=PAGE, offset=PAGE * (number - 1))
    rows = [row_of(part) for part in page]
    plain = {"page": number, "total": total, "actors": rows}
    most = max((part.rows for part in page), default=1) or 1
    told = {"actors": page, "total": total, "most": most, "number": number, "q": q,
            "more": total > PAGE * number}  # fmt: skip
    return show(request, Page("actors.html", "Actors", plain, rows, told))


def search(request: Request, q: Words = "") -> Response:
    """Reports whose text holds the words, and actors that are so named."""
    with desk_of(request).opened() as record:
        found = record.hits(q, FOUND, MARKS)
        named, _ = record.parts(q, limit=ALIKE) if q.strip() else ([], 0)
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
    if asked.min_precision is not None:
        least = least_score(desk.record, kind, asked.min_precision)
        filters["min_score"] = max(least, asked.min_score or 0.0)
    with desk.opened() as record:
        found = record.page(kind, filters, asked.limit, asked.limit * (asked.page - 1))
        offered, _ = record.parts(limit=SUGGESTED)
        issue = getattr(asked, "issue", None)
        words = record.issue_words([issue])[issue] if issue else None
    plain = {"page": asked.page, "more": found.more, kind: found.rows}
    given = asked.model_dump(by_alias=True)
    told = {
        "rows": found.rows, "more": found.more, "number": asked.page, "lists": LISTS,
        "asked_for": {name: "" if value is None else value for name, value in given.items()},
        "offered": [part.name for part in offered], "issue_words": words,
    }  # fmt: skip
    rows = [flat(row) for row in found.rows]
    return show(request, Page(f"{kind}.html", kind.capitalize(), plain, rows, told))


add_page(router, "/statements", statements, "The statements, with what confirms or denies them")
add_page(router, "/events", events, "The events")
add_page(router, "/positions", positions, "The positions")
add_page(router, "/actors", actors, "The actors")
add_page(router, "/search", search, "A search in texts and names")
