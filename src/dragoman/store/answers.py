"""A question (a kind of row and its filters) -> rows of the record, a page at a time.

Which rows are meant is found among their lines, narrow and of numbers; what they say is then got
for the page alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from dragoman.errors import UsageError
from dragoman.filters import BY_NAME, OPEN, ROWS, VERDICTS, Filter, filters_of
from dragoman.frames import Rows
from dragoman.grammar.edtf import check_time
from dragoman.store.lines import MILLIONTHS, PLACES, TABLE, day_number
from dragoman.store.naming import Naming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from dragoman.store.counted import Counting

    Fetch = Callable[[str, Any], Iterator[tuple[Any, ...]]]

ENDS = ("since", "until")
BATCH = 500  # rows whose words are got at a time
NEAR = 8  # outlets or issues that are listed where one is not there
ROLES = {
    "statements": ("speaker", "via"),
    "events": ("source", "target"),
    "positions": ("holder", "target", "against"),
}
NEWEST = 20_000  # lines that are looked at first for the latest of an actor who has many
COMMON = 5_000  # lines that are many: of a million, 100 of the newest 20,000 are theirs
NUMBERS = {
    "coding": int, "place": int, "run": int, "background": int, "sign": int, "symmetric": int,
    "intensity": float, "score": float, "reports": int, "mentions": int, "statements": int,
    "events": int, "positions": int,
}  # fmt: skip
SHOWN = f"""
    SELECT v.* FROM json_each(:lines) AS p CROSS JOIN latest_{{kind}} AS v
        ON v.coding = p.value / {PLACES} AND v.place = p.value % {PLACES} ORDER BY p.key
"""
VIEWED = f"latest_{{kind}} AS v ON v.coding = l.id / {PLACES} AND v.place = l.id % {PLACES}"
FILLED = "SELECT role, actor, name FROM roles WHERE coding = ? AND row = ? ORDER BY role, place"
MEMBERS = "SELECT no FROM known WHERE id IN (SELECT value FROM json_each(?)) ORDER BY no"
# The lines of rows of which joining found so much: of the rest, there is one source, and no other.
ACROSS = f"""l.id IN (SELECT e.coding * {PLACES} + e.place FROM across AS a
                        JOIN {{kind}} AS e ON e.coding = a.coding AND e.id = a.row
                       WHERE a.{{column}} >= {{least}})"""
# The lines of rows of which a review holds that says one of these.
REVIEWED = f"""l.id IN (SELECT e.coding * {PLACES} + e.place FROM reviewed AS v
                          JOIN {{kind}} AS e ON e.id = v.row
                         WHERE v.kind = '{{kind}}' AND v.verdict IN ({{verdicts}}))"""
RUN = "SELECT 1 FROM runs WHERE id = ?"
USUAL = {"independent_sources": 1, "contradicted": 0}  # what holds of every row
TAKING = "takes WHERE actor IN ({actors}) AND part = {part}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question comes to: who must take part how, and what is compared besides.

    ``taking`` and ``compared`` are parts of queries; ``compared`` may name columns that only the
    whole row has, whose ``values`` are then bound. ``fewest`` counts the lines of the rarest part.
    """

    kind: str
    taking: list[str] = field(default_factory=list)
    compared: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    fewest: int = 0


class Answers:
    """Answers questions about one record.

    Args:
        fetch: Runs a query on the record and gives its rows.
        counting: Who is read as whom, and with a roll-up who is counted under whom.
    """

    def __init__(self, fetch: Fetch, counting: Counting) -> None:
        self.fetch, self.counting = fetch, counting
        self.naming = Naming(fetch, counting.canonical)

    def ask(
        self, kind: str, given: Mapping[str, Any], *, limit: int | None = None, offset: int = 0,
        newest: bool = False,
    ) -> Rows:  # fmt: skip
        """The rows of a kind that pass every filter, in the order of ``lines``.

        Names of the kind's columns are filters too, for a value that is just that.

        Raises:
            UsageError: There is no such filter; a value or a name is none; or several are so named.
        """
        if (limit or 0) < 0 or offset < 0:
            raise UsageError(f"limit {limit}, offset {offset}: no page of an answer (0, 1, 2 …)")
        asked, columns = self.asked(kind, given), self.columns(kind)
        lines = self.lines(asked, limit, offset, newest=newest)
        whole = limit is None or 0 < len(lines) < limit or not (lines or offset)
        total = offset + len(lines) if whole else self.count(asked)
        return Rows.of(columns, self.shown(kind, lines), total=total, types=NUMBERS)

    def asked(self, kind: str, given: Mapping[str, Any]) -> Asked:
        """What a question comes to, once its names and words are looked up.

        Raises:
            UsageError: As in ``ask``.
        """
        asked, parts = Asked(kind), []
        columns = self.columns(kind)
        given = dict(given) | {end: _day(given[end]) for end in ENDS if given.get(end) is not None}
        check_time(*(given.get(end) for end in ENDS))
        for name, value in given.items():
            if value is None or value in ([], ()):
                continue
            filter_ = BY_NAME.get(name)
            if filter_ is None or kind not in filter_.asks:
                self._equal(asked, columns, name, value)
            elif filter_.takes == "actor":
                parts.append(self._part(filter_, kind, str(value)))
            elif filter_.takes == "review":
                asked.compared.append(self._reviewed(filter_, kind, value))
            elif filter_.takes == "count":
                asked.compared.extend(self._across(filter_, kind, value))
            else:
                asked.compared.append(filter_.asks[kind] + self._compared(filter_, value))
        asked.taking.extend(taking for _, taking in sorted(parts))
        return replace(asked, fewest=min((number for number, _ in parts), default=0))

    def lines(
        self, asked: Asked, limit: int | None = None, offset: int = 0, *, newest: bool = False
    ) -> list[int]:
        """The numbers of the lines that answer, in the order in which their rows were read.

        With ``newest``, by the last day that a row can be of instead, the latest first and what
        has no date at the end.
        """
        if newest and limit is not None and asked.fewest >= COMMON and not asked.values:
            found = self._latest(asked, limit, offset)
            if len(found) == limit:
                return found
        if newest and limit is not None and (parts := _apart(asked)):
            return self._in_turn(parts, limit, offset)
        line, rows = self._found(asked, ordered=newest)
        values = asked.values | {"limit": -1 if limit is None else limit, "offset": offset}
        order = f"l.last DESC, {line}" if newest else line
        query = f"SELECT {line} FROM {rows} ORDER BY {order} LIMIT :limit OFFSET :offset"
        return [number for (number,) in self.fetch(query, values)]

    def _in_turn(self, parts: list[Asked], limit: int, offset: int) -> list[int]:
        """A page of the lines of each part, newest first, one part behind the other."""
        found: list[int] = []
        for part in parts:
            found += self.lines(part, offset + limit - len(found), newest=True)
        return found[offset:]

    def _latest(self, asked: Asked, limit: int, offset: int) -> list[int]:
        """The lines of ``lines``, newest first, that are among the newest of all: often enough."""
        lines = f"SELECT * FROM {TABLE[asked.kind]} ORDER BY last DESC, id LIMIT {NEWEST}"
        wanted = [f"EXISTS (SELECT 1 FROM {each} AND line = l.id)" for each in asked.taking]
        where = " AND ".join([*wanted, *asked.compared])
        rows = f"({lines}) AS l WHERE {where} ORDER BY l.last DESC, l.id LIMIT ? OFFSET ?"
        query = f"SELECT l.id FROM {rows}"
        return [number for (number,) in self.fetch(query, (limit, offset))]

    def count(self, asked: Asked, at_most: int | None = None) -> int:
        """How many lines answer; with ``at_most``, counting ends there."""
        if at_most is None and (parts := _apart(asked)):
            return sum(self.count(part) for part in parts)
        _, rows = self._found(asked)
        if at_most is not None:
            rows = f"(SELECT 1 FROM {rows} LIMIT {at_most:d})"
        ((number,),) = self.fetch(f"SELECT count(*) FROM {rows}", asked.values)
        return int(number)

    def tally(self, asked: Asked, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """How many lines answer, by columns of them: each combination, and its number at the end.

        Columns of codes come as the values these stand for.
        """
        _, rows = self._found(asked, ordered=True)
        names = ", ".join(f"l.{column}" for column in columns)
        query = f"SELECT {names}, count(*) FROM {rows} GROUP BY {names}"
        words = [dict(self._values(column)) for column in columns]
        for *cells, number in self.fetch(query, asked.values):
            yield *(of.get(cell, cell) for of, cell in zip(words, cells, strict=True)), number

    def members(self, actor: str) -> list[str]:
        """Those whose rows count for an actor: joined with it and, rolling up, below it."""
        among = self._everybody() if self.counting.roll_up else self.counting.identities
        return self.counting.members(actor, among)

    def both(self, kind: str, *sides: tuple[str, list[str]]) -> list[int]:
        """The lines in which some actors take one part, and some others another."""
        parts = sorted(self._taking(kind, part, actors) for part, actors in sides)
        return self.lines(Asked(kind, [taking for _, taking in parts]))

    def columns(self, kind: str) -> list[str]:
        """The columns of the rows of a kind."""
        found = self.fetch("SELECT name FROM pragma_table_info(?)", (f"latest_{kind}",))
        under = [f"{role}_under" for role in ROLES.get(kind, ()) if self.counting.roll_up]
        return [name for (name,) in found] + under

    def shown(self, kind: str, lines: list[int]) -> Iterator[dict[str, Any]]:
        """The rows of these lines, in their order, with their words."""
        columns = [name for name in self.columns(kind) if not name.endswith("_under")]
        named = kind in ROLES and (self.counting.roll_up or bool(self.counting.identities))
        for at in range(0, len(lines), BATCH):
            page = {"lines": json.dumps(lines[at : at + BATCH])}
            for cells in self.fetch(SHOWN.format(kind=kind), page):
                row = dict(zip(columns, cells, strict=True))
                yield row | self._named(kind, row) if named else row

    def _found(self, asked: Asked, *, ordered: bool = False) -> tuple[str, str]:
        """What a line is called in a query, and where it is found; all names in it are ours.

        The actor with fewest lines leads, so that its lines are walked in order. The lines
        themselves are looked up only where something of them is compared, or they are ordered.
        """
        first, *others = asked.taking or [""]
        rows, line = f"{TABLE[asked.kind]} AS l", "l.id"
        if first:
            several = "DISTINCT" if "," in first else ""  # of one actor, each line stands once
            taken, line = f"(SELECT {several} line FROM {first}) AS p", "p.line"
            needed = ordered or asked.compared
            rows = f"{taken} CROSS JOIN {rows} ON l.id = p.line" if needed else taken
        if asked.values:
            rows += f" CROSS JOIN {VIEWED.format(kind=asked.kind)}"
        wanted = [f"EXISTS (SELECT 1 FROM {each} AND line = {line})" for each in others]
        wanted += asked.compared
        return line, f"{rows} WHERE {' AND '.join(wanted)}" if wanted else rows

    def _part(self, filter_: Filter, kind: str, words: str) -> tuple[int, str]:
        """How many lines an actor takes a part in, and the part of the query that says which."""
        return self._taking(kind, filter_.asks[kind], self.members(self.naming.actor(words)))

    def _taking(self, kind: str, part: str, members: list[str]) -> tuple[int, str]:
        among = self.fetch(MEMBERS, (json.dumps(members),))
        actors = ", ".join(str(number) for (number,) in among) or "0"
        code = self._codes("part", lambda value: value == f"{kind}.{part}")
        taking = TAKING.format(actors=actors, part=next(iter(code), 0))
        ((lines,),) = self.fetch(f"SELECT count(*) FROM {taking}", ())
        return lines, taking

    def _everybody(self) -> list[str]:
        return [actor for (actor,) in self.fetch("SELECT id FROM known ORDER BY id", ())]

    def _reviewed(self, filter_: Filter, kind: str, value: Any) -> str:
        """That a review of a row holds which says one of some things, or that none does."""
        words = [value] if isinstance(value, str) else [str(each) for each in value]
        verdicts: set[str] = set()
        for word in words:
            verdicts.add(_among(filter_, word))
        said = ", ".join(f"'{word}'" for word in sorted(verdicts - {OPEN}))
        wanted = [REVIEWED.format(kind=kind, verdicts=said)] if said else []
        if OPEN in verdicts:
            every = ", ".join(f"'{word}'" for word in VERDICTS)
            wanted.append(f"NOT {REVIEWED.format(kind=kind, verdicts=every)}")
        return f"({' OR '.join(wanted)})"

    def _across(self, filter_: Filter, kind: str, value: Any) -> list[str]:
        """What is compared of what joining found of the rows; nothing where it holds of all."""
        least, column = int(self._compared(filter_, value)), filter_.asks[kind]
        if least <= USUAL[column]:
            return []
        return [ACROSS.format(kind=kind, column=column, least=least)]

    def _compared(self, filter_: Filter, value: Any) -> str:
        """The value that a line is compared with, as a number or a list of codes."""
        if filter_.takes == "date":
            return str(day_number(str(value), ENDS.index(filter_.name)))
        if filter_.takes == "word":
            words = [value] if isinstance(value, str) else [str(each) for each in value]
            codes = sorted({code for word in words for code in self._meant(filter_, word)})
            return f" IN ({', '.join(map(str, codes))})"
        try:
            number = float(value)
            whole = int(number)  # neither nan nor inf
        except (TypeError, ValueError, OverflowError):
            raise UsageError(f"{filter_.name}: {value!r} is no number") from None
        if filter_.takes == "score":
            if not 0 <= number <= 1:
                raise UsageError(f"{filter_.name}: {value} is no score (0 to 1)")
            return str(round(number * MILLIONTHS))
        if filter_.takes == "sign" and number not in {1, -1}:
            raise UsageError(f"sign: {value!r} is neither 1 (for) nor -1 (against)")
        if filter_.takes == "count" and (number != whole or whole < 0):
            raise UsageError(f"{filter_.name}: {value} is no number of them (0, 1, 2 …)")
        if filter_.takes == "run" and whole and not list(self.fetch(RUN, (whole,))):
            raise UsageError(f"there is no run {value} (dragoman runs lists them)")
        return str(whole)

    def _meant(self, filter_: Filter, word: str) -> list[int]:
        """The codes of the values that a word means; none where the record lacks one there may be.

        Raises:
            UsageError: There is no such value.
        """
        if filter_.among:
            meant = _among(filter_, word)
            return self._codes(filter_.name, lambda value: value == meant)
        asked = word.casefold()
        codes = self._codes(filter_.name, lambda value: value.casefold() == asked)
        if not codes and filter_.name == "issue":
            codes = self._codes(
                filter_.name, lambda v: all(w in v.casefold() for w in asked.split())
            )
        if not codes:
            known = [value for _, value in self._values(filter_.name)]
            near = get_close_matches(word, known, NEAR, 0.5) or sorted(known)[:NEAR]
            there = f" (there are {', '.join(near)})" if near else ""
            raise UsageError(f"no row of the record has the {filter_.name} {word!r}{there}")
        return codes

    def _codes(self, of: str, fits: Callable[[str], bool]) -> list[int]:
        return [code for code, value in self._values(of) if fits(value)]

    def _values(self, of: str) -> list[tuple[int, str]]:
        found = self.fetch("SELECT code, value FROM codes WHERE of = ? ORDER BY value", (of,))
        return [(code, value) for code, value in found]

    def _equal(self, asked: Asked, columns: list[str], name: str, value: Any) -> None:
        """Has the rows' column compared, as it is shown.

        Raises:
            UsageError: There is no such column.
        """
        if name not in columns or name.endswith("_under"):
            known = ", ".join(each.name for each in filters_of(asked.kind))
            raise UsageError(
                f"no filter or column {name!r} in {asked.kind}; filters are {known}; columns are"
                f" {', '.join(columns)}"
            )
        asked.compared.append(f"v.{name} IS :{name}")
        asked.values[name] = value

    def _named(self, kind: str, row: dict[str, Any]) -> dict[str, str | None]:
        """Who stands for the actors of a row's roles and, rolling up, who counts them."""
        filled: dict[str, list[tuple[str | None, str]]] = {}
        for role, actor, name in self.fetch(FILLED, (row["coding"], row["id"])):
            filled.setdefault(role, []).append((actor, name))
        names: dict[str, str | None] = {}
        for role in ROLES[kind]:
            those = filled.get(role, [])
            names[role] = _joined(self.counting.name(actor, words) for actor, words in those)
            if self.counting.roll_up:
                names[f"{role}_under"] = _joined(
                    self.counting.name_of(self.counting.under(actor)) if actor else words
                    for actor, words in those
                )
        return names


def _apart(asked: Asked) -> list[Asked]:
    """A question about a time in two, the later lines first; empty where that is no help.

    Those that end behind the time have an index of their own (``migrations/16_wide.sql``), which
    the plus makes SQLite take; those that end within it lie together in the index by last day.
    Asked in one, all lines from today back to the end of the time are walked past.
    """
    since, until = (BY_NAME[name].asks[asked.kind] for name in ("since", "until"))
    first = [each for each in asked.compared if each.startswith(since)]
    last = [each for each in asked.compared if each.startswith(until)]
    if asked.kind not in ROWS or asked.taking or asked.values or not len(first) == len(last) == 1:
        return []
    end = last[0].removeprefix(until)
    ended = f"l.last <= {end}"  # which only the second part has
    if ended in asked.compared or int(first[0].removeprefix(since)) > int(end):
        return []
    rest = [each for each in asked.compared if each != first[0]]
    behind = [*rest, f"+l.last > {end}", "l.first < l.last"]
    within = [*rest, *first, ended]
    return [replace(asked, compared=behind), replace(asked, compared=within)]


def _joined(names: Iterable[str]) -> str | None:
    return "; ".join(names) or None


def _day(value: Any) -> str:
    """A day as EDTF, that may come as a date of Python or pandas."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _among(filter_: Filter, word: str) -> str:
    """The value that a word means, in any case of letters."""
    meant = {value.casefold(): value for value in filter_.among}.get(word.casefold())
    if meant is None:
        raise UsageError(f"no {filter_.name} {word!r}; there are {', '.join(filter_.among)}")
    return meant
