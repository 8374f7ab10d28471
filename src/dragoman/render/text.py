"""A Record -> a readable account for a terminal: who said what, what happened, how they stand."""

from __future__ import annotations

from collections import Counter
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dragoman.render.telling import Telling
from dragoman.render.words import (
    FURNITURE,
    KINDS,
    MUTUAL,
    REALIS,
    count,
    did,
    held,
    joined,
    name_of,
    names_of,
    published_words,
    shorten,
    visible,
    when_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from dragoman.record import Event, Position, Record, Report, Span, Statement

BRIEF = 70  # code points of a quote that is only pointed at
QUOTE = 240  # code points of a quote that are shown; the record holds all of it
DEEPEST = 5  # levels of nesting that are indented; deeper ones stand below the last
LISTED = 12  # open questions that are listed; the rest is counted
ATTITUDES = frozenset({"think", "plan"})  # told apart: nobody need have said them
OPENING = " ,;:–—“\"'‘"
NARROWEST = 40  # columns below which nothing can be laid out

Line = tuple[int, "RenderableType"]  # how far it is indented, and its words

HEAD, NOTE, SAID = "bold", "dim", "cyan"
PLUS, MINUS, DONE = "green", "red", "yellow"


def account(record: Record, *, color: bool = False, width: int = 80) -> str:
    """The record as an account that a person reads from top to bottom.

    Args:
        record: What was read out of one report.
        color: Whether to use a terminal's colours; without them there is not one escape code.
        width: Columns to fill; lines are wrapped and long quotes cut in the middle.
    """
    return printed(_lines(record), color=color, width=width)


def printed(lines: Iterable[Line], *, color: bool, width: int) -> str:
    """Lines as they are printed, wrapped below each other; without colour, no escape codes."""
    out = StringIO()
    console = Console(
        file=out,
        width=max(width, NARROWEST),
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},  # what a terminal of the moment asks for is the caller's business
    )
    for indent, line in lines:
        console.print(Padding(line, (0, 0, 0, indent), expand=False) if line else "")
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _lines(record: Record) -> Iterator[Line]:
    yield from _head(record.report)
    if record.problem:
        yield 0, Text("")
        yield 0, Text("COULD NOT BE READ", style=HEAD)
        yield 2, Text(f"{visible(record.problem.stage)}: {visible(record.problem.message)}", MINUS)
        return
    telling = Telling(record)
    yield from _section("WHO SAID WHAT", _said(telling), "nobody is quoted")
    if any(row.act in ATTITUDES for depth, row in telling.told() if not depth):
        yield from _section("WHAT THEY THINK AND PLAN", _thought(telling), "")
    yield from _section("WHAT HAPPENED", _happened(telling), "nothing was found")
    yield from _section("HOW THEY STAND", _stand(telling), "nobody takes a side")
    if record.affiliations:
        yield from _section("WHO HOLDS WHICH OFFICE", _offices(telling), "nobody who has a name")
    yield from _section("WHAT COULD NOT BE RESOLVED", _open(telling), "nothing is open")
    yield from _section("KEPT OUT", _furniture(record.report), "no furniture on the page")


def _head(report: Report) -> Iterator[Line]:
    yield 0, Text(shorten(report.title or report.source, 200), style=HEAD)
    if report.standfirst:
        yield 0, Text(shorten(report.standfirst, QUOTE), style="italic")
    facts = [visible(report.outlet)] if report.outlet else []
    facts.append(published_words(report.published))
    if report.updated.value:
        facts.append(f"updated {published_words(report.updated)}")
    if report.byline:
        facts.append(f"by {joined(list(map(visible, report.byline)))}")
    yield 0, Text(" · ".join(facts), style=NOTE)
    yield 0, Text(visible(report.url or report.source), style=NOTE)


def _section(title: str, lines: Iterable[Line], nothing: str) -> Iterator[Line]:
    yield 0, Text("")
    yield 0, Text(title, style=HEAD)
    empty = True
    for indent, line in lines:
        empty = False
        yield indent + 2, line
    if empty:
        yield 2, Text(nothing, style=NOTE)


def _said(telling: Telling) -> Iterator[Line]:
    return _told(telling, attitudes=False)


def _thought(telling: Telling) -> Iterator[Line]:
    return _told(telling, attitudes=True)


def _told(telling: Telling, *, attitudes: bool) -> Iterator[Line]:
    """The statements, each with those nested in it, that begin with words or with an attitude."""
    shown = False
    for depth, row in telling.told():
        shown = (row.act in ATTITUDES) is attitudes if not depth else shown
        if shown:
            indent = min(depth, DEEPEST) * 4
            yield from ((indent + more, line) for more, line in _statement(telling, row))


def _statement(telling: Telling, row: Statement) -> Iterator[Line]:
    line = Text()
    line.append(names_of(row.speaker) or "somebody who is not named", style=f"bold {SAID}")
    line.append(telling.behind(row))
    line.append(f" {did(row)}")
    line.append(_dated(when_words(row.when)), style=NOTE)
    yield 0, line
    yield 2, _quote(row.content)
    verb = did(row) if row.act in ("confirm", "deny") else "spoke of"
    for speech, others in telling.about(row).items():
        quotes = joined([f"“{shorten(_words(one.content), BRIEF)}”" for one in others])
        yield 2, Text(f"→ {verb} what {speech} said: {quotes}", style=NOTE)
    if row.echoes in telling.said:
        other = telling.said[row.echoes]
        yield 2, Text(f"a heading: repeats what {telling.speech(other)} said", style=NOTE)
    yield from _denials(telling, [row.id])


def _happened(telling: Telling) -> Iterator[Line]:
    for row in telling.happened():
        yield from _event(telling, row)


def _event(telling: Telling, row: Event) -> Iterator[Line]:
    line = _sides(row)
    line.append(f"   {row.type}", style=f"bold {DONE}")
    line.append(f" {visible(row.mode)}" if row.mode else "", style=DONE)
    yield 0, line
    yield 2, _quote([row.clause])
    yield from _sources(telling, row, _circumstances(row))


def _sides(row: Event) -> Text:
    """Who did it to whom; nobody is put in where nobody is named."""
    arrow = " ↔ " if row.type in MUTUAL else " → "
    line = Text(names_of(row.source) or "nobody named", style="bold")
    return line.append(f"{arrow}{names_of(row.target)}") if row.target else line


def _circumstances(row: Event) -> list[str]:
    facts = [] if row.realis == "actual" else [REALIS[row.realis]]
    facts += [when_words(row.when)] if row.when.value else []
    facts += [f"in {visible(row.where.name)}"] if row.where else []
    facts += [f"{one.kind}: {visible(one.span.quote)}" for one in row.quantities]
    facts += ["told as background"] if row.background else []
    return facts


def _stand(telling: Telling) -> Iterator[Line]:
    for row in telling.stances():
        yield from _position(telling, row)


def _position(telling: Telling, row: Position) -> Iterator[Line]:
    style = PLUS if row.sign > 0 else MINUS
    line = Text("✚ for      " if row.sign > 0 else "− against  ", style=f"bold {style}")
    line.append(name_of(row.holder), style="bold")
    line.append(" ↔ " if row.symmetric else " → ")
    line.append(name_of(row.target), style="bold")
    line.append(f"   {KINDS[row.kind]}", style=style)
    line.append(f", against {name_of(row.against)}" if row.against else "")
    yield 0, line
    facts = [f"on “{shorten(row.issue.quote, BRIEF)}”"] if row.issue else []
    facts += [] if row.realis == "actual" else [REALIS[row.realis]]
    facts += [when_words(row.when)] if row.when.value else []
    yield 2, _quote(row.evidence)
    yield from _sources(telling, row, facts)


def _sources(telling: Telling, row: Event | Position, facts: list[str]) -> Iterator[Line]:
    """The facts, who says so, who denies it, and whether it only repeats what is attributed."""
    echoed, says = telling.echoed(row), telling.according_to(row.said_in)
    if not says and not echoed:
        facts = [*facts, "in the report's own voice"]
    if facts:
        yield 2, Text(" · ".join(facts), style=NOTE)
    if echoed:
        said = telling.according_to(echoed.said_in) or "the text"
        yield 2, Text(f"no source of its own: repeats flatly what comes from {said}", style=NOTE)
    elif says:
        yield 2, Text(f"according to {says}", style=SAID)
    yield from _denials(telling, row.said_in)


def _denials(telling: Telling, ids: Iterable[str]) -> Iterator[Line]:
    if deniers := telling.denied_by(ids):
        yield 2, Text(f"✗ denied by {joined([telling.speech(one) for one in deniers])}", MINUS)


def _offices(telling: Telling) -> Iterator[Line]:
    states = {actor.name: actor.country for actor in telling.record.actors}
    for name, rows in telling.offices().items():
        line = Text(name, style="bold")
        line.append(f" ({visible(state)})" if (state := states.get(rows[0].person.name)) else "")
        line.append(f": {'; '.join(map(held, rows))}")
        yield 0, line


def _open(telling: Telling) -> Iterator[Line]:
    questions = telling.open()
    for question in questions[:LISTED]:
        line = Text(f"“{question.words}”", style="bold")
        line.append(f": {question.question}")
        yield 0, line
    if len(questions) > LISTED:
        yield 0, Text(f"… and {len(questions) - LISTED} more", style=NOTE)
    if not telling.record.report.published.value:
        yield 0, Text("The page gives no date, so days named in it stay open.", style=NOTE)


def _furniture(report: Report) -> Iterator[Line]:
    if report.furniture:
        labels = Counter(FURNITURE[row.label] for row in report.furniture)
        listed = [f"{label} ({n})" if n > 1 else label for label, n in sorted(labels.items())]
        lines = count(len(report.furniture), "stretch").replace("stretchs", "stretches")
        are = "is" if len(report.furniture) == 1 else "are"
        yield 0, Text(f"{lines} of the page that {are} no news: {joined(listed)}", style=NOTE)


def _quote(spans: Iterable[Span]) -> Text:
    """The words between marks of our own, without the marks and commas that they begin with."""
    return Text(f"“{shorten(_words(spans).lstrip(OPENING), QUOTE)}”")


def _words(spans: Iterable[Span]) -> str:
    return " … ".join(span.quote for span in spans)


def _dated(words: str) -> str:
    return f"  ({words})" if words else ""
