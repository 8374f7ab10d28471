"""Events -> who answers for a deed that a stance only refers to: "backed the strike".

A noun refers to an event where the event's own evidence holds it, where an earlier event's words
have the same stem, or where it is a word for any deed ("the move") and an event stands shortly
before. A pronoun refers to the deed of the stance before it ("condemned it"), a demonstrative to
the event just told ("This is protectionism").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import children

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from dragoman.parse import Parse
    from dragoman.positions.stances import StanceWords
    from dragoman.record import Event, EventType, Role

DONE: frozenset[EventType] = frozenset(
    {
        "AID", "ASSAULT", "COERCE", "CONCEDE", "COOPERATE", "MOBILIZE", "PROTEST", "RETREAT",
        "SANCTION",
    }
)  # fmt: skip  # deeds; to back, condemn, reject or ask is a stance or a word, and no deed
TO_COME = DONE - {"AID", "COOPERATE"}
STEM = 4  # letters two words of one deed share at least: "invade", "invasion"
NEAR = 8  # sentences a word for any deed looks back
JUST_TOLD = 2  # sentences a bare demonstrative looks back


class Deeds:
    """The events of one report that somebody is named for, and the words that tell of them."""

    def __init__(self, parse: Parse, events: Iterable[Event], words: StanceWords) -> None:
        self.parse, self.words = parse, words
        self._last: tuple[Token, Role] | None = None
        named = [e for e in events if _is_deed(e) and any(role.actor for role in e.source)]
        self.events = sorted(named, key=lambda event: (event.trigger.start, event.id))
        self._told = [self._told_by(event) for event in self.events]

    def answering(self, noun: Token) -> tuple[Role, ...]:
        """The sources of the event that a definite noun refers to; empty where there is none."""
        if not any(det.lower_ in self.words.definite for det in children(noun, "det")):
            return ()
        for event in self.events:
            if event.trigger.start <= noun.idx < event.trigger.end:
                return event.source
        lemmas = [noun.lemma_.lower(), *(verb.lemma_.lower() for verb in children(noun, "acl"))]
        before = [
            (event, told)
            for event, told in zip(self.events, self._told, strict=True)
            if event.trigger.start < noun.idx
        ]
        for event, told in reversed(before):
            if any(_same_stem(lemma, word) for word in told for lemma in lemmas):
                return event.source
        if lemmas[0] in self.words.deeds and before:
            return self._nearest(noun, before[-1][0])
        return ()

    def keep(self, deed: Token, role: Role) -> None:
        """Remembers the last deed that somebody took a stance on, for a pronoun to point at."""
        self._last = (deed, role)

    def pointed_at(self, pronoun: Token) -> Role | None:
        """Who answers for the deed that a pronoun means; None where that is not told.

        "it": the deed of the stance before it, in this sentence or the last. "this": the event
        told just before, where one actor answers for it.
        """
        if pronoun.tag_ == "DT" and pronoun.dep_ == "nsubj":
            before = [event for event in self.events if event.trigger.start < pronoun.idx]
            roles = self._nearest(pronoun, before[-1], JUST_TOLD) if before else ()
            return roles[0] if len(roles) == 1 else None
        if self._last is None or pronoun.tag_ != "PRP":
            return None
        deed, role = self._last
        here, there = self.parse.sentence_at(pronoun), self.parse.sentence_at(deed)
        near = here is not None and there is not None and here.number - there.number <= 1
        return role if near and deed.i < pronoun.i else None

    def _nearest(self, noun: Token, event: Event, reach: int = NEAR) -> tuple[Role, ...]:
        """The source of the event before a word for any deed, if it stands near enough."""
        here = self.parse.sentence_at(noun)
        there = next(
            (s for s in self.parse.sentences if s.start <= event.trigger.start < s.end), None
        )
        if here is None or there is None or here.number - there.number > reach:
            return ()
        return event.source

    def _told_by(self, event: Event) -> frozenset[str]:
        """The lemmas that tell of an event: its trigger, and what the trigger acts upon."""
        trigger = self.parse.doc.char_span(
            event.trigger.start, event.trigger.end, alignment_mode="expand"
        )
        if trigger is None:
            return frozenset()
        main = [t for t in trigger if t.pos_ in {"VERB", "NOUN", "PROPN"}]
        objects = [o for t in main for o in children(t, "dobj", "nsubjpass") if o.pos_ == "NOUN"]
        return frozenset(t.lemma_.lower() for t in (*main, *objects))


def _is_deed(event: Event) -> bool:
    """Whether an event is a deed, or a concession or blow to come: "will allow the sale".

    A promise or a threat keeps the rule of the deed, whose id begins with the deed's type.
    """
    return event.type in DONE or event.rule.partition(".")[0].upper() in TO_COME


def _same_stem(one: str, other: str) -> bool:
    """Whether two lemmas are one word, or share all but a short ending."""
    if one == other:
        return True
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= STEM and shared >= max(len(one), len(other)) - STEM
