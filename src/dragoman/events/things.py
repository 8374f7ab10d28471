"""A thing -> whose it is, whom it concerns, and where a deed bites.

A thing is nobody, but words beside it name somebody: "the plan of the Delta Front", "the ban
imposed on Norland", "an inquiry into whether Norland paid", "a base in Norland".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import (
    RELATIVE,
    VERBAL,
    agents,
    children,
    prepositional,
    surface_subjects,
    understood_of_noun,
    understood_subjects,
    with_conjuncts,
)
from dragoman.grammar.governors import is_infinitive, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from dragoman.events.patterns import Patterns
    from dragoman.grammar.arguments import Arguments
    from dragoman.grammar.mentioned import Mentioned
    from dragoman.record import Mention

SUFFERED = frozenset({"ASSAULT", "COERCE"})  # of whose nouns "of" names the victim
PLACES = frozenset({"state", "place", None})
REACHED = ("object", "on", "against", "at", "into", "from", "to")  # slots of what a deed is done to
DEEPEST = 2  # "the leader of the party of the north" is as deep as owners are looked for


class Things:
    """Reads who is named around the things of one report.

    Args:
        patterns: The patterns and word lists of the tables.
        mentioned: Which mention a phrase carries.
    """

    def __init__(self, patterns: Patterns, mentioned: Mentioned) -> None:
        self.patterns, self.mentioned = patterns, mentioned

    def named(self, head: Token) -> list[Mention]:
        """The actors a phrase may stand for: itself, else whose it is, else its parties."""
        own = self.mentioned.headed_by(head)
        found = [own] if own is not None else [*self.owners(head), *self.makers(head)]
        return found if found or self.is_suffered(head) else self.parties(head)

    def owners(self, head: Token, depth: int = 0) -> list[Mention]:
        """Whose a thing is: its possessor, nationality, author, or whom it is of."""
        if head.pos_ in VERBAL:
            return []
        prepositions = ("by", "from") if self.is_suffered(head) else ("by", "from", "of")
        below = [] if self._is_done_to_owner(head) else children(head, "poss")
        below += self.agents_before(children(head, "compound", "amod", "nmod"))
        for preposition in children(head, "prep", "agent"):
            if preposition.lower_ in prepositions:
                below += children(preposition, "pobj")
        for participle in children(head, "acl"):
            below += agents(participle)  # "an offer made by the rebels"
        found = [m for token in below if (m := self.mentioned.headed_by(token)) is not None]
        if not found and depth < DEEPEST:
            deep = [self.owners(token, depth + 1) for token in below if token.dep_ == "pobj"]
            found = next((mentions for mentions in deep if mentions), [])
        return found

    def _is_done_to_owner(self, noun: Token) -> bool:
        """Whether the possessor of a deed is its victim: "Berg's arrest"; not with "of"."""
        suffered = self.patterns.lemma(noun) in self.patterns.words("stance_suffered")
        return suffered and "of" not in prepositional(noun)

    def parties(self, head: Token) -> list[Mention]:
        """Who is named behind a thing, but not where it is.

        "the ban on Norway", "the ban imposed on Norway", "a demand that Norway leave", "an inquiry
        into whether Norway paid"; not "a plant in Norway".
        """
        for nouns in self._behind(head):
            named = [m for noun in nouns if (m := self.mentioned.named_in(noun)) is not None]
            if named:
                return named
        return []

    def _behind(self, head: Token) -> Iterator[list[Token]]:
        """The nouns behind a thing by group: of its prepositions, participles and clauses."""
        places = self.patterns.words("event_places")
        participles = [c for c in children(head, "acl") if c.tag_ == "VBN"]
        for above in (head, *participles):
            for preposition in children(above, "prep"):
                if preposition.lower_ in places:
                    continue
                yield with_conjuncts(children(preposition, "pobj"))
                yield from map(_own_subjects, children(preposition, "pcomp"))
        yield from map(_own_subjects, children(head, "acl", "advcl", "ccomp"))

    def places(self, arguments: Arguments) -> list[Token]:
        """The heads of the places where a deed bites: "a curfew in Oslo", "hit a base in Norway".

        They are looked for beside the predicate, its light verb and the things done to, not
        beside people: "shot a man in Norway" is aimed at the man.
        """
        reached = [t for slot in REACHED for t in arguments.of(slot)]
        inside = self.patterns.words("event_places") - self.patterns.words("event_places_near")
        things = [t for t in reached if self._is_thing(t)]
        found = [place for thing in things for place in self._place(thing)]
        for head in dict.fromkeys((arguments.predicate, *things, arguments.carrier)):
            above = [head, *(c for c in children(head, "acl") if c.tag_ == "VBN")]
            for slots in map(prepositional, above):
                for preposition, nouns in slots.items():
                    if preposition in inside:
                        found += [place for noun in nouns for place in self._place(noun)]
        return found

    def _place(self, noun: Token) -> list[Token]:
        """The head of the place that a noun is, or that it is a part of: "in parts of Oslo"."""
        beside = children(noun, "poss", "compound", "nmod", "appos")
        for head in (noun, *prepositional(noun).get("of", []), *beside):
            mention = self.mentioned.headed_by(head)
            if mention is not None and self._is_place(mention):
                return [head]
        return []

    def _is_place(self, mention: Mention) -> bool:
        if mention.kind == "seat":
            return True
        return mention.kind == "name" and self.patterns.kind_of(mention) in {"state", "place"}

    def kept_in(self, force: Token) -> list[Mention]:
        """The place a force is kept in: "a peacekeeping force in Norway"; none for other heads."""
        held = prepositional(force) if self._is_force(force) else {}
        inside = self.patterns.words("event_places") & held.keys()
        places = [place for slot in sorted(inside) for n in held[slot] for place in self._place(n)]
        return [m for place in places if (m := self.mentioned.headed_by(place)) is not None]

    def _is_force(self, head: Token) -> bool:
        return self.patterns.lemma(head) in self.patterns.words("event_forces")

    def _is_thing(self, head: Token) -> bool:
        lemma = self.patterns.lemma(head)
        return self.mentioned.headed_by(head) is None and lemma not in self.patterns.people

    def controllers(self, verb: Token, heads: list[Token]) -> list[Token]:
        """Who does what a verb says, where its parse gives some heads.

        An infinitive is done by whom somebody calls on to, and not by a thing that is used to:
        "called on Norway to withdraw", "put pressure on Norway to withdraw": Norway; "used the
        summit to thank Norway": whoever used it.
        """
        above = verb.head
        if above.i == verb.i or not is_infinitive(verb) or surface_subjects(verb):
            return heads
        asking = [above, *children(above, "dobj")]
        for preposition in (c for head in asking for c in children(head, "prep")):
            asked = children(preposition, "pobj") if preposition.i < verb.i else []
            if asked and any(self._asks(head, preposition) for head in asking):
                return with_conjuncts(asked)
        if above.pos_ in VERBAL and all(self._is_lifeless(head) for head in heads):
            return understood_subjects(above) or heads
        return heads

    def _is_lifeless(self, head: Token) -> bool:
        """Whether a noun names nobody, nor anything of somebody's that may act."""
        return self._is_thing(head) and not self.owners(head)

    def _asks(self, head: Token, preposition: Token) -> bool:
        """Whether a word with a preposition asks somebody to do a thing: "call on"."""
        place = "verbs" if head.pos_ in VERBAL else "nouns"
        key = f"{head.lemma_.lower()} {preposition.lower_}"
        return self.patterns.governors.effect(place, [key]) == "demanded"

    def is_town(self, noun: Token) -> bool:
        """Whether a noun names a place that is no state: "overran Oslo"."""
        mention = self.mentioned.headed_by(noun)
        if mention is None:
            return False
        return mention.kind == "seat" or self.patterns.kind_of(mention) == "place"

    def is_agent(self, modifier: Token) -> bool:
        """Whether a modifier tells whose a thing is ("Israeli", "US", "Taliban"), not where."""
        mention = self.mentioned.headed_by(modifier)
        if mention is None or mention.kind == "demonym" or modifier.is_upper:
            return True
        return mention.kind != "seat" and self.patterns.kind_of(mention) not in PLACES

    def agents_before(self, modifiers: list[Token]) -> list[Token]:
        """Those of the words before a noun that tell whose it is, theirs too: "US drone raids"."""
        below = [t for first in modifiers for t in children(first, "compound", "nmod")]
        return [t for t in (*modifiers, *below) if self.is_agent(t)]

    def is_suffered(self, noun: Token) -> bool:
        """Whether a noun is a deed whose "of" and "on" name its victim: "the killing of"."""
        patterns = self.patterns.by_word.get(("noun", self.patterns.lemma(noun)), ())
        return any(pattern.entry.type in SUFFERED for pattern in patterns)

    def makers(self, head: Token) -> list[Mention]:
        """Who made a thing that speaks: "Amnesty put out a report accusing": Amnesty."""
        governors, keys = self.patterns.governors, keys_of(head.head)
        asked = governors.effect("things", keys) == "demanded"
        if head.dep_ != "dobj" or asked or self._is_done_to_owner(head):
            return []  # who asks for a thing has not made it
        makers = (self.mentioned.headed_by(token) for token in understood_of_noun(head))
        return [mention for mention in makers if mention is not None][:1]


def _own_subjects(verb: Token) -> list[Token]:
    """The subjects that a clause has itself, relatives left out."""
    subjects = children(verb, "nsubj", "nsubjpass")
    return with_conjuncts(t for t in subjects if t.tag_ not in RELATIVE)
