"""A compressed file -> its members, each a stream of its own.

A gzip file is a row of members, a Zstandard file a row of frames. One that is damaged, or swells
without measure, takes none of the others with it.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from dragoman.ingest.inflate import (
    CHUNK,
    FREE,
    Deflate,
    InflateError,
    Measured,
    Share,
    TooMuchError,
    inflated,
    zstandard,
)

if TYPE_CHECKING:
    from dragoman.ingest.inflate import Engine

GZIP, ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
DICTIONARY = b"\x5d\x2a\x4d\x18"  # a frame before the others, by the rules for .warc.zst
MARK = max(map(len, (GZIP, ZSTD, DICTIONARY)))
TRIES = 1_000  # places that look like a member's beginning; by chance there is one in 16 MB


@dataclass
class Packed:
    """A compressed stream, member by member."""

    stream: BinaryIO
    at: int = 0  # where in the file the bytes in hand begin
    hand: bytes = b""
    share: Share = field(default_factory=Share)
    dictionary: bytes | None = None
    member: Member | None = field(default=None, repr=False)

    def next_member(self) -> Member | None:
        """The member behind the last one, which is read to its end first; None behind the last.

        Raises:
            InflateError: The last one cannot be read to its end, or none begins behind it.
        """
        if self.member is not None:
            self.member.exhaust()
        self.member = Member(self, self._engine()) if self._mark_follows() else None
        return self.member

    def recover(self, begins: bytes) -> bool:
        """Goes to the next gzip member that begins with some bytes; False where there is none.

        What is left of the last member is passed over, whatever is wrong with it.

        Raises:
            TooMuchError: It holds far more than it should.
        """
        after = self._pass_over()
        for _ in range(TRIES):
            if not self._go_to_mark(after):
                return False
            after = 1
            self.fill(CHUNK)
            try:
                if Deflate().decompress(self.hand[:CHUNK], len(begins)) == begins:
                    return True
            except zlib.error:
                continue
        return False

    def _pass_over(self) -> int:
        """Gives the last member up, and says from which byte in hand on another may begin."""
        member, self.member = self.member, None
        if member is None:
            return 0
        try:
            member.exhaust()
        except TooMuchError:
            raise
        except InflateError:
            return int(member.offset == self.at)
        return 0

    def _go_to_mark(self, after: int) -> bool:
        """Goes forward to the next three bytes that may begin a gzip member, if there are any."""
        while (found := self.hand.find(GZIP, after)) < 0:
            self.drop(max(1, len(self.hand) - len(GZIP) + 1))
            after = 0
            if not self.fill(MARK):
                return False
        self.drop(found)
        return True

    def _mark_follows(self) -> bool:
        """Whether another member comes; zeros between members are passed over."""
        while self.fill(MARK):
            if not self._drop_zeros():
                if not self.hand.startswith(DICTIONARY):
                    return True
                self._read_dictionary()
        self._drop_zeros()
        return bool(self.hand)

    def _drop_zeros(self) -> int:
        """Goes forward over zeros in hand, and says over how many."""
        zeros = len(self.hand) - len(self.hand.lstrip(b"\0"))
        self.drop(zeros)
        return zeros

    def _engine(self) -> Engine:
        if self.hand.startswith(GZIP):
            return Deflate()
        if self.hand.startswith(ZSTD):
            return zstandard(self.dictionary)
        raise InflateError(f"holds no compressed data at byte {self.at:,}")

    def _read_dictionary(self) -> None:
        self.fill(8)
        size = int.from_bytes(self.hand[4:8], "little")
        if size > FREE or not self.fill(8 + size):
            raise InflateError("has a dictionary in front that is too large or cut short")
        words = self.hand[8 : 8 + size]
        self.drop(8 + size)
        self.dictionary = inflated(words, "zstd", FREE) if words.startswith(ZSTD) else words

    def fill(self, least: int) -> bool:
        """Whether so many bytes are in hand, read on as needed."""
        while len(self.hand) < least:
            more = self.stream.read(max(CHUNK, least - len(self.hand)))
            if not more:
                return False
            self.hand += more
        return True

    def drop(self, count: int) -> None:
        """Goes forward over bytes in hand."""
        self.at += min(count, len(self.hand))
        self.hand = self.hand[count:]

    def put_back(self, data: bytes) -> None:
        """Goes backward: bytes in hand again that another member begins with."""
        self.at -= len(data)
        self.hand = data + self.hand


class Member(io.RawIOBase):
    """What one member holds, as a stream; ``offset`` is where in the file it begins."""

    def __init__(self, packed: Packed, engine: Engine) -> None:
        self.packed, self.measured = packed, Measured(engine, packed.share)
        self.offset = packed.at

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Some of what comes next; 0 at the end.

        Raises:
            InflateError: The member is damaged, cut short, or holds far more than it should.
        """
        view = memoryview(buffer)
        made = self._more(len(view))
        view[: len(made)] = made
        return len(made)

    def _more(self, most: int) -> bytes:
        engine = self.measured.engine
        while not engine.eof:
            data = b""
            if engine.needs_input:
                if not self.packed.fill(1):
                    raise InflateError("is cut short where it is compressed")
                data = self.packed.hand[:CHUNK]
            made = self.measured.decompress(data, most)
            self.packed.drop(len(data))
            self.packed.put_back(engine.unused_data)  # none before the end
            if made:
                return made
        return b""

    def exhaust(self) -> None:
        """Reads to the end, so that the next member can begin."""
        scratch = bytearray(CHUNK)
        while self.readinto(scratch):
            continue


class Unpacked(io.RawIOBase):
    """What all members of a compressed file hold, one behind the other."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Some of what comes next; 0 at the end.

        Raises:
            InflateError: A member is damaged, cut short, or holds far more than it should.
        """
        member = self.packed.member or self.packed.next_member()
        while member is not None:
            if count := member.readinto(buffer):
                return count
            member = self.packed.next_member()
        return 0
