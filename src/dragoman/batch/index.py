"""A folder of parts -> a record that every question can be asked of, without a fold by hand.

The index is a record like any other, beside the parts, or in the user's cache where the folder is
elsewhere or cannot be written. At the first question, and whenever parts have come since, what is
new is put into it; where a part was taken out or is another one, it is made anew, since a record
gives nothing back. It can be thrown away at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.batch.storage import Folder, address_of
from dragoman.errors import UsageError
from dragoman.store import open_record as open_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dragoman.store import StoredRecord

try:
    import fcntl
except ImportError:  # SQLite itself keeps two writers apart, and the second one finds nothing new
    fcntl = None  # type: ignore[assignment]  # a module, or none on Windows

MANIFEST = "batch.json"  # what made the parts of a folder
INDEX, LIST, LOCK = ".index-{}.db", ".index-{}.json", ".index.lock"
TOGETHER = 20  # parts put in between two moments at which all is safe on the disk


def is_folder_of_parts(path: str | Path) -> bool:
    """Whether a path, or an address that fsspec reads, is a folder that ``dragoman batch`` made."""
    return Folder(address_of(path)).has(MANIFEST)


def open_record(path: str | Path = "dragoman.db") -> StoredRecord:
    """The record in a file, or in a folder of parts, open for reading; loads no language model.

    Raises:
        StoreError: There is no such file, it is something else, or of a later version.
        UsageError: It is a folder of parts whose index can be written nowhere.
    """
    return open_file(index_of(path) if is_folder_of_parts(path) else path)


def index_of(path: str | Path, progress: Callable[[int, int], None] | None = None) -> Path:
    """The file that holds what the parts of a folder hold, brought up to date.

    Args:
        path: The folder, or its address.
        progress: Called with how many of the new parts are in, and how many there are.

    Raises:
        UsageError: Neither the folder nor the user's cache can be written to.
        StoreError: A file there is no part.
    """
    parts = Folder(address_of(path))
    there = parts.stamps()
    for home in _homes(parts):
        index = Index.newest(home)
        if index.holds == there and index.joined:
            return index.file
        if not _can_be_written(home):
            continue
        with _alone(home):
            return Index.newest(home).bring(parts, there, progress or _unwatched).file
    raise UsageError(
        f"{parts.path}: its parts are not indexed, and neither it nor {_cache(parts)} can be"
        f" written to (dragoman fold {parts.path} --record FILE, and ask that)"
    )


@dataclass(frozen=True, slots=True)
class Index:
    """An index as it stands on disk; one that is made anew has the next number.

    Whoever reads the one before is not disturbed.
    """

    home: Path
    number: int
    holds: Mapping[str, str]
    joined: bool

    @classmethod
    def newest(cls, home: Path) -> Index:
        """The newest one in a folder; an empty one, not yet written, where there is none."""
        lists = {int(file.stem.rpartition("-")[2]): file for file in home.glob(LIST.format("*"))}
        number = max(lists, default=0)
        index = cls(home, number, {}, joined=False)
        if not number or not index.file.is_file():
            return index
        told = json.loads(lists[number].read_text(encoding="utf-8"))
        return cls(home, number, told["parts"], told["joined"])

    @property
    def file(self) -> Path:
        """The record."""
        return self.home / INDEX.format(self.number)

    def bring(
        self, parts: Folder, there: Mapping[str, str], progress: Callable[[int, int], None]
    ) -> Index:
        """The index that holds the parts that are there."""
        if self.holds == there and self.joined:  # by somebody who was asked at the same time
            return self
        if self.number and self.holds.items() <= there.items():
            return self._with(parts, there, progress)
        fresh = Index(self.home, self.number + 1, {}, joined=False)
        made = fresh._with(parts, there, progress)
        self._sweep(made.number)
        return made

    def _with(
        self, parts: Folder, there: Mapping[str, str], progress: Callable[[int, int], None]
    ) -> Index:
        """Puts parts in, and lists them once they are safe: what is not listed is put in again."""
        from dragoman.store.across.join import join  # noqa: PLC0415 - numpy

        new, holds = sorted(there.keys() - self.holds.keys()), dict(self.holds)
        for at in range(0, len(new), TOGETHER) or (0,):  # without any the record is made empty
            some = new[at : at + TOGETHER]
            for done, _ in enumerate(self._put(parts, some), at + 1):
                progress(done, len(new))
            holds |= {name: there[name] for name in some}
            self._list(holds, joined=False)
        join(self.file)
        return self._list(holds, joined=True)

    def _put(self, parts: Folder, names: list[str]) -> Iterator[object]:
        """Puts parts in, one after the other."""
        from dragoman.batch.folding import fold_parts  # noqa: PLC0415 - pyarrow
        from dragoman.store import Writer  # noqa: PLC0415 - likewise

        with Writer(self.file, datetime.now(UTC).isoformat(timespec="seconds")) as writer:
            yield from fold_parts(parts, names, writer)

    def _list(self, holds: Mapping[str, str], *, joined: bool) -> Index:
        told = json.dumps({"parts": holds, "joined": joined}, indent=0, sort_keys=True)
        Folder(str(self.home)).write(LIST.format(self.number), told.encode())
        return Index(self.home, self.number, holds, joined)

    def _sweep(self, number: int) -> None:
        """Takes out indexes of before; who reads one keeps it until it is closed."""
        kept = (INDEX.format(number), LIST.format(number), LOCK)
        for stale in self.home.glob(".index*"):
            if not stale.name.startswith(kept):
                _remove(stale)


def _homes(parts: Folder) -> tuple[Path, ...]:
    """Where the index of a folder may lie, the better place first."""
    return (_cache(parts),) if parts.elsewhere else (Path(parts.path), _cache(parts))


def _cache(parts: Folder) -> Path:
    """The folder in the user's cache for the index of a folder of parts."""
    where = parts.path.rstrip("/") if parts.elsewhere else str(Path(parts.path).resolve())
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base, "dragoman", hashlib.sha256(where.encode()).hexdigest()[:16])


def _can_be_written(home: Path) -> bool:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(home, os.W_OK)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Whoever else is asked at the same time waits here, and finds it done."""
    with (home / LOCK).open("ab") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _remove(stale: Path) -> None:
    try:
        stale.unlink(missing_ok=True)
    except PermissionError:  # Windows keeps what somebody reads; the next time it goes
        return


def _unwatched(_done: int, _of: int) -> None:
    """The progress that nobody watches."""
