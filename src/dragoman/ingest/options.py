"""What a caller may ask of reading, and what it gets where a source cannot be read."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dragoman.errors import UsageError
from dragoman.ingest.moments import iso_moment
from dragoman.workers import Allowance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from dragoman.ingest.profiles import Profile
    from dragoman.ingest.validators import Validators
    from dragoman.record import Moment

COLUMNS = (
    "id", "text", "title", "published", "updated", "outlet", "url", "language", "translation_of",
)  # fmt: skip
ALLOWANCE = Allowance()


@dataclass(frozen=True, slots=True)
class Failure:
    """A source, or one row of it, that gave no report, and why; the next one is still read.

    ``stands_for`` is how many records of an archive it sums up that hold no report; 0 elsewhere.
    """

    source: str
    message: str
    raw_sha256: str
    stands_for: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read before a source is set aside.

    The figures for pages are some times what the largest of 145 real pages hold; extractors do
    not end on a table of 200,000 rows. ``allowance`` is what one page, feed or text may take.
    """

    page_bytes: int = 10_000_000
    page_elements: int = 15_000
    page_letters: int = 300_000
    text_letters: int = 2_000_000
    text_lines: int = 50_000
    row_bytes: int = 10_000_000
    feed_bytes: int = 10_000_000
    feed_elements: int = 30_000
    allowance: Allowance = ALLOWANCE


@dataclass(frozen=True, slots=True)
class Fetching:
    """How addresses are read.

    Args:
        agent: The name that servers and their ``robots.txt`` are told; by default that of this
            program and its version.
        seconds: How long one answer may take in all, from the first byte asked to the last got.
        bytes: How much of an answer is read, once it is unpacked.
        hops: How many redirects are followed.
        tries: How often an answer is asked for where the server is busy or does not answer.
        patience: The longest a server may make us wait between two of them, in seconds.
        table: What servers said of the versions of pages read before, so that one that has not
            changed is not sent again; whoever made it saves it.
        unchanged: Called with each address that has not changed; it gives no report.
        allowed: ``host:port`` of servers on this machine or network that may be asked all the
            same. All others must have an address on the open internet.
    """

    agent: str | None = None
    seconds: float = 30.0
    bytes: int = 10_000_000
    hops: int = 5
    tries: int = 3
    patience: float = 30.0
    table: Validators | None = None
    unchanged: Callable[[str], object] | None = None
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the caller knows about the sources.

    Args:
        published: The day or instant of publication (ISO 8601), for every report; it wins over
            what a source says of itself.
        columns: Names of the columns that hold a field, such as ``{"text": "content"}``; fields
            are ``id text title published updated outlet url language translation_of``.
        encoding: The encoding of the bytes, where it is known; otherwise it is found out.
        limits: How much is read before a source is set aside.
        workers: How many processes read large pages, where they can be stopped; 0 reads all in
            this one, which then has to be stoppable itself.
        fetching: How addresses are read.
        keep_source: Whether each report carries the decoded source that its offsets count into.
        profile: The lines that outlets repeat, learned beforehand.
        record: The record that the reports go into: its files are no sources.

    Raises:
        UsageError: The date, a column or the encoding is none.
    """

    published: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    limits: Limits = Limits()
    workers: int = 1
    fetching: Fetching = Fetching()
    keep_source: bool = False
    profile: Profile | None = None
    record: Path | None = None

    def __post_init__(self) -> None:
        if self.published is not None and iso_moment(self.published, "given") is None:
            raise UsageError(
                f"published: {self.published!r} is no date (write it as 2015-12-23, 2015-12 or "
                f"2015-12-23T14:30:00+03:00)"
            )
        strange = sorted(set(self.columns) - set(COLUMNS))
        if strange:
            raise UsageError(f"no field {strange[0]!r} (fields are {', '.join(COLUMNS)})")
        if self.encoding is not None:
            try:
                codecs.lookup(self.encoding)
            except LookupError as error:
                raise UsageError(f"no encoding {self.encoding!r} (try utf-8 or cp1252)") from error

    @property
    def moment(self) -> Moment | None:
        """The publication date that was given for every report."""
        return iso_moment(self.published, "given") if self.published is not None else None

    def column(self, name: str) -> str:
        """The column that holds a field: the one that was named, or the field's own name."""
        return self.columns.get(name, name)

    def missing(self, names: Sequence[str]) -> str | None:
        """The first column that a file lacks: that of the text, or one the caller named."""
        wanted = (self.column("text"), *self.columns.values())
        return next((name for name in wanted if name not in names), None)
