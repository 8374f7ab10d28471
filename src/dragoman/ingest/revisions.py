"""Reports as they are read -> the same, each saying which one it is a later version of."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from dragoman.record import Report

REMEMBERED = 100_000  # addresses: 20 MB, and more than an archive of CC-NEWS holds


class Revisions:
    """The addresses that were read, what stood there last, and when.

    A report is a revision of the one that was got at its address before, if its text is another.
    Only reports that say when they were got are compared: which of two files is the later one
    nobody knows. The address of a whole site is that of no report.
    """

    def __init__(self) -> None:
        self.last: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def marked(self, report: Report) -> Report:
        """The report, with the id of the one it revises, if any."""
        at = got_at(report)
        if report.url is None or at is None:
            return report
        before, then = self.last.get(report.url, (report.id, ""))
        if at < then:
            return report
        self.last[report.url] = (report.id, at)
        self.last.move_to_end(report.url)
        if len(self.last) > REMEMBERED:
            self.last.popitem(last=False)
        return report if before == report.id else replace(report, revision_of=before)


def got_at(report: Report) -> str | None:
    """When a report was got at its address; None where that is unknown, or it is a whole site's."""
    if report.url is None or report.fetched is None or not _is_of_one_report(report.url):
        return None
    return report.fetched.at


def _is_of_one_report(address: str) -> bool:
    """Whether an address names more than a site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.path.strip("/") or parts.query)
