"""The record on disk -> Records, and rows of the latest coding of each report."""

from __future__ import annotations

import json
import sqlite3
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from dragoman.errors import StoreError, UsageError
from dragoman.frames import Rows
from dragoman.lexicon import load_tables
from dragoman.record import CodedWith, Model, Problem, Record, Report
from dragoman.render.json import from_plain
from dragoman.store.actors import Profile, actor_rows, columns_of, profiles
from dragoman.store.between import Deed, events_between
from dragoman.store.cells import Counts, Dates, Period, counts_of
from dragoman.store.counted import Counting, Known
from dragoman.store.database import open_for_reading
from dragoman.store.identities import Decision
from dragoman.store.places import Place, places_of
from dragoman.store.rows import KINDS
from dragoman.store.schema import version_of
from dragoman.store.stances import Stance, stances_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CODINGS = """
    SELECT codings.id, codings.json, texts.text, codings.stage, codings.message, runs.dragoman,
           runs.tables, runs.model, runs.model_version, runs.model_hash, runs.profile,
           {weights}, {votes}
      FROM {codings} AS codings JOIN texts ON texts.id = codings.text
      JOIN runs ON runs.id = codings.run
     WHERE (:report IS NULL OR codings.report = :report) ORDER BY codings.id
"""
FOUND = """
    SELECT latest.report, latest.title, latest.published,
           snippet(words, 0, '[', ']', ' … ', 24)
      FROM words JOIN latest ON latest.text = words.rowid
     WHERE words MATCH ? ORDER BY bm25(words), latest.id
"""
FOUND_COLUMNS = ("report", "title", "published", "passage")
NUMBERS = {
    "coding": int, "background": int, "sign": int, "symmetric": int, "intensity": float,
    "score": float, "reports": int, "mentions": int, "statements": int, "events": int,
    "positions": int,
}  # fmt: skip
ROLES = {
    "statements": ("speaker", "via"),
    "events": ("source", "target"),
    "positions": ("holder", "target", "against"),
}
FILLED = "SELECT role, actor, name FROM roles WHERE coding = ? AND row = ? ORDER BY role, place"
FILLED_BY = """(coding, id) IN (SELECT coding, row FROM roles
                 WHERE actor IN (SELECT value FROM json_each(:actors)))"""
KNOWN = """
    SELECT actors.id, actors.name, actors.kind, actors.country,
           json_extract(actors.json, '$.part_of'), actors.known
      FROM actors JOIN latest ON latest.id = actors.coding
     WHERE :ids IS NULL OR actors.id IN (SELECT value FROM json_each(:ids)) ORDER BY actors.coding
"""
DECISIONS = "SELECT made, deed, actor, into_, by_, why FROM decisions ORDER BY id"
IDENTITIES_SINCE = 2  # the version of the schema that brought decisions
WEIGHTS = "(SELECT statements FROM weights WHERE weights.run = runs.id)"
WEIGHTS_SINCE = 3  # the version that brought the digests of weights
VOTES = "(SELECT events FROM votes WHERE votes.run = runs.id)"
SOURCE = """
    SELECT sources.packed FROM latest JOIN source_of ON source_of.coding = latest.id
      JOIN sources ON sources.id = source_of.source WHERE latest.report = ?
"""
SOURCES_SINCE = 7  # the version that brought sources
VOTES_SINCE = 6  # the version that brought those of the votes on events


class StoredRecord:
    """A record on disk, open for reading; use it as a context manager, or close it.

    Raises:
        StoreError: There is no such file, it is something else, or of a later version.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.connection = open_for_reading(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self.connection.close()

    def records(self, report: str | None = None, *, history: bool = False) -> Iterator[Record]:
        """The latest Record of each report, in the order they were written.

        Args:
            report: Only those of the report with this id.
            history: Every coding of a report, oldest first, not only the latest.
        """
        version = version_of(self.connection)
        query = CODINGS.format(
            codings="codings" if history else "latest",
            weights=WEIGHTS if version >= WEIGHTS_SINCE else "NULL",
            votes=VOTES if version >= VOTES_SINCE else "NULL",
        )
        for cells in self._rows(query, {"report": report}):
            yield self._record(*cells)

    def source(self, report: str) -> str | None:
        """The decoded source of a report's latest coding, where it was kept."""
        if version_of(self.connection) < SOURCES_SINCE:
            return None
        rows = list(self._rows(SOURCE, (report,)))
        return zlib.decompress(rows[0][0]).decode("utf-8", "surrogatepass") if rows else None

    def places(self, beginning: str) -> list[Place]:
        """The rows of the latest codings whose id begins so, or is just that."""
        return places_of(self._rows, beginning)

    def count(self) -> int:
        """How many reports the record holds."""
        ((number,),) = self._rows("SELECT count(*) FROM latest", ())
        return int(number)

    def statements(
        self, actor: str | None = None, *, roll_up: bool = False, **equal: object
    ) -> Rows:
        """Statements as plain rows, with their words; ``actor`` in any role, columns ``equal``.

        Actors that were joined (``dragoman merge``) are read as the one that stands for them.

        Args:
            actor: An actor's id.
            roll_up: Also count what is part of the actor, and give each role a column more that
                says whom it is counted under (``speaker_under``).
            equal: Columns with the value they must have.

        Raises:
            UsageError: There is no such column; the message lists those there are.
        """
        return self._view("statements", actor, equal, roll_up=roll_up)

    def events(self, actor: str | None = None, *, roll_up: bool = False, **equal: object) -> Rows:
        """Events as plain rows: ``events(actor="RUS", type="ASSAULT", realis="actual")``.

        ``roll_up`` is that of ``statements``.

        Raises:
            UsageError: There is no such column; the message lists those there are.
        """
        return self._view("events", actor, equal, roll_up=roll_up)

    def positions(
        self, actor: str | None = None, *, roll_up: bool = False, **equal: object
    ) -> Rows:
        """Positions as plain rows: ``positions(holder="Russia", sign=-1)``.

        ``roll_up`` is that of ``statements``.

        Raises:
            UsageError: There is no such column; the message lists those there are.
        """
        return self._view("positions", actor, equal, roll_up=roll_up)

    def actors(self, words: str = "", *, roll_up: bool = False) -> Rows:
        """The actors of the latest codings, as they stand now, with what they fill roles in.

        One row an actor, those with most rows first. ``reports``, ``mentions``, ``statements``,
        ``events`` and ``positions`` count those of the actors joined to it too; a joined actor
        (``merged_into``) has empty counts, so that nothing is counted twice. Rolling up, the same
        holds of one that is counted under another (``counted_under``).

        Args:
            words: Only actors whose id, or name, holds each of these words.
            roll_up: Count an actor under the topmost one it is part of.
        """
        counting = self.counting(roll_up=roll_up)
        return Rows.of(columns_of(counting), actor_rows(counting, self._rows, words), types=NUMBERS)

    def profiles(self) -> list[Profile]:
        """What the latest codings say of each actor as coded, to be compared with others."""
        return profiles(self._rows)

    def decisions(self) -> list[Decision]:
        """Every decision on who is one with whom, oldest first."""
        if not self._has_decisions():
            return []
        return [Decision(*cells) for cells in self._rows(DECISIONS, ())]

    def counting(self, *, roll_up: bool = False) -> Counting:
        """Whom the actors of the record are counted under, by decisions and upwards."""
        known = {cells[0]: Known(*cells) for cells in self._rows(KNOWN, {"ids": None})}
        above = _table_actors() if roll_up else {}
        return Counting(above | known, self._identities(), roll_up=roll_up)

    def stances(self, *, roll_up: bool = False) -> Iterator[Stance]:
        """Every position of the latest codings as it counts, in order of publication.

        Args:
            roll_up: Count each actor under the topmost one it is part of.
        """
        return stances_of(self._rows, self.counting(roll_up=roll_up))

    def events_between(self, one: str, other: str, *, roll_up: bool = False) -> list[Deed]:
        """The events in which one actor acts on another, either way, by their dates.

        Args:
            one: An actor's id.
            other: Another's.
            roll_up: Also count what is part of them.
        """
        counting = self.counting(roll_up=roll_up)
        among = self._filling() if roll_up else list(counting.identities)
        sides = (counting.members(actor, among) for actor in (one, other))
        return events_between(self._rows, *sides)

    def cells(
        self, units: Mapping[str, str], by: Period, dates: Dates, *, background: bool = False
    ) -> Counts:
        """Events, positions and statements of the latest codings, counted by period and dyad.

        See ``dragoman.store.cells.counts_of``.
        """
        return counts_of(self._rows, units, by, dates, background=background)

    def search(self, words: str) -> Rows:
        """The reports whose text holds all the words, the best first, each with a passage.

        Words are matched by their stem; they are words, never query syntax.
        """
        quoted = " ".join('"' + word.replace('"', '""') + '"' for word in words.split())
        return Rows(FOUND_COLUMNS, self._rows(FOUND, (quoted,)) if quoted else ())

    def _has_decisions(self) -> bool:
        return version_of(self.connection) >= IDENTITIES_SINCE

    def _identities(self) -> dict[str, str]:
        """Each joined actor, and the one that stands for it."""
        found = self._rows("SELECT actor, canonical FROM identities", ())
        return dict(found) if self._has_decisions() else {}

    def _joined(self) -> Counting:
        """The counting without a roll-up, which need know only those who stand for others."""
        identities = self._identities()
        if not identities:
            return Counting({}, {}, roll_up=False)
        ids = json.dumps(sorted(set(identities.values())))
        known = {cells[0]: Known(*cells) for cells in self._rows(KNOWN, {"ids": ids})}
        return Counting(known, identities, roll_up=False)

    def _filling(self) -> list[str]:
        """Every actor that fills a role of any row."""
        found = self._rows("SELECT DISTINCT actor FROM roles WHERE actor IS NOT NULL", ())
        return [actor for (actor,) in found]

    def _view(
        self, kind: str, actor: str | None, equal: dict[str, object], *, roll_up: bool
    ) -> Rows:
        counting = self.counting(roll_up=True) if roll_up else self._joined()
        roles = ROLES[kind]
        view = f"latest_{kind}"
        columns = [name for (name,) in self._rows("SELECT name FROM pragma_table_info(?)", (view,))]
        shown = columns + [f"{role}_under" for role in roles if roll_up]
        for name in equal:
            if name not in shown:
                raise UsageError(f"no column {name!r} in {kind}; there are {', '.join(shown)}")
        read_later = {*roles, *(name for name in equal if name not in columns)}
        values: dict[str, object] = {n: v for n, v in equal.items() if n not in read_later}
        conditions = [f"{name} IS :{name}" for name in values]
        if actor is not None:
            conditions.append(FILLED_BY)
            among = self._filling() if roll_up else counting.identities
            values["actors"] = json.dumps(counting.members(actor, among))
        where = " AND ".join(conditions) or "1"
        query = f"SELECT * FROM {view} WHERE {where}"  # noqa: S608 - names checked against the view
        rows = [dict(zip(columns, cells, strict=True)) for cells in self._rows(query, values)]
        if roll_up or counting.identities:
            self._name_roles(rows, roles, counting)
        found = (row for row in rows if all(row[n] == equal[n] for n in equal if n in read_later))
        return Rows.of(shown, found, types=NUMBERS)

    def _name_roles(
        self, rows: list[dict[str, Any]], roles: tuple[str, ...], counting: Counting
    ) -> None:
        """Names the roles of rows after those who stand for their actors, and who counts them."""
        for row in rows:
            filled: dict[str, list[tuple[str | None, str]]] = {}
            for role, actor, name in self._rows(FILLED, (row["coding"], row["id"])):
                filled.setdefault(role, []).append((actor, name))
            for role in roles:
                named = filled.get(role, [])
                row[role] = _joined(counting.name(actor, words) for actor, words in named)
                if counting.roll_up:
                    row[f"{role}_under"] = _joined(
                        counting.name_of(counting.under(actor)) if actor else words
                        for actor, words in named
                    )

    def _record(
        self,
        coding: int,
        report: str,
        text: str,
        stage: str | None,
        message: str,
        *made: str | None,
    ) -> Record:
        dragoman, tables, model, version, hash_, profile, statements, events = made
        plain = json.loads(report)
        plain["text"] = plain["text"] or text
        rows = {kind: self._rows_of(kind, coding) for kind in KINDS}
        return Record(
            report=from_plain(Report, plain),
            **rows,
            coded_with=CodedWith(
                str(dragoman),
                str(tables),
                Model(model, str(version), str(hash_)) if model is not None else None,
                profile,
                statements,
                events,
            ),
            problem=Problem(stage, message) if stage is not None else None,
        )

    def _rows_of(self, kind: str, coding: int) -> tuple[Any, ...]:
        query = f"SELECT json FROM {kind} WHERE coding = ? ORDER BY place"  # noqa: S608 - of KINDS
        found = self._rows(query, (coding,))
        return tuple(from_plain(KINDS[kind], json.loads(row)) for (row,) in found)

    def _rows(self, query: str, values: Any) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self.connection.execute(query, values)
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: cannot be read: {error}") from error


def open_record(path: str | Path = "dragoman.db") -> StoredRecord:
    """The record in a file, open for reading; loads no language model.

    Raises:
        StoreError: There is no such file, it is something else, or of a later version.
    """
    return StoredRecord(path)


def _joined(names: Iterable[str]) -> str | None:
    return "; ".join(names) or None


def _table_actors() -> dict[str, Known]:
    """The actors of the tables, for what a record's actors are part of and no report names."""
    rows = load_tables().actors
    return {
        row.id: Known(row.id, row.name, row.kind, row.country or None, row.part_of or None, "table")
        for row in rows
    }
