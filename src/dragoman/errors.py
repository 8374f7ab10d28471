"""The errors dragoman raises; each message names the file, the place and the remedy.

DragomanError
├── UsageError      the call or the command line asks for what cannot be       exit code 2
├── SettingsError   dragoman.toml, an environment variable or a flag is wrong  exit code 2
├── LexiconError    a table does not load; carries file, line and column       exit code 3
├── SourceError     a source cannot be read at all                             exit code 1
├── ModelError      the language model is missing or is not what it claims     exit code 3
├── StoreError      a record file cannot be opened, read or written            exit code 3
├── BatchError      workers cannot go on with a batch                          exit code 3
└── DigestError     a row was made by other tables, weights, model or program  exit code 3
"""

from __future__ import annotations


class DragomanError(Exception):
    """Base of all errors that dragoman raises on purpose."""

    exit_code = 3


class UsageError(DragomanError):
    """The call asks for something that cannot be done."""

    exit_code = 2


class SettingsError(DragomanError):
    """A setting has a wrong name or value."""

    exit_code = 2


class LexiconError(DragomanError):
    """A table of the lexicon is wrong.

    Args:
        file: Path of the table as shown to the user.
        message: What is wrong.
        remedy: What to do about it.
        line: Line counted from 1, or 0 where it is unknown.
        column: Column counted from 1, or 0 where it is unknown.
    """

    def __init__(
        self, file: str, message: str, *, remedy: str, line: int = 0, column: int = 0
    ) -> None:
        self.file, self.line, self.column = file, line, column
        self.reason, self.remedy = message, remedy
        place = f"{file}:{line}:{column}" if line else file
        super().__init__(f"{place}: {message} ({remedy})")


class SourceError(DragomanError):
    """A source cannot be opened or holds nothing that can be read."""

    exit_code = 1


class ModelError(DragomanError):
    """The language model is missing, or its files are not those it claims."""


class StoreError(DragomanError):
    """A record on disk cannot be opened, read or written."""


class DigestError(DragomanError):
    """A row was made otherwise than this program makes rows, so it cannot say why it is there."""


class BatchError(DragomanError):
    """The workers of a batch cannot go on; what they finished stays."""
