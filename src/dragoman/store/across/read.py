"""What joining found -> stories as plain rows, one story in full, what stands against a row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dragoman.stories.fold import folded, origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dragoman.stories.fold import Origin

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

REPORTS = """
    SELECT j.story, j.report, j.day, j.outlet, c.title, c.source, c.url, substr(t.text, 1, 160),
           j.copied, j.agencies, j.inferred
      FROM reports_joined AS j JOIN codings AS c ON c.id = j.coding JOIN texts AS t ON t.id = c.text
     WHERE j.story IS NOT NULL AND (:story IS NULL OR j.story = :story)
     ORDER BY j.story, j.day IS NULL, j.day, length(t.text) DESC, j.report
"""
NAMED = """
    SELECT DISTINCT story FROM reports_joined
     WHERE story IS NOT NULL AND story >= :beginning AND story < :beginning || :last LIMIT 2
"""
LAST = "\U0010ffff"  # sorts behind whatever an id may go on with
COPIES = """
    SELECT k.report, k.other, k.kind, k.covered, k.other_covered FROM copies AS k
      JOIN reports_joined AS a ON a.report = k.report AND a.story = :story
      JOIN reports_joined AS b ON b.report = k.other AND b.story = :story
     WHERE k.kind <> 'shared template' ORDER BY k.report, k.other
"""
# The groups that reports of a story tell, each by the row of the first report, those of most first.
GROUPS = """
    SELECT g.grp, max(g.independent_sources), count(DISTINCT j.report),
           max(g.contradicted), min(printf('%d %s %d', j.day, g.row, g.coding))
      FROM across AS g JOIN reports_joined AS j ON j.coding = g.coding
     WHERE j.story = :story AND g.grp IS NOT NULL GROUP BY g.grp ORDER BY 2 DESC, 3 DESC, 1
"""
AGAINST = """
    SELECT DISTINCT o.coding, o.row, o.other_coding, o.other, o.verdict, o.why,
           coalesce(x.grp, o.row), coalesce(y.grp, o.other) FROM opposed AS o
      LEFT JOIN across AS x ON x.coding = o.coding AND x.row = o.row
      LEFT JOIN across AS y ON y.coding = o.other_coding AND y.row = o.other
      JOIN reports_joined AS a ON a.coding = o.coding
      JOIN reports_joined AS b ON b.coding = o.other_coding
     WHERE (:story IS NULL OR a.story = :story OR b.story = :story)
       AND (:row IS NULL OR o.row = :row OR o.other = :row)
     ORDER BY o.verdict, a.day, length(o.why), o.row, o.other
"""
ROW = """
    SELECT c.report, coalesce(c.outlet, c.url, c.source), c.published, {kind}.json FROM {kind}
      JOIN codings AS c ON c.id = {kind}.coding WHERE {kind}.coding = :coding AND {kind}.id = :row
"""
KINDS = ("events", "positions", "statements")
COLUMNS = ("story", "since", "until", "reports", "outlets", "independent_sources", "title")
NUMBERS = {"reports": int, "outlets": int, "independent_sources": int}


@dataclass(frozen=True, slots=True)
class Words:
    """A row of a report in its own words, and whose report it is.

    ``outlet`` stands for who printed it: by the address or source, where no outlet is known.
    """

    row: str
    kind: str
    report: str
    outlet: str
    published: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Opposed:
    """Two rows that stand against each other, and what of them meets.

    ``rows`` and ``other_rows`` count those that tell the same as the one and as the other, and
    stand against each other likewise.
    """

    one: Words
    other: Words
    verdict: str
    why: str
    rows: int = 1
    other_rows: int = 1


@dataclass(frozen=True, slots=True)
class Told:
    """What several reports of a story tell: the first row that does, and how many sources."""

    group: str
    first: Words
    sources: int
    reports: int
    contradicted: bool


@dataclass(frozen=True, slots=True)
class Story:
    """Reports that tell one thing: the line of the list, the reports, what they tell alike."""

    line: dict[str, Any]
    reports: list[dict[str, Any]]
    told: list[Told]
    against: list[Opposed]


def stories(rows: Rows, story: str | None = None) -> list[dict[str, Any]]:
    """The stories of a record as plain rows, the latest first.

    Args:
        rows: Runs a query.
        story: Only the one with this id.
    """
    groups: dict[str, list[_Report]] = {}
    for cells in rows(REPORTS, {"story": story}):
        groups.setdefault(cells[0], []).append(_Report(*cells))
    lines = [_line(name, reports) for name, reports in groups.items()]
    return sorted(lines, key=lambda line: (_backwards(line["until"]), line["story"]))


def story(rows: Rows, beginning: str) -> Story | None:
    """The story whose id begins so; None where there is none, or several."""
    names = list(rows(NAMED, {"beginning": beginning, "last": LAST}))
    if len(names) != 1:
        return None
    ((name,),) = names
    reports = [_Report(*cells) for cells in rows(REPORTS, {"story": name})]
    copies = list(rows(COPIES, {"story": name}))
    told = [
        Told(group, _first(rows, first), sources, number, bool(contradicted))
        for group, sources, number, contradicted, first in rows(GROUPS, {"story": name})
    ]
    return Story(
        _line(name, reports), [_told(each, copies) for each in reports], told,
        against(rows, story=name),
    )  # fmt: skip


def against(rows: Rows, row: str | None = None, *, story: str | None = None) -> list[Opposed]:
    """What stands against what: in the whole record, around one row, or in one story.

    Rows that tell one thing stand against it once, the first of them for all; around one row, each
    stands for itself.
    """
    found: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for cells in rows(AGAINST, {"row": row, "story": story}):
        _, one, _, other, verdict, _, group, other_group = cells
        sides = (group, other_group) if row is None else (one, other)
        found.setdefault((verdict, *sides), []).append(cells)
    return [_opposed(rows, alike) for alike in found.values()]


def _opposed(rows: Rows, alike: list[tuple[Any, ...]]) -> Opposed:
    coding, one, at, other, verdict, why, *_ = alike[0]
    return Opposed(
        _words(rows, one, coding), _words(rows, other, at), verdict, why,
        len({cells[1] for cells in alike}), len({cells[3] for cells in alike}),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Report:
    """A report of a story, as the query gives it."""

    story: str
    report: str
    day: int | None
    outlet: str | None
    title: str | None
    source: str
    url: str | None
    opening: str
    copied: str
    agencies: str
    inferred: str

    @property
    def name(self) -> str:
        """Its title, or how it begins."""
        return self.title or " ".join(self.opening.split())

    @property
    def origin(self) -> Origin:
        """Where its words come from; passages are between rows and not counted here."""
        return origin_of(self.report, self.outlet, self.copied, self.agencies, self.inferred)


def _line(name: str, reports: list[_Report]) -> dict[str, Any]:
    days = [each.day for each in reports if each.day is not None]
    return {
        "story": name,
        "since": _day(min(days, default=None)),
        "until": _day(max(days, default=None)),
        "reports": len(reports),
        "outlets": len({each.outlet for each in reports if each.outlet}),
        "independent_sources": folded({each.report: each.origin for each in reports}),
        "title": reports[0].name,
    }


def _told(report: _Report, copies: list[tuple[Any, ...]]) -> dict[str, Any]:
    """A report of a story with what it has of others."""
    relations = [
        {"report": other if report.report == one else one, "kind": kind,
         "covered": covered if report.report == one else back}
        for one, other, kind, covered, back in copies if report.report in {one, other}
    ]  # fmt: skip
    return {
        "report": report.report,
        "published": _day(report.day),
        "outlet": report.outlet,
        "title": report.name,
        "source": report.url or report.source,
        "agencies": json.loads(report.agencies),
        "agencies_inferred": json.loads(report.inferred),
        "copies": relations,
    }


def _first(rows: Rows, packed: str) -> Words:
    """The row that ``GROUPS`` gives with its day and its coding, in its own words."""
    _, row, coding = packed.split(" ")
    return _words(rows, row, int(coding))


def _words(rows: Rows, row: str, coding: int) -> Words:
    """A row by its id in its own words."""
    for kind in KINDS:
        found = list(rows(ROW.format(kind=kind), {"coding": coding, "row": row}))
        if found:
            report, outlet, published, stored = found[0]
            return Words(row, kind, report, outlet, published, _quoted(json.loads(stored)))
    raise LookupError(row)


def _quoted(plain: dict[str, Any]) -> str:
    clause = [plain["clause"]] if "clause" in plain else plain.get("evidence", [])
    spans = plain.get("content") or clause
    return " … ".join(span["quote"] for span in spans)


def _day(ordinal: int | None) -> str | None:
    return None if ordinal is None else date.fromordinal(ordinal).isoformat()


def _backwards(day: str | None) -> int:
    return -date.fromisoformat(day).toordinal() if day else 0
