"""Decisions on who is one with whom across reports -> rows that are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from dragoman.errors import UsageError
from dragoman.store.changing import ChangingRecord
from dragoman.store.faults import whole

NEAR = 3  # ids shown where one is not known
DECIDE = "INSERT INTO decisions (made, deed, actor, into_, by_, why) VALUES (?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Decision:
    """That an actor is joined to another (``into``), or no longer; by whom, when and why."""

    made: str
    deed: Literal["merge", "split"]
    actor: str
    into: str | None
    by: str
    why: str | None = None


class Identities(ChangingRecord):
    """Joins actors of a record and parts them again; use it as a context manager.

    Rows of reports keep the actors they were coded with. Queries read them through the decisions,
    so a split gives back exactly what was there before.
    """

    def merge(
        self, actor: str, into: str, *, made: str, by: str, why: str | None = None,
        force: bool = False,
    ) -> Decision:  # fmt: skip
        """Joins an actor to another, which then stands for both.

        What was joined to the actor before comes along: A to B and B to C make C of all three.

        Raises:
            UsageError: An id is not in the record; they are one already; the actor is joined to
                another; or it is one of the tables, which only ``force`` joins.
            StoreError: The file cannot be written.
        """
        with whole(self.connection, self.path):
            known, joined = self._known(), self._joined()
            for each in (actor, into):
                self._must_be_known(each, known)
            if actor in joined:
                raise UsageError(
                    f"{actor} is joined to {joined[actor]} (join that one, or split {actor} first)"
                )
            if _end_of(into, joined) == actor:
                raise UsageError(f"{actor} and {into} are one already")
            if known[actor] == "table" and not force:
                raise UsageError(_of_the_tables(actor, into, known[into]))
            return self._keep(Decision(made, "merge", actor, into, by, why))

    def split(self, actor: str, *, made: str, by: str, why: str | None = None) -> Decision:
        """Parts an actor from the one it was joined to; what was joined to it stays with it.

        Raises:
            UsageError: The id is not in the record, or the actor is joined to nobody.
            StoreError: The file cannot be written.
        """
        with whole(self.connection, self.path):
            joined = self._joined()
            self._must_be_known(actor, self._known() | dict.fromkeys(joined, "report"))
            if actor not in joined:
                others = sorted(each for each, into in joined.items() if into == actor)
                remedy = f" (joined to it: {', '.join(others)}; split those)" if others else ""
                raise UsageError(f"{actor} is joined to nobody{remedy}")
            return self._keep(Decision(made, "split", actor, None, by, why))

    def _known(self) -> dict[str, str]:
        """Every actor of the record, and whether it is of the tables or of a report."""
        return dict(self.connection.execute("SELECT id, known FROM actors ORDER BY coding"))

    def _joined(self) -> dict[str, str]:
        return dict(self.connection.execute("SELECT actor, into_ FROM joined"))

    def _must_be_known(self, actor: str, known: dict[str, str]) -> None:
        if actor not in known:
            near = get_close_matches(actor, sorted(known), NEAR, 0.5)
            remedy = f"near it: {', '.join(near)}" if near else "dragoman actors lists them"
            raise UsageError(f"{actor}: no such actor in {self.path} ({remedy})")

    def _keep(self, decision: Decision) -> Decision:
        cells = (decision.made, decision.deed, decision.actor, decision.into)
        self.connection.execute(DECIDE, (*cells, decision.by, decision.why))
        return decision


def _end_of(actor: str, joined: dict[str, str]) -> str:
    while actor in joined:
        actor = joined[actor]
    return actor


def _of_the_tables(actor: str, into: str, other: str) -> str:
    if other == "table":
        return f"{actor} and {into} are two actors of the tables (--force joins them all the same)"
    return f"{actor} is an actor of the tables (join {into} to it, or use --force)"
