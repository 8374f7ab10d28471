"""A match -> its PLOVER type and its reality, by the manual's rules where classes touch.

The rules (PLOVER 2021, and CAMEO's 03 and 13 behind it): cooperation that is promised or to come
is AGREE, and so is a concession or retreat that "will" be, but no resignation; harm that its own
doer says it "will" do is THREATEN; a cooperative act that somebody says will not be is REJECT.
Words that are the purpose of a deed are said with it: "marched to demand a vote".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import children
from dragoman.grammar.realis import realis_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.events.match import Match
    from dragoman.events.patterns import Patterns
    from dragoman.record import EventType, Realis

AGREED_BEFORE = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID"})
SPOKEN = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST"})
YIELDING = frozenset({"CONCEDE", "RETREAT"})
HOSTILE = frozenset({"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})  # "a cease-fire will begin" is nobody's promise
REJECTED = AGREED_BEFORE | YIELDING | {"AGREE"}


def settle(
    match: Match, patterns: Patterns, *, own_words: bool = False
) -> tuple[EventType, Realis, list[Token]]:
    """The type of a match, its reality, and the words that decide it.

    Args:
        match: The predicate and its pattern.
        patterns: The patterns of the tables.
        own_words: Whether it is the doer who says so.
    """
    words = patterns.governors
    arguments = match.arguments
    kind = match.pattern.entry.type
    realis, tokens = realis_of(arguments.predicate, arguments.carrier, words)
    if realis in match.pattern.entry.realis:
        return kind, "actual", []  # the operator is the deed: "does not recognise", "must leave"
    if realis == "planned" and tokens[0].tag_ == "TO":
        return (kind, "actual", []) if kind in SPOKEN else (kind, realis, tokens)
    if realis == "planned":
        return _to_come(kind, match, tokens, own_words=own_words), realis, tokens
    if realis == "negated" and kind in REJECTED and _is_declared(arguments.carrier, patterns):
        return "REJECT", "actual", []
    return kind, realis, tokens


def _to_come(kind: EventType, match: Match, tokens: list[Token], *, own_words: bool) -> EventType:
    """The type of what is still to come: a promise, a threat, or what it will be."""
    announced = tokens[0].dep_ == "aux" and match.predicate.dep_ not in SUBJECTS
    leaving = match.pattern.entry.mode == "resign"
    if kind in AGREED_BEFORE or (kind in YIELDING and announced and not leaving):
        return "AGREE"
    return "THREATEN" if kind in HOSTILE and announced and own_words else kind


def _is_declared(verb: Token, patterns: Patterns) -> bool:
    """Whether a negation is a decision: "will not accept", not "did not accept"."""
    known = patterns.governors
    return any(known.has("auxiliaries", c.lower_, "planned") for c in children(verb, "aux"))
