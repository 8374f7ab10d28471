"""Rows of the table of governors -> what a word does to the deed that it governs.

A governor is named by its place (an auxiliary, an opener of a clause, a verb above it, ...) and by
a key: its lemma, or its lemma with a preposition, a particle, or the infinitive that it takes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, Self

from dragoman.grammar.clauses import VERBAL, children
from dragoman.grammar.tree import dependents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from spacy.tokens import Token

Reality = Literal["planned", "demanded", "hypothetical", "negated"]  # what a deed may become
Effect = Literal[
    Reality,
    "same",  # as real as its governor
    "enabled",  # as real as its governor in the past, else hypothetical
    "stated",  # only denied with its governor
    "coming",  # still to come where its main clause is
]  # fmt: skip
PLACES = (
    "auxiliaries", "adverbs", "determiners", "kinds", "openers", "prepositions",
    "verbs", "nouns", "adjectives", "things",
)  # fmt: skip
PARTICIPLES = frozenset({"VBD", "VBN", "VBG"})  # "poised to": taggers take it for either
PREPOSITIONS = frozenset({"prep", "prt"})


class Row(Protocol):
    """An entry of the table: an effect, and the words that have it by their place."""

    @property
    def effect(self) -> Effect:
        """What the words do to the deed."""


@dataclass(frozen=True)
class Governors:
    """The table of governors as one look-up a place, and the lists read beside it."""

    effects: dict[str, dict[str, Effect]] = field(repr=False)
    backshifted: frozenset[str]
    inverting: frozenset[str]
    conditional: frozenset[str]
    happening: frozenset[str]
    limiting: frozenset[str]
    ceasing: frozenset[str]
    apart: frozenset[str]
    claiming: frozenset[str]

    @classmethod
    def read(cls, rows: Iterable[Row], words: Callable[[str], frozenset[str]]) -> Self:
        """The governors of some rows, and the lists ``realis_...`` from a look-up by name."""
        table = list(rows)
        effects = {
            place: {key: row.effect for row in table for key in getattr(row, place)}
            for place in PLACES
        }
        lists = (
            "backshifted", "inverting", "conditional", "happening", "limiting", "ceasing",
            "apart", "claiming",
        )  # fmt: skip
        return cls(effects, **{name: words(f"realis_{name}") for name in lists})

    def effect(self, place: str, keys: Sequence[str]) -> Effect | None:
        """What a word with these keys does in a place; its most exact key counts, None for none."""
        known = self.effects[place]
        return next((known[key] for key in keys if key in known), None)

    def has(self, place: str, word: str, effect: Effect) -> bool:
        """Whether a word has this effect in a place."""
        return self.effects[place].get(word) == effect

    def over_clause(self, governor: Token, below: Token) -> Effect | None:
        """What a verb, noun or adjective does to the clause below it."""
        return self.above(governor, keys_of(governor, below))

    def above(self, governor: Token, keys: Sequence[str]) -> Effect | None:
        """What a governor with these keys does from the place that its part of speech tells."""
        if governor.pos_ in {"ADJ", "ADV"}:
            return self.effect("adjectives", keys)
        # "Reports that …" at the head of a sentence: its tag may be a verb's, its place never is
        misread = governor.tag_ == "VBZ" and governor.dep_ in {"nsubj", "nsubjpass"}
        if misread or (governor.pos_ not in VERBAL and governor.tag_ not in PARTICIPLES):
            return self.effect("nouns", keys)
        known = self.effect("verbs", keys)
        if known is None and governor.tag_ in PARTICIPLES:  # "is prepared to"
            known = self.effect("adjectives", keys)
        return known


def keys_of(governor: Token, below: Token | None = None) -> list[str]:
    """The keys by which a table may name a governor, the most exact first.

    "asked Norway to leave": ask them to, ask; "is poised to leave": poise to, poise, poised.

    Args:
        governor: The word.
        below: The verb of the clause that it governs, if it is one.
    """
    lemma = governor.lemma_.lower()
    keys = [f"{lemma} {c.lower_}" for c in dependents(governor) if c.dep_ in PREPOSITIONS]
    if below is not None and is_infinitive(below):
        objects = children(governor, "dobj", "dative")
        if objects or children(below, "nsubj") or children(governor, "nsubjpass"):
            keys.insert(0, f"{lemma} them to")
        if not objects:
            keys.insert(0, f"{lemma} to")
        keys = [*(f"{c.lower_} to" for c in children(governor, "advmod")), *keys]  # "too weak to"
    keys.append(lemma)
    if governor.tag_ in PARTICIPLES:
        keys.append(governor.lower_)
    return keys


def is_infinitive(verb: Token) -> bool:
    """Whether a verb is an infinitive with "to"."""
    return any(child.tag_ == "TO" for child in dependents(verb))
