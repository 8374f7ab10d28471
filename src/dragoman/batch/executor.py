"""Tasks -> futures: the one way in which work is handed out, whoever does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from dragoman.batch.tasks import Trial
from dragoman.workers import MEGABYTE, Allowance, Workers

if TYPE_CHECKING:
    from concurrent.futures import Future

    from dragoman.batch.tasks import Reports, Setup, Shard

WORK = "dragoman.batch.work:work"
BYTES_READ_A_SECOND = 20_000  # of packed pages, a process reads some 300 kB a second
# Far more than a task takes: of text, a process codes 20 to 60 kB a second.
SECONDS, BYTES_A_SECOND = 60, 2_000
PATIENCE = 10  # a busy machine takes so many times the processor's seconds at the most
LIFE = 1_200  # seconds of work: some 12,000 reports, whose new words take 50 MB; a start takes 4
ALLOWANCE = Allowance(SECONDS, PATIENCE * SECONDS, 3_000 * MEGABYTE)


class Executor(Protocol):
    """Who works on tasks: processes here, or a cluster.

    The result of a task is what
    ``dragoman.batch.work`` gives, or ``Stopped`` where it ended whoever worked on it.
    """

    @property
    def places(self) -> int:
        """How many tasks are worked on at a time."""

    def submit(self, task: object, allowance: Allowance) -> Future[Any]:
        """The result to come of a task."""

    def close(self) -> None:
        """Ends the work."""


def local(setup: Setup, processes: int) -> Workers:
    """Processes on this machine."""
    return Workers(WORK, setup, processes=processes, allowance=ALLOWANCE, life=LIFE)


def executor_of(setup: Setup, processes: int, cluster: str | None) -> Executor:
    """Processes on this machine, or the workers of a Dask cluster where one is named.

    Raises:
        UsageError: Dask is not installed, nobody answers at the address, or it has no worker.
    """
    if cluster is None:
        return local(setup, processes)
    from dragoman.batch.cluster import Cluster  # noqa: PLC0415 - an extra

    return Cluster(setup, cluster, processes)


def allowance_of(task: Shard | Trial | Reports) -> Allowance:
    """What a task may take, by its size; what a trial only reads counts for little."""
    seconds = SECONDS + task.size / BYTES_A_SECOND
    if isinstance(task, Trial):
        seconds += task.shard.size / BYTES_READ_A_SECOND
    return Allowance(seconds, PATIENCE * seconds, ALLOWANCE.memory)
