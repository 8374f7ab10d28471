"""A report of the record -> the reader: its text as on a news site, its rows in the margin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Path, Query, Request
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from dragoman.render.html import anchors_of, coded_with, legend, text_and_rows
from dragoman.render.json import to_plain
from dragoman.render.telling import Telling
from dragoman.store.reviews import FIELDS
from dragoman.workbench.desk import desk_of
from dragoman.workbench.shapes import FAULTS, Page, add_page, show
from dragoman.workbench.templating import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dragoman.record import Record, Role
    from dragoman.store.reviews import Review
    from dragoman.workbench.desk import Desk

PACE = 230  # words a minute that adults read of such texts (Brysbaert 2019: 238 for non-fiction)
PAGE = 30  # reports of a list
PLACE = "r"  # what the names of places in the reader begin with
WORD = re.compile(r"\w+")
router = APIRouter(tags=["reports"])
Number = Annotated[int, Query(alias="page", ge=1, le=1_000_000, description="From 1.")]
ReportId = Annotated[str, Path(alias="id", max_length=64, description="A report's id.")]


def reports(request: Request, number: Number = 1) -> Response:
    """The reports of the record, a page of them, those published last first."""
    with desk_of(request).opened() as record:
        found = record.newest(PAGE, PAGE * (number - 1))
        total = record.count()
    told = {"reports": found.rows, "more": found.more, "number": number, "total": total}
    plain = {"page": number, "more": found.more, "reports": found.rows}
    return show(request, Page("reports.html", "Reports", plain, found.rows, told))


def report(request: Request, id_: ReportId) -> Response:
    """A report with its rows: the reader."""
    desk, record = desk_of(request), record_of(request, id_)
    with desk.opened() as opened:
        ids = [row.id for kind in FIELDS for row in getattr(record, kind)]
        feet = feet_of(record, desk, opened.reviews(ids))
    title = record.report.title or record.report.source
    told = {
        "record": record,
        "report": record.report,
        "minutes": minutes_of(record.report.text),
        "link": link_of(record.report.url),
        "legend": Markup(legend()),  # noqa: S704 - made of our own words
        "inside": Markup(text_and_rows(record, PLACE, feet)),  # noqa: S704 - escaped there
        "coded": Markup(coded_with(record)),  # noqa: S704 - escaped there
    }
    return show(request, Page("report.html", title, to_plain(record), rows_of(record), told))


@router.get("/row/{id}", status_code=303, response_class=RedirectResponse, responses=FAULTS)
def row(request: Request, id_: Annotated[str, Path(alias="id", max_length=64)]) -> Response:
    """Where a row stands: leads to its place in its report."""
    with desk_of(request).opened() as opened:
        places = opened.places(id_)
        place = next((one for one in places if one.id == id_), None)
        found = next(opened.records(place.report), None) if place else None
    if place is None or found is None:
        raise HTTPException(404, "The record holds no such row.")
    anchor = anchors_of(Telling(found), PLACE).get(id_, "")
    return RedirectResponse(f"/report/{quote(place.report)}#{anchor}", 303)


def record_of(request: Request, report_id: str) -> Record:
    """The latest record of a report.

    Raises:
        HTTPException: There is none.
    """
    with desk_of(request).opened() as opened:
        found = next(opened.records(report_id), None)
    if found is None:
        raise HTTPException(404, "The record holds no such report.")
    return found


def minutes_of(text: str) -> int:
    """How many minutes a text takes to read, at least one."""
    return max(1, round(sum(1 for _ in WORD.finditer(text)) / PACE))


def link_of(url: str | None) -> str | None:
    """The address where it is one that a browser may follow: of the web, nothing that runs."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def feet_of(record: Record, desk: Desk, reviews: Mapping[str, Review]) -> dict[str, str]:
    """What ends the card of each row, as markup: its review, its address, forms to review it."""
    feet = {one.id: render("foot.html", actor=one.id) for one in record.actors}
    for kind, fields in FIELDS.items():
        for row in getattr(record, kind):
            feet[row.id] = render(
                "foot.html", id=row.id, desk=desk, fields=fields, review=reviews.get(row.id)
            )
    return feet


def rows_of(record: Record) -> Iterator[Mapping[str, Any]]:
    """The statements, events and positions of a record as flat rows."""
    for said in record.statements:
        words = " … ".join(span.quote for span in said.content)
        who = {"from": _names(said.speaker), "to": None, "through": _names(said.via)}
        yield {"kind": "statement", "id": said.id, "type": said.act, **who, "words": words,
               "when": said.when.value, "realis": None, "sign": None, "score": said.score,
               "rule": said.rule}  # fmt: skip
    for done in record.events:
        who = {"from": _names(done.source), "to": _names(done.target), "through": None}
        yield {"kind": "event", "id": done.id, "type": done.type, **who,
               "words": done.clause.quote, "when": done.when.value, "realis": done.realis,
               "sign": None, "score": done.score, "rule": done.rule}  # fmt: skip
    for held in record.positions:
        words = " … ".join(span.quote for span in held.evidence)
        who = {"from": held.holder.name, "to": held.target.name, "through": None}
        yield {"kind": "position", "id": held.id, "type": held.kind, **who, "words": words,
               "when": held.when.value, "realis": held.realis, "sign": held.sign,
               "score": held.score, "rule": held.rule}  # fmt: skip


def _names(roles: tuple[Role, ...]) -> str | None:
    return "; ".join(role.name for role in roles) or None


add_page(router, "/reports", reports, "The reports")
add_page(router, "/report/{id}", report, "The reader")
