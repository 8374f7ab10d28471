"""The id of a table entry -> where it stands, what it notes, and its examples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from dragoman.lexicon.entries import read_entries
from dragoman.lexicon.load import table_files, tables_folder
from dragoman.lexicon.own import read_lexicon
from dragoman.lexicon.schema import ActorRow, Cue, EventPattern, StancePattern, TimeRule

if TYPE_CHECKING:
    from dragoman.lexicon import Tables

TABLES: dict[str, type[Any]] = {  # the table that a step's rule is an entry of, by its question
    "cue": Cue,
    "pattern": EventPattern,
    "stance": StancePattern,
    "time": TimeRule,
    "actor": ActorRow,
}


@dataclass(frozen=True, slots=True)
class TableEntry:
    """An entry of a table: its file below the folder of tables, its line, and what it says.

    ``file`` is a path as given where it is the user's own, ``line`` 0 for a row of ``--actors``.
    ``source`` is where a fact was looked up.
    """

    id: str
    file: str
    line: int
    note: str
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()
    source: str = ""


def entry_of(question: str, rule: str | None, tables: Tables) -> TableEntry | None:
    """The entry that decided a step; None where no table entry did."""
    if question not in TABLES or rule is None:
        return None
    own = _own(question, tables).get(rule)
    if own is not None:
        return own
    if question == "actor" and rule in tables.own:
        return TableEntry(rule, "your own actors (--actors)", 0, "")
    return _entries(question, tables.language).get(rule)


@cache
def _own(table: str, tables: Tables) -> dict[str, TableEntry]:
    """The entries of a table that stand in the user's own folder, by id."""
    if tables.folder is None:
        return {}
    entries, _ = read_lexicon(tables, tables.folder)
    mine = (entry for entry in entries if isinstance(entry.row, TABLES[table]))
    return {entry.row.id: _entry(entry.row, str(entry.file), entry.line) for entry in mine}


@cache
def _entries(table: str, language: str) -> dict[str, TableEntry]:
    """All entries of a table by id; the gazetteer is large and holds none."""
    root, cls = tables_folder(), TABLES[table]
    found: dict[str, TableEntry] = {}
    for file in table_files(root, language):
        place = file.relative_to(root)
        if file.suffix == ".csv" and (table != "actor" or "actors" not in place.parts):
            continue
        for entry in read_entries(file, root):
            if isinstance(entry.row, cls):
                found[entry.row.id] = _entry(entry.row, place.as_posix(), entry.line)
    return found


def _entry(row: Any, place: str, line: int) -> TableEntry:
    return TableEntry(
        row.id,
        place,
        line,
        getattr(row, "note", ""),
        getattr(row, "match", ()),
        getattr(row, "no_match", ()),
        row.source if isinstance(row, ActorRow) else "",
    )
