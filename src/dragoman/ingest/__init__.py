"""A source -> Reports: pages, feeds, archives, text and rows; furniture is labelled here."""

from dragoman.ingest.options import Failure, Fetching, Limits, ReadOptions
from dragoman.ingest.reading import READERS, read, read_all

__all__ = ["READERS", "Failure", "Fetching", "Limits", "ReadOptions", "read", "read_all"]
