"""The folder of tables -> one ``Tables`` with its digest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TypeVar

from dragoman.errors import LexiconError
from dragoman.lexicon.places import Gazetteer
from dragoman.lexicon.reading import read_csv, read_rules
from dragoman.lexicon.schema import (
    ActorRow,
    Cue,
    DatedName,
    EventPattern,
    FurnitureRule,
    Governor,
    NativeName,
    PloverType,
    Prefix,
    Sector,
    StancePattern,
    StateCode,
    TimeRule,
    TimeWord,
    WordList,
)

Row = TypeVar("Row")


@dataclass(frozen=True, eq=False)  # compared by identity, so what is compiled from it is kept
class Tables:
    """All tables of one language, in file order, and a digest of their bytes."""

    language: str
    digest: str
    actors: tuple[ActorRow, ...] = ()
    own: frozenset[str] = frozenset()  # ids of the actors and event patterns of the user
    folder: Path | None = None  # of the user's own tables
    cues: tuple[Cue, ...] = ()
    governors: tuple[Governor, ...] = ()
    events: tuple[EventPattern, ...] = ()
    stances: tuple[StancePattern, ...] = ()
    furniture: tuple[FurnitureRule, ...] = ()
    plover: tuple[PloverType, ...] = ()
    states: tuple[StateCode, ...] = ()
    dated_names: tuple[DatedName, ...] = ()
    native_names: tuple[NativeName, ...] = ()
    prefixes: tuple[Prefix, ...] = ()
    sectors: tuple[Sector, ...] = ()
    time_words: tuple[TimeWord, ...] = ()
    time_rules: tuple[TimeRule, ...] = ()
    lists: dict[str, frozenset[str]] = field(default_factory=dict)
    gazetteer: Gazetteer = field(default_factory=Gazetteer)

    def words(self, name: str) -> frozenset[str]:
        """The word list of that name.

        Raises:
            LexiconError: No table of this language holds a list of that name.
        """
        if name not in self.lists:
            raise LexiconError(
                f"{self.language}/words", f"no word list {name!r}", remedy="add a [[list]] entry"
            )
        return self.lists[name]


def tables_folder() -> Path:
    """The folder of the tables that ship with the program."""
    return Path(str(resources.files("dragoman.lexicon") / "tables"))


@lru_cache(maxsize=8)
def load_actors(language: str = "en", folder: Path | None = None) -> tuple[ActorRow, ...]:
    """The actors of a language alone, in file order: a third of the time of all tables.

    Raises:
        LexiconError: A file does not load.
    """
    files = sorted(((folder or tables_folder()) / language / "actors").glob("*.csv"))
    return tuple(row for file in files for row in read_csv(file, ActorRow))


@lru_cache(maxsize=8)
def load_states(folder: Path | None = None) -> tuple[StateCode, ...]:
    """The codes of states alone, in file order; none where the tables have none.

    Raises:
        LexiconError: The file does not load.
    """
    states = (folder or tables_folder()) / "shared" / "states.csv"
    return tuple(read_csv(states, StateCode) if states.exists() else ())


def load_tables(language: str = "en", folder: Path | None = None) -> Tables:
    """The tables of a language, loaded once, however they are asked for.

    Args:
        language: A folder of ``lexicon/tables/``.
        folder: Another root folder; the one that ships with the program by default.

    Raises:
        LexiconError: There is no such language, or a file does not load.
    """
    return load_from(language, folder or tables_folder())


@lru_cache(maxsize=8)
def load_from(language: str, root: Path) -> Tables:
    """``load_tables``, by the folder that holds the languages: one key for one set of tables."""
    here, shared = root / language, root / "shared"
    places = shared / "places" / "gazetteer.csv"
    names = here / "dated_names.csv"
    natives, prefixes = shared / "native_names.csv", shared / "prefixes.csv"
    if not here.is_dir():
        raise LexiconError(
            str(here), f"no tables for language {language!r}",
            remedy=f"languages are {', '.join(languages(root))}",
        )  # fmt: skip
    whole = hashlib.sha256()
    for file in table_files(root, language):
        whole.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes() + b"\0")
    lists = _one_each(
        [
            (f, row)
            for f in sorted((here / "words").glob("*.toml"))
            for row in read_rules(f, WordList, "list")
        ]
    )
    return Tables(
        language=language,
        digest=whole.hexdigest()[:16],
        actors=load_actors(language, root),
        cues=tuple(_rules(here / "cues.toml", Cue, "cue")),
        governors=tuple(_rules(here / "governors.toml", Governor, "governor")),
        events=tuple(
            row
            for f in sorted((here / "events").glob("*.toml"))
            for row in read_rules(f, EventPattern, "pattern", top=("type",))
        ),
        stances=tuple(
            row
            for f in sorted((here / "stances").glob("*.toml"))
            for row in read_rules(f, StancePattern, "stance")
        ),
        furniture=tuple(_rules(here / "furniture.toml", FurnitureRule, "line")),
        plover=tuple(_rules(shared / "plover.toml", PloverType, "type")),
        states=load_states(root),
        dated_names=tuple(read_csv(names, DatedName) if names.exists() else ()),
        native_names=tuple(read_csv(natives, NativeName) if natives.exists() else ()),
        prefixes=tuple(read_csv(prefixes, Prefix) if prefixes.exists() else ()),
        sectors=tuple(_rules(shared / "sectors.toml", Sector, "sector")),
        time_words=tuple(_rules(here / "times" / "words.toml", TimeWord, "word")),
        time_rules=tuple(_rules(here / "times" / "rules.toml", TimeRule, "rule")),
        lists={name: frozenset(row.words) for name, row in lists.items()},
        gazetteer=Gazetteer(places if places.exists() else None),
    )


def languages(root: Path | None = None) -> list[str]:
    """The languages that have tables, sorted."""
    folder = root or tables_folder()
    return sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name != "shared")


def table_files(root: Path, language: str) -> list[Path]:
    """Every table file of a language and the shared ones, sorted by path."""
    folders = (root / language, root / "shared")
    found = [f for d in folders for f in d.rglob("*") if f.suffix in {".csv", ".toml"}]
    return sorted(found)


def _rules(path: Path, cls: type[Row], key: str) -> list[Row]:
    return read_rules(path, cls, key) if path.exists() else []


def _one_each(rows: list[tuple[Path, WordList]]) -> dict[str, WordList]:
    found: dict[str, WordList] = {}
    for file, row in rows:
        if row.id in found:
            raise LexiconError(
                str(file), f"word list {row.id!r} is there twice", remedy="join the two"
            )
        found[row.id] = row
    return found
