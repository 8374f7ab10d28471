"""A folder of PolNeAR -> its articles with their attributions, as ranges of code points.

PolNeAR is brat stand-off: ``text/NAME.txt`` beside ``attributions/NAME_AAAA.ann``, one file an
annotator. Offsets count the code points of the text as it is, so files are read without newline
translation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Ranges = tuple[tuple[int, int], ...]
NOTES = re.compile(r"(?P<name>.+)_[0-9a-f]{4}$")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said it, the words that say so, and what was said; spans may be broken."""

    source: Ranges
    cue: Ranges
    content: Ranges


@dataclass(frozen=True, slots=True)
class Article:
    """A text, and what each of its annotators marked: attributions with a cue and a content."""

    name: str
    text: str
    annotators: tuple[tuple[Attribution, ...], ...]


def read_articles(folder: Path) -> list[Article]:
    """The articles of a compartment (dev, train) by name; those nobody annotated have none."""
    notes: dict[str, list[Path]] = defaultdict(list)
    for file in sorted((folder / "attributions").glob("*.ann")):
        if found := NOTES.match(file.stem):
            notes[found["name"]].append(file)
    return [
        Article(file.stem, _read(file), tuple(_marked(_read(each)) for each in notes[file.stem]))
        for file in sorted((folder / "text").glob("*.txt"))
    ]


def _read(file: Path) -> str:
    with file.open(encoding="utf-8", newline="") as handle:
        return handle.read()


def _marked(notes: str) -> tuple[Attribution, ...]:
    spans: dict[str, Ranges] = {}
    found: list[Attribution] = []
    for line in notes.split("\n"):
        cells = line.split("\t")
        if line.startswith("T") and len(cells) > 2:  # else the rest of words with a line break
            ranges = cells[1].partition(" ")[2].split(";")
            spans[cells[0]] = tuple((int(a), int(b)) for a, b in map(str.split, ranges))
        elif line.startswith("E") and len(cells) > 1:
            roles: dict[str, list[tuple[int, int]]] = {"source": [], "cue": [], "content": []}
            for argument in cells[1].split()[1:]:
                role, _, span = argument.partition(":")
                roles.get(role.rstrip("0123456789").lower(), []).extend(spans.get(span, ()))
            found.append(Attribution(*(tuple(sorted(roles[role])) for role in roles)))
    return tuple(a for a in found if a.cue and a.content)
