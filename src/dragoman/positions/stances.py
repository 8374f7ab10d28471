"""Stance entries of the tables -> an index from the words of a report to the entries they open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import VERBAL
from dragoman.grammar.governors import Governors
from dragoman.positions import matters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from dragoman.lexicon import Tables
    from dragoman.lexicon.schema import StancePattern
    from dragoman.record import ActorKind

FUNCTION_POS = frozenset({"ADP", "DET", "PART", "PRON", "SCONJ", "PUNCT", "AUX"})
NOMINAL_POS = frozenset({"NOUN", "PROPN"})
MODIFYING_TAGS = frozenset({"JJ", "JJR", "JJS", "VBN", "VBG", "VBD"})


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of an entry: ``slot`` is filled by one of ``words`` (``*``: by anything)."""

    slot: str
    words: frozenset[str]

    @classmethod
    def read(cls, text: str) -> Condition:
        """A condition as the tables write it: ``slot: word word``."""
        slot, _, words = text.partition(":")
        return cls(slot.strip(), frozenset(words.split()))


@dataclass(frozen=True, slots=True)
class Stance:
    """An entry made ready: its conditions read, its rank among entries that share a word."""

    entry: StancePattern
    needs: tuple[Condition, ...]
    forbids: tuple[Condition, ...]
    rank: tuple[int, int]

    @property
    def names(self) -> bool:
        """Whether the entry is of a verb of naming: it asks what something is called."""
        return any(condition.slot == "called" for condition in self.needs)


@dataclass(frozen=True, slots=True)
class StanceWords:
    """The word lists this stage asks about, one field a list."""

    lights: frozenset[str]
    voices: frozenset[str]
    suffered: frozenset[str]
    fights: frozenset[str]
    first_person: frozenset[str]
    owned: frozenset[str]
    namers: frozenset[str]
    aims: frozenset[str]
    deeds: frozenset[str]
    counts: frozenset[str]
    sent: frozenset[str]
    groups: frozenset[str]
    things: frozenset[str]
    examples: frozenset[str]
    decisions: frozenset[str]
    spoken: frozenset[str]
    utterances: frozenset[str]
    definite: frozenset[str]
    no_parties: frozenset[str]
    made_jointly: frozenset[str]
    parties_behind: frozenset[str]

    @classmethod
    def read(cls, tables: Tables) -> StanceWords:
        """The lists ``stance_lights``, ``stance_voices`` and so on."""
        return cls(**{name: tables.words(f"stance_{name}") for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of a report that an entry lists: the word that carries them, and all of them."""

    predicate: Token
    words: tuple[Token, ...]
    stance: Stance


class Stances:
    """All stance entries of one language by their first word, with the word lists they need."""

    def __init__(self, tables: Tables) -> None:
        self.words = StanceWords.read(tables)
        self.governors = Governors.read(tables.governors, tables.words)
        self.issues = matters.Words(tables)
        games = "|".join(sorted(map(re.escape, tables.words("stance_sport"))))
        self.sport = re.compile(rf"\b(?:{games})\b")
        self.kinds: dict[str, ActorKind] = {row.id: row.kind for row in tables.actors}
        self.countries = {row.id: row.country for row in tables.actors if row.country}
        self.by_first: dict[str, list[tuple[tuple[str, ...], Stance]]] = {}
        for number, entry in enumerate(tables.stances):
            needs = tuple(Condition.read(text) for text in entry.needs)
            forbids = tuple(Condition.read(text) for text in entry.forbids)
            stance = Stance(entry, needs, forbids, (-len(needs) - len(forbids), number))
            for lemma in entry.lemmas:
                phrase = tuple(lemma.lower().split())
                self.by_first.setdefault(phrase[0], []).append((phrase, stance))

    def hits_in(self, tokens: list[Token]) -> Iterator[list[Hit]]:
        """The hits at each word that opens one, the most particular entry first."""
        forms = [(token.lower_, token.lemma_.lower()) for token in tokens]
        for number, (lower, lemma) in enumerate(forms):
            listed = self.by_first.get(lower, [])
            if lemma != lower:
                listed = listed + self.by_first.get(lemma, [])
            found = (
                _hit(tokens[number : number + len(phrase)], stance)
                for phrase, stance in listed
                if len(phrase) == 1 or _reads(phrase, forms[number : number + len(phrase)])
            )
            hits = [hit for hit in found if hit is not None]
            if hits:
                yield sorted(hits, key=lambda hit: (-len(hit.words), hit.stance.rank))


def _reads(phrase: tuple[str, ...], forms: list[tuple[str, str]]) -> bool:
    """Whether words read as a phrase, each as it stands or by its lemma."""
    return len(forms) == len(phrase) and all(
        word in form for word, form in zip(phrase, forms, strict=True)
    )


def _hit(words: list[Token], stance: Stance) -> Hit | None:
    telling = [token for token in words if token.pos_ not in FUNCTION_POS] or words
    predicate = telling[0]
    if len(telling) > 1:
        predicate = min(telling, key=lambda token: (_depth(token, words), token.i))
    return Hit(predicate, tuple(words), stance) if _fits(predicate, stance.entry.pos) else None


def _depth(token: Token, words: list[Token]) -> int:
    """How many of the words stand above a token in the tree."""
    inside = {word.i for word in words}
    return sum(above.i in inside for above in token.ancestors)


def _fits(token: Token, pos: str) -> bool:
    if pos == "verb":
        return token.pos_ in VERBAL and not (token.dep_ == "amod" and token.tag_ != "VBG")
    if pos == "noun":
        return token.pos_ in NOMINAL_POS
    if pos == "adjective":
        return token.pos_ == "ADJ" or token.tag_ in MODIFYING_TAGS
    return True


@lru_cache(maxsize=4)
def stances_of(tables: Tables) -> Stances:
    """The index of some tables, made once."""
    return Stances(tables)
