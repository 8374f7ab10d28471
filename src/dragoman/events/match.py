"""A sentence -> the predicates that a pattern fits, each once, less those that belong to another.

A predicate is matched by the most exact pattern of its word. What a matched predicate governs as
its content ("threatened to *attack*", "called for *talks*") is part of it and makes no event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dragoman.events.contents import Contents
from dragoman.events.parties import Parties
from dragoman.events.patterns import (
    ACTOR,
    ANY,
    ARMED,
    BODY,
    MEDIUM,
    NAMED,
    PERSON,
    Condition,
    Pattern,
    Patterns,
)
from dragoman.events.slots import gerunds_of, heads_of
from dragoman.events.things import Things
from dragoman.events.words import Words
from dragoman.events.works import Works
from dragoman.grammar.arguments import Arguments, arguments_of
from dragoman.grammar.clauses import VERBAL, children, phrase, understood_of_noun
from dragoman.grammar.realis import realis_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Span, Token

    from dragoman.grammar.mentioned import Mentioned
    from dragoman.parse import Sentence

POS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}
SUBJECT = "subject"
SPEAKER = "speaker"  # the slot of whoever says the content a predicate stands in
WORDED = frozenset({"title", "role", "group", "pronoun"})  # mentions that may be people
BODIES = frozenset({"state", "body", "igo"})
GRAVE = frozenset({"arrest"})  # modes of what is no game in sport and shows either
PARTICLE = "prt"
PARTICLES = frozenset({PARTICLE, "advmod", "prep"})
SPORTING = 2  # distinct words of sport in a sentence; one alone may be a figure of speech
SPORTING_REPORT = 0.25  # share of such sentences above which one word is enough


@dataclass(frozen=True, slots=True)
class Match:
    """A predicate with the pattern that fits it."""

    pattern: Pattern
    arguments: Arguments

    @property
    def predicate(self) -> Token:
        """The word that carries the meaning."""
        return self.arguments.predicate


class Matcher:
    """Finds the matches of one report's sentences.

    Args:
        patterns: The patterns of the tables.
        mentioned: Which mention a phrase carries.
        sentences: The report's sentences, which tell whether it is about sport or shows.
    """

    def __init__(
        self, patterns: Patterns, mentioned: Mentioned, sentences: Sequence[Sentence] = ()
    ) -> None:
        self.patterns, self.mentioned = patterns, mentioned
        self.words = Words(mentioned.doc, patterns)
        self._read: dict[int, Match | None] = {}
        self._asked: Arguments | None = None  # what the answers are about
        self._answers: dict[str, bool] = {}
        self.things = Things(patterns, mentioned)
        self.parties = Parties(patterns, mentioned)
        self.works = Works(patterns)
        self.contents = Contents(self)
        words = [self.words.of_sport(sentence.tokens) for sentence in sentences]
        sporting = sum(found >= SPORTING for found in words)
        self.tolerated = 1 if sporting > SPORTING_REPORT * len(words) else SPORTING

    def matches(self, sentence: Span) -> list[Match]:
        """The matches among a sentence's tokens that are of politics, in text order.

        Of sport and shows only arrests are.
        """
        read = [self.match(sentence.doc[at]) for at in self.words.matched(sentence)]
        found = [match for match in read if match is not None]
        if found and self.words.of_sport(sentence) >= self.tolerated:
            found = [match for match in found if match.pattern.entry.mode in GRAVE]
        found = [m for m in found if self.parties.are_political(m) and not self.works.tell(m)]
        swallowed = self.contents.swallowed(found)
        return [match for match in found if match.predicate.i not in swallowed]

    def match(self, token: Token) -> Match | None:
        """The most exact pattern that fits a token, or None; each token is read once."""
        if token.i not in self._read:
            self._read[token.i] = self._match(token)
        return self._read[token.i]

    def _match(self, token: Token) -> Match | None:
        lemma, pos = self.words.lemmas[token.i], POS.get(token.pos_)
        candidates = self.patterns.by_word.get((pos, lemma)) if pos else None
        if candidates is None or (pos == "verb" and token.dep_ in {"amod", "compound"}):
            return None
        words = self.words.around[token.i]
        likely = tuple(pattern for pattern in candidates if pattern.may_fit(words))
        if not likely:  # asked before the tree is
            return None
        candidates, likely = _of_particle(candidates, token), _of_particle(likely, token)
        if not likely:
            return None
        if token.dep_ == "aux":
            return self._modal(token, likely)
        if token.pos_ == "PROPN" and (self.mentioned.headed_by(token) or not _in_title_case(token)):
            return None
        arguments = self._controlled(arguments_of(token, self._light_verbs(token, candidates)))
        fit = (p for p in likely if self._unmet(p, arguments) is None)
        pattern = next(fit, None)
        return Match(pattern, arguments) if pattern is not None else None

    def _controlled(self, arguments: Arguments) -> Arguments:
        """The slots with the subject that the governor of an infinitive means."""
        heads = arguments.of(SUBJECT)
        meant = self.things.controllers(arguments.carrier, heads)
        if meant == heads:
            return arguments
        return replace(arguments, slots={**arguments.slots, SUBJECT: meant}, deep={})

    def _modal(self, token: Token, candidates: Sequence[Pattern]) -> Match | None:
        """A modal that asks in somebody's words, with the slots of its verb: "must withdraw"."""
        own = arguments_of(token.head)
        arguments = Arguments(token, own.carrier, own.slots)
        spoken = (p for p in candidates if p.entry.source == (SPEAKER,))
        fit = (Match(p, arguments) for p in spoken if self._unmet(p, arguments) is None)
        return next(fit, None)

    def _light_verbs(self, token: Token, candidates: tuple[Pattern, ...]) -> frozenset[str]:
        """The verbs that may carry a word; behind a preposition only where a pattern names it.

        "went on strike", "took part in a raid", but not "declared independence under white rule".
        """
        carriers = self.patterns.carriers[POS[token.pos_], self.words.lemmas[token.i]]
        if token.dep_ != "pobj" or token.head.head.dep_ == "dobj":
            return carriers
        named = {
            word
            for pattern in candidates
            for need in pattern.needs
            if "preposition" in need.slots
            for word in need.words
        }
        return carriers if token.head.lower_ in named else frozenset()

    def failing(self, pattern: Pattern, arguments: Arguments) -> str | None:
        """The first condition that the words do not meet, as the table has it; None if all fit."""
        if not _of_particle((pattern,), arguments.predicate):
            return "particle"
        return self._unmet(pattern, arguments)

    def _unmet(self, pattern: Pattern, arguments: Arguments) -> str | None:
        """The first condition but the particle that does not hold."""
        entry = pattern.entry
        for need, written in zip(pattern.needs, entry.needs, strict=True):
            if not self._answer(need, written, arguments):
                return written
        for bar, written in zip(pattern.forbids, entry.forbids, strict=True):
            if self._answer(bar, written, arguments):
                return written
        words = self.patterns.governors
        if entry.realis and realis_of(arguments.predicate, arguments.carrier, words)[0] not in (
            entry.realis
        ):
            return "realis"
        return None

    def _answer(self, condition: Condition, written: str, arguments: Arguments) -> bool:
        """Whether a condition holds; many patterns of one word ask the same of its arguments."""
        if self._asked is not arguments:
            self._asked, self._answers = arguments, {}
        known = self._answers.get(written)
        if known is None:
            known = self._answers[written] = self._holds(condition, arguments)
        return known

    def _holds(self, condition: Condition, arguments: Arguments) -> bool:
        heads = [head for slot in condition.slots for head in heads_of(arguments, slot)]
        if SUBJECT in condition.slots and arguments.predicate.dep_ == "acl":
            heads += [maker for head in heads for maker in self._makers(head)]
        if ANY in condition.asks:
            return bool(heads) or any(gerunds_of(arguments, slot) for slot in condition.slots)
        if any(self._is_asked(asks, head) for asks in condition.asks for head in heads):
            return True
        if condition.inside:
            heads = [token for head in heads for token in phrase(head)]
        words, lemmas = condition.words, self.words.lemmas
        return any(lemmas[head.i] in words or head.lower_ in words for head in heads)

    def _is_asked(self, asks: str, head: Token) -> bool:
        """Whether a head is an actor of the class that a condition asks for."""
        if asks == NAMED:
            return self.mentioned.named_in(head) is not None
        mention = self.mentioned.headed_by(head)
        if mention is None:
            return asks == ACTOR and self._acts(head)
        if asks == ACTOR:
            return True
        known = self.patterns.kind_of(mention)
        if asks == ARMED:
            return known == "armed_group"
        if asks == MEDIUM:
            return known == "media"
        if asks == BODY:
            return known in BODIES or mention.kind == "seat"
        named = mention.kind == "name"
        return asks == PERSON and (known in {None, "person"} if named else mention.kind in WORDED)

    def _acts(self, head: Token) -> bool:
        """Whether words without a mention act for somebody: "the court", "Israeli bulldozers"."""
        lemma = self.patterns.lemma(head)
        if lemma in self.patterns.words("event_officials"):
            return True
        return lemma in self.patterns.words("event_forces") and bool(self.things.owners(head))

    def _makers(self, head: Token) -> list[Token]:
        """Who made a thing that speaks or acts: "issued a report accusing": who issued it."""
        made = head.dep_ == "dobj" and self.mentioned.headed_by(head) is None
        return understood_of_noun(head) if made else []


def _in_title_case(token: Token) -> bool:
    """Whether most words of the sentence are capitalised, so that a capital makes no name."""
    words = [t for t in token.sent if t.is_alpha]
    return 2 * sum(t.text[0].isupper() for t in words) > len(words)


def _of_particle(patterns: Iterable[Pattern], predicate: Token) -> tuple[Pattern, ...]:
    """The patterns whose particle a word has beside it; those without one where it has none."""
    words = {c.lower_ for c in children(predicate, *PARTICLES)}
    parted = predicate.pos_ in VERBAL and bool(children(predicate, PARTICLE))
    return tuple(
        pattern
        for pattern in patterns
        if (pattern.entry.particle in words if pattern.entry.particle else not parted)
    )
