"""Tasks -> results, worked out in processes that can be stopped when a task takes too much.

Foreign parsers run on bytes of strangers. What they cost is bounded here: processor time, time on
the clock, memory. A task that goes over is set aside with the reason, its process is replaced, and
the next task is worked on. A process may also be given a life, for what it learns on the way and
never forgets, such as every word that spaCy has seen.
"""

from __future__ import annotations

import ctypes
import math
import os
import pickle
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, is_dataclass
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from threading import Timer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

try:
    import resource
except ImportError:  # no limits of memory or processor time there; the clock's holds everywhere
    resource = None  # type: ignore[assignment]

MEGABYTE = 1_000_000
ONE_CORE = {  # a process is one core's work; Arrow's own pool of memory holds 35 MB for nothing
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system",
}  # fmt: skip
# A process of its own start, not multiprocessing: that would import the user's script again.
# Isolated, so that nothing in the current folder is taken for a module; the path comes first.
BEGIN = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from dragoman.workers import serve; serve()"
)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one task may take: ``memory`` is in bytes, beyond what the process began with."""

    processor_seconds: float = 3.0
    clock_seconds: float = 60.0
    memory: int = 500 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Stopped:
    """A task that was given up, and why, such as "took more than 3 seconds of processor time"."""

    reason: str


class Workers:
    """Processes that call one function on tasks; use it as a context manager.

    Args:
        function: ``package.module:name`` of a function of a task and ``shared``. It is named and
            not passed, so that nothing is imported here that only the processes need.
        shared: What every call is given beside its task; sent once to each process.
        processes: How many tasks are worked on at a time.
        allowance: What one task may take.
        life: Seconds of processor time after which a process is replaced, between two tasks.

    Tasks, ``shared`` and results are pickled; results are read back only as plain values and
    dataclasses of this package, because the process has met strangers' bytes.
    """

    def __init__(
        self,
        function: str,
        shared: object = None,
        *,
        processes: int = 1,
        allowance: Allowance | None = None,
        life: float = math.inf,
    ) -> None:
        self.start = Start(function, shared, allowance or Allowance(), life)
        self.idle: SimpleQueue[Worker] = SimpleQueue()
        self.all: list[Worker] = []
        self.places = processes
        for _ in range(processes):
            worker = Worker(self.start)
            self.all.append(worker)
            self.idle.put(worker)
        # A pipe to a process that has ended is an error here; the command line lets the signal
        # for it end the program, so the threads that write hold it back.
        self.threads = ThreadPoolExecutor(processes, "workers", _hold_back_broken_pipes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def submit(self, task: object, allowance: Allowance | None = None) -> Future[Any]:
        """The result to come of a task: what the function gives, or Stopped.

        The result raises what the function raised, as a RuntimeError that names it. ``allowance``
        is what this task may take of time, where it is not what each may; memory stays bounded
        as it was when the process began.
        """
        return self.threads.submit(self._work, task, allowance)

    def run(self, task: object) -> Any:
        """The result of a task: what the function gives, or Stopped."""
        return self.submit(task).result()

    def close(self) -> None:
        """Ends the processes; what is under way is given up."""
        for worker in self.all:
            worker.end()
        self.threads.shutdown(cancel_futures=True)

    def _work(self, task: object, allowance: Allowance | None) -> Any:
        worker = self.idle.get()
        try:
            return worker.work(task, allowance)
        finally:
            self.idle.put(worker)


@dataclass(frozen=True, slots=True)
class Start:
    """What a process is told when it begins."""

    function: str
    shared: object
    allowance: Allowance
    life: float


class Worker:
    """One process, replaced where it was stopped; started when it is made."""

    def __init__(self, start: Start) -> None:
        self.told = start
        self.ended = False
        self._begin()

    def _begin(self) -> None:
        self.begun = False
        self.process = subprocess.Popen(  # noqa: S603 - this interpreter, and words of ours
            [sys.executable, "-I", "-c", BEGIN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # parsers' chatter; what fails comes back as a reply
            env=os.environ | ONE_CORE,
        )

    def work(self, task: object, allowance: Allowance | None = None) -> Any:
        """The result of a task, or Stopped."""
        allowance = allowance or self.told.allowance
        timer = Timer(allowance.clock_seconds, self.process.kill)
        timer.daemon = True
        timer.start()
        try:
            kind, reply = self._ask(task, allowance.processor_seconds)
        except (EOFError, OSError, pickle.UnpicklingError):
            self.process.kill()
            in_time = timer.is_alive()
            stopped = Stopped(_why(self.process.wait(), allowance, in_time=in_time))
            self._replace()
            return stopped
        finally:
            timer.cancel()
        if kind == "memory":
            self.process.kill()
            self._replace()
            memory = self.told.allowance.memory // MEGABYTE
            return Stopped(f"took more than {memory:,} MB of memory")
        if kind == "raised":
            raise RuntimeError(reply)
        if kind == "last":
            self._replace()
        return reply

    def _ask(self, task: object, seconds: float) -> tuple[str, Any]:
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        if not self.begun:
            _send(stdin, sys.path)
            _send(stdin, self.told)
            self.begun = True
        _send(stdin, (task, seconds))
        kind, reply = Replies(stdout).load()
        return str(kind), reply

    def _replace(self) -> None:
        self._close()
        if not self.ended:
            self._begin()

    def end(self) -> None:
        """Ends the process for good."""
        self.ended = True
        self.process.kill()
        self.process.wait()
        self._close()

    def _close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except OSError:  # what was still to be written cannot be, and need not
                continue
        self.process.wait()


class Replies(pickle.Unpickler):
    """Reads results: plain values and dataclasses of this package, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        """A dataclass by its name.

        Raises:
            UnpicklingError: It is something else.
        """
        if module.partition(".")[0] == __package__ and "." not in name:
            found = getattr(import_module(module), name, None)
            if isinstance(found, type) and is_dataclass(found):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no result")


def _send(pipe: Any, value: object) -> None:
    pickle.dump(value, pipe, protocol=5)
    pipe.flush()


def _why(code: int, allowance: Allowance, *, in_time: bool) -> str:
    """Why a process ended, by its exit code."""
    if not in_time:
        return f"took more than {allowance.clock_seconds:g} seconds"
    out_of_time = {getattr(signal, name, None) for name in ("SIGPROF", "SIGXCPU")}
    if -code in out_of_time:
        return f"took more than {allowance.processor_seconds:g} seconds of processor time"
    return f"ended the process that read it (exit code {code})"


def _hold_back_broken_pipes() -> None:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPIPE})


def serve() -> None:
    """Works on tasks from standard input until there are no more; runs in the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began it ends it
    tasks, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a parser that prints must not write among the replies
    start: Start = pickle.load(tasks)  # noqa: S301 - from the program that began this process
    module, _, name = start.function.partition(":")
    function: Callable[[Any, Any], Any] = getattr(import_module(module), name)
    _limit_memory(start.allowance.memory)
    while True:
        try:
            task, seconds = pickle.load(tasks)  # noqa: S301 - as above
        except EOFError:
            return
        replies.write(_reply(function, task, start, seconds))
        replies.flush()
        _give_back()


def _reply(function: Callable[[Any, Any], Any], task: Any, start: Start, seconds: float) -> bytes:
    """What came of a task, and whether it was the last of this process."""
    _limit_time(seconds)
    try:
        result = function(task, start.shared)
        kind = "done" if time.process_time() < start.life else "last"
        answer = pickle.dumps((kind, result), protocol=5)
    except MemoryError:
        answer = pickle.dumps(("memory", None))
    except Exception as error:  # noqa: BLE001 - told to the caller, who decides
        answer = pickle.dumps(("raised", f"{type(error).__name__}: {error}"))
    _limit_time(0)
    return answer


def _give_back() -> None:
    """Lets the system have the memory that the last task held; glibc keeps what lies in pieces."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _limit_time(seconds: float) -> None:
    """Lets the system end this process after some processor time; 0 takes the limit away."""
    if hasattr(signal, "ITIMER_PROF"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory(more: int) -> None:
    """Lets the system refuse this process more memory than it has now and some bytes."""
    status = Path("/proc/self/status")
    if resource is None or not status.exists():
        return
    found = re.search(r"VmData:\s+(\d+) kB", status.read_text(encoding="ascii", errors="replace"))
    if found:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (int(found[1]) * 1024 + more, hard))
