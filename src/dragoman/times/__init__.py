"""Parse -> Times: which words tell when, and the EDTF value of each."""

from dragoman.times.find import find_times

__all__ = ["find_times"]
