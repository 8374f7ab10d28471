"""What is known while a report is read downwards, and who owns or stands beside a phrase."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dragoman.actors.phrases import belongs_to
from dragoman.actors.rivals import Rivals
from dragoman.grammar.clauses import children

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.actors.entities import Cast, Entity
    from dragoman.actors.phrases import Words
    from dragoman.grammar.mentioned import Mentioned
    from dragoman.parse import Parse
    from dragoman.record import ActorKind, Mention

STATELIKE: frozenset[ActorKind] = frozenset({"state", "place"})
ORGANISED: frozenset[ActorKind] = frozenset(
    {"armed_group", "party", "igo", "ngo", "img", "ism", "media", "company", "body"}
)
TELLING = frozenset({"NOUN", "PROPN", "VERB"})
PEOPLES = frozenset({"ethnic", "religious"})


@dataclass(frozen=True, slots=True)
class Meant:
    """Who is meant, by which rule, and the mention that names them in full."""

    entity: Entity
    rule: str
    antecedent: Mention | None = None


@dataclass(slots=True)
class Reading:
    """What is known while a report is read from top to bottom."""

    parse: Parse
    words: Words
    cast: Cast
    mentioned: Mentioned
    decided: dict[str, Meant]
    quoted: frozenset[int]
    speakers: dict[int, list[str]]
    contents: dict[int, str]
    joint: dict[str, list[Meant]]
    telling: list[Token] = field(init=False)
    rivals: Rivals = field(init=False)
    speaking: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Makes what follows from the rest: nouns and verbs, and the mentions that speak."""
        tokens = (t for sentence in self.parse.sentences for t in sentence.tokens)
        self.telling = [t for t in tokens if t.pos_ in TELLING]
        self.rivals = Rivals(self)
        self.speaking = frozenset(i for ids in self.speakers.values() for i in ids)

    def sentence(self, token: Token) -> int:
        """The number of a token's sentence."""
        found = self.parse.sentence_at(token)
        return found.number if found else 0

    def owner(self, head: Token) -> Entity | None:
        """Whose a phrase is: the first state, body or group that its modifiers name."""
        for token in belongs_to(head):
            owner = self.owning(token)
            if owner is not None:
                return owner
        return None

    def owner_within(self, mention: Mention, head: Token) -> Entity | None:
        """Whose a mention is by its own words; for "seven Russians" those who they are of."""
        if mention.rule == "people":
            inner = [m for m in self.mentioned.by_token.get(head.i, []) if m.kind == "demonym"]
            meant = self.decided.get(inner[0].id) if inner else None
            return meant.entity if meant else None
        for token in belongs_to(head):
            within = mention.span.start <= token.idx < mention.span.end
            if not within or self._is_in_open_name(token, head):
                continue
            owner = self.owning(token)
            if owner is not None:
                return owner
        return None

    def _is_in_open_name(self, token: Token, head: Token) -> bool:
        """Whether a state only opens the name of something else: "an Iraq War veteran"."""
        larger = self.mentioned.by_head.get(token.head.i)
        if token.dep_ != "compound" or token.head.i == head.i or larger is None:
            return False
        return larger.kind == "name" and larger.id not in self.decided

    def possessor(self, head: Token) -> Entity | None:
        """Who "his" or "its" before a noun means, which the noun itself then does not mean."""
        for child in children(head, "poss"):
            mention = self.mentioned.by_head.get(child.i)
            meant = self.decided.get(mention.id) if mention is not None else None
            if meant is not None:
                return meant.entity
        return None

    def repeated_owner(self, head: Token) -> Entity | None:
        """The state or body that a pronoun of a phrase takes up: "its spokesman Jan Berg"."""
        for token in belongs_to(head):
            mention = self.mentioned.by_head.get(token.i)
            meant = self.decided.get(mention.id) if mention is not None else None
            if meant is not None and meant.entity.actor.kind in STATELIKE | ORGANISED:
                return meant.entity
        return None

    def person_within(self, head: Token) -> Entity | None:
        """The person that a phrase names as whose it is: "the Maduro government", "his party"."""
        for token in belongs_to(head):
            mention = self.mentioned.by_head.get(token.i)
            meant = self.decided.get(mention.id) if mention is not None else None
            if meant is not None and meant.entity.actor.kind == "person":
                return meant.entity
        return None

    def owning(self, token: Token) -> Entity | None:
        """The state, body or group that a word names, or None."""
        mention = self.mentioned.by_head.get(token.i)
        if mention is None or mention.kind == "pronoun":
            return None
        meant = self.decided.get(mention.id)
        fits = meant is not None and meant.entity.actor.kind in STATELIKE | ORGANISED | PEOPLES
        return meant.entity if meant is not None and fits else None

    def located(self, head: Token) -> Entity | None:
        """The state or place that a group is in by its own phrase: "demonstrators in Baghdad"."""
        for prep in children(head, "prep"):
            if prep.lower_ not in self.words.locative:
                continue
            for noun in children(prep, "pobj"):
                place = self.owning(noun) or self.owner(noun)
                if place is not None and place.actor.kind in STATELIKE and place.actor.country:
                    return place
        return None

    def named_beside(self, head: Token) -> Meant | None:
        """The name that a role is put beside: "the president, Vladimir Putin", "X, head of Y"."""
        beside = [*children(head, "appos")]
        if head.dep_ == "appos":
            beside.append(head.head)
        after = head.doc[head.i + 1] if head.i + 1 < len(head.doc) else head
        if after.head.i == head.head.i and after.dep_ == head.dep_ and after.pos_ == "PROPN":
            beside.append(after)  # "the news agency IRNA" parsed as two subjects
        for token in beside:
            mention = self.mentioned.by_head.get(token.i)
            if mention is None or mention.kind not in {"name", "title"}:
                continue
            meant = self.decided.get(mention.id)
            if meant is not None:
                return Meant(meant.entity, "apposition", mention)
        return None


def determiner(head: Token) -> str:
    """The article or demonstrative of a noun, in lower case; empty where there is none."""
    labels = {"det", "poss", "nummod"}
    return next((c.lower_ for c in head.children if c.dep_ in labels and c.i < head.i), "")


def meant_before(entity: Entity, rule: str, token: int) -> Meant:
    """An entity as the meaning of words at a token, with the mention that last named it."""
    last = entity.last_before(token)
    return Meant(entity, rule, last.mention if last else None)
