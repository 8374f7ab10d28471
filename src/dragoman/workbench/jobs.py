"""Files to be read into the record -> a job that a process works off, and what it has come to."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

State = Literal["loading", "reading", "joining", "done", "stopped", "failed"]
GOING: frozenset[State] = frozenset({"loading", "reading", "joining"})
LISTED = 200  # reports of a job, and faults of it, that are shown: the latest
# Not -I, which would leave out what PYTHONPATH names; -P, so that no file of the current folder is
# taken for a module.
COMMAND = (sys.executable, "-P", "-m", "dragoman.workbench.worker")
Line = TypeVar("Line")


@dataclass
class Job:
    """Files that are being read, or were.

    Attributes:
        number: From 1, in the order of beginning.
        names: The files, by their paths below ``folder``.
        state: How far it is; ``fault`` says why where it failed.
        file: The file, counted from 1, of the report that was done last.
        read: Reports that were read; ``rows`` are theirs.
        there: Reports that the record held already.
        reports: The latest that were read: id, title or source.
        problems: The latest that could not be: source, stage, message.
    """

    number: int
    folder: Path
    names: Sequence[str]
    published: str | None = None
    state: State = "loading"
    fault: str | None = None
    file: int = 0
    read: int = 0
    rows: int = 0
    there: int = 0
    set_aside: int = 0
    reports: list[dict[str, str]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)
    version: int = 0  # grows with each change

    @property
    def going(self) -> bool:
        """Whether it is still being worked off."""
        return self.state in GOING

    @property
    def share(self) -> float | None:
        """How much of it is done, by files; None where that cannot be told."""
        if self.state == "done":
            return 1.0
        return max(0, self.file - 1) / len(self.names) if len(self.names) > 1 else None

    def plain(self) -> dict[str, Any]:
        """What is told of it as JSON."""
        return {
            "job": self.number, "state": self.state, "fault": self.fault,
            "files": len(self.names), "file": self.file, "read": self.read, "rows": self.rows,
            "there": self.there, "set_aside": self.set_aside, "reports": list(self.reports),
            "problems": list(self.problems),
        }  # fmt: skip

    def take(self, told: dict[str, Any]) -> None:
        """One line of the process."""
        self.file = max(self.file, told.get("file", 0))
        if "state" in told:
            self.state = told["state"]
        elif "fault" in told:
            self.state, self.fault = "failed", told["fault"]
        elif "there" in told:
            self.there += 1
        else:
            self._take_report(told)
        self.version += 1

    def _take_report(self, told: dict[str, Any]) -> None:
        self.read += 1
        self.rows += told["rows"]
        if told["problem"]:
            self.set_aside += 1
            _latest(self.problems, {"source": told["source"], **told["problem"]})
        else:
            name = told["title"] or told["source"]
            _latest(self.reports, {"report": told["read"], "title": name})

    def end(self, code: int) -> None:
        """The process has ended; without having said that it is done, it failed."""
        if self.going:
            self.state, self.fault = "failed", _ended(code)
        self.version += 1


class Jobs:
    """The jobs of one server: one at a time, for a record has one writer."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.lock = Lock()
        self.process: subprocess.Popen[str] | None = None
        self.uploads: Path | None = None

    def begin(self, record: Path, folder: Path, names: Sequence[str], published: str | None) -> Job:
        """A job that has begun.

        Raises:
            UsageError: Another is going, or there is nothing to read.
        """
        if not names:
            raise UsageError("no file is chosen")
        with self.lock:
            if self.jobs and self.jobs[-1].going:
                raise UsageError("other files are being read: wait for them, or stop them")
            job = Job(len(self.jobs) + 1, folder, names, published)
            self.jobs.append(job)
            order = {"record": str(record.resolve()), "folder": str(folder.resolve()),
                     "names": list(names), "published": published}  # fmt: skip
            process = subprocess.Popen(  # noqa: S603 - our own command; names go by its input
                COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
            self.process = process
        Thread(target=self._follow, args=(job, process, json.dumps(order)), daemon=True).start()
        return job

    def job(self, number: int) -> Job | None:
        """A job by its number."""
        return self.jobs[number - 1] if 0 < number <= len(self.jobs) else None

    def stop(self, job: Job) -> None:
        """Ends a job; what it has read stays in the record."""
        with self.lock:
            if job.going and self.process is not None:
                job.state = "stopped"
                job.version += 1
                self.process.terminate()

    def close(self) -> None:
        """Ends the job that is going, and takes away what was sent."""
        for job in self.jobs[-1:]:
            self.stop(job)
        if self.process is not None:
            self.process.wait()
        if self.uploads is not None:
            rmtree(self.uploads, ignore_errors=True)

    def place(self) -> Path:
        """A new folder for files that were sent, which goes with the server."""
        with self.lock:
            if self.uploads is None:
                self.uploads = Path(mkdtemp(prefix="dragoman-"))
            return Path(mkdtemp(dir=self.uploads))

    def _follow(self, job: Job, process: subprocess.Popen[str], order: str) -> None:
        """Takes in what the process says until it ends."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with process.stdin as given:
                given.write(order)
        except BrokenPipeError:
            pass  # it ended before it read; its exit code says so below
        for line in process.stdout:
            with self.lock:
                if job.going:
                    job.take(json.loads(line))
        code = process.wait()
        process.stdout.close()
        with self.lock:
            job.end(code)
        if self.uploads is not None and self.uploads in job.folder.parents:
            rmtree(job.folder, ignore_errors=True)


def _latest(lines: list[Line], line: Line) -> None:
    """Adds a line; the oldest goes where there are too many."""
    lines.append(line)
    del lines[:-LISTED]


def _ended(code: int) -> str:
    """How a process ended that did not say."""
    how = f"by {signal.Signals(-code).name}" if code < 0 else f"with code {code}"
    return (
        f"the process that reads was ended {how}; what it had read is in the record, and the same"
        " files can be added again: what is there is passed over"
    )


def spread(names: Iterable[str], chosen: Iterable[str]) -> list[str]:
    """Those of the names that were chosen: nothing that is asked for becomes a path by itself."""
    wanted = frozenset(chosen)
    return [name for name in names if name in wanted]
