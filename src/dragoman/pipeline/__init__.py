"""Reports -> Records: the straight line, and what turns found rows into a record's."""

from dragoman.pipeline.doc import find_events, find_positions, find_statements
from dragoman.pipeline.finish import above
from dragoman.pipeline.frame import Frames, read_frame
from dragoman.pipeline.line import (
    Coding,
    code,
    code_again,
    code_doc,
    default_parser,
    in_language,
    made_by,
    made_with,
    read,
    together,
    unread,
)

__all__ = [
    "Coding",
    "Frames",
    "above",
    "code",
    "code_again",
    "code_doc",
    "default_parser",
    "find_events",
    "find_positions",
    "find_statements",
    "in_language",
    "made_by",
    "made_with",
    "read",
    "read_frame",
    "together",
    "unread",
]
