"""Stance entries of the tables -> an index from the words of a report to the entries they open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from dragoman.grammar.clauses import VERBAL
from dragoman.grammar.governors import Governors
from dragoman.positions import matters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, Token

    from dragoman.lexicon import Tables
    from dragoman.lexicon.schema import StancePattern
    from dragoman.record import ActorKind

FUNCTION_POS = frozenset({"ADP", "DET", "PART", "PRON", "SCONJ", "PUNCT", "AUX"})
NOMINAL_POS = frozenset({"NOUN", "PROPN"})
SPEAKER = "speaker"  # the slot of whoever says the words
CHEAP = frozenset({"form", "place", "preposition", "advmod"})  # conditions that are seen at once
UNWORDED = frozenset({"negation", "form", "place"})  # slots that are filled by no word of the text
MODIFYING_TAGS = frozenset({"JJ", "JJR", "JJS", "VBN", "VBG", "VBD"})


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of an entry: ``slot`` is filled by one of ``words`` (``*``: by anything)."""

    slot: str
    words: frozenset[str]
    written: str

    @classmethod
    def read(cls, text: str) -> Condition:
        """A condition as the tables write it: ``slot: word word``."""
        slot, _, words = text.partition(":")
        return cls(slot.strip(), frozenset(words.split()), text)

    @property
    def of_words(self) -> bool:
        """Whether only its words, as they stand or by lemma, can meet it: no class of actors."""
        any_word = any(word == "*" or word.startswith("@") for word in self.words)
        return self.slot not in UNWORDED and not any_word


@dataclass(frozen=True, slots=True)
class Stance:
    """An entry made ready: its conditions read, its rank among entries that share a word.

    Attributes:
        entry: The entry.
        needs: What has to be there, what is cheap to see first.
        forbids: What may not be there.
        rank: More conditions first, then the order of the tables.
        names: Whether it is of a verb of naming: it asks what something is called.
        said: Whether whoever says the words holds the stance: it is in somebody's words then.
        asked: Of each of its needs that only words can meet, those words.
    """

    entry: StancePattern
    needs: tuple[Condition, ...]
    forbids: tuple[Condition, ...]
    rank: tuple[int, int]
    names: bool
    said: bool
    asked: tuple[frozenset[str], ...]

    def may_hold(self, words: frozenset[str]) -> bool:
        """Whether an entry may hold in a report of these words and lemmas."""
        return not any(words.isdisjoint(asked) for asked in self.asked)

    @classmethod
    def read(cls, entry: StancePattern, number: int) -> Stance:
        """An entry of the tables, the ``number``th of them."""
        needs = sorted(map(Condition.read, entry.needs), key=lambda c: c.slot not in CHEAP)
        forbids = tuple(map(Condition.read, entry.forbids))
        return cls(
            entry,
            tuple(needs),
            forbids,
            rank=(-len(needs) - len(forbids), number),
            names=any(condition.slot == "called" for condition in needs),
            said=entry.holder == (SPEAKER,),
            asked=tuple(need.words for need in needs if need.of_words),
        )


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
    mutual: frozenset[str]
    other: frozenset[str]
    each: frozenset[str]
    openers: frozenset[str]

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
        self.words_of: dict[str, list[Stance]] = {}
        self.phrases_of: dict[tuple[str, str], list[tuple[tuple[str, ...], Stance]]] = {}
        for number, entry in enumerate(tables.stances):
            stance = Stance.read(entry, number)
            for lemma in entry.lemmas:
                first, *rest = lemma.lower().split()
                if rest:
                    self.phrases_of.setdefault((first, rest[0]), []).append(
                        ((first, *rest), stance)
                    )
                else:
                    self.words_of.setdefault(first, []).append(stance)
        self.openers = frozenset(first for first, _ in self.phrases_of)
        self._ids: _Ids | None = None

    def opening(self, doc: Doc) -> list[int]:
        """The numbers of the tokens that may open stance words, in text order."""
        if self._ids is None:
            self._ids = _Ids.of(self.words_of, self.phrases_of, doc)
        single, pairs, openers = self._ids
        forms = doc.to_array(["LOWER", "LEMMA"]).tolist()
        after = [*forms[1:], []]
        return [
            number
            for number, (lower, lemma) in enumerate(forms)
            if lower in single
            or lemma in single
            or (
                (lower in openers or lemma in openers)
                and not pairs.isdisjoint(product((lower, lemma), after[number]))
            )
        ]

    def hits_at(self, token: Token, end: int) -> list[Hit]:
        """The hits that open at a word of a sentence, the most particular entry first.

        Args:
            token: The word.
            end: The number of the token behind the sentence.
        """
        read = _forms(token)
        found = [_hit([token], stance) for form in read for stance in self.words_of.get(form, ())]
        if token.i + 1 < end and not self.openers.isdisjoint(read):
            for pair in product(read, _forms(token.nbor(1))):
                found += [
                    _hit(list(token.doc[token.i : token.i + len(phrase)]), stance)
                    for phrase, stance in self.phrases_of.get(pair, ())
                    if token.i + len(phrase) <= end and _reads(phrase, token)
                ]
        hits = [hit for hit in found if hit is not None]
        return sorted(hits, key=lambda hit: (-len(hit.words), hit.stance.rank))


def words_in(doc: Doc) -> frozenset[str]:
    """The words of a report as they stand and their lemmas, in lower case."""
    number = doc.vocab.strings
    forms, lemmas = (set(doc.to_array(name).tolist()) for name in ("LOWER", "LEMMA"))
    return frozenset({number[i] for i in forms} | {number[i].lower() for i in lemmas})


class _Ids(NamedTuple):
    """The numbers that spaCy gives to the words of the entries, and to those that open phrases."""

    single: frozenset[int]
    pairs: frozenset[tuple[int, int]]
    openers: frozenset[int]

    @classmethod
    def of(cls, words: Iterable[str], pairs: Iterable[tuple[str, str]], doc: Doc) -> _Ids:
        """The numbers of single words and of the first two words of phrases, also capitalised."""
        number = doc.vocab.strings
        both = [
            (number[one], number[other])
            for first, second in pairs
            for one, other in product(_cased(first), _cased(second))
        ]
        single = frozenset(number[form] for word in words for form in _cased(word))
        return cls(single, frozenset(both), frozenset(one for one, _ in both))


def _cased(word: str) -> tuple[str, str]:
    return word, word.capitalize()


def _forms(token: Token) -> dict[str, None]:
    """A word as it stands and its lemma, in lower case; one where both are the same."""
    return dict.fromkeys((token.lower_, token.lemma_.lower()))


def _reads(phrase: tuple[str, ...], token: Token) -> bool:
    """Whether the words from a token on read as a phrase, each as it stands or by its lemma."""
    return all(word in _forms(token.nbor(at)) for at, word in enumerate(phrase))


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
