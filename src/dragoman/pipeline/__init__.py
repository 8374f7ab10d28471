"""Reports -> Records: the straight line, and what turns found rows into a record's."""

from dragoman.pipeline.line import (
    code,
    code_doc,
    default_parser,
    in_language,
    made_with,
    read,
    unread,
)

__all__ = ["code", "code_doc", "default_parser", "in_language", "made_with", "read", "unread"]
