"""What workers of the tests of batches do: the work itself, with reports that end their process."""

import os
import time
from pathlib import Path

from dragoman.batch.work import work

POISON = "Poisonous words."


def poisoned(task, setup):
    """The work, in a process that does not survive some words."""
    given = [getattr(report, "text", "") for report in getattr(task, "reports", ())]
    shard = getattr(task, "shard", task)
    if not getattr(shard, "poisoned", ()) and not getattr(task, "poisoned", ""):
        first, last = getattr(task, "first", 0), getattr(task, "last", None)
        if any(POISON in text for text in _texts(shard, given)[first:last]):
            os._exit(7)
    return work(task, setup)


def _texts(shard, given):
    lines = [
        line
        for piece in getattr(shard, "pieces", ())
        for line in Path(piece.path).read_bytes()[piece.start : piece.end].splitlines()
    ]
    return given or [line.decode() for line in lines]


def slow(task, setup):
    """The work, late enough for somebody to end the process."""
    time.sleep(0.5)
    return work(task, setup)
