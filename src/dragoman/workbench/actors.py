"""An actor of the record -> its page: who it is, how it is called, what it says and does."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from dragoman.workbench.desk import desk_of
from dragoman.workbench.flat import flat
from dragoman.workbench.lists import row_of
from dragoman.workbench.shapes import Page, add_page, show

if TYPE_CHECKING:
    from dragoman.store.summed import Part, SummedRecord

SHOWN = 5  # rows of each kind
NAMES = 12  # names of an actor
SECTIONS = (
    ("says", "statements", "speaker", "What it says"),
    ("named", "statements", "about", "What is said of it"),
    ("does", "events", "source", "What it does"),
    ("undergoes", "events", "target", "What is done to it"),
    ("stands", "positions", "holder", "How it stands"),
    ("faces", "positions", "target", "How others stand towards it"),
)
router = APIRouter(tags=["actors"])
ActorId = Annotated[str, Path(alias="id", max_length=200, description="An actor's id.")]


def actor(request: Request, id_: ActorId) -> Response:
    """An actor: its names and who uses them, its offices, its rows and whom it meets."""
    desk = desk_of(request)
    with desk.opened() as record:
        parts = desk.parts(record)
        if id_ not in parts:
            stands_for = canonical(record, id_)
            if stands_for in parts:
                return RedirectResponse(f"/actor/{quote(stands_for)}", 303)
            raise HTTPException(404, "The record holds no such actor.")
        portrait = record.portrait(id_)
        sections = {
            name: record.page(kind, {field: id_}, SHOWN) for name, kind, field, _ in SECTIONS
        }
    met = [(parts[other], number) for other, number in portrait.met if other in parts]
    rows = {name: found.rows for name, found in sections.items()}
    told = {"actor": parts[id_], "portrait": portrait, "met": met, "parts": parts,
            "names": portrait.names[:NAMES], "groups": SECTIONS, "rows": rows}  # fmt: skip
    plain = {"actor": row_of(parts[id_]), **_plain(portrait), **rows}
    lines = [{"section": name} | flat(row) for name, those in rows.items() for row in those]
    return show(request, Page("actor.html", parts[id_].name, plain, lines, told))


def canonical(record: SummedRecord, actor_id: str) -> str:
    """Who stands for an actor by the decisions."""
    return record.counting().canonical(actor_id) if record.decisions() else actor_id


def known(parts: dict[str, Part], actor_id: str) -> Part:
    """An actor of the record.

    Raises:
        HTTPException: There is none with this id.
    """
    if actor_id not in parts:
        raise HTTPException(404, "The record holds no such actor.")
    return parts[actor_id]


def _plain(portrait: Any) -> dict[str, Any]:
    found = asdict(portrait)
    return found | {"met": [{"id": other, "rows": number} for other, number in portrait.met]}


add_page(router, "/actor/{id}", actor, "An actor")
