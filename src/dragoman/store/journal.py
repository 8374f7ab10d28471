"""A folder -> the journal that a record in it is kept with, and why not the better one.

With a write-ahead log readers read while a writer writes. It needs memory that processes share,
which no network gives: there, a record keeps a rollback journal, and readers and writers wait for
each other.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

MOUNTS = Path("/proc/self/mounts")  # of Linux; elsewhere the throw-away file decides alone
NETWORK = frozenset({
    "afs", "beegfs", "ceph", "cifs", "fuse.glusterfs", "fuse.sshfs", "gfs2", "gpfs", "lustre",
    "ncpfs", "nfs", "nfs4", "ocfs2", "smb3", "smbfs",
})  # fmt: skip
LOG = 2  # in the bytes 18 and 19 of a file that is kept with a write-ahead log


@dataclass(frozen=True, slots=True)
class Journal:
    """``wal`` or ``delete``, as SQLite names them, and in words why."""

    mode: Literal["wal", "delete"]
    why: str


def journal_for(folder: Path, vfs: str = "") -> Journal:
    """The journal for a record in a folder, found out with a throw-away file in it.

    Args:
        folder: An existing folder.
        vfs: A name of SQLite for how to reach files; its own choice without one.
    """
    kind = file_system_of(folder)
    if kind in NETWORK:
        return Journal("delete", f"{folder} is on a network file system ({kind})")
    try:
        with TemporaryDirectory(prefix=".dragoman-", dir=folder) as beside:
            if _bears_log(Path(beside) / "probe.db", vfs):
                return Journal("wal", "readers read while a writer writes")
            return Journal("delete", f"{folder} gives processes no memory to share")
    except (OSError, sqlite3.Error) as error:
        return Journal("delete", f"no write-ahead log can be kept in {folder}: {error}")


def keeps_log(path: Path) -> bool:
    """Whether a record that exists is kept with a write-ahead log."""
    with path.open("rb") as file:
        return file.read(20)[18:] == bytes((LOG, LOG))


def file_system_of(folder: Path) -> str:
    """The kind of file system that holds a folder; nothing where the system does not say."""
    if not MOUNTS.exists():
        return ""
    here, kinds = folder.resolve(), {}
    for line in MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        _device, place, kind, *_ = line.split(" ")
        kinds[Path(place.replace("\\040", " "))] = kind
    return next((kinds[each] for each in (here, *here.parents) if each in kinds), "")


def _bears_log(path: Path, vfs: str) -> bool:
    """Whether one connection reads a file with a log while another writes it."""
    address = path.resolve().as_uri() + (f"?vfs={vfs}" if vfs else "")
    with closing(_opened(address)) as writer, closing(_opened(address)) as reader:
        (mode,) = writer.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            return False
        writer.execute("CREATE TABLE probe (seen)")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO probe VALUES (1)")
        before = reader.execute("SELECT count(*) FROM probe").fetchone()
        writer.execute("COMMIT")
        return (before, reader.execute("SELECT count(*) FROM probe").fetchone()) == ((0,), (1,))


def _opened(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, isolation_level=None)
