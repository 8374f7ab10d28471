"""Heads of phrases -> what stands one step below them, and who acts with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.arguments import arguments_of
from dragoman.grammar.clauses import (
    VERBAL,
    agents,
    children,
    is_passive,
    understood_subjects,
    with_conjuncts,
)
from dragoman.grammar.tree import dependents

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.positions.stances import StanceWords

PLURAL = frozenset({"NNS", "NNPS"})


def in_company(verb: Token, subjects: list[Token], words: StanceWords) -> list[Token]:
    """The subjects of a verb with those who are told to do it with them, in text order.

    "Norland, along with Sudria, condemned", "together with Sudria, Norland condemned", "Norland
    joined Sudria in condemning": both.
    """
    beside = [
        head
        for top in (verb, *subjects)
        for child in children(top, "prep")
        for prep in (child, *children(child, "prep"))
        if prep.i < verb.i and _opens_company(prep, words)
        for head in children(prep, "pobj")
    ]
    joined = verb.head.head if verb.dep_ == "pcomp" else verb
    if joined.pos_ in VERBAL and joined.lemma_.lower() in words.joining and joined.i < verb.i:
        beside += [*understood_subjects(joined), *children(joined, "dobj"), *agents(joined)]
    if not beside:
        return subjects
    found = {head.i: head for head in (*subjects, *with_conjuncts(beside))}
    return [found[i] for i in sorted(found)]


def _opens_company(prep: Token, words: StanceWords) -> bool:
    before = f"{prep.nbor(-1).lower_} {prep.lower_}" if prep.i else ""
    return prep.lower_ in words.companions or before in words.companions


def gap_filler(token: Token) -> Token:
    """The noun that a relative "that" stands for where it was not tagged as one, else the token.

    "a movement that Norland regards as …": that -> movement.
    """
    verb = token.head
    if token.tag_ in {"IN", "DT"} and verb.dep_ == "relcl" and token.dep_ in {"dobj", "nsubj"}:
        return verb.head
    return token


def step_from(head: Token, step: str) -> list[Token]:
    """One step of a path: the slot of a verb or noun below a head."""
    if step == "subject" and head.pos_ in VERBAL:
        return understood_subjects(head)
    if step == "by" and is_passive(head):
        return agents(head)
    return arguments_of(head).of(step) or behind(head, step)


def behind(head: Token, slot: str) -> list[Token]:
    """The gerunds behind a preposition, or the clauses of a dependency label, below a head."""
    found: list[Token] = []
    for child in dependents(head):
        if child.dep_ == slot:
            found.append(child)
        elif child.lower_ == slot and child.dep_ in {"prep", "agent", "mark"}:
            found += children(child, "pcomp")
    return found


def apposed(noun: Token) -> list[Token]:
    """What a noun is in apposition to: the nearest name for one, all of them for several."""
    before = [head for head in with_conjuncts([noun.head]) if head.i < noun.i]
    return before if noun.tag_ in PLURAL else before[-1:]
