"""A folder of parts -> one record on disk, by one writer; what is there already stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.batch.storage import PART
from dragoman.errors import UsageError
from dragoman.store import append

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.batch.account import Account
    from dragoman.batch.storage import Folder
    from dragoman.store import Writer


def fold(folder: Folder, writer: Writer) -> Iterator[tuple[str, Account, int]]:
    """Each part, its account, and how many of its reports were new to the record.

    Parts are taken in the order of their names, and each few hundred reports are written in one
    transaction: a fold that was stopped goes on when it is begun again, and one that is repeated
    adds nothing.

    Raises:
        UsageError: There is no such folder, or no part in it.
        StoreError: A file there is no part, or the record cannot be written.
    """
    names = folder.parts()
    if not names:
        raise UsageError(f"{folder.path}: no parts here (dragoman batch makes some)")
    return fold_parts(folder, names, writer)


def fold_parts(
    folder: Folder, names: Iterable[str], writer: Writer
) -> Iterator[tuple[str, Account, int]]:
    """``fold``, of some parts."""
    from dragoman.batch.part import about, columns  # noqa: PLC0415 - pyarrow

    for name in names:
        with folder.open(name + PART) as file:
            made, account = about(file, folder.file(name + PART))
            yield name, account, sum(append(writer, some, made) for some in columns(file))
