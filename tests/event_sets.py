"""The own sets of events -> how many texts without one are coded, and what is right in the others.

What is right is reality, background, numbers, and that one deed is one row.

``python tests/event_sets.py`` prints the figures and what is wrong in the part that may be read;
``--write-floors`` keeps the figures as floors, on purpose; ``--show-unseen`` shows what is wrong in
the unseen part too, and whoever has used it must not tune rules any more.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.events.patterns import Patterns
from dragoman.grammar.arguments import arguments_of
from dragoman.grammar.realis import realis_of
from dragoman.lexicon import load_tables
from own_sets import Entry, Scored, Sheet, coded, load, meets, place, run, stretch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.parse import Parse, Parser
    from dragoman.record import Event, Record

Counted = tuple[str, float | None, float | None, tuple[int, int]]

SETS = {
    "realis": "sentence",
    "governors": "sentence",
    "tellings": "report",
    "quantities": "sentence",
    "background": "text",
}
FLOORS = Path(__file__).parent / "event_floors.json"


def silent(entry: Entry, record: Record) -> Scored:
    """Whether a sentence without a political event is left alone; business is counted apart."""
    sheet, topic = Sheet(), str(entry.labels["topic"])
    figure = "business.left.alone" if topic == "business" else "negatives.left.alone"
    rows = [f"{row.type} {row.trigger.quote!r} by {row.rule}" for row in record.events]
    sheet.mark(figure, not rows, f"{rows}")
    sheet.mark(f"kind.{topic}", not rows)
    return sheet.scored(entry)


def unmoved(entry: Entry, record: Record) -> Scored:
    """Whether praise and blame outside politics are left alone."""
    sheet = Sheet()
    rows = [f"{row.type} {row.trigger.quote!r} by {row.rule}" for row in record.events]
    sheet.mark("tone.left.alone", not rows, f"{rows}")
    return sheet.scored(entry)


def at_words(record: Record, words: str) -> list[Event]:
    """The events whose trigger begins nearest to these words and meets them; else by evidence.

    "Egypt must release the lawyer, Berlin said" holds a request as well, by "must release".
    """
    spot = place(record.report.text, words)
    held = [e for e in record.events if meets(spot, (e.trigger.start, e.trigger.end))]
    nearest = min((abs(e.trigger.start - spot[0]) for e in held), default=0)
    return [e for e in held if abs(e.trigger.start - spot[0]) == nearest] or [
        e for e in record.events if any(meets(spot, (s.start, s.end)) for s in e.evidence)
    ]


def reality(entry: Entry, record: Record) -> Scored:
    """Whether the labelled deed is coded, with the right realis, deciding word and background.

    A row that begins with the deciding word is its governor's: "pushed for sanctions" asks for
    sanctions, and imposes none.
    """
    sheet, labels = Sheet(), entry.labels
    deciding = [place(record.report.text, w) for w in labels.get("deciding", "").split("|") if w]
    heads = {start for start, _ in deciding}
    found = at_words(record, labels["event"])
    rows = [r for r in found if r.realis_span or r.trigger.start not in heads]
    right = {row.realis for row in rows} <= set(labels["realis"].split("|")) and bool(rows)
    given = sorted({row.realis for row in rows})
    fault = f"{labels['event']!r} is {labels['realis']}, given {given}"
    sheet.mark("realis.all", right, fault)
    if rows:
        sheet.mark("realis.coded", right)
        sheet.mark(f"kind.{labels['kind']}", right)
    if right and "deciding" in labels:
        spans = [row.realis_span for row in rows if row.realis_span]
        held = any(meets(spot, (span.start, span.end)) for span in spans for spot in deciding)
        words = [span.quote for span in spans]
        sheet.mark("realis.word", held, f"decided by {labels['deciding']!r}, given {words}")
    if "earlier" in labels:
        _background(rows, at_words(record, labels["earlier"]), sheet)
    return sheet.scored(entry)


def governed(entry: Entry, record: Record) -> Scored:
    """Whether the rows of the labelled deed have the right reality."""
    sheet, labels = Sheet(), entry.labels
    given = {row.realis for row in at_words(record, labels["event"])}
    if given:
        right = given <= set(labels["realis"].split("|"))
        fault = f"{labels['event']!r} is {labels['realis']}, rows {sorted(given)}"
        sheet.mark("governed.rows", right, fault)
    return sheet.scored(entry)


def read(entry: Entry, parse: Parse) -> Scored:
    """Whether the reality of the labelled deed is read right, be it a row or not."""
    sheet, labels = Sheet(), entry.labels
    start, end = place(parse.text, labels["event"])
    deed = parse.doc.char_span(start, end, alignment_mode="expand").root
    patterns = Patterns.of(load_tables("en"))
    carrier = arguments_of(deed, patterns.light).carrier
    realis, deciding = realis_of(deed, carrier, patterns.governors)
    right = realis in labels["realis"].split("|")
    sheet.mark("governed.read", right, f"{labels['event']!r} is {labels['realis']}, read {realis}")
    sheet.mark(f"kind.governed {labels['kind']}", right)
    if right and deciding and "deciding" in labels:
        spots = [place(parse.text, words) for words in labels["deciding"].split("|")]
        held = any(meets(spot, (t.idx, t.idx + len(t))) for spot in spots for t in deciding)
        fault = f"decided by {labels['deciding']!r}, read {[t.text for t in deciding]}"
        sheet.mark("governed.word", held, fault)
    return sheet.scored(entry)


def _background(news: Sequence[Event], earlier: Sequence[Event], sheet: Sheet) -> None:
    """Of the deeds that are coded: whether history is told from the news."""
    if news:
        flat = not any(row.background for row in news)
        sheet.mark("background.news", flat, "the news is background")
    if earlier:
        told = all(row.background for row in earlier)
        sheet.mark("background.history", told, "the history is news")
    sheet.mark("background.coded", bool(news) + bool(earlier), of=2)


def told_twice(entry: Entry, record: Record) -> Scored:
    """Whether two tellings of one deed are one row, and two deeds are two."""
    sheet, labels, text = Sheet(), entry.labels, record.report.text
    one, other = (_evidence(record, place(text, labels[side])) for side in ("one", "other"))
    sheet.mark("tellings.coded", bool(one) and bool(other))
    if one and other:
        joined = bool(one & other)
        if joined:
            sheet.mark("tellings.precision", labels["same"], "two deeds are one row")
        if labels["same"]:
            sheet.mark("tellings.recall", joined, "one deed has two rows")
        sheet.mark(f"kind.told {labels['kind']}", joined is labels["same"])
    return sheet.scored(entry)


def _evidence(record: Record, spot: tuple[int, int]) -> set[str]:
    """The rows that have a place among their evidence."""
    return {e.id for e in record.events for s in e.evidence if meets(spot, (s.start, s.end))}


def counted(entry: Entry, record: Record) -> Scored:
    """Whether the numbers of the events are the labelled ones, with their bounds."""
    sheet, labels, text = Sheet(), entry.labels, record.report.text
    wanted = [
        (q["kind"], q.get("low"), q.get("high"), stretch(text, q["words"]))
        for q in labels["quantities"]
    ]
    given = [
        (q.kind, q.low, q.high, (q.span.start, q.span.end))
        for event in record.events
        for q in event.quantities
    ]
    for quantity in wanted:
        sheet.mark("quantities.recall", any(_is_counted(quantity, g) for g in given), f"{quantity}")
    for quantity in given:
        right = any(_is_counted(w, quantity) for w in wanted)
        sheet.mark("quantities.precision", right, f"given {quantity}")
    return sheet.scored(entry)


def _is_counted(wanted: Counted, given: Counted) -> bool:
    return wanted[:3] == given[:3] and meets(wanted[3], given[3])


def told_beside(entry: Entry, record: Record) -> Scored:
    """Whether history is told from the news."""
    sheet, labels = Sheet(), entry.labels
    for figure, field, past in (("news", "event", False), ("history", "earlier", True)):
        rows = at_words(record, labels[field]) if field in labels else []
        if rows:
            right = all(row.background is past for row in rows)
            sheet.mark(f"beside.{figure}", right, f"{labels[field]!r} is {figure}")
            sheet.mark(f"kind.beside {labels['kind']}", right)
    return sheet.scored(entry)


def measure(parser: Parser) -> list[Scored]:
    """The scores of all sentences of the sets."""
    negatives, labelled = load("negatives", "sentence"), load("realis", "sentence")
    deeds = load("governors", "sentence")
    parses = parser.pipe(entry.report for entry in deeds)
    return [
        *coded(negatives, parser, silent),
        *coded(load("tone", "sentence"), parser, unmoved),
        *coded(labelled, parser, reality),
        *coded(load("tellings", "report"), parser, told_twice),
        *coded(load("quantities", "sentence"), parser, counted),
        *coded(load("background", "text"), parser, told_beside),
        *coded(deeds, parser, governed),
        *(read(entry, parse) for entry, parse in zip(deeds, parses, strict=True)),
    ]


def every_word() -> list[tuple[str, tuple[int, int]]]:
    """The places of all labelled words; raises LabelError where they are not clear."""
    fields = ("event", "earlier", "deciding", "one", "other")
    return [
        (entry.labels["kind"], place(entry.report.text, words))
        for name, table in SETS.items()
        for entry in load(name, table)
        for field in fields
        for words in entry.labels.get(field, "").split("|")
        if words
    ]


def kinds_of(name: str, field: str, unseen: bool) -> Counter[str]:
    """How many texts of each kind lie in one part of a set."""
    texts = load(name, SETS.get(name, "sentence"))
    return Counter(entry.labels[field] for entry in texts if entry.unseen is unseen)


if __name__ == "__main__":
    run(measure, FLOORS)
