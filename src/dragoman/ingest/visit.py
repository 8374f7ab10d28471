"""Where and when a source was got -> its report's address, and the latest day it can be of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dragoman.record import Moment

if TYPE_CHECKING:
    from dragoman.record import Fetched, Report

FRONT = frozenset(("www", "m", "mobile", "amp"))  # of a host's name; the site behind is the same
ZONES = timedelta(days=1)  # by which a day without a zone may be ahead


@dataclass(frozen=True, slots=True)
class Visit:
    """How bytes were got: from which address, declared in which charset, when."""

    url: str
    fetched: Fetched
    charset: str | None = None


def own_address(claimed: str | None, visit: Visit | None) -> str | None:
    """The address of a report: what the page says, if it may speak for it, or where it was got.

    A page may name another page of its own site as the address it should be known by. It cannot
    name a page of somebody else.
    """
    if visit is None or claimed is None:
        return claimed or (visit.url if visit else None)
    own, other = site(visit.url), site(claimed)
    same = own == other or own.endswith("." + other) or other.endswith("." + own)
    return claimed if same and "." in other else visit.url


def site(address: str) -> str:
    """The host of an address in small letters, without "www" and its like; empty for none."""
    try:
        labels = (urlsplit(address).hostname or "").split(".")
    except ValueError:
        return ""
    return ".".join(labels[1:] if labels[0] in FRONT else labels)


def visited(report: Report, visit: Visit) -> Report:
    """The report with its visit; dates it claims that lie behind the visit are no dates.

    What was printed stays, so that everybody can see what was not believed.
    """
    published, updated = (
        _not_after(moment, visit.fetched.at) for moment in (report.published, report.updated)
    )
    return replace(report, published=published, updated=updated, fetched=visit.fetched)


def _not_after(moment: Moment, at: str | None) -> Moment:
    if moment.value is None or at is None or moment.signal == "given":
        return moment
    try:
        latest = (datetime.fromisoformat(at) + ZONES).date().isoformat()
    except (ValueError, OverflowError):
        return moment
    day = (moment.instant or moment.value)[:10]
    ahead = day > latest[: len(day)]
    return Moment(None, None, moment.printed, moment.signal) if ahead else moment
