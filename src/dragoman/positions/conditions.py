"""An entry's conditions -> whether the words in place meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import children
from dragoman.grammar.realis import realis_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.grammar.governors import Governors
    from dragoman.positions.frames import Frame
    from dragoman.positions.parties import Parties
    from dragoman.positions.stances import Condition, Stance

ARMED = frozenset({"armed_group", "ism"})
SIDES = ARMED | {"body", "igo", "img", "ngo", "party", "media", "company", "religious", "other"}
CLASSES = {"@person": frozenset({"person"}), "@armed": ARMED, "@body": SIDES}
DESCRIBING = ("amod", "compound", "nmod")


class Conditions:
    """Asks the conditions of entries on the phrases of one report."""

    def __init__(self, parties: Parties, governors: Governors) -> None:
        self.parties, self.governors = parties, governors

    def failing(self, stance: Stance, frame: Frame) -> str | None:
        """The first of an entry's conditions, as the table has it, that the words in place break.

        None where its particle, needs and forbids all agree with them.
        """
        if not self._has_particle(stance, frame):
            return "particle"
        for condition in stance.needs:
            if not self._met(frame, condition):
                return condition.written
        for condition in stance.forbids:
            if self._met(frame, condition):
                return condition.written
        return None

    def _has_particle(self, stance: Stance, frame: Frame) -> bool:
        """A verb's particle is part of its meaning: "back" is not "back down"."""
        if stance.entry.pos != "verb" or len(frame.hit.words) > 1:
            return True
        particles = [child.lower_ for child in children(frame.predicate, "prt")]
        return stance.entry.particle in (particles or [""])

    def _met(self, frame: Frame, condition: Condition) -> bool:
        slot, words = condition.slot, condition.words
        if slot == "negation":
            return realis_of(frame.predicate, frame.carrier, self.governors)[0] == "negated"
        if slot == "form":
            return frame.predicate.tag_ in words
        if slot == "place":
            return frame.predicate.dep_ in words
        if slot == "carrier":
            carrier = frame.carrier
            carried = carrier.i != frame.predicate.i
            return carried and bool({carrier.lemma_.lower(), "*"} & words)
        heads = frame.heads(slot)
        return bool(heads) and ("*" in words or any(self._is(head, words) for head in heads))

    def _is(self, head: Token, words: frozenset[str]) -> bool:
        """Whether a head is, or is described by, one of the words, or names one of the classes."""
        for word in (head, *children(head, *DESCRIBING)):
            if word.lower_ in words or word.lemma_.lower() in words:
                return True
        if "@actor" in words and self.parties.is_actor(head):
            return True
        if "@known" in words and self.parties.is_actor(head, known=True):
            return True
        if {"@actor", "@known"} & words and self.parties.is_mutual(head):
            return True
        if "@other" in words and self.parties.is_other_side(head):
            return True
        return any(
            word in words and self.parties.is_kind(head, kinds) for word, kinds in CLASSES.items()
        )
