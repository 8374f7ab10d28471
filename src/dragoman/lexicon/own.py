"""Tables and a user's own -> tables in which the user's entries come first.

A user's folder is laid out as that of a language: ``actors/*.csv``, ``cues.toml``,
``events/*.toml`` and so on. Its words join the lists of the same name.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.errors import LexiconError
from dragoman.lexicon.check import ALONE, LOOKING_UP, actor_faults
from dragoman.lexicon.entries import LAYOUT, Entry, Finding, entries_of, layout_of
from dragoman.lexicon.load import load_tables
from dragoman.lexicon.schema import (
    ActorRow,
    Cue,
    EventPattern,
    FurnitureRule,
    Governor,
    StancePattern,
    WordList,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.lexicon.load import Tables

ENTRIES: dict[type[Any], str] = {  # what a user may add, by the field of the tables
    ActorRow: "actors",
    Cue: "cues",
    Governor: "governors",
    EventPattern: "events",
    StancePattern: "stances",
    FurnitureRule: "furniture",
}
OWN = (*ENTRIES, WordList)
SUFFIXES = frozenset({".csv", ".toml"})


def tables_with(language: str, lexicon: str = "", actors: str = "") -> Tables:
    """The tables of a language (``auto`` is English), with the user's own where there are any.

    Args:
        language: As in the settings.
        lexicon: A folder of the user's tables, or nothing.
        actors: A file of the user's actors, or nothing.

    Raises:
        LexiconError: There are none for the language, or an entry of the user's is wrong.
    """
    tables = load_tables("en" if language == "auto" else language)
    if lexicon:
        tables = with_lexicon(tables, Path(lexicon))
    return with_actors(tables, Path(actors)) if actors else tables


def with_lexicon(tables: Tables, folder: Path) -> Tables:
    """The tables with a user's own entries, and a digest that the folder's files are part of.

    An entry whose id the tables know takes that entry's place; words are added to a list.

    Args:
        tables: The tables that ship, or any others.
        folder: The user's tables, laid out as those of a language.

    Raises:
        LexiconError: There are no tables in the folder, or an entry is wrong; it says where.
    """
    entries, faults = read_lexicon(tables, folder)
    if faults:
        raise faults[0].error()
    lists = dict(tables.lists)
    for entry in entries:
        if isinstance(entry.row, WordList):
            lists[entry.row.id] = lists.get(entry.row.id, frozenset()) | set(entry.row.words)
    joined: dict[str, Any] = {
        field: _joined(entries, cls, getattr(tables, field)) for cls, field in ENTRIES.items()
    }
    rows = (entry.row for entry in entries)
    own = tables.own | {row.id for row in rows if isinstance(row, ActorRow | EventPattern)}
    digest = _digest(tables, [(str(f.relative_to(folder)), f) for f in files_of(folder)])
    return replace(tables, **joined, lists=lists, own=own, folder=folder, digest=digest)


def read_lexicon(tables: Tables, folder: Path) -> tuple[list[Entry], list[Finding]]:
    """The entries of a user's folder, and what is wrong with them, sorted by place.

    Raises:
        LexiconError: There is no such folder, or no table in it.
    """
    entries: list[Entry] = []
    faults: list[Finding] = []
    for file in files_of(folder):
        try:
            entries += _entries_in(file, Path(tables.language) / file.relative_to(folder))
        except LexiconError as error:
            faults.append(Finding.of(error))
    return entries, sorted([*faults, *own_faults(tables, entries)])


def check_lexicon(
    own: Path, language: str = "en", folder: Path | None = None
) -> tuple[list[Finding], str]:
    """What is wrong with a user's folder, sorted by place, and a sentence on what was checked.

    Raises:
        LexiconError: There is no such folder, no table in it, or no table for the language.
    """
    entries, faults = read_lexicon(load_tables(language, folder), own)
    count = len(files_of(own))
    return faults, f"{len(entries):,} entries in {count} tables of your own: no fault of form"


def with_actors(tables: Tables, file: Path) -> Tables:
    """The tables with a user's own actors, and a digest that the file is part of.

    A row whose id the tables know takes that row's place. A name that several actors have means
    the user's, on days on which the user's row holds.

    Args:
        tables: The tables that ship, or any others.
        file: CSV with the columns of ``<language>/actors/*.csv``; id, kind and name must be there.

    Raises:
        LexiconError: The file cannot be read, or a row is wrong; it says where.
    """
    entries = _entries_in(file, Path(tables.language, "actors", "own.csv"))
    for fault in own_faults(tables, entries):
        raise fault.error()
    actors = _joined(entries, ActorRow, tables.actors)
    own = tables.own | {entry.row.id for entry in entries}
    return replace(tables, actors=actors, own=own, digest=_digest(tables, [("", file)]))


def files_of(folder: Path) -> list[Path]:
    """The tables of a user's folder, sorted by path.

    Raises:
        LexiconError: There is no such folder, or no table in it.
    """
    if not folder.is_dir():
        raise LexiconError(str(folder), "no such folder", remedy="name the folder of your tables")
    files = sorted(file for file in folder.rglob("*") if file.suffix in SUFFIXES)
    if not files:
        raise LexiconError(str(folder), "holds no table", remedy=_layout())
    return files


def own_faults(tables: Tables, entries: list[Entry]) -> list[Finding]:
    """What is wrong with a user's entries that stand beside some tables, sorted by place.

    They may name the tables' word lists and actors; nobody asks for their sources.
    """
    lists = (WordList(name, tuple(words)) for name, words in sorted(tables.lists.items()))
    beside = [Entry(Path(), 0, row) for row in (*lists, *tables.plover)]
    actors = [entry for entry in entries if isinstance(entry.row, ActorRow)]
    ids = {row.id for row in tables.actors} | {entry.row.id for entry in actors}
    sectors = {row.id for row in tables.sectors}
    found = [fault for check in ALONE for fault in check(entries)]
    found += [fault for check in LOOKING_UP for fault in check([*entries, *beside])]
    found += [fault for entry in actors for fault in actor_faults(entry, ids, sectors)]
    return sorted(found)


def _entries_in(file: Path, place: Path) -> list[Entry]:
    """The entries of a user's file, as one that stands at a place among the tables."""
    layout = layout_of(place)
    if layout is None or layout[1] not in OWN:
        raise LexiconError(str(file), "no table of your own is read from here", remedy=_layout())
    try:
        return entries_of(file, layout)
    except OSError as error:
        raise LexiconError(
            str(file), f"cannot be read: {error.strerror}", remedy=f"name a {_kind(file)} file"
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise LexiconError(
            str(file), f"no {_kind(file)} in UTF-8: {error}", remedy="save it so"
        ) from error


def _kind(file: Path) -> str:
    return file.suffix.removeprefix(".").upper()


def _layout() -> str:
    """What a user's folder may hold."""
    places = [pattern.partition("/")[2] for pattern, cls, *_ in LAYOUT if cls in OWN]
    return f"a folder of your own holds {', '.join(places)}"


def _joined(entries: Sequence[Entry], cls: type[Any], theirs: Sequence[Any]) -> tuple[Any, ...]:
    """The user's rows of a kind, then those of the tables whose id is no other's."""
    rows = [entry.row for entry in entries if isinstance(entry.row, cls)]
    ids = {row.id for row in rows}
    return (*rows, *(row for row in theirs if row.id not in ids))


def _digest(tables: Tables, files: Sequence[tuple[str, Path]]) -> str:
    whole = hashlib.sha256(tables.digest.encode())
    for name, file in files:
        whole.update(b"\0" + name.encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()[:16]
