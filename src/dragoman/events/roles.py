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
    children,
    governing_verb,
    phrase,
    verb_subjects,
    with_conjuncts,
)
from dragoman.record import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from dragoman.events.match import Match, Matcher
    from dragoman.parse import Parse

WIDE = ("dative", "with", "against", "to", "from", "object", "on", "for", "of", "in", "into")
TARGETS = {"clause-target": "clause", "purpose-target": "purpose"}
PERSONAL = frozenset({"arrest", "kill", "wound", "abduct", "deport"})  # modes done to people
DESCRIBING = frozenset({"ADJ", "VERB"})
OTHERS = ("with", "between")  # slots of a party beside the subjects
PLACE, CONDITION = "place", "condition"  # slots that are read here
AIMED_PLACE = "clause-place"  # where the deed of a complement bites
DOMESTIC = frozenset({"COERCE"})  # what a state does to its own country as to others
TAKEN = "seize"  # the mode of deeds done to towns, where the town is only where


class Roles:
    """Reads the roles of matches in one report."""

    def __init__(self, parse: Parse, matcher: Matcher) -> None:
        self.parse, self.matcher = parse, matcher
        self.patterns, self.mentioned = matcher.patterns, matcher.mentioned
        self.things = matcher.things

    def of(self, match: Match) -> tuple[tuple[Role, ...], tuple[Role, ...]]:
        """Source and target of a match, each in text order, empty where nobody is named.

        Events without a direction have the first party as source and the others as target.
        """
        entry = match.pattern.entry
        source = self._first(match, entry.source)
        target = self._first(match, entry.target, source)
        if entry.symmetric and len(source) > 1 and not self._first(match, OTHERS, source):
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

    def _points(self, role: Role) -> bool:
        """Whether a role is more than a pronoun of a third person that points to nobody."""
        words = role.name.lower()
        return " " in words or self.is_somebody(role) or words in self.patterns.words("pronouns_we")

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
            if slot == PLACE and not others:
                continue  # where something happens is nobody who did or suffered it
            heads = self._heads(match, slot, others)
            personal = match.pattern.entry.mode in PERSONAL and slot == "object"
            at_home = match.pattern.entry.type in DOMESTIC and self._is_of_place(slot)
            roles = self._of_heads(heads, () if at_home else others, personal=personal)
            if any(role.mention for role in roles):
                return roles
            worded = worded or roles
        return worded

    def _is_of_place(self, slot: str) -> bool:
        return slot == PLACE or slot in self.patterns.words("event_places")

    def _heads(
        self,
        match: Match,
        slot: str,
        others: tuple[Role, ...] = (),
        asked: frozenset[int] = frozenset(),
    ) -> list[Token]:
        """The heads of a slot.

        ``place`` is where a deed bites, ``condition`` on whom it depends: "a curfew in Oslo",
        "threatened to strike unless Norway pays". ``asked`` are the deeds whose aims are being
        looked for: one may lead back to another ("filed a lawsuit aimed at …").
        """
        arguments = match.arguments
        if slot == "modifier":
            return self.things.agents_before(heads_of(arguments, slot))
        if slot == PLACE:
            return self.things.places(arguments)
        if slot == AIMED_PLACE:
            verbs = with_conjuncts(heads_of(arguments, "clause"))
            return [head for verb in verbs for head in self.things.places(arguments_of(verb))]
        if slot == CONDITION:
            return self._conditions(match)
        if slot not in TARGETS:
            heads = heads_of(arguments, slot)
            if slot == "object" and match.pattern.entry.mode == TAKEN:
                return [head for head in heads if not self.things.is_town(head)]
            return heads
        heads = with_conjuncts(heads_of(arguments, TARGETS[slot]))
        aims = [target for head in heads for target in self._aims(head, asked)]
        return [head for head in aims if not self._is_of(head, others)]

    def _is_of(self, head: Token, others: tuple[Role, ...]) -> bool:
        """Whether a phrase is of somebody who acts: "threatened to recall its envoy"."""
        owners = self.things.owners(head)
        return any(owner.actor == role.actor for owner in owners for role in others if role.actor)

    def _conditions(self, match: Match) -> list[Token]:
        """Who acts in the conditions of a deed or of what it is about."""
        words = self.patterns.governors.conditional
        above = [match.arguments.carrier, *match.arguments.of("clause")]
        clauses = [clause for verb in above for clause in children(verb, "advcl")]
        return [
            subject
            for clause in clauses
            if any(mark.lower_ in words for mark in children(clause, "mark"))
            for subject in verb_subjects(clause)
        ]

    def _aims(self, verb: Token, asked: frozenset[int]) -> list[Token]:
        """Whoever a complement's deed is aimed at: "threatened to attack Iran": Iran.

        The pattern of the deed knows best; without one the usual slots are tried, names first.
        """
        arguments = arguments_of(verb, self.patterns.light)
        for predicate in (*arguments.of("object"), verb):
            deed = None if predicate.i in asked else self.matcher.match(predicate)
            if deed is not None:
                for slot in deed.pattern.entry.target:
                    heads = self._heads(deed, slot, asked=asked | {predicate.i})
                    named = [head for head in heads if self.things.named(head)]
                    if named:
                        return named
        for wanted in (False, True):
            for slot in WIDE:
                named = [
                    head
                    for head in arguments.of(slot)
                    if (found := self.things.named(head)) and (found[0].kind == "group") == wanted
                ]
                if named:
                    return named
        asked |= {verb.i}
        inner = [h for h in arguments.of("clause") if h.pos_ in VERBAL and h.i not in asked]
        return [h for below in inner for h in self._aims(below, asked)]

    def _of_heads(
        self, heads: Iterable[Token], others: tuple[Role, ...], *, personal: bool
    ) -> tuple[Role, ...]:
        """The roles of some heads that are none of the others, each once."""
        found: dict[str, Role] = {}
        for head in with_conjuncts(heads):
            for role in self._of_head(head, others, personal=personal):
                found.setdefault(f"{role.key} {role.actor}", role)
        return tuple(found.values())

    def _stood_for(self, pronoun: Token) -> Token | None:
        """The thing that a pronoun which means nobody takes up from the clause above, or None.

        "seized Norlandian ships after firing on them": the ships. Number must agree.
        """
        mention = self.mentioned.headed_by(pronoun) if pronoun.pos_ == "PRON" else None
        if pronoun.pos_ != "PRON" or (mention and (mention.actor or mention.antecedent)):
            return None
        clause = governing_verb(pronoun)
        if clause is None or clause.dep_ not in {"pcomp", "advcl"}:
            return None
        above, number = governing_verb(clause.head), pronoun.morph.get("Number", [])
        things = children(above, "dobj") if above is not None else []
        return next(
            (t for t in things if t.morph.get("Number", []) == number and t != pronoun), None
        )

    def _of_head(self, head: Token, others: tuple[Role, ...], *, personal: bool) -> list[Role]:
        """The roles of a head; whoever is arrested or killed is somebody, in whatever words.

        A thing stands for whose it is, else for the parties named behind it: "condemned the deal
        between Norland and Sudria".
        """
        thing = self._stood_for(head)
        if thing is not None:
            return self._of_head(thing, others, personal=personal)
        own = self.mentioned.everyone(head)
        noun = head.pos_ not in DESCRIBING  # "a suspected attack" has no suspect
        somebody = noun and self.patterns.lemma(head) in self.patterns.people
        if not own and (somebody or (personal and head.pos_ == "NOUN")):
            roles = [Role.words(self.parse.span_of(phrase(head)))]
            return [role for role in roles if _is_new(role, others)]
        if own:
            kept = () if any(m.actor for m in own) or not others else self.things.kept_in(head)
            return [r for r in _all_new(map(Role.of, (*own, *kept)), others) if self._points(r)]
        owners = self.things.owners(head) or self.things.makers(head)
        new = [r for r in _all_new(map(Role.of, owners), others) if self.is_somebody(r)][:1]
        if new or self.things.is_suffered(head):
            return new
        return _all_new(map(Role.of, self.things.parties(head)), others)


def _all_new(roles: Iterable[Role], others: tuple[Role, ...]) -> list[Role]:
    return [role for role in roles if _is_new(role, others)]


def _is_new(role: Role, others: tuple[Role, ...]) -> bool:
    """Whether a role is none of the others, by place or by who is meant."""
    return not any(_is_one(role, other) for other in others)


def _is_one(role: Role, other: Role) -> bool:
    if role.key == other.key or (role.actor is not None and role.actor == other.actor):
        return True
    return role.antecedent is not None and role.antecedent == other.span
