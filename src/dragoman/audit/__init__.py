"""A record and what people judged of a sample of it -> how much of it is right, and how surely."""

from dragoman.audit.claims import Shown, claims_in, shown
from dragoman.audit.desk import answer_to_paragraph, answer_to_row, answers_of, sample_of, units_of
from dragoman.audit.draw import KINDS, DrawnParagraph, DrawnRow, Sample, sample
from dragoman.audit.figures import agreement, calibrated, rate, threshold
from dragoman.audit.folder import is_drawn, lines_of, read_sample, write_sample
from dragoman.audit.score import (
    Answers,
    Found,
    keep,
    kept_beside,
    least_score,
    paragraph,
    score,
    told,
)

__all__ = [
    "KINDS",
    "Answers",
    "DrawnParagraph",
    "DrawnRow",
    "Found",
    "Sample",
    "Shown",
    "agreement",
    "answer_to_paragraph",
    "answer_to_row",
    "answers_of",
    "calibrated",
    "claims_in",
    "is_drawn",
    "keep",
    "kept_beside",
    "least_score",
    "lines_of",
    "paragraph",
    "rate",
    "read_sample",
    "sample",
    "sample_of",
    "score",
    "shown",
    "threshold",
    "told",
    "units_of",
    "write_sample",
]
