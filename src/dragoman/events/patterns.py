"""Tables -> the event patterns as a look-up by word, with their conditions read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dragoman.errors import LexiconError
from dragoman.grammar.governors import Governors
from dragoman.lexicon.places import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from spacy.tokens import Token

    from dragoman.lexicon import Tables
    from dragoman.lexicon.schema import ActorRow, EventPattern, PloverType
    from dragoman.record import Mention

CLAUSE = "clause"
PROPER_PLURAL = "NNPS"
ANY, ACTOR, NAMED, PERSON = "*", "@actor", "@named", "@person"
BODY, ARMED, MEDIUM = "@body", "@armed", "@medium"
ASKED = frozenset({ANY, ACTOR, NAMED, PERSON, BODY, ARMED, MEDIUM})


@dataclass(frozen=True, slots=True)
class Condition:
    """A slot, or one of several, must be filled: with a lemma, with an actor, or at all.

    ``asks`` may hold ``*`` (filled at all) and classes of actors: ``@actor`` (any), ``@named``
    (any, anywhere in the bare phrase), ``@person`` (may be a person), ``@body`` (a state or a body
    of one), ``@armed`` (an armed group), ``@medium`` (an agency or paper). Words of a list beside
    them are another way to hold.
    ``inside`` says that the lemma may stand anywhere in the slot's phrase ("object+: ...").
    """

    slots: tuple[str, ...]
    words: frozenset[str]
    asks: frozenset[str]
    inside: bool

    @classmethod
    def read(cls, written: str, lists: Mapping[str, frozenset[str]]) -> Condition:
        """The condition ``slot|slot: word word``; ``@name`` stands for the word list ``name``."""
        slots, _, rest = written.partition(":")
        words: set[str] = set()
        asks: set[str] = set()
        for word in rest.split():
            if word in ASKED:
                asks.add(word)
            elif word.startswith("@"):
                if word[1:] not in lists:
                    raise LexiconError("events", f"no word list {word[1:]!r}", remedy="add it")
                words |= lists[word[1:]]
            else:
                words.add(word.replace("_", " "))
        names = tuple(slot.strip().removesuffix("+") for slot in slots.split("|"))
        return cls(names, frozenset(words), frozenset(asks), "+" in slots)

    def may_hold(self, words: frozenset[str]) -> bool:
        """Whether it may hold in a sentence of these words and lemmas."""
        return bool(self.asks) or not self.words.isdisjoint(words)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A table entry with its conditions read; ``weight`` ranks it among those of one word."""

    entry: EventPattern
    needs: tuple[Condition, ...]
    forbids: tuple[Condition, ...]

    @property
    def weight(self) -> int:
        """How exact its conditions are, named words counting twice; the most exact pattern wins."""
        exact = sum(2 if need.words and not need.asks else 1 for need in self.needs)
        return exact + bool(self.entry.particle) + bool(self.entry.realis)

    def may_fit(self, words: frozenset[str]) -> bool:
        """Whether it may fit in a sentence of these words and lemmas: asked before the tree is."""
        return all(need.may_hold(words) for need in self.needs)

    @property
    def governs_clause(self) -> bool:
        """Whether the pattern's complement is part of its meaning: "threatened to attack"."""
        e = self.entry
        slots = (*e.source, *e.target, *(s for need in self.needs for s in need.slots))
        return any(slot.startswith(CLAUSE) for slot in slots)


@dataclass(frozen=True)
class Patterns:
    """The event patterns of some tables, and the word lists that finding events asks for."""

    by_word: dict[tuple[str, str], tuple[Pattern, ...]]
    lemmas: frozenset[str]
    light: frozenset[str]
    carriers: dict[tuple[str, str], frozenset[str]]
    people: frozenset[str]
    governors: Governors
    types: dict[str, PloverType]
    contexts: dict[str, frozenset[str]]
    numbers: dict[str, tuple[float, float | None]]
    lemmas_mended: dict[str, str]
    plural_endings: tuple[tuple[str, str], ...]
    actors: dict[str, ActorRow]
    seats: dict[str, ActorRow]
    words: Callable[[str], frozenset[str]] = field(repr=False)

    def kind_of(self, mention: Mention) -> str | None:
        """The kind of the table actor a mention means, or may mean first; None for others."""
        known = mention.actor or next(iter(mention.candidates), "")
        return self.actors[known].kind if known in self.actors else None

    def lemma(self, token: Token) -> str:
        """The lemma of a token in lower case, with the tagger's known slips mended."""
        lemma: str = token.lemma_
        if token.tag_ == PROPER_PLURAL:  # "Rockets" at the head of a sentence keeps its plural
            lemma = lemma.lower()
            for ending, singular in self.plural_endings:
                if lemma.endswith(ending):
                    return lemma.removesuffix(ending) + singular
        return self.mended(lemma)

    def mended(self, lemma: str) -> str:
        """A lemma of the tagger in lower case, with its known slips mended."""
        lower = lemma.lower()
        return self.lemmas_mended.get(lower, lower)

    @classmethod
    def of(cls, tables: Tables) -> Patterns:
        """The patterns of the tables, read once per digest."""
        if tables.digest not in _READ:
            _READ[tables.digest] = _read(tables)
        return _READ[tables.digest]


_READ: dict[str, Patterns] = {}


def _read(tables: Tables) -> Patterns:
    by_word: dict[tuple[str, str], list[Pattern]] = {}
    for entry in tables.events:
        pattern = Pattern(
            entry,
            tuple(Condition.read(need, tables.lists) for need in entry.needs),
            tuple(Condition.read(need, tables.lists) for need in entry.forbids),
        )
        for lemma in entry.lemmas:
            by_word.setdefault((entry.pos, lemma), []).append(pattern)
    ranked = {
        word: tuple(sorted(patterns, key=lambda p: -p.weight)) for word, patterns in by_word.items()
    }
    light = tables.words("event_light_verbs")
    contexts = {
        name.removeprefix("context_"): words
        for name, words in sorted(tables.lists.items())
        if name.startswith("context_")
    }
    return Patterns(
        by_word=ranked,
        lemmas=frozenset(lemma for _, lemma in ranked),
        light=light,
        carriers={word: light | _carriers(patterns) for word, patterns in ranked.items()},
        people=tables.words("event_people"),
        governors=Governors.read(tables.governors, tables.words),
        types={row.id: row for row in tables.plover},
        contexts=contexts,
        numbers=dict(_number(entry) for entry in sorted(tables.words("event_numbers"))),
        lemmas_mended=_pairs(tables.words("event_lemmas")),
        plural_endings=tuple(
            sorted(_pairs(tables.words("event_plurals")).items(), key=lambda pair: -len(pair[0]))
        ),
        actors={row.id: row for row in tables.actors},
        seats={plain(seat): row for row in reversed(tables.actors) for seat in row.seats},
        words=tables.words,
    )


def _pairs(entries: frozenset[str]) -> dict[str, str]:
    """Entries "this = that" as a mapping, in the order of the alphabet."""
    split = (entry.partition("=") for entry in sorted(entries))
    return {this.strip(): that.strip() for this, _, that in split}


def _carriers(patterns: tuple[Pattern, ...]) -> frozenset[str]:
    """The verbs that some pattern of a word names as its carrier."""
    needs = [need for pattern in patterns for need in pattern.needs]
    return frozenset(word for need in needs if "carrier" in need.slots for word in need.words)


def _number(entry: str) -> tuple[str, tuple[float, float | None]]:
    """A word and its bounds: "twelve = 12", "dozens = 24 ..." (no upper bound)."""
    word, _, value = entry.partition("=")
    low, _, high = value.partition("..")
    return word.strip(), (
        float(low),
        None if ".." in value and not high.strip() else float(high or low),
    )
