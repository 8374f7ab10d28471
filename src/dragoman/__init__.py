"""dragoman: political news in, an auditable record out.

``read`` turns sources into Records, ``read_frame`` codes a data frame, ``open`` gives a stored
record, and the finders work on any
spaCy Doc. Everything is imported when it is first used: reading a stored record loads no model.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.actors import find_mentions
    from dragoman.pipeline import (
        code,
        code_doc,
        find_events,
        find_positions,
        find_statements,
        read,
        read_frame,
    )
    from dragoman.record import Record
    from dragoman.store import open_record as open  # noqa: A004 - dragoman.open reads as it should
    from dragoman.times import find_times

__version__ = "0.1.0"
__all__ = [
    "Record",
    "__version__",
    "code",
    "code_doc",
    "find_events",
    "find_mentions",
    "find_positions",
    "find_statements",
    "find_times",
    "open",
    "read",
    "read_frame",
]

HOMES = {
    "Record": ("dragoman.record", "Record"),
    "code": ("dragoman.pipeline", "code"),
    "code_doc": ("dragoman.pipeline", "code_doc"),
    "find_mentions": ("dragoman.actors", "find_mentions"),
    "find_events": ("dragoman.pipeline", "find_events"),
    "find_positions": ("dragoman.pipeline", "find_positions"),
    "find_statements": ("dragoman.pipeline", "find_statements"),
    "find_times": ("dragoman.times", "find_times"),
    "open": ("dragoman.batch.index", "open_record"),  # a file, or a folder of parts
    "read": ("dragoman.pipeline", "read"),
    "read_frame": ("dragoman.pipeline", "read_frame"),
}


def __getattr__(name: str) -> object:
    """A public name, imported from its home on first use."""
    if name not in HOMES:
        raise AttributeError(f"module 'dragoman' has no attribute {name!r}")
    module, attribute = HOMES[name]
    found = getattr(import_module(module), attribute)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
