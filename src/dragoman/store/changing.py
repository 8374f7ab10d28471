"""A path -> a record that exists, open for what people add to it beside its reports."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from dragoman.store.database import open_existing


class ChangingRecord:
    """A record that exists, open for changes; use it as a context manager, or close it.

    Args:
        path: The record's file; none is made where there is none.

    Raises:
        StoreError: There is no such record, it is of a later version, or cannot be written.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.connection = open_existing(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self.connection.close()
