"""Sources -> shards, in order, each named by what it holds and what reads it.

Files of lines are cut at line ends and packed archives where a record begins, so that workers read
their own piece; small files go together. Rows of CSV, Parquet and JSON, standard input and
addresses cannot be cut and are read here, which is a small part of what coding them costs.
"""

from __future__ import annotations

import hashlib
import io
import re
from contextlib import closing
from itertools import chain, groupby, islice
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from dragoman import ingest
from dragoman.batch.storage import files_of, is_elsewhere, open_file, path_of
from dragoman.batch.tasks import Piece, Shard
from dragoman.ingest.decode import HEAD
from dragoman.ingest.opening import ADDRESS, STANDARD_INPUT, Opening, kind_of
from dragoman.ingest.source import Opened
from dragoman.render.json import to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from dragoman.batch.tasks import Setup
    from dragoman.ingest import Failure
    from dragoman.lexicon import Tables
    from dragoman.record import Report

File = tuple[str, str, int]  # its path, its name in the record, its size
SIZE = 1_000_000  # bytes of text a shard, some 300 reports: half a minute of work
PACKED = 8  # a packed archive holds as many times the text
TOGETHER = 200  # files of a shard at the most
LINE = 1_000_000  # bytes of a line that are held at a time
GZIP = b"\x1f\x8b\x08"
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")  # of texts that bytes cannot cut
READ_HERE = frozenset({"csv", "parquet", "json", "packed"})
UNFIT = re.compile(r"[^A-Za-z0-9._-]+")


def size_of(sources: Iterable[str], folder: str) -> int:
    """How many bytes the sources have, as far as that is known before they are read."""
    files = (_files(source, folder) for source in sources if not _comes_once(source))
    return sum(size for some in files for _, _, size in some)


def plan(
    sources: Iterable[str], planning: Planning, mine: tuple[int, int] = (1, 1)
) -> Iterator[Shard]:
    """The shards of sources, in order.

    Args:
        sources: Files, folders, addresses, ``-``.
        planning: How they are cut.
        mine: ``(i, n)`` gives only every n-th shard, from the i-th on. Where there are n groups of
            files or more, groups are dealt out, so that nobody opens the files of others. The
            shares are the shards of a run that has no share, whatever n is.

    Raises:
        UsageError: There is no such source elsewhere.
    """
    i, n = mine
    for once, some in groupby(dict.fromkeys(sources), _comes_once):
        if once:
            for source in some:
                shards = planning.read_here(planning.read(source), source)
                yield from islice(shards, i - 1, None, n)
            continue
        files = (_files(source, planning.folder) for source in some)
        groups = [group for each in files for group in _grouped(each, planning.size)]
        if len(groups) >= n:
            yield from chain.from_iterable(map(planning.shards, groups[i - 1 :: n]))
        else:
            shards = chain.from_iterable(map(planning.shards, groups))
            yield from islice(shards, i - 1, None, n)


def _files(source: str, folder: str) -> list[File]:
    """The files of a source; where the folder of the parts lies within it, without those."""
    own = _within(source, folder)
    return [file for file in files_of(source) if own is None or not file[1].startswith(own)]


def _grouped(files: Iterable[File], size: int) -> Iterator[list[File]]:
    """Files that follow each other, as many as are worth a shard, told by their sizes alone.

    Files of two sources never go together, so that more sources leave the shards there are.
    """
    group: list[File] = []
    for file in files:
        group.append(file)
        if sum(file[2] for file in group) >= size or len(group) >= TOGETHER:
            yield group
            group = []
    if group:
        yield group


def _within(source: str, folder: str) -> str | None:
    """How the names of files begin that a source has from a folder; None where it has none."""
    source, folder = path_of(source), path_of(folder)
    if is_elsewhere(source) or is_elsewhere(folder):
        above, inside = f"{source.rstrip('/')}/", f"{folder.rstrip('/')}/"
        return inside.removeprefix(above) if inside.startswith(above) else None
    here, parts = Path(source).resolve(), Path(folder).resolve()
    if not parts.is_relative_to(here):
        return None
    return "" if parts == here else f"{parts.relative_to(here).as_posix()}/"


def _comes_once(source: str) -> bool:
    """Whether a source cannot be opened by somebody else, or again."""
    is_address = ADDRESS.match(path_of(source)) is not None and not is_elsewhere(source)
    return source == STANDARD_INPUT or is_address


class Planning:
    """Cuts files into shards.

    Args:
        setup: How they are read; it is part of every name.
        tables: The tables of the reports' language, for what is read here.
        folder: Where the parts go.
        size: How many bytes of text go together.
    """

    def __init__(self, setup: Setup, tables: Tables, folder: str, size: int = SIZE) -> None:
        self.setup, self.tables, self.folder, self.size = setup, tables, folder, size
        self.key = setup.key

    def shards(self, files: Iterable[File]) -> Iterator[Shard]:
        """The shards of a group of files; those that follow each other uncut go together."""
        together: list[Piece] = []
        for path, name, size in files:
            kind = _kind(path, name)
            if kind in READ_HERE or kind in {"jsonl", "archive"}:
                if together:
                    yield self._shard(together)
                    together = []
                yield from self._cut(path, name, size, kind)
                continue
            together.append(_whole(path, name, kind))
        if together:
            yield self._shard(together)

    def _cut(self, path: str, name: str, size: int, kind: str) -> Iterator[Shard]:
        if kind in READ_HERE:
            yield from self.read_here(self._reports(path, name), name)
        elif kind == "jsonl":
            for piece in _lines(path, name, self.size):
                yield self._shard([piece], piece.start)
        else:
            step = self.size * PACKED
            for start in range(0, max(size, 1), step):
                end = min(start + step, size)
                piece = Piece(path, name, start, end, kind, _sha(path, start, end))
                yield self._shard([piece], start)

    def read_here(self, reports: Iterable[Report | Failure], name: str) -> Iterator[Shard]:
        """Shards of reports that are read in this process."""
        held: list[Report | Failure] = []
        size = number = 0
        for report in reports:
            held.append(report)
            size += len(getattr(report, "text", ""))
            if size >= self.size:
                yield self._given(held, size, name, number)
                held, size, number = [], 0, number + 1
        if held:
            yield self._given(held, size, name, number)

    def read(self, source: str) -> Iterator[Report | Failure]:
        """The reports of an address, or of standard input."""
        return ingest.read_all([source], options=self.setup.options, tables=self.tables)

    def _reports(self, path: str, name: str) -> Iterator[Report | Failure]:
        options = self.setup.options
        with closing(open_file(path)) as stream:
            opened = Opening(options.limits).stream(name, PurePath(name).name, stream)
            yield from ingest.read_streams(opened, options=options, tables=self.tables)

    def _given(self, held: list[Report | Failure], size: int, name: str, number: int) -> Shard:
        seen = hashlib.sha256(self.key.encode())
        for report in held:
            seen.update(to_json(report).encode())
        part = _named(name, number, seen.hexdigest())
        return Shard(self.folder, part, size, reports=tuple(held))

    def _shard(self, pieces: list[Piece], number: int = 0) -> Shard:
        seen = hashlib.sha256(self.key.encode())
        for piece in pieces:
            words = (piece.name, piece.start, piece.end, piece.before, piece.sha256)
            seen.update(repr(words).encode())
        size = sum(piece.end - piece.start for piece in pieces)
        part = _named(pieces[0].name, number, seen.hexdigest())
        return Shard(self.folder, part, size, tuple(pieces))


def _named(name: str, number: int, seen: str) -> str:
    """A part's name: sorted, those of one file stand in the order of the file."""
    words = UNFIT.sub("_", PurePath(name).name)[-60:].lstrip(".") or "source"
    return f"{words}-{number:012}-{seen[:16]}"


def _kind(path: str, name: str) -> str:
    """The kind of a file, as far as planning asks."""
    try:
        with closing(open_file(path)) as stream:
            head = stream.read(HEAD)
    except OSError:
        return "plain"  # the worker that reads it will say why it cannot
    kind = kind_of(PurePath(name).name, head) or "plain"
    if kind == "jsonl" and head.startswith(WIDE_MARKS):
        return "packed"
    if kind == "archive" and not head.startswith(GZIP):
        return "plain"  # only where each record is packed by itself can it be cut
    return kind


def _whole(path: str, name: str, kind: str) -> Piece:
    try:
        size, sha = _measured(path)
    except OSError:
        size, sha = 0, ""
    return Piece(path, name, 0, size, kind, sha)


def _measured(path: str) -> tuple[int, str]:
    seen, size = hashlib.sha256(), 0
    with closing(open_file(path)) as stream:
        while data := stream.read(LINE):
            seen.update(data)
            size += len(data)
    return size, seen.hexdigest()


def _sha(path: str, start: int, end: int) -> str:
    seen = hashlib.sha256()
    with closing(open_file(path)) as stream:
        stream.seek(start)
        while start < end and (data := stream.read(min(LINE, end - start))):
            seen.update(data)
            start += len(data)
    return seen.hexdigest()


def _lines(path: str, name: str, size: int) -> Iterator[Piece]:
    """A file of lines, cut behind the first line end at which a piece is large enough."""
    with closing(open_file(path)) as stream:
        at = line = 0
        while piece := _next_lines(stream, size):
            length, lines, sha = piece
            yield Piece(path, name, at, at + length, "jsonl", sha, line)
            at, line = at + length, line + lines


def _next_lines(stream: BinaryIO, size: int) -> tuple[int, int, str] | None:
    """The length, the lines and the hash of the next piece; None behind the last."""
    seen, length, lines = hashlib.sha256(), 0, 0
    while data := stream.readline(LINE):
        seen.update(data)
        length += len(data)
        if data.endswith(b"\n"):
            lines += 1
            if length >= size:
                break
    return (length, lines, seen.hexdigest()) if length else None


def opened(piece: Piece, stream: BinaryIO, opening: Opening) -> Iterator[Opened | Failure]:
    """The sources of a piece, in a stream of its file; what ``dragoman.ingest`` reads."""
    if piece.kind == "jsonl":
        stream.seek(piece.start)
        data = io.BytesIO(stream.read(piece.end - piece.start))
        yield Opened(piece.name, "jsonl", data, None, piece.before)
    elif piece.kind == "archive":
        from dragoman.ingest.archive import Archive  # noqa: PLC0415 - where there is one
        from dragoman.ingest.members import Packed  # noqa: PLC0415 - likewise

        stream.seek(piece.start)
        archive = Archive(piece.name, opening.limits, piece.start)
        yield from archive.open_piece(Packed(stream, piece.start), piece.end)
    else:
        yield from opening.stream(piece.name, PurePath(piece.name).name, stream)
