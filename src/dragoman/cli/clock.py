"""How far a long job is -> one line on a terminal, with the time that is left."""

from __future__ import annotations

import sys
import time


class Clock:
    """Says on a terminal how far something is, how fast it goes and how long it will take."""

    def __init__(self, total: float, *, show: bool = True) -> None:
        self.shown = show and sys.stderr.isatty()
        self.begin(total)

    def begin(self, total: float) -> None:
        """Starts it, now, on so much; on nothing where that is not known."""
        self.total, self.done = total, 0.0
        self.began = time.monotonic()

    def show(self, more: float, words: str) -> None:
        """That so much more is done."""
        self.done += more
        if self.shown:
            sys.stderr.write(f"\r\x1b[K{words}{self._left()} …")
            sys.stderr.flush()

    def _left(self) -> str:
        """How long it will still take, once there is something to tell it by."""
        if not self.done or self.total <= self.done:
            return ""
        seconds = self.seconds * (self.total - self.done) / self.done
        return f", {lasting(seconds)} left"

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return time.monotonic() - self.began

    def rate(self, number: int) -> str:
        """How many of something that is a second; nothing of none."""
        return f", {number / max(self.seconds, 0.001):.1f} a second" if number else ""

    def clear(self) -> None:
        """Takes the line back."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")


def lasting(seconds: float) -> str:
    """A time in words, in the unit that says enough.

    >>> lasting(40), lasting(600), lasting(20_000), lasting(400_000)
    ('40 s', '10 min', '5.6 h', '4.6 days')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{seconds / 86_400:.1f} days"
