"""Ctrl-C -> what is in hand is finished, and nothing more begun."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import typer

from dragoman.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")
STOPPED = 130  # as a shell says of what Ctrl-C ended


class Stop:
    """Whether somebody asked to stop; calling it says so."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        """Whether somebody did."""
        return self.asked

    def until(self, those: Iterable[T]) -> Iterator[T]:
        """Those that come before somebody does."""
        for one in those:
            if self.asked:
                return
            yield one

    def end(self) -> None:
        """Says that it was stopped, if it was, and ends the command.

        Raises:
            Exit: It was.
        """
        if self.asked:
            say("stopped; the same command goes on from here")
            raise typer.Exit(STOPPED)


@contextmanager
def stopping() -> Iterator[Stop]:
    """What the first Ctrl-C, or a scheduler that ends the job, sets; the second ends at once."""
    stop = Stop()

    def ask(number: int, _frame: object) -> None:
        signal.signal(number, before[signal.Signals(number)])
        stop.asked = True
        say("stopping when the reports in hand are done; once more stops at once")

    heard = ((number, signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM))
    before = {number: handler for number, handler in heard if handler is not signal.SIG_IGN}
    for number in before:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
