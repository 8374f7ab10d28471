"""What a user names -> opened sources, each with its kind: a file, a folder's files, or input."""

from __future__ import annotations

import hashlib
import io
import os
import re
import stat
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from dragoman.ingest.decode import HEAD, binary_kind, decode
from dragoman.ingest.options import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["plain", "page", "json", "jsonl", "csv", "parquet"]
SUFFIXES: dict[str, Kind] = {
    ".txt": "plain", ".text": "plain", ".md": "plain",
    ".html": "page", ".htm": "page", ".xhtml": "page", ".shtml": "page",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".csv": "csv", ".tsv": "csv", ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
PAGE = re.compile(r"<(?:!doctype html|html|head|body|article|div|p)\b", re.IGNORECASE)
ROW = re.compile(r"\s*\{\s*\"")
ROWS = re.compile(r"\s*(?:\[\s*\{|\{[ \t]*\r?\n)\s*\"")
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that can be read: its name, its kind, its bytes from the beginning."""

    name: str
    kind: Kind
    stream: BinaryIO


def open_sources(source: str | Path) -> Iterator[Opened | Failure]:
    """The sources that a name stands for, each closed when the next is asked for.

    Files of a folder come sorted by their path below it, which is their name; hidden files are
    left out, links are followed once.
    """
    if str(source) == STANDARD_INPUT:
        yield from _opened(STANDARD_INPUT, "", sys.stdin.buffer)
        return
    if ADDRESS.match(str(source)):
        yield failure(
            str(source), "an address, and nothing is fetched (save the page, read the file)"
        )
        return
    path = Path(source)
    if path.is_dir():
        for name in sorted(_below(path, "", frozenset())):
            yield from _open_file(path / name, name)
    else:
        yield from _open_file(path, str(source))


def failure(name: str, message: str, data: bytes = b"") -> Failure:
    """The failure of a source, with the hash of what was seen of it."""
    return Failure(shown(name), message, hashlib.sha256(data).hexdigest())


def shown(name: str) -> str:
    """A file name that can be written: bytes of it that are no UTF-8 become U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")


def _below(folder: Path, prefix: str, above: frozenset[str]) -> Iterator[str]:
    """The paths of all files below a folder; a folder that holds itself is entered once."""
    real = os.path.realpath(folder)
    if real in above:
        return
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield prefix or "."  # opening it will say why
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            yield from _below(entry, name + "/", above | {real})
        else:
            yield name


def _open_file(path: Path, name: str) -> Iterator[Opened | Failure]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            yield failure(name, "not a file")
            return
        stream = path.open("rb")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        yield failure(name, getattr(error, "strerror", None) or str(error))
        return
    with closing(stream):
        yield from _opened(name, path.suffix.lower(), stream)


def _opened(name: str, suffix: str, stream: BinaryIO) -> Iterator[Opened | Failure]:
    """The stream as a source of the kind that its suffix or its first bytes show."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(_raw(stream))
    try:
        head = buffered.peek(HEAD)[:HEAD]
    except OSError as error:
        yield failure(name, error.strerror or str(error))
        return
    if not head:
        yield failure(name, "empty")
        return
    if head.startswith(b"PAR1"):
        yield Opened(shown(name), "parquet", buffered)
        return
    kind = SUFFIXES.get(suffix)
    if binary := binary_kind(head):
        yield failure(name, f"{binary}, and no text", head)
    elif kind == "parquet":
        yield failure(name, "no Parquet file, though it is named so", head)
    else:
        yield Opened(shown(name), kind or sniff(head), buffered)


def _raw(stream: BinaryIO) -> io.RawIOBase:
    """A stream as one that can be buffered: standard input may have been replaced."""
    return stream if isinstance(stream, io.RawIOBase) else _Raw(stream)


class _Raw(io.RawIOBase):
    """The reading half of any binary stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # Buffer has a name from 3.12 on
        data = self.stream.read(len(view))
        view[: len(data)] = data
        return len(data)


def sniff(head: bytes) -> Kind:
    """The kind of a source by its first bytes: rows, a page, or plain text."""
    text = decode(head).text.lstrip("\ufeff")
    if ROWS.match(text):
        return "json"
    if ROW.match(text):
        return "jsonl"
    start = text.lstrip()[:2048]
    return "page" if start.startswith("<") and PAGE.search(start) else "plain"
