"""What takes long to count -> kept in memory until the record says something else.

While a record is being added to, a page shows the sums of a moment ago, and they are counted anew
beside it: nobody waits for them twice.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from concurrent.futures import Future
from threading import Lock, Thread
from typing import TYPE_CHECKING, TypeVar, cast

from dragoman.errors import DragomanError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

LOG = logging.getLogger(__name__)
Answer = TypeVar("Answer")
MOST = 256  # answers that are kept; the longest unused goes first


class Kept:
    """Answers by what was asked, of the record as it was when they were counted."""

    def __init__(self) -> None:
        self.answers: OrderedDict[Hashable, tuple[Hashable, object]] = OrderedDict()
        self.lock = Lock()
        self.locks: dict[Hashable, Lock] = {}
        self.waiting: dict[Hashable, Future[object]] = {}

    def get(self, asked: Hashable, stamp: Hashable, count: Callable[[], Answer]) -> Answer:
        """The answer; one of an earlier moment where there is one, and then a new one is begun.

        Args:
            asked: What was asked.
            stamp: What changes with the record.
            count: Counts it, in any thread.
        """
        with self.lock:
            lock = self.locks.setdefault(asked, Lock())
            there = self.answers.get(asked)
        if there is None:
            with lock:  # once for all who wait
                there = self.answers.get(asked) or self._keep(asked, stamp, count)
        elif there[0] != stamp and lock.acquire(blocking=False):
            Thread(target=self._renew, args=(lock, asked, stamp, count), daemon=True).start()
        return cast("Answer", there[1])

    def soon(
        self, asked: Hashable, stamp: Hashable, count: Callable[[], Answer], patience: float
    ) -> Answer | None:
        """The answer, as ``get`` has it; None where it is not there in so many seconds.

        It is counted on meanwhile, once for all who ask, and is there the next time.
        """
        if asked in self.answers:
            return self.get(asked, stamp, count)
        with self.lock:
            waiting = self.waiting.get(asked)
            if waiting is None:
                waiting = self.waiting[asked] = Future()
                Thread(target=self._run, args=(waiting, asked, stamp, count), daemon=True).start()
        try:
            return cast("Answer", waiting.result(patience))
        except TimeoutError:
            return None

    def _run(
        self, waiting: Future[object], asked: Hashable, stamp: Hashable, count: Callable[[], object]
    ) -> None:
        try:
            waiting.set_result(self.get(asked, stamp, count))
        except Exception as error:  # noqa: BLE001 - it is raised where the answer is waited for
            waiting.set_exception(error)
        finally:
            with self.lock:
                del self.waiting[asked]

    def _renew(
        self, lock: Lock, asked: Hashable, stamp: Hashable, count: Callable[[], object]
    ) -> None:
        try:
            self._keep(asked, stamp, count)
        except DragomanError as error:  # the record is gone; the next page will say so
            LOG.warning("%s: %s", asked, error)
        finally:
            lock.release()

    def _keep(
        self, asked: Hashable, stamp: Hashable, count: Callable[[], object]
    ) -> tuple[Hashable, object]:
        there = (stamp, count())
        with self.lock:
            self.answers[asked] = there
            self.answers.move_to_end(asked)
            while len(self.answers) > MOST:
                gone, _ = self.answers.popitem(last=False)
                self.locks.pop(gone, None)
        return there
