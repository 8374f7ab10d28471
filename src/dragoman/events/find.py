"""Parse and earlier rows -> events: who did what to whom, how real it is, and in whose words.

The straight line per sentence: match predicates, read their roles, settle type and reality, add
what else the words say; then fold later mentions of one event into one row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.events.details import (
    clause_of,
    contexts_of,
    is_background,
    score_of,
    trigger_of,
)
from dragoman.events.match import SPEAKER, Match, Matcher
from dragoman.events.merge import merge
from dragoman.events.patterns import Patterns
from dragoman.events.place import Places
from dragoman.events.quantities import quantities_of
from dragoman.events.roles import Roles
from dragoman.events.settle import settle
from dragoman.grammar.mentioned import Mentioned
from dragoman.grammar.said import Said
from dragoman.grammar.when import timeline_of
from dragoman.lexicon import Tables, load_tables
from dragoman.parse import Parse
from dragoman.record import Event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc

    from dragoman.record import Mention, Role, Span, Statement, Time


def find_events(
    source: Parse | Doc,
    mentions: Iterable[Mention] = (),
    times: Iterable[Time] = (),
    statements: Iterable[Statement] = (),
    tables: Tables | None = None,
) -> tuple[Event, ...]:
    """The events of a report in text order; an empty tuple where nothing happens.

    "Norway will recall its envoy, the minister said": SANCTION, source Norway, planned, inside the
    minister's statement.

    Args:
        source: A Parse, or a spaCy Doc of your own.
        mentions: The report's mentions, resolved where rows of one actor are to be joined.
        times: The report's time expressions.
        statements: The report's statements; an event inside a content names it in ``said_in``.
        tables: The tables of a language; those of the report's language by default.
    """
    parse = Parse.of(source)
    finder = Finder(parse, tuple(mentions), tuple(times), tuple(statements), tables)
    events = [
        event
        for sentence in parse.sentences
        for match in finder.matcher.matches(sentence.tokens)
        if (event := finder.event(match)) is not None
    ]
    return merge(events, parse)


class Finder:
    """Turns the matches of one report into events."""

    def __init__(
        self,
        parse: Parse,
        mentions: tuple[Mention, ...],
        times: tuple[Time, ...],
        statements: tuple[Statement, ...],
        tables: Tables | None,
    ) -> None:
        self.parse = parse
        self.tables = tables or load_tables(parse.report.language or "en")
        self.patterns = Patterns.of(self.tables)
        self.mentioned = Mentioned(parse.doc, mentions)
        self.places = Places(parse, mentions, self.mentioned, self.patterns, self.tables.gazetteer)
        self.matcher = Matcher(self.patterns, self.mentioned, parse.sentences)
        self.roles = Roles(parse, self.matcher)
        self.published = parse.report.published.value
        self.timeline = timeline_of(parse.report, parse.doc, times, self.tables.words)
        self.said = Said(statements, parse.doc)

    def event(self, match: Match) -> Event | None:
        """The row of a match, or None where nobody acts and nobody is acted upon."""
        source, target = self.roles.of(match)
        trigger = self.parse.span_of(trigger_of(match))
        saying = self.said.at(trigger.start, trigger.end)
        if match.pattern.entry.source == (SPEAKER,):
            if saying is None:
                return None
            source, saying = saying.speaker, self.said.around(saying)
        if not any(self.roles.is_somebody(role) for role in (*source, *target)):
            return None
        return self._row(match, trigger, source, target, saying)

    def _row(
        self,
        match: Match,
        trigger: Span,
        source: tuple[Role, ...],
        target: tuple[Role, ...],
        saying: Statement | None,
    ) -> Event:
        own = saying is not None and any(_is_one(s, d) for s in saying.speaker for d in source)
        kind, realis, deciding = settle(match, self.patterns, own_words=own)
        entry, plover = match.pattern.entry, self.patterns.types[kind]
        tokens = clause_of(match)
        when = self.timeline.of(match.arguments.carrier, tokens, actual=realis == "actual")
        return Event(
            id=Event.id_of(self.parse.report.id, kind, trigger, source, target),
            type=kind,
            mode=(entry.mode or None) if kind == entry.type else None,
            contexts=contexts_of(tokens, self.patterns),
            quad=plover.quad,
            intensity=plover.intensity,
            source=source,
            target=target,
            trigger=trigger,
            clause=self.parse.span_of(tokens),
            evidence=(trigger,),
            when=when,
            where=self.places.of(match, material=plover.quad.startswith("material")),
            quantities=quantities_of(match, kind, self.parse, self.patterns),
            realis=realis,
            realis_span=self.parse.span_of(deciding) if deciding else None,
            background=is_background(match, when, self.published, self.patterns),
            said_in=(saying.id,) if saying is not None else (),
            echoes=None,
            score=score_of(match, source, target),
            rule=entry.id,
        )


def _is_one(speaker: Role, doer: Role) -> bool:
    """Whether who speaks is who acts."""
    if speaker.actor is not None and doer.actor is not None:
        return speaker.actor == doer.actor
    return speaker.key == doer.key or doer.antecedent == speaker.span is not None
