"""The positions of the record -> the network's page: camps, balance, and the words of every tie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response  # noqa: TC002 - FastAPI reads what a view gives

from dragoman.render.network_svg import network_svg
from dragoman.workbench.asked import Day, Words  # noqa: TC001 - pydantic reads them
from dragoman.workbench.desk import desk_of
from dragoman.workbench.shapes import Page, add_page, show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.store.counted import Counting
    from dragoman.store.paged import PagedRecord
    from dragoman.store.ties import Stands
    from dragoman.workbench.desk import Desk

PATIENCE = 0.25  # seconds before a page says that it is being counted
FOREVER = 600.0  # and before data are not answered at all
SMALL = 5_000  # reports whose network is counted while one waits
SECONDS = 2.0  # for the proof of the balance
DRAWS = 60  # for how firm the camps are
PROVED = 5_000  # ties for which a proof is tried, and how firm the camps are
DRAWN = 300  # actors of a picture; more are a list
LISTED = 400  # ties of the list
OFFERED = 200  # issues that a field offers
router = APIRouter(tags=["network"])


class OfNetwork(BaseModel):
    """What the network can be asked for."""

    model_config = ConfigDict(extra="forbid")

    issue: Words = None
    since: Day = None
    until: Day = None
    outlets: Annotated[int, Field(ge=1, le=1000, description="Outlets that say so.")] = 1
    rows: Annotated[int, Field(ge=1, le=1_000_000, description="Rows that say so.")] = 1
    roll_up: Annotated[bool, Field(description="Count actors under what they are part of.")] = False


@dataclass
class Pair:
    """How two actors stand towards each other, over all rows: how many are for and against."""

    plus: int = 0
    minus: int = 0
    outlets: frozenset[str] = frozenset()
    first: str | None = None
    last: str | None = None

    def add(self, row: Stands) -> None:
        """One more group of rows."""
        self.plus += row.rows * (row.sign > 0)
        self.minus += row.rows * (row.sign < 0)
        self.outlets = self.outlets | row.outlets if self.outlets else row.outlets
        self.first = min(filter(None, (self.first, row.first)), default=None)
        self.last = max(filter(None, (self.last, row.last)), default=None)

    @property
    def sign(self) -> int:
        """1 or -1, and 0 where both are said: nothing is averaged."""
        return (self.plus > 0) - (self.minus > 0)


def network(request: Request, asked: Annotated[OfNetwork, Query()]) -> Response:
    """Who stands with whom: the two camps, what does not fit them, and how sure that is."""
    desk = desk_of(request)
    with desk.opened() as record:
        stamp, number = record.stamp(), record.count()
    is_quick = number <= SMALL or request.url.path.endswith((".json", ".csv"))
    counted = counted_for(desk, stamp, asked, FOREVER if is_quick else PATIENCE)
    if counted is None:
        return show(request, Page("counting.html", "Network", {}, []))
    issues = issues_of(desk, stamp)
    if asked.issue and asked.issue not in issues:
        with desk.opened() as record:
            issues |= record.issue_words([asked.issue])
    found, picture = counted.found, None
    if 0 < len(found["nodes"]) <= DRAWN:
        made = network_svg(found, links=lambda _, edge: address_of(edge), styled=False)
        picture = Markup(made)  # noqa: S704 - escaped there
    given = asked.model_dump()
    told = {
        "found": found, "picture": picture, "names": counted.names, "drawn": DRAWN,
        "ties": counted.ties, "mixed": found["mixed"][:LISTED], "camps": counted.camps,
        "asked_for": {name: "" if value is None else value for name, value in given.items()},
        "issues": issues, "cut": len(found["edges"]) - len(counted.ties),
        "address_of": address_of,
    }  # fmt: skip
    rows = [*found["edges"], *({**pair, "sign": 0} for pair in found["mixed"])]
    return show(request, Page("network.html", "Network", found, rows, told))


@dataclass(frozen=True)
class Counted:
    """The analysis, and what the page shows of it: most told ties, camps, names."""

    found: dict[str, Any]
    ties: list[dict[str, Any]]
    camps: list[list[list[dict[str, Any]]]]
    names: dict[str, str]


def counted_for(
    desk: Desk, stamp: tuple[int, ...], asked: OfNetwork, patience: float
) -> Counted | None:
    """The network that is asked for, kept until the record says something else.

    None where it is not counted in so many seconds; it will be, the next time.
    """

    def count() -> Counted:
        with desk.opened() as record:
            found = _counted(record, asked)
        ties = sorted(found["edges"], key=lambda edge: (-edge["rows"], edge["a"], edge["b"]))
        names = {node["id"]: node["name"] for node in found["nodes"]}
        return Counted(found, ties[:LISTED], _camps(found), names)

    return desk.kept.soon(("network", *asked.model_dump().values()), stamp, count, patience)


def issues_of(desk: Desk, stamp: tuple[int, ...]) -> dict[str, str]:
    """The issues with most positions: the words of each, by key."""

    def count() -> dict[str, str]:
        with desk.opened() as record:
            return record.issue_words(record.issues(OFFERED))

    return desk.kept.get("issues", stamp, count)


def address_of(edge: dict[str, Any]) -> str:
    """Where the words of a tie stand."""
    return f"/between/{quote(edge['a'])}/{quote(edge['b'])}"


def _counted(record: PagedRecord, asked: OfNetwork) -> dict[str, Any]:
    """The analysis of the ties that are asked for, each with its counts."""
    from dragoman.network import Questions, SignedGraph, Tie, analyse  # noqa: PLC0415 - numpy

    stands = record.stands(issue=asked.issue, since=asked.since, until=asked.until)
    counting = record.counting(roll_up=asked.roll_up)
    pairs = pairs_of(stands, counting)
    kept = {
        ids: pair for ids, pair in pairs.items()
        if max(1, len(pair.outlets)) >= asked.outlets
        and pair.plus + pair.minus >= asked.rows
    }  # fmt: skip
    ties = [Tie.between(a, b, pair.sign, 1.0) for (a, b), pair in kept.items() if pair.sign]
    nodes = sorted({actor for ids in kept for actor in ids})
    mixed = tuple(ids for ids, pair in kept.items() if not pair.sign)
    exact = len(ties) <= PROVED
    questions = Questions(seconds=SECONDS, exact=exact, draws=DRAWS if exact else 0)
    found = analyse(
        SignedGraph(ties, nodes), questions,
        names={actor: counting.name_of(actor) for actor in nodes}, mixed=mixed,
    )  # fmt: skip
    for edge in (*found["edges"], *found["mixed"]):
        pair = kept[edge["a"], edge["b"]]
        edge |= {"rows": pair.plus + pair.minus, "for": pair.plus, "against": pair.minus,
                 "outlets": len(pair.outlets), "first": pair.first, "last": pair.last}  # fmt: skip
    found["left_out"] = {"pairs of fewer rows or outlets": len(pairs) - len(kept)}
    return found


def pairs_of(stands: Iterable[Stands], counting: Counting) -> dict[tuple[str, str], Pair]:
    """The pairs of actors that positions are between, by their ids in order."""
    pairs: dict[tuple[str, str], Pair] = {}
    for row in stands:
        holder, target = counting.under(row.holder), counting.under(row.target)
        if holder != target:
            a, b = sorted((holder, target))
            pairs.setdefault((a, b), Pair()).add(row)
    return dict(sorted(pairs.items()))


def _camps(found: dict[str, Any]) -> list[list[list[dict[str, Any]]]]:
    """The two camps of each group of three or more that are bound to each other."""
    groups: dict[int, list[dict[str, Any]]] = {}
    for node in found["nodes"]:
        groups.setdefault(node["component"], []).append(node)
    wide = [group for _, group in sorted(groups.items()) if len(group) > 2]
    return [[[n for n in group if n["camp"] == camp] for camp in (1, 2)] for group in wide]


add_page(router, "/network", network, "The network")
