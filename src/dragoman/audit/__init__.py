"""A record and what people judged of a sample of it -> how much of it is right, and how surely."""

from dragoman.audit.draw import Drawn, draw, is_drawn
from dragoman.audit.figures import agreement, calibrated, rate, threshold
from dragoman.audit.score import kept_beside, least_score, score, told

__all__ = [
    "Drawn",
    "agreement",
    "calibrated",
    "draw",
    "is_drawn",
    "kept_beside",
    "least_score",
    "rate",
    "score",
    "threshold",
    "told",
]
