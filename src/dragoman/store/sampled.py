"""The record on disk -> samples of its rows and texts, and the audits that were made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.store.audits import audits_of, coders_of, units_of, verdicts_of
from dragoman.store.read import StoredRecord
from dragoman.store.schema import AUDITS_SINCE, version_of
from dragoman.store.scored import codings_of, ranked_in, strata_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dragoman.store.audits import Audit, Unit, Verdict
    from dragoman.store.scored import Scored, Stratum, Text


class SampledRecord(StoredRecord):
    """A record on disk, open for audits; use it as a context manager, or close it."""

    def strata(self, bands: Sequence[float]) -> list[Stratum]:
        """How many rows in force there are by kind and band of scores; see ``strata_of``."""
        self._line()
        return strata_of(self._rows, bands)

    def ranked_in(self, stratum: Stratum, ranks: Iterable[int]) -> list[Scored]:
        """Rows of a stratum by their ranks, from 0, in the order in which they were read."""
        return ranked_in(self._rows, stratum, ranks)

    def codings(self) -> list[int]:
        """The numbers of the codings in force, in order."""
        return codings_of(self._rows)

    def texts(self, codings: Iterable[int]) -> Iterator[Text]:
        """The texts of some codings, in their order."""
        return texts_of(self._rows, codings)

    def audits(self, number: int | None = None) -> list[Audit]:
        """The samples that were drawn to be judged, or the one with a number."""
        there = version_of(self.connection) >= AUDITS_SINCE
        return audits_of(self._rows, number) if there else []

    def audit_units(self, audit: int) -> list[Unit]:
        """The units of a sample, rows first."""
        return units_of(self._rows, audit)

    def verdicts(self, audit: int) -> list[Verdict]:
        """The verdicts that hold of a sample's units, one of each coder, in order of judging."""
        return verdicts_of(self._rows, audit)

    def coders(self, audit: int) -> list[str]:
        """Who judged a sample, whoever began first."""
        return coders_of(self._rows, audit)
