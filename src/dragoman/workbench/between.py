"""Two actors of the record -> their page: a picture in time, stances by issue, events by class."""

from __future__ import annotations

from dataclasses import asdict
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any, get_args
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from dragoman.record import Quad
from dragoman.workbench.desk import desk_of
from dragoman.workbench.flat import flat
from dragoman.workbench.lists import row_of
from dragoman.workbench.pictures import lanes_of, picture_of
from dragoman.workbench.shapes import Page, add_page, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.network import Turn

STANCES, EVENTS = 100, 100  # the latest rows that are shown; the lists have all
PENALTY = 1.5  # what one more turning point has to explain, as in dragoman timeline
router = APIRouter(tags=["actors"])
One = Annotated[str, Path(max_length=200, description="An actor's id.")]


def between(request: Request, a: One, b: One) -> Response:
    """What two actors do to each other and how they stand, both ways."""
    desk = desk_of(request)
    with desk.opened() as record:
        counting = record.answers().counting
        ids = [counting.canonical(id_) for id_ in (a, b)]
        if ids != [a, b]:
            return RedirectResponse(f"/between/{quote(ids[0])}/{quote(ids[1])}", 303)
        known = record.known(ids)
        if len(known) < 2:
            raise HTTPException(404, "The record does not hold two such actors.")
        asked = {"actor": a, "with_": b}
        stances = record.page("positions", asked, STANCES)
        events = record.page("events", asked, EVENTS)
        found = desk.timed(record, a, b)
        keys = {row["row"]["issue_key"] for row in stances.rows if row["row"]["issue_key"]}
        words = record.issue_words({*keys, *lanes_of(found)})
    one, other = known[a], known[b]
    title = f"{one.name} and {other.name}"
    turns = turns_of(stances.rows)
    told = {
        "one": one, "other": other, "issues": by_issue(stances.rows), "words": words,
        "quads": by_quad(events.rows), "found": found, "turns": turns, "penalty": PENALTY,
        "more": {"positions": stances.more, "events": events.more}, "shown": STANCES,
        "picture": picture_of(found, {"actor": a, "with": b}, f"{title} by period", words),
    }  # fmt: skip
    plain = {
        "actors": [row_of(one), row_of(other)], "positions": stances.rows, "events": events.rows,
        "turns": None if turns is None else [asdict(turn) for turn in turns],
    }  # fmt: skip
    lines = [flat(row) for row in (*stances.rows, *events.rows)]
    return show(request, Page("between.html", title, plain, lines, told))


def by_issue(rows: Sequence[dict[str, Any]]) -> list[tuple[str | None, list[Any], list[Any]]]:
    """Stances by issue, those on none last: the issue's words, those for and those against."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["row"]["issue_key"] or "", []).append(row)
    found: list[tuple[str | None, list[Any], list[Any]]] = []
    for key in sorted(groups, key=lambda key: (not key, -len(groups[key]), key)):
        plus, minus = ([r for r in groups[key] if r["row"]["sign"] == sign] for sign in (1, -1))
        found.append((key or None, plus, minus))
    return found


def by_quad(rows: Sequence[dict[str, Any]]) -> list[tuple[str, list[Any]]]:
    """Events by quad class, in the order from talking together to fighting."""
    groups = [(quad, [r for r in rows if r["row"]["quad"] == quad]) for quad in get_args(Quad)]
    return [(quad, those) for quad, those in groups if those]


def turns_of(rows: Sequence[dict[str, Any]]) -> list[Turn] | None:
    """When the stances between the two turned; None where the extra [network] is not there."""
    if find_spec("ruptures") is None:
        return None
    from dragoman.network import Stand, turning_points  # noqa: PLC0415 - numpy, only where asked

    stands = [
        Stand(row["row"]["when"]["value"] or (row["published"] or "")[:10], row["row"]["sign"],
              row["row"]["id"])
        for row in rows
        if row["row"]["realis"] == "actual" and not row["row"]["echoes"]
    ]  # fmt: skip
    return list(turning_points(stands, PENALTY))


def bring_libraries() -> None:
    """Loads what finds turning points, a second that the first visitor need not wait."""
    if find_spec("ruptures") is not None:
        from dragoman.network import Stand, turning_points  # noqa: PLC0415 - as above

        turning_points([Stand(f"2000-{month:02}", 1, "") for month in range(1, 13)], PENALTY)


add_page(router, "/between/{a}/{b}", between, "Two actors")
