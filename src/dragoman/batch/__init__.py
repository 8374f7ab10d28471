"""Many reports -> a folder of Parquet parts, by processes here or on a cluster; parts -> a record.

A source is cut into *shards*, each named by what it holds and by what reads it, and each makes one
part. A part stands under its name only once it is whole, so that a run that was ended anywhere goes
on where it was, and ends with the same bytes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.batch.account import Account
    from dragoman.batch.executor import Executor, executor_of, local
    from dragoman.batch.folding import fold
    from dragoman.batch.index import index_of, open_record
    from dragoman.batch.job import Done, Job, coding, expected
    from dragoman.batch.run import code_with
    from dragoman.batch.storage import Folder
    from dragoman.batch.tasks import Setup

__all__ = [
    "Account",
    "Done",
    "Executor",
    "Folder",
    "Job",
    "Setup",
    "code_with",
    "coding",
    "executor_of",
    "expected",
    "fold",
    "index_of",
    "local",
    "open_record",
]

HOMES = {  # asked for only on first use: to query a folder of parts, nothing that codes is loaded
    "account": ("Account",),
    "executor": ("Executor", "executor_of", "local"),
    "folding": ("fold",),
    "index": ("index_of", "open_record"),
    "job": ("Done", "Job", "coding", "expected"),
    "run": ("code_with",),
    "storage": ("Folder",),
    "tasks": ("Setup",),
}


def __getattr__(name: str) -> object:
    """A public name, imported from its home on first use."""
    home = next((module for module, names in HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module 'dragoman.batch' has no attribute {name!r}")
    return getattr(import_module(f"dragoman.batch.{home}"), name)
