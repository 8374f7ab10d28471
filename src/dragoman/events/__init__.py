"""Who did what to whom: PLOVER events, by patterns over verbs, nouns and adjectives."""

from dragoman.events.explained import explain_event
from dragoman.events.find import find_events, vote_digest

__all__ = ["explain_event", "find_events", "vote_digest"]
