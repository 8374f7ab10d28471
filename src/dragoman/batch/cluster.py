"""A Dask cluster as an executor: the same processes, on whatever machines the scheduler knows.

Dask carries tasks to machines and does again what was lost with one. On each, a task goes to a
process of ``dragoman.workers``, as it does on one machine: so a report that ends its process, loops
or hoards memory is met by the same code, and the scheduler's own worker lives on.
"""

from __future__ import annotations

import atexit
import re
import signal
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from threading import Lock, Timer, current_thread, main_thread
from typing import TYPE_CHECKING, Any, Self

from dragoman.batch.executor import ALLOWANCE, LIFE, WORK
from dragoman.errors import BatchError, UsageError
from dragoman.workers import Stopped, Workers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.batch.tasks import Setup
    from dragoman.workers import Allowance

LOCAL = "local"
SCHEDULER = re.compile(r"[^/]:\d+/?$")
# What Dask's processes do while they wait: they look at themselves fifty times a second and sample
# the stack of what runs. Our tasks take half a minute, and the work is in other processes.
QUIET = {"distributed.admin.tick.interval": "1s", "distributed.worker.profile.enabled": False}
WAIT = 60  # seconds for a scheduler to answer, and for its first worker
GONE = "the scheduler of the cluster is gone (the same command goes on where this one was)"
IDLE = 60  # seconds without a task; to begin anew takes three


class Cluster:
    """Tasks for a Dask scheduler; use it as a context manager.

    Args:
        setup: What every worker is told.
        address: The scheduler's, such as ``tcp://head:8786``; ``local`` begins one here.
        processes: How many workers a cluster here has.

    Raises:
        UsageError: Dask is not installed, nobody answers at the address, or it has no worker.
    """

    def __init__(self, setup: Setup, address: str, processes: int = 1) -> None:
        try:
            from dask import config  # noqa: PLC0415 - an extra
            from distributed import Client, LocalCluster  # noqa: PLC0415 - likewise
        except ImportError as error:
            raise UsageError(
                "--cluster needs Dask, which is not installed (pip install 'dragoman[cluster]')"
            ) from error
        if address != LOCAL and not SCHEDULER.search(address):  # Dask's client would never end
            raise UsageError(
                f"--cluster {address}: no address of a scheduler (such as tcp://head:8786; local"
                " begins one here)"
            )
        self.setup, self.cluster = setup, None
        if address == LOCAL:
            with _deaf(), config.set(QUIET):
                # a worker waits for its process and needs no threads or memory to itself
                self.cluster = LocalCluster(
                    n_workers=processes, threads_per_worker=1, dashboard_address=None,
                    memory_limit=0,
                )  # fmt: skip
        try:
            self.client = Client(self.cluster or address, timeout=WAIT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError(f"{address}: no Dask cluster answers: {error}") from error
        try:
            self.client.wait_for_workers(1, timeout=WAIT)
        except TimeoutError as error:
            self.client.close()
            raise UsageError(f"{address}: the Dask cluster has no worker: {error}") from error
        self.executor = self.client.get_executor(pure=False)

    @property
    def places(self) -> int:
        """How many tasks the workers there are now take at a time.

        Raises:
            BatchError: The scheduler is gone.
        """
        try:
            threads: dict[str, int] = self.client.nthreads()
        except OSError as error:
            raise BatchError(GONE) from error
        return max(1, sum(threads.values()))

    def submit(self, task: object, allowance: Allowance | None = None) -> Future[Any]:
        """The result to come of a task: what ``dragoman.batch.work`` gives, or Stopped.

        It cannot be cancelled: nobody here knows whether a worker there has begun it.
        """
        outcome: Future[Any] = Future()
        outcome.set_running_or_notify_cancel()
        given = self.executor.submit(there, task, allowance, self.setup)
        given.add_done_callback(partial(_pass_on, outcome))
        return outcome

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the processes beside the workers, and the scheduler where it was begun here."""
        with suppress(OSError):  # of a scheduler that is gone, which ended its workers
            self.client.run(leave, self.setup.key, on_error="ignore")
        self.client.close()
        if self.cluster is not None:
            self.cluster.close()


def _pass_on(outcome: Future[Any], given: Future[Any]) -> None:
    """What a scheduler's future came to, in the terms of an executor."""
    from distributed import KilledWorker  # noqa: PLC0415 - an extra

    try:
        outcome.set_result(given.result())
    except KilledWorker:
        outcome.set_result(Stopped("ended several workers of the cluster"))
    except CancelledError:
        outcome.set_exception(BatchError(GONE))
    except Exception as error:  # noqa: BLE001 - told to the caller, who decides
        outcome.set_exception(RuntimeError(f"{type(error).__name__}: {error}"))


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes begun within do not hear Ctrl-C: whoever began them ends them, in good order."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(eq=False)
class Beside:
    """The processes beside a scheduler's worker for one setup, and how many tasks are in hand."""

    workers: Workers
    in_hand: int = 0
    idle: Timer | None = None


_beside: dict[str, Beside] = {}  # by the setup they were begun with
_beginning = Lock()  # a worker may have several threads


def there(task: object, allowance: Allowance | None, setup: Setup) -> Any:
    """The result of a task, worked out in a process beside the scheduler's worker."""
    with _at_work(setup) as workers:
        return workers.submit(task, allowance).result()


@contextmanager
def _at_work(setup: Setup) -> Iterator[Workers]:
    """The processes beside this worker, one for each of its threads, begun with the first task.

    Those of other batches are left alone: they may be at work. Where no task has come for a while
    they end: a batch that was killed does not say that it is gone, and the scheduler takes back
    only what nobody has begun.
    """
    key = setup.key
    with _beginning:
        beside = _beside.get(key) or _begin(key, setup)
        beside.in_hand += 1
        if beside.idle is not None:
            beside.idle.cancel()
    try:
        yield beside.workers
    finally:
        with _beginning:
            beside.in_hand -= 1
            if not beside.in_hand:
                beside.idle = Timer(IDLE, _leave_idle, [key, beside])
                beside.idle.daemon = True
                beside.idle.start()


def _begin(key: str, setup: Setup) -> Beside:
    from distributed import get_worker  # noqa: PLC0415 - an extra

    threads = get_worker().state.nthreads
    workers = Workers(WORK, setup, processes=threads, allowance=ALLOWANCE, life=LIFE)
    atexit.register(leave, key)
    _beside[key] = Beside(workers)
    return _beside[key]


def _leave_idle(key: str, beside: Beside) -> None:
    """Ends processes that nobody has given a task to meanwhile."""
    with _beginning:
        if beside.in_hand or _beside.get(key) is not beside:
            return
        del _beside[key]
    beside.workers.close()


def leave(key: str) -> None:
    """Ends the processes of one setup beside the scheduler's worker."""
    with _beginning:
        beside = _beside.pop(key, None)
    if beside is not None:
        beside.workers.close()


def processes() -> list[int]:
    """The ids of the processes beside the scheduler's worker that this runs in."""
    return [each.process.pid for beside in _beside.values() for each in beside.workers.all]
