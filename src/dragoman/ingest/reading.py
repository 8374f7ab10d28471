"""The door of reading: a source's name -> its Reports, and Failures where there is none."""

from __future__ import annotations

import io
from collections import deque
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from dragoman.ingest.opening import open_sources
from dragoman.ingest.options import Failure, Fetching, ReadOptions
from dragoman.ingest.plain import LONGEST_LETTER
from dragoman.ingest.revisions import Revisions
from dragoman.ingest.source import Opened, failure
from dragoman.ingest.visit import visited
from dragoman.lexicon import load_tables
from dragoman.workers import Stopped, Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from dragoman.ingest.fetch import Fetcher
    from dragoman.ingest.options import Limits
    from dragoman.ingest.source import Kind
    from dragoman.ingest.visit import Visit
    from dragoman.lexicon import Tables
    from dragoman.record import Report

    Found = Report | Failure

# A reader is named and not imported: lxml, trafilatura and pyarrow cost half a second, and a text
# file needs none of them. To add a kind, add its module, a line here, and how opening.py knows it.
READERS: dict[str, tuple[str, str]] = {
    "plain": ("dragoman.ingest.plain", "read_plain"),
    "page": ("dragoman.ingest.page", "read_page"),
    "feed": ("dragoman.ingest.feed", "read_feed"),
    "jsonl": ("dragoman.ingest.rows", "read_jsonl"),
    "json": ("dragoman.ingest.rows", "read_json"),
    "csv": ("dragoman.ingest.rows", "read_csv"),
    "parquet": ("dragoman.ingest.columns", "read_parquet"),
}
# A process costs the time of ten pages to begin, and its work can be stopped. What is smaller than
# this is read here, unless one is running: no page or text of the hostile tests costs more than
# a second below it. Of 102 real pages 13 are larger.
SMALL_BYTES, SMALL_TAGS = 256_000, 8_000
AHEAD = 4  # sources for each process that are opened while it reads


def read(
    source: str | Path, *, options: ReadOptions | None = None, tables: Tables | None = None
) -> Iterator[Report | Failure]:
    """The reports of a source, in order; a Failure in the place of each that cannot be read.

    Args:
        source: A text file, a page, a feed, a file of rows (JSON Lines, CSV, Parquet), an archive
            (WARC), a folder of them, an address, or ``-`` for standard input.
        options: What the caller knows about it.
        tables: The tables of the language that furniture and dates are printed in; English by
            default.

    Nothing that a source holds raises; a bad file or row is a Failure and the next is read.
    """
    return read_all([source], options=options, tables=tables)


def read_all(
    sources: Iterable[str | Path],
    *,
    options: ReadOptions | None = None,
    tables: Tables | None = None,
    passed: Callable[[int], object] | None = None,
) -> Iterator[Report | Failure]:
    """The reports of several sources, one after the other, as ``read`` gives them.

    They share the processes that read large pages, and what is known of the servers asked.
    ``passed`` is told how many bytes of their files have been read, each time some are: of
    ``size_of`` these.
    """
    reading = Reading(options or ReadOptions(), tables or load_tables())
    try:
        yield from reading.reports(sources, passed)
    finally:
        reading.close()


def read_streams(
    opened: Iterable[Opened | Failure], *, options: ReadOptions, tables: Tables
) -> Iterator[Report | Failure]:
    """The reports of streams that the caller has opened, one after the other."""
    reading = Reading(options, tables)
    try:
        yield from reading.found(opened)
    finally:
        reading.close()


def whole(limits: Limits) -> dict[Kind, int]:
    """The kinds of source that are read at once, and the most bytes of each."""
    return {
        "page": limits.page_bytes,
        "feed": limits.feed_bytes,
        "plain": LONGEST_LETTER * limits.text_letters,
    }


@dataclass(frozen=True, slots=True)
class Task:
    """A source that is read at once, with its bytes."""

    name: str
    kind: Kind
    data: bytes
    visit: Visit | None


def read_task(task: Task, shared: tuple[ReadOptions, Tables]) -> list[Found]:
    """The reports of a task; this is what workers do."""
    opened = Opened(task.name, task.kind, io.BytesIO(task.data), task.visit)
    return list(read_opened(opened, *shared))


def read_opened(opened: Opened, options: ReadOptions, tables: Tables) -> Iterator[Found]:
    """The reports of an opened source, read by the reader of its kind."""
    module, function = READERS[opened.kind]
    reader: Any = getattr(import_module(module), function)
    try:
        yield from reader(opened, options, tables)
    except OSError as error:
        yield failure(opened.name, error.strerror or f"it {error}")


class Reading:
    """One run of reading: its processes, the servers it asked, the addresses it has seen."""

    def __init__(self, options: ReadOptions, tables: Tables) -> None:
        self.options, self.tables = options, tables
        self.limits = whole(options.limits)
        self.revisions = Revisions()
        self.workers: Workers | None = None
        self.fetcher: Fetcher | None = None

    def reports(
        self, sources: Iterable[str | Path], passed: Callable[[int], object] | None = None
    ) -> Iterator[Found]:
        """The reports of some sources, in order."""
        limits, record = self.options.limits, self.options.record
        return self.found(
            opened
            for source in sources
            for opened in open_sources(source, limits, self._fetch, record, passed)
        )

    def found(self, sources: Iterable[Opened | Failure]) -> Iterator[Found]:
        """The reports of opened sources, in order."""
        waiting: deque[tuple[Task, Future[Any]]] = deque()
        for opened in sources:
            task = self._task(opened) if isinstance(opened, Opened) else None
            if task is not None and (workers := self._workers_for(task)):
                waiting.append((task, workers.submit(task)))
                if len(waiting) > AHEAD * self.options.workers:
                    yield from self._done(*waiting.popleft())
                continue
            while waiting:
                yield from self._done(*waiting.popleft())
            yield from self._read_here(task or opened)
        while waiting:
            yield from self._done(*waiting.popleft())

    def close(self) -> None:
        """Ends the processes."""
        if self.workers is not None:
            self.workers.close()

    def _task(self, opened: Opened) -> Task | None:
        """The source with its bytes, if its kind is read at once."""
        limit = self.limits.get(opened.kind)
        if limit is None:
            return None
        try:
            data = opened.stream.read(limit + 1)
        except OSError:
            return None  # the reader will meet it again, and say it
        return Task(opened.name, opened.kind, data, opened.visit)

    def _workers_for(self, task: Task) -> Workers | None:
        """The processes, where this task is one for them: begun with the first that is."""
        if self.workers is None and self.options.workers and self._is_large(task):
            self.workers = Workers(
                f"{__name__}:{read_task.__name__}",
                (replace(self.options, fetching=Fetching()), self.tables),
                processes=self.options.workers,
                allowance=self.options.limits.allowance,
            )
        return self.workers

    def _is_large(self, task: Task) -> bool:
        """Whether a task may cost a second; what is over the limit costs nothing but a refusal."""
        size = len(task.data)
        large = size > SMALL_BYTES or task.data.count(b"<") > SMALL_TAGS
        return large and size <= self.limits[task.kind]

    def _read_here(self, found: Task | Opened | Failure) -> Iterator[Found]:
        if isinstance(found, Failure):
            yield found
        elif isinstance(found, Task):
            for one in read_task(found, (self.options, self.tables)):
                yield self._finished(one, found.visit)
        else:
            for one in read_opened(found, self.options, self.tables):
                yield self._finished(one, found.visit)

    def _done(self, task: Task, future: Future[Any]) -> Iterator[Found]:
        try:
            result = future.result()
        except RuntimeError as error:
            result = Stopped(str(error))
        if isinstance(result, Stopped):
            yield failure(task.name, f"set aside: reading it {result.reason}", task.data)
            return
        for one in result:
            yield self._finished(one, task.visit)

    def _finished(self, found: Found, visit: Visit | None) -> Found:
        if isinstance(found, Failure):
            return found
        return self.revisions.marked(visited(found, visit) if visit is not None else found)

    def _fetch(self, address: str) -> Iterator[Opened | Failure]:
        if self.fetcher is None:
            try:
                from dragoman.ingest.fetch import Fetcher  # noqa: PLC0415 - an extra
            except ImportError as error:
                remedy = "pip install 'dragoman[fetch]', or save the page and read the file"
                yield failure(address, f"an address, and {error.name} is not installed ({remedy})")
                return
            self.fetcher = Fetcher(self.options.fetching, self.options.limits)
        yield from self.fetcher.open(address)
