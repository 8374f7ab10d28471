"""A predicate -> its filled slots: one frame for verbs, event nouns, adjectives and light verbs.

Patterns of events and stances name slots (``subject``, ``object``, ``dative``, ``poss``,
``modifier``, ``clause``, ``attribute``, or a preposition) and read them here, so that "Norland
condemned Sudria", "Sudria was condemned by Norland", "Norland's condemnation of Sudria" and
"Norland issued a condemnation of Sudria" fill the same slots.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import (
    VERBAL,
    agents,
    children,
    is_passive,
    prepositional,
    understood_subjects,
    verb_objects,
    verb_subjects,
    with_conjuncts,
)
from dragoman.grammar.tree import once, tree_of

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True)
class Arguments:
    """The filled slots of a predicate.

    ``predicate`` is the word that carries the meaning, ``carrier`` the verb that carries tense,
    negation and subject: the predicate itself, its light verb, or its copula. ``deep`` keeps what
    readers of deeper slots have found, so that many patterns may ask for one slot.
    """

    predicate: Token
    carrier: Token
    slots: dict[str, list[Token]] = field(default_factory=dict)
    deep: dict[str, list[Token]] = field(default_factory=dict, compare=False, repr=False)

    def of(self, slot: str) -> list[Token]:
        """The heads that fill a slot, in text order; empty where it is not filled."""
        return self.slots.get(slot, [])

    def first(self, slots: tuple[str, ...]) -> list[Token]:
        """The heads of the first slot of several that is filled."""
        return next((self.slots[slot] for slot in slots if self.slots.get(slot)), [])

    @cached_property
    def opened(self) -> dict[str, list[Token]]:
        """The subjects of the clauses below, by the word that opens each.

        "a deadline for Norland to leave", "an inquiry into whether Norland paid".
        """
        found: dict[str, list[Token]] = {}
        for head in dict.fromkeys((self.predicate, self.carrier, *self.of("object"))):
            for clause in children(head, "advcl", "acl", "ccomp", "xcomp"):
                for word in {mark.lower_: None for mark in children(clause, "mark")}:
                    found.setdefault(word, []).extend(_grammatical_subjects(clause))
            for preposition in children(head, "prep"):
                for clause in children(preposition, "pcomp"):
                    heads = found.setdefault(preposition.lower_, [])
                    heads += _grammatical_subjects(clause)
        return found


def arguments_of(predicate: Token, light_verbs: frozenset[str] = frozenset()) -> Arguments:
    """The slots of a verb, noun or adjective.

    Args:
        predicate: The word that may make an event or a stance.
        light_verbs: Lemmas that lend their subject and prepositions to their noun ("hold talks").
    """
    if predicate.pos_ in VERBAL and predicate.dep_ != "acomp":  # "are united": said of somebody
        return _of_verb(predicate)
    return _of_nominal(predicate, _carrier(predicate, light_verbs))


def _grammatical_subjects(verb: Token) -> list[Token]:
    return children(verb, "nsubj", "nsubjpass")


def _merge(slots: dict[str, list[Token]], more: dict[str, list[Token]]) -> None:
    for name, heads in more.items():
        slots.setdefault(name, heads)


@once
def _of_verb(verb: Token) -> Arguments:
    slots: dict[str, list[Token]] = {}
    subject, objects = verb_subjects(verb), verb_objects(verb)
    if subject:
        slots["subject"] = subject
    if objects:
        slots["object"] = objects
    below = tree_of(verb.doc).labelled[verb.i]
    dative = _labelled(below, "dative")
    receivers = [head for d in dative for head in ([d] if d.pos_ != "ADP" else children(d, "pobj"))]
    if receivers:
        slots["dative"] = with_conjuncts(receivers)
    attributes = _labelled(below, "attr", "acomp", "oprd")
    attributes += [c for c in _labelled(below, "advcl") if c.pos_ == "ADJ"]  # "held it responsible"
    if attributes:
        slots["attribute"] = attributes
    complements = _labelled(below, "ccomp", "xcomp")
    if complements:
        slots["clause"] = complements
    _merge(slots, prepositional(verb))
    for adverb in _labelled(below, "advmod"):  # "handed back to", "held together with"
        _merge(slots, prepositional(adverb))
    for head in objects[:1]:
        if head.head.i == verb.i:
            _merge(slots, {k: v for k, v in prepositional(head).items() if k != "of"})
    if is_passive(verb):
        slots.pop("by", None)
    return Arguments(verb, verb, slots)


def _labelled(below: tuple[tuple[str, Token], ...], *labels: str) -> list[Token]:
    """Those of a token's children that carry one of some labels; the children are read once."""
    return [child for label, child in below if label in labels]


@once
def _of_nominal(noun: Token, carrier: Token | None) -> Arguments:
    slots: dict[str, list[Token]] = {}
    owners = with_conjuncts(children(noun, "poss"))
    if owners:
        slots["poss"] = owners
    modifiers = children(noun, "compound", "amod", "nmod")
    if modifiers:
        slots["modifier"] = [m for first in modifiers for m in with_conjuncts([first])]
    _merge(slots, prepositional(noun))
    clauses = children(noun, "acl", "ccomp", "xcomp")
    if clauses:
        slots["clause"] = clauses
    if carrier is None:
        acting = slots.get("by") or owners
        if acting:
            slots["subject"] = acting
        return Arguments(noun, noun, slots)
    subject = _carried_subject(noun, carrier)
    if subject:
        slots["subject"] = subject
    elif owners:
        slots["subject"] = owners
    if carrier.i != noun.i:
        _merge(slots, {k: v for k, v in prepositional(carrier).items() if k != "by"})
        receivers = children(carrier, "dative") or _receivers(noun, carrier)
        if receivers:
            slots["dative"] = receivers
    return Arguments(noun, carrier, slots)


def _carrier(noun: Token, light_verbs: frozenset[str]) -> Token | None:
    """The verb a noun or adjective leans on: its light verb, or its copula; None where it has none.

    "held talks": held; "talks were held": held; "talks began with": began; "is an ally": is; "took
    part in a raid": took.
    """
    head = noun.head
    while noun.dep_ == "conj" and head.i != noun.i and head.pos_ == noun.pos_:
        noun, head = head, head.head
    if noun.dep_ in {"attr", "acomp", "oprd"} and head.pos_ in VERBAL:
        return head
    if noun.dep_ in {"dobj", "nsubjpass"} and head.lemma_.lower() in light_verbs:
        return head
    if noun.dep_ == "nsubj" and head.lemma_.lower() in light_verbs and not _is_transitive(head):
        return head
    if noun.dep_ == "pobj" and head.head.pos_ in VERBAL and head.head.lemma_.lower() in light_verbs:
        return head.head
    if noun.dep_ == "pobj" and head.head.dep_ == "dobj":
        verb = head.head.head
        if verb.lemma_.lower() in light_verbs and head.head.lemma_.lower() in light_verbs:
            return verb
    return None


def _is_transitive(verb: Token) -> bool:
    return bool(children(verb, "dobj", "attr", "acomp", "ccomp", "xcomp"))


def _carried_subject(noun: Token, carrier: Token) -> list[Token]:
    if noun.dep_ == "oprd" and not is_passive(carrier):
        return verb_objects(carrier)
    if is_passive(carrier):
        by = agents(carrier)
        if by or noun.dep_ in {"nsubjpass", "dobj"}:
            return by
        return [t for t in understood_subjects(carrier) if t.i != noun.i]
    return [t for t in understood_subjects(carrier) if t.i != noun.i]


def _receivers(noun: Token, carrier: Token) -> list[Token]:
    """Who is given what a passive still has for an object: "the editor was given a sentence"."""
    kept = is_passive(carrier) and noun.dep_ == "dobj"
    return with_conjuncts(children(carrier, "nsubjpass")) if kept else []
