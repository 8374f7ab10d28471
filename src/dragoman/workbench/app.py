"""A record's file -> the application that serves it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI

from dragoman import __version__
from dragoman.workbench import (
    actors,
    adding,
    assets,
    audits,
    between,
    lists,
    network,
    reports,
    reviews,
    stories,
)
from dragoman.workbench.desk import Desk
from dragoman.workbench.faults import answer_faults
from dragoman.workbench.fields import OnlyFilled
from dragoman.workbench.safety import Guard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

WARMED = 12  # actors whose pages are counted before they are asked for
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def create_app(
    record: str | Path,
    *,
    token: str | None = None,
    read_only: bool = True,
    hosts: frozenset[str] = LOOPBACK,
    inbox: Path | None = None,
) -> FastAPI:
    """The workbench over one record, as an ASGI application.

    Args:
        record: The record's file, which is opened anew for each page.
        token: What a visitor has to know; demanded wherever others than this machine can ask.
        read_only: Refuse whatever would write.
        hosts: The names the server answers to; none for any address that is given in numbers.
        inbox: A folder whose files can be added from a page.

    Raises:
        StoreError: There is no such file, it is something else, or of a later version.
    """
    desk = Desk(Path(record), read_only=read_only, token=token, hosts=hosts, inbox=inbox)
    desk.opened().close()  # says now what would be wrong with every page
    return _over(desk)


def _over(desk: Desk) -> FastAPI:
    app = FastAPI(
        title="dragoman",
        version=__version__,
        summary="A record of political news, served to the browser. Every page is there as JSON"
        " and as CSV too.",
        docs_url=None,  # its pages would ask for scripts elsewhere
        redoc_url=None,
        separate_input_output_schemas=False,
        lifespan=_until_closed,
    )
    app.state.desk = desk
    app.add_middleware(OnlyFilled)
    app.add_middleware(Guard, desk=desk)
    answer_faults(app)
    for part in (
        assets,
        reports,
        lists,
        actors,
        between,
        network,
        reviews,
        stories,
        adding,
        audits,
    ):
        app.include_router(part.router)
    return app


@asynccontextmanager
async def _until_closed(app: FastAPI) -> AsyncIterator[None]:
    """Ends with the server what it began."""
    yield
    desk: Desk = app.state.desk
    desk.jobs.close()


def warm(app: FastAPI) -> None:
    """Counts, beside the first visitor, what takes longest of a large record."""
    desk: Desk = app.state.desk
    with desk.opened() as record:
        stamp = record.stamp()
        common, _ = record.parts(limit=WARMED)
    stories.stories_of(desk, stamp)
    stories.rises_of(desk, stamp)
    for one in common:
        actors.facts_of(desk, stamp, one.id)
    between.bring_libraries()
    network.counted_for(desk, stamp, network.OfNetwork(), network.FOREVER)
