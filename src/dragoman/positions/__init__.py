"""Parse and earlier rows -> positions: how actors stand towards each other, in so many words."""

from dragoman.positions.explained import explain_position
from dragoman.positions.find import find_positions

__all__ = ["explain_position", "find_positions"]
