"""What a reader says of a row -> a review beside it; and the page of all reviews."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from dragoman.store.reviews import FIELDS, LONGEST, Reviews
from dragoman.workbench.desk import desk_of, now
from dragoman.workbench.forms import form_of, form_schema
from dragoman.workbench.reports import Number  # noqa: TC001 - FastAPI reads it
from dragoman.workbench.shapes import FAULTS, Page, add_page, show

PAGE = 100  # reviews of a page
NAME = 80  # letters of who reviews
router = APIRouter(tags=["reviews"])
FORM = form_schema(
    {
        "verdict": {"enum": ["accepted", "disputed", "corrected", "reopened"]},
        "note": {"type": "string", "maxLength": LONGEST},
        "by": {"type": "string", "maxLength": NAME},
        **{
            field: {"type": "string", "maxLength": LONGEST}
            for fields in FIELDS.values() for field in fields
        },
    },
    ("verdict",),
)  # fmt: skip


@router.post(
    "/review/{id}", status_code=303, response_class=RedirectResponse, responses=FAULTS,
    openapi_extra=FORM,
)  # fmt: skip
async def review(
    request: Request, id_: Annotated[str, Path(alias="id", max_length=64)]
) -> Response:
    """Says of a row that it is right, doubtful, otherwise or open again; leads back to it."""
    form, desk = await form_of(request), desk_of(request)
    verdict: Any = form["verdict"]
    correction = form.others("verdict", "note", "by") if verdict == "corrected" else {}

    def add() -> None:
        with Reviews(desk.record) as reviews:
            reviews.add(id_, verdict, made=now(), by=form["by"][:NAME] or desk.reviewer,
                        note=form["note"], correction=correction)  # fmt: skip

    await run_in_threadpool(add)
    return RedirectResponse(f"/row/{quote(id_)}", 303)


def all_reviews(request: Request, number: Number = 1) -> Response:
    """Every review, the last first; as CSV and JSON they are handed on."""
    with desk_of(request).opened() as record:
        found = record.every_review()[::-1]
    page = found[PAGE * (number - 1) : PAGE * number]
    rows = [asdict(one) for one in found]
    told = {"reviews": page, "number": number, "more": len(found) > PAGE * number,
            "total": len(found)}  # fmt: skip
    return show(request, Page("reviews.html", "Reviews", rows, rows, told))


add_page(router, "/reviews", all_reviews, "The reviews")
