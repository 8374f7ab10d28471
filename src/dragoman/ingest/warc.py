"""A stream of WARC records -> entries: what a crawler asked for, was told, and got.

FastWARC reads where it is installed, warcio elsewhere; both give the same entries. What neither has
is added here and in ``members``: a limit on what is unpacked and on the length of headers, and
silence.
"""

from __future__ import annotations

import io
from contextlib import redirect_stderr
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from dragoman.ingest.inflate import CHUNK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LONGEST_HEAD = 65_536  # bytes of a record's headers; those of real ones take up one or two thousand
READ_AHEAD = 16_384  # bytes that warcio takes in at a time, so perhaps beyond them


class ArchiveError(ValueError):
    """What follows is no WARC record, so the rest of the stream cannot be told apart."""


class Body:
    """What is left of a record behind its headers; ``left`` counts down as it is read."""

    def __init__(self, read: Callable[[int], bytes | None], left: int) -> None:
        self._read, self.left = read, left

    def read(self, most: int) -> bytes:
        """The next bytes; fewer than that, and than are left, where the stream ends."""
        data = bytearray()
        while len(data) < most and (more := self._read(min(most - len(data), CHUNK))):
            data += more
        self.left -= len(data)
        return bytes(data)

    def pass_over(self) -> None:
        """Goes to the end."""
        while self.read(CHUNK):
            continue


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
    body: Body

    @property
    def type(self) -> str:
        """The kind of record, such as ``response``."""
        return self.fields.get("warc-type", "").lower()


def entries(stream: io.BufferedIOBase) -> Iterator[Entry]:
    """The records of a stream in order; each can be read until the next is asked for.

    Raises:
        ArchiveError: What follows is no record.
        OSError: The stream cannot be read.
    """
    return (by_fastwarc if find_spec("fastwarc") else by_warcio)(stream)


def by_fastwarc(stream: io.BufferedIOBase) -> Iterator[Entry]:
    """The records of a stream, read by FastWARC."""
    from fastwarc.warc import ArchiveIterator  # noqa: PLC0415 - the better of two, if it is there

    try:
        records = ArchiveIterator(
            Forward(stream), parse_http=False, stream_detect=False, max_header_len=LONGEST_HEAD
        )
        for record in records:
            yield _fastwarc_entry(record)
    except OSError as error:
        if type(error) is OSError and error.errno is None:  # its own; others came with the bytes
            raise ArchiveError(f"holds what is no WARC record ({error})") from error
        raise
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how its Rust says that it gives up
            raise ArchiveError(f"holds what is no WARC record ({error})") from error
        raise


class Forward(io.RawIOBase):
    """A stream that can only be read on, for FastWARC, which asks where it is."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self.stream, self.position = stream, 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """As far as telling goes."""
        return True

    def tell(self) -> int:
        """How much was read."""
        return self.position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Stays where it is.

        Raises:
            UnsupportedOperation: Somewhere else was asked for.
        """
        target = offset if whence == io.SEEK_SET else self.position + offset
        if whence == io.SEEK_END or target != self.position:
            raise io.UnsupportedOperation("a stream is read in order")
        return self.position

    def readinto(self, buffer: Any) -> int:
        """Some of what comes next; 0 at the end."""
        count = self.stream.readinto1(buffer)
        self.position += count
        return count


def _fastwarc_entry(record: Any) -> Entry:
    if record.is_http:
        record.parse_http(auto_decode="none", max_header_len=LONGEST_HEAD)
    http = record.http_headers
    return Entry(
        _small(record.headers.items()),
        record.stream_pos,
        http.status_code if http is not None else None,
        _small(http.items()) if http is not None else {},
        Body(record.reader.read, record.content_length),
    )


def by_warcio(stream: io.BufferedIOBase) -> Iterator[Entry]:
    """The records of a stream, read by warcio."""
    from warcio.archiveiterator import WARCIterator  # noqa: PLC0415 - only where it is needed
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415 - likewise

    bounded = Bounded(stream)
    records = WARCIterator(bounded)
    while True:
        bounded.most = LONGEST_HEAD + READ_AHEAD
        try:
            with redirect_stderr(io.StringIO()):  # it prints what it does not like
                record = next(records, None)
        except (ArchiveLoadFailed, EOFError, ValueError) as error:
            raise ArchiveError(f"holds what is no WARC record ({error!s:.80})") from error
        if record is None:
            return
        bounded.most = None
        left = getattr(record.raw_stream, "limit", None)
        if left is None:
            raise ArchiveError("holds what is no WARC record (it has no length)")
        body = Body(record.raw_stream.read, left)
        yield _warcio_entry(record, records.offset, body)
        body.pass_over()


class Bounded:
    """A stream of which no more may be read than ``most``: warcio reads lines without end."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self.stream = stream
        self.most: int | None = None

    def read(self, size: int) -> bytes:
        """The next bytes.

        Raises:
            ArchiveError: They were too many.
        """
        if self.most is not None and self.most <= 0:
            raise ArchiveError(f"headers of more than {LONGEST_HEAD:,} bytes")
        data = self.stream.read(size)
        if self.most is not None:
            self.most -= len(data)
        return data


def _warcio_entry(record: Any, position: int, body: Body) -> Entry:
    http = record.http_headers
    status = http.get_statuscode() if http is not None else ""
    is_answer = status.isascii() and status.isdigit()
    return Entry(
        _small(record.rec_headers.headers),
        position,
        int(status) if is_answer else None,
        _small(http.headers) if is_answer else {},
        body,
    )


def _small(headers: Any) -> dict[str, str]:
    """Headers with their names in small letters; of two of a name the first."""
    found: dict[str, str] = {}
    for name, value in headers:
        found.setdefault(name.strip().lower(), value.strip())
    return found
