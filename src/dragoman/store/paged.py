"""The record on disk -> pages of its reports, rows and actors as the workbench shows them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.errors import UsageError
from dragoman.store.issues import issues_of, words_of
from dragoman.store.lines import PLACES
from dragoman.store.portrait import Name, Office, met_by, names_of, offices_of
from dragoman.store.read import StoredRecord
from dragoman.store.reviews import Review, every_review, reviews_of
from dragoman.store.rising import Rising, rising
from dragoman.store.schema import REVIEWS_SINCE, version_of
from dragoman.store.ties import Stands, stands_of
from dragoman.store.timed import Timed, timed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dragoman.store.counted import Counting

REPORTS = """
    SELECT c.report, c.published, c.outlet, c.title, c.source, c.url, c.language, c.stage,
           json_extract(c.json, '$.standfirst') AS standfirst,
           substr(texts.text, 1, 600) AS opening,
           (SELECT count(*) FROM statements WHERE coding = c.id) AS statements,
           (SELECT count(*) FROM events WHERE coding = c.id) AS events,
           (SELECT count(*) FROM positions WHERE coding = c.id) AS positions
      FROM {source} JOIN texts ON texts.id = c.text
"""
NEWEST = REPORTS.format(source="codings AS c CROSS JOIN current ON current.coding = c.id") + (
    " ORDER BY c.published DESC, c.id DESC LIMIT :limit OFFSET :offset"
)
NAMED = REPORTS.format(
    source="json_each(:ids) AS asked JOIN current ON current.report = asked.value"
    " JOIN codings AS c ON c.id = current.coding"
) + (" ORDER BY asked.key")
WHOLE = f"""
    SELECT k.coding, c.report, c.title, c.outlet, c.published, k.json
      FROM json_each(:lines) AS p
     CROSS JOIN {{kind}} AS k ON k.coding = p.value / {PLACES} AND k.place = p.value % {PLACES}
     CROSS JOIN codings AS c ON c.id = k.coding ORDER BY p.key
"""  # noqa: S608 - names of ours
ANSWERED = f"""l.id IN (
    SELECT answered.coding * {PLACES} + answered.place FROM statement_lines AS d
     CROSS JOIN statements AS a ON a.coding = d.id / {PLACES} AND a.place = d.id % {PLACES}
     CROSS JOIN links AS about ON about.coding = a.coding AND about.row = a.id
            AND about.role = 'about'
     CROSS JOIN statements AS answered ON answered.id = about.target
            AND answered.coding = about.coding
     WHERE d.act = (SELECT code FROM codes WHERE of = 'act' AND value = '{{act}}'))
"""  # noqa: S608 - the same
ABOUT = """
    SELECT l.coding, l.target, a.json FROM json_each(:keys) AS asked
      JOIN links AS l ON l.target = json_extract(asked.value, '$[1]')
                     AND l.coding = json_extract(asked.value, '$[0]') AND l.role = 'about'
      JOIN statements AS a ON a.coding = l.coding AND a.id = l.row ORDER BY l.coding, a.place
"""
BY = """
    SELECT l.coding, l.row, s.json FROM json_each(:keys) AS asked
      JOIN links AS l ON l.coding = json_extract(asked.value, '$[0]')
                     AND l.row = json_extract(asked.value, '$[1]') AND l.role = 'said_in'
      JOIN statements AS s ON s.coding = l.coding AND s.id = l.target ORDER BY l.coding, l.place
"""
ACTORS = "SELECT id, name, kind, country, known, statements, events, positions FROM known"
HOLDS = "codings > 0 AND id NOT IN (SELECT value FROM json_each(:joined))"
LIKE = " AND (folded LIKE :word{0} ESCAPE '\\' OR id LIKE :word{0} ESCAPE '\\')"
OF_IDS = "WHERE id IN (SELECT value FROM json_each(?))"
FIRST = " ORDER BY -(statements + events + positions), id LIMIT :limit OFFSET :offset"
TOTALS = """
    SELECT (SELECT count(*) FROM current), (SELECT count(*) FROM statement_lines),
           (SELECT count(*) FROM event_lines), (SELECT count(*) FROM position_lines),
           (SELECT count(*) FROM known WHERE codings > 0),
           (SELECT min(first) FROM report_lines), (SELECT max(last) FROM report_lines)
"""
STAMP = "SELECT (SELECT max(id) FROM codings), (SELECT count(*) FROM current)"


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of one page, and whether more follow."""

    rows: list[dict[str, Any]]
    more: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a record holds; ``since`` and ``until`` are years, None where no report is dated."""

    reports: int
    statements: int
    events: int
    positions: int
    actors: int
    since: int | None
    until: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """An actor and in how many rows it has a part, with those joined to it."""

    id: str
    name: str
    kind: str
    country: str | None
    known: str
    statements: int
    events: int
    positions: int

    @property
    def rows(self) -> int:
        """All of them."""
        return self.statements + self.events + self.positions


@dataclass(frozen=True, slots=True)
class Portrait:
    """What the record tells of one actor; ``joined`` are the ids of those joined to it."""

    joined: tuple[str, ...]
    names: list[Name]
    offices: list[Office]
    met: list[tuple[str, int]]


class PagedRecord(StoredRecord):
    """A record on disk, open for pages; use it as a context manager, or close it."""

    def stamp(self) -> tuple[int, ...]:
        """What changes whenever the record says something else."""
        ((last, number),) = self._rows(STAMP, ())
        return last or 0, number, len(self.decisions())

    def totals(self) -> Totals:
        """How much the record holds."""
        self.answers()  # makes sure that there are lines
        ((*numbers, first, last),) = self._rows(TOTALS, ())
        return Totals(*numbers, *(day and day // 10_000 for day in (first, last)))

    def newest(self, limit: int, offset: int = 0) -> Listed:
        """The reports of a page, those published last first; those without a date at the end."""
        rows = self._dicts(NEWEST, {"limit": limit + 1, "offset": offset})
        return Listed(rows[:limit], len(rows) > limit)

    def named(self, reports: Iterable[str]) -> list[dict[str, Any]]:
        """Reports by their ids, in the order that is given."""
        return self._dicts(NAMED, {"ids": json.dumps(list(reports))})

    def hits(self, words: str, most: int, marks: tuple[str, str]) -> list[dict[str, Any]]:
        """The reports whose text holds all the words, the best first, each with a passage.

        Args:
            words: As ``match_of`` takes them: words, phrases, beginnings.
            most: How many reports at most.
            marks: What stands before and after each word that was found.
        """
        found = self.search(words, limit=most, marks=marks)
        passages = {row["report"]: row["passage"] for row in found}
        return [row | {"passage": passages[row["report"]]} for row in self.named(passages)]

    def page(self, kind: str, given: Mapping[str, Any], limit: int, offset: int = 0) -> Listed:
        """The rows of a page, the latest first.

        Each row is as its report has it (``row``), with the report's id, title, outlet and day of
        publication; a statement has those that are about it (``about``), another row those that
        say so (``by``). Joined actors are named after the one that stands for them.

        Args:
            kind: statements, events or positions.
            given: Filters by name, those of ``dragoman.store.filters``; of statements also
                ``answered``: those that a statement of this act (confirm, deny) is about.
            limit: Rows of a page.
            offset: Rows before it.

        Raises:
            UsageError: A value or a name is none, or several are so named.
        """
        answers = self.answers()
        asked = answers.asked(kind, {n: v for n, v in given.items() if n != "answered"})
        if given.get("answered"):
            asked.compared.append(_answered(given["answered"]))
        lines = answers.lines(asked, limit + 1, offset, newest=True)
        found = [
            {"coding": coding, "report": report, "title": title, "outlet": outlet,
             "published": published, "row": json.loads(row)}
            for coding, report, title, outlet, published, row in self._rows(
                WHOLE.format(kind=kind), {"lines": json.dumps(lines[:limit])})
        ]  # fmt: skip
        self._join(kind, found, answers.counting)
        return Listed(found, len(lines) > limit)

    def timed(self, actor: str, other: str | None = None) -> Timed:
        """An actor's events and positions, or those between two, counted by period."""
        return timed(self.answers(), {"actor": actor, "with_": other})

    def stands(
        self, *, issue: str | None = None, since: str | None = None, until: str | None = None
    ) -> list[Stands]:
        """How often each actor is said to stand for and against each other; see ``stands_of``."""
        return list(stands_of(self._rows, issue=issue, since=since, until=until))

    def issues(self, most: int) -> list[str]:
        """The keys of the issues with most positions."""
        self.answers()  # makes sure that there are lines
        return issues_of(self._rows, most)

    def issue_words(self, keys: Iterable[str]) -> dict[str, str]:
        """The words in which reports put issues, by key; see ``words_of``."""
        self.answers()  # makes sure that there are lines
        return words_of(self._rows, keys)

    def rising(self, most: int) -> Rising:
        """The actors and pairs whose rows rise most in the last week of the record."""
        return rising(self._rows, most)

    def reviews(self, ids: Iterable[str]) -> dict[str, Review]:
        """The reviews that hold of some rows, by the rows' ids."""
        return reviews_of(self._rows, ids) if self._has_reviews() else {}

    def every_review(self) -> list[Review]:
        """Every review that was ever made, oldest first."""
        return list(every_review(self._rows)) if self._has_reviews() else []

    def _has_reviews(self) -> bool:
        return version_of(self.connection) >= REVIEWS_SINCE

    def parts(self, words: str = "", *, limit: int, offset: int = 0) -> tuple[list[Part], int]:
        """A page of the actors whose name or id holds all the words, and how many there are."""
        asked = [f"%{_plain(word)}%" for word in words.casefold().split()]
        where = HOLDS + "".join(LIKE.format(at) for at in range(len(asked)))
        counting = self.answers().counting
        values: dict[str, Any] = {f"word{at}": word for at, word in enumerate(asked)}
        values |= {"joined": json.dumps(sorted(counting.identities))}
        ((total,),) = self._rows(f"SELECT count(*) FROM known WHERE {where}", values)  # noqa: S608 - our own
        page = values | {"limit": limit, "offset": offset}
        found = self._rows(f"{ACTORS} WHERE {where}{FIRST}", page)
        return [self._with_joined(Part(*cells), counting) for cells in found], total

    def part(self, actor: str) -> Part | None:
        """An actor by its id, or None where the record has none with it."""
        return self.known([actor]).get(actor)

    def known(self, ids: Iterable[str]) -> dict[str, Part]:
        """Actors by their ids."""
        counting = self.answers().counting
        query = f"{ACTORS} {OF_IDS}"
        found = self._rows(query, (json.dumps(sorted(set(ids))),))
        return {cells[0]: self._with_joined(Part(*cells), counting) for cells in found}

    def portrait(self, actor: str) -> Portrait:
        """The names an actor is given and by whom, its offices, and whom it meets in rows."""
        counting = self._joined()
        members = counting.members(actor, counting.identities)
        values = {f"who_{at}": one for at, one in enumerate(members)}
        who = f"({', '.join(f':{name}' for name in values)})"
        return Portrait(
            tuple(one for one in members if one != actor),
            names_of(self._rows, who, values),
            offices_of(self._rows, who, values),
            [(counting.canonical(a), n) for a, n in met_by(self._rows, who, values)],
        )

    def _with_joined(self, part: Part, counting: Counting) -> Part:
        """The actor with the rows of those that are joined to it."""
        others = counting.joined.get(part.id, [])
        if not others:
            return part
        query = f"{ACTORS} {OF_IDS}"
        rows = [part, *(Part(*cells) for cells in self._rows(query, (json.dumps(others),)))]
        sums = (
            sum(getattr(one, name) for one in rows)
            for name in ("statements", "events", "positions")
        )
        return Part(part.id, part.name, part.kind, part.country, part.known, *sums)

    def _join(self, kind: str, rows: list[dict[str, Any]], counting: Counting) -> None:
        """Adds to each row the statements about it, or those that say so."""
        name, query = ("about", ABOUT) if kind == "statements" else ("by", BY)
        keys = json.dumps([(row["coding"], row["row"]["id"]) for row in rows])
        joined: dict[tuple[int, str], list[dict[str, Any]]] = {}
        for coding, row, plain in self._rows(query, {"keys": keys}):
            joined.setdefault((coding, row), []).append(json.loads(plain))
        for row in rows:
            row[name] = joined.get((row.pop("coding"), row["row"]["id"]), [])
            for role in _roles(row["row"], *row[name]):
                role["name"] = counting.name(role["actor"], role["name"])
                role["actor"] = role["actor"] and counting.canonical(role["actor"])

    def _dicts(self, query: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        cursor = self.connection.execute(query, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, cells, strict=True)) for cells in cursor]


def _answered(act: str) -> str:
    if act not in {"confirm", "deny"}:
        raise UsageError(f"answered: {act!r} is neither confirm nor deny")
    return ANSWERED.format(act=act)


def _plain(word: str) -> str:
    """A word in which LIKE finds no sign of its own."""
    for sign in "\\%_":
        word = word.replace(sign, f"\\{sign}")
    return word


def _roles(*rows: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every role of rows as JSON holds them."""
    for row in rows:
        for value in row.values():
            for one in value if isinstance(value, list) else (value,):
                if isinstance(one, dict) and "actor" in one:
                    yield one
