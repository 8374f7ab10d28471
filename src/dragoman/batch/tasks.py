"""What workers are told: how to read and code, and which piece of which source."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

from dragoman.ingest import Fetching

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.ingest import Failure, ReadOptions
    from dragoman.record import CodedWith, Record, Report
    from dragoman.settings import Settings

LAYOUT = 1  # of a part; a change of what stands in it raises it


@dataclass(frozen=True, slots=True)
class Setup:
    """What every worker is told once.

    Args:
        settings: The model, the tables and the engine of the run.
        options: How sources are read.
        made: What the records are to say they were made with; a worker that would make them
            otherwise does not begin.
    """

    settings: Settings
    options: ReadOptions
    made: CodedWith

    @classmethod
    def of(cls, settings: Settings, options: ReadOptions, made: CodedWith) -> Setup:
        """A setup that can be sent elsewhere: who may be asked for addresses stays here."""
        return cls(settings, replace(options, fetching=Fetching()), made)

    @property
    def key(self) -> str:
        """A hash of all that decides what comes out of a source."""
        options = self.options
        known = (
            LAYOUT, asdict(self.made), options.published, sorted(options.columns.items()),
            options.encoding, self.settings.language,
        )  # fmt: skip
        return hashlib.sha256(json.dumps(known).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or the bytes of it from ``start`` up to ``end``.

    ``before`` is how many lines stand before a piece of a file of lines. ``sha256`` is that of the
    bytes.
    """

    path: str
    name: str
    start: int
    end: int
    kind: str
    sha256: str
    before: int = 0


@dataclass(frozen=True, slots=True)
class Shard:
    """What makes one part: some pieces, or reports that were read where the batch was begun.

    ``name`` is that of the part, and ``folder`` where it goes. ``poisoned`` are reports, by their
    number in the shard, that end whoever codes them, and ``unreadable`` says why none of it can be
    read.
    """

    folder: str
    name: str
    size: int
    pieces: tuple[Piece, ...] = ()
    reports: tuple[Report | Failure, ...] = ()
    poisoned: tuple[tuple[int, str], ...] = ()
    unreadable: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """A shard of which only some reports are coded, for nothing, to find who ends the process.

    ``size`` is about how many bytes those are.
    """

    shard: Shard
    first: int
    last: int
    size: int = 0


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports whose records are handed back; ``poisoned`` is the reason where there is one."""

    reports: tuple[Report | Failure, ...]
    poisoned: str = ""

    @property
    def size(self) -> int:
        """About how many bytes it is."""
        return sum(len(getattr(report, "text", "")) for report in self.reports)


@dataclass(frozen=True, slots=True)
class Records:
    """What became of reports."""

    records: tuple[Record, ...] = field(default=())

    @classmethod
    def of(cls, records: Iterable[Record]) -> Records:
        """Those records."""
        return cls(tuple(records))


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a worker cannot go on, and no other could: the run ends with these words."""

    words: str
