"""A folder of PolNeAR -> its articles with their attributions, as ranges of code points.

PolNeAR is brat stand-off: text/NAME.txt beside attributions/NAME_AAAA.ann, one file an annotator.
Files are read without newline translation, since offsets count every code point.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Ranges = tuple[tuple[int, int], ...]
ANNOTATOR = re.compile(r"_[0-9a-f]{4}$")
ROLES = ("source", "cue", "content")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said it, the word that says so, and what was said; spans may be broken."""

    source: Ranges
    cue: Ranges
    content: Ranges


@dataclass(frozen=True, slots=True)
class Article:
    """A text, and what its first annotator marked: attributions with a cue and a content."""

    name: str
    text: str
    attributions: tuple[Attribution, ...]


def read_articles(folder: Path) -> list[Article]:
    """The articles of a compartment (train, dev) by name."""
    marked: dict[str, Path] = {}
    for file in sorted((folder / "attributions").glob("*.ann")):
        if ANNOTATOR.search(file.stem):
            marked.setdefault(file.stem[:-5], file)
    return [
        Article(file.stem, _read(file), tuple(_attributions(_read(marked[file.stem]))))
        for file in sorted((folder / "text").glob("*.txt"))
        if file.stem in marked
    ]


def _read(file: Path) -> str:
    with file.open(encoding="utf-8", newline="") as handle:
        return handle.read()


def _attributions(notes: str) -> list[Attribution]:
    spans: dict[str, Ranges] = {}
    found: list[Attribution] = []
    for line in notes.split("\n"):
        cells = line.split("\t")
        if line.startswith("T") and len(cells) > 2:  # a covered text may hold a line break
            ranges = (r.split() for r in cells[1].split(" ", 1)[1].split(";"))
            spans[cells[0]] = tuple((int(start), int(end)) for start, end in ranges)
        elif line.startswith("E") and len(cells) > 1:
            roles: dict[str, list[tuple[int, int]]] = {role: [] for role in ROLES}
            for argument in cells[1].split()[1:]:
                role, span = argument.split(":")
                kept = roles.get(re.sub(r"\d+$", "", role).lower())
                if kept is not None:
                    kept += spans.get(span, ())
            found.append(Attribution(*(tuple(sorted(roles[role])) for role in ROLES)))
    return [a for a in found if a.cue and a.content]
