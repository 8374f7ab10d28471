"""Samples that are judged, and what coders say of them -> kept in the record, and read again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.errors import UsageError
from dragoman.store.changing import ChangingRecord
from dragoman.store.faults import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

LONGEST = 4000  # letters of a note
KEEP = "INSERT INTO audits (made, by_, seed, strata) VALUES (?, ?, ?, ?) RETURNING id"
KEEP_UNIT = "INSERT INTO audit_units (audit, unit, coding, report, json) VALUES (?, ?, ?, ?, ?)"
REPORT = "SELECT report FROM audit_units WHERE audit = ? AND unit = ?"
JUDGE = """
    INSERT INTO verdicts (made, audit, unit, report, coder, answer, note)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
AUDITS = "SELECT id, made, by_, seed, strata FROM audits WHERE ? IS NULL OR id = ? ORDER BY id"
UNITS = "SELECT unit, coding, report, json FROM audit_units WHERE audit = ? ORDER BY unit"
HOLDING = """
    SELECT unit, coder, answer, note, made FROM verdicts
     WHERE id IN (SELECT max(id) FROM verdicts WHERE audit = ? GROUP BY unit, coder) ORDER BY id
"""
CODERS = "SELECT coder FROM verdicts WHERE audit = ? GROUP BY coder ORDER BY min(id)"


@dataclass(frozen=True, slots=True)
class Unit:
    """A row or a paragraph to judge: ``drawn`` says which, as the one who drew it has it."""

    unit: str
    coding: int
    report: str
    drawn: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Audit:
    """A sample: how it was drawn, and of how many rows of each stratum."""

    id: int
    made: str
    by: str
    seed: int
    strata: dict[str, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a coder says of a unit."""

    unit: str
    coder: str
    answer: dict[str, Any]
    note: str | None
    made: str


class Audits(ChangingRecord):
    """Adds samples and verdicts to a record; use it as a context manager."""

    def keep(
        self, units: Iterable[Unit], *, made: str, by: str, seed: int, strata: Mapping[str, int]
    ) -> int:
        """The number of a sample, once it is kept."""
        words = json.dumps(dict(strata), ensure_ascii=False)
        with whole(self.connection, self.path):
            ((number,),) = self.connection.execute(KEEP, (made, by, seed, words)).fetchall()
            cells = [
                (number, one.unit, one.coding, one.report, json.dumps(one.drawn)) for one in units
            ]
            self.connection.executemany(KEEP_UNIT, cells)
        return int(number)

    def judge(
        self, audit: int, unit: str, answer: Mapping[str, Any], *, coder: str, made: str,
        note: str | None = None,
    ) -> None:  # fmt: skip
        """Says what a coder holds of a unit; a second thought is one more verdict.

        Raises:
            UsageError: The sample has no such unit, or the note is too long.
            StoreError: The record cannot be written.
        """
        found = self.connection.execute(REPORT, (audit, unit)).fetchone()
        if found is None:
            raise UsageError(f"{unit}: sample {audit} has no such unit")
        words = (note or "").strip()
        if len(words) > LONGEST:
            raise UsageError(f"the note has {len(words)} letters (at most {LONGEST})")
        plain = json.dumps(dict(answer), sort_keys=True)
        with whole(self.connection, self.path):
            cells = (made, audit, unit, found[0], coder, plain, words or None)
            self.connection.execute(JUDGE, cells)


def audits_of(rows: Rows, number: int | None = None) -> list[Audit]:
    """Every sample of the record, or the one with a number, in the order they were drawn."""
    return [
        Audit(id_, made, by, seed, json.loads(strata))
        for id_, made, by, seed, strata in rows(AUDITS, (number, number))
    ]


def units_of(rows: Rows, audit: int) -> list[Unit]:
    """The units of a sample; those whose report was forgotten are not there any more."""
    return [
        Unit(unit, coding, report, json.loads(drawn))
        for unit, coding, report, drawn in rows(UNITS, (audit,))
    ]


def verdicts_of(rows: Rows, audit: int) -> list[Verdict]:
    """The verdicts that hold of a sample's units, one of each coder, in the order of judging."""
    return [
        Verdict(unit, coder, json.loads(answer), note, made)
        for unit, coder, answer, note, made in rows(HOLDING, (audit,))
    ]


def coders_of(rows: Rows, audit: int) -> list[str]:
    """Who judged a sample, whoever began first."""
    return [coder for (coder,) in rows(CODERS, (audit,))]
