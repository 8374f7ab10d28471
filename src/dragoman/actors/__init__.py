"""Who is meant: mentions are found before statements and resolved after them, only here."""

from dragoman.actors.find import find_mentions
from dragoman.actors.resolve import Resolution, resolve

__all__ = ["Resolution", "find_mentions", "resolve"]
