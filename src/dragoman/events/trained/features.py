"""Events as the lexicon proposes them -> hashed features: what their words tell, pattern aside.

Four kinds of rows tell of an event: one of its predicate, one of each phrase that fills a slot of
it, one of each small word below its verb, and one of each word of its clause. Nothing here asks
which pattern fits, so a lexicon that grows makes no weights stale.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from dragoman.grammar.tree import dependents, stretch
from dragoman.linear import Floats, Ints, Template, code, placed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from dragoman.events.match import Match, Matcher
    from dragoman.lexicon import Tables
    from dragoman.record import Event, Realis, Span

BITS = 15  # the binary logarithm of the number of places
TEMPLATES: dict[str, tuple[Template, ...]] = {
    "predicate": (
        ("predicate",), ("predicate", "pos"), ("predicate", "carrier"), ("carrier",), ("tag",),
        ("dep",), ("dep", "above"), ("realis",), ("predicate", "realis"),
    ),
    "slot": (
        ("slot",), ("predicate", "slot"), ("slot", "head"), ("predicate", "slot", "head"),
        ("slot", "kind"), ("predicate", "slot", "kind"), ("slot", "class"),
        ("predicate", "slot", "class"), ("slot", "kind", "class"),
    ),
    "mark": (("mark",), ("predicate", "mark")),
    "word": (("word",), ("word", "next"), ("class",)),
}  # fmt: skip
WEIGHT = 0.5  # of a feature of the predicate, its slots and small words
CLAUSE = 1.5  # of all words of the clause together
HEADS = 3  # phrases of one slot that are read
MARKS = frozenset({"aux", "auxpass", "neg", "mark", "prt"})
CLASSES = ("sector.", "topic_")  # of word lists, by how their names begin
NOTHING = 0  # the number of a cell that is empty


@lru_cache(maxsize=1 << 15)
def number(word: str) -> int:
    """The number of a word in a column."""
    return code(word)


@lru_cache(maxsize=4)
def classes_of(tables: Tables) -> dict[str, int]:
    """The number of each word's class: the first list of sectors and subjects that holds it."""
    found: dict[str, int] = {}
    for prefix in CLASSES:
        for name in sorted(name for name in tables.lists if name.startswith(prefix)):
            for word in tables.lists[name]:
                found.setdefault(word, number(name))
    return found


@dataclass(frozen=True, eq=False)
class Features:
    """The features of some events, flat: the event, the place and the weight of each."""

    events: int
    owners: Ints
    places: Ints
    weights: Floats


class Rows:
    """Rows of one kind as they come in, with the event that each tells of."""

    def __init__(self, kind: str) -> None:
        self.templates = TEMPLATES[kind]
        self.names = tuple(dict.fromkeys(name for t in self.templates for name in t))
        self.owners: list[int] = []
        self.cells: list[tuple[int, ...]] = []

    def add(self, owner: int, *cells: int) -> None:
        """One more row, its cells in the order of the columns."""
        self.owners.append(owner)
        self.cells.append(cells)

    def flat(self, weights: Floats) -> tuple[Ints, Ints, Floats]:
        """The owner, place and weight of each feature; ``weights`` are the rows'."""
        if not self.cells:
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing, np.zeros(0)
        columns = np.asarray(self.cells, dtype=np.int64).T
        places = placed(dict(zip(self.names, columns, strict=True)), self.templates, BITS)
        times = len(self.templates)
        owners = np.repeat(np.asarray(self.owners, dtype=np.int64), times)
        return owners, places.ravel(), np.repeat(weights, times)


class FeatureReader:
    """Reads the features of events of one report.

    Args:
        matcher: What told the predicates of the report.
        tables: The tables, for the classes of words.
    """

    def __init__(self, matcher: Matcher, tables: Tables) -> None:
        self.patterns, self.mentioned = matcher.patterns, matcher.mentioned
        self.lemmas = matcher.words.lemmas
        self.classes = classes_of(tables)

    def read(self, drafts: Sequence[tuple[Match, Event]]) -> Features:
        """The features of events, each with its match, in order."""
        rows = {kind: Rows(kind) for kind in TEMPLATES}
        shares: list[float] = []
        for owner, (match, event) in enumerate(drafts):
            predicate = number(self.lemmas[match.predicate.i])
            rows["predicate"].add(owner, *self._predicate(match, event.realis))
            for slot, head in _filled(match):
                rows["slot"].add(owner, number(slot), predicate, *self._head(head))
            for child in dependents(match.arguments.carrier):
                if child.dep_ in MARKS:
                    rows["mark"].add(owner, number(child.lower_), predicate)
            words = list(self._words(event.clause))
            for cells in words:
                rows["word"].add(owner, *cells)
            shares += [CLAUSE / len(words) ** 0.5] * len(words)
        parts = [
            rows[kind].flat(np.full(len(rows[kind].owners), WEIGHT))
            for kind in ("predicate", "slot", "mark")
        ]
        parts.append(rows["word"].flat(np.asarray(shares)))
        owners, places, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
        return Features(len(drafts), owners, places, weights)

    def _predicate(self, match: Match, realis: Realis) -> tuple[int, ...]:
        """The cells of the predicate, in the order of its columns."""
        word, carrier = match.predicate, match.arguments.carrier
        light = self.lemmas[carrier.i] if carrier.i != word.i else ""
        above = self.lemmas[word.head.i] if word.head.i != word.i else ""
        lemma = self.lemmas[word.i]
        return tuple(map(number, (lemma, word.pos_, light, word.tag_, word.dep_, above, realis)))

    def _head(self, head: Token) -> tuple[int, int, int]:
        """The lemma of a phrase's head, what kind of actor it is, and the class of its word."""
        mention = self.mentioned.headed_by(head)
        kind = (self.patterns.kind_of(mention) or mention.kind) if mention is not None else ""
        lemma = self.lemmas[head.i]
        return number(lemma), number(kind), self.classes.get(lemma, NOTHING)

    def _words(self, clause: Span) -> Iterator[tuple[int, int, int]]:
        """Each word of a clause with the next one, and its class."""
        tokens = stretch(self.mentioned.doc, clause.start, clause.end)
        lemmas = [self.lemmas[t.i] for t in tokens or () if not (t.is_space or t.is_punct)]
        for lemma, following in zip(lemmas, [*lemmas[1:], ""], strict=True):
            yield number(lemma), number(following), self.classes.get(lemma, NOTHING)


def _filled(match: Match) -> Iterator[tuple[str, Token]]:
    """The filled slots of a predicate, by name, each with the heads that fill it."""
    slots = match.arguments.slots
    for slot in sorted(slots):
        for head in slots[slot][:HEADS]:
            yield slot, head
