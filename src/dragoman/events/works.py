"""A match -> whether a work of art tells it: "in the novel the rebels storm the palace"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import VERBAL, ancestors, children

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.events.match import Match
    from dragoman.events.patterns import Patterns

SUBJECTS = ("nsubj", "nsubjpass")


class Works:
    """Tells what films, novels and plays tell from what happens.

    Args:
        patterns: The patterns and word lists of the tables.
    """

    def __init__(self, patterns: Patterns) -> None:
        self.works, self.inside = patterns.words("event_works"), patterns.words("event_works_in")
        self.patterns = patterns

    def tell(self, match: Match) -> bool:
        """Whether a deed is told by a work, or happens in one.

        "The film shows how rebels captured a bridge", "the villain in the series kidnaps a judge";
        not "the ministry banned the film", nor "the film was banned".
        """
        above = [match.arguments.carrier, *ancestors(match.arguments.carrier)]
        verbs = [token for token in above if token.pos_ in VERBAL]
        tellers = [s for verb in verbs[1:] for s in children(verb, *SUBJECTS)]
        if any(self._is_work(teller) for teller in tellers):
            return True
        doers = [s for verb in verbs[:1] for s in children(verb, *SUBJECTS)]
        return any(self._is_in_work(token) for token in (*verbs, *doers))

    def _is_in_work(self, token: Token) -> bool:
        """Whether a preposition below a word puts it into a work."""
        inside = [p for p in children(token, "prep") if p.lower_ in self.inside]
        return any(self._is_work(noun) for p in inside for noun in children(p, "pobj"))

    def _is_work(self, noun: Token) -> bool:
        return self.patterns.lemma(noun) in self.works
