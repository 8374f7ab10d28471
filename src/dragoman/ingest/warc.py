"""A stream of WARC records -> entries: what a crawler asked for, was told, and got.

The format is a block of headers and so many bytes, over and over; this reads it in order, each
block at most once, and holds no more than a line of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from dragoman.ingest.inflate import CHUNK

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator, Mapping

STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})\b")
LONGEST_HEAD = 65_536  # bytes of a record's headers; those of real ones take up one or two thousand
LONGEST_NUMBER = 18  # digits


class ArchiveError(ValueError):
    """What follows is no WARC record, so the rest of the stream cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record.

    ``fields`` are the record's headers, ``status`` and ``headers`` those of the HTTP response it
    holds, or None and empty; names are in small letters. ``body`` is what is left behind them,
    as it was stored. ``position`` is where in the stream the record begins.
    """

    fields: Mapping[str, str]
    position: int
    status: int | None
    headers: Mapping[str, str]
    body: Block

    @property
    def type(self) -> str:
        """The kind of record, such as ``response``."""
        return self.fields.get("warc-type", "").lower()


def entries(source: BinaryIO | io.BufferedReader) -> Iterator[Entry]:
    """The records of a stream in order; each can be read until the next is asked for.

    Raises:
        ArchiveError: What follows is no record.
        OSError: The stream cannot be read.
    """
    position = 0
    while True:
        lines = Lines(source, LONGEST_HEAD)
        version = next((line for line in iter(lines.next, b"") if line.strip()), b"")
        if not version:
            return
        if not version.startswith(b"WARC/"):
            raise ArchiveError(f"holds what is no WARC record, for it begins with {version[:20]!r}")
        begins = position + lines.taken - len(version)
        fields = _fields(lines)
        length = _length(fields)
        body = Block(source, length)
        status, headers = _http(body) if _is_http(fields) else (None, {})
        yield Entry(fields, begins, status, headers, body)
        body.pass_over()
        position += lines.taken + length


class Lines:
    """Lines of a stream, as long as all of them together stay within a limit."""

    def __init__(self, source: BinaryIO | io.BufferedReader | Block, most: int) -> None:
        self.source, self.most = source, most
        self.taken = 0

    def next(self) -> bytes:
        """The next line with its end; empty at the stream's.

        Raises:
            ArchiveError: It is too long, or there were too many.
        """
        line = self.source.readline(self.most - self.taken + 1)
        self.taken += len(line)
        if self.taken > self.most:
            raise ArchiveError(
                f"holds what is no WARC record, for its headers exceed {self.most:,} bytes"
            )
        return line


class Block:
    """Bytes of a stream up to a length, as far as they were not read."""

    def __init__(self, source: BinaryIO | io.BufferedReader, left: int) -> None:
        self.source, self.left = source, left

    def readline(self, most: int) -> bytes:
        """The next line, or so much of it."""
        return self._taken(self.source.readline(min(most, self.left)))

    def read(self, most: int) -> bytes:
        """The next bytes; fewer than that, and than are left, where the stream ends."""
        return self._taken(self.source.read(min(most, self.left)))

    def _taken(self, data: bytes) -> bytes:
        self.left -= len(data)
        return data

    def pass_over(self) -> None:
        """Goes behind the block."""
        while self.read(CHUNK):
            continue


def _is_http(fields: Mapping[str, str]) -> bool:
    return fields.get("content-type", "").lower().startswith("application/http")


def _http(body: Block) -> tuple[int | None, Mapping[str, str]]:
    """Status and headers of the HTTP response that a block begins with; None where it is none."""
    lines = Lines(body, LONGEST_HEAD)
    answer = STATUS.match(lines.next())
    return (int(answer[1]), _fields(lines)) if answer else (None, {})


def _fields(lines: Lines) -> dict[str, str]:
    """The headers up to the blank line, names in small letters; of two of a name the first."""
    found: dict[str, str] = {}
    for line in iter(lines.next, b""):
        if not line.strip():
            break
        name, mark, value = line.decode("utf-8", "replace").partition(":")
        if mark:
            found.setdefault(name.strip().lower(), value.strip())
    return found


def _length(fields: Mapping[str, str]) -> int:
    words = fields.get("content-length", "")
    if not (words.isascii() and words.isdigit() and len(words) <= LONGEST_NUMBER):
        raise ArchiveError(f"holds what is no WARC record, for its length is {words!r:.40}")
    return int(words)
