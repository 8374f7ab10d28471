"""Records -> one self-contained page: the text marked up, the rows beside it, links both ways.

The page asks for nothing from outside, can be read and followed without its script, and treats
every word of the report as text. Its policy lets only the style and script written here run.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from dragoman.render.cards import cards_of
from dragoman.render.document import document
from dragoman.render.marks import Block, Segment, blocks_of, innermost, labels_of
from dragoman.render.telling import Telling
from dragoman.render.words import FURNITURE, count, joined, published_words, shown, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dragoman.record import Record, Report

TAGS = {"title": "h1", "subhead": "h4"}
LEGEND = (
    ("say", "what is said; bars show how deep it is nested"),
    ("cue", "the word that says so"),
    ("event", "what happened"),
    ("plus", "for (marked ✚)"),
    ("minus", "against (marked −, hatched)"),
    ("time", "when"),
    ("who", "an actor"),
)


def page(record: Record) -> str:
    """One record as a page of its own."""
    return pages([record])


def pages(records: Iterable[Record]) -> str:
    """Several records on one page, with an index before them where there are two or more."""
    reports = list(records)
    title = _title(reports[0].report) if len(reports) == 1 else count(len(reports), "report")
    body = [*_index(reports), *(_report(record, f"r{i}") for i, record in enumerate(reports, 1))]
    return _document(title, "\n".join(body))


def _document(title: str, body: str) -> str:
    style = "".join(map(file_of, ("tokens.css", "marks.css", "page.css")))
    return document(title, f"{legend()}\n{body}", [style], file_of("page.js"))


@cache
def file_of(name: str) -> str:
    """A style or script of this package, as it is written into a page."""
    return "\n" + files("dragoman.render").joinpath(name).read_text(encoding="utf-8")


def legend() -> str:
    """What the marks mean, each with a box that hides it; works without the script."""
    items = "\n".join(_legend_item(look, words) for look, words in LEGEND)
    summary = "<summary>What the marks mean</summary>"
    return f'<details class="legend">{summary}\n<ul>{items}</ul></details>'


def _legend_item(look: str, words: str) -> str:
    box = f'<input type="checkbox" id="show-{look}" checked>'
    bars = " b1" if look == "say" else ""
    return f'<li><label>{box} <span class="w {look}{bars}">{escape(words)}</span></label></li>'


def _index(records: Sequence[Record]) -> Iterator[str]:
    if len(records) == 1:
        return
    rows = "\n".join(_index_row(record, f"r{i}") for i, record in enumerate(records, 1))
    head = "<th>report</th><th>published</th><th>said</th><th>happened</th><th>stand</th>"
    yield f'<nav class="index" aria-label="Reports"><table><tr>{head}</tr>\n{rows}</table></nav>'


def _index_row(record: Record, id_: str) -> str:
    report = record.report
    numbers = [len(record.statements), len(record.events), len(record.positions)]
    cells = "".join(f"<td>{number}</td>" for number in numbers)
    problem = f' <em class="problem">{shown(record.problem.stage)}</em>' if record.problem else ""
    return (
        f'<tr><td><a href="#{id_}" dir="auto">{escape(_title(report))}</a>{problem}</td>'
        f"<td>{escape(published_words(report.published))}</td>{cells}</tr>"
    )


def _title(report: Report) -> str:
    return visible(report.title or report.source)


def _report(record: Record, id_: str) -> str:
    """One report: its facts, its text and its rows."""
    report = record.report
    facts = [f"<span>{shown(report.outlet)}</span>"] if report.outlet else []
    facts.append(f"<span>{escape(published_words(report.published))}</span>")
    if report.updated.value:
        facts.append(f"<span>updated {escape(published_words(report.updated))}</span>")
    if report.byline:
        facts.append(f"<span>by {escape(joined(list(map(visible, report.byline))))}</span>")
    facts.append(f'<span class="source">{shown(report.url or report.source)}</span>')
    printed = any(part.label == "title" for part in report.parts)  # then the text shows its title
    title = "" if printed else f'<h1 dir="auto">{escape(_title(report))}</h1>'
    head = f'{title}<p class="facts">{" · ".join(facts)}</p>'
    parts = (f"<header>{head}</header>", text_and_rows(record, id_), coded_with(record))
    inside = "\n".join(parts)
    return f'<section class="report" id="{id_}">\n{inside}\n</section>'


def text_and_rows(record: Record, id_: str, feet: Mapping[str, str] | None = None) -> str:
    """The text of a report with its marks, its rows beside it, and its furniture folded.

    Args:
        record: The report and its rows.
        id_: What the names of places on the page begin with.
        feet: Markup that ends the card of a row, by the row's id.
    """
    if record.problem:
        problem = f"{shown(record.problem.stage)}: {shown(record.problem.message)}"
        return f'<p class="problem">This report could not be read. {problem}</p>'
    telling = Telling(record)
    anchors = anchors_of(telling, id_)
    language = f' lang="{escape(record.report.language)}"' if record.report.language else ""
    text = "\n".join(_block(block, record.report.text, anchors) for block in blocks_of(telling))
    return (
        f'<div class="columns">\n<article class="text"{language} aria-label="Text of the report">\n'
        f"{text}\n{_furniture(record.report)}</article>\n"
        f'<div class="rows">\n{cards_of(telling, anchors, feet or {})}\n</div>\n</div>'
    )


def anchors_of(telling: Telling, id_: str) -> dict[str, str]:
    """The names of the places of a report's rows on a page, by the rows' ids: ``r1-S1``."""
    return {row: f"{id_}-{label}" for row, label in labels_of(telling).items()}


def _block(block: Block, text: str, anchors: dict[str, str]) -> str:
    """A paragraph; the direction of its script is read from its own letters."""
    seen: set[str] = set()
    inside = "".join(_segment(segment, text, anchors, seen) for segment in block.segments)
    tag = TAGS.get(block.label, "p")
    return f'<{tag} class="{block.label}" dir="auto">{inside}</{tag}>'


def _segment(segment: Segment, text: str, anchors: dict[str, str], seen: set[str]) -> str:
    """A stretch of text, as a link to the row it means where it belongs to one.

    Only the first stretch of a row in a paragraph is a stop of the tabulator key.
    """
    words = shown(text[segment.start : segment.end], spaces=True)
    row = innermost(segment, anchors)
    if row is None:
        return words
    begins = [mark for mark in segment.marks if mark.start == segment.start]
    places = "".join(
        f'<span class="at" id="w-{anchors[mark.row]}"></span>'
        for mark in begins
        if mark.anchor and mark.row in anchors
    )
    looks = sorted({mark.look for mark in segment.marks})
    bars = sorted({f"b{mark.depth + 1}" for mark in segment.marks if mark.look == "say"})
    starts = sorted({f"{mark.look}-starts" for mark in begins if mark.look in ("plus", "minus")})
    rows = " ".join(sorted({anchors[m.row] for m in segment.marks if m.row in anchors}))
    stop = "" if row not in seen else ' tabindex="-1"'
    stop += ' aria-hidden="true"' if words.isspace() else ""  # a link has to have a name
    seen.add(row)
    classes = " ".join(["w", *looks, *bars, *starts])
    return (
        f'{places}<a class="{classes}" href="#{anchors[row]}" data-rows="{rows}" '
        f'aria-details="{anchors[row]}"{stop}>{words}</a>'
    )


def _furniture(report: Report) -> str:
    if not report.furniture:
        return ""
    labels = Counter(FURNITURE[row.label] for row in report.furniture)
    listed = joined([f"{label} ({n})" if n > 1 else label for label, n in sorted(labels.items())])
    quotes = "\n".join(
        f"<li><b>{FURNITURE[row.label]}</b> <span>{shown(row.quote)}</span></li>"
        for row in report.furniture
    )
    return (
        f'<details class="furniture"><summary>Kept out of the text: {escape(listed)}</summary>'
        f"<ul>{quotes}</ul></details>"
    )


def coded_with(record: Record) -> str:
    """What made the rows: the report's id, the program, the tables and the model."""
    by = record.coded_with
    model = f", model {by.model.name} {by.model.version}" if by.model else ""
    words = f"report {record.report.id} · dragoman {by.dragoman}, tables {by.tables}{model}"
    return f'<footer class="coded">{shown(words)}</footer>'
