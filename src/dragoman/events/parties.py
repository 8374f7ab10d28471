"""A match -> whether its parties are of politics: states, bodies, people in office, armed people.

What firms, artists or kinsfolk do to each other is no event here; what they and a state do to each
other is. So one private party silences a deed to which nobody public is a party; a player silences
every deed but arrests and violence of public hands, and a part of a game all of them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from dragoman.events.slots import heads_of
from dragoman.grammar.clauses import VERBAL, children

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.events.match import Match
    from dragoman.events.patterns import Patterns
    from dragoman.grammar.arguments import Arguments
    from dragoman.grammar.mentioned import Mentioned
    from dragoman.record import Mention

PUBLIC = frozenset({
    "state", "body", "igo", "party", "armed_group", "person", "ethnic", "religious", "ngo", "img",
    "ism", "kind",
})  # fmt: skip  # kinds of the table actors that are of politics
BEARING = frozenset({"demonym", "seat"})  # kinds of mentions that stand for a state
BESIDE = ("poss", "amod", "compound", "nmod")  # how a name stands before its noun
FORCED = frozenset({"COERCE", "ASSAULT"})  # what public hands may do to anybody
SUBJECT = "subject"
WITHIN = ("clause-object", "clause-to", "clause-with")  # whom an agreed or asked deed is on
OFFICES = ("event_officials", "event_forces", "event_armed", "event_violence")


class Parties:
    """Tells who fills the slots of one report's matches.

    Args:
        patterns: The patterns and word lists of the tables.
        mentioned: Which mention a phrase carries.
    """

    def __init__(self, patterns: Patterns, mentioned: Mentioned) -> None:
        self.patterns, self.mentioned = patterns, mentioned
        words = patterns.words
        self.players, self.games = words("event_players"), words("event_games")
        self.private, self.of = words("event_private"), words("event_place_of")
        self.places = words("event_places")

    @cached_property
    def public(self) -> frozenset[str]:
        """Nouns of those who act for a state or bear arms, less private ones."""
        return frozenset().union(*map(self.patterns.words, OFFICES)) - self.private

    def are_political(self, match: Match) -> bool:
        """Whether a deed may be one of politics, by whoever and whatever fills its slots."""
        filled = _filled(match.arguments)
        heads = [head for some in filled.values() for head in some]
        if any(map(self.is_of_a_game, heads)):
            return False
        if any(self._is_among(head, self.players) for head in heads):
            forced = match.pattern.entry.type in FORCED
            return forced and any(map(self.is_public, match.arguments.of(SUBJECT)))
        parties = [h for slot, some in filled.items() if slot not in self.places for h in some]
        return not any(map(self.is_private, parties)) or any(map(self.is_public, parties))

    def is_of_a_game(self, head: Token) -> bool:
        """Whether a word is a part of a game: "the second half", not "half of the city"."""
        whole = any(preposition.lower_ in self.of for preposition in children(head, "prep"))
        return not whole and self._is_among(head, self.games)

    def is_private(self, head: Token) -> bool:
        """Whether a word is a private party: a firm, an artist, a kinsman, an animal, a work."""
        if self._is_among(head, self.private):
            return True
        mention = self.mentioned.headed_by(head)
        return mention is not None and self.patterns.kind_of(mention) == "company"

    def is_public(self, head: Token) -> bool:
        """Whether a word, or whoever it names, is of politics."""
        if self._is_among(head, self.private):
            return False
        if self._is_among(head, self.public):
            return True
        beside = [head, *children(head, *BESIDE)]  # "Taliban members", "the Saudi dissident"
        named = (self.mentioned.headed_by(word) for word in beside)
        return any(mention is not None and self._bears_office(mention) for mention in named)

    def _bears_office(self, mention: Mention) -> bool:
        """Whether somebody named is of politics, as far as the tables tell."""
        known = self.patterns.kind_of(mention)
        return known in PUBLIC or (known is None and mention.kind in BEARING)

    def _is_among(self, head: Token, words: frozenset[str]) -> bool:
        """Whether a word is in a list, or a word of its name: "Cubs pitcher Lee"."""
        if self.patterns.lemma(head) in words:
            return True
        named = head.pos_ == "PROPN"
        return named and any(
            self.patterns.lemma(before) in words for before in children(head, "compound", "nmod")
        )


def _filled(arguments: Arguments) -> dict[str, list[Token]]:
    """The nouns that fill each slot, and whom a deed below is on."""
    slots = {slot: arguments.slots[slot] for slot in sorted(arguments.slots) if slot != "modifier"}
    slots |= {slot: heads_of(arguments, slot) for slot in WITHIN}
    return {
        slot: [head for head in heads if head.pos_ not in VERBAL] for slot, heads in slots.items()
    }
