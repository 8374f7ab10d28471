"""A match -> who acts and who is acted upon: mentions where words name actors, words where not.

A thing is nobody: "rejected the plan of the Delta Front" is aimed at the Delta Front, "condemned
the attack on a church" at nobody, for the attack is not the church's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.events.slots import heads_of
from dragoman.grammar.arguments import arguments_of
from dragoman.grammar.clauses import (
    VERBAL,
    agents,
    children,
    phrase,
    understood_of_noun,
    with_conjuncts,
)
from dragoman.record import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from dragoman.events.match import Match, Matcher
    from dragoman.parse import Parse
    from dragoman.record import Mention

WIDE = ("dative", "with", "against", "to", "from", "object", "on", "for", "of", "in", "into")
SUFFERED = frozenset({"ASSAULT", "COERCE"})  # of whose nouns "of" names the victim
TARGETS = {"clause-target": "clause", "purpose-target": "purpose"}
PERSONAL = frozenset({"arrest", "kill", "wound", "abduct", "deport"})  # modes done to people
PLACES = frozenset({"state", "place", None})
DEEPEST = 2  # "the leader of the party of the north" is as deep as owners are looked for


class Roles:
    """Reads the roles of matches in one report."""

    def __init__(self, parse: Parse, matcher: Matcher) -> None:
        self.parse, self.matcher = parse, matcher
        self.patterns, self.mentioned = matcher.patterns, matcher.mentioned

    def of(self, match: Match) -> tuple[tuple[Role, ...], tuple[Role, ...]]:
        """Source and target of a match, each in text order, empty where nobody is named.

        Events without a direction have the first party as source and the others as target.
        """
        entry = match.pattern.entry
        source = self._first(match, entry.source)
        target = self._first(match, entry.target, source)
        if entry.symmetric and not target and len(source) > 1:
            return source[:1], source[1:]
        if not source or not target:
            source, target = self._completed(match, source, target)
        return source, target

    def is_somebody(self, role: Role) -> bool:
        """Whether a role says who: a pronoun that points to nobody does not."""
        if role.actor or role.antecedent or role.span is None or role.mention is None:
            return True
        words = self.parse.doc.char_span(role.span.start, role.span.end)
        return words is None or words[0].pos_ != "PRON"

    def _completed(
        self, match: Match, source: tuple[Role, ...], target: tuple[Role, ...]
    ) -> tuple[tuple[Role, ...], tuple[Role, ...]]:
        """The roles with what other words of the same deed add.

        "killed in an attack by rebels", "killed when rebels attacked the bus": source rebels.
        """
        for slot in ("subject", "in", "by", "during", "after", "advcl"):
            for head in heads_of(match.arguments, slot):
                same = self.matcher.match(head)
                if same is None or same.pattern.entry.type != match.pattern.entry.type:
                    continue
                source = source or self._first(same, same.pattern.entry.source, target)
                if head.pos_ not in VERBAL:
                    target = target or self._first(same, same.pattern.entry.target, source)
        return source, target

    def _first(
        self, match: Match, slots: tuple[str, ...], others: tuple[Role, ...] = ()
    ) -> tuple[Role, ...]:
        """The roles of the first slot that holds somebody; named actors go before bare words."""
        worded: tuple[Role, ...] = ()
        for slot in slots:
            heads = self._heads(match, slot)
            personal = match.pattern.entry.mode in PERSONAL and slot == "object"
            roles = self._of_heads(heads, others, personal=personal)
            if any(role.mention for role in roles):
                return roles
            worded = worded or roles
        return worded

    def _heads(self, match: Match, slot: str) -> list[Token]:
        if slot == "modifier":
            return [t for t in heads_of(match.arguments, slot) if self._is_agent(t)]
        if slot not in TARGETS:
            return heads_of(match.arguments, slot)
        heads = with_conjuncts(heads_of(match.arguments, TARGETS[slot]))
        return [target for head in heads for target in self._aims(head)]

    def _aims(self, verb: Token) -> list[Token]:
        """Whoever a complement's deed is aimed at: "threatened to attack Iran": Iran.

        The pattern of the deed knows best; without one the usual slots are tried, names first.
        """
        arguments = arguments_of(verb, self.patterns.light)
        for predicate in (*arguments.of("object"), verb):
            deed = self.matcher.match(predicate)
            if deed is not None:
                for slot in deed.pattern.entry.target:
                    named = [h for h in self._heads(deed, slot) if self._named(h)]
                    if named:
                        return named
        for wanted in (False, True):
            for slot in WIDE:
                heads = arguments.of(slot)
                named = [
                    h for h in heads if (m := self._named(h)) and (m.kind == "group") == wanted
                ]
                if named:
                    return named
        inner = [h for h in arguments.of("clause") if h.pos_ in VERBAL and h.i != verb.i]
        return [h for below in inner for h in self._aims(below)]

    def _of_heads(
        self, heads: Iterable[Token], others: tuple[Role, ...], *, personal: bool
    ) -> tuple[Role, ...]:
        """The roles of some heads that are none of the others, each once."""
        found: dict[str, Role] = {}
        for head in with_conjuncts(heads):
            for role in self._of_head(head, others, personal=personal):
                found.setdefault(role.key, role)
        return tuple(found.values())

    def _of_head(self, head: Token, others: tuple[Role, ...], *, personal: bool) -> list[Role]:
        """The roles of a head; whoever is arrested or killed is somebody, in whatever words.

        A thing stands for whose it is, else for the parties named behind it: "condemned the deal
        between Norland and Sudria".
        """
        mention = self.mentioned.headed_by(head)
        somebody = self.patterns.lemma(head) in self.patterns.people
        if mention is None and (somebody or (personal and head.pos_ == "NOUN")):
            roles = [Role.words(self.parse.span_of(phrase(head)))]
        else:
            mention = mention or self._named(head)
            roles = [Role.of(mention)] if mention is not None else []
        new = [role for role in roles if _is_new(role, others)]
        if new or mention is self.mentioned.headed_by(head) is not None or self._is_suffered(head):
            return new
        behind = [Role.of(party) for party in self._parties(head)]
        return [role for role in behind if _is_new(role, others)]

    def _named(self, head: Token) -> Mention | None:
        """The actor that a phrase is, or whose thing it is."""
        mention = self.mentioned.headed_by(head) or self._owner(head) or self._maker(head)
        if mention is None and not self._is_suffered(head):
            return next(iter(self._parties(head)), None)
        return mention

    def _owner(self, head: Token, depth: int = 0) -> Mention | None:
        """Whose a thing is: its possessor, nationality, author, or whom it is of."""
        if head.pos_ in VERBAL:
            return None
        prepositions = ("by", "from") if self._is_suffered(head) else ("by", "from", "of")
        below = children(head, "poss")
        below += [t for t in children(head, "compound", "amod", "nmod") if self._is_agent(t)]
        for preposition in children(head, "prep", "agent"):
            if preposition.lower_ in prepositions:
                below += children(preposition, "pobj")
        for participle in children(head, "acl"):
            below += agents(participle)  # "an offer made by the rebels"
        for token in below:
            mention = self.mentioned.headed_by(token)
            if mention is not None:
                return mention
        if depth < DEEPEST:
            deeper = (self._owner(token, depth + 1) for token in below if token.dep_ == "pobj")
            return next((mention for mention in deeper if mention is not None), None)
        return None

    def _parties(self, head: Token) -> list[Mention]:
        """Who is named behind a thing: "the ban on Norway", but not where: "a plant in Norway"."""
        places = self.patterns.words("event_places")
        for preposition in children(head, "prep"):
            if preposition.lower_ in places:
                continue
            nouns = with_conjuncts(children(preposition, "pobj"))
            named = [m for noun in nouns if (m := self.mentioned.named_in(noun)) is not None]
            if named:
                return named
        return []

    def _is_agent(self, modifier: Token) -> bool:
        """Whether a modifier tells whose a thing is ("Israeli", "US", "Taliban"), not where."""
        mention = self.mentioned.headed_by(modifier)
        if mention is None or mention.kind == "demonym" or modifier.is_upper:
            return True
        return mention.kind != "seat" and self.patterns.kind_of(mention) not in PLACES

    def _is_suffered(self, noun: Token) -> bool:
        """Whether a noun is a deed whose "of" and "on" name its victim: "the killing of"."""
        patterns = self.patterns.by_word.get(("noun", self.patterns.lemma(noun)), ())
        return any(pattern.entry.type in SUFFERED for pattern in patterns)

    def _maker(self, head: Token) -> Mention | None:
        """Who made a thing that speaks: "Amnesty put out a report accusing": Amnesty."""
        if head.dep_ != "dobj":
            return None
        makers = (self.mentioned.headed_by(token) for token in understood_of_noun(head))
        return next((mention for mention in makers if mention is not None), None)


def _is_new(role: Role, others: tuple[Role, ...]) -> bool:
    """Whether a role is none of the others, by place or by who is meant."""
    return all(
        role.key != other.key and (role.actor is None or role.actor != other.actor)
        for other in others
    )
