"""Reports -> Records kept on disk while they pass; what is there already is not coded again."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from dragoman.ingest import Failure
from dragoman.ingest.revisions import got_at
from dragoman.ingest.validators import BESIDE, Validators, drop
from dragoman.pipeline import unread
from dragoman.record import Problem, Record, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from dragoman.record import CodedWith, Report
    from dragoman.store import Writer


def keep(records: Iterable[Record], writer: Writer) -> Iterator[Record]:
    """The records as they come, each written before it is passed on: a stop costs one at most.

    One that the record holds already, made by the same versions from the same, is not written
    again. One of a report that was forgotten is not written, and is passed on with that problem.
    """
    for record in records:
        gone = writer.tombstone(record.report.id)
        if gone is not None:
            yield Record.failed(record.report, record.coded_with, Problem("record", str(gone)))
            continue
        if not writer.has(record.report, record.coded_with):
            writer.write([record])
        writer.keep_source(record.report)
        yield record


def drop_pages(path: Path, addresses: Iterable[str]) -> None:
    """Takes addresses out of the small file that ``asked_before`` keeps beside a record."""
    beside = path.with_name(f"{path.name}{BESIDE}")
    if beside.exists():
        drop(beside, addresses)


def add(
    reports: Iterable[Report | Failure],
    writer: Writer,
    *,
    made: CodedWith,
    coded: Callable[[Iterator[Report | Failure]], Iterator[Record]],
    skipped: Callable[[Report], None],
) -> Iterator[Record]:
    """The Records of the reports that the record does not hold yet, each batch written.

    Args:
        reports: What ``dragoman.ingest`` read.
        writer: The record that takes them.
        made: What the records will say they were made with.
        coded: The records of reports, in order: here, or by several processes.
        skipped: Called with each report that is there already, read by the same versions.
    """

    def fresh() -> Iterator[Report | Failure]:
        for one in reports:
            found = one if isinstance(one, Failure) or not got_at(one) else writer.placed(one)
            report = unread(found) if isinstance(found, Failure) else found
            if writer.has(report, made):
                writer.keep_source(report)
                skipped(report)
            else:
                yield found

    return keep(coded(fresh()), writer)


def asked_before(path: Path, made: CodedWith) -> Validators:
    """What servers said of the pages in a record, kept in a small file beside it.

    A page that has not changed is not sent again, unless other versions read it then.

    Raises:
        UsageError: The file beside the record is something else.
    """
    versions = digest(*astuple(made))
    return Validators.load(path.with_name(f"{path.name}{BESIDE}"), versions)
