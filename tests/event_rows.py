"""Events of a frozen parse, for the tests of events: found as the pipeline finds them."""

from __future__ import annotations

from dataclasses import replace

from dragoman.actors import find_mentions, resolve
from dragoman.events import find_events
from dragoman.lexicon import load_tables
from dragoman.parse import Parse
from dragoman.record import Part, Role, Span, Statement, When
from dragoman.statements import find_statements
from dragoman.times import find_times

TABLES = load_tables("en")


def events_of(parse, statements=None):
    times = find_times(parse, TABLES)
    mentions = find_mentions(parse, TABLES)
    if statements is None:
        statements = find_statements(parse, mentions, times, TABLES)
    mentions = resolve(parse, mentions, statements, TABLES).mentions
    return find_events(parse, mentions, times, statements, TABLES, "rules")


def titled(parse: Parse, title: int) -> Parse:
    """The same parse with its first ``title`` characters as the title."""
    parts = (Part(0, title, "title"), Part(title + 1, len(parse.text), "body"))
    return Parse(replace(parse.report, parts=parts), parse.doc)


def statement_over(parse: Parse, words: str, speaker: str) -> Statement:
    """A statement whose content are the given words."""
    span = Span.of(parse.text, parse.text.index(words), parse.text.index(words) + len(words))
    who = Span.of(parse.text, parse.text.index(speaker), parse.text.index(speaker) + len(speaker))
    cue = Span.of(parse.text, parse.text.index("said"), parse.text.index("said") + 4)
    roles = (Role.words(who),)
    key = Statement.id_of(parse.report.id, cue, (span,), roles)
    return Statement(
        key, roles, None, (), cue, (span,), "indirect", "say", None, (), When(), 0.9, "test"
    )


def names(roles):
    return [role.name for role in roles]
