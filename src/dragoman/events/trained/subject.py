"""An event -> whether the words around it and its parties are of politics, as evidence.

What a report is about stands in the sentences around: "both sides agreed" is politics between a
minister and a border, and none between a winger and a cup.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.events.match import Match, Matcher
    from dragoman.lexicon import Tables
    from dragoman.parse import Parse
    from dragoman.record import Event, Role

TOPIC, POLITICS = "topic_", "topic_politics"  # word lists
POLITICAL = frozenset({"state", "body", "igo", "armed_group", "party"})  # kinds of actors
STATE = frozenset({"demonym", "seat"})  # kinds of mentions that stand for one
NEAR = 3  # sentences before and behind that count
MANY = 4  # words of a subject, of which more tell no more


@lru_cache(maxsize=4)
def ordinary_of(tables: Tables) -> frozenset[str]:
    """The words of all subjects but politics."""
    names = (name for name in tables.lists if name.startswith(TOPIC) and name != POLITICS)
    return frozenset().union(*(tables.lists[name] for name in names))


class Subjects:
    """Tells what the sentences of one report are about.

    Args:
        parse: The report.
        matcher: What told its predicates.
        tables: The tables, for the words of subjects.
    """

    def __init__(self, parse: Parse, matcher: Matcher, tables: Tables) -> None:
        self.parse = parse
        self.patterns, self.mentioned = matcher.patterns, matcher.mentioned
        self.lemmas, self.public = matcher.words.lemmas, matcher.parties.public
        self.politics, self.ordinary = tables.words(POLITICS), ordinary_of(tables)
        self._told: dict[int, tuple[frozenset[str], frozenset[str]]] = {}

    def of(self, match: Match, event: Event) -> dict[str, float]:
        """The evidence by name: the share of each side in the telling words, times how many."""
        politics, ordinary = self._around(match)
        count = politics + ordinary
        weight = min(count, MANY) / (MANY * count) if count else 0.0
        return {
            "words of politics": politics * weight,
            "words of other subjects": ordinary * weight,
            "source is political": float(any(map(self._is_political, event.source))),
            "target is political": float(any(map(self._is_political, event.target))),
            "source is public": float(any(map(self._is_public, event.source))),
            "target is public": float(any(map(self._is_public, event.target))),
        }

    def _around(self, match: Match) -> tuple[int, int]:
        """How many words of politics, and of other subjects, stand around a predicate."""
        own = self.parse.sentence_at(match.predicate)
        number = own.number if own is not None else 0
        near = range(max(number - NEAR, 0), min(number + NEAR + 1, len(self.parse.sentences)))
        politics, ordinary = set[str](), set[str]()
        for told in map(self._sentence, near):
            politics |= told[0]
            ordinary |= told[1]
        return len(politics), len(ordinary)

    def _sentence(self, number: int) -> tuple[frozenset[str], frozenset[str]]:
        """The words of politics and of other subjects in a sentence."""
        if number not in self._told:
            tokens = self.parse.sentences[number].tokens
            lemmas = self.lemmas[tokens.start : tokens.end]
            self._told[number] = (
                self.politics.intersection(lemmas),
                self.ordinary.intersection(lemmas),
            )
        return self._told[number]

    def _is_public(self, role: Role) -> bool:
        """Whether the noun of a role acts for a state or bears arms: "Norwegian soldiers"."""
        if role.span is None:
            return False
        words = self.parse.doc.char_span(role.span.start, role.span.end)
        return words is not None and self.patterns.lemma(words.root) in self.public

    def _is_political(self, role: Role) -> bool:
        """Whether words stand for a state, a body of one, armed people or a party."""
        head = self.mentioned.heads.get(role.mention or "")
        mention = self.mentioned.by_head.get(head.i) if head is not None else None
        if mention is not None and (
            mention.kind in STATE or self.patterns.kind_of(mention) in POLITICAL
        ):
            return True
        return not self.politics.isdisjoint(role.name.lower().split())
