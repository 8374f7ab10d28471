"""A file of a table -> its entries with the lines they stand in, and what is said of one.

Which kind of row a file holds is told by its place below the root of the tables.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.errors import LexiconError
from dragoman.lexicon.reading import read_csv, read_rules
from dragoman.lexicon.schema import (
    ActorRow,
    Cue,
    DatedName,
    EventPattern,
    FurnitureRule,
    Governor,
    NativeName,
    PlaceRow,
    PloverType,
    Prefix,
    Sector,
    StancePattern,
    StateCode,
    TimeRule,
    TimeWord,
    WordList,
)

if TYPE_CHECKING:
    from pathlib import Path

# Which files hold which kind of row: glob below the root, type, key of its entries, shared keys.
Layout = tuple[str, type[Any], str, tuple[str, ...]]
LAYOUT: tuple[Layout, ...] = (
    ("*/actors/*.csv", ActorRow, "", ()),
    ("*/dated_names.csv", DatedName, "", ()),
    ("*/words/*.toml", WordList, "list", ()),
    ("*/cues.toml", Cue, "cue", ()),
    ("*/governors.toml", Governor, "governor", ()),
    ("*/events/*.toml", EventPattern, "pattern", ("type",)),
    ("*/stances/*.toml", StancePattern, "stance", ()),
    ("*/furniture.toml", FurnitureRule, "line", ()),
    ("*/times/words.toml", TimeWord, "word", ()),
    ("*/times/rules.toml", TimeRule, "rule", ()),
    ("shared/plover.toml", PloverType, "type", ()),
    ("shared/places/*.csv", PlaceRow, "", ()),
    ("shared/states.csv", StateCode, "", ()),
    ("shared/native_names.csv", NativeName, "", ()),
    ("shared/prefixes.csv", Prefix, "", ()),
    ("shared/sectors.toml", Sector, "sector", ()),
)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault of a table; lines and columns count from 1, 0 where they are unknown."""

    file: str
    line: int
    column: int
    message: str
    remedy: str

    def __str__(self) -> str:
        """File, line and column, what is wrong, and what to do: one line."""
        return f"{self.file}:{self.line}:{self.column}: {self.message} ({self.remedy})"

    @classmethod
    def of(cls, error: LexiconError) -> Finding:
        """What an error says."""
        return cls(error.file, error.line, error.column, error.reason, error.remedy)

    def error(self) -> LexiconError:
        """The same as an error."""
        return LexiconError(
            self.file, self.message, remedy=self.remedy, line=self.line, column=self.column
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a table and where it stands."""

    file: Path
    line: int
    row: Any

    def finding(self, message: str, remedy: str, key: str = "id") -> Finding:
        """A fault of this entry, at one of its keys."""
        line, column = self._place(key)
        return Finding(str(self.file), line, column, f"{self.row.id}: {message}", remedy)

    def _place(self, key: str) -> tuple[int, int]:
        lines = self.file.read_text(encoding="utf-8").splitlines()
        if self.file.suffix == ".csv":
            names = lines[0].split(",")
            return self.line, names.index(key) + 1 if key in names else 1
        for number, line in enumerate(lines[self.line - 1 :], self.line):
            if re.match(rf"\s*{key}\s*=", line):
                return number, len(line) - len(line.lstrip()) + 1
            if line.startswith("[["):
                break
        return self.line, 1


def read_entries(file: Path, root: Path) -> list[Entry]:
    """The entries of one table with their lines.

    Raises:
        LexiconError: The file does not load, or no table is read from such a path.
    """
    layout = layout_of(file.relative_to(root))
    if layout is None:
        raise LexiconError(
            str(file), "no table is read from here",
            remedy=f"tables are {', '.join(pattern for pattern, *_ in LAYOUT)}",
        )  # fmt: skip
    return entries_of(file, layout)


def layout_of(place: Path) -> Layout | None:
    """What kind of row a file holds, by its place below the root; None where no table is read."""
    for layout in LAYOUT:
        if place.match(layout[0]) and len(place.parts) == len(layout[0].split("/")):
            return layout
    return None


def entries_of(file: Path, layout: Layout) -> list[Entry]:
    """The entries of a file of some kind, with the lines they stand in, where those can be told."""
    _, cls, key, top = layout
    lines, seen = _lines_of_ids(file), Counter[str]()
    entries = []
    for row in read_rules(file, cls, key, top=top) if key else read_csv(file, cls):
        entries.append(Entry(file, lines.get((row.id, seen[row.id]), 1), row))
        seen[row.id] += 1
    return entries


def _lines_of_ids(file: Path) -> dict[tuple[str, int], int]:
    """The line of each id and how often it was there before."""
    form = r'"?([^,"]*)' if file.suffix == ".csv" else r'\s*id\s*=\s*"([^"]*)"'
    seen: Counter[str] = Counter()
    found: dict[tuple[str, int], int] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        match = re.match(form, line)
        if match:
            found[match[1], seen[match[1]]] = number
            seen[match[1]] += 1
    return found
