"""The texts of a record -> which are copies of which, and where each report has its words from."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dragoman.stories.copies import candidates, kind_of
from dragoman.stories.fold import texts_of
from dragoman.stories.passages import Alignment, Passage, align
from dragoman.stories.shingles import sample_of, shingles_of, words_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from dragoman.stories.copies import CopyKind
    from dragoman.stories.shingles import Words

UNSAMPLED = """
    SELECT DISTINCT texts.id, texts.text FROM reports_joined JOIN codings ON codings.id = coding
      JOIN texts ON texts.id = codings.text LEFT JOIN samples ON samples.text = texts.id
     WHERE samples.text IS NULL ORDER BY texts.id
"""
# In an order of the texts' own, so that which of many are paired does not hang on when they came.
SAMPLED = """
    SELECT j.report, j.outlet, j.day, codings.text, texts.hash, samples.sample
      FROM reports_joined AS j JOIN codings ON codings.id = j.coding
      JOIN texts ON texts.id = codings.text JOIN samples ON samples.text = texts.id
     WHERE length(samples.sample) > 0 ORDER BY texts.hash, j.report
"""
BEFORE = "SELECT report, other, kind, passages FROM copies"
KEEP = "INSERT INTO copies VALUES (?, ?, ?, ?, ?, ?, ?)"
TRACED = "UPDATE reports_joined SET copied = ?, inferred = ?, passages = ? WHERE report = ?"
KEPT = 4_000  # texts whose words are held while pairs are compared
COPIED = frozenset({"same text", "cut copy"})


class _Report(NamedTuple):
    """A report that may be a copy."""

    report: str
    outlet: str | None
    day: int | None
    text: int
    hash: str
    sample: bytes


class _Copy(NamedTuple):
    """A row of the table of copies."""

    report: str
    other: str
    kind: CopyKind
    covered: float
    other_covered: float
    words: int
    passages: str


def copy_all(connection: sqlite3.Connection) -> set[str]:
    """Finds the copies among all joined reports; the reports of which something changed.

    Texts are sampled and aligned once; which pairs are looked at is worked out from all samples,
    each time, so that it is the same for the same reports.
    """
    for text, words in connection.execute(UNSAMPLED).fetchall():
        sample = sample_of(shingles_of(words_of(words)))
        connection.execute("INSERT INTO samples VALUES (?, ?)", (text, sample.tobytes()))
    found = {(each.report, each.other): each for each in _copies(connection)}
    before = {(one, other): rest for one, other, *rest in connection.execute(BEFORE)}
    now = {key: [each.kind, each.passages] for key, each in found.items()}
    changed = {key for key in now.keys() | before.keys() if now.get(key) != before.get(key)}
    connection.executemany("DELETE FROM copies WHERE report = ? AND other = ?", sorted(changed))
    connection.executemany(KEEP, [found[key] for key in sorted(changed) if key in found])
    return _fold(connection, list(found.values()))


def _copies(connection: sqlite3.Connection) -> Iterator[_Copy]:
    reports = [_Report(*cells) for cells in connection.execute(SAMPLED)]
    pairs = candidates([np.frombuffer(each.sample, np.uint64) for each in reports])
    aligned = _Aligner(connection)
    columns = (pairs.one, pairs.other, pairs.shared, pairs.frequent)
    for at, to, shared, often in zip(*(each.tolist() for each in columns), strict=True):
        one, other = sorted((reports[at], reports[to]))
        found = aligned.of(one, other)
        known = one.outlet is not None and other.outlet is not None
        kind = kind_of(
            found, one_outlet=one.outlet == other.outlet if known else None,
            frequent=2 * often > shared, shorter_first=_shorter_first(one, other, found),
        )  # fmt: skip
        if kind:
            places = [[p.start, p.end, p.other_start, p.other_end] for p in found.passages]
            covered, other_covered = (round(each, 4) for each in found.covered)
            yield _Copy(
                one.report, other.report, kind, covered, other_covered, found.plain,
                json.dumps(places),
            )  # fmt: skip


def _shorter_first(one: _Report, other: _Report, found: Alignment) -> bool:
    if one.day is None or other.day is None or found.words[0] == found.words[1]:
        return False
    return one.day < other.day if found.words[0] < found.words[1] else other.day < one.day


class _Aligner:
    """Alignments of texts, kept in the record: a text never changes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.words = lru_cache(KEPT)(self._words)

    def of(self, one: _Report, other: _Report) -> Alignment:
        """What the texts of two reports share, always read from the one whose hash is less."""
        if one.hash > other.hash:
            return _turned(self.of(other, one))
        query = "SELECT json FROM alignments WHERE text = ? AND other = ?"
        stored = self.connection.execute(query, (one.text, other.text)).fetchone()
        if stored:
            return _from_json(stored[0])
        found = align(self.words(one.text), self.words(other.text))
        self.connection.execute(
            "INSERT INTO alignments VALUES (?, ?, ?)", (one.text, other.text, _to_json(found))
        )
        return found

    def _words(self, text: int) -> Words:
        query = "SELECT text FROM texts WHERE id = ?"
        return words_of(self.connection.execute(query, (text,)).fetchone()[0])


def _turned(found: Alignment) -> Alignment:
    passages = sorted(
        (Passage(p.other_start, p.other_end, p.start, p.end) for p in found.passages),
        key=lambda p: p.start,
    )
    words, shared = found.words[::-1], found.shared[::-1]
    return Alignment(tuple(passages), (words[0], words[1]), (shared[0], shared[1]), found.plain)


def _to_json(found: Alignment) -> str:
    places = [[p.start, p.end, p.other_start, p.other_end] for p in found.passages]
    return json.dumps([places, found.words, found.shared, found.plain])


def _from_json(stored: str) -> Alignment:
    places, words, shared, plain = json.loads(stored)
    return Alignment(tuple(Passage(*p) for p in places), tuple(words), tuple(shared), plain)


def _fold(connection: sqlite3.Connection, copies: list[_Copy]) -> set[str]:
    """Writes down where the words of each report come from; the reports of which that changed."""
    printed: dict[str, list[str]] = {}
    before: dict[str, tuple[str, str, str]] = {}
    for report, agencies, copied, inferred, passages in connection.execute(
        "SELECT report, agencies, copied, inferred, passages FROM reports_joined"
    ):
        printed[report], before[report] = json.loads(agencies), (copied, inferred, passages)
    one_text = texts_of((c.report, c.other) for c in copies if c.kind in COPIED)
    shared = [copy for copy in copies if copy.kind != "shared template"]
    credited, carried = _credited(shared, printed), _carried(shared)
    changed = set()
    for report, was in before.items():
        now = (
            one_text.get(report, report), json.dumps(credited.get(report, [])),
            json.dumps(carried.get(report, [])),
        )  # fmt: skip
        if now != was:
            changed.add(report)
            connection.execute(TRACED, (*now, report))
    return changed


def _credited(copies: list[_Copy], printed: dict[str, list[str]]) -> dict[str, list[str]]:
    """The agencies of reports that print no credit and have the words of one that does."""
    found: dict[str, set[str]] = defaultdict(set)
    for copy in copies:
        for one, other in ((copy.report, copy.other), (copy.other, copy.report)):
            if not printed[one]:
                found[one].update(printed[other])
    return {report: sorted(agencies) for report, agencies in found.items()}


def _carried(copies: list[_Copy]) -> dict[str, list[tuple[int, int, str]]]:
    """Of each report, the places of the passages that another has, too, and which one."""
    found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for copy in copies:
        if copy.kind == "carries passages":
            for start, end, other_start, other_end in json.loads(copy.passages):
                found[copy.report].append((start, end, copy.other))
                found[copy.other].append((other_start, other_end, copy.report))
    return {report: sorted(places) for report, places in found.items()}
