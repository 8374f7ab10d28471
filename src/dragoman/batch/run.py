"""Shards, or reports, through an executor -> accounts, or records; nothing is lost on the way."""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from dragoman.batch.executor import allowance_of
from dragoman.batch.storage import PART
from dragoman.batch.tasks import Fault, Records, Reports, Shard, Trial
from dragoman.errors import BatchError
from dragoman.workers import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from dragoman.batch.account import Account
    from dragoman.batch.executor import Executor
    from dragoman.batch.storage import Folder
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
        self.met: set[str] = set()
        self.over = False
        self.waiting: dict[Future[Any], tuple[Shard, int]] = {}
        self.searches = ThreadPoolExecutor(1, "searches")  # others work on meanwhile

    def accounts(self, shards: Iterable[Shard]) -> Iterator[tuple[Shard, Account]]:
        """Each shard and its account, when its part is there; in no particular order.

        Of shards that are the same one part is made, and accounted for.

        Raises:
            BatchError: A worker cannot go on, and no other could.
        """
        try:
            yield from self._accounts(shards)
        finally:
            self.over = True

    def _accounts(self, shards: Iterable[Shard]) -> Iterator[tuple[Shard, Account]]:
        for shard in shards:
            if self.stopped():
                break
            if shard.name in self.met:  # the same file, or another of its name that is the same
                continue
            self.met.add(shard.name)
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
            if isinstance(result, Shard):
                if not self.stopped():
                    self._hand_out(result, tries)
            elif not isinstance(result, Stopped):
                yield shard, result
            elif not self.stopped():
                self._try_again(shard, tries, result.reason)

    def _try_again(self, shard: Shard, tries: int, reason: str) -> None:
        """Once as it is, in case the fault was another's; then without what ends its worker."""
        if tries >= TRIES:
            raise BatchError(f"{shard.name}: {reason}, {TRIES} times (run again to go on)")
        if tries == 1:
            self._hand_out(shard, tries + 1)
            return
        search = Search(shard, self.executor, self._given_up)
        self.waiting[self.searches.submit(search.found)] = shard, tries + 1

    def _given_up(self) -> bool:
        return self.over or self.stopped()


class Search:
    """Finds the reports of a shard that end the process that codes them.

    Args:
        shard: It has ended two processes.
        executor: Who tries what is in it.
        stopped: Asked every moment; once it says so the search is given up, and what comes of it
            is nothing to go by.
    """

    def __init__(self, shard: Shard, executor: Executor, stopped: Callable[[], bool]) -> None:
        self.shard, self.executor, self.stopped = shard, executor, stopped
        self.sizes: tuple[int, ...] = ()

    def found(self) -> Shard:
        """The shard with those reports named."""
        sizes = self._twice(0, 0)
        if isinstance(sizes, Stopped):
            return replace(self.shard, unreadable=f"set aside: reading it {sizes.reason}")
        self.sizes = sizes
        look = self._halved if len(sizes) > 1 else self._looked  # all of it ends a process
        return replace(self.shard, poisoned=tuple(look(0, len(sizes))))

    def _tried(self, first: int, last: int) -> Any:
        trial = Trial(self.shard, first, last, sum(self.sizes[first:last]))
        future = self.executor.submit(trial, allowance_of(trial))
        while not self.stopped():
            if wait([future], MOMENT).done:
                return _result(future)
        return ()

    def _twice(self, first: int, last: int) -> Any:
        """What ends two workers is to blame; one may have been ended by somebody else."""
        result = self._tried(first, last)
        return self._tried(first, last) if isinstance(result, Stopped) else result

    def _looked(self, first: int, last: int) -> Iterator[tuple[int, str]]:
        if last - first == 1:
            if isinstance(result := self._twice(first, last), Stopped):
                yield first, result.reason
        elif isinstance(self._tried(first, last), Stopped):
            yield from self._halved(first, last)

    def _halved(self, first: int, last: int) -> Iterator[tuple[int, str]]:
        middle = (first + last) // 2
        yield from self._looked(first, middle)
        yield from self._looked(middle, last)


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
