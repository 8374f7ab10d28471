"""A small file -> what servers said of the versions of pages, so that none is sent twice."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

NAMES = {"etag": "if-none-match", "last-modified": "if-modified-since"}
BESIDE = ".fetched.json"  # behind the name of a record: where this is kept for its pages
LONGEST = 1000  # of a value; a server may not fill our disk


@dataclass
class Validators:
    """ETag and Last-Modified by address, as ``made`` by one version of program, tables and model.

    What another version read is asked for whole, for it has to be read again. Nothing is written
    before ``save``: it is called when what was read is safe.
    """

    path: Path
    made: str
    pages: dict[str, dict[str, str]]

    @classmethod
    def load(cls, path: Path, made: str) -> Self:
        """The table in a file; empty where there is none.

        Raises:
            UsageError: The file is something else.
        """
        try:
            stored = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
            pages = stored.get("pages", {}) if stored.get("made", made) == made else {}
            return cls(path, made, {str(url): dict(said) for url, said in pages.items()})
        except (OSError, ValueError, AttributeError, TypeError) as error:
            raise UsageError(
                f"{path}: no table of fetched pages ({error}); take it away"
            ) from error

    def asked(self, url: str) -> dict[str, str]:
        """The headers that ask for a page only if it has changed; empty for a new one."""
        said = self.pages.get(url, {})
        return {NAMES[name]: value for name, value in said.items() if name in NAMES}

    def keep(self, url: str, headers: Mapping[str, str]) -> None:
        """Keeps what a server says of a page's version."""
        said = {name: value for name in NAMES if 0 < len(value := headers.get(name, "")) <= LONGEST}
        if said:
            self.pages[url] = said
        else:
            self.pages.pop(url, None)

    def save(self) -> None:
        """Writes the file; it is whole at every moment."""
        if self.pages or self.path.exists():
            _save(self.path, {"made": self.made, "pages": self.pages})


def drop(path: Path, addresses: Iterable[str]) -> None:
    """Takes addresses out of the table in a file, whichever version made it."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    gone = set(addresses)
    stored["pages"] = {url: said for url, said in stored["pages"].items() if url not in gone}
    _save(path, stored)


def _save(path: Path, table: dict[str, Any]) -> None:
    words = json.dumps(table, indent=1, sort_keys=True)
    beside = path.with_name(path.name + ".part")
    beside.write_text(words, encoding="utf-8")
    os.replace(beside, path)  # noqa: PTH105 - says in one word what happens on every system
