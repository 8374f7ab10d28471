"""A predicate's arguments -> the heads of any slot that a pattern names, deep ones too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.arguments import arguments_of
from dragoman.grammar.clauses import (
    VERBAL,
    children,
    prepositional,
    verb_objects,
    verb_subjects,
    with_conjuncts,
)
from dragoman.grammar.tree import dependents

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Token

    from dragoman.grammar.arguments import Arguments

GRAMMATICAL = frozenset({
    "subject", "object", "dative", "poss", "modifier", "clause", "attribute", "advcl", "acl",
    "oprd", "prt", "advmod", "by",
})  # fmt: skip  # slots that are no words


def heads_of(arguments: Arguments, slot: str) -> list[Token]:
    """The heads of a slot, also of the ones that reach into the complement.

    ``clause-subject``, ``clause-object`` and ``clause-<preposition>`` are the arguments of the
    complement clause, ``clause-verb`` its verb, ``clause-infinitive`` the same if it is one, and
    ``for-verb`` the gerund behind a preposition;
    ``object-of`` is the of-phrase of the object, ``object-poss`` its possessor,
    ``object-modifier`` what stands before it, ``object-appos`` what stands beside it, and so for
    other slots; ``purpose`` an infinitive of purpose; ``carrier`` the verb that a noun depends on,
    ``preposition`` the one it stands behind. A slot that is none of these is the label of a child.
    A slot is read once for an ``Arguments``.
    """
    known = arguments.deep.get(slot)
    if known is None:
        known = arguments.deep[slot] = _read(arguments, slot)
    return known


def _read(arguments: Arguments, slot: str) -> list[Token]:
    if slot in BY_NAME:
        return BY_NAME[slot](arguments)
    outer, _, inner = slot.partition("-")
    if not inner:
        own = arguments.of(slot) or children(arguments.predicate, slot)
        if own or slot in GRAMMATICAL:
            return own
        return arguments.opened.get(slot, []) or _behind_bare(arguments, slot)
    if inner == "verb" and outer != "clause":
        return gerunds_of(arguments, outer)
    found: list[Token] = []
    for head in arguments.of(outer):
        if outer == "clause":
            found += _in_clause(head, inner)
        elif inner == "poss":
            found += with_conjuncts(children(head, "poss"))
        elif inner == "modifier":
            found += children(head, "compound", "nmod", "amod", "dep")
        else:
            found += prepositional(head).get(inner, []) or children(head, inner)
    return found


def _behind_bare(arguments: Arguments, preposition: str) -> list[Token]:
    """What a preposition has that the parser hung on a bare noun: "talked by telephone with"."""
    found: list[Token] = []
    for outer in children(arguments.carrier, "prep"):
        for noun in children(outer, "pobj"):
            if not children(noun, "det", "poss", "amod", "compound"):
                found += prepositional(noun).get(preposition, [])
    return found


def gerunds_of(arguments: Arguments, slot: str) -> list[Token]:
    """The gerunds behind a preposition: "charged with spying"."""
    above = [arguments.predicate, *arguments.of("object")]  # "attacked Norway for failing to act"
    prepositions = [c for head in above for c in children(head, "prep") if c.lower_ == slot]
    return [gerund for p in prepositions for gerund in children(p, "pcomp")]


def _carriers(arguments: Arguments) -> list[Token]:
    """The verb that carries a noun, or on which it hangs as subject or object."""
    noun = arguments.predicate
    if arguments.carrier.i != noun.i:
        return [arguments.carrier]
    head = noun.head.head if noun.dep_ == "pobj" else noun.head
    return [head] if head.pos_ in VERBAL and head.i != noun.i else []


def _purposes(arguments: Arguments) -> list[Token]:
    """The infinitives of purpose below a verb or its object: "gave money to help Kenya"."""
    above = [arguments.carrier, *arguments.of("object")]
    found = [c for head in above for c in children(head, "advcl", "xcomp", "acl", "relcl")]
    return [verb for verb in found if any(c.tag_ == "TO" for c in dependents(verb))]


def _prepositions(arguments: Arguments) -> list[Token]:
    """The preposition that a noun stands behind."""
    above = arguments.predicate.head
    return [above] if above.dep_ == "prep" else []


BY_NAME: dict[str, Callable[[Arguments], list[Token]]] = {
    "carrier": _carriers, "preposition": _prepositions, "purpose": _purposes,
}  # fmt: skip


def _in_clause(head: Token, slot: str) -> list[Token]:
    if slot == "verb":
        return [head]
    if slot == "infinitive":
        return [head] if any(c.tag_ == "TO" for c in dependents(head)) else []
    if slot == "subject":
        return verb_subjects(head) or children(head, "nsubj", "nsubjpass")
    if slot == "object":
        return verb_objects(head)
    return arguments_of(head).of(slot) or children(head, slot)
