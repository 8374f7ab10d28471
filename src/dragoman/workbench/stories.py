"""The stories of the record -> the front page, the list of stories, and a page for each."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response  # noqa: TC002 - FastAPI reads what a view gives

from dragoman.store.rising import FORMULA
from dragoman.workbench.desk import desk_of
from dragoman.workbench.reports import Number  # noqa: TC001 - and what it takes
from dragoman.workbench.shapes import Page, add_page, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.store.paged import Totals
    from dragoman.store.rising import Rising
    from dragoman.workbench.desk import Desk

NEWEST, TOP, RISES, PAGE = 12, 5, 8, 30  # of the front page; and stories of a list
DAYS = 30  # before the last day of any story, from which top stories are
router = APIRouter(tags=["stories"])


def front(request: Request) -> Response:
    """What is new in the record, what many tell, and what rises."""
    desk = desk_of(request)
    with desk.opened() as record:
        found, stamp = record.newest(NEWEST), record.stamp()
        totals = desk.kept.get("totals", stamp, lambda: _totals(desk))
        known = stories_of(desk, stamp)
        rises = rises_of(desk, stamp)
        ids = {actor for row in (*rises.actors, *rises.pairs) for actor in row.actors}
        parts = record.known(ids)
    best = top_of(known)
    told = {"reports": found.rows, "totals": totals, "stories": best, "rises": rises,
            "parts": parts, "formula": FORMULA}  # fmt: skip
    plain = {
        "holds": asdict(totals),
        "newest": found.rows,
        "top": best,
        "rising": asdict(rises),
        "formula": FORMULA,
    }
    return show(request, Page("front.html", "Front page", plain, found.rows, told))


def all_stories(request: Request, number: Number = 1) -> Response:
    """The stories of the record, the latest first."""
    desk = desk_of(request)
    with desk.opened() as record:
        known = stories_of(desk, record.stamp())
    page = known[PAGE * (number - 1) : PAGE * number]
    told = {"stories": page, "total": len(known), "number": number,
            "more": len(known) > PAGE * number}  # fmt: skip
    plain = {"page": number, "total": len(known), "stories": page}
    return show(request, Page("stories.html", "Stories", plain, page, told))


def story(request: Request, id_: Annotated[str, Path(alias="id", max_length=64)]) -> Response:
    """A story: its reports and what each adds, what several tell, what is contradicted."""
    with desk_of(request).opened() as record:
        found = record.story(id_)
    if found is None:
        raise HTTPException(404, "The record holds no such story.")
    plain = asdict(found)
    told = {"story": found.line, "reports": found.reports, "told": found.told,
            "against": found.against}  # fmt: skip
    return show(request, Page("story.html", found.line["title"], plain, plain["reports"], told))


def stories_of(desk: Desk, stamp: tuple[int, ...]) -> list[dict[str, Any]]:
    """Every story of the record, the latest first."""

    def count() -> list[dict[str, Any]]:
        with desk.opened() as record:
            return list(record.stories())

    return desk.kept.get("stories", stamp, count)


def top_of(stories: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stories of the last days that one was told on which most independent sources tell."""
    until = max((one["until"] or "" for one in stories), default="")
    since = str(date.fromisoformat(until) - timedelta(days=DAYS)) if until else ""
    late = [one for one in stories if (one["until"] or "") >= since and one["reports"] > 1]
    order = [(-one["independent_sources"], -one["reports"], one["story"]) for one in late]
    return [late[at] for at in sorted(range(len(late)), key=order.__getitem__)][:TOP]


def _totals(desk: Desk) -> Totals:
    with desk.opened() as record:
        return record.totals()


def rises_of(desk: Desk, stamp: tuple[int, ...]) -> Rising:
    """The actors and pairs whose rows rise most."""

    def count() -> Rising:
        with desk.opened() as record:
            return record.rising(RISES)

    return desk.kept.get("rising", stamp, count)


add_page(router, "/", front, "The front page")
add_page(router, "/stories", all_stories, "The stories")
add_page(router, "/story/{id}", story, "A story")
