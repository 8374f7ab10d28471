"""Matches -> the numbers their events carry: killed, injured, detained, hostages, size, money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.events.numbers import Numbers
from dragoman.grammar.clauses import VERBAL, children, phrase, with_conjuncts
from dragoman.grammar.realis import realis_of
from dragoman.record import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Token

    from dragoman.events.match import Match
    from dragoman.events.numbers import Number
    from dragoman.events.patterns import Patterns
    from dragoman.parse import Parse
    from dragoman.record import Event, EventType, QuantityKind

Row = tuple["Match", "Event"]

BY_LIST: tuple[tuple[QuantityKind, str], ...] = (
    ("killed", "event_killed"),
    ("injured", "event_injured"),
    ("detained", "event_detained"),
    ("hostages", "event_hostages"),
)
BY_MODE: dict[str, QuantityKind] = {
    "kill": "killed", "wound": "injured", "arrest": "detained", "abduct": "hostages",
}  # fmt: skip
HARM = frozenset({"killed", "injured"})
COUNTED = ("object", "of", "attribute")
SIZED: dict[str, tuple[str, ...]] = {
    "PROTEST": ("subject", "by", "of"),
    "MOBILIZE": ("object", "of"),
}
SUBJECTS = ("nsubj", "nsubjpass")
BEFORE_NOUN = frozenset({"amod", "compound", "nmod"})
SHARING = frozenset({"attr", "acomp", "oprd", "conj", "xcomp", "dobj", "nsubj", "nsubjpass"})
ASIDE = frozenset({"relcl", "acl", "ccomp", "parataxis", "appos"})


class Quantities:
    """Reads the quantities of the events of one report.

    Args:
        parse: The report.
        patterns: The patterns and word lists of the tables.
    """

    def __init__(self, parse: Parse, patterns: Patterns) -> None:
        self.parse, self.patterns, self.numbers = parse, patterns, Numbers(patterns)
        words = patterns.words
        self.by_word = {word: kind for kind, name in BY_LIST for word in words(name)}
        self.dying, self.drawing = words("event_dying"), words("event_drawing")
        self.collectives, self.counting = words("event_collectives"), words("event_counting")
        self.of_phrase, self.one = words("event_place_of"), words("event_one")
        told = map(int, set(parse.doc.to_array(["LOWER", "LEMMA"]).ravel().tolist()))
        words_told = {parse.doc.vocab.strings[word].lower() for word in told}
        self.of_money = not words_told.isdisjoint(self.numbers.currencies)

    def of(self, match: Match, kind: EventType) -> tuple[Quantity, ...]:
        """The quantities of a match in text order; ``low`` and ``high`` bound each, None is open.

        "killed at least 12 soldiers and a nurse": killed, 12 or more; killed, 1.
        """
        counted = list(self._counted(match))
        found = [q for kind_, head in counted if (q := self._people(head, kind_)) is not None]
        if counted and not found:
            found = list(self._behind_preposition(match, counted[0][0]))
        found += self._sizes(match, kind)
        found += self._money(match)
        return in_order(found)

    def beside(self, rows: Sequence[Row]) -> dict[int, list[Quantity]]:
        """The dead and hurt that are counted in no row of their own, by the number of an attack.

        "The raid killed 8 and wounded 21", "shelled the town, leaving six dead and nine hurt".
        """
        found: dict[int, list[Quantity]] = {}
        taken = {quantity.span.start for _, event in rows for quantity in event.quantities}
        attacks: dict[int, list[int]] = {}
        for at, (match, event) in enumerate(rows):
            if event.type == "ASSAULT":
                attacks.setdefault(match.predicate.sent.start, []).append(at)
        for near in attacks.values():
            for word in rows[near[0]][0].predicate.sent:
                new = [q for q in self._harm(word) if q.span.start not in taken]
                nearest = self._attack(word, rows, near) if new else None
                if nearest is not None:
                    found.setdefault(nearest, []).extend(new)
                    taken |= {quantity.span.start for quantity in new}
        return found

    def _counted(self, match: Match) -> Iterator[tuple[QuantityKind, Token]]:
        """Whom a deed counts as what, by its verb or noun, else by its mode."""
        predicate, arguments = match.predicate, match.arguments
        lemma = predicate.lemma_.lower()
        counts = self.by_word.get(lemma) or BY_MODE.get(match.pattern.entry.mode)
        if counts is None:
            return
        slots = (*COUNTED, "subject") if lemma in self.dying else COUNTED
        heads = [head for slot in slots for head in with_conjuncts(arguments.of(slot))]
        heads += [s for head in arguments.of("clause") for s in children(head, *SUBJECTS)]
        if predicate.pos_ not in VERBAL:
            heads.append(predicate)
        for head in heads:
            own = self.by_word.get(head.lower_) if head.pos_ == "ADJ" else None
            yield own or counts, head

    def _behind_preposition(self, match: Match, kind: QuantityKind) -> Iterator[Quantity]:
        """The number that a preposition opens: "killed from 15 to 20 farmers"."""
        for preposition in children(match.predicate, "prep"):
            at = preposition.i + 1
            if preposition.lower_ in self.counting and at < len(preposition.doc):
                number = self.numbers.at(preposition.doc[at])
                heads = children(preposition, "pobj")
                if number is not None and heads and number.low != number.high:
                    yield self._quantity(heads[0], kind, number)

    def _sizes(self, match: Match, kind: EventType) -> Iterator[Quantity]:
        """How many march, strike or are sent."""
        for slot in SIZED.get(kind, ()):
            for head in with_conjuncts(match.arguments.of(slot)):
                quantity = self._people(head, "size", alone=False)
                if quantity is not None:
                    yield quantity
        above = match.predicate.head
        if kind in SIZED and above.lemma_.lower() in self.drawing:
            for head in with_conjuncts(children(above, "dobj")):
                quantity = self._people(head, "size", alone=False)
                if quantity is not None:
                    yield quantity

    def _money(self, match: Match) -> Iterator[Quantity]:
        """The sums among the words that fill the slots, and before a noun: "a $5m fine"."""
        if not self.of_money:
            return
        slots = match.arguments.slots
        heads = [head for slot in sorted(slots) for head in with_conjuncts(slots[slot])]
        if match.predicate.pos_ not in VERBAL:
            heads.append(match.predicate)
        for head in dict.fromkeys(heads):
            for number in map(self.numbers.at, phrase(head)):
                if number is not None and number.currency is not None:
                    yield Quantity(
                        "money", number.low, number.high, number.currency,
                        self.parse.span_of(number.tokens),
                    )  # fmt: skip

    def _harm(self, word: Token) -> Iterator[Quantity]:
        """The dead or hurt that a word counts: "21 were wounded", "left six dead"."""
        kind = self.by_word.get(word.lemma_.lower()) or self.by_word.get(word.lower_)
        if kind not in HARM or word.dep_ in BEFORE_NOUN:
            return
        if word.pos_ in VERBAL:
            heads = children(word, "dobj", "nsubjpass") or children(word, "nsubj")
        else:
            heads = [word, *children(word, *SUBJECTS)]
        if word.dep_ in {"oprd", "advcl", "xcomp"} and not children(word, "dobj", *SUBJECTS):
            heads += children(word.head, "dobj")
        for head in with_conjuncts(heads):
            own = self.by_word.get(head.lower_) if head.pos_ == "ADJ" else None
            quantity = self._people(head, own or kind)
            if quantity is not None:
                yield quantity

    def _attack(self, word: Token, rows: Sequence[Row], attacks: list[int]) -> int | None:
        """The attack whose harm a word tells: of the same sentence and reality, the nearest."""
        top, governors = _top_of_harm(word), self.patterns.governors
        realis, _ = realis_of(word, word, governors)
        near = [
            (abs(match.predicate.i - word.i), at)
            for at in attacks
            for match, event in [rows[at]]
            if event.realis == realis and _top_of_deed(match.predicate).i == top.i
        ]
        return min(near)[1] if near else None

    def _people(self, head: Token, kind: QuantityKind, *, alone: bool = True) -> Quantity | None:
        """How many people a phrase names; one that is named alone counts: "a nurse"."""
        number = self._number(head)
        if number is not None:
            return self._quantity(head, kind, number) if number.currency is None else None
        if not alone or head.tag_ != "NN" or head.lemma_.lower() in self.collectives:
            return None
        for word in children(head, "det"):
            if word.lower_ in self.one:
                return Quantity(kind, 1, 1, head.lemma_.lower(), self.parse.span_of([word]))
        return None

    def _number(self, head: Token) -> Number | None:
        """The number of a phrase: before its noun, behind a crowd, or beside it.

        "at least 12 people", "a crowd of 400", "protesters, more than 600 of them".
        """
        if head.lemma_.lower() in self.collectives:
            behind = [
                n
                for p in children(head, "prep")
                if p.lower_ in self.of_phrase
                for n in children(p, "pobj")
            ]
            return next((number for noun in behind if (number := self._number(noun))), None)
        number = self.numbers.last([token for token in phrase(head) if token.i <= head.i])
        if number is None:
            beside = [token for token in children(head, "appos") if token.pos_ == "NUM"]
            number = self.numbers.at(beside[0]) if beside else None
        return number

    def _quantity(self, head: Token, kind: QuantityKind, number: Number) -> Quantity:
        """A number of people with its unit: the noun it stands before, or is of."""
        unit: str | None = head.lemma_.lower()
        if any(head.i == token.i for token in number.tokens):
            below = [n for p in children(head, "prep") for n in children(p, "pobj")]
            outside = [noun for noun in below if noun not in number.tokens]
            unit = outside[0].lemma_.lower() if outside else None
        return Quantity(kind, number.low, number.high, unit, self.parse.span_of(number.tokens))


def in_order(quantities: Iterable[Quantity]) -> tuple[Quantity, ...]:
    """The quantities in text order, one for each place."""
    found: dict[int, Quantity] = {}
    for quantity in quantities:
        found.setdefault(quantity.span.start, quantity)
    return tuple(found[start] for start in sorted(found))


def _top_of_harm(word: Token) -> Token:
    """The word on which all hangs that is told of the same deed: "killed 8 and wounded 21"."""
    while word.dep_ in SHARING or (word.dep_ == "advcl" and not children(word, *SUBJECTS)):
        word = word.head
    return word


def _top_of_deed(word: Token) -> Token:
    """The word on which the clauses hang that a deed is told among, less those told aside."""
    while word.head.i != word.i and word.dep_ not in ASIDE:
        word = word.head
    return word
