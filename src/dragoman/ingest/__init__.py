"""A source -> Reports: pages, feeds, archives, text and rows; furniture is labelled here."""

from dragoman.ingest.opening import size_of
from dragoman.ingest.options import Failure, Fetching, Limits, ReadOptions
from dragoman.ingest.profiles import Profile, learn, load_profile, write_profile
from dragoman.ingest.reading import READERS, read, read_all, read_streams

__all__ = [
    "READERS",
    "Failure",
    "Fetching",
    "Limits",
    "Profile",
    "ReadOptions",
    "learn",
    "load_profile",
    "read",
    "read_all",
    "read_streams",
    "size_of",
    "write_profile",
]
