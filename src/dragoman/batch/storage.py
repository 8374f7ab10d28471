"""Paths and addresses -> bytes of files, and a folder whose files appear whole or not at all.

Local paths need nothing; ``s3://``, ``gs://``, ``file://`` go through fsspec, an extra.
"""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

ELSEWHERE = re.compile(r"(?!https?://)[a-z][a-z0-9+.-]+://", re.IGNORECASE)
ONE_SLASH = re.compile(r"([a-z][a-z0-9+.-]+):/(?=[^/])", re.IGNORECASE)  # what Path makes of ://
WITH_ROOT = frozenset({"file", "local"})  # their paths begin with a slash of their own
PART = ".parquet"
ASIDE = ".aside"  # ends the name of a file that is being written


def is_elsewhere(path: str) -> bool:
    """Whether a path is one for fsspec."""
    return ELSEWHERE.match(path) is not None


def address_of(path: str | Path) -> str:
    """A path, or an address, as it was given; Path takes one of an address's slashes away.

    >>> address_of(Path("s3://bucket/parts")), address_of(Path("/data/parts"))
    ('s3://bucket/parts', '/data/parts')
    """
    words = str(path)
    if not isinstance(path, Path) or (found := ONE_SLASH.match(words)) is None:
        return words
    scheme, inside = found[1], words[found.end() :]
    return f"{scheme}://{'/' * (scheme in WITH_ROOT)}{inside}"


def open_file(path: str) -> BinaryIO:
    """A file, open for reading.

    Raises:
        OSError: It cannot be read.
    """
    if not is_elsewhere(path):
        return Path(path).open("rb")
    system, inside = _system(path)
    return cast("BinaryIO", system.open(inside, "rb"))


def files_of(source: str) -> Iterator[tuple[str, str, int]]:
    """The files that a source stands for: path, name and size, sorted by name.

    The name of a file in a folder is its path below it, as ``dragoman.ingest`` names it.

    Raises:
        UsageError: There is no such place.
    """
    if is_elsewhere(source):
        yield from _files_elsewhere(source)
        return
    from dragoman.ingest.opening import files_below  # noqa: PLC0415 - brings tables to read by

    path = Path(source)
    if not path.is_dir():
        yield source, source, _size(path)
        return
    for name in files_below(path):
        yield str(path / name), name, _size(path / name)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # reading it will say why


def _files_elsewhere(source: str) -> Iterator[tuple[str, str, int]]:
    system, inside = _system(source)
    if not system.exists(inside):
        raise UsageError(f"{source}: no such file or folder")
    if system.isfile(inside):
        yield source, source, int(system.size(inside) or 0)
        return
    base = source.rstrip("/")
    for found, about in sorted(system.find(inside, detail=True).items()):
        name = found[len(inside.rstrip("/")) :].lstrip("/")
        if not any(step.startswith(".") for step in name.split("/")):
            yield f"{base}/{name}", name, int(about["size"] or 0)


def _system(path: str) -> tuple[Any, str]:
    """The file system of an address, and the address within it.

    Raises:
        UsageError: fsspec, or what it needs for this kind of address, is not there.
    """
    try:
        import fsspec  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError(
            f"{path}: on storage elsewhere, and fsspec is not installed"
            " (pip install 'dragoman[cluster]')"
        ) from error
    try:
        return cast("tuple[Any, str]", fsspec.core.url_to_fs(path))
    except (ImportError, ValueError) as error:
        raise UsageError(f"{path}: {error} (fsspec reads it once its package is there)") from error


def _is_part(name: str) -> bool:
    return name.endswith(PART) and not name.startswith(".")


class Folder:
    """A folder of parts, here or elsewhere."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.elsewhere = is_elsewhere(path)

    def make(self) -> None:
        """Makes the folder where it is not there.

        Raises:
            UsageError: It cannot be made.
        """
        try:
            if self.elsewhere:
                system, inside = _system(self.path)
                system.makedirs(inside, exist_ok=True)
            else:
                Path(self.path).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            words = f"{self.path}: cannot be made: {error.strerror or error} (name another)"
            raise UsageError(words) from error

    def parts(self) -> list[str]:
        """The names of the parts that are there, sorted.

        Raises:
            UsageError: There is no such folder.
        """
        if self.elsewhere:
            return sorted(self.stamps())
        try:
            names = os.listdir(self.path)  # noqa: PTH208 - names alone, of perhaps many files
        except (FileNotFoundError, NotADirectoryError) as error:
            raise UsageError(f"{self.path}: no such folder") from error
        return sorted(name.removesuffix(PART) for name in names if _is_part(name))

    def stamps(self) -> dict[str, str]:
        """The names of the parts that are there, each with what is another where its file is.

        Raises:
            UsageError: There is no such folder.
        """
        if self.elsewhere:
            return self._stamps_elsewhere()
        stamps = {}
        for name in self.parts():
            about = Path(self.path, name + PART).stat()
            stamps[name] = f"{about.st_size}-{about.st_mtime_ns}"
        return stamps

    def _stamps_elsewhere(self) -> dict[str, str]:
        system, inside = _system(self.path)
        if not system.isdir(inside):
            raise UsageError(f"{self.path}: no such folder")
        system.invalidate_cache(inside)  # others write there too
        stamps = {}
        for about in system.ls(inside, detail=True):
            if _is_part(name := about["name"].rpartition("/")[2]):
                known = repr(sorted(about.items())).encode()  # its time, its hash: by the storage
                stamps[name.removesuffix(PART)] = hashlib.sha256(known).hexdigest()
        return stamps

    def file(self, name: str) -> str:
        """The path of a file in the folder."""
        return f"{self.path.rstrip('/')}/{name}" if self.elsewhere else str(Path(self.path, name))

    def has(self, name: str) -> bool:
        """Whether a file is there."""
        if not self.elsewhere:
            return Path(self.path, name).exists()
        system, inside = _system(self.file(name))
        return bool(system.exists(inside))

    def open(self, name: str) -> BinaryIO:
        """A file of the folder, open for reading.

        Raises:
            OSError: It cannot be read.
        """
        return open_file(self.file(name))

    def write(self, name: str, data: bytes) -> None:
        """Puts a file there in one step: nobody ever sees half of it.

        Object stores put files so by themselves; here it is written aside and renamed.

        Raises:
            OSError: It cannot be written.
        """
        if self.elsewhere:
            system, inside = _system(self.file(name))
            system.pipe_file(inside, data)
            return
        aside = Path(self.path, f".{name}.{uuid.uuid4().hex}{ASIDE}")
        try:
            with aside.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            aside.replace(Path(self.path, name))
        except BaseException:
            aside.unlink(missing_ok=True)
            raise

    def sweep(self) -> None:
        """Takes out what a run that was killed left half written; nobody else may be writing."""
        if not self.elsewhere:
            for aside in Path(self.path).glob(f".*{ASIDE}"):
                aside.unlink(missing_ok=True)
