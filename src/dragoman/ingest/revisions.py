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
    """The addresses that were read and what stood there last.

    A report at an address where another text stood before is a revision of that one, unless it
    was fetched earlier. The address of a whole site is that of no report.
    """

    def __init__(self) -> None:
        self.last: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def marked(self, report: Report, stored: str | None = None) -> Report:
        """The report, with the id of the one it revises, if any.

        Args:
            report: The next one that was read.
            stored: The id of the report that a record on disk holds for this address, if any;
                asked only where this run has not been there.
        """
        if report.url is None or not is_of_one_report(report.url):
            return report
        at = (report.fetched.at if report.fetched else None) or ""
        before, then = self.last.get(report.url, (stored, ""))
        if at < then:
            return report
        self.last[report.url] = (report.id, at)
        self.last.move_to_end(report.url)
        if len(self.last) > REMEMBERED:
            self.last.popitem(last=False)
        if before is None or before == report.id or report.revision_of is not None:
            return report
        return replace(report, revision_of=before)


def is_of_one_report(address: str) -> bool:
    """Whether an address names more than a site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.path.strip("/") or parts.query)
