"""Who is meant: mentions are found before statements and resolved after them, only here."""

from dragoman.actors.abroad import find_names
from dragoman.actors.explained import explain_affiliation, explain_mention, note_of
from dragoman.actors.find import find_mentions
from dragoman.actors.resolve import Resolution, resolve

__all__ = [
    "Resolution",
    "explain_affiliation",
    "explain_mention",
    "find_mentions",
    "find_names",
    "note_of",
    "resolve",
]
