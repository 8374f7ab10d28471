"""What a user names -> opened sources, each with its kind: files, folders, archives, input."""

from __future__ import annotations

import io
import os
import re
import stat
import sys
from contextlib import closing, suppress
from io import FileIO
from os.path import samestat
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from dragoman.ingest.decode import HEAD, binary_kind, decode
from dragoman.ingest.inflate import Deflate, zstandard
from dragoman.ingest.source import Opened, failure, shown
from dragoman.ingest.validators import BESIDE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dragoman.ingest.inflate import Engine
    from dragoman.ingest.options import Failure, Limits
    from dragoman.ingest.source import Kind
    from dragoman.ingest.visit import Visit

    Passed = Callable[[int], object]

SUFFIXES: dict[str, Kind] = {
    ".txt": "plain", ".text": "plain", ".md": "plain",
    ".html": "page", ".htm": "page", ".xhtml": "page", ".shtml": "page",
    ".rss": "feed", ".atom": "feed", ".rdf": "feed",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".csv": "csv", ".tsv": "csv", ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
DICTIONARY = b"\x5d\x2a\x4d\x18"
PACKED: dict[bytes, Callable[[], Engine]] = {
    b"\x1f\x8b\x08": Deflate,
    b"\x28\xb5\x2f\xfd": zstandard,
}
PAGE = re.compile(r"<(?:!doctype html|html|head|body|article|div|p)\b", re.IGNORECASE)
FEED = re.compile(r"<(?:rss|(?:\w{1,20}:)?feed|rdf:RDF)\b(?![^<>]*\bxhtml\b)", re.IGNORECASE)
JSON_FEED = re.compile(r"\"version\"\s*:\s*\"https?:\\?/\\?/jsonfeed\.org\\?/version")
ROW = re.compile(r"\s*\{\s*\"")
ROWS = re.compile(r"\s*(?:\[\s*\{|\{[ \t]*\r?\n)\s*\"")
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
ARCHIVE = b"WARC/"
STANDARD_INPUT = "-"
KEPT = ("", "-wal", "-shm", "-journal", BESIDE)  # endings of a record's files


def open_sources(
    source: str | Path, limits: Limits, fetch: Callable[[str], Iterator[Opened | Failure]],
    record: Path | None = None, passed: Passed | None = None,
) -> Iterator[Opened | Failure]:  # fmt: skip
    """The sources that a name stands for, each closed when the next is asked for.

    Files of a folder come sorted by their path below it, which is their name; hidden files, and
    those of the record that reports go into, are left out, links are followed once. The pages of
    an archive come in its order. An address is handed to ``fetch``; nothing that is read leads
    to one. ``passed`` is told how many bytes of a file have been read, each time some are.
    """
    opening = Opening(limits, record, passed)
    if str(source) == STANDARD_INPUT:
        yield from opening.stream(STANDARD_INPUT, "", sys.stdin.buffer)
    elif ADDRESS.match(str(source)):
        yield from fetch(str(source))
    elif Path(source).is_dir():
        for name in files_below(Path(source), record):
            yield from opening.file(Path(source) / name, name)
    else:
        yield from opening.file(Path(source), str(source))


def size_of(sources: Iterable[str | Path], record: Path | None = None) -> int | None:
    """The bytes of all files that some names stand for; None where not all are files."""
    size = 0
    for source in sources:
        if str(source) == STANDARD_INPUT or ADDRESS.match(str(source)):
            return None
        path = Path(source)
        names = files_below(path, record) if path.is_dir() else [""]
        for name in names:
            with suppress(OSError, ValueError):  # reading will say why
                size += (path / name).stat().st_size
    return size


def files_below(folder: Path, record: Path | None = None) -> list[str]:
    """The paths of all files below a folder, sorted, but hidden ones and those of a record."""
    names = sorted(_below(folder, "", frozenset()))
    return [name for name in names if not _is_of(folder / name, record)]


def _is_of(path: Path, record: Path | None) -> bool:
    """Whether a file is a record, or one that is kept beside it.

    These are never opened while the record is: when a process closes a file that it has opened
    itself, the system takes SQLite's locks on it away, and another writer thinks itself alone.
    """
    if record is None:
        return False
    beside = (record.with_name(f"{record.name}{ending}") for ending in KEPT)
    try:
        known = path.stat()
        return any(each.exists() and samestat(known, each.stat()) for each in beside)
    except (OSError, ValueError):  # opening it will say why
        return False


def kind_of(file: str, head: bytes) -> Kind | Literal["archive", "packed"] | None:
    """The kind of a file by its name and its first bytes; None where it is no source."""
    if head.startswith(ARCHIVE):
        return "archive"
    packed = next((engine for mark, engine in PACKED.items() if head.startswith(mark)), None)
    if packed is not None or head.startswith(DICTIONARY):
        inside = _beginning(packed, head) if packed else ARCHIVE
        return "archive" if inside.startswith(ARCHIVE) else "packed"
    told = _told(file, PurePath(file).suffix.lower(), io.BytesIO(), head, None)
    return told.kind if isinstance(told, Opened) else None


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


class _Watched(FileIO):
    """A file that tells how many of its bytes have been read, at its end all of them."""

    def __init__(self, path: Path, passed: Passed) -> None:
        super().__init__(path)
        self.passed, self.left = passed, path.stat().st_size

    def readinto(self, buffer: Any) -> int | None:
        number = super().readinto(buffer)
        self._tell(number or 0)
        return number

    def readall(self) -> bytes:
        data = super().readall()
        self._tell(len(data))
        return data

    def close(self) -> None:
        if not self.closed:
            self._tell(self.left)
        super().close()

    def _tell(self, number: int) -> None:
        """That some have been read; what is read twice counts once."""
        more = min(number, self.left)
        self.left -= more
        self.passed(more)


class Opening:
    """Finds out what kind of source some bytes are."""

    def __init__(
        self, limits: Limits, record: Path | None = None, passed: Passed | None = None
    ) -> None:
        self.limits, self.record, self.passed = limits, record, passed

    def file(self, path: Path, name: str) -> Iterator[Opened | Failure]:
        """The sources in a file, which is closed when the next is asked for."""
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                yield failure(name, "not a file")
                return
            if _is_of(path, self.record):
                yield failure(name, "the record that reports go into, and no source of them")
                return
            stream = io.BufferedReader(_Watched(path, self.passed) if self.passed else FileIO(path))
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            yield failure(name, getattr(error, "strerror", None) or str(error))
            return
        with closing(stream):
            yield from self.stream(name, path.name, stream)

    def stream(
        self, name: str, file: str, stream: BinaryIO | io.RawIOBase, visit: Visit | None = None
    ) -> Iterator[Opened | Failure]:
        """The sources in a stream: of the kind that the file's name or its first bytes show."""
        buffered = (
            stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(_raw(stream))
        )
        try:
            head = _peek(buffered)
        except OSError as error:
            yield failure(name, error.strerror or str(error))
            return
        packed = next((engine for mark, engine in PACKED.items() if head.startswith(mark)), None)
        if head.startswith(DICTIONARY):  # only archives have one in front
            yield from self._packed(name, file, buffered, visit, ARCHIVE)
        elif packed is not None:
            yield from self._packed(name, file, buffered, visit, _beginning(packed, head))
        elif head.startswith(ARCHIVE):
            from dragoman.ingest.archive import Archive  # noqa: PLC0415 - where there is one

            yield from Archive(shown(name), self.limits).open_plain(buffered)
        else:
            yield _told(name, PurePath(file).suffix.lower(), buffered, head, visit)

    def _packed(
        self, name: str, file: str, stream: BinaryIO, visit: Visit | None, beginning: bytes
    ) -> Iterator[Opened | Failure]:
        """The sources in a compressed stream: an archive's records, or the one file it holds."""
        from dragoman.ingest.members import Packed, Unpacked  # noqa: PLC0415 - where it is packed

        packed = Packed(stream)
        if beginning.startswith(ARCHIVE):
            from dragoman.ingest.archive import Archive  # noqa: PLC0415 - where there is one

            yield from Archive(shown(name), self.limits).open_packed(packed)
            return
        inner = io.BufferedReader(_raw(Unpacked(packed)))
        try:
            head = _peek(inner)
        except OSError as error:
            yield failure(name, error.strerror or f"it {error}")
            return
        suffix = PurePath(PurePath(file).stem).suffix.lower()
        yield _told(name, suffix, inner, head, visit)


def _peek(stream: io.BufferedReader[Any]) -> bytes:
    """The first bytes of a stream, without going forward."""
    return stream.peek(HEAD)[:HEAD]


def _beginning(engine: Callable[[], Engine], head: bytes) -> bytes:
    """The first bytes of what is packed; empty where they cannot be had."""
    try:
        return engine().decompress(head, len(ARCHIVE))
    except Exception:  # noqa: BLE001 - each library has its own; the reader will say what is wrong
        return b""


def _told(
    name: str, suffix: str, stream: BinaryIO, head: bytes, visit: Visit | None
) -> Opened | Failure:
    """The stream as a source of the kind that its suffix or its first bytes show."""
    if not head:
        return failure(name, "empty")
    if head.startswith(b"PAR1"):
        return Opened(shown(name), "parquet", stream, visit)
    kind = SUFFIXES.get(suffix)
    if binary := binary_kind(head):
        return failure(name, f"{binary}, and no text", head)
    if kind == "parquet":
        return failure(name, "no Parquet file, though it is named so", head)
    seen = sniff(head) if kind in {None, "json"} else None  # a JSON feed is named like any JSON
    return Opened(shown(name), "feed" if seen == "feed" else kind or seen or "plain", stream, visit)


def _raw(stream: BinaryIO | io.RawIOBase) -> io.RawIOBase:
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
    """The kind of a source by its first bytes: rows, a feed, a page, or plain text."""
    text = decode(head).text.lstrip("\ufeff")
    if text.lstrip().startswith("{") and JSON_FEED.search(text[:4096]):
        return "feed"
    if ROWS.match(text):
        return "json"
    if ROW.match(text):
        return "jsonl"
    start = text.lstrip()[:2048]
    if not start.startswith("<"):
        return "plain"
    if (feed := FEED.search(start)) and not PAGE.search(start, 0, feed.start()):
        return "feed"
    return "page" if PAGE.search(start) else "plain"
