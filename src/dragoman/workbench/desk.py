"""The record's file and how it may be used -> what every page of the workbench stands on."""

from __future__ import annotations

import getpass
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dragoman.store.paged import PagedRecord
from dragoman.workbench.jobs import Jobs
from dragoman.workbench.kept import Kept

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from dragoman.store.timed import Timed


@dataclass(frozen=True, slots=True)
class Desk:
    """One record as it is served.

    Attributes:
        record: The record's file.
        read_only: Whether nothing may be written.
        token: What a visitor has to know; None where only this machine can ask.
        hosts: The names under which the server answers; empty for any address given in numbers.
        csrf: What a form has to bring back to be taken for one of ours; new with each start.
        inbox: The folder whose files can be added from a page; none where none was named.
        reviewer: Who reviews, where no other name is given: whoever started the server.
        kept: Sums over the whole record, as long as it stays as it is.
        jobs: What was added from a page.
    """

    record: Path
    read_only: bool = True
    token: str | None = None
    hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost", "::1"})
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    reviewer: str = field(default_factory=getpass.getuser)
    inbox: Path | None = None
    kept: Kept = field(default_factory=Kept)
    jobs: Jobs = field(default_factory=Jobs)

    def opened(self) -> PagedRecord:
        """The record, open for reading in the thread that asks, to be used as a context."""
        return PagedRecord(self.record)

    def timed(self, record: PagedRecord, actor: str, other: str | None = None) -> Timed:
        """An actor's rows, or those between two, by period, as they were counted last."""

        def count() -> Timed:
            with self.opened() as opened:
                return opened.timed(actor, other)

        return self.kept.get(("timed", actor, other), record.stamp(), count)


def now() -> str:
    """The moment, UTC, to the second: when something was said or begun."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def desk_of(request: Request) -> Desk:
    """The desk that a request's application stands on."""
    desk: Desk = request.app.state.desk
    return desk
