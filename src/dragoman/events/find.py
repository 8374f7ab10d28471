"""Parse and earlier rows -> events: who did what to whom, how real it is, and in whose words.

The straight line per sentence: match predicates, read their roles, settle type and reality, add
what else the words say; let the trained weights vote on each; then fold later mentions of one event
into one row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
from dragoman.events.quantities import Quantities, in_order
from dragoman.events.roles import Roles
from dragoman.events.settle import settle
from dragoman.events.trained.features import FeatureReader
from dragoman.events.trained.subject import Subjects
from dragoman.events.trained.votes import votes_on
from dragoman.events.trained.weights import load_weights
from dragoman.grammar.mentioned import Mentioned
from dragoman.grammar.said import said_of
from dragoman.grammar.tree import once_of
from dragoman.grammar.when import timeline_of
from dragoman.lexicon import Tables, load_tables
from dragoman.parse import Parse
from dragoman.record import Event
from dragoman.settings import DEFAULT_ENGINE, Engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc

    from dragoman.events.trained.votes import Vote
    from dragoman.record import EventType, Mention, Role, Span, Statement, Time


def find_events(
    source: Parse | Doc,
    mentions: Iterable[Mention] = (),
    times: Iterable[Time] = (),
    statements: Iterable[Statement] = (),
    tables: Tables | None = None,
    engine: Engine = DEFAULT_ENGINE,
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
        engine: ``trained`` lets weights vote on what the patterns find, where there are any for
            the language; ``rules`` takes the patterns at their word.
    """
    parse = Parse.of(source)
    finder = Finder(parse, tuple(mentions), tuple(times), tuple(statements), tables, engine)
    return merge((settled.event for settled in finder.settled()), parse)


def vote_digest(engine: Engine = DEFAULT_ENGINE, language: str = "en") -> str | None:
    """The digest of the weights that vote on events; None where there is no vote."""
    weights = load_weights(language) if engine == "trained" else None
    return weights.digest if weights is not None else None


@dataclass(frozen=True, slots=True)
class Settled:
    """An event that makes a row, the match it came from, and the vote on it, if there was one."""

    event: Event
    match: Match
    vote: Vote | None


class Finder:
    """Turns the matches of one report into events."""

    def __init__(
        self,
        parse: Parse,
        mentions: tuple[Mention, ...],
        times: tuple[Time, ...],
        statements: tuple[Statement, ...],
        tables: Tables | None,
        engine: Engine,
    ) -> None:
        self.parse = parse
        self.tables = tables or load_tables(parse.report.language or "en")
        self.patterns = Patterns.of(self.tables)
        self.mentioned = once_of(parse.doc, mentions, Mentioned)
        self.places = Places(parse, mentions, self.mentioned, self.patterns, self.tables.gazetteer)
        self.matcher = Matcher(self.patterns, self.mentioned, parse.sentences)
        self.roles = Roles(parse, self.matcher)
        self.quantities = Quantities(parse, self.patterns)
        self.published = parse.report.published.value
        self.timeline = timeline_of(parse.report, parse.doc, times, self.tables.words)
        self.said = once_of(parse.doc, statements, said_of)
        self.weights = load_weights(self.tables.language) if engine == "trained" else None

    def settled(self) -> Iterator[Settled]:
        """The events in text order, as patterns and weights have them together."""
        rows = list(self._elected())
        numbers = self.quantities.beside([(row.match, row.event) for row in rows])
        for at, row in enumerate(rows):
            if at in numbers:
                more = in_order([*row.event.quantities, *numbers[at]])
                yield replace(row, event=replace(row.event, quantities=more))
            else:
                yield row

    def _elected(self) -> Iterator[Settled]:
        """The events that make rows, each with its own quantities."""
        drafts = list(self.drafts())
        if self.weights is None:
            yield from (Settled(event, match, None) for match, event in drafts)
            return
        asked = [draft for draft in drafts if not self._is_own(draft[0])]
        reader = FeatureReader(self.matcher, self.tables)
        subjects = Subjects(self.parse, self.matcher, self.tables)
        votes = iter(votes_on(asked, reader, subjects, self.weights))
        for match, event in drafts:
            if self._is_own(match):
                yield Settled(event, match, None)
                continue
            vote = next(votes)
            elected = event if vote.type == event.type else self.event(match, vote.type)
            if elected is not None and vote.makes_a_row(self.weights.floors):
                yield Settled(replace(elected, score=vote.score), match, vote)

    def _is_own(self, match: Match) -> bool:
        """Whether the pattern is the user's own, which is taken at its word."""
        return match.pattern.entry.id in self.tables.own

    def drafts(self) -> Iterator[tuple[Match, Event]]:
        """The events as the patterns alone make them, each with its match, in text order."""
        for sentence in self.parse.sentences:
            for match in self.matcher.matches(sentence.tokens):
                event = self.event(match)
                if event is not None:
                    yield match, event

    def event(self, match: Match, elected: EventType | None = None) -> Event | None:
        """The row of a match, or None where nobody acts and nobody is acted upon.

        Args:
            match: The predicate and its pattern.
            elected: The type, where it is not the pattern's.
        """
        source, target = self.roles.of(match)
        trigger = self.parse.span_of(trigger_of(match))
        saying = self.said.at(trigger.start, trigger.end)
        if match.pattern.entry.source == (SPEAKER,):
            if saying is None:
                return None
            source, saying = saying.speaker, self.said.around(saying)
        if not any(self.roles.is_somebody(role) for role in (*source, *target)):
            return None
        return self._row(match, trigger, source, target, saying, elected)

    def _row(
        self,
        match: Match,
        trigger: Span,
        source: tuple[Role, ...],
        target: tuple[Role, ...],
        saying: Statement | None,
        elected: EventType | None,
    ) -> Event:
        own = saying is not None and any(_is_one(s, d) for s in saying.speaker for d in source)
        kind, realis, deciding = settle(match, self.patterns, own_words=own)
        kind = elected or kind
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
            quantities=self.quantities.of(match, kind),
            realis=realis,
            realis_span=self.parse.span_of(deciding) if deciding else None,
            background=is_background(
                match, when, self.published, self.patterns, leads=self._leads(match)
            ),
            said_in=(saying.id,) if saying is not None else (),
            echoes=None,
            score=score_of(match, source, target),
            rule=entry.id,
        )

    def _leads(self, match: Match) -> bool:
        """Whether the report begins with the sentence of a match."""
        own = self.parse.sentence_at(match.predicate)
        return own is None or own.number == 0


def _is_one(speaker: Role, doer: Role) -> bool:
    """Whether who speaks is who acts."""
    if speaker.actor is not None and doer.actor is not None:
        return speaker.actor == doer.actor
    return speaker.key == doer.key or doer.antecedent == speaker.span is not None
