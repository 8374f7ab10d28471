"""Compressed bytes -> what they hold, as far as that is no more than a fair share of them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

CHUNK = 32_768
# Prose shrinks to a third or a quarter, pages to a tenth, long tables to a fortieth; what makes a
# hundred times as much has been made to.
MOST_TIMES = 100
FREE = 10_000_000  # bytes that may come out of a few: a page of blanks is no attack


class InflateError(OSError):
    """Compressed bytes are damaged, cut short, or of a kind that is not known."""


class TooMuchError(InflateError):
    """Compressed bytes hold far more than bytes of text do."""


class Engine(Protocol):
    """What the standard library's decompressors have in common."""

    @property
    def eof(self) -> bool:
        """Whether the end was reached."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes without more bytes."""

    @property
    def unused_data(self) -> bytes:
        """What came after the end."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """What some bytes hold, at most so much of it at a time."""


class Deflate:
    """zlib's decompressor with the face of the others; ``window`` says which header it expects."""

    def __init__(self, window: int = 31) -> None:
        self.inner = zlib.decompressobj(window)
        self.left = b""

    @property
    def eof(self) -> bool:
        """Whether the end was reached."""
        return self.inner.eof

    @property
    def unused_data(self) -> bytes:
        """What came after the end."""
        return self.inner.unused_data

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes without more bytes."""
        return not self.left

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """What some bytes hold, at most so much of it at a time."""
        made = self.inner.decompress(self.left + data, max_length)
        self.left = self.inner.unconsumed_tail
        return made


class Brotli:
    """Brotli's decompressor with the face of the others."""

    unused_data = b""

    def __init__(self) -> None:
        self.inner = _module("Brotli", "brotli").Decompressor()

    @property
    def eof(self) -> bool:
        """Whether the end was reached."""
        return bool(self.inner.is_finished())

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes without more bytes."""
        return bool(self.inner.can_accept_more_data())

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """What some bytes hold, at most so much of it at a time."""
        return bytes(self.inner.process(data, output_buffer_limit=max_length))


def zstandard(dictionary: bytes | None = None) -> Engine:
    """A decompressor of Zstandard.

    Raises:
        InflateError: This Python has none.
    """
    module = _module("Zstandard", "compression.zstd", "backports.zstd")
    known = module.ZstdDict(dictionary, is_raw=False) if dictionary else None
    engine: Engine = module.ZstdDecompressor(known)
    return engine


def _module(what: str, *names: str) -> Any:
    for name in names:
        try:
            return import_module(name)
        except ImportError:
            continue
    raise InflateError(f"is compressed with {what} (pip install 'dragoman[archives]')")


@dataclass
class Share:
    """How much was taken out of a file, and what it made."""

    taken: int = 0
    made: int = 0


class Measured:
    """An engine that is stopped where it makes too much of too little.

    Several that read one file have one share: what all of them made is measured by all they took.
    """

    def __init__(self, engine: Engine, share: Share | None = None) -> None:
        self.engine, self.share = engine, share or Share()

    def decompress(self, data: bytes, most: int = CHUNK) -> bytes:
        """What some bytes hold, at most so much of it at a time.

        Raises:
            InflateError: They are damaged.
            TooMuchError: They hold more than a hundred times as much.
        """
        try:
            out = self.engine.decompress(data, most)
        except Exception as error:  # each library has an error of its own
            raise InflateError(f"is damaged where it is compressed ({error})") from error
        self.share.taken += len(data)
        self.share.made += len(out)
        if self.share.made > FREE + MOST_TIMES * self.share.taken:
            raise TooMuchError(f"holds more than {MOST_TIMES} times its compressed size")
        return out


ENCODINGS: dict[str, Callable[[], Engine]] = {
    "gzip": Deflate, "x-gzip": Deflate, "deflate": partial(Deflate, 15), "zstd": zstandard,
    "br": Brotli,
}  # fmt: skip


def inflated(data: bytes, encoding: str, most: int) -> bytes:
    """The first bytes of what an HTTP body in a content encoding holds, at most so many.

    Raises:
        InflateError: The encoding is unknown, or the bytes are damaged or cut short.
    """
    if encoding not in ENCODINGS:
        raise InflateError(f"is compressed as {encoding!r:.40}, which is not known")
    engine = ENCODINGS[encoding]()
    if encoding == "deflate" and data[:1] != b"\x78":
        engine = Deflate(-15)  # half of the servers leave out the header of zlib
    measured, out = Measured(engine), bytearray()
    out += measured.decompress(data, most)
    while len(out) < most and not engine.eof and not engine.needs_input:
        out += measured.decompress(b"", most - len(out))
    if len(out) < most and not engine.eof:
        raise InflateError("is cut short where it is compressed")
    return bytes(out)
