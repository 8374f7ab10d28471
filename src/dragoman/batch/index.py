"""A folder of parts -> a record that every question can be asked of, without a fold by hand.

The index is a record like any other, beside the parts: at the first question, and whenever parts
have come since, what is new is put into it. It can be thrown away at any time.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.errors import UsageError
from dragoman.store import open_record as open_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from dragoman.store import StoredRecord

MANIFEST = "batch.json"  # what made the parts of a folder
INDEX, FOLDED = ".index.db", ".index.parts"


def is_folder_of_parts(path: str | Path) -> bool:
    """Whether a path is a folder that ``dragoman batch`` made."""
    return Path(path, MANIFEST).is_file()


def open_record(path: str | Path = "dragoman.db") -> StoredRecord:
    """The record in a file, or in a folder of parts, open for reading; loads no language model.

    Raises:
        StoreError: There is no such file, it is something else, or of a later version.
        UsageError: It is a folder of parts whose index cannot be written.
    """
    return open_file(index_of(path) if is_folder_of_parts(path) else path)


def index_of(path: str | Path, progress: Callable[[int, int], None] | None = None) -> Path:
    """The file that holds what the parts of a folder hold, brought up to date.

    Args:
        path: The folder.
        progress: Called with how many of the new parts are in, and how many there are.

    Raises:
        UsageError: The folder cannot be written to.
        StoreError: A file there is no part.
    """
    from dragoman.batch.storage import Folder  # noqa: PLC0415 - reading a file needs none of it

    folder = Path(path)
    index, list_ = folder / INDEX, folder / FOLDED
    there = Folder(str(folder)).parts()
    folded = _lines(list_) if index.is_file() else []
    if not set(folded) <= set(there):  # a part was taken out, and a record gives nothing back
        folded = []
    new = sorted(set(there) - set(folded))
    if not new and index.is_file():
        return index
    if not os.access(folder, os.W_OK):
        raise UsageError(
            f"{folder}: its parts are not indexed, and it cannot be written to (dragoman fold"
            f" {folder} --record FILE, and ask that)"
        )
    if not folded:
        for stale in (list_, *folder.glob(f"{INDEX}*")):
            stale.unlink(missing_ok=True)
    _bring(folder, new, progress or _unwatched)
    return index


def _bring(folder: Path, names: list[str], progress: Callable[[int, int], None]) -> None:
    """Puts parts into the index, and lists each behind it: what is not listed is put in again."""
    from dragoman.batch.folding import fold_parts  # noqa: PLC0415 - pyarrow
    from dragoman.batch.storage import Folder  # noqa: PLC0415 - likewise
    from dragoman.store import Writer  # noqa: PLC0415 - likewise
    from dragoman.store.across.join import join  # noqa: PLC0415 - numpy

    started = datetime.now(UTC).isoformat(timespec="seconds")
    with Writer(folder / INDEX, started) as writer, (folder / FOLDED).open("a") as listed:
        for at, (name, _, _) in enumerate(fold_parts(Folder(str(folder)), names, writer), 1):
            listed.write(f"{name}\n")
            listed.flush()
            progress(at, len(names))
    join(folder / INDEX)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _unwatched(_done: int, _of: int) -> None:
    """The progress that nobody watches."""
