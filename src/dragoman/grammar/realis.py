"""A predicate -> its reality: actual, planned, demanded, hypothetical or negated, and why.

Modality is read off the words that govern the predicate, nearest first: its own auxiliaries and
negation, the verbs, nouns and adjectives whose complement it is ("refused to", "plan to", "ready
to", "called for"), and conditions. The climb ends where a finite clause is somebody's content:
that somebody said it is told by ``said_in``, and is no modality.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

from dragoman.grammar.clauses import VERBAL, children

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spacy.tokens import Token

    from dragoman.record import Realis

FINITE = frozenset({"VBD", "VBZ", "VBP"})
PAST = frozenset({"VBD", "VBN"})
PARTICIPLES = frozenset({"VBG", "VBN"})
COMPLEMENTS = frozenset({"ccomp", "xcomp", "advcl", "pcomp", "acl", "csubj"})
DEEPEST = 8  # chains longer than this are parse errors
Operator = tuple["Realis", "Token"]


@dataclass(frozen=True, slots=True)
class RealisWords:
    """The words that move a predicate out of the actual, one list a field.

    ``refusing``, ``planning``, ``demanding`` and ``supposing`` govern clauses, the ``_things``
    fields nouns. An entry is a lemma, a lemma with its particle or preposition ("call for"), a
    lemma with "to" for an infinitive, or with "them to" for an infinitive of somebody else.
    """

    negators: frozenset[str]
    refusing: frozenset[str]
    refusing_things: frozenset[str]
    planning: frozenset[str]
    planning_things: frozenset[str]
    demanding: frozenset[str]
    demanding_things: frozenset[str]
    supposing: frozenset[str]
    supposing_things: frozenset[str]
    future: frozenset[str]
    possible: frozenset[str]
    backshifted: frozenset[str]
    obliging: frozenset[str]
    conditional: frozenset[str]
    planned_kinds: frozenset[str]
    supposed_kinds: frozenset[str]
    negated_kinds: frozenset[str]
    happening: frozenset[str]
    limiting: frozenset[str]
    ceasing: frozenset[str]
    stating: frozenset[str]

    @classmethod
    def read(cls, words: Callable[[str], frozenset[str]]) -> Self:
        """The lists ``realis_negators``, ``realis_refusing`` and so on, from a look-up by name."""
        return cls(**{field.name: words(f"realis_{field.name}") for field in fields(cls)})

    def of_clause(self, keys: list[str]) -> Realis | None:
        """What a governor with these keys makes of its clause."""
        return _first(
            keys,
            ("demanded", self.demanding),
            ("negated", self.refusing),
            ("planned", self.planning),
            ("hypothetical", self.supposing),
        )

    def of_thing(self, keys: list[str]) -> Realis | None:
        """What a governor with these keys makes of its noun."""
        return _first(
            keys,
            ("demanded", self.demanding_things),
            ("negated", self.refusing_things),
            ("planned", self.planning_things),
            ("hypothetical", self.supposing_things),
        )

    def of_kind(self, lemma: str) -> Realis | None:
        """What an adjective makes of its noun: "planned", "possible", "aborted"."""
        return _first(
            [lemma],
            ("planned", self.planned_kinds),
            ("hypothetical", self.supposed_kinds),
            ("negated", self.negated_kinds),
        )


def _first(keys: list[str], *lists: tuple[Realis, frozenset[str]]) -> Realis | None:
    return next((kind for kind, words in lists if any(key in words for key in keys)), None)


def realis_of(predicate: Token, carrier: Token, words: RealisWords) -> tuple[Realis, list[Token]]:
    """The reality of a predicate and the words that decide it, none for the actual.

    Negation outweighs supposition, which outweighs plans and demands; of these the nearest
    counts. Two negations cancel each other.

    Args:
        predicate: The word that carries the meaning.
        carrier: The verb that carries tense and negation; the predicate itself where it has none.
        words: The operators of the language.
    """
    found: list[Operator] = []
    if predicate.pos_ not in VERBAL:
        found += _kinds(predicate, words)
    if carrier.pos_ in VERBAL:
        found += _above_verb(carrier, words, 0)
    else:
        found += _above_noun(carrier, words, 0)
    return _decided(found)


def _decided(found: list[Operator]) -> tuple[Realis, list[Token]]:
    negations = [token for kind, token in found if kind == "negated"]
    if len(negations) % 2:
        return "negated", negations[:1]
    supposed = [token for kind, token in found if kind == "hypothetical"]
    if supposed:
        return "hypothetical", supposed[:1]
    for kind, token in found:
        if kind != "negated":
            return kind, [token]
    return "actual", []


def keys_of(governor: Token, below: Token | None = None) -> list[str]:
    """The ways a list may name a governor: its lemma, and with its preposition or infinitive."""
    lemma = governor.lemma_.lower()
    keys = [lemma]
    keys += [f"{lemma} {c.lower_}" for c in governor.children if c.dep_ in {"prep", "prt"}]
    if below is not None and _is_infinitive(below):
        objects = children(governor, "dobj")
        if not objects:
            keys.append(f"{lemma} to")
        if objects or children(below, "nsubj") or children(governor, "nsubjpass"):
            keys.append(f"{lemma} them to")
    if governor.tag_ in PARTICIPLES:  # "is poised to"
        keys.append(governor.lower_)
    return keys


def _is_infinitive(verb: Token) -> bool:
    return any(child.tag_ == "TO" for child in verb.children)


def _own(verb: Token, words: RealisWords) -> Iterator[Operator]:
    """What stands beside a verb: auxiliaries, negation, its conjunction, a subject with "no"."""
    yield from _inverted(verb)
    for child in verb.children:
        word = child.lower_
        if child.dep_ == "aux":
            if word in words.future:
                yield "planned", child
            elif word in words.obliging:
                yield "demanded", child
            elif word in words.possible:
                shifted = word in words.backshifted and _is_backshifted(verb, words)
                yield ("planned" if shifted else "hypothetical"), child
        elif child.dep_ in {"neg", "advmod", "preconj"} and _negates(child, words):
            yield "negated", child
        elif child.dep_ in {"mark", "advmod"} and word in words.conditional:
            yield "hypothetical", child
        elif child.dep_ in {"nsubj", "nsubjpass"}:
            yield from _no_subject(child, words)


def _negates(adverb: Token, words: RealisWords) -> bool:
    """Whether an adverb negates its verb: "not", "no longer"; "not only" does not."""
    below = {child.lower_ for child in adverb.children}
    if adverb.lower_ in words.negators:
        return not below & words.limiting
    compared = adverb.tag_ == "RBR" or adverb.lower_ in words.ceasing
    return compared and bool(below & words.negators)


def _inverted(verb: Token) -> Iterator[Operator]:
    """What makes a clause a condition by its place: "Had the army fired, the king would …"."""
    if verb.dep_ != "advcl" or verb.tag_ != "VBN":
        return
    subjects, helpers = children(verb, "nsubj", "nsubjpass"), children(verb, "aux")
    if subjects and helpers and helpers[0].i < subjects[0].i < verb.head.i:
        yield "hypothetical", helpers[0]


def _no_subject(subject: Token, words: RealisWords) -> Iterator[Operator]:
    if subject.lower_ in words.negators:
        yield "negated", subject
    counts = (c for number in children(subject, "nummod") for c in children(number, "neg"))
    for child in (*children(subject, "det", "preconj"), *counts):  # "no side", "not one side"
        if child.lower_ in words.negators:
            yield "negated", child


def _is_backshifted(verb: Token, words: RealisWords) -> bool:
    """Whether "would" is a "will" told in the past: in a content, and without a condition."""
    top = verb
    while top.dep_ == "conj" and top.head.i != top.i:
        top = top.head
    told = top.dep_ == "ccomp" and top.head.tag_ in PAST
    return told and not any(
        mark.lower_ in words.conditional
        for clause in children(verb, "advcl")
        for mark in children(clause, "mark")
    )


def _above_verb(verb: Token, words: RealisWords, depth: int, *, own: bool = True) -> list[Operator]:
    """The operators of a verb and of what governs it, nearest first."""
    found = list(_own(verb, words)) if own else []
    head = verb.head
    if depth > DEEPEST or head.i == verb.i:
        return found
    if verb.dep_ == "conj" and head.pos_ in VERBAL:
        alone = verb.tag_ in FINITE or children(verb, "nsubj", "nsubjpass", "aux")
        return found + _above_verb(head, words, depth + 1, own=not alone)
    if verb.dep_ == "pcomp":
        return found + _above_gerund(verb, words, depth + 1)
    if verb.dep_ == "acl":
        return found + _above_modifier(verb, words, depth + 1)
    if verb.dep_ == "relcl":
        return found + _above_relative(verb, words, depth + 1)
    if verb.dep_ in COMPLEMENTS:
        return found + _above_complement(verb, words, depth + 1)
    return found


def _above_complement(verb: Token, words: RealisWords, depth: int) -> list[Operator]:
    head = verb.head
    kind = words.of_clause(keys_of(head, verb))
    if verb.dep_ == "advcl":
        if kind and _is_infinitive(verb) and not children(head, "dobj"):
            return [(kind, head), *_above_verb(head, words, depth)]
        return [("planned", t) for t in verb.children if t.tag_ == "TO" and t.dep_ == "aux"][:1]
    stated = False
    if kind is None:
        for adjective in children(head, "acomp", "oprd"):
            kind, head = words.of_clause(keys_of(adjective, verb)), adjective
            stated = adjective.lower_ in words.stating  # "it is not true that"
    if kind is None and verb.head.lemma_ == "be" and _is_infinitive(verb):
        kind, head = "planned", verb.head
    above = [(kind, head)] if kind else []
    if kind or stated or verb.dep_ == "xcomp":
        governor = verb.head if verb.head.pos_ in VERBAL else _copula(verb.head)
        above += _above_verb(governor, words, depth) if governor else []
    return above


def _copula(adjective: Token) -> Token | None:
    return adjective.head if adjective.head.pos_ in VERBAL else None


def _above_gerund(verb: Token, words: RealisWords, depth: int) -> list[Operator]:
    """Behind a preposition: "without signing", "insisted on signing", "a plan for signing"."""
    preposition = verb.head
    if preposition.lower_ in words.negators:
        return [("negated", preposition)]
    governor = preposition.head
    keys = [f"{governor.lemma_.lower()} {preposition.lower_}", governor.lemma_.lower()]
    kind = words.of_clause(keys)
    if kind is None:
        return []
    if governor.pos_ in VERBAL:
        return [(kind, governor), *_above_verb(governor, words, depth)]
    return [(kind, governor), *_kinds(governor, words)]


def _above_modifier(verb: Token, words: RealisWords, depth: int) -> list[Operator]:
    """Below a noun: "a threat to invade" is planned, "troops invading" is not."""
    noun = verb.head
    if not _is_infinitive(verb):
        return _above_content(verb, words, depth) if children(verb, "mark") else []
    kind = words.of_clause(keys_of(noun)) or words.of_thing(keys_of(noun)) or "planned"
    return [(kind, noun), *_kinds(noun, words), *_above_noun(noun, words, depth)]


def _above_content(verb: Token, words: RealisWords, depth: int) -> list[Operator]:
    """Below a noun that has it as its content: "the demand that Norway leave"."""
    noun = verb.head
    kind = words.of_clause(keys_of(noun))
    return [(kind, noun), *_kinds(noun, words), *_above_noun(noun, words, depth)] if kind else []


def _above_relative(verb: Token, words: RealisWords, depth: int) -> list[Operator]:
    """Above a relative clause: a noun whose content it is, or a denied "it was not X that"."""
    if children(verb, "mark"):
        return _above_content(verb, words, depth)
    noun, copula = verb.head, verb.head.head
    if noun.dep_ != "attr" or not any(c.tag_ == "PRP" for c in children(copula, "nsubj")):
        return []
    return [operator for operator in _own(copula, words) if operator[0] == "negated"]


def _kinds(noun: Token, words: RealisWords) -> list[Operator]:
    """What stands before a noun: "no", "planned", "possible"."""
    found: list[Operator] = []
    for child in noun.children:
        if child.dep_ in {"det", "neg", "preconj"} and child.lower_ in words.negators:
            found.append(("negated", child))
        elif child.dep_ in {"amod", "compound", "det"}:
            kind = words.of_kind(child.lower_) or words.of_kind(child.lemma_.lower())
            found += [(kind, child)] if kind else []
    return found


def _above_noun(noun: Token, words: RealisWords, depth: int) -> list[Operator]:
    """What governs a noun: "called for talks", "a threat of war", "talks will resume"."""
    head = noun.head
    if depth > DEEPEST or head.i == noun.i:
        return []
    if noun.dep_ in {"conj", "appos"} and head.pos_ not in VERBAL:
        return _above_noun(head, words, depth + 1)
    if noun.dep_ == "pobj":
        if head.lower_ in words.negators:
            return [("negated", head)]
        lemma = head.head.lemma_.lower()
        return _governed(head.head, [f"{lemma} {head.lower_}", lemma], words, depth + 1)
    if noun.dep_ in {"dobj", "nsubjpass", "compound", "poss"}:
        return _governed(head, keys_of(head), words, depth + 1)
    if noun.dep_ == "nsubj" and head.lemma_.lower() in words.happening:
        return _above_verb(head, words, depth + 1)
    return []


def _governed(governor: Token, keys: list[str], words: RealisWords, depth: int) -> list[Operator]:
    kind = words.of_thing(keys)
    if kind is None:
        return []
    if governor.pos_ in VERBAL:
        return [(kind, governor), *_above_verb(governor, words, depth)]
    return [(kind, governor), *_kinds(governor, words)]
