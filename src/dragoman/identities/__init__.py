"""Actors across reports: which of those that reports named may be one, and why."""

from dragoman.identities.compare import Comparer
from dragoman.identities.suggest import Suggestion, suggest

__all__ = ["Comparer", "Suggestion", "suggest"]
