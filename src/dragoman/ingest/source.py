"""A source that can be read: its name, its kind, its bytes, and how they were got."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, Literal

from dragoman.ingest.options import Failure
from dragoman.record import Report

if TYPE_CHECKING:
    from dragoman.ingest.options import ReadOptions
    from dragoman.ingest.visit import Visit

Kind = Literal["plain", "page", "feed", "json", "jsonl", "csv", "parquet"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that can be read.

    ``visit`` is how it was got, where that is known; ``before`` the lines of its file that stand
    before it, where it is a piece of one.
    """

    name: str
    kind: Kind
    stream: BinaryIO
    visit: Visit | None = None
    before: int = 0


def with_source(found: Report | Failure, decoded: str, options: ReadOptions) -> Report | Failure:
    """The report with the decoded source it was read from, where that is to be kept."""
    if options.keep_source and isinstance(found, Report):
        return replace(found, decoded=decoded)
    return found


def failure(name: str, message: str, data: bytes = b"") -> Failure:
    """The failure of a source, with the hash of what was seen of it."""
    return Failure(shown(name), message, hashlib.sha256(data).hexdigest())


def shown(name: str) -> str:
    """A file name that can be written: bytes of it that are no UTF-8 become U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")
