"""A match -> its PLOVER type and its reality, by the manual's rules where classes touch.

The rules (PLOVER 2021): cooperation that is promised or to come is AGREE, retreats and concessions
to come keep their type; a cooperative act that somebody says will not be is REJECT. Words that are
the purpose of a deed are said with it: "marched to demand a vote".
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
REJECTED = AGREED_BEFORE | {"AGREE", "CONCEDE", "RETREAT"}


def settle(match: Match, patterns: Patterns) -> tuple[EventType, Realis, list[Token]]:
    """The type of a match, its reality, and the words that decide it."""
    words = patterns.realis
    arguments = match.arguments
    kind = match.pattern.entry.type
    realis, tokens = realis_of(arguments.predicate, arguments.carrier, words)
    if realis in match.pattern.entry.realis:
        return kind, "actual", []  # the operator is the deed: "does not recognise", "must leave"
    if realis == "planned" and tokens[0].tag_ == "TO":
        return (kind, "actual", []) if kind in SPOKEN else (kind, realis, tokens)
    if realis == "planned" and kind in AGREED_BEFORE:
        return "AGREE", realis, tokens
    if realis == "negated" and kind in REJECTED and _is_declared(arguments.carrier, patterns):
        return "REJECT", "actual", []
    return kind, realis, tokens


def _is_declared(verb: Token, patterns: Patterns) -> bool:
    """Whether a negation is a decision: "will not accept", not "did not accept"."""
    future = patterns.realis.future
    return any(child.lower_ in future for child in children(verb, "aux"))
