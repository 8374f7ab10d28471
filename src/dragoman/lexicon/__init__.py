"""The tables behind every decision: their shape, loading and checking."""

from dragoman.lexicon.load import Tables, load_actors, load_states, load_tables

__all__ = ["Tables", "load_actors", "load_states", "load_tables"]
