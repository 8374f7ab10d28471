"""Records -> an account, lines of JSON or pages, and what is said of them on standard error."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from dragoman.cli.clock import Clock
from dragoman.errors import UsageError
from dragoman.render.words import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dragoman.ingest import Failure
    from dragoman.record import Record, Report
    from dragoman.settings import Format

    Print = Callable[[Record], None]

WIDTH = 100  # of an account that goes to a file; wider lines are hard to read anywhere
ERRORS = {"text": "replace", "jsonl": "strict", "html": "xmlcharrefreplace"}


@contextmanager
def printing(format_: Format, output: str | None, color: bool | None) -> Iterator[Print]:
    """A function that prints a record in a format, to standard output or into a file.

    Raises:
        UsageError: The place cannot be written, or several pages were to go into one file.
    """
    if format_ == "html" and output is not None and _is_folder(output):
        yield _pages_into(Path(output))
        return
    with stream(output, ERRORS[format_]) as out:
        if format_ == "jsonl":
            yield _lines_to(out)
        elif format_ == "text":
            yield _accounts_to(out, color)
        else:
            pages: list[str] = []
            yield _one_page(pages)
            out.writelines(pages)


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


@contextmanager
def stream(output: str | None, errors: str) -> Iterator[TextIO]:
    """The screen, or the file that was named, open for writing.

    Raises:
        UsageError: The file cannot be written, or not to its end.
    """
    if output is None or output == "-":
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", errors=errors)
        yield sys.stdout
        return
    try:
        with Path(output).open("w", encoding="utf-8", errors=errors, newline="\n") as out:
            yield out
    except OSError as error:
        if error.filename not in {None, output}:  # another file's
            raise
        raise UsageError(f"{output}: cannot be written: {error.strerror} (name another)") from error


def _lines_to(out: TextIO) -> Print:
    from dragoman.render.json import to_json  # noqa: PLC0415 - one format is loaded, not three

    def write(record: Record) -> None:
        out.write(to_json(record) + "\n")
        out.flush()

    return write


def _accounts_to(out: TextIO, color: bool | None) -> Print:
    from dragoman.render.text import account  # noqa: PLC0415 - one format is loaded, not three

    colored, width = colored_on(out, color), width_of(out)
    written = 0

    def write(record: Record) -> None:
        nonlocal written
        out.write("\n" * (written > 0) + account(record, color=colored, width=width).rstrip("\n"))
        out.write("\n")
        out.flush()
        written += 1

    return write


def colored_on(out: TextIO, color: bool | None) -> bool:
    """Whether what goes out is coloured: as asked, else on a terminal that wants it."""
    return out.isatty() and "NO_COLOR" not in os.environ if color is None else color


def width_of(out: TextIO) -> int:
    """The columns to fill: those of the terminal, at most ``WIDTH``."""
    return min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH) if out.isatty() else WIDTH


def _one_page(pages: list[str]) -> Print:
    from dragoman.render.html import page  # noqa: PLC0415 - one format is loaded, not three

    def write(record: Record) -> None:
        if pages:
            raise UsageError("several reports do not go on one page (use -o FOLDER/)")
        pages.append(page(record))

    return write


def _pages_into(folder: Path) -> Print:
    from dragoman.render.html import page  # noqa: PLC0415 - one format is loaded, not three

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made: {error.strerror} (name another)") from error

    def write(record: Record) -> None:
        file = folder / f"{record.report.id}.html"
        file.write_text(page(record), encoding="utf-8", errors=ERRORS["html"], newline="\n")

    return write


class Tally:
    """Counts the records that pass, says which were set aside, and shows progress on a terminal."""

    def __init__(self, *, show: bool) -> None:
        self.read = self.set_aside = self.there = self.rows = 0
        self.bytes = self.letters_in = self.letters_out = 0
        self.clock = Clock(0, show=show)

    def begin(self, size: int | None) -> None:
        """Reading begins, of so many bytes where that is known."""
        self.clock.begin(size or 0)

    def passed(self, number: int) -> None:
        """So many more bytes of the sources have been read."""
        self.bytes += number

    def entering(self, found: Iterable[Report | Failure]) -> Iterator[Report | Failure]:
        """What was read, on its way to be coded."""
        for one in found:
            self.letters_in += _letters(one)
            yield one

    def count(self, record: Record) -> None:
        """One more record; a problem is said in one line."""
        self.read += 1
        self.letters_out += _letters(record.report)
        self.rows += len(record.statements) + len(record.events) + len(record.positions)
        if record.problem is not None:
            self.set_aside += 1
            self.clock.clear()
            problem = record.problem
            say(f"{record.report.source}: set aside ({problem.stage}): {problem.message}")
        self._show()

    def skip(self, report: object) -> None:
        """One more report that the record holds already, or address that has not changed."""
        self.there += 1
        self.letters_out += _letters(report)
        self._show()

    def close(self, where: str = "") -> None:
        """The sum, on a terminal."""
        if self.clock.shown:
            self.clock.clear()
            say(f"{self}{where}{self.clock.rate(self.read)}")

    def __str__(self) -> str:
        words = [f"{self.read:,} report{'s' * (self.read != 1)} read", f"{self.rows:,} rows"]
        words += [f"{self.there:,} already there"] if self.there else []
        words += [f"{self.set_aside:,} set aside"] if self.set_aside else []
        return ", ".join(words)

    def _show(self) -> None:
        """How far it is: of the bytes that were read, the share that went through to the end."""
        through = self.bytes * self.letters_out / max(self.letters_in, 1)
        self.clock.show(through - self.clock.done, f"{self}{self.clock.rate(self.read)}")


def _letters(found: object) -> int:
    """How much there is to code, one at the least: what was set aside has passed too."""
    return 1 + len(getattr(found, "text", ""))


class Progress(logging.Handler):
    """Says on standard error how far something long is."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        say(record.getMessage())


def say(message: str) -> None:
    """One line on standard error, whatever the message holds: it may quote a stranger's words."""
    line = visible(f"dragoman: {message}")
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
