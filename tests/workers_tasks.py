"""Functions that workers are given by name: one that works, and some that have to be stopped."""

import os
import time

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
