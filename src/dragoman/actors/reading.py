"""What is known while a report is read downwards, and who owns or stands beside a phrase."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dragoman.actors.phrases import attribute_is, belongs_to, counted_by
from dragoman.actors.rivals import Rivals
from dragoman.grammar.clauses import children
from dragoman.grammar.tree import dependents

if TYPE_CHECKING:
    from collections.abc import Iterator

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
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
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
        doc, prose = self.parse.doc, self.parse.sentences
        told = attribute_is(doc, "POS", TELLING)
        places = (i for s in prose for i in range(s.tokens.start, s.tokens.end))
        self.telling = [doc[i] for i in places if told[i]]
        self.rivals = Rivals(self)
        self.speaking = frozenset(i for ids in self.speakers.values() for i in ids)

    def sentence(self, token: Token) -> int:
        """The number of a token's sentence."""
        found = self.parse.sentence_at(token)
        return found.number if found else 0

    def owner(self, head: Token) -> Entity | None:
        """Whose a phrase is: the first state, body or group that its modifiers name."""
        for token in self._owners(head):
            owner = self.owning(token)
            if owner is not None:
                return owner
        return None

    def _owners(self, head: Token) -> Iterator[Token]:
        """The words that may say whose a phrase is; a hyphen within a name joins nothing to it."""
        yield from belongs_to(head)
        for child in children(head, "compound", "amod", "nmod"):
            mention = self.mentioned.by_head.get(child.i)
            if mention is not None and "-" in mention.span.quote:
                yield child

    def owner_within(self, mention: Mention, head: Token) -> Entity | None:
        """Whose a mention is by its own words; for "seven Russians" those who they are of."""
        if mention.rule == "people":
            inner = [m for m in self.mentioned.by_token.get(head.i, []) if m.kind == "demonym"]
            meant = self.decided.get(inner[0].id) if inner else None
            return self._home(mention, head) or (meant.entity if meant else None)
        for token in self._owners(head):
            within = mention.span.start <= token.idx < mention.span.end
            if not within or self._is_in_open_name(token, head):
                continue
            owner = self.owning(token)
            if owner is not None:
                return owner
        return self._shared_owner(head)

    def _shared_owner(self, head: Token) -> Entity | None:
        """Whose the second of two nouns under one article is: "the army and people of Norway"."""
        for other in children(head, "conj"):
            for prep in (*children(other, "prep"), *children(head, "prep")):
                if prep.i == other.i + 1 and not determiner(other):
                    return next(filter(None, map(self.owning, children(prep, "pobj"))), None)
        return None

    def _home(self, mention: Mention, head: Token) -> Entity | None:
        """The state that a people's own words place it in: "the Albanians of southern Serbia"."""
        for prep in children(head, "prep"):
            for noun in children(prep, "pobj"):
                if noun.idx < mention.span.end:
                    return self.owning(noun) or self.owner(noun)
        return None

    def _is_in_open_name(self, token: Token, head: Token) -> bool:
        """Whether a state only opens the name of something else: "an Iraq War veteran"."""
        larger = self.mentioned.by_head.get(token.head.i)
        if token.dep_ != "compound" or token.head.i == head.i or larger is None:
            return False
        return larger.kind == "name" and larger.id not in self.decided

    def possessor(self, head: Token) -> Entity | None:
        """Who "his", "its" or "whose" before a noun means; the noun itself means another."""
        for child in children(head, "poss"):
            mention = self.mentioned.headed_by(child)
            meant = self.decided.get(mention.id) if mention is not None else None
            if mention is not None and meant is not None and mention.id not in self.joint:
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

    def seat_of(self, head: Token) -> Entity | None:
        """The state of a body that is told by its capital: "the foreign ministry in Moscow".

        None where a body of several states has its seat there too: "an official in Brussels".
        """
        place = self._placed(head)
        row = self.cast.rows.get(place.actor.country or "") if place is not None else None
        if place is None or row is None or place.actor.name not in row.seats:
            return None
        if sum(place.actor.name in other.seats for other in self.cast.rows.values()) > 1:
            return None
        return self.cast.known(row.id)

    def located(self, head: Token) -> Entity | None:
        """The state or place that a group is in by its own phrase: "demonstrators in Baghdad".

        A crowd is of the place where it acts: "students marched in Oslo".
        """
        own = self._placed(head)
        crowd = self.words.crowds & {head.lower_, head.lemma_.lower()}
        if own is not None or not crowd:
            return own
        top = counted_by(head, self.words)
        return self._placed(top.head) if top.dep_ in SUBJECTS else None

    def _placed(self, head: Token) -> Entity | None:
        """The state or place that a preposition of a word puts it in."""
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
        return self._named_behind(head)

    def named_inside(self, mention: Mention) -> Meant | None:
        """The person whose name ends a role's words: "former president of France Erik Moe"."""
        inside = [m for m in self._mentions_in(mention) if m.span.end == mention.span.end]
        before = [m for m in self._mentions_in(mention) if m.span.end < mention.span.end]
        for name in inside:
            meant = self.decided.get(name.id)
            beside = any(m.span.end + 1 == name.span.start and m.kind != "role" for m in before)
            if meant is not None and meant.entity.actor.kind == "person" and beside:
                return Meant(meant.entity, "apposition", name)
        return None

    def _mentions_in(self, mention: Mention) -> list[Mention]:
        """The names inside a longer mention."""
        head = self.mentioned.heads.get(mention.id)
        words = self.parse.doc.char_span(mention.span.start, mention.span.end)
        if head is None or words is None:
            return []
        found = (self.mentioned.by_head.get(t.i) for t in words if t.i != head.i)
        return [m for m in found if m is not None and m.kind in {"name", "title", "seat"}]

    def _named_behind(self, head: Token) -> Meant | None:
        """The person beside whoever a role is for: "a spokesman for Anna Berg, Erik Moe, said"."""
        for prep in children(head, "prep"):
            for served in children(prep, "pobj"):
                for token in children(served, "appos"):
                    first, second = (self._person_at(t) for t in (served, token))
                    if first and second and first.entity is not second.entity:
                        return Meant(second.entity, "apposition", second.antecedent)
        return None

    def _person_at(self, token: Token) -> Meant | None:
        """The person whom a name at a token means, with its mention."""
        mention = self.mentioned.by_head.get(token.i)
        meant = self.decided.get(mention.id) if mention is not None else None
        if mention is None or meant is None or meant.entity.actor.kind != "person":
            return None
        return Meant(meant.entity, meant.rule, mention) if mention.kind != "pronoun" else None


def determiner(head: Token) -> str:
    """The article or demonstrative of a noun, in lower case; empty where there is none."""
    labels = {"det", "poss", "nummod"}
    return next((c.lower_ for c in dependents(head) if c.dep_ in labels and c.i < head.i), "")


def meant_before(entity: Entity, rule: str, token: int) -> Meant:
    """An entity as the meaning of words at a token, with the mention that last named it."""
    last = entity.last_before(token)
    return Meant(entity, rule, last.mention if last else None)
