"""What went wrong -> a page that says so in words, or the same as JSON where JSON was asked for."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse

from dragoman.errors import DragomanError, StoreError, UsageError
from dragoman.workbench.limits import HEADERS
from dragoman.workbench.templating import render

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

LOG = logging.getLogger(__name__)
HEADS = {
    400: "That cannot be asked",
    401: "Who is there?",
    403: "Not allowed",
    404: "Not here",
    405: "Not like this",
    413: "Too much",
    421: "Another address",
    500: "A fault of ours",
    503: "The record cannot be read",
}
NOWHERE = "There is no such page."
BUG = "This is a fault of dragoman; DRAGOMAN_DEBUG=1 before the command shows where."


def fault(path: str, status: int, words: str) -> Response:
    """The answer that says what went wrong, in the shape that the path asks for."""
    if path.endswith((".json", ".csv")) or path == "/openapi.json":
        return JSONResponse({"error": words}, status)
    head = HEADS.get(status) or HTTPStatus(status).phrase
    page = render("fault.html", title=head, words=words, status=status)
    return HTMLResponse(page, status)


def answer_faults(app: FastAPI) -> None:
    """Lets an app answer whatever is raised in it in words."""
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(RequestValidationError, _of_values)
    app.add_exception_handler(DragomanError, _of_dragoman)
    app.add_exception_handler(Exception, _of_bug)


def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = error.detail
    if words == HTTPStatus(error.status_code).phrase:
        words = NOWHERE if error.status_code == 404 else f"{words}."
    answer = fault(request.url.path, error.status_code, words)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _of_values(request: Request, error: Exception) -> Response:
    """Says of the first value that does not fit what it is and what was wanted."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    name = str(first["loc"][-1])
    return fault(request.url.path, 400, f"{name}: {first['msg']}.")


def _of_dragoman(request: Request, error: Exception) -> Response:
    if isinstance(error, UsageError):
        return fault(request.url.path, 400, str(error))
    LOG.warning("%s: %s", request.url.path, error)
    return fault(request.url.path, 503 if isinstance(error, StoreError) else 500, str(error))


def _of_bug(request: Request, _error: Exception) -> Response:
    """The traceback is logged by the server; a page says only that there is one."""
    answer = fault(request.url.path, 500, BUG)
    answer.headers.update(HEADERS)  # it passes by the guard, which else does so
    return answer
