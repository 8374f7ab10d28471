"""A source -> Reports: pages, plain text and rows are read here, and furniture is labelled here."""

from dragoman.ingest.options import Failure, ReadOptions
from dragoman.ingest.reading import READERS, read

__all__ = ["READERS", "Failure", "ReadOptions", "read"]
