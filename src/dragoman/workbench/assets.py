"""The style and the script of the pages -> bytes in memory, each at an address named by its hash.

The marks of a report are those of ``dragoman.render``; a page that stands alone brings the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from dragoman.record import digest
from dragoman.render.html import file_of

LONG = "public, max-age=31536000, immutable"  # another content has another address
router = APIRouter(prefix="/static")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served."""

    content: str
    media_type: str

    @property
    def version(self) -> str:
        """What tells this content from any other."""
        return digest(self.content)


@cache
def assets() -> dict[str, Asset]:
    """Every file that pages ask for, by name."""
    style = [*map(file_of, ("tokens.css", "marks.css")), _own("desk.css")]
    script = [file_of("page.js"), _own("desk.js")]
    return {
        "desk.css": Asset("".join(style), "text/css"),
        "desk.js": Asset("".join(script), "text/javascript"),
        "icon.svg": Asset(_own("icon.svg"), "image/svg+xml"),
    }


def _own(name: str) -> str:
    return files("dragoman.workbench").joinpath("static", name).read_text(encoding="utf-8")


def address_of(name: str) -> str:
    """Where a page finds a file."""
    return f"/static/{assets()[name].version}/{name}"


@router.get("/{version}/{name}", include_in_schema=False)
def asset(version: str, name: str) -> Response:
    """A file of the pages, from memory: no part of the path is looked up on disk."""
    found = assets().get(name)
    if found is None or found.version != version:
        raise HTTPException(404, "There is no such file.")
    return Response(found.content, media_type=found.media_type, headers={"Cache-Control": LONG})
