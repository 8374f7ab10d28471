"""Many reports -> a folder of Parquet parts, by processes here or on a cluster; parts -> a record.

A source is cut into *shards*, each named by what it holds and by what reads it, and each makes one
part. A part stands under its name only once it is whole, so that a run that was ended anywhere goes
on where it was, and ends with the same bytes.
"""

from dragoman.batch.account import Account
from dragoman.batch.executor import Executor, executor_of, local
from dragoman.batch.fold import fold
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
    "local",
]
