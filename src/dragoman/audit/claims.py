"""A row -> what it claims, as a sentence that a coder can call right or wrong; and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.record import Event, Statement
from dragoman.render.words import KINDS, REALIS, did, names_of, shorten, when_words

if TYPE_CHECKING:
    from dragoman.record import Position, Record, Span

    Row = Statement | Event | Position


@dataclass(frozen=True, slots=True)
class Shown:
    """What a coder sees of a row: its claim, and its paragraph, in which its words stand."""

    claim: str
    before: str
    words: str
    after: str

    @property
    def paragraph(self) -> str:
        """The paragraph as it stands in the report."""
        return self.before + self.words + self.after


def shown(record: Record, kind: str, row: str) -> Shown:
    """What is shown of a row of a record."""
    whole: Row = next(one for one in getattr(record, kind) if one.id == row)
    span, text = words_of(whole), record.report.text
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    end = end if end >= 0 else len(text)
    return Shown(
        claim_of(whole), text[start : span.start], text[span.start : span.end], text[span.end : end]
    )


def shown_paragraph(record: Record, start: int, end: int) -> str:
    """A paragraph of a record's report."""
    return record.report.text[start:end]


def claims_in(record: Record, kinds: tuple[str, ...], start: int, end: int) -> dict[str, list[str]]:
    """What is claimed by the rows that were found in a paragraph, by kind, in order."""
    return {
        kind: [claim_of(row) for row in getattr(record, kind) if start <= words_of(row).start < end]
        for kind in kinds
    }


def claim_of(row: Row) -> str:
    """Who says, does or holds what, in words; nothing of rules or scores."""
    if isinstance(row, Statement):
        who = names_of(row.speaker) or "somebody who is not named"
        via = f", through {names_of(row.via)}," if row.via else ""
        words = " … ".join(span.quote for span in row.content)
        return f"{who}{via} {did(row)}: “{shorten(words, 400)}”"
    if isinstance(row, Event):
        source, target = names_of(row.source) or "nobody named", names_of(row.target)
        deed = f"{row.type}{f' ({row.mode})' if row.mode else ''}"
        whom = f" to {target}" if target else ""
        when = f", {when_words(row.when)}" if row.when.value else ""
        return f"{source} does {deed}{whom}{when}; {REALIS[row.realis]}"
    side = "for" if row.sign > 0 else "against"
    issue = f", on “{shorten(row.issue.quote, 200)}”" if row.issue else ""
    real = "" if row.realis == "actual" else f"; {REALIS[row.realis]}"
    names = names_of([row.holder]), names_of([row.target])
    return f"{names[0]} is {side} {names[1]} ({KINDS[row.kind]}){issue}{real}"


def words_of(row: Row) -> Span:
    """The words that a row is judged by."""
    if isinstance(row, Statement):
        return row.content[0] if row.content else row.cue
    return row.clause if isinstance(row, Event) else row.evidence[0]
