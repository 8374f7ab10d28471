"""A story of several reports -> an account to read: who printed what, and who says otherwise.

Takes ``dragoman.store.across.read.Story`` as a plain object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from dragoman.render.text import HEAD, MINUS, NOTE, printed
from dragoman.render.words import count, shorten, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.render.text import Line

WORDS = 120  # code points of a quote
DATE = 12  # columns of a date


def story_account(story: dict[str, Any], *, color: bool = False, width: int = 80) -> str:
    """The story as lines of text: its reports, what several of them tell, what does not agree."""
    return printed(_lines(story), color=color, width=width)


def _lines(story: dict[str, Any]) -> Iterator[Line]:
    line = story["line"]
    yield 0, Text(visible(line["title"]), HEAD)
    days = " to ".join(dict.fromkeys(day for day in (line["since"], line["until"]) if day))
    sources = count(line["independent_sources"], "independent source")
    outlets = f" of {count(line['outlets'], 'outlet')}" if line["outlets"] else ""
    reports = f"{count(line['reports'], 'report')}{outlets}"
    yield 0, Text(f"{line['story']}  {days}  {reports}, {sources}", NOTE)
    yield from _heading("reports")
    names: dict[str, str] = {}
    for row in story["reports"]:
        yield from _report(row, names)
        names[row["report"]] = visible(row["outlet"] or row["source"])
    for heading, rows, lines_of in (
        ("told by several", story["told"], _told),
        ("against each other", story["against"], _opposed),
    ):
        if rows:
            yield from _heading(heading)
        for row in rows:
            yield from lines_of(row)


def _heading(words: str) -> Iterator[Line]:
    yield 0, Text("")
    yield 0, Text(words, HEAD)


def _report(row: dict[str, Any], above: dict[str, str]) -> Iterator[Line]:
    """A report, whom it credits, and the one above it of which it has most."""
    name = visible(row["outlet"] or row["source"])
    line = Text(f"{row['published'] or '–':<{DATE}}{name}  ")
    yield 2, line.append(f"“{shorten(row['title'], WORDS)}”")
    credited = [*row["agencies"], *(f"{name} (inferred)" for name in row["agencies_inferred"])]
    if credited:
        yield 2 + DATE, Text(f"credits {', '.join(map(visible, credited))}", NOTE)
    copies = [copy for copy in row["copies"] if copy["report"] in above]
    if copies:
        most = max(copies, key=lambda copy: copy["covered"])
        part = f"{most['covered']:.0%} of its words also in {above[most['report']]}"
        yield 2 + DATE, Text(f"{most['kind']}: {part}", NOTE)


def _told(told: dict[str, Any]) -> Iterator[Line]:
    sources = count(told["sources"], "independent source")
    line = Text(f"“{shorten(told['first']['words'], WORDS)}”")
    yield 2, line.append("  contradicted" if told["contradicted"] else "", MINUS)
    yield 4, Text(f"{sources}, {count(told['reports'], 'report')}  {told['first']['row']}", NOTE)


def _opposed(opposed: dict[str, Any]) -> Iterator[Line]:
    yield 2, Text(f"{opposed['verdict']}: {opposed['why']}", MINUS)
    for side, rows in (("one", "rows"), ("other", "other_rows")):
        words, more = opposed[side], opposed[rows] - 1
        name = visible(words["outlet"])
        name += f" and {more} more" if more else ""
        quote = Text(f"{name}  “{shorten(words['words'], WORDS)}”")
        yield 4, quote.append(f"  {words['row']}", NOTE)
