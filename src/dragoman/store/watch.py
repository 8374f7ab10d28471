"""A long change of a record -> word of how far it is, and an end to it when somebody asks."""

from __future__ import annotations

import logging
import signal
import sqlite3
from contextlib import contextmanager
from threading import current_thread, main_thread
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Tell = Callable[[str], None]

LOG = logging.getLogger("dragoman.progress")  # the command line shows it
PAUSE = 3.0  # seconds between two words, and before the first: most records need none
STEPS = 100_000  # of SQLite's machine, between which it is asked whether to go on


@contextmanager
def watched(connection: sqlite3.Connection, what: str) -> Iterator[Tell]:
    """A function that is told what is being done; the log has it every few seconds.

    The keyboard interrupts even a single long statement: SQLite itself would hear of it only at
    the end. Whoever opened the transaction takes it back.

    Raises:
        KeyboardInterrupt: Somebody asked to stop.
    """
    watch = _Watch(what)
    heard = current_thread() is main_thread()  # only there a signal can be taken
    heard = heard and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN  # in the background
    before = signal.signal(signal.SIGINT, watch.stop) if heard else None
    connection.set_progress_handler(watch.look, STEPS)
    try:
        yield watch.tell
    except sqlite3.OperationalError as error:
        if watch.stopped:
            raise KeyboardInterrupt from error
        raise
    finally:
        connection.set_progress_handler(None, STEPS)
        if before is not None:
            signal.signal(signal.SIGINT, before)


class _Watch:
    def __init__(self, what: str) -> None:
        self.what, self.doing = what, ""
        self.last, self.stopped = monotonic(), False

    def stop(self, *_signal: object) -> None:
        self.stopped = True

    def tell(self, doing: str) -> None:
        self.doing = doing
        self.look()
        if self.stopped:
            raise KeyboardInterrupt

    def look(self) -> int:
        """Whether SQLite is to stop, as 1 or 0."""
        if monotonic() - self.last > PAUSE:
            self.last = monotonic()
            LOG.info("%s: %s", self.what, self.doing)
        return int(self.stopped)
