"""A page's source -> what a reader sees of it, letter by letter with its place.

Extractors give words without places. ``Visible.locate`` finds a paragraph's letters again in
the source, blanks aside, so that every word of a report can be shown where it stood.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass

from dragoman.ingest.compose import Run
from dragoman.ingest.markup import TOKEN

WORD = re.compile(r"\S+")
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
ASIDE = ("nav", "header", "footer", "aside", "form", "menu", "button")
NEAR = 3000  # letters
CHUNK = 40  # letters: long enough to stand once on a page, short enough to skip what was left out


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text between two tags: its place, and the element around it that sets it aside, if any."""

    start: int
    end: int
    aside: str | None


@dataclass(frozen=True, slots=True)
class Letters:
    """A word's letters: where they stand among the page's letters, and in the source.

    ``plain`` is false for an entity, which is longer in the source than on the page.
    """

    at: int
    source: int
    length: int
    plain: bool


class Visible:
    """The visible letters of a page; no more of them than one over ``most``."""

    def __init__(self, source: str, most: int | None = None) -> None:
        self.source = source
        self.most = len(source) if most is None else most
        self.stretches: list[Stretch] = []
        self.words: list[Letters] = []
        self._read()
        self.letters = "".join(self._spelled)
        self.starts = [word.at for word in self.words]

    def _read(self) -> None:
        self._spelled: list[str] = []
        self._length = 0
        at = 0
        aside: list[str] = []
        for token in TOKEN.finditer(self.source):
            self._add(at, token.start(), aside[-1] if aside else None)
            if self._length > self.most:
                return
            at = token.end()
            name = (token["name"] or "").lower()
            if name in ASIDE:
                if not token["close"]:
                    aside.append(name)
                elif name in aside:
                    del aside[len(aside) - 1 - aside[::-1].index(name) :]
        self._add(at, len(self.source), None)

    def _add(self, start: int, end: int, aside: str | None) -> None:
        raw = self.source[start:end]
        if not raw.strip():
            return
        blank = len(raw) - len(raw.lstrip())
        self.stretches.append(Stretch(start + blank, start + len(raw.rstrip()), aside))
        for word in WORD.finditer(raw):
            self._add_word(word[0], start + word.start())
            if self._length > self.most:
                return

    def _add_word(self, word: str, source: int) -> None:
        at = 0
        for entity in ENTITY.finditer(word) if "&" in word else ():
            self._spell(word[at : entity.start()], source + at, plain=True)
            meant = "".join(html.unescape(entity[0]).split())
            self._spell(meant, source + entity.start(), plain=False)
            at = entity.end()
            if self._length > self.most:
                return
        self._spell(word[at:], source + at, plain=True)

    def _spell(self, letters: str, source: int, *, plain: bool) -> None:
        if letters:
            self.words.append(Letters(self._length, source, len(letters), plain))
            self._spelled.append(letters)
            self._length += len(letters)

    @property
    def words_in_order(self) -> str:
        """Everything between tags, as the source has it, one line a stretch."""
        return "\n".join(self.source[s.start : s.end] for s in self.stretches)

    def find(self, text: str, after: int = 0) -> int:
        """Where some words stand among the page's letters, from a place on; -1 for nowhere."""
        letters = "".join(text.split())
        return self.letters.find(letters, after) if letters else -1

    def locate(self, text: str, after: int = 0) -> tuple[tuple[Run, ...], int]:
        """Where the words of a paragraph stand in the source, and the place behind them.

        Looked for whole from a place on, then anywhere, then piece by piece; a few letters are
        looked for only near the place. Words that are not found get no run.
        """
        letters = "".join(text.split())
        if len(letters) < CHUNK // 2:
            at = self.letters.find(letters, after, after + NEAR) if letters else -1
        else:
            at = self.letters.find(letters, after)
            at = self.letters.find(letters) if at < 0 else at
        if at >= 0:
            return tuple(self._runs(text, at)), at + len(letters)
        return self._locate_chunks(text, after)

    def _locate_chunks(self, text: str, after: int) -> tuple[tuple[Run, ...], int]:
        runs: list[Run] = []
        for start, end in _chunks(text):
            letters = "".join(text[start:end].split())
            at = self.letters.find(letters, after)
            if at < 0:
                continue
            found = self._runs(text[start:end], at)
            runs += [Run(start + run.at, run.length, run.source) for run in found]
            after = at + len(letters)
        return tuple(runs), after

    def _runs(self, text: str, at: int) -> list[Run]:
        """The runs of words whose letters stand at a place among the page's letters."""
        runs = []
        which = bisect_right(self.starts, at) - 1
        for word in WORD.finditer(text):
            done = 0
            while done < len(word[0]):
                there = self.words[which]
                inside = at - there.at
                length = min(there.length - inside, len(word[0]) - done)
                if there.plain:
                    runs.append(Run(word.start() + done, length, there.source + inside))
                done += length
                at += length
                if at >= there.at + there.length:
                    which += 1
        return runs


def _chunks(text: str) -> list[tuple[int, int]]:
    """Stretches of whole words of at least forty letters; the last may be shorter."""
    found: list[tuple[int, int]] = []
    start, length = 0, 0
    for word in WORD.finditer(text):
        length += len(word[0])
        if length >= CHUNK:
            found.append((start, word.end()))
            start, length = word.end(), 0
    if length >= CHUNK // 2:
        found.append((start, len(text)))
    return found
