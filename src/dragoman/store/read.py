"""The record on disk -> Records, and rows of the latest coding of each report."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from dragoman.errors import UsageError
from dragoman.frames import Rows
from dragoman.store.across import read as across
from dragoman.store.across.plain import rows_across
from dragoman.store.across.retold import retold
from dragoman.store.actors import Listing, Profile, columns_of, profiles
from dragoman.store.answers import NUMBERS, Answers
from dragoman.store.between import Deed, events_between
from dragoman.store.changes import Change, Compared, Run, changes_between, compared, runs_of
from dragoman.store.coded import records_of, source_of
from dragoman.store.counted import Counting, Known, table_actors
from dragoman.store.database import ACROSS_SINCE, open_for_reading
from dragoman.store.faults import explained
from dragoman.store.free import query
from dragoman.store.identities import Decision
from dragoman.store.places import Place, places_of
from dragoman.store.schema import LINES_SINCE, PAIRS_SINCE, make_lines, make_pairs, version_of
from dragoman.store.search import search
from dragoman.store.stances import Stance, stances_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dragoman.record import Record
    from dragoman.store.cells import Counts, Dates, Period
    from dragoman.stories.fold import Retold

KNOWN = """
    SELECT id, name, kind, country, part_of, known FROM known
     WHERE codings > 0 AND (:ids IS NULL OR id IN (SELECT value FROM json_each(:ids)))
"""
FETCHED = 500  # rows got from the file at a time
DECISIONS = "SELECT made, deed, actor, into_, by_, why FROM decisions ORDER BY id"
WITHDRAWN = """
    SELECT w.report, w.made, w.by_, w.why, c.title, c.source FROM withdrawn AS w
      JOIN codings AS c ON c.id = (SELECT max(id) FROM codings WHERE report = w.report)
     ORDER BY w.made, w.report
"""
SAME = "SELECT row, grp FROM across WHERE grp IS NOT NULL"
FORGOTTEN = "SELECT made, by_, why FROM forgotten ORDER BY id"
WITHDRAWN_SINCE = 8  # the version that brought both
IDENTITIES_SINCE = 2  # the version of the schema that brought decisions


class StoredRecord:
    """A record on disk, open for reading; use it as a context manager, or close it.

    Raises:
        StoreError: There is no such file, it is something else, or of a later version.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.connection = open_for_reading(self.path)
        version = version_of(self.connection)
        self.lined, self.paired = version >= LINES_SINCE, version >= PAIRS_SINCE

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self.connection.close()

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """All that is asked within is answered of the record as it is at the first question.

        A writer may write meanwhile; beside a rollback journal it waits until this ends.
        """
        if self._at_a_moment():
            yield
            return
        with explained(self.path, "read"):
            self.connection.execute("BEGIN")
        try:
            yield
        finally:
            if self._at_a_moment():  # an error of the file may have ended it
                self.connection.execute("COMMIT")

    def _at_a_moment(self) -> bool:
        return self.connection.in_transaction

    def records(self, report: str | None = None, *, history: bool = False) -> Iterator[Record]:
        """The latest Record of each report, in the order they were written.

        Args:
            report: Only those of the report with this id.
            history: Every coding of a report, oldest first, not only the latest.
        """
        which = "true" if report is None else "codings.report = :which"
        codings = "codings" if history else "latest"
        yield from records_of(self._rows, version_of(self.connection), codings, which, report)

    def coded(self, coding: int) -> Record:
        """The record that a coding made of its report, whether it is in force or not.

        Raises:
            UsageError: There is no such coding.
        """
        version, which = version_of(self.connection), "codings.id = :which"
        found = next(records_of(self._rows, version, "codings", which, coding), None)
        if found is None:
            raise UsageError(f"{self.path}: has no coding {coding}")
        return found

    def source(self, report: str) -> str | None:
        """The decoded source of a report's latest coding, where it was kept."""
        return source_of(self._rows, version_of(self.connection), report)

    def places(self, beginning: str) -> list[Place]:
        """The rows of the latest codings whose id begins so, or is just that."""
        return places_of(self._rows, beginning)

    def count(self) -> int:
        """How many reports the record holds."""
        ((number,),) = self._rows("SELECT count(*) FROM current", ())
        return int(number)

    def reports(
        self, actor: str | None = None, *, limit: int | None = None, offset: int = 0, **asked: Any
    ) -> Rows:
        """The reports of the record: ``reports("Taliban", since="2015-10")``, those that name it.

        The arguments are those of ``statements``.

        Raises:
            UsageError: There is no such filter, or a value is none; the message lists them.
        """
        return self._answer("reports", actor, limit, offset, asked)

    def statements(
        self, actor: str | None = None, *, limit: int | None = None, offset: int = 0, **asked: Any
    ) -> Rows:
        """Statements with their words: ``statements(said_by="Russia", with_="Taliban")``.

        Actors that were joined (``dragoman merge``) are read as the one that stands for them.
        The filters are those of ``dragoman.filters``, or names of columns.

        Args:
            actor: Who has a part in the row: an id, or any name that one actor has.
            limit: How many rows at most; ``total`` of the answer counts all.
            offset: How many to leave out before.
            asked: Further filters; ``roll_up`` also counts what is part of an actor, and gives
                each role a column more that says whom it is counted under (``speaker_under``);
                ``newest`` gives the latest first.

        Raises:
            UsageError: There is no such filter, or a value is none; the message lists them.
        """
        return self._answer("statements", actor, limit, offset, asked)

    def events(
        self, actor: str | None = None, *, limit: int | None = None, offset: int = 0, **asked: Any
    ) -> Rows:
        """Events as rows: ``events("Russia", with_="Taliban", type=["CONSULT"], since="2015")``.

        The arguments are those of ``statements``.

        Raises:
            UsageError: There is no such filter, or a value is none; the message lists them.
        """
        return self._answer("events", actor, limit, offset, asked)

    def positions(
        self, actor: str | None = None, *, limit: int | None = None, offset: int = 0, **asked: Any
    ) -> Rows:
        """Positions as rows: ``positions(holder="Russia", sign=-1)``.

        The arguments are those of ``statements``.

        Raises:
            UsageError: There is no such filter, or a value is none; the message lists them.
        """
        return self._answer("positions", actor, limit, offset, asked)

    def answers(self, *, roll_up: bool = False) -> Answers:
        """What answers questions about the record, in steps: count, page, stream."""
        self._line()
        return Answers(self._rows, self.counting(roll_up=True) if roll_up else self._joined())

    def actors(
        self, words: str = "", *, roll_up: bool = False, limit: int | None = None, offset: int = 0
    ) -> Rows:
        """The actors of the latest codings, as they stand now, with what they fill roles in.

        One row an actor, those with most rows first. ``reports``, ``mentions``, ``statements``,
        ``events`` and ``positions`` count those of the actors joined to it too; a joined actor
        (``merged_into``) has empty counts, so that nothing is counted twice. Rolling up, the same
        holds of one that is counted under another (``counted_under``).

        Args:
            words: Only actors whose id, or name, holds each of these words.
            roll_up: Count an actor under the topmost one it is part of.
            limit: How many rows at most; ``total`` of the answer counts all.
            offset: How many to leave out before.
        """
        self._line()
        with self.at_one_moment():
            counting = self.counting(roll_up=True) if roll_up else self._joined()
            rows, total = Listing(self._rows, counting).page(words, limit, offset)
        return Rows.of(columns_of(counting), rows, total=total, types=NUMBERS)

    def profiles(self) -> list[Profile]:
        """What the latest codings say of each actor as coded, to be compared with others."""
        return profiles(self._rows)

    def decisions(self) -> list[Decision]:
        """Every decision on who is one with whom, oldest first."""
        if not self._has_decisions():
            return []
        return [Decision(*cells) for cells in self._rows(DECISIONS, ())]

    def runs(self) -> list[Run]:
        """Every run that wrote the record, the first one first."""
        return runs_of(self._rows)

    def compared(self, before: int, after: int) -> Compared:
        """How many reports only one of two runs had read; see ``changes``."""
        return compared(self._rows, before, after)

    def changes(self, before: int, after: int) -> Iterator[Change]:
        """The rows gained, lost and changed between two runs, in reports that were read again.

        See ``dragoman.store.changes.changes_between``.
        """
        return changes_between(self._rows, before, after)

    def withdrawn(self) -> Rows:
        """The reports that are withdrawn, with when, by whom and why, in the order of that."""
        there = version_of(self.connection) >= WITHDRAWN_SINCE
        columns = ("report", "withdrawn", "by", "why", "title", "source")
        return Rows(columns, self._rows(WITHDRAWN, ()) if there else ())

    def forgotten(self) -> Rows:
        """When, by whom and why reports were erased; which ones they were is not known any more."""
        there = version_of(self.connection) >= WITHDRAWN_SINCE
        return Rows(("made", "by", "why"), self._rows(FORGOTTEN, ()) if there else ())

    def counting(self, *, roll_up: bool = False) -> Counting:
        """Whom the actors of the record are counted under, by decisions and upwards."""
        self._line()
        known = {cells[0]: Known(*cells) for cells in self._rows(KNOWN, {"ids": None})}
        above = table_actors() if roll_up else {}
        return Counting(above | known, self._identities(), roll_up=roll_up)

    def stances(
        self, *, between: tuple[str, str] | None = None, roll_up: bool = False
    ) -> Iterator[Stance]:
        """Every position of the latest codings as it counts, in order of publication.

        Args:
            between: Only those in which both of these actors, by id, have a part.
            roll_up: Count each actor under the topmost one it is part of.
        """
        if between is None:
            yield from stances_of(self._rows, self.counting(roll_up=roll_up))
            return
        answers = self.answers(roll_up=roll_up)
        one, other = (answers.members(actor) for actor in between)
        lines = answers.both("positions", ("any", one), ("any", other))
        counting = answers.counting if roll_up else self._joined((*one, *other))
        yield from stances_of(self._rows, counting, lines)

    def events_between(self, one: str, other: str, *, roll_up: bool = False) -> list[Deed]:
        """The events in which one actor acts on another, either way, by their dates.

        Args:
            one: An actor's id.
            other: Another's.
            roll_up: Also count what is part of them.
        """
        answers = self.answers(roll_up=roll_up)
        first, second = (answers.members(actor) for actor in (one, other))
        return events_between(self._rows, answers, first, second)

    def actor(self, name: str) -> Known:
        """The one actor that a name means, as people give names.

        Raises:
            UsageError: Nobody is so named, or several are.
        """
        answers = self.answers()
        actor = answers.naming.actor(name)
        known = {
            cells[0]: Known(*cells) for cells in self._rows(KNOWN, {"ids": json.dumps([actor])})
        }
        return known.get(actor) or Known(actor, answers.naming.name(actor), "", None, None, "table")

    def cells(
        self, units: Mapping[str, str], by: Period, dates: Dates, *, background: bool = False
    ) -> Counts:
        """Events, positions and statements of the latest codings, counted by period and dyad.

        See ``dragoman.store.cells.counts_of``.
        """
        from dragoman.store.cells import counts_of  # noqa: PLC0415 - NumPy only where it counts

        self._line()
        self._pair()
        with self.at_one_moment():
            return counts_of(self._rows, units, by, dates, background=background)

    def stories(self) -> Rows:
        """The stories that reports tell together, the latest first; none before they are joined.

        One row a story: its first and last day, how many ``reports`` and ``outlets`` tell it, how
        many ``independent_sources`` they are with copies folded, and a title.
        """
        there = version_of(self.connection) >= ACROSS_SINCE
        rows = across.stories(self._rows) if there else []
        return Rows.of(across.COLUMNS, rows, types=across.NUMBERS)

    def story(self, beginning: str) -> across.Story | None:
        """The story whose id begins so, with its reports; None where there is none, or several."""
        there = version_of(self.connection) >= ACROSS_SINCE
        with self.at_one_moment():
            return across.story(self._rows, beginning) if there else None

    def against(self, row: str | None = None) -> list[across.Opposed]:
        """The rows that stand against each other across reports, or those against one row."""
        there = version_of(self.connection) >= ACROSS_SINCE
        with self.at_one_moment():
            return across.against(self._rows, row) if there else []

    def across(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """What the reports have in common, as rows with the name of their table; see ``plain``.

        Stories and copies by report; groups, independent sources and what stands against what by
        row. Nothing before they are joined.
        """
        if version_of(self.connection) >= ACROSS_SINCE:
            yield from rows_across(self._rows)

    def same(self) -> dict[str, str]:
        """What rows share that tell one deed, stance or utterance, by id of the row."""
        there = version_of(self.connection) >= ACROSS_SINCE
        return dict(self._rows(SAME, ())) if there else {}

    def retold(self, least: float = 0.0) -> dict[str, Retold]:
        """The events that are told more than once, by id; none before the reports are joined.

        Of what happened only, in a report's text, and scored ``least`` at least.
        """
        return retold(self._rows, least) if version_of(self.connection) >= ACROSS_SINCE else {}

    def search(
        self, words: str, *, limit: int | None = None, offset: int = 0,
        marks: tuple[str, str] = ("[", "]"),
    ) -> Rows:  # fmt: skip
        """The reports whose text holds all the words, the best first, each with a passage.

        Words are matched by their stem; ``"two words"`` stand together, ``afghan*`` is a beginning.
        Nothing else is query syntax. Of more than 2,000 reports, the best of those read last are
        given; ``total`` of the answer counts all.

        Args:
            words: What to look for.
            limit: How many reports at most.
            offset: How many to leave out before.
            marks: What stands before and behind each word found in a passage.
        """
        with self.at_one_moment():
            return search(self._rows, words, limit, offset, marks)

    def query(self, sql: str) -> Rows:
        """The rows of one SELECT of your own; it can read and nothing else.

        Raises:
            UsageError: The query is wrong, or does more than read.
        """
        return query(self.path, sql)

    def _has_decisions(self) -> bool:
        return version_of(self.connection) >= IDENTITIES_SINCE

    def _identities(self) -> dict[str, str]:
        """Each joined actor, and the one that stands for it."""
        found = self._rows("SELECT actor, canonical FROM identities", ())
        return dict(found) if self._has_decisions() else {}

    def _joined(self, also: Iterable[str] = ()) -> Counting:
        """The counting without a roll-up, which need know only those who stand for others."""
        identities = self._identities()
        if not identities and not also:
            return Counting({}, {}, roll_up=False)
        self._line()
        ids = json.dumps(sorted({*identities, *identities.values(), *also}))
        known = {cells[0]: Known(*cells) for cells in self._rows(KNOWN, {"ids": ids})}
        return Counting(known, identities, roll_up=False)

    def _everybody(self) -> list[str]:
        """Every actor that has a part in a row."""
        self._line()
        return [actor for (actor,) in self._rows("SELECT id FROM known", ())]

    def _answer(
        self, kind: str, actor: str | None, limit: int | None, offset: int, asked: dict[str, Any]
    ) -> Rows:
        roll_up, newest = (bool(asked.pop(name, False)) for name in ("roll_up", "newest"))
        self._line()
        with self.at_one_moment():
            return self.answers(roll_up=roll_up).ask(
                kind, {"actor": actor, **asked}, limit=limit, offset=offset, newest=newest
            )

    def _line(self) -> None:
        """Makes the lines that a record of before lacks, for as long as it is open."""
        if not self.lined:
            with explained(self.path, "read"):
                make_lines(self.connection)
            self.paired = True
        self.lined = True

    def _pair(self) -> None:
        """Makes the pairs that a record of before lacks, for as long as it is open."""
        if not self.paired:
            with explained(self.path, "read"):
                make_pairs(self.connection)
        self.paired = True

    def _rows(self, query: str, values: Any) -> Iterator[tuple[Any, ...]]:
        with explained(self.path, "read"):
            cursor = self.connection.execute(query, values)
            while some := cursor.fetchmany(FETCHED):
                yield from some


def open_record(path: str | Path = "dragoman.db") -> StoredRecord:
    """The record in a file, open for reading; loads no language model.

    Raises:
        StoreError: There is no such file, it is something else, or of a later version.
    """
    return StoredRecord(path)
