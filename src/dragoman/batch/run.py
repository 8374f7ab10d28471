"""Shards, or reports, through an executor -> accounts, or records; nothing is lost on the way."""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from dragoman.batch.executor import allowance_of
from dragoman.batch.storage import PART
from dragoman.batch.tasks import Fault, Records, Reports, Trial
from dragoman.errors import BatchError
from dragoman.workers import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from dragoman.batch.account import Account
    from dragoman.batch.executor import Executor
    from dragoman.batch.storage import Folder
    from dragoman.batch.tasks import Shard
    from dragoman.ingest import Failure
    from dragoman.record import Record, Report

AHEAD = 2  # tasks for each place that are handed out: one in hand, one waiting
TOGETHER = 16  # reports of a task whose records come back
MOMENT = 0.2  # seconds between two looks at whether to stop
TRIES = 3  # of a shard; the third is without the reports that ended the others


class Run:
    """One batch: hands shards out and takes accounts in, as they come.

    Args:
        executor: Who works.
        folder: Where parts are; those that are there are not made again.
        stopped: Asked every moment; once it says so, what is in hand is finished and no more begun.
    """

    def __init__(self, executor: Executor, folder: Folder, stopped: Callable[[], bool]) -> None:
        self.executor, self.folder, self.stopped = executor, folder, stopped
        self.there = set(folder.parts())
        self.waiting: dict[Future[Any], tuple[Shard, int]] = {}

    def accounts(self, shards: Iterable[Shard]) -> Iterator[tuple[Shard, Account]]:
        """Each shard and its account, when its part is there; in no particular order.

        Raises:
            BatchError: A worker cannot go on, and no other could.
        """
        for shard in shards:
            if self.stopped():
                break
            if shard.name in self.there:
                yield shard, self._account(shard)
                continue
            self._hand_out(shard, 1)
            while len(self.waiting) >= AHEAD * self.executor.places:
                yield from self._take_in()
        while self.waiting:
            yield from self._take_in()

    def _account(self, shard: Shard) -> Account:
        from dragoman.batch.part import about  # noqa: PLC0415 - pyarrow

        name = shard.name + PART
        with self.folder.open(name) as file:
            return about(file, self.folder.file(name))[1]

    def _hand_out(self, shard: Shard, tries: int) -> None:
        self.waiting[self.executor.submit(shard, allowance_of(shard))] = shard, tries

    def _take_in(self) -> Iterator[tuple[Shard, Account]]:
        """What is done by now; once stopped, what nobody has begun is given back."""
        if self.stopped():
            for future in [future for future in self.waiting if future.cancel()]:
                del self.waiting[future]
        done, _ = wait(self.waiting, MOMENT, FIRST_COMPLETED)
        for future in done:
            shard, tries = self.waiting.pop(future)
            result = _result(future)
            if not isinstance(result, Stopped):
                yield shard, result
            elif not self.stopped():
                self._try_again(shard, tries, result.reason)

    def _try_again(self, shard: Shard, tries: int, reason: str) -> None:
        """Once as it is, in case the fault was another's; then without what ends its worker."""
        if tries >= TRIES:
            raise BatchError(f"{shard.name}: {reason}, {TRIES} times (run again to go on)")
        self._hand_out(shard if tries == 1 else without_poison(shard, self.executor), tries + 1)


def without_poison(shard: Shard, executor: Executor) -> Shard:
    """The shard with the reports named that end the process that codes them."""

    def tried(first: int, last: int) -> Any:
        trial = Trial(shard, first, last)
        return _result(executor.submit(trial, allowance_of(trial)))

    def looked(first: int, last: int) -> Iterator[tuple[int, str]]:
        result = tried(first, last)
        if not isinstance(result, Stopped):
            return
        if last - first == 1:
            yield first, result.reason
            return
        middle = (first + last) // 2
        yield from looked(first, middle)
        yield from looked(middle, last)

    count = tried(0, 0)
    if isinstance(count, Stopped):
        return replace(shard, unreadable=f"set aside: reading it {count.reason}")
    return replace(shard, poisoned=tuple(looked(0, count)))


def code_with(reports: Iterable[Report | Failure], executor: Executor) -> Iterator[Record]:
    """The records of reports, in order; a report that ends two workers is set aside.

    Raises:
        BatchError: A worker cannot go on, and no other could.
    """
    source = iter(reports)
    waiting: deque[tuple[Reports, Future[Any]]] = deque()
    while together := tuple(islice(source, TOGETHER)):
        task = Reports(together)
        waiting.append((task, executor.submit(task, allowance_of(task))))
        if len(waiting) > AHEAD * executor.places:
            yield from _records(*waiting.popleft(), executor)
    while waiting:
        yield from _records(*waiting.popleft(), executor)


def _records(task: Reports, future: Future[Any], executor: Executor) -> Iterator[Record]:
    """The records of a task; where it ended its worker, its reports are tried one by one."""
    result = _result(future)
    if isinstance(result, Records):
        yield from result.records
        return
    for report in task.reports:
        yield _alone(report, executor)


def _alone(report: Report | Failure, executor: Executor) -> Record:
    task = Reports((report,))
    result = _result(executor.submit(task, allowance_of(task)))
    if isinstance(result, Stopped):
        task = replace(task, poisoned=result.reason)
        result = _result(executor.submit(task, allowance_of(task)))
    if isinstance(result, Stopped):
        raise BatchError(f"{report.source}: {result.reason} (run again to go on)")
    (record,) = result.records
    return record  # type: ignore[no-any-return]  # a task of reports gives records


def _result(future: Future[Any]) -> Any:
    """What a task gave.

    Raises:
        BatchError: It says that nobody can go on.
    """
    try:
        result = future.result()
    except RuntimeError as error:  # what the work raised: a fault of ours, told as it is
        raise BatchError(f"a worker failed: {error} (this is a fault of dragoman)") from error
    if isinstance(result, Fault):
        raise BatchError(result.words)
    return result
