"""Parse -> Times: which words tell when, and the EDTF value of each."""

from dragoman.times.explained import explain_time
from dragoman.times.find import find_times

__all__ = ["explain_time", "find_times"]
