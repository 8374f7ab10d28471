"""The decisions behind a row as a reader is told them: what was asked, what came out, and why.

No finder makes steps while it reads. They are made on demand, of one row, by ``explain_…`` of its
stage, from the same parse and the same rows before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.record import Span

SHOWN = 5  # options told of one step; the rest would not have come near


@dataclass(frozen=True, slots=True)
class Option:
    """Something a decision was between: a table entry, an actor, or words of the text.

    ``reason`` says why it was or was not chosen; ``score`` is what it was ranked by, if anything.
    """

    words: str
    chosen: bool
    reason: str
    score: float | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One decision: the question, the answer in words, and the reason.

    ``rule`` is the id of the table entry that decided, where one did; ``score`` how sure the
    answer is, from 0 to 1; ``options`` are all that competed, best first, the chosen among them.
    """

    question: str
    answer: str
    reason: str
    rule: str | None = None
    score: float | None = None
    options: tuple[Option, ...] = ()


def nearest(options: Sequence[Option]) -> tuple[Option, ...]:
    """The options, of many only ``SHOWN``: the chosen one, those before and those behind it."""
    at = next((i for i, option in enumerate(options) if option.chosen), 0)
    start = max(0, min(at - SHOWN + 2, len(options) - SHOWN))
    return tuple(options[start : start + SHOWN])
