"""A stance in place -> what it is about: the issue's words, its matter, and the third party."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.grammar.arguments import arguments_of
from dragoman.grammar.clauses import (
    LOOSE,
    VERBAL,
    children,
    clause,
    governing_verb,
    prepositional,
    with_conjuncts,
)
from dragoman.grammar.tree import dependents
from dragoman.positions.matters import SHARED_KINDS
from dragoman.positions.paths import step_from

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from dragoman.lexicon.schema import StancePattern
    from dragoman.parse import Parse
    from dragoman.positions.frames import Frame
    from dragoman.positions.matters import Matter, Matters
    from dragoman.positions.parties import Parties, Party
    from dragoman.record import Role, Span

SLOTS = re.compile(r"\w+")  # in what a condition asks of
LONGEST = 12  # words of an issue or evidence span, by the guideline
OPPOSED = ("against", "object", "of", "poss", "modifier")  # where a fight names whom it is against


@dataclass(frozen=True, slots=True)
class Issue:
    """What a stance is about; ``against`` is the third party of a shared cause or of help.

    ``matter`` is its words made ready to be compared with those of other issues.
    """

    span: Span | None = None
    matter: Matter | None = None
    against: Role | None = None


class Issues:
    """Finds the issues of one report's stances."""

    def __init__(self, parse: Parse, parties: Parties, matters: Matters) -> None:
        self.parse, self.parties, self.matters = parse, parties, matters
        self.fights, self.openers = parties.words.fights, sorted(parties.words.openers)

    def of(self, entry: StancePattern, frame: Frame, holder: Party, target: Party) -> Issue:
        """The issue of one pair: the target's deed, else the first issue slot that is filled."""
        heads = [target.deed] if target.deed is not None else self._first(frame, entry.issue)
        heads = heads or self._beside(entry, frame, target)
        taken = {p.head.i for p in (holder, target) if p.head is not None and p.head is not p.deed}
        heads = [head for head in heads if head.i not in taken]
        against = self._against(entry, frame, heads, {holder.key, target.key})
        if not heads:
            return Issue(against=against)
        tokens = self._words(heads[0])
        meant = self.parties.deeds.meant_by(heads[0]) or heads[0]
        matter = self.matters.of(meant, self._words(meant), (holder, target), entry)
        return Issue(self.parse.span_of(tokens), matter, against)

    def _first(self, frame: Frame, slots: Iterable[str]) -> list[Token]:
        for slot in slots:
            heads = [head for head in frame.heads(slot) if not self._is_time(head)]
            if heads:
                return heads
        return []

    def _beside(self, entry: StancePattern, frame: Frame, target: Party) -> list[Token]:
        """What the parser hung elsewhere: on whom the stance is towards, or on the verb around it.

        "stands behind Uganda over the pipeline", read as Uganda over the pipeline; "each accused
        the other of breaking the deal". A name is no issue there: "the government in Kabul".
        """
        mutual = [head for head in frame.heads("object") if self.parties.is_mutual(head)]
        near = [*mutual, *([target.head] if target.head is not None else [])]
        above = governing_verb(frame.predicate)
        loose = prepositional(above) if above is not None else {}
        own = [slot for slot in entry.issue if "." not in slot]
        asked = {word for need in entry.needs for word in SLOTS.findall(need.partition(":")[0])}
        openers = [slot for slot in self.openers if slot not in asked]
        for slot, opens in (*((slot, False) for slot in own), *((s, True) for s in openers)):
            found = frame.heads(slot) if opens else []
            found = found or [head for noun in near for head in step_from(noun, slot)]
            found = found or (loose.get(slot, []) if opens or slot in self.openers else [])
            behind = [h for h in found if h.i > frame.predicate.i and h.pos_ != "PROPN"]
            if behind and not self._is_time(behind[0]):
                return behind
        return self._field(frame, near) or self._purpose(entry, frame)

    def _field(self, frame: Frame, near: list[Token]) -> list[Token]:
        """What a stance is taken in: "backs Norland in its row over a dam", "in curbing fraud"."""
        found = [*frame.heads("in"), *(head for noun in near for head in step_from(noun, "in"))]
        fields = self.parties.words.fields
        behind = [head for head in found if head.i > frame.predicate.i]
        return [h for h in behind if h.tag_ == "VBG" or h.lemma_.lower() in fields]

    def _purpose(self, entry: StancePattern, frame: Frame) -> list[Token]:
        """What some work together for: "teamed up with Norland to catch the smugglers"."""
        if entry.kind not in SHARED_KINDS:
            return []
        below = children(frame.carrier, "advcl", "xcomp")
        return [verb for verb in below if any(t.tag_ == "TO" for t in children(verb, "aux"))]

    def _is_time(self, head: Token) -> bool:
        """Whether a head is a time, or a mere length ("for as long as it takes")."""
        if head.pos_ in {"ADV", "ADJ"}:
            return True
        return any(start <= head.idx < end for start, end in self.matters.times)

    def _words(self, head: Token) -> list[Token]:
        """The words of an issue, its head first cut free of loose clauses, twelve at most."""
        tokens = clause(head) if head.pos_ in VERBAL else _noun_words(head)
        tokens = [t for t in tokens if not self._is_loose_edge(t, head)] or [head]
        run = list(head.doc[tokens[0].i : tokens[-1].i + 1])
        if len(run) > LONGEST:
            begin = tokens[0].i if head.i - tokens[0].i < LONGEST else head.i
            run = list(head.doc[begin : begin + LONGEST])
        while len(run) > 1 and (run[-1].is_punct or run[-1].is_space):
            run.pop()
        while len(run) > 1 and (run[0].is_punct or run[0].is_space):
            run.pop(0)
        return run

    def _is_loose_edge(self, token: Token, head: Token) -> bool:
        """Whether a word before a gerund or infinitive belongs to the clause around it."""
        return (
            head.pos_ in VERBAL and token.i < head.i and token.dep_ not in {"aux", "neg", "nsubj"}
        )

    def _against(
        self, entry: StancePattern, frame: Frame, heads: list[Token], pair: set[str]
    ) -> Role | None:
        """The third party: named by its slot, or fought in the issue; never one of the pair."""
        if not entry.against:
            return None
        direct = [
            p for slot in entry.against for h in frame.heads(slot) for p in self.parties.of(h)
        ]
        fought = [p for head in heads for p in self.fought_in(head)]
        slotted = [
            p for slot in entry.against for h in frame.heads(slot) for p in self.fought_in(h)
        ]
        third = [party for party in (*direct, *fought, *slotted) if party.key not in pair]
        return third[0].role if third else None

    def fought_in(self, head: Token) -> list[Party]:
        """The actors fought in a phrase: "the fight against Z", "countering the spread of Z"."""
        if head.lemma_.lower() not in self.fights:
            return []
        slots = arguments_of(head)
        for slot in OPPOSED:
            inner = slots.of(slot)
            found = [p for h in inner for p in self.parties.of(h)]
            deeper = [
                p
                for h in inner
                for o in children(h, "prep", "poss", "compound")
                for p in self._below(o)
            ]
            if found or deeper:
                return found or deeper
        return []

    def _below(self, child: Token) -> list[Party]:
        heads = children(child, "pobj") if child.dep_ == "prep" else [child]
        return [party for head in with_conjuncts(heads) for party in self.parties.of(head)]


def _noun_words(noun: Token) -> list[Token]:
    """The subtree of a noun without relative clauses, appositions and asides, in text order."""
    kept: list[Token] = []
    queue = [noun]
    while queue:
        token = queue.pop()
        kept.append(token)
        queue += [c for c in dependents(token) if c.dep_ not in LOOSE - {"acl"}]
    return sorted((t for t in kept if not t.is_space), key=lambda t: t.i)
