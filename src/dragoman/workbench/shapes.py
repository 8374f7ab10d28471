"""What a page tells -> the page, the same as JSON, or its rows as CSV, as the address ends."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from dragoman.frames import defused
from dragoman.workbench.desk import desk_of
from dragoman.workbench.templating import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fastapi import APIRouter
    from starlette.requests import Request

SHAPES = {"": "text/html", ".json": "application/json", ".csv": "text/csv"}
FAULTS: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "content": {"text/html": {}, "application/json": {}}}
    for status, words in {
        400: "What was asked for cannot be asked; the answer says why.",
        401: "The token has not been shown.",
        403: "The request comes from elsewhere, or would write.",
        404: "The record holds no such thing.",
        421: "The server does not answer to this name.",
        503: "The record cannot be read.",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page in all its shapes.

    Attributes:
        template: The template of the page.
        title: Its title.
        plain: What ``.json`` gives.
        rows: What ``.csv`` gives, a line each.
        told: What only the template is told.
    """

    template: str
    title: str
    plain: Any
    rows: Iterable[Mapping[str, Any]]
    told: Mapping[str, Any] = field(default_factory=dict)


def add_page(router: APIRouter, path: str, view: Callable[..., Response], summary: str) -> None:
    """Serves a view at a path, and as JSON and as CSV beside it."""
    for end, media_type in sorted(SHAPES.items(), reverse=True):
        name = view.__name__ + end.replace(".", "_")
        router.add_api_route(
            (path.rstrip("/") or "/front") + end if end else path,
            view,
            name=name,
            operation_id=name,
            summary=summary,
            response_class=Response,
            responses={200: {"content": {media_type: {}}}, **FAULTS},
        )


def show(request: Request, page: Page) -> Response:
    """The page in the shape that was asked for."""
    path = request.url.path
    if path.endswith(".json"):
        return Response(json.dumps(page.plain, ensure_ascii=False), media_type="application/json")
    if path.endswith(".csv"):
        return Response(csv_of(page.rows), media_type="text/csv")
    beside = _beside(request)
    told = {"title": page.title, "plain": page.plain, "request": request, **beside, **page.told}
    return HTMLResponse(render(page.template, desk=desk_of(request), **told))


def _beside(request: Request) -> dict[str, Any]:
    """The addresses of the same page as JSON and as CSV, and of its other numbers."""
    path = quote(request.url.path.rstrip("/") or "/front")
    asked = f"?{request.url.query}" if request.url.query else ""

    def page_at(number: int, **others: str) -> str:
        return f"?{request.url.include_query_params(page=number, **others).query}"

    return {"json_at": f"{path}.json{asked}", "csv_at": f"{path}.csv{asked}", "page_at": page_at}


def csv_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV under the columns of all of them; words that a spreadsheet would run are not."""
    listed = list(rows)
    columns = list(dict.fromkeys(name for row in listed for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in listed)
    return out.getvalue()


def _cell(value: Any) -> Any:
    """A value as a cell: lists and objects as JSON, and nothing that a spreadsheet would run."""
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    return defused(value)
