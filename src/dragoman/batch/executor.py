"""Tasks -> futures: the one way in which work is handed out, whoever does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from dragoman.batch.tasks import Trial
from dragoman.workers import MEGABYTE, Allowance, Workers

if TYPE_CHECKING:
    from concurrent.futures import Future

    from dragoman.batch.tasks import Reports, Setup, Shard

WORK = "dragoman.batch.work:work"
# Far more than a task takes: of text, a process codes 20 to 60 kB a second.
SECONDS, BYTES_A_SECOND = 60, 2_000
PATIENCE = 10  # a busy machine takes so many times the processor's seconds at the most
ALLOWANCE = Allowance(SECONDS, PATIENCE * SECONDS, 3_000 * MEGABYTE)


class Executor(Protocol):
    """Who works on tasks: processes here, or a cluster.

    ``places`` is how many tasks are worked on at a time. The result of a task is what
    ``dragoman.batch.work`` gives, or ``Stopped`` where it ended whoever worked on it.
    """

    places: int

    def submit(self, task: object, allowance: Allowance) -> Future[Any]:
        """The result to come of a task."""

    def close(self) -> None:
        """Ends the work."""


def local(setup: Setup, processes: int) -> Workers:
    """Processes on this machine."""
    return Workers(WORK, setup, processes=processes, allowance=ALLOWANCE)


def allowance_of(task: Shard | Trial | Reports) -> Allowance:
    """What a task may take, by its size."""
    size = task.shard.size if isinstance(task, Trial) else task.size
    seconds = SECONDS + size / BYTES_A_SECOND
    return Allowance(seconds, PATIENCE * seconds, ALLOWANCE.memory)
