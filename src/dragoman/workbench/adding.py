"""Files of the folder named at the start, or sent -> read into the record, told as it goes."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response, StreamingResponse

from dragoman.errors import UsageError
from dragoman.workbench.desk import desk_of
from dragoman.workbench.forms import form_of, form_schema
from dragoman.workbench.jobs import spread
from dragoman.workbench.shapes import FAULTS, Page, add_page, show
from dragoman.workbench.templating import render

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from dragoman.workbench.desk import Desk
    from dragoman.workbench.forms import Form
    from dragoman.workbench.jobs import Job

LISTED = 500  # files of the folder that can be chosen one by one
ENDINGS = (".html", ".htm", ".txt", ".md", ".jsonl", ".csv", ".json", ".xml", ".rss", ".gz")
NAME = 60  # letters of a sent file's name that are kept
PAUSE = 0.4  # seconds between two looks at how far a job is
NOT_A_LETTER = re.compile(r"[^\w-]+", re.ASCII)
router = APIRouter(tags=["adding"])
Number = Annotated[int, InPath(ge=1, le=1_000_000, description="A job's number.")]
PUBLISHED = {"published": {"type": "string", "description": "2015-12-23"}}
CHOICE = {
    "which": {"enum": ["all", "chosen"]},
    "file": {"type": "array", "items": {"type": "string"}},
    **PUBLISHED,
}
SENT = {"file": {"type": "array", "items": {"type": "string", "format": "binary"}}, **PUBLISHED}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file of the folder."""

    name: str
    size: int
    changed: str


def add(request: Request) -> Response:
    """What can be added to the record from here, and what has been since the start."""
    desk = desk_of(request)
    found = waiting_in(desk.inbox, desk.record)
    jobs = [job.plain() for job in reversed(desk.jobs.jobs)]
    told = {"files": found[:LISTED], "total": len(found), "jobs": desk.jobs.jobs[::-1],
            "endings": ",".join(ENDINGS)}  # fmt: skip
    rows = [{"file": one.name, "bytes": one.size, "changed": one.changed} for one in found]
    return show(request, Page("add.html", "Add reports", {"files": rows, "jobs": jobs}, rows, told))


def job(request: Request, number: Number) -> Response:
    """How far a job is, what it read, and what it could not read."""
    found = _job(desk_of(request), number)
    plain = found.plain()
    rows = [{"report": one["report"], "title": one["title"]} for one in plain["reports"]]
    rows += plain["problems"]
    return show(request, Page("job.html", "Adding reports", plain, rows, {"job": found}))


@router.post("/add", status_code=303, response_class=RedirectResponse, responses=FAULTS,
             openapi_extra=form_schema(CHOICE, ("which",)))  # fmt: skip
async def add_files(request: Request) -> Response:
    """Begins to read files of the folder that was named at the start; leads to how far it is."""
    form, desk = await form_of(request), desk_of(request)

    def begin() -> Job:
        if desk.inbox is None:
            raise UsageError("no folder was named at the start (dragoman serve --inbox FOLDER)")
        names = [one.name for one in waiting_in(desk.inbox, desk.record)]
        chosen = names if form["which"] == "all" else spread(names, form.all("file"))
        return desk.jobs.begin(desk.record, desk.inbox, chosen, published_of(form))

    return _to(await run_in_threadpool(begin))


@router.post("/upload", status_code=303, response_class=RedirectResponse, responses=FAULTS,
             openapi_extra=form_schema(SENT, ("file",), files=True))  # fmt: skip
async def add_sent(request: Request) -> Response:
    """Begins to read files that are sent with the request; leads to how far it is."""
    form, desk = await form_of(request), desk_of(request)

    def begin() -> Job:
        named = {safe_name(name, data): data for name, data in form.files}
        published = published_of(form)
        folder = desk.jobs.place()
        for name, data in named.items():
            (folder / name).write_bytes(data)
        return desk.jobs.begin(desk.record, folder, sorted(named), published)

    return _to(await run_in_threadpool(begin))


@router.post("/add/{number}/stop", status_code=303, response_class=RedirectResponse,
             responses=FAULTS, openapi_extra=form_schema({}))  # fmt: skip
async def stop(request: Request, number: Number) -> Response:
    """Ends a job; what it has read stays in the record."""
    await form_of(request)
    desk = desk_of(request)
    found = _job(desk, number)
    desk.jobs.stop(found)
    return _to(found)


@router.get("/add/{number}/events", response_class=StreamingResponse,
            responses={200: {"content": {"text/event-stream": {}}}, **FAULTS})  # fmt: skip
async def events(request: Request, number: Number) -> Response:
    """How far a job is, each time it gets further, as server-sent events that hold markup."""
    desk = desk_of(request)
    found = _job(desk, number)
    return StreamingResponse(_told(desk, found), media_type="text/event-stream")


async def _told(desk: Desk, job: Job) -> AsyncIterator[str]:
    seen = -1
    while True:
        going = job.going  # asked first: what comes with the end is told before it
        if job.version != seen:
            seen = job.version
            markup = render("progress.html", job=job, desk=desk)
            lines = "".join(f"data: {line}\n" for line in markup.splitlines())
            yield f"id: {seen}\n{lines}\n"
        else:
            yield ":\n\n"  # nothing new; who listens knows that we are there
        if not going:
            yield "event: end\ndata: \n\n"
            return
        await asyncio.sleep(PAUSE)


def waiting_in(folder: Path | None, record: Path) -> list[Waiting]:
    """The files of the folder that was named at the start, the last changed first."""
    if folder is None:
        return []
    from dragoman.ingest.opening import files_below  # noqa: PLC0415 - numpy, only where asked

    found = []
    for name in files_below(folder, record):
        try:
            known = (folder / name).stat()
        except OSError:
            continue  # it went while we looked
        changed = datetime.fromtimestamp(known.st_mtime, UTC).isoformat(timespec="seconds")
        found.append(Waiting(name, known.st_size, changed))
    return sorted(found, key=lambda one: (one.changed, one.name), reverse=True)


def safe_name(name: str, data: bytes) -> str:
    """What a sent file is called here: letters of its name, and what tells it from any other.

    The same file sent twice has the same name, and is passed over the second time.

    >>> safe_name("../../etc/My report.html", b"x")
    'My-report-2d711642.html'

    Raises:
        UsageError: Its ending says that it is none that can be sent.
    """
    path = PurePath(name.replace("\\", "/"))
    ending = next((one for one in ENDINGS if path.suffix.lower() == one), None)
    if ending is None:
        raise UsageError(f"{name!r} cannot be sent: files end in {', '.join(ENDINGS)}")
    stem = NOT_A_LETTER.sub("-", path.stem).strip("-")[:NAME] or "file"
    return f"{stem}-{sha256(data).hexdigest()[:8]}{ending}"


def published_of(form: Form) -> str | None:
    """The day of publication that a form gives, or None.

    Raises:
        UsageError: It is no day.
    """
    from dragoman.ingest import ReadOptions  # noqa: PLC0415 - numpy, only where asked

    return ReadOptions(form["published"] or None).published


def _job(desk: Desk, number: int) -> Job:
    found = desk.jobs.job(number)
    if found is None:
        raise HTTPException(404, "No such files have been added since the server began.")
    return found


def _to(job: Job) -> Response:
    return RedirectResponse(f"/add/{job.number}", 303)


add_page(router, "/add", add, "What can be added, and what has been")
add_page(router, "/add/{number}", job, "How far an addition is")
