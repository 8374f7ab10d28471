"""Paths and addresses -> bytes of files, and a folder whose files appear whole or not at all.

Local paths and ``file://`` need nothing; ``s3://``, ``gs://`` go through fsspec, an extra.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

ELSEWHERE = re.compile(r"(?!https?://)[a-z][a-z0-9+.-]+://", re.IGNORECASE)
HERE = re.compile(r"(?:file|local)://", re.IGNORECASE)
ONE_SLASH = re.compile(r"([a-z][a-z0-9+.-]+):/(?=[^/])", re.IGNORECASE)  # what Path makes of ://
WITH_ROOT = frozenset({"file", "local"})  # their paths begin with a slash of their own
STORES = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oss", "oci", "memory"})
PART = ".parquet"
ASIDE = ".aside"  # ends the name of a file that is being written


def is_elsewhere(path: str) -> bool:
    """Whether a path is one for fsspec."""
    return ELSEWHERE.match(path) is not None and HERE.match(path) is None


def path_of(path: str) -> str:
    """A path, or an address; ``file://`` of a path here is taken away.

    >>> path_of("file:///data/parts"), path_of("data"), path_of("s3://bucket/parts")
    ('/data/parts', 'data', 's3://bucket/parts')
    """
    return HERE.sub("", path, count=1) if HERE.match(path) else path


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
        OSError: It cannot be read, or is a folder, a pipe, a device, which might never end.
    """
    if not is_elsewhere(path):
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise OSError(errno.EINVAL, "not a file", path)
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

    path = Path(path_of(source)).absolute()  # who works elsewhere may have begun in another folder
    if not path.is_dir():
        yield str(path), source, _size(path)
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
        self.path = path_of(path)
        self.elsewhere = is_elsewhere(path)

    @property
    def place(self) -> str:
        """Its path, for whoever works in another folder."""
        return self.path if self.elsewhere else str(Path(self.path).absolute())

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
        except OSError as error:
            raise UsageError(f"{self.path}: cannot be read: {error.strerror}") from error
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
        """Whether a file is there.

        Raises:
            UsageError: We may not look.
        """
        if not self.elsewhere:
            try:
                return Path(self.path, name).exists()
            except OSError as error:
                raise UsageError(f"{self.path}: cannot be read: {error.strerror}") from error
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

        Object stores put files so by themselves; elsewhere it is written aside and renamed.

        Raises:
            OSError: It cannot be written.
        """
        aside = f".{name}.{uuid.uuid4().hex}{ASIDE}"
        try:
            if self.elsewhere:
                self._write_elsewhere(name, aside, data)
            else:
                self._write_here(name, aside, data)
        except OSError as error:
            raise OSError(error.errno, error.strerror or str(error), self.file(name)) from error

    def _write_here(self, name: str, aside: str, data: bytes) -> None:
        beside, place = Path(self.path, aside), Path(self.path, name)
        try:
            with beside.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            beside.replace(place)
        except FileNotFoundError:
            if not place.parent.is_dir():
                raise
            self._write_here(name, aside, data)  # another run that began meanwhile has swept it out
        except BaseException:
            beside.unlink(missing_ok=True)
            raise

    def _write_elsewhere(self, name: str, aside: str, data: bytes) -> None:
        system, inside = _system(self.file(name))
        if not STORES.isdisjoint(_protocols(system)):
            system.pipe_file(inside, data)
            return
        _, beside = _system(self.file(aside))
        system.pipe_file(beside, data)
        system.mv(beside, inside)

    def sweep(self) -> None:
        """Takes out what a run that was killed left half written."""
        if not self.elsewhere:
            for aside in Path(self.path).glob(f".*{ASIDE}"):
                aside.unlink(missing_ok=True)
            return
        system, inside = _system(self.path)
        for found in system.ls(inside, detail=False):
            if found.rpartition("/")[2].startswith(".") and found.endswith(ASIDE):
                system.rm_file(found)


def _protocols(system: Any) -> tuple[str, ...]:
    """The names that fsspec has for a kind of storage."""
    return (system.protocol,) if isinstance(system.protocol, str) else tuple(system.protocol)
