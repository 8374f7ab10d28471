"""An actor of the record -> its page: who it is, how it is called, what it says and does."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from dragoman.workbench.desk import desk_of
from dragoman.workbench.flat import flat
from dragoman.workbench.lists import row_of
from dragoman.workbench.pictures import lanes_of, picture_of
from dragoman.workbench.shapes import Page, add_page, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.store.paged import Part, Portrait
    from dragoman.store.timed import Timed
    from dragoman.workbench.desk import Desk

SHOWN = 5  # rows of each kind
NAMES = 12  # names of an actor
SECTIONS = (
    ("says", "statements", "said_by", "What it says"),
    ("named", "statements", "with", "What is said of it"),
    ("does", "events", "source", "What it does"),
    ("undergoes", "events", "target", "What is done to it"),
    ("stands", "positions", "holder", "How it stands"),
    ("faces", "positions", "target", "How others stand towards it"),
)
FIELDS = {"with": "with_"}  # a word of Python's
router = APIRouter(tags=["actors"])
ActorId = Annotated[str, Path(alias="id", max_length=200, description="An actor's id.")]


@dataclass(frozen=True)
class Facts:
    """What an actor's page tells: its portrait, rows of each kind, counts, words of issues."""

    portrait: Portrait
    rows: dict[str, list[dict[str, Any]]]
    found: Timed
    issues: dict[str, str]
    parts: dict[str, Part]


def actor(request: Request, id_: ActorId) -> Response:
    """An actor: its names and who uses them, its offices, its rows and whom it meets."""
    desk = desk_of(request)
    with desk.opened() as record:
        one, stamp = record.part(id_), record.stamp()
        stands_for = record.answers().counting.canonical(id_)
    if stands_for != id_:
        return RedirectResponse(f"/actor/{quote(stands_for)}", 303)
    if one is None:
        raise HTTPException(404, "The record holds no such actor.")
    facts = facts_of(desk, stamp, id_)
    portrait, parts, found = facts.portrait, facts.parts, facts.found
    met = [(parts[other], number) for other, number in portrait.met if other in parts]
    told = {"actor": one, "portrait": portrait, "met": met, "parts": parts,
            "names": portrait.names[:NAMES], "groups": SECTIONS, "rows": facts.rows, "found": found,
            "picture": picture_of(found, {"actor": id_}, f"{one.name} by period",
                                  facts.issues)}  # fmt: skip
    plain = {"actor": row_of(one), **_plain(portrait), **facts.rows}
    lines = [{"section": name} | flat(row) for name, those in facts.rows.items() for row in those]
    return show(request, Page("actor.html", one.name, plain, lines, told))


def facts_of(desk: Desk, stamp: tuple[int, ...], id_: str) -> Facts:
    """What is told of an actor, kept until the record says something else."""

    def count() -> Facts:
        with desk.opened() as record:
            portrait = record.portrait(id_)
            rows = {
                name: record.page(kind, {FIELDS.get(field, field): id_}, SHOWN).rows
                for name, kind, field, _ in SECTIONS
            }
            others = [*(other for other, _ in portrait.met), *_speakers(portrait)]
            found = record.timed(id_)
            issues = record.issue_words(lanes_of(found))
            return Facts(portrait, rows, found, issues, record.known(others))

    return desk.kept.get(("actor", id_), stamp, count)


def _speakers(portrait: Portrait) -> Iterator[str]:
    """The ids of those who use its names, and of the bodies of its offices."""
    for name in portrait.names[:NAMES]:
        yield from (id_ for id_, _, _ in name.by if id_)
    yield from (office.body for office in portrait.offices if office.body)


def _plain(portrait: Portrait) -> dict[str, Any]:
    found = asdict(portrait)
    return found | {"met": [{"id": other, "rows": number} for other, number in portrait.met]}


add_page(router, "/actor/{id}", actor, "An actor")
