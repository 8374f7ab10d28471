"""The record on disk -> a page of its rows at a time, newest first, however large it is.

A page is found in one of two ways. Reports are walked, from the last published on, until the page
is full, or until so many are through that a reader should be asked first; or the rows of an actor
who has few are gathered and sorted. Conditions are such as are asked row by row: nothing is listed
whole.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.store.read import StoredRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dragoman.store.counted import Counting

FEW = 4_000  # roles of an actor that are gathered and sorted; more are found sooner by walking
WALKED = 3_000  # reports that are walked for one page
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
FIRST = "SELECT k.coding, k.id, c.report, c.title, c.outlet, c.published, k.json"
LAST = "ORDER BY c.published DESC, c.id DESC, k.place LIMIT :limit OFFSET :offset"
WALK = f"""
    {FIRST} FROM codings AS c INDEXED BY codings_by_published
     CROSS JOIN current ON current.coding = c.id CROSS JOIN {{kind}} AS k ON k.coding = c.id
     WHERE {{where}} {LAST}
"""
GATHER = f"""
    {FIRST} FROM (SELECT DISTINCT coding, row FROM roles WHERE actor IN {{who}}) AS r
     CROSS JOIN current ON current.coding = r.coding
     CROSS JOIN {{kind}} AS k ON k.coding = r.coding AND k.id = r.row
     CROSS JOIN codings AS c ON c.id = k.coding
     WHERE {{where}} {LAST}
"""  # noqa: S608 - made of the constants here, as are all queries of this module
WHO = "(@{0})"  # stands for the values of a filter, which are written in when they are bound
HOW_MANY = "SELECT count(*) FROM (SELECT 1 FROM roles WHERE actor IN {who} LIMIT {few})"
END = """
    SELECT published FROM codings WHERE published < :before
     ORDER BY published DESC LIMIT 1 OFFSET :walked
"""
FILLS = """EXISTS (SELECT 1 FROM roles AS r WHERE r.coding = k.coding AND r.row = k.id
                    AND r.role IN ({roles}) AND r.actor IN {who})"""
SAID = """EXISTS (SELECT 1 FROM links AS l
                  JOIN roles AS r ON r.coding = l.coding AND r.row = l.target
                  WHERE l.coding = k.coding AND l.row = k.id AND l.role = 'said_in'
                    AND r.role = 'speaker' AND r.actor IN {who})"""
NAMES = """EXISTS (SELECT 1 FROM spans AS w JOIN mentions AS m ON m.coding = w.coding
                       AND m.first >= w.first AND m.last <= w.last
                   WHERE w.coding = k.coding AND w.row = k.id AND w.role = 'content'
                     AND m.actor IN {who})"""
ANSWERED = """EXISTS (SELECT 1 FROM links AS l JOIN statements AS a
                          ON a.coding = l.coding AND a.id = l.row
                      WHERE l.target = k.id AND l.role = 'about' AND l.coding = k.coding
                        AND a.act = :answered)"""
DAY = {
    "statements": "coalesce(k.time, c.published)",
    "events": "coalesce(k.time, k.not_after, c.published)",
    "positions": "coalesce(k.time, c.published)",
}
COLUMNS = {
    "statements": ("act", "mode"),
    "events": ("type", "quad", "realis"),
    "positions": ("kind", "sign", "issue_key", "realis"),
}
ROLES = {
    "statements": {"actor": "speaker on_behalf_of via", "speaker": "speaker", "via": "via"},
    "events": {"actor": "source target", "with_": "source target", "source": "source",
               "target": "target"},
    "positions": {"actor": "holder target against", "with_": "holder target", "holder": "holder",
                  "target": "target"},
}  # fmt: skip
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
# Found and ranked first, so that passages are cut for these texts alone.
HITS = """
    WITH best AS MATERIALIZED (
        SELECT rowid AS text, rank FROM words WHERE words MATCH :words ORDER BY rank LIMIT :most)
    SELECT current.report, snippet(words, 0, :start, :end, ' … ', 32)
      FROM best JOIN words ON words.rowid = best.text AND words MATCH :words
      JOIN codings ON codings.text = best.text JOIN current ON current.coding = codings.id
     ORDER BY best.rank, codings.id DESC
"""
STAMP = "SELECT (SELECT max(id) FROM codings), (SELECT count(*) FROM current)"


def _conditions(kind: str) -> dict[str, str]:
    """What each filter asks of a row of a kind, as SQL."""
    found = {name: f"k.{name} IN {WHO.format(name)}" for name in COLUMNS[kind]}
    for name, roles in ROLES[kind].items():
        listed = ", ".join(f"'{role}'" for role in roles.split())
        found[name] = FILLS.format(roles=listed, who=WHO.format(name))
    found["outlet"] = f"c.outlet IN {WHO.format('outlet')}"
    found |= {"since": "c.published >= :since", "until": "c.published < :until || '~'"}
    found |= {"on": f"{DAY[kind]} LIKE :on || '%'", "min_score": "k.score >= :min_score"}
    if kind == "statements":
        return found | {"with_": NAMES.format(who=WHO.format("with_")), "answered": ANSWERED,
                        "about": NAMES.format(who=WHO.format("about"))}  # fmt: skip
    return found | {"said_by": SAID.format(who=WHO.format("said_by"))}


FILTERS = {kind: _conditions(kind) for kind in COLUMNS}
ACTORS = frozenset({"actor", "with_", "about", "said_by", *(n for k in ROLES.values() for n in k)})
BOUND = frozenset({"since", "until", "on", "min_score", "answered"})  # as they are, no list


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of one page.

    ``more`` says whether others follow. ``back_to`` is the day of publication down to which
    reports were walked, where the walk ended before the page was full.
    """

    rows: list[dict[str, Any]]
    more: bool
    back_to: str | None = None


class Question:
    """A kind of row and filters, as queries and the values that are bound in them.

    Args:
        kind: statements, events or positions.
        asked: Filters by name; those without a value ask nothing.
        counting: Who stands for whom.
    """

    def __init__(self, kind: str, asked: Mapping[str, Any], counting: Counting) -> None:
        self.kind, self.counting = kind, counting
        self.given = {n: v for n, v in asked.items() if v not in (None, "", [])}
        self.values: dict[str, Any] = {}
        self.names: dict[str, str] = {}
        for name, value in self.given.items():
            several = self._several(name, value)
            bound = {f"{name}_{at}": one for at, one in enumerate(several)}
            self.names[name] = ", ".join(f":{one}" for one in bound)
            self.values |= bound | ({name: value} if name in BOUND else {})
        self.where = [self.written(FILTERS[kind][name]) for name in self.given]

    def _several(self, name: str, value: Any) -> list[Any]:
        """All that will do for a filter: whoever is joined to an actor, one of several words."""
        if name in ACTORS:
            return self.counting.members(str(value), self.counting.identities)
        return value if isinstance(value, list) else [value]

    def written(self, condition: str) -> str:
        """A condition with the names of its values written in."""
        for name, names in self.names.items():
            condition = condition.replace(WHO.format(name), f"({names})")
        return condition

    def walk(self, end: str | None) -> str:
        """The query that walks reports down to a day of publication."""
        where = [*self.where, *(["c.published >= :end"] if end else [])]
        return WALK.format(kind=self.kind, where=" AND ".join(where) or "1")

    def gather(self, name: str) -> str:
        """The query that gathers the rows of the actor that a filter names."""
        who = self.written(WHO.format(name))
        return GATHER.format(kind=self.kind, who=who, where=" AND ".join(self.where))


class PagedRecord(StoredRecord):
    """A record on disk, open for pages; use it as a context manager, or close it."""

    def stamp(self) -> tuple[int, ...]:
        """What changes whenever the record says something else."""
        ((last, number),) = self._rows(STAMP, ())
        return last or 0, number, len(self.decisions())

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
            words: Words, matched by their stem; never query syntax.
            most: How many texts are looked at.
            marks: What stands before and after each word that was found.
        """
        asked = " ".join('"' + word.replace('"', '""') + '"' for word in words.split())
        if not asked:
            return []
        values = {"words": asked, "most": most, "start": marks[0], "end": marks[1]}
        passages = dict(self._rows(HITS, values))
        return [row | {"passage": passages[row["report"]]} for row in self.named(passages)]

    def page(self, kind: str, asked: Mapping[str, Any], limit: int, offset: int = 0) -> Listed:
        """The rows of a page, those of the reports published last first.

        Each row is as its report has it (``row``), with the report's id, title, outlet and day of
        publication; a statement has those that are about it (``about``), another row those that
        say so (``by``). Joined actors are named after the one that stands for them.

        Args:
            kind: statements, events or positions.
            asked: What ``FILTERS`` of the kind name, and the value asked for: an actor's id, one
                or several words, a day or the beginning of one, a number. Filters without a value
                ask nothing.
            limit: Rows of a page.
            offset: Rows before it.
        """
        question = Question(kind, asked, self._joined())
        found, end = self._found(question, limit, offset)
        self._join(kind, found[:limit], question.counting)
        full = len(found) > limit
        return Listed(found[:limit], full, None if full else end)

    def _found(
        self, asked: Question, limit: int, offset: int
    ) -> tuple[list[dict[str, Any]], str | None]:
        """The rows of a page and one more, and the day of publication the search ended with."""
        page = {"limit": limit + 1, "offset": offset}
        actors = (name for name in asked.given if name in ROLES[asked.kind])
        few = next((name for name in actors if self._has_few(asked, name)), None)
        end = None if few else self._end(asked.given.get("until"))
        query = asked.gather(few) if few else asked.walk(end)
        rows = self._rows(query, asked.values | page | {"end": end})
        return [_row(*cells) for cells in rows], end

    def _has_few(self, asked: Question, name: str) -> bool:
        """Whether a filter names an actor who fills few roles, of which every row must be one."""
        query = asked.written(HOW_MANY.format(who=WHO.format(name), few=FEW))
        ((number,),) = self._rows(query, asked.values)
        return bool(number < FEW)

    def _end(self, until: str | None) -> str | None:
        """The day of publication that a walk ends with; None where it goes to the end."""
        before = {"before": f"{until}~" if until else "~", "walked": WALKED}
        return next((published for (published,) in self._rows(END, before)), None)

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


def _row(
    coding: int, _id: str, report: str, title: str | None, outlet: str | None,
    published: str | None, row: str,
) -> dict[str, Any]:  # fmt: skip
    return {
        "coding": coding, "report": report, "title": title, "outlet": outlet,
        "published": published, "row": json.loads(row),
    }  # fmt: skip


def _roles(*rows: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every role of rows as JSON holds them."""
    for row in rows:
        for value in row.values():
            for one in value if isinstance(value, list) else (value,):
                if isinstance(one, dict) and "actor" in one:
                    yield one
