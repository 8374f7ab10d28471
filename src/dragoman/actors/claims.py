"""What a report's words claim of who belongs where: the shared shape, and its parts.

A *claim* is a construction read off the tree: its holder, the words of the office, the body. The
constructions are in ``holding`` (nouns: titles, appositions, "was chairman of") and ``joining``
(verbs: "leads", "joined", "includes"); ``affiliations`` makes rows of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, NamedTuple, Self

from dragoman.actors.phrases import bare, core
from dragoman.actors.reading import ORGANISED, STATELIKE
from dragoman.grammar.clauses import antecedent_of_relative, children, with_conjuncts
from dragoman.grammar.governors import Governors, keys_of
from dragoman.grammar.realis import realis_of
from dragoman.grammar.tree import dependents
from dragoman.record import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from dragoman.actors.reading import Reading
    from dragoman.lexicon import Tables
    from dragoman.record import Mention, Realis, Tenure

GENDERS = frozenset({"male", "female"})  # rules of pronouns that mean one person
PLURAL = frozenset({"NNS", "NNPS"})
UNTOLD = frozenset({"pronoun", "role", "title"})  # kinds of mention that no open body has
TENURES: dict[Realis, Tenure] = {"actual": "current", "planned": "designate"}
HIGHEST = 4  # prepositions climbed from a noun to the noun or verb they hang on


@dataclass(frozen=True, slots=True)
class AffiliationWords:
    """The lists ``affiliations.*`` of the tables, one a field."""

    former: frozenset[str]
    designate: frozenset[str]
    no_offices: frozenset[str]
    of_bodies: frozenset[str]
    titles_before_names: frozenset[str]
    parts: frozenset[str]
    part_of: frozenset[str]
    of_prepositions: frozenset[str]
    of_territory: frozenset[str]
    toward_prepositions: frozenset[str]
    serving_prepositions: frozenset[str]
    capacity: frozenset[str]
    copulas: frozenset[str]
    leading: frozenset[str]
    joining: frozenset[str]
    assigning: frozenset[str]
    leaving: frozenset[str]
    including: frozenset[str]
    serving: frozenset[str]
    resigning: frozenset[str]
    appointing: frozenset[str]
    nominating: frozenset[str]
    removing: frozenset[str]
    units: frozenset[str]
    since: frozenset[str]
    until: frozenset[str]
    governors: Governors = field()

    @classmethod
    def read(cls, tables: Tables) -> Self:
        """The lists of some tables."""
        lists = {f.name: tables.words(f"affiliations.{f.name}") for f in fields(cls)[:-1]}
        return cls(**lists, governors=Governors.read(tables.governors, tables.words))


_READ: dict[str, AffiliationWords] = {}


def affiliation_words(tables: Tables) -> AffiliationWords:
    """The affiliation lists of some tables, read once per digest."""
    if tables.digest not in _READ:
        _READ[tables.digest] = AffiliationWords.read(tables)
    return _READ[tables.digest]


class Claim(NamedTuple):
    """That a holder has an office in a body, as some words say it.

    ``holder`` and ``body`` are heads of phrases; ``office`` the tokens of the office, none where
    the words only say that the holder is of the body. ``verb`` is the clause whose times count.
    """

    holder: Token
    office: Sequence[Token]
    body: Token | None
    words: Sequence[Token]
    rule: str
    tenure: Tenure = "current"
    tenure_words: Sequence[Token] = ()
    verb: Token | None = None


@dataclass(frozen=True, slots=True)
class Claimant:
    """Asks of one report what a construction needs to know: who is a person, who a body."""

    reading: Reading
    words: AffiliationWords

    def mention(self, token: Token) -> Mention | None:
        """The mention that a token heads."""
        return self.reading.mentioned.by_head.get(token.i)

    def kind(self, token: Token) -> str | None:
        """What a token's mention is decided to be; None where it is open or there is none."""
        mention = self.mention(token)
        meant = self.reading.decided.get(mention.id) if mention else None
        return meant.entity.actor.kind if meant else None

    def is_person(self, token: Token) -> bool:
        """Whether a token names or takes up a person."""
        return self.kind(token) == "person"

    def may_be_person(self, token: Token) -> bool:
        """Whether a token names a person, or has a name of which no more is known."""
        mention = self.mention(token)
        if mention is None or self.kind(token) not in {None, "other"} or not self.is_named(token):
            return self.is_person(token)
        if mention.kind == "pronoun":
            return mention.rule in GENDERS
        short = " " not in mention.name and mention.kind != "title"
        return not short and not self.reading.words.has_org_word(mention.name)

    def is_named(self, token: Token) -> bool:
        """Whether a token is the head of a name, or a pronoun that takes one up."""
        mention = self.mention(token)
        return mention is not None and mention.kind in {"name", "title", "pronoun"}

    def is_body(self, token: Token, *, states: bool = False) -> bool:
        """Whether a token stands for a body or group that somebody can belong to."""
        mention, kind = self.mention(token), self.kind(token)
        if mention is None or (kind is None and mention.kind in UNTOLD):
            return False
        if kind in STATELIKE:
            return states
        return kind is None or kind in ORGANISED | {"other"}

    def is_firm_body(self, token: Token) -> bool:
        """Whether a token names a body: by a name, or by words whose actor is known."""
        mention = self.mention(token)
        if mention is None or not self.is_body(token):
            return False
        return self.kind(token) is not None or mention.kind == "name"

    def is_organised(self, token: Token) -> bool:
        """Whether a body is known to be one, or its name has a word that names of bodies have."""
        words, mention = self.reading.words, self.mention(token)
        if mention is None or not self.is_body(token):
            return False
        body_words = words.bodies | words.references | self.words.parts
        told = token.lower_ in body_words or words.has_org_word(mention.name)
        recognised = mention.kind == "name" and self.kind(token) == "other"
        known = told or recognised or self.kind(token) in ORGANISED
        single = mention.kind == "name" or token.tag_ not in PLURAL
        return known and single and token.lemma_.lower() not in self.words.no_offices

    def holder(self, token: Token) -> Token | None:
        """The noun that a token stands for, where somebody or something is named by it."""
        noun = antecedent_of_relative(token)
        mention = self.mention(noun)
        pronoun = mention is not None and mention.kind == "pronoun"
        open_pronoun = pronoun and self.kind(noun) is None and not self.may_be_person(noun)
        return None if mention is None or open_pronoun else noun

    def role(self, token: Token) -> Role:
        """The role that a token fills, with who is meant; words where nobody is known."""
        mention = self.mention(token)
        meant = self.reading.decided.get(mention.id) if mention else None
        if mention is not None and meant is not None:
            actor = meant.entity.actor
            before = meant.antecedent.span if meant.antecedent else None
            antecedent = before if before != mention.span else None
            return Role(actor.id, actor.name, mention.span, antecedent, meant.rule, mention.id)
        if mention is not None and mention.kind not in {"name", "group"}:
            return Role.of(mention)
        named = bare(core(token, self.reading.words.core_prepositions))
        return Role.words(self.reading.parse.span_of(named))

    def body_in(self, tokens: Sequence[Token], noun: Token) -> Token | None:
        """The body in an office's words: a body before a state, firm before open, the nearest."""
        bodies = [t for t in tokens if t.i != noun.i and self.is_body(t, states=True)]
        inside = self._inside(bodies)
        bodies = [t for t in bodies if t.i not in inside and not self._is_dealt_with(t, noun)]
        bodies = [
            t for t in bodies if not self._is_persons(t, noun) and not self._is_topic(t, noun)
        ]
        return min(bodies, key=lambda t: (self._rank(t), _depth(t, noun), t.i), default=None)

    def _rank(self, token: Token) -> int:
        if self.kind(token) in STATELIKE:
            return 2
        return 0 if self.is_firm_body(token) else 1

    def _inside(self, tokens: Sequence[Token]) -> set[int]:
        """The tokens whose mention lies within that of another: the state in a body's name."""
        spans = {t.i: m.span for t in tokens if (m := self.mention(t)) is not None}
        return {
            i
            for i, span in spans.items()
            for other in spans.values()
            if other != span and other.start <= span.start and span.end <= other.end
        }

    def _is_persons(self, token: Token, noun: Token) -> bool:
        """Whether a name only tells who a person is: "the Maltese president's adviser"."""
        between = [a for a in token.ancestors if noun.is_ancestor(a)]
        return any(self.is_person(above) for above in between)

    def _is_topic(self, token: Token, noun: Token) -> bool:
        """Whether a state is what somebody knows about: "an Afghanistan expert"."""
        field = noun.lemma_.lower() in self.reading.words.people_hints
        return field and token.dep_ == "compound" and self.kind(token) in STATELIKE

    def _is_dealt_with(self, token: Token, noun: Token) -> bool:
        """Whether a name is whom an office deals with: China for an "ambassador to China".

        A body behind "for" is served, but a state, and what only tells a field, is dealt with.
        """
        for above in (token, *token.ancestors):
            if above.i == noun.i:
                return False
            if above.dep_ != "prep" or above.i < noun.i:
                continue
            if above.lower_ in self.words.toward_prepositions:
                return True
            if above.lower_ in self.words.serving_prepositions:
                return token.head.i != above.i or self.kind(token) in STATELIKE
        return False

    def is_told(self, verb: Token) -> Tenure | None:
        """Whether what a verb says is so, or is to be; None for the denied, asked or supposed."""
        realis, _ = realis_of(verb, verb, self.words.governors)
        return TENURES.get(realis)


def keys_of_verb(verb: Token) -> set[str]:
    """The ways a list may name a verb: its lemma, alone and with what follows ("step down")."""
    lemma = verb.lemma_.lower()
    return {*keys_of(verb), *(f"{lemma} {c.lower_}" for c in children(verb, "advmod"))}


def _depth(token: Token, noun: Token) -> int:
    """How many words hold a token below a noun."""
    depth = 0
    for above in token.ancestors:
        depth += 1
        if above.i == noun.i:
            break
    return depth


def possessors(noun: Token) -> list[Token]:
    """Whose a noun is by "'s": its possessors, and modifiers that carry the mark."""
    marked = (t for t in children(noun, "nmod") if any(c.tag_ == "POS" for c in dependents(t)))
    return [*children(noun, "poss"), *marked]


def climbed(token: Token) -> Token:
    """The noun or verb that a phrase hangs on through its prepositions.

    "The leader of the National Front, Marko Ilic": the parser puts the name beside "Front".
    """
    for _ in range(HIGHEST):
        if token.dep_ != "pobj" or token.head.dep_ not in {"prep", "agent"}:
            break
        token = token.head.head
    return token


def beside(noun: Token) -> list[Token]:
    """The words that stand in apposition to a noun, from either side.

    "The ministers, Berg and Moe": both, where the noun is plural.
    """
    below = children(noun, "appos")
    if noun.tag_ in PLURAL:
        below = with_conjuncts(below)
    above = [noun.head, climbed(noun.head)] if noun.dep_ == "appos" else []
    return [*below, *above]
