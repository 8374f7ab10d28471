"""An explanation -> a page for a terminal: the words in place, then each decision and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from dragoman.explain.find import SINGULAR, title_of
from dragoman.explain.origin import in_source
from dragoman.render.text import printed
from dragoman.render.words import published_words, shorten, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.explain.entries import TableEntry
    from dragoman.explain.marks import Passage
    from dragoman.explain.why import Explanation
    from dragoman.record import CodedWith, Span
    from dragoman.render.text import Line
    from dragoman.steps import Option, Step

HEAD, NOTE, WORDS, TAKEN = "bold", "dim", "cyan", "green"
QUOTE = 160  # code points of a quote or a reason's words that are shown
SOURCE = 600  # code points of a stretch of the source that are shown
EXAMPLES = 1  # sentences of a rule that are shown; the table holds them all


def told(explanation: Explanation, *, color: bool = False, width: int = 80) -> str:
    """The explanation as a page that a person reads from top to bottom.

    Args:
        explanation: What ``explain`` gave.
        color: Whether to use a terminal's colours.
        width: Columns to fill.
    """
    return printed(_lines(explanation), color=color, width=width)


def _lines(explanation: Explanation) -> Iterator[Line]:
    yield from _head(explanation)
    if explanation.passages:
        yield from _section("IN THE TEXT", _in_place(explanation.passages))
        yield from _where(explanation)
    if stretches := _stretches(explanation):
        yield from _section("IN THE SOURCE", _raw(stretches))
    yield from _section("WHY", _decisions(explanation))
    made = explanation.found.record.coded_with
    yield from _section("MADE WITH", _made(made))


def _head(explanation: Explanation) -> Iterator[Line]:
    found = explanation.found
    report = found.record.report
    yield 0, Text(f"{SINGULAR[found.kind].upper()} {found.row.id}", style=HEAD)
    yield 0, Text(title_of(found))
    facts = [published_words(report.published), visible(report.source), report.id]
    yield 0, Text(" · ".join(facts), style=NOTE)


def _section(title: str, lines: Iterable[Line]) -> Iterator[Line]:
    yield 0, Text("")
    yield 0, Text(title, style=HEAD)
    yield from ((indent + 2, line) for indent, line in lines)


def _in_place(passages: tuple[Passage, ...]) -> Iterator[Line]:
    """The sentences, with the deciding words between ‹ and ›."""
    behind = passages[0].span.start
    for passage in passages:
        if passage.span.start - behind > 2:
            yield 0, Text("…", style=NOTE)
        behind = passage.span.end
        yield 0, _marked(passage)


def _marked(passage: Passage) -> Text:
    """A sentence with its marks; where they lie in each other, so do the brackets."""
    start, quote = passage.span.start, passage.span.quote
    cuts: list[tuple[int, int, int, str]] = []
    for mark in passage.marks:
        first, last = max(mark.span.start - start, 0), min(mark.span.end - start, len(quote))
        cuts += [(first, 1, -last, "‹"), (last, 0, -first, "›")]
    line, at = Text(), 0
    depth = 0
    for place, _, _, bracket in sorted(cuts):
        line.append(_spaced(quote[at:place]), style=WORDS if depth else "")
        line.append(bracket, style=f"bold {WORDS}")
        depth += 1 if bracket == "‹" else -1
        at = place
    line.append(_spaced(quote[at:]))
    return line


def _spaced(words: str) -> str:
    """Words as they can be shown, with the space at either end that ``visible`` takes away."""
    first, last = words[:1].isspace(), words[-1:].isspace()
    return f"{' ' * first}{visible(words)}{' ' * (last and bool(words.strip()))}"


def _where(explanation: Explanation) -> Iterator[Line]:
    """Each role's words with their offsets into the report's text."""
    if not explanation.marks:
        return
    yield 0, Text("")
    grid = _grid()
    for mark in explanation.marks:
        line = Text(f"“{shorten(mark.span.quote, QUOTE)}”")
        line.append(f"  {mark.span.start}–{mark.span.end}", style=NOTE)
        grid.add_row(Text(mark.label, style=NOTE), line)
    yield 2, grid


def _stretches(explanation: Explanation) -> tuple[Span, ...]:
    found = explanation.found
    spans = (passage.span for passage in explanation.passages)
    return in_source(found.record.report, found.source, spans)


def _raw(stretches: tuple[Span, ...]) -> Iterator[Line]:
    """The source as it was read, markup and all, with its offsets."""
    for stretch in stretches:
        line = Text(f"{stretch.start}–{stretch.end}  ", style=NOTE)
        yield 0, line.append(shorten(stretch.quote, SOURCE), style="")


def _decisions(explanation: Explanation) -> Iterator[Line]:
    for step, entry in explanation.steps:
        answer = Text(shorten(step.answer, QUOTE), style=HEAD)
        answer.append(f"  {step.score:.2f}" if step.score is not None else "", style=TAKEN)
        lines = [answer, Text(visible(step.reason)), *_entry(entry), *_options(step)]
        grid = _grid()
        grid.add_row(Text(step.question, style=NOTE), Group(*filter(None, lines)))
        yield 0, grid


def _grid() -> Table:
    """Two columns: what is told, and what there is to tell of it."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=10, no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def _entry(entry: TableEntry | None) -> Iterator[Text]:
    """The table entry that decided: where it stands, its note, and an example of each kind."""
    if entry is None:
        return
    place = f"{entry.file}:{entry.line}" if entry.line else entry.file
    line = Text(f"rule {entry.id}", style=WORDS)
    line.append(f", {place}", style=NOTE)
    yield line.append(f": {visible(entry.note)}" if entry.note else "")
    for sign, examples in (("such as", entry.match), ("but not", entry.no_match)):
        for example in examples[:EXAMPLES]:
            yield Text(f"  {sign} “{visible(example)}”", style=NOTE)
    if entry.source:
        yield Text(f"  looked up: {visible(entry.source)}", style=NOTE)


def _options(step: Step) -> Iterator[Text]:
    """What competed; where there was only one, it has been told."""
    if len(step.options) > 1 or not all(option.chosen for option in step.options):
        yield from map(_option, step.options)


def _option(option: Option) -> Text:
    line = Text("✓ " if option.chosen else "· ", style=TAKEN if option.chosen else NOTE)
    line.append(shorten(option.words, QUOTE), style="" if option.chosen else NOTE)
    line.append(f"  {option.score:.2f}" if option.score is not None else "", style=TAKEN)
    return line.append(f"  {shorten(option.reason, QUOTE)}" if option.reason else "", style=NOTE)


def _made(made: CodedWith) -> Iterator[Line]:
    model = f"{made.model.name} {made.model.version} {made.model.hash}" if made.model else ""
    weights = f"statement weights {made.statements}" if made.statements else "statements by rules"
    facts = [f"dragoman {made.dragoman}", f"tables {made.tables}", f"model {model}", weights]
    yield 0, Text(" · ".join(facts), style=NOTE)
    yield 0, Text("Read again just now from the stored text: the same row came out.", style=NOTE)
