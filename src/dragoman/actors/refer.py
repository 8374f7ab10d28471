"""Roles, groups and pronouns -> who is meant by them, from what the report has named before.

Each decision returns the entity with the rule that made it, or None: below a margin nobody is
meant, and the words stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.actors.phrases import belongs_to
from dragoman.grammar.clauses import children, with_conjuncts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from dragoman.actors.entities import Cast, Entity, Gender
    from dragoman.actors.phrases import Words
    from dragoman.grammar.mentioned import Mentioned
    from dragoman.parse import Parse
    from dragoman.record import ActorKind, Mention

STATELIKE = frozenset({"state", "place"})
ORGANISED = frozenset(
    {"armed_group", "party", "igo", "ngo", "img", "ism", "media", "company", "body"}
)
PEOPLES = frozenset({"ethnic", "religious"})
SPEAKING_BONUS = 1.6  # the one who spoke last is meant by "he said" more than anybody else
PRONOUN_MARGIN = 0.9  # "it" and "they" point to too much to be guessed at
QUOTED_PENALTY = 1.5  # whoever is named only inside a quotation is seldom meant outside it


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
            if not mention.span.start <= token.idx < mention.span.end:
                continue
            owner = self.owning(token)
            if owner is not None:
                return owner
        return None

    def possessor(self, head: Token) -> Entity | None:
        """Who "his" or "its" before a noun means, which the noun itself then does not mean."""
        for child in children(head, "poss"):
            mention = self.mentioned.by_head.get(child.i)
            meant = self.decided.get(mention.id) if mention is not None else None
            if meant is not None:
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


def describe_group(reading: Reading, mention: Mention, head: Token) -> Meant | None:
    """Who a group, body or government phrase means.

    "the Russian government": the state. "Hamas fighters": Hamas. "the group": what has been in
    view. "Israeli troops", "the Russian foreign ministry": an actor of this report with a country.
    """
    words, cast = reading.words, reading.cast
    lemma, lower = head.lemma_.lower(), head.lower_
    owner = reading.owner_within(mention, head)
    beside = reading.named_beside(head)
    if beside is not None and beside.entity.actor.kind != "person":
        return beside
    if owner is not None and owner.actor.kind in STATELIKE and _in(words.government, lower, lemma):
        return Meant(
            cast.known(owner.actor.country or owner.id) if _is_row(cast, owner) else owner,
            "government",
        )
    if owner is not None and owner.actor.kind == "armed_group" and _refers(words, lower, lemma):
        return Meant(owner, "its-people")
    if owner is not None and owner.actor.kind in ORGANISED and _named_by(reading, head, owner):
        return Meant(owner, "head-noun")
    if owner is not None:
        return Meant(_born(reading, mention, head, owner), "described")
    whose = reading.person_within(head)
    if whose is not None:
        return _of_person(reading, mention, head, whose)
    if determiner(head) in words.definite:
        earlier = _earlier(reading, mention, head)
        if earlier is not None:
            return earlier
    elif _in(words.bodies, lower, lemma) and not determiner(head):
        return _same_words(reading, mention, head)
    place = reading.located(head) if head.tag_ in {"NNS", "NNPS"} else None
    return Meant(_born(reading, mention, head, place), "located") if place else None


def _of_person(reading: Reading, mention: Mention, head: Token, whose: Entity) -> Meant | None:
    """Who a person's government or people are: "the Maduro government", "supporters of Bella"."""
    words, country = reading.words, whose.actor.country
    if _in(words.government, head.lower_, head.lemma_.lower()):
        known = country is not None and country in reading.cast.rows
        return Meant(reading.cast.known(country), "government") if country and known else None
    named = not children(head, "poss") and head.tag_ in {"NNS", "NNPS"}
    return Meant(_born(reading, mention, head, whose), "described") if named and country else None


def describe_several(reading: Reading, mention: Mention, head: Token) -> list[Meant]:
    """Who a plural phrase for several actors means, one for each.

    "US and British forces", "Russia and Turkey's ministers": a group of each. "the two sides":
    the two parties that were last named together.
    """
    for child in head.children:
        if child.dep_ in {"amod", "compound", "poss"} and children(child, "conj"):
            owners = with_conjuncts([child])
            named = [(t, e) for t in owners if (e := reading.owning(t)) is not None]
            if len(named) > 1 and len(named) == len(owners):
                return [
                    Meant(_born(reading, mention, head, e, _part(head, t, owners)), "described")
                    for t, e in named
                ]
    lower, plural = head.lower_, head.tag_ in {"NNS", "NNPS"} or head.like_num
    if plural and lower in reading.words.sides and determiner(head) in reading.words.definite:
        return _last_two(reading, head)
    return []


def _part(head: Token, owner: Token, owners: list[Token]) -> str:
    """One party's share of a joint phrase: "British forces", "Turkey's foreign ministers"."""
    rest = [t.text for t in head.doc[owners[-1].i + 1 : head.i + 1] if t.tag_ != "POS"]
    mark = "'s" if owners[0].dep_ == "poss" else ""
    return f"{owner.text}{mark} {' '.join(rest)}"


def _last_two(reading: Reading, head: Token) -> list[Meant]:
    """The two parties of the nearest sentence, up to two back, that names just two."""
    here = reading.sentence(head)
    for number in (here, here - 1, here - 2):
        named: dict[str, Meant] = {}
        for entity in reading.cast.entities.values():
            seen = [s for s in entity.seen if s.sentence == number and s.token < head.i]
            parties = ORGANISED - {"media", "company"} | {"state"}
            if seen and entity.actor.kind in parties:
                named[entity.id] = Meant(entity, "two-parties", seen[-1].mention)
        if len(named) == 2:
            return sorted(named.values(), key=lambda m: m.entity.seen[0].token)
        if len(named) > 2:
            return []
    return []


def _is_row(cast: Cast, entity: Entity) -> bool:
    return (entity.actor.country or entity.id) in cast.rows


def _in(words: frozenset[str], lower: str, lemma: str) -> bool:
    return lower in words or lemma in words


def _refers(words: Words, lower: str, lemma: str) -> bool:
    return _in(words.reference_kinds[0][0], lower, lemma)


def _named_by(reading: Reading, head: Token, owner: Entity) -> bool:
    """Whether the head noun only says what the name is: "Interfax news agency"."""
    lower, lemma = head.lower_, head.lemma_.lower()
    fits = any(
        _in(words, lower, lemma) and owner.actor.kind in kinds
        for words, kinds in reading.words.reference_kinds
    )
    compounds = children(head, "compound", "nmod")
    return fits and any(
        (m := reading.mentioned.by_head.get(c.i)) is not None
        and (meant := reading.decided.get(m.id)) is not None
        and meant.entity is owner
        for c in compounds
    )


def _born(reading: Reading, mention: Mention, head: Token, owner: Entity, name: str = "") -> Entity:
    """The actor of this report that a phrase with an owner describes."""
    name = name or mention.span.quote
    lower, lemma = head.lower_, head.lemma_.lower()
    country = owner.actor.country
    kind: ActorKind = "other"
    if _in(reading.words.bodies, lower, lemma):
        kind = "body"
    elif mention.kind == "role" and head.tag_ not in {"NNS", "NNPS"}:
        kind = "person"
    if owner.actor.kind == "igo":
        kind = "igo" if kind != "person" else kind
    entity = reading.cast.born(name, kind, country=country)
    entity.plural = entity.plural or head.tag_ in {"NNS", "NNPS"}
    entity.describe(part_of=owner.id)
    entity.offices.add(lemma)
    return entity


def _same_words(reading: Reading, mention: Mention, head: Token) -> Meant | None:
    """The actor that the same words, with more before them, have named.

    "the Russian foreign ministry", then "the foreign ministry".
    """
    lemma = head.lemma_.lower()
    spoken = {word.lower() for word in mention.span.quote.split()}
    same = [
        e
        for e in reading.cast.entities.values()
        if lemma in e.offices
        and e.last_before(head.i)
        and spoken <= {word.lower() for word in e.actor.name.split()}
    ]
    entity = reading.cast.best(same, head.i, reading.sentence(head), margin=0.0)
    return _meant(entity, "same-words", head.i) if entity is not None else None


def _earlier(reading: Reading, mention: Mention, head: Token) -> Meant | None:
    """What a definite phrase points back to: the same words before, else the most salient fit."""
    same = _same_words(reading, mention, head)
    if same is not None:
        return same
    for words, kinds in reading.words.reference_kinds:
        if head.lower_ not in words:
            continue
        fits = [e for e in reading.cast.of_kinds(kinds) if not _named_within(head, e)]
        entity = reading.cast.best(fits, head.i, reading.sentence(head))
        if entity is not None:
            return _meant(entity, "in-view", head.i)
    return None


def _named_within(head: Token, entity: Entity) -> bool:
    """Whether the larger phrase of a noun names the entity, so that the noun means another.

    "a Kremlin envoy in the country": not Russia.
    """
    top = head
    while top.dep_ == "pobj" and top.head.head.pos_ in {"NOUN", "PROPN"}:
        top = top.head.head
    inside = {t.i for t in top.subtree}
    return any(seen.token in inside for seen in entity.seen)


def _meant(entity: Entity, rule: str, token: int) -> Meant:
    last = entity.last_before(token)
    return Meant(entity, rule, last.mention if last else None)


def describe_role(reading: Reading, mention: Mention, head: Token) -> Meant | None:
    """Who an office-holder's phrase means.

    "the minister": the last minister named; "Zamir Kabulov, head of the department": Kabulov;
    "French officials": somebody of France.
    """
    beside = reading.named_beside(head)
    if beside is not None:
        return beside
    owner = reading.owner_within(mention, head)
    plural = head.tag_ in {"NNS", "NNPS"}
    if not plural and determiner(head) not in reading.words.indefinite:
        lemma = head.lemma_.lower()
        fits = [
            e
            for e in reading.cast.of_kinds({"person"})
            if lemma in e.offices
            and e.last_before(head.i)
            and (owner is None or e.actor.country == owner.actor.country)
            and e is not reading.possessor(head)
        ]
        entity = reading.cast.best(fits, head.i, reading.sentence(head))
        if entity is not None:
            return _meant(entity, "office", head.i)
    if owner is not None:
        return Meant(_born(reading, mention, head, owner), "described")
    return None


def describe_pronoun(reading: Reading, mention: Mention, head: Token) -> list[Meant]:
    """Who a third-person pronoun means: one entity, or several for a joint subject."""
    kind = mention.rule
    if kind in {"male", "female"}:
        person = _person(reading, head, "male" if kind == "male" else "female")
        return [person] if person else []
    if kind == "plural":
        together = _joint_subject(reading, head)
        if together:
            return together
        fits = [e for e in reading.cast.entities.values() if _may_be_plural(e)]
    elif kind == "thing":
        if _is_empty_it(reading, head):
            return []
        kinds = ORGANISED if _has_state_beside(reading, head) else ORGANISED | {"state"}
        fits = reading.cast.of_kinds(kinds)
    else:
        return []
    fits = [e for e in fits if not _same_clause(head, e)]
    entity = reading.cast.best(fits, head.i, reading.sentence(head), margin=PRONOUN_MARGIN)
    return [_meant(entity, f"pronoun-{kind}", head.i)] if entity else []


def _may_be_plural(entity: Entity) -> bool:
    return entity.plural or entity.actor.kind in {"armed_group", "ethnic", "religious"}


def _is_empty_it(reading: Reading, head: Token) -> bool:
    """Whether "it" points nowhere: "it is clear that", "it has to do with", "it comes to"."""
    verb = head.head
    clauses = {"ccomp", "csubj", "xcomp", "advcl"}
    behind = [c for c in verb.children if c.dep_ in clauses]
    behind += [c for p in children(verb, "prep") for c in children(p, "pcomp")]
    return head.dep_ == "expl" or (verb.lemma_ in reading.words.empty_it and bool(behind))


def _has_state_beside(reading: Reading, head: Token) -> bool:
    """Whether the pronoun's clause has "the country" as well, which is then somebody else."""
    states = reading.words.reference_kinds[1][0]
    return any(
        t.lower_ in states and determiner(t) in reading.words.definite
        for t in head.head.subtree
        if t.i != head.i
    )


def _same_clause(head: Token, entity: Entity) -> bool:
    """Whether an entity is an argument of the pronoun's own verb ("Russia told it")."""
    if head.dep_ == "poss":
        return False
    siblings = {c.i for c in head.head.children if c.i != head.i}
    own = [s for s in entity.seen if s.token in siblings]
    return bool(own)


def _joint_subject(reading: Reading, head: Token) -> list[Meant]:
    """The coordinated subject that a plural pronoun repeats: "Both A and B said that they …"."""
    verb = head.head
    for above in [verb, *verb.ancestors]:
        for subject in children(above, "nsubj", "nsubjpass"):
            if subject.i >= head.i:
                continue
            heads = with_conjuncts([subject])
            if len(heads) > 1:
                return _all_decided(reading, heads, "joint-subject")
            meant = _all_decided(reading, heads, "subject")
            if meant and (_may_be_plural(meant[0].entity) or heads[0].tag_ in {"NNS", "NNPS"}):
                return meant
            return []
    return []


def _all_decided(reading: Reading, heads: Sequence[Token], rule: str) -> list[Meant]:
    found: list[Meant] = []
    for head in heads:
        mention = reading.mentioned.headed_by(head)
        meant = reading.decided.get(mention.id) if mention else None
        if mention is None or meant is None:
            return []
        found.append(Meant(meant.entity, rule, mention))
    return found


def _person(reading: Reading, head: Token, gender: Gender) -> Meant | None:
    """The person that "he" or "she" means: the last to speak, the subject in view, or nobody."""
    sentence = reading.sentence(head)
    spoke = _last_speaker(reading, head)
    ranked: list[tuple[float, int, Entity]] = []
    for order, entity in enumerate(reading.cast.of_kinds({"person"})):
        if entity.gender not in {None, gender} or _same_clause(head, entity):
            continue
        score = entity.salience(head.i, sentence)
        if not score:
            continue
        if entity.id == spoke:
            score += SPEAKING_BONUS
        if entity.gender == gender:
            score += 0.8
        last = entity.last_before(head.i)
        if last and last.token in reading.quoted and head.i not in reading.quoted:
            score -= QUOTED_PENALTY
        ranked.append((score, -order, entity))
    ranked.sort(key=lambda r: (r[0], r[1]), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.3):
        return None
    entity = ranked[0][2]
    entity.gender = entity.gender or gender
    return _meant(entity, f"pronoun-{gender}", head.i)


def _last_speaker(reading: Reading, head: Token) -> str | None:
    """The actor of the last speaker named before a token."""
    before = [i for i in reading.speakers if i < head.i]
    for i in sorted(before, reverse=True):
        for mention in reading.speakers[i]:
            meant = reading.decided.get(mention)
            if meant is not None:
                return meant.entity.id
    return None


def describe_first_person(reading: Reading, mention: Mention, head: Token) -> Meant | None:
    """Who "I" and "we" mean inside a content: its speaker, and the side the speaker is on."""
    speaker = reading.contents.get(head.i)
    meant = reading.decided.get(speaker) if speaker else None
    if meant is None:
        return None
    entity = meant.entity
    if mention.rule == "i" or entity.actor.kind != "person":
        return Meant(entity, f"speaker-{mention.rule}", meant.antecedent)
    side = entity.actor.country or entity.actor.part_of
    if side and side in reading.cast.rows:
        return Meant(reading.cast.known(side), "speaker-side", meant.antecedent)
    if side and side in reading.cast.entities:
        return Meant(reading.cast.entities[side], "speaker-side", meant.antecedent)
    return Meant(entity, "speaker-we", meant.antecedent)
