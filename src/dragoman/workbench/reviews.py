"""What a reader says of a row -> a review beside it; and the page of all reviews."""

from __future__ import annotations

import hmac
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from dragoman.store.reviews import FIELDS, LONGEST, Reviews
from dragoman.workbench.desk import desk_of
from dragoman.workbench.reports import Number  # noqa: TC001 - FastAPI reads it
from dragoman.workbench.shapes import FAULTS, Page, add_page, show

if TYPE_CHECKING:
    from dragoman.store.reviews import Review

PAGE = 100  # reviews of a page
NAME = 80  # letters of who reviews
router = APIRouter(tags=["reviews"])
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["csrf", "verdict"],
                    "properties": {
                        "csrf": {"type": "string"},
                        "verdict": {"enum": ["accepted", "disputed", "corrected", "reopened"]},
                        "note": {"type": "string", "maxLength": LONGEST},
                        "by": {"type": "string", "maxLength": NAME},
                    },
                    "additionalProperties": {"type": "string", "maxLength": LONGEST},
                }
            }
        },
    }
}


@router.post(
    "/review/{id}", status_code=303, response_class=RedirectResponse, responses=FAULTS,
    openapi_extra=FORM,
)  # fmt: skip
async def review(
    request: Request, id_: Annotated[str, Path(alias="id", max_length=64)]
) -> Response:
    """Says of a row that it is right, doubtful, otherwise or open again; leads back to it."""
    desk = desk_of(request)
    async with request.form(max_files=0, max_fields=20) as form:
        given = {name: value for name, value in form.items() if isinstance(value, str)}
    if not hmac.compare_digest(given.pop("csrf", "").encode(), desk.csrf.encode()):
        raise HTTPException(403, "The form is not of this page, or of an earlier start of it.")
    verdict: Any = given.pop("verdict", "")
    note, by = given.pop("note", ""), given.pop("by", "").strip()[:NAME]
    correction = given if verdict == "corrected" else {}

    def add() -> None:
        made = datetime.now(UTC).isoformat(timespec="seconds")
        with Reviews(desk.record) as reviews:
            reviews.add(id_, verdict, made=made, by=by or desk.reviewer, note=note,
                        correction=correction)  # fmt: skip

    await run_in_threadpool(add)
    return RedirectResponse(f"/row/{quote(id_)}", 303)


def all_reviews(request: Request, number: Number = 1) -> Response:
    """Every review, the last first; as CSV and JSON they are handed on."""
    with desk_of(request).opened() as record:
        found = record.every_review()[::-1]
    page = found[PAGE * (number - 1) : PAGE * number]
    rows = [plain(one) for one in found]
    told = {"reviews": page, "number": number, "more": len(found) > PAGE * number,
            "total": len(found)}  # fmt: skip
    lines = [row | {"correction": row["correction"]} for row in rows]
    return show(request, Page("reviews.html", "Reviews", rows, lines, told))


def plain(one: Review) -> dict[str, Any]:
    """A review as a plain row."""
    return asdict(one)


def fields_of(kind: str) -> dict[str, tuple[str, ...]]:
    """What can be said to be otherwise of a kind of row."""
    return FIELDS[kind]


add_page(router, "/reviews", all_reviews, "The reviews")
