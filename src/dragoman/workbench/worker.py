"""Files and a record, told on standard input -> what comes of reading them, a line of JSON each.

The workbench runs this as a process of its own (``dragoman.workbench.jobs``): its pages stay quick,
and whatever a file does to the process that reads it, they go on.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.batch import coding, expected
from dragoman.errors import DragomanError
from dragoman.ingest import Failure, ReadOptions, load_profile, read_streams
from dragoman.ingest.opening import Opening
from dragoman.keep import add
from dragoman.lexicon.own import tables_with
from dragoman.pipeline import in_language, unread
from dragoman.settings import load_settings
from dragoman.store import Writer
from dragoman.store.across.join import join

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dragoman.ingest.source import Opened
    from dragoman.lexicon import Tables
    from dragoman.record import Record, Report
    from dragoman.settings import Settings

    Say = Callable[[dict[str, Any]], None]

NICE = 10  # pages are answered first


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be read: files by their names below a folder, which are their sources too."""

    record: str
    folder: str
    names: list[str]
    published: str | None = None


class Reading:
    """One run over the files of an order, each report told by the file it comes from."""

    def __init__(self, order: Order, settings: Settings, say: Say) -> None:
        self.order, self.settings, self.say = order, settings, say
        self.opened = 0  # files so far
        self.file_of: dict[str, int] = {}  # by the ids of reports that are in hand

    def run(self) -> None:
        """Reads everything, and joins what the reports have in common.

        Raises:
            DragomanError: The settings, tables, model or record are not as they must be.
        """
        settings, record = self.settings, Path(self.order.record)
        profile = load_profile(Path(settings.profile)) if settings.profile else None
        options = ReadOptions(self.order.published, profile=profile, record=record)
        tables = tables_with(settings.language, settings.lexicon, settings.actors)
        made = expected(settings, tables, options)
        started = datetime.now(UTC).isoformat(timespec="seconds")
        with Writer(record, started) as writer, coding(settings, options, made, tables, 1) as coded:
            self.say({"state": "reading"})
            reports = self._reports(options, tables)
            for found in add(reports, writer, made=made, coded=coded, skipped=self._there):
                self._read(found)
        self.say({"state": "joining"})
        join(record)
        self.say({"state": "done"})

    def _reports(self, options: ReadOptions, tables: Tables) -> Iterator[Report | Failure]:
        """The reports of all files, with the file of each noted."""
        language = self.settings.language
        found: Iterable[Report | Failure] = read_streams(
            self._streams(options), options=options, tables=tables
        )
        for one in in_language(found, None if language == "auto" else language):
            report = unread(one) if isinstance(one, Failure) else one
            self.file_of[report.id] = self.opened
            yield one

    def _streams(self, options: ReadOptions) -> Iterator[Opened | Failure]:
        opening = Opening(options.limits, options.record)
        for number, name in enumerate(self.order.names, 1):
            self.opened = number
            yield from opening.file(Path(self.order.folder) / name, name)

    def _there(self, report: Report) -> None:
        self.say({"there": report.id, "file": self.file_of.pop(report.id, self.opened)})

    def _read(self, record: Record) -> None:
        report, problem = record.report, record.problem
        self.say({
            "read": report.id, "file": self.file_of.pop(report.id, self.opened),
            "source": report.source, "title": report.title,
            "rows": len(record.statements) + len(record.events) + len(record.positions),
            "problem": {"stage": problem.stage, "message": problem.message} if problem else None,
        })  # fmt: skip


def main() -> None:
    """Reads what standard input orders; a fault is the last line, with the program's exit code."""
    out, sys.stdout = sys.stdout, sys.stderr  # nobody else's words get between the lines

    def say(told: dict[str, Any]) -> None:
        print(json.dumps(told), file=out, flush=True)

    if hasattr(os, "nice"):
        os.nice(NICE)
    try:
        settings = load_settings(Path.cwd(), os.environ).settings
        Reading(Order(**json.load(sys.stdin)), settings, say).run()
    except DragomanError as error:
        say({"fault": str(error)})
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
