"""A match -> the words that belong to it, whose predicates make no event of their own.

What is threatened, refused or praised is part of the row, and so are its conditions, its purpose,
the words that tell which thing is meant, and a second name for the same deed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.events.slots import heads_of
from dragoman.grammar.clauses import VERBAL, agents, children, clause, with_conjuncts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Token

    from dragoman.events.match import Match, Matcher

VERBAL_ACTS = frozenset({
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "REQUEST", "REJECT", "THREATEN",
})  # fmt: skip
WITH_CONTENT = VERBAL_ACTS | {"ACCUSE"}
FORCED = frozenset({"SANCTION", "COERCE", "ASSAULT"})
SHOWN = "PROTEST"  # is what it demands
ASKED = "REQUEST"  # what is asked for is an event of its own: demanded
SAME = ("subject", "in", "by", "during", "after", "purpose")  # where a deed is named again
NOT_ABOUT = frozenset({"subject", "poss", "modifier", "clause", "by"})


class Contents:
    """Reads what belongs to the matches of one report.

    Args:
        matcher: What tells the predicates of the report.
    """

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.patterns, self.mentioned = matcher.patterns, matcher.mentioned

    def swallowed(self, found: list[Match]) -> set[int]:
        """The places of the predicates that belong to another match."""
        nouns = {match.predicate.i for match in found if match.predicate.pos_ not in VERBAL}
        gone: set[int] = set()
        for match in found:
            gone |= {token.i for head in self._clauses(match) for token in clause(head)}
            gone |= {i for i in self._things(match) if i in nouns and i != match.predicate.i}
            gone |= self._same(match)
        return gone

    def _clauses(self, match: Match) -> Iterator[Token]:
        """The verbs of the clauses that are part of a match's meaning."""
        kind, arguments = match.pattern.entry.type, match.arguments
        if kind == SHOWN:
            yield from self._shown(match)
        elif kind in FORCED:  # "used gas to silence him", "the use of gas to silence him"
            heads = {t.i: t for t in (arguments.carrier, match.predicate, *self._about(match))}
            aims = (c for head in heads.values() for c in children(head, "advcl", "acl", "xcomp"))
            yield from with_conjuncts([c for c in aims if any(t.tag_ == "TO" for t in c.children)])
        if kind != ASKED and match.pattern.governs_clause:
            yield from with_conjuncts(arguments.of("clause"))
        about = list(self._about(match))
        for head in about:
            if self._is_thing(head):  # "lifted the sanctions imposed on Norland"
                told = (c for c in children(head, "acl") if c.tag_ == "VBN")
                yield from (c for c in told if not agents(c))
        if kind not in WITH_CONTENT or kind == ASKED:
            return
        for head in (match.predicate, *about):  # "a request to leave", "praised the effort to help"
            yield from (c for c in children(head, "acl", "relcl") if _is_open(c))
        above = [arguments.carrier, *arguments.of("clause")]
        yield from (c for verb in above for c in children(verb, "advcl") if self._is_condition(c))

    def _shown(self, match: Match) -> Iterator[Token]:
        """The verbs of what a protest asks or holds against nobody named: "marched to demand pay".

        PLOVER's manual: demands in the form of demonstrations are PROTEST. Where somebody is named
        of whom it is demanded, that is told besides.
        """
        verbs = heads_of(match.arguments, "purpose")
        verbs += [c for c in children(match.arguments.carrier, "advcl") if c.tag_ == "VBG"]
        for verb in verbs:
            told = self.matcher.match(verb)
            spoken = told is not None and told.pattern.entry.type in WITH_CONTENT
            below = self.mentioned.within(list(verb.subtree))
            if spoken and all(mention.kind == "pronoun" for mention in below):
                yield verb

    def _is_condition(self, verb: Token) -> bool:
        words = self.patterns.governors.conditional
        return any(mark.lower_ in words for mark in children(verb, "mark"))

    def _is_thing(self, head: Token) -> bool:
        known = head.pos_ != "NOUN" or self.mentioned.headed_by(head) is not None
        return not known and self.patterns.lemma(head) not in self.patterns.people

    def _about(self, match: Match) -> Iterator[Token]:
        """The nouns that a match is about."""
        for slot in sorted(match.arguments.slots):
            if slot not in NOT_ABOUT:
                yield from (t for t in match.arguments.slots[slot] if t.pos_ not in VERBAL)

    def _things(self, match: Match) -> set[int]:
        """The nouns that a match is about, less deeds that have an actor of their own."""
        found: set[int] = set()
        for head in self._about(match):
            if not self._is_deed(head):
                found.add(head.i)
                found |= {t.i for c in children(head, "prep") for t in children(c, "pobj")}
        return found

    def _same(self, match: Match) -> set[int]:
        """The words that name the deed again: "the attack killed ten", "killed in a raid".

        So does the purpose of what is asked for: "asked for a meeting to discuss the dam".
        """
        arguments = match.arguments
        heads: Iterable[Token] = (head for slot in SAME for head in heads_of(arguments, slot))
        again = self._of_types(heads, {match.pattern.entry.type})
        asked = {kind for noun in self._about(match) for kind in self._types_of(noun)}
        return again | self._of_types(heads_of(arguments, "purpose"), asked)

    def _of_types(self, heads: Iterable[Token], types: set[str]) -> set[int]:
        """The places of those heads whose deeds are of some types."""
        matched = ((head, self.matcher.match(head)) for head in heads)
        return {head.i for head, own in matched if own and own.pattern.entry.type in types}

    def _types_of(self, noun: Token) -> set[str]:
        """The types of the deeds that a noun may name: "meeting", "talks"."""
        patterns = self.patterns.by_word.get(("noun", self.patterns.lemma(noun)), ())
        return {pattern.entry.type for pattern in patterns}

    def _is_deed(self, noun: Token) -> bool:
        own = self.matcher.match(noun)
        if own is None or own.pattern.entry.type in VERBAL_ACTS:
            return False
        doers = [*own.arguments.of("poss"), *own.arguments.of("by"), *own.arguments.of("modifier")]
        return any(self.mentioned.named_in(doer) for doer in doers)


def _is_open(verb: Token) -> bool:
    """Whether a clause below a noun is what the noun says: an infinitive, or with "that"."""
    return any(c.tag_ == "TO" or c.dep_ == "mark" for c in verb.children)
