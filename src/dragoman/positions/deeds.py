"""Events and statements -> who answers for a deed that a stance only refers to ("the strike").

A noun refers to an event where the event's own evidence holds it, where an earlier event's words
mean the same, or where it is a word for any deed or decision ("the move") and an event that it may
mean stands shortly before. A word for something said ("the call", "the remarks") refers to an
earlier statement. A pronoun refers to the deed of the stance before it ("condemned it"), a
demonstrative to the event just told ("This is protectionism").
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import children
from dragoman.grammar.tree import stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Token

    from dragoman.parse import Parse, Sentence
    from dragoman.positions.matters import Words
    from dragoman.positions.stances import StanceWords
    from dragoman.record import Event, EventType, Role, Span, Statement

DONE: frozenset[EventType] = frozenset(
    {
        "AID", "ASSAULT", "COERCE", "CONCEDE", "COOPERATE", "MOBILIZE", "PROTEST", "RETREAT",
        "SANCTION",
    }
)  # fmt: skip  # deeds; to back, condemn, reject or ask is a stance or a word, and no deed
TO_COME = DONE - {"AID", "COOPERATE"}
DECIDED: frozenset[EventType] = DONE - {"ASSAULT", "PROTEST"}  # what "the decision" may mean
PROMISED: frozenset[EventType] = frozenset({"AGREE"})  # and what is only announced
POINTING = frozenset({"nsubj", "dobj", "pobj"})
NEAR = 8  # sentences a word for any deed looks back
JUST_TOLD = 2  # sentences a bare demonstrative looks back


class Deeds:
    """The events of one report that somebody is named for, and the words that tell of them."""

    def __init__(
        self,
        parse: Parse,
        events: Iterable[Event],
        statements: Iterable[Statement],
        words: StanceWords,
        concepts: Words,
    ) -> None:
        self.parse, self.words, self.concepts = parse, words, concepts
        self._last: tuple[Token, Role] | None = None
        self._starts = [sentence.start for sentence in parse.sentences]
        self._first = next((s.number for s in parse.sentences if s.part == "body"), 0)
        named = [e for e in events if any(role.actor for role in e.source)]
        named.sort(key=lambda event: (event.trigger.start, event.id))
        self.events = [event for event in named if deed_of(event) is not None]
        self._told = [self._concepts(event.trigger) for event in self.events]
        told = [event for event in named if event.realis != "negated" and not event.said_in]
        self._decided = [event for event in told if deed_of(event) in DECIDED]
        self._promised = [event for event in named if event.type in PROMISED]
        self._said = [s for s in statements if any(role.actor for role in s.speaker)]
        self._said.sort(key=lambda statement: (statement.cue.start, statement.id))

    def answering(self, noun: Token) -> tuple[Role, ...]:
        """The sources of the deed or words that a definite noun refers to, if any."""
        if not any(det.lower_ in self.words.definite for det in children(noun, "det")):
            return ()
        for event in self.events:
            if event.trigger.start <= noun.idx < event.trigger.end:
                return event.source
        lemma = noun.lemma_.lower()
        if lemma in self.words.spoken | self.words.utterances:
            return self._speaker(noun)
        same = self._told_alike(noun)
        if same is not None:
            return same.source
        if lemma in self.words.decisions:
            return self._decision(noun)
        if lemma in self.words.deeds:
            return self._nearest(noun, self.events)
        return ()

    def _told_alike(self, noun: Token) -> Event | None:
        """The event before a noun whose words mean the same; news before history.

        Of several the one told just before, else the one that the report opens with.
        """
        lemmas = [noun.lemma_.lower(), *(verb.lemma_.lower() for verb in children(noun, "acl"))]
        wanted = {self.concepts.concept((lemma,)) for lemma in lemmas}
        any_deed = lemmas[0] in self.words.deeds
        alike = [
            event
            for event, told in zip(self.events, self._told, strict=True)
            if event.trigger.start < noun.idx
            and (wanted & told or (any_deed and self._is_opening(event.trigger)))
        ]
        news = [event for event in alike if not event.background and event.realis != "negated"]
        found = news or alike
        opening = found and self._is_opening(found[0].trigger)
        if opening and not self._is_near(noun, found[-1].trigger, JUST_TOLD):
            return found[0]
        return found[-1] if found else None

    def _is_opening(self, words: Span) -> bool:
        """Whether words stand in what a report opens with: a heading or its first sentence."""
        there = self._sentence(words)
        return there is not None and (there.part != "body" or there.number == self._first)

    def _sentence(self, words: Span) -> Sentence | None:
        starts = self._starts
        number = bisect_right(starts, words.start) - 1
        return self.parse.sentences[number] if number >= 0 else None

    def _decision(self, noun: Token) -> tuple[Role, ...]:
        """Who decided: the measure told just before, else the one that the report opens with.

        Else the last within reach, and where there is none what was announced, likewise.
        """
        return (
            self._nearest(noun, self._decided, JUST_TOLD)
            or self._opening(noun, self._decided)
            or self._nearest(noun, self._decided)
            or self._opening(noun, self._promised)
            or self._nearest(noun, self._promised)
        )

    def _opening(self, noun: Token, events: Sequence[Event]) -> tuple[Role, ...]:
        """The source of the first of some events before a word, if the report opens with it."""
        first = next((event for event in events if event.trigger.start < noun.idx), None)
        return first.source if first is not None and self._is_opening(first.trigger) else ()

    def _speaker(self, noun: Token) -> tuple[Role, ...]:
        """Who said the words that a noun refers to: "the call" by its cue, "the remarks" by any."""
        lemma = noun.lemma_.lower()
        wanted = self.concepts.concept((lemma,))
        for statement in reversed(self._said):
            cue = statement.cue
            if cue.start >= noun.idx or not self._is_near(noun, cue):
                continue
            if lemma in self.words.utterances or wanted in self._concepts(cue):
                return statement.speaker
        return ()

    def keep(self, deed: Token, role: Role) -> None:
        """Remembers the last deed that somebody took a stance on, for a pronoun to point at."""
        self._last = (deed, role)

    def pointed_at(self, pronoun: Token, *, here: bool = False) -> Role | None:
        """Who answers for the deed that a pronoun means; None where that is not told.

        "it": the deed of the stance before it, in this sentence or the last. "this": the event
        told just before, where one actor answers for it.

        Args:
            pronoun: The word.
            here: Only "it" behind a preposition, for a deed of its sentence ("voted against it").
        """
        if pronoun.tag_ == "DT" and pronoun.dep_ in POINTING and not here:
            roles = self._nearest(pronoun, self.events, JUST_TOLD)
            return roles[0] if len(roles) == 1 else None
        deed = self.meant_by(pronoun)
        if deed is None or self._last is None:
            return None
        same = self.parse.sentence_at(pronoun) is self.parse.sentence_at(deed)
        return self._last[1] if not here or (same and pronoun.dep_ == "pobj") else None

    def meant_by(self, pronoun: Token) -> Token | None:
        """The deed that "it" means: that of the stance before it, in this sentence or the last."""
        if self._last is None or pronoun.lower_ not in self.words.things:
            return None
        deed = self._last[0]
        this, there = self.parse.sentence_at(pronoun), self.parse.sentence_at(deed)
        near = this is not None and there is not None and this.number - there.number <= 1
        return deed if near and deed.i < pronoun.i else None

    def _nearest(self, noun: Token, events: Sequence[Event], reach: int = NEAR) -> tuple[Role, ...]:
        """The source of the last of some events before a word, if it stands near enough."""
        before = [event for event in events if event.trigger.start < noun.idx]
        if not before or not self._is_near(noun, before[-1].trigger, reach):
            return ()
        return before[-1].source

    def _is_near(self, noun: Token, words: Span, reach: int = NEAR) -> bool:
        """Whether words stand in one of the sentences just before a noun."""
        here, there = self.parse.sentence_at(noun), self._sentence(words)
        return here is not None and there is not None and here.number - there.number <= reach

    def _concepts(self, span: Span) -> frozenset[str | None]:
        """The concepts of the words of a deed or cue, and of what the deed acts upon."""
        words = stretch(self.parse.doc, span.start, span.end)
        main = [t for t in words or () if t.pos_ in {"VERB", "NOUN", "PROPN"}]
        objects = [o for t in main for o in children(t, "dobj", "nsubjpass") if o.pos_ == "NOUN"]
        return frozenset(self.concepts.concept((t.lemma_.lower(),)) for t in (*main, *objects))


def deed_of(event: Event) -> EventType | None:
    """What is done in an event, or is to come of it ("will allow the sale"); None for mere words.

    A promise or a threat keeps the rule of the deed, whose id begins with the deed's type.
    """
    if event.type in DONE:
        return event.type
    group = event.rule.partition(".")[0].upper()
    return next((deed for deed in TO_COME if deed == group), None)
