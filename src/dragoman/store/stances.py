"""The positions of a record -> slim rows with who says so, for what is computed of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from dragoman.store.lines import PLACES
from dragoman.stories.fold import Origin, origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dragoman.store.counted import Counting

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

STANCES = """
    SELECT latest.report, latest.title, latest.outlet, latest.published, p.id, p.sign, p.kind,
           p.symmetric, p.issue_key, p.realis, p.time, p.echoes, p.score, p.json,
           (SELECT group_concat(l.target, ' ') FROM links AS l
             WHERE l.coding = p.coding AND l.row = p.id AND l.role = 'said_in'),
           EXISTS (SELECT 1 FROM links AS said
                     JOIN links AS about ON about.coding = said.coding AND about.role = 'about'
                                        AND about.target = said.target
                     JOIN statements AS s ON s.coding = about.coding AND s.id = about.row
                    WHERE said.coding = p.coding AND said.row = p.id AND said.role = 'said_in'
                      AND s.act = 'deny'),
           j.copied, j.agencies, j.inferred
      FROM {rows}
      LEFT JOIN reports_joined AS j ON j.report = latest.report
     ORDER BY latest.published, latest.id, p.place
"""
ALL = "latest JOIN positions AS p ON p.coding = latest.id"
SOME = f"""
    json_each(:lines) AS q CROSS JOIN positions AS p
        ON p.coding = q.value / {PLACES} AND p.place = q.value % {PLACES}
    JOIN latest ON latest.id = p.coding
"""


@dataclass(frozen=True, slots=True)
class Stance:
    """A position as it counts: between whom, on what, when, and whether it was denied.

    ``holder`` and ``target`` are the ids of the actors they are counted under, or None where the
    words name nobody known. ``date`` is the position's own, else the day of publication, and
    ``dated_by`` says which. ``origin`` is where the report's words come from, as far as that is
    joined.
    """

    id: str
    report: str
    title: str | None
    outlet: str | None
    holder: str | None
    target: str | None
    holder_name: str
    target_name: str
    sign: int
    kind: str
    symmetric: bool
    issue: str | None
    issue_key: str | None
    realis: str
    date: str | None
    dated_by: str | None
    said: bool
    denied: bool
    echoes: bool
    score: float
    words: str
    origin: Origin | None = None


class _Cells(NamedTuple):
    """What the query gives of a position, in its order."""

    report: str
    title: str | None
    outlet: str | None
    published: str | None
    id: str
    sign: int
    kind: str
    symmetric: int
    issue_key: str | None
    realis: str
    time: str | None
    echoes: str | None
    score: float
    json: str
    said_in: str | None
    denied: int
    copied: str | None
    agencies: str | None
    inferred: str | None


def stances_of(rows: Rows, counting: Counting, lines: list[int] | None = None) -> Iterator[Stance]:
    """Every position of the latest codings, or those of some lines, in order of publication."""
    found = ALL if lines is None else SOME
    for cells in rows(STANCES.format(rows=found), {"lines": json.dumps(lines)}):
        yield _stance(_Cells(*cells), counting)


def _stance(cells: _Cells, counting: Counting) -> Stance:
    plain = json.loads(cells.json)
    holder, target = (_counted(plain[role], counting) for role in ("holder", "target"))
    day = cells.published[:10] if cells.published else None
    return Stance(
        id=cells.id,
        report=cells.report,
        title=cells.title,
        outlet=cells.outlet,
        holder=holder[0],
        target=target[0],
        holder_name=holder[1],
        target_name=target[1],
        sign=cells.sign,
        kind=cells.kind,
        symmetric=bool(cells.symmetric),
        issue=plain["issue"] and plain["issue"]["quote"],
        issue_key=cells.issue_key,
        realis=cells.realis,
        date=cells.time or day,
        dated_by="words" if cells.time else "publication" if day else None,
        said=bool(cells.said_in),
        denied=bool(cells.denied),
        echoes=bool(cells.echoes),
        score=cells.score,
        words=" … ".join(span["quote"] for span in plain["evidence"]),
        origin=origin_of(cells.report, cells.outlet, cells.copied, cells.agencies, cells.inferred),
    )


def _counted(role: dict[str, Any], counting: Counting) -> tuple[str | None, str]:
    """Whom the actor of a role is counted under, and the name of that; else the role's words."""
    if not role["actor"]:
        return None, role["name"]
    actor = counting.under(role["actor"])
    return actor, counting.name_of(actor) if actor in counting.actors else role["name"]
