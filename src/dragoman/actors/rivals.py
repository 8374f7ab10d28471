"""Nouns that name no actor -> how likely a pronoun means one of them, and nobody of the cast.

"The driver left the town before Anna Berg came. He …": a pronoun is not a question about actors
alone, so what it may mean besides them is ranked by the same evidence.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Literal

from dragoman.actors.entities import CENTRAL, COMMANDING, SUBJECT, prominence
from dragoman.grammar.clauses import antecedent_of_relative
from dragoman.grammar.tree import dependents

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from spacy.tokens import Token

    from dragoman.actors.entities import Gender
    from dragoman.actors.reading import Reading

Sort = Literal["person", "thing", "plural"]
NEAR = 2  # sentences after which a thing is no longer taken up by a pronoun
PLURAL = frozenset({"NNS", "NNPS"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
OBJECTS = frozenset({"dobj", "agent", "dative", "poss"})
REFERRING = SUBJECTS | OBJECTS | {"pobj", "conj"}


class Rivals:
    """The nouns of a report that a pronoun may mean though they name no actor.

    Args:
        reading: The report as it is read; a noun is no rival any more once it is decided.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.nouns = [t for t in reading.telling if _refers(t)]
        self.places = [t.i for t in self.nouns]

    def strongest(
        self,
        sort: Sort,
        head: Token,
        above: Collection[int],
        *,
        gender: Gender | None = None,
        speaks: bool = False,
    ) -> float:
        """How prominent the foremost rival of a pronoun is; 0 where it has none.

        Args:
            sort: What the pronoun may mean.
            head: The pronoun.
            above: Token numbers of the subjects of the verbs that govern it.
            gender: The gender that the pronoun tells.
            speaks: Whether the pronoun does what only actors do, so that no mere thing is meant.
        """
        here, apart = self.reading.sentence(head), _not_meant(head)
        seen: dict[str, list[Token]] = {}
        for noun in self._before(head, here):
            if noun.i not in apart and self._is(noun, sort, gender, speaks=speaks):
                seen.setdefault(noun.lemma_.lower(), []).append(noun)
        return max((self._score(nouns, here, above) for nouns in seen.values()), default=0.0)

    def _before(self, head: Token, here: int) -> Iterator[Token]:
        """The nouns of the last sentences before a pronoun, the nearest first."""
        for at in range(bisect_left(self.places, head.i) - 1, -1, -1):
            noun = self.nouns[at]
            if here - self.reading.sentence(noun) > NEAR:
                return
            yield noun

    def _score(self, nouns: list[Token], here: int, above: Collection[int]) -> float:
        last = nouns[0]
        central = SUBJECT if last.dep_ in SUBJECTS else CENTRAL if last.dep_ in OBJECTS else 0.0
        score = prominence(here - self.reading.sentence(last), central, len(nouns))
        return score + (COMMANDING if last.i in above else 0.0)

    def _is(self, noun: Token, sort: Sort, gender: Gender | None, *, speaks: bool) -> bool:
        mention = self.reading.mentioned.by_head.get(noun.i)
        if mention is not None and mention.id in self.reading.decided:
            return False
        kind = mention.kind if mention is not None else None
        plural = noun.tag_ in PLURAL
        if sort == "plural":
            return plural and (kind is not None or not speaks)
        if plural:
            return False
        if sort == "person":
            return kind in {"name", "title", "role"} or self._is_somebody(noun, gender)
        return kind in {"name", "group"} or (
            kind is None and not speaks and not self._is_somebody(noun, None)
        )

    def _is_somebody(self, noun: Token, gender: Gender | None) -> bool:
        words = self.reading.words
        lemma = noun.lemma_.lower()
        if gender != "female" and lemma in words.male:
            return True
        if gender != "male" and lemma in words.female:
            return True
        return lemma in words.people_hints and lemma not in words.male | words.female


def subjects_above(head: Token) -> frozenset[int]:
    """Token numbers of the subjects of the verbs over a word, its own verb's for a possessive.

    "Norway said it would go", "Norway recalled its envoy": Norway.
    """
    found: set[int] = set()
    beside = head.dep_ in SUBJECTS | {"dobj", "dative"}
    for above in head.ancestors:
        subjects = [c for c in dependents(above) if c.dep_ in SUBJECTS and c.i < head.i]
        if not beside:
            found.update(antecedent_of_relative(c).i for c in subjects)
        beside = above.dep_ == "conj" and bool(subjects)
    return frozenset(found)


def _not_meant(head: Token) -> frozenset[int]:
    """What a pronoun cannot mean: what stands above it or beside it in its clause: "half of it"."""
    beside = [] if head.dep_ == "poss" else [t.i for t in dependents(head.head)]
    return frozenset([*(t.i for t in head.ancestors), *beside])


def _refers(token: Token) -> bool:
    return token.pos_ in {"NOUN", "PROPN"} and token.dep_ in REFERRING and token.is_alpha
