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

    def may_hold(self, words: frozenset[str] | None) -> bool:
        """Whether an entry may hold in a sentence of these words and lemmas; of None it may."""
        return words is None or not any(map(words.isdisjoint, self.asked))

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
    companions: frozenset[str]
    joining: frozenset[str]
    fields: frozenset[str]

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


Phrase = tuple[tuple[str, ...], Stance]  # several words, and an entry that lists them


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
        self.phrases_of: dict[str, dict[str, list[Phrase]]] = {}
        for number, entry in enumerate(tables.stances):
            stance = Stance.read(entry, number)
            for lemma in entry.lemmas:
                first, *rest = lemma.lower().split()
                if rest:
                    opened = self.phrases_of.setdefault(first, {})
                    opened.setdefault(rest[0], []).append(((first, *rest), stance))
                else:
                    self.words_of.setdefault(first, []).append(stance)

    def opening(self, forms: Forms) -> dict[int, list[Phrase]]:
        """The numbers of the tokens that may open stance words, in text order.

        Each with the phrases of several words that it opens with the word behind it.
        """
        single, phrases = self.words_of, self.phrases_of
        found: dict[int, list[Phrase]] = {}
        for number, (lower, lemma) in enumerate(zip(forms.lower, forms.lemma, strict=True)):
            opens = lower in phrases or lemma in phrases
            several = self._phrases(forms, number) if opens else []
            if several or lower in single or lemma in single:
                found[number] = several
        return found

    def _phrases(self, forms: Forms, at: int) -> list[Phrase]:
        found: list[Phrase] = []
        for first in forms.at(at):
            seconds = self.phrases_of.get(first, {})
            for second in forms.at(at + 1) if seconds else ():
                found += [p for p in seconds.get(second, ()) if forms.read(p[0], at)]
        return found

    def hits_at(
        self,
        token: Token,
        forms: Forms,
        phrases: list[Phrase],
        words: frozenset[str] | None = None,
    ) -> list[Hit]:
        """The hits that open at a word of a sentence, the most particular entry first.

        Args:
            token: The word.
            forms: The words of the report.
            phrases: What the word opens with those behind it, none of them beyond the sentence.
            words: Those of the sentence, to leave out entries whose conditions ask for others.
        """
        at, found = token.i, list[Hit]()
        for form in forms.at(at):
            for stance in self.words_of.get(form, ()):
                if stance.may_hold(words) and _fits(token, stance.entry.pos):
                    found.append(Hit(token, (token,), stance))
        for phrase, stance in phrases:
            if stance.may_hold(words):
                found += _hit(list(token.doc[at : at + len(phrase)]), stance)
        return sorted(found, key=lambda hit: (-len(hit.words), hit.stance.rank))


class Forms:
    """The words of a report as they stand and their lemmas, in lower case, by token."""

    def __init__(self, doc: Doc) -> None:
        numbers = [doc.to_array(name).tolist() for name in ("LOWER", "LEMMA")]
        strings = doc.vocab.strings
        text = {number: strings[number].lower() for number in {*numbers[0], *numbers[1]}}
        self.lower, self.lemma = ([text[number] for number in row] for row in numbers)

    def at(self, number: int) -> tuple[str, ...]:
        """A word as it stands and its lemma; one where both are the same; none behind the end."""
        if number >= len(self.lower):
            return ()
        lower, lemma = self.lower[number], self.lemma[number]
        return (lower, lemma) if lower != lemma else (lower,)

    def between(self, first: int, end: int) -> frozenset[str]:
        """All words and lemmas from a token on, up to another."""
        return frozenset(self.lower[first:end]).union(self.lemma[first:end])

    def read(self, phrase: tuple[str, ...], at: int) -> bool:
        """Whether the words from a token on read as a phrase, each as it stands or by its lemma."""
        lower, lemma = self.lower, self.lemma
        if at + len(phrase) > len(lower):
            return False
        return all(word in (lower[i], lemma[i]) for i, word in enumerate(phrase, at))


def _hit(tokens: list[Token], stance: Stance) -> list[Hit]:
    """The hit of a phrase, at the uppermost word that tells anything, where that fits its entry."""
    telling = [token for token in tokens if token.pos_ not in FUNCTION_POS] or tokens
    predicate = min(telling, key=lambda token: (_depth(token, tokens), token.i))
    fits = _fits(predicate, stance.entry.pos)
    return [Hit(predicate, tuple(tokens), stance)] if fits else []


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
