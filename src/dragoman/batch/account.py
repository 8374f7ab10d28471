"""What was read and what came of it -> counts that add up."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Self

from dragoman.ingest import Failure

if TYPE_CHECKING:
    from dragoman.record import Record, Report

CODING = "batch"  # the stage of a report that ended the process that coded it


@dataclass(frozen=True, slots=True)
class Account:
    """What became of what was read: ``read`` is the sum of the five behind it.

    Args:
        read: Reports, rows and records of archives that were met.
        not_news: Records of archives that hold no page or text.
        other_language: Reports in a language without tables; kept without rows.
        refused: Sources and rows that gave no report.
        failed: Reports that a stage, or a process, gave up on; kept with the reason.
        coded: Reports with rows, or without any because they say nothing of the kind.
        rows: Statements, events and positions of those coded.
    """

    read: int = 0
    not_news: int = 0
    other_language: int = 0
    refused: int = 0
    failed: int = 0
    coded: int = 0
    rows: int = 0

    @classmethod
    def of(cls, found: Report | Failure, record: Record) -> Self:
        """The account of one thing that was read, and the record it became."""
        if isinstance(found, Failure):
            if found.stands_for:
                return cls(read=found.stands_for, not_news=found.stands_for)
            return cls(read=1, refused=1)
        if record.problem is None:
            rows = len(record.statements) + len(record.events) + len(record.positions)
            return cls(read=1, coded=1, rows=rows)
        if record.report.text:  # only a report in another language keeps its text with a problem
            return cls(read=1, other_language=1)
        return cls(read=1, failed=1)

    def __add__(self, other: Account) -> Account:
        return Account(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    @property
    def set_aside(self) -> int:
        """How many gave no rows because something was wrong with them."""
        return self.other_language + self.refused + self.failed

    def __str__(self) -> str:
        words = [f"{self.read:,} read", f"{self.coded:,} coded ({self.rows:,} rows)"]
        named = (
            (self.not_news, "not news"), (self.other_language, "in another language"),
            (self.refused, "refused"), (self.failed, "failed"),
        )  # fmt: skip
        return ", ".join(words + [f"{count:,} {what}" for count, what in named if count])
