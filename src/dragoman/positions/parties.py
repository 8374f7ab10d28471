"""Heads of phrases -> the actors who hold a stance or whom it is towards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.grammar.arguments import arguments_of
from dragoman.grammar.clauses import (
    RELATIVE,
    agents,
    antecedent_of_relative,
    children,
    is_passive,
    phrase,
    with_conjuncts,
)
from dragoman.record import Role

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.grammar.mentioned import Mentioned
    from dragoman.grammar.said import Said
    from dragoman.parse import Parse
    from dragoman.positions.deeds import Deeds
    from dragoman.positions.stances import Stances
    from dragoman.record import ActorKind, Mention, Span

PEOPLE = frozenset({"demonym", "title", "role", "group", "pronoun"})
STATES = frozenset({"state"})
ACTING: frozenset[ActorKind] = frozenset(
    {"armed_group", "ism", "party", "person", "body", "igo", "img"}
)
FIGHTING: frozenset[ActorKind] = frozenset({"armed_group", "ism"})
FACTIONS: frozenset[ActorKind] = FIGHTING | {"person", "party"}
REFERRED = "deed referred to"
FIRST_PERSON = "first person"
NEAR = 8  # sentences in which "the deal" looks for whose it is
DEEPEST = 3  # "the leaders of the government of Norland"


@dataclass(frozen=True, slots=True)
class Party:
    """An actor in a stance: its role, the word it was found at, and the deed it answers for.

    ``referred`` says that the deed's own words do not name the actor: an event before does.
    """

    role: Role
    head: Token | None
    deed: Token | None = None
    referred: bool = False

    @property
    def key(self) -> str:
        """Who it is: the actor's id, or its folded name where there is none."""
        return self.role.actor or self.role.name.casefold()


class Parties:
    """Finds the parties of one report."""

    def __init__(
        self, parse: Parse, mentioned: Mentioned, said: Said, deeds: Deeds, stances: Stances
    ) -> None:
        self.parse, self.mentioned, self.said, self.deeds = parse, mentioned, said, deeds
        self.words, self.kinds, self.countries = stances.words, stances.kinds, stances.countries
        self.bare = not mentioned.heads  # a user's own Doc, without mentions
        self.sides = self._sides()

    def of(self, head: Token, depth: int = 0) -> list[Party]:
        """The actor a phrase names: by its head, or as the owner of a voice or a side.

        "Norland", "the Norland government", "the leadership of Norland", "those of Norland":
        Norland. "Norland's lorries": nobody.
        """
        head = antecedent_of_relative(head)
        mention = self._mention(head)
        voice = head.lemma_.lower() in self.words.voices
        if mention is not None and not (voice and self._is_nicknamed(mention, head)):
            roles = [self._role(same) for same in self._together(mention, head)]
            return [Party(role, head) for role in roles if role is not None]
        if depth >= DEEPEST:
            return []
        if voice:
            owners = self._owners(head)
            found = [p for owner in owners for p in self.of(owner, depth + 1)]
            return found or ([Party(Role.of(mention), head)] if mention is not None else [])
        if head.lower_ in self.words.first_person:
            role = self._first_person(self.parse.span_of([head]))
            return [Party(role, head)] if role is not None else []
        if head.tag_ == "DT" or head.lower_ in self.words.counts:
            inner = [o for prep in children(head, "prep") for o in children(prep, "pobj")]
            return [p for i in with_conjuncts(inner) for p in self.of(i, depth + 1)]
        if self.bare and head.pos_ == "PROPN":
            return [Party(Role.words(self.parse.span_of(phrase(head))), head)]
        return []

    def named_by(self, head: Token) -> list[Party]:
        """The actors of a phrase with those read as apposition to it: "Norland, Sudria and Estria".

        Where the head itself names nobody known, the name it stands in apposition with does.
        """
        pointed = self.deeds.pointed_at(head, here=True)
        if pointed is not None:
            return [self._referred(pointed, head)]
        own = self.of(head)
        beside = [self._apposed(head)] if head.dep_ == "appos" else []
        beside += [c for c in children(head, "appos") if c.pos_ == "PROPN"]
        if any(party.role.actor for party in own):
            states = self.is_kind(head, STATES)
            lists = [
                c for c in beside if children(c, "conj") or (states and self.is_kind(c, STATES))
            ]
            beside = [c for c in lists if c.i > head.i]
        others = [p for c in with_conjuncts(beside) for p in self.of(c) if p.role.actor]
        if others and not any(party.role.actor for party in own):
            return others
        return own + [p for p in others if p.key not in {party.key for party in own}]

    def _apposed(self, noun: Token) -> Token:
        """What a noun stands beside; a word for a group, the group named right before its comma.

        "the commander of the Delta Front, a militia": the Delta Front.
        """
        start = noun.left_edge.i
        if noun.lemma_.lower() not in self.words.groups or start < 2:
            return noun.head
        near = self.mentioned.covering(noun.doc[start - 2])
        if not noun.doc[start - 1].is_punct or near is None or near.actor is None:
            return noun.head
        return self.mentioned.heads[near.id]

    def answering_for(self, deed: Token) -> list[Party]:
        """The actors who answer for a deed, plan or condition; empty where nobody is named.

        "Norland's raid", "the raid by Norland", "the Norlandian raid", "the plan of Norland":
        Norland. The owner of what is done to one ("Norland's defeat") does not answer for it.
        """
        pointed = self.deeds.pointed_at(deed) if not self.of(deed) else None
        if pointed is not None:
            return [self._referred(pointed, deed)]
        if self._mention(deed) is not None or deed.pos_ not in {"NOUN", "PROPN"}:
            return []
        found = [party for owner in self._owners(deed) for party in self.of(owner)]
        if found:
            return [Party(party.role, party.head, deed) for party in found]
        roles = [role for role in self.deeds.answering(deed) if role.actor]
        roles = roles or [party.role for party in self._told_before(deed)]
        return [self._referred(role, deed) for role in roles]

    def _told_before(self, deed: Token) -> list[Party]:
        """Who owns a thing that was told with its owner before: "the deal" for Norland's deal."""
        if not any(word.lower_ in self.words.definite for word in children(deed, "det")):
            return []
        here = self.parse.sentence_at(deed)
        for number in range(here.number if here else -1, -1, -1):
            if here is None or here.number - number > NEAR:
                break
            for noun in reversed(list(self.parse.sentences[number].tokens)):
                if noun.i < deed.i and noun.pos_ == "NOUN" and noun.lemma_ == deed.lemma_:
                    owners = [party for owner in self._owners(noun) for party in self.of(owner)]
                    named = [party for party in owners if party.role.actor]
                    if named:
                        return named
        return []

    def _referred(self, role: Role, deed: Token) -> Party:
        """The actor of an event that a deed refers to; the deed's words stand for it in place."""
        words = self.parse.span_of(phrase(deed))
        named = Role(role.actor, role.name, words, role.antecedent or role.span, REFERRED)
        return Party(named, deed, deed, referred=True)

    def is_kind(self, head: Token, kinds: frozenset[str]) -> bool:
        """Whether a phrase names an actor of one of the kinds, or a person by title or role."""
        mention = self._mention(antecedent_of_relative(head))
        if mention is None:
            return False
        if mention.actor in self.kinds:
            return self.kinds[mention.actor] in kinds
        if mention.kind == "name":
            return "other" in kinds  # a name that no table knows may be anything
        return "person" in kinds and mention.kind in {"title", "role", "pronoun"}

    def is_other_side(self, head: Token) -> bool:
        """Whether a phrase names an actor on another side than whoever says its words.

        One of another state is, an armed group is, and so is a person or party where a person or
        party speaks: a state does not blame its own president.
        """
        statement = self.said.at(head.idx)
        if statement is None:
            return False
        speaking = [*statement.speaker, *filter(None, [statement.on_behalf_of])]
        own = {self._side_of(speaker_key(role)) for role in speaking}
        one_of_many = any(self.kinds.get(speaker_key(role)) in FACTIONS for role in speaking)
        named = [party.key for party in self.of(head) if party.role.actor]
        return any(
            self._side_of(actor) not in own
            or self.kinds.get(actor) in FIGHTING
            or (one_of_many and self.kinds.get(actor) in FACTIONS)
            for actor in named
        )

    def _side_of(self, actor: str) -> str:
        """The state of an actor that has one, else the actor itself."""
        return self.countries.get(actor, actor)

    def is_actor(self, head: Token, *, known: bool = False) -> bool:
        """Whether a phrase names an actor, or one that is known."""
        return any(party.role.actor or not known for party in self.of(head))

    def is_mutual(self, head: Token) -> bool:
        """Whether a phrase means each of the holders in turn.

        "each other", "one another"; "the other" where "each" stands before it.
        """
        pairs = {f"{t.nbor(-1).lower_} {t.lower_}" for t in head.doc[max(head.i, 1) : head.i + 2]}
        if pairs & self.words.mutual:
            return True
        return bool(pairs & self.words.other) and any(
            token.lower_ in self.words.each for token in head.doc[head.sent.start : head.i]
        )

    def _mention(self, head: Token) -> Mention | None:
        return self.mentioned.headed_by(head)

    def _is_nicknamed(self, mention: Mention, head: Token) -> bool:
        """Whether a body goes by somebody's name: "the Brandt government", or is not known."""
        if mention.actor is None:
            return True
        before = [
            self._mention(c) for c in children(head, "compound", "nmod") if not c.nbor(1).is_punct
        ]
        return any(m is not None and m.kind == "name" and m.actor != mention.actor for m in before)

    def _together(self, mention: Mention, head: Token) -> list[Mention]:
        """The mentions that one word carries: "they" may be two actors."""
        held = self.mentioned.by_token.get(head.i, [])
        return [same for same in held if same.span == mention.span] or [mention]

    def _role(self, mention: Mention) -> Role | None:
        """The role of a mention; a pronoun that points nowhere names nobody.

        Neither do unresolved words for things ("the jets") and for one's own ("his supporters").
        """
        if mention.actor is None and mention.antecedent is None:
            head = self.mentioned.heads[mention.id]
            own = any(owner.tag_ == "PRP$" for owner in children(head, "poss"))
            if own or head.lemma_.lower() in self.words.no_parties:
                return None
        if mention.kind != "pronoun" or mention.actor is not None or mention.antecedent is not None:
            return Role.of(mention)
        if mention.span.quote.lower() not in self.words.first_person:
            return None
        return self._first_person(mention.span) or Role.of(mention)

    def _first_person(self, span: Span) -> Role | None:
        """The side of whoever says "we": for whom the speaker speaks, else the speaker."""
        statement = self.said.at(span.start)
        if statement is None or not statement.speaker:
            return None
        side = statement.on_behalf_of or statement.speaker[0]
        side = self.sides.get(speaker_key(statement.speaker[0]), side)
        return Role(side.actor, side.name, span, side.antecedent or side.span, FIRST_PERSON)

    def _sides(self) -> dict[str, Role]:
        """Whom each speaker means by "we", from the mentions of it that are resolved."""
        found: dict[str, Role] = {}
        for mention in self.mentioned.by_head.values():
            if mention.actor is None or mention.span.quote.lower() not in self.words.first_person:
                continue
            statement = self.said.at(mention.span.start)
            for role in statement.speaker if statement is not None else ():
                if role.actor != mention.actor:
                    found.setdefault(speaker_key(role), Role.of(mention))
        return found

    def _owners(self, noun: Token) -> list[Token]:
        """The heads that own a noun or act in it, the surest reading only."""
        slots = arguments_of(noun)
        lemma = noun.lemma_.lower()
        if slots.of("by"):
            return slots.of("by")
        if lemma in self.words.suffered and not slots.of("of"):
            return []
        if slots.of("poss"):
            return slots.of("poss")
        acting = [m for m in slots.of("modifier") if self._acts(m)]
        doers = acting or _doers(noun)
        if doers:
            return doers
        if lemma in self.words.voices | self.words.owned and slots.of("of"):
            return slots.of("of")
        if lemma in self.words.sent and slots.of("from"):
            return slots.of("from")
        by = _by_right_behind(noun)
        if by:
            return by
        if lemma not in self.words.made_jointly:
            return []
        return next(
            (slots.of(slot) for slot in sorted(self.words.parties_behind) if slots.of(slot)), []
        )

    def _acts(self, modifier: Token) -> bool:
        """Whether a modifier names who acts: a nationality or a group, not a place.

        "the Norlandian raid", "a rebel raid"; "the Norland raid" may be a raid on Norland.
        """
        mention = self.mentioned.covering(modifier)
        if mention is None or self.mentioned.heads[mention.id].i != modifier.i:
            return False
        return mention.kind in PEOPLE or self.kinds.get(mention.actor or "") in ACTING


def _by_right_behind(noun: Token) -> list[Token]:
    """Who did a deed, where the parser hung them on the verb: "welcomed the pledge by Brandt"."""
    end = noun.right_edge.i + 1
    if noun.dep_ != "dobj" or is_passive(noun.head):
        return []
    by = arguments_of(noun.head).of("by")
    return by if by and by[0].head.i == end else []


def _doers(noun: Token) -> list[Token]:
    """Who did what a clause below a noun tells: "the raid flown by Norland", "a port it built".

    A clause behind a comma only adds what somebody thinks of it.
    """
    found = [head for verb in children(noun, "acl") for head in agents(verb)]
    for verb in children(noun, "relcl"):
        if found or noun.doc[verb.left_edge.i - 1].is_punct or children(verb, "ccomp"):
            continue
        doers = agents(verb) if is_passive(verb) else with_conjuncts(children(verb, "nsubj"))
        found = [head for head in doers if head.tag_ not in RELATIVE]
    return found


def speaker_key(role: Role) -> str:
    """Who a speaker is: the actor's id, or the folded name where there is none."""
    return role.actor or role.name.casefold()
