"""A found row -> its explanation: the words in place, and every decision made again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.actors import explain_affiliation, explain_mention
from dragoman.events import explain_event
from dragoman.explain.common import common_steps
from dragoman.explain.entries import TableEntry, entry_of
from dragoman.explain.made import check_again, engine_of
from dragoman.explain.marks import Passage, marks_of, passages_of
from dragoman.pipeline import code_again
from dragoman.positions import explain_position
from dragoman.record import Actor, Affiliation, Event, Mention, Position, Statement, Time
from dragoman.statements import explain_statement
from dragoman.steps import Option, Step
from dragoman.times import explain_time

if TYPE_CHECKING:
    from dragoman.explain.find import FoundRow
    from dragoman.explain.marks import Mark
    from dragoman.lexicon import Tables
    from dragoman.parse import Parser
    from dragoman.pipeline import Coding


@dataclass(frozen=True, slots=True)
class Explanation:
    """A row, the sentences it stands in, its marked words, and the decisions behind it.

    Each step goes with the table entry that decided it, or None where none did.
    """

    found: FoundRow
    passages: tuple[Passage, ...]
    marks: tuple[Mark, ...]
    steps: tuple[tuple[Step, TableEntry | None], ...]


def explain(found: FoundRow, parser: Parser, tables: Tables) -> Explanation:
    """Why a row is there, by coding its report again from the stored text.

    That tables, model and program are those of the row is asked before (``made.check``), since it
    needs no model.

    Args:
        found: The row with its record.
        parser: The model that parsed the report.
        tables: The tables that made the row.

    Raises:
        DigestError: The text does not give the same row again.
    """
    engine = engine_of(found.record.coded_with)
    again = code_again(found.record.report, parser, tables, engine)
    check_again(found, again.record)
    steps = _in_order(_steps(found, again, tables), common_steps(found))
    marks = marks_of(found.row)
    return Explanation(
        found,
        passages_of(again.parse, marks, found.row, again.record),
        marks,
        tuple((step, entry_of(step.question, step.rule, tables)) for step in steps),
    )


def _steps(found: FoundRow, again: Coding, tables: Tables) -> tuple[Step, ...]:
    """The decisions of the stage that made the row."""
    row, record, parse = found.row, again.record, again.parse
    said, times, mentions = record.statements, again.times, record.mentions
    engine = engine_of(record.coded_with)
    if isinstance(row, Actor):
        return _actor(found, tables)
    if isinstance(row, Affiliation):
        return explain_affiliation(row)
    if isinstance(row, Mention):
        unresolved = again.unresolved
        made = explain_mention(parse, row, again.candidates, mentions, unresolved, tables)
    elif isinstance(row, Time):
        made = explain_time(parse, row, tables)
    elif isinstance(row, Statement):
        made = explain_statement(parse, row, again.candidates, times, tables, engine)
    elif isinstance(row, Event):
        made = explain_event(parse, row, mentions, times, said, tables, engine)
    else:
        assert isinstance(row, Position)
        made = explain_position(parse, row, mentions, times, said, record.events, tables)
    if not made:
        raise AssertionError(f"{row.id}: made again, but not by the steps that explain it")
    return made


def _in_order(own: tuple[Step, ...], common: tuple[Step, ...]) -> list[Step]:
    """The stage's own steps, each role with who is meant behind it, then the rest."""
    found: list[Step] = []
    for step in own:
        found += [step, *(more for more in common if more.question == f"{step.question} is")]
    return found + [step for step in common if step not in found]


def _actor(found: FoundRow, tables: Tables) -> tuple[Step, ...]:
    """What is known of an actor, and by which words and rules the report names it."""
    row = found.row
    assert isinstance(row, Actor)
    known = any(entry.id == row.id for entry in tables.actors)
    facts = [row.kind.replace("_", " "), row.country, row.part_of and f"part of {row.part_of}"]
    words = ", ".join(filter(None, facts))
    source = "by its row of the tables" if known else "by this report alone, from the words for it"
    mentions = [m for m in found.record.mentions if m.actor == row.id]
    named = tuple(
        Option(f"“{m.span.quote}”", chosen=True, reason=m.rule, span=m.span) for m in mentions
    )
    steps = [Step("actor", f"{row.name} ({row.id})", f"{words}: {source}", row.id)]
    steps.append(Step("named", f"{len(mentions)} times", "in this report", options=named))
    if found.elsewhere:
        other = f"{found.elsewhere} other report{'s' * (found.elsewhere > 1)}"
        steps.append(Step("elsewhere", other, "of the record too (--report ID shows another)"))
    return tuple(steps)
