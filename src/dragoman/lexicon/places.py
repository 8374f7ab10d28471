"""The gazetteer's file -> the places of a name, read when a place is first asked for."""

from __future__ import annotations

import unicodedata
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from dragoman.errors import LexiconError
from dragoman.lexicon.schema import PlaceRow

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ("id", "name", "plain", "others", "country", "kind", "lat", "lon", "population")


LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"} | dict.fromkeys("'’‘ʼʻ`")
)


@lru_cache(maxsize=65_536)
def plain(words: str) -> str:
    """Words as the gazetteer compares them: lower-case letters and digits with single spaces.

    >>> plain("Saint-Étienne")
    'saint etienne'
    """
    whole = unicodedata.normalize("NFKD", words.translate(LETTERS)).casefold()
    kept = (c if c.isalnum() else " " for c in whole if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


class Gazetteer:
    """Places of the world by name: cities, capitals, and the first divisions of states.

    The file is read at the first question, and only rows that are asked for are made: 35,000 rows
    would cost every run more than the few it needs.

    Args:
        file: The table, or None for a gazetteer without places.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.file = file

    def named(self, words: str) -> tuple[PlaceRow, ...]:
        """The places of a name or another name of theirs, in the order of the file."""
        return tuple(self._row(line) for line in self._lines.get(plain(words), ()))

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        if self.file is None:
            return {}
        header, *lines = self.file.read_text(encoding="utf-8").splitlines()
        if tuple(header.split(",")) != HEADER:
            raise LexiconError(
                str(self.file), "unknown columns", line=1, remedy=f"columns are {', '.join(HEADER)}"
            )
        found: dict[str, list[str]] = {}
        for line in lines:
            _, name, key, others, _ = line.split(",", 4)
            found.setdefault(key or name.lower(), []).append(line)
            for other in others.split("|") if others else ():
                found.setdefault(other, []).append(line)
        return found

    @staticmethod
    def _row(line: str) -> PlaceRow:
        id_, name, key, others, country, kind, lat, lon, population = line.split(",")
        return PlaceRow(
            id=id_,
            name=name,
            plain=key or name.lower(),
            others=tuple(others.split("|")) if others else (),
            country=country,
            kind=kind,
            lat=float(lat) if lat else None,
            lon=float(lon) if lon else None,
            population=int(population),
        )
