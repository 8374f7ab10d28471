"""The record's file and how it may be used -> what every page of the workbench stands on."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from dragoman.errors import UsageError
from dragoman.store.summed import SummedRecord
from dragoman.workbench.kept import Kept

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from dragoman.store.summed import Part

NEAR = 8  # names that are listed where one is not known


@dataclass(frozen=True, slots=True)
class Desk:
    """One record as it is served.

    Attributes:
        record: The record's file.
        read_only: Whether nothing may be written.
        token: What a visitor has to know; None where only this machine can ask.
        hosts: The names under which the server answers; empty for any address given in numbers.
        csrf: What a form has to bring back to be taken for one of ours; new with each start.
        kept: Sums over the whole record, as long as it stays as it is.
    """

    record: Path
    read_only: bool = True
    token: str | None = None
    hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost", "::1"})
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    kept: Kept = field(default_factory=Kept)

    def opened(self) -> SummedRecord:
        """The record, open for reading in the thread that asks, to be used as a context."""
        return SummedRecord(self.record)

    def parts(self, record: SummedRecord) -> dict[str, Part]:
        """Every actor of the record with the roles it fills, those with most first."""
        return self.kept.get("parts", record.stamp(), self._parts)

    def _parts(self) -> dict[str, Part]:
        with self.opened() as record:
            return record.parts()

    def actor_named(self, record: SummedRecord, words: str | None) -> str | None:
        """The id of the actor that words name: its id, or its name in any case of letters.

        Of several with one name the one with most roles is meant.

        Raises:
            UsageError: Nobody in the record is so named; names near it are listed.
        """
        if not words:
            return None
        parts = self.parts(record)
        if words in parts:
            return words
        folded = words.strip().casefold()
        for part in parts.values():
            if part.name.casefold() == folded or part.id.casefold() == folded:
                return part.id
        near = [part.name for part in parts.values() if folded in part.name.casefold()][:NEAR]
        near = near or get_close_matches(words, [part.name for part in parts.values()], NEAR)
        remedy = f"near it: {', '.join(near)}" if near else "see the list of actors"
        raise UsageError(f"{words}: nobody in the record is so named ({remedy})")


def desk_of(request: Request) -> Desk:
    """The desk that a request's application stands on."""
    desk: Desk = request.app.state.desk
    return desk
