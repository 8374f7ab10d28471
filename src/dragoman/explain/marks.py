"""A row -> the words it points at, by role, and the sentences that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.record import Actor, Affiliation, Event, Mention, Position, Span, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.explain.find import Row
    from dragoman.parse import Parse
    from dragoman.record import Record, Role

MOST = 8  # sentences shown; more are no words in place but the report


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that a row points at, and as what; ``deciding`` ones are marked in the passage."""

    label: str
    span: Span
    deciding: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the report that a row stands in, with the deciding words in it."""

    span: Span
    marks: tuple[Mark, ...]


def marks_of(row: Row) -> tuple[Mark, ...]:
    """The words of a row, in the order of its fields; an actor's are its mentions'."""
    return tuple(_marks(row))


def _marks(row: Row) -> Iterator[Mark]:
    if isinstance(row, Statement):
        yield from _roles("speaker", row.speaker)
        yield Mark("cue", row.cue, deciding=True)
        yield from (Mark("content", span, deciding=True) for span in row.content)
        yield from _roles("via", row.via)
    elif isinstance(row, Event):
        yield from _roles("source", row.source)
        yield Mark("trigger", row.trigger, deciding=True)
        yield from (Mark("also", s, deciding=True) for s in row.evidence if s != row.trigger)
        yield from _roles("target", row.target)
        yield Mark("clause", row.clause)
        yield from [Mark("realis", row.realis_span)] if row.realis_span else []
    elif isinstance(row, Position):
        yield from _roles("holder", (row.holder,))
        yield from (Mark("evidence", span, deciding=True) for span in row.evidence)
        yield from _roles("target", (row.target,))
        yield from [Mark("issue", row.issue)] if row.issue else []
        yield from _roles("against", (row.against,) if row.against else ())
    elif isinstance(row, Affiliation):
        yield from _roles("person", (row.person,))
        yield from (Mark("evidence", span, deciding=True) for span in row.evidence)
        yield from _roles("body", (row.body,) if row.body else ())
    elif not isinstance(row, Actor):
        yield Mark("words", row.span, deciding=True)
        if isinstance(row, Mention) and row.antecedent:
            yield Mark("antecedent", row.antecedent)


def _roles(label: str, roles: Iterable[Role]) -> Iterator[Mark]:
    return (Mark(label, role.span) for role in roles if role.span is not None)


def passages_of(
    parse: Parse, marks: tuple[Mark, ...], row: Row, record: Record
) -> tuple[Passage, ...]:
    """The sentences that hold the deciding words, of an actor those that first name it."""
    if isinstance(row, Actor):
        named = (mention.span for mention in record.mentions if mention.actor == row.id)
        marks = tuple(Mark("named", span, deciding=True) for span in named)
    deciding = [mark for mark in marks if mark.deciding]
    found = []
    for sentence in parse.sentences:
        held = tuple(m for m in deciding if _touches(m.span, sentence.start, sentence.end))
        if held:
            found.append(Passage(parse.span(sentence.start, sentence.end), held))
    return tuple(found[:MOST])


def _touches(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end
