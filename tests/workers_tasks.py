"""Functions that workers are given by name: one that works, and some that have to be stopped."""

import os
import time
from pathlib import Path

from dragoman.record import Span


def told(task, shared):
    return task, shared, os.getpid()


def row(task, _shared):
    return Span(0, len(task), task)


def loop(task, _shared):
    """Never ends for "loop", and answers anything else."""
    while task == "loop":
        pass
    return task


def sleep(task, _shared):
    time.sleep(task)
    return task


def hoard(task, _shared):
    return len(bytearray(task))


def crash(task, _shared):
    if task:
        os._exit(task)
    return task


def fail(task, _shared):
    raise ValueError(task)


def chatter(task, _shared):
    print("x" * task)  # noqa: T201 - the point of it
    return task


def foreign(_task, _shared):
    return os.stat_result


def echo_size(task, _shared):
    return len(task)


kept = []


def crumble(task, _shared):
    """Holds memory in pieces, all but the last of which go, and gives what the process holds."""
    pieces = [bytes(1000) for _ in range(task // 1000)]
    kept.extend(pieces[-1:])
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
