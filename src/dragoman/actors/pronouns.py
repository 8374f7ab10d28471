"""Pronouns -> who is meant by them: the subject in view, the last to speak, or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.actors.entities import COMMANDING, GENDERS, Gender
from dragoman.actors.offices import known_gender
from dragoman.actors.reading import ORGANISED, Meant, determiner, meant_before
from dragoman.actors.rivals import subjects_above
from dragoman.grammar.clauses import children, with_conjuncts
from dragoman.grammar.tree import dependents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from dragoman.actors.entities import Entity
    from dragoman.actors.reading import Reading
    from dragoman.actors.rivals import Sort
    from dragoman.record import Mention

SPEAKING = 1.6  # the one who spoke last is meant by "he said" more than anybody else
SPEAKING_AGAIN = 2.6  # all the more where "he" speaks himself
GENDERED = 0.8  # so is the one of whom the report or the name tells the gender
CENTRE = 0.9  # and whom the sentence before is about, where the pronoun opens the next
QUOTED = -1.5  # whoever is named only inside a quotation is seldom meant outside it
MARGIN = 0.9  # "it" and "they" point to too much to be guessed at
PERSON_MARGIN = 0.4
CLAUSES = ("ccomp", "csubj", "xcomp", "advcl")


@dataclass(frozen=True, slots=True)
class Ranking:
    """Who a pronoun may mean, the best first, and how strong a noun that names nobody would be.

    The first is meant where it stands out of the others, and of what is nobody, by ``margin``.
    """

    entities: tuple[tuple[float, Entity], ...]
    rival: float
    margin: float

    @property
    def clear(self) -> Entity | None:
        """The entity that stands out, or None."""
        second = max(self.entities[1][0] if len(self.entities) > 1 else 0.0, self.rival)
        fits = self.entities and self.entities[0][0] - second >= self.margin
        return self.entities[0][1] if fits else None


def ranking_of(reading: Reading, mention: Mention, head: Token) -> Ranking | None:
    """How a third-person pronoun is ranked where no rule before that decides; None for others."""
    kind = mention.rule
    if kind in GENDERS:
        return _rank_people(reading, mention, head, GENDERS[kind])
    if kind == "plural":
        return _rank_several(reading, mention, head, "plural", _several(reading))
    return _rank_several(reading, mention, head, "thing", _things(reading, head))


def describe_pronoun(reading: Reading, mention: Mention, head: Token) -> list[Meant]:
    """Who a third-person pronoun means: one entity, or several for a joint subject."""
    kind = mention.rule
    joined = _joined_owner(reading, head, kind)
    if joined is not None:
        return [joined]
    if kind in GENDERS:
        person = _person(reading, mention, head, GENDERS[kind])
        return [person] if person else []
    if kind == "plural":
        together = _joint_object(reading, head) or _joint_subject(reading, head)
        together = together or _joint_before(reading, head)
        return together or _of_several(reading, mention, head, "plural", _several(reading))
    if kind != "thing" or _is_empty_it(reading, head) or _is_of_things(reading, head):
        return []
    return _of_several(reading, mention, head, "thing", _things(reading, head))


def _things(reading: Reading, head: Token) -> list[Entity]:
    """The states and organised bodies that "it" may mean at a place."""
    kinds = ORGANISED if _has_state_beside(reading, head) else ORGANISED | {"state"}
    kinds = frozenset({"state"}) if _is_of_state(reading, head) else kinds
    return reading.cast.of_kinds(kinds)


def _several(reading: Reading) -> list[Entity]:
    return [e for e in reading.cast.entities.values() if _may_be_plural(e)]


def _of_several(
    reading: Reading, mention: Mention, head: Token, sort: Sort, cast: Sequence[Entity]
) -> list[Meant]:
    """What "it" or "they" means: what the sentence before is about, else what is in view."""
    fits = [e for e in cast if not _same_clause(head, e)]
    entity = _credited(reading, head, fits) or _centre(reading, head, fits)
    entity = entity or _told_by(head, fits)
    entity = entity or _rank_several(reading, mention, head, sort, fits).clear
    return [meant_before(entity, f"pronoun-{sort}", head.i)] if entity else []


def _rank_several(
    reading: Reading, mention: Mention, head: Token, sort: Sort, cast: Sequence[Entity]
) -> Ranking:
    above, here = subjects_above(head), reading.sentence(head)
    fits = [e for e in cast if not _same_clause(head, e)]
    speaks = mention.id in reading.speaking or _owns_people(reading, head)
    rival = reading.rivals.strongest(sort, head, above, speaks=speaks)
    return Ranking(_ranked([(_score(e, head, here, above), e) for e in fits]), rival, MARGIN)


def _credited(reading: Reading, head: Token, fits: Sequence[Entity]) -> Entity | None:
    """The object whose deed or thing a verb is about: "Serbia thanked Norway for its help"."""
    prep = head.head.head
    if head.dep_ != "poss" or head.head.dep_ != "pobj" or prep.lower_ not in reading.words.giving:
        return None
    objects = {c.i for c in children(prep.head, "dobj") if c.pos_ == "PROPN" and c.i < prep.i}
    return next((e for e in fits if any(s.token in objects for s in e.seen)), None)


def _told_by(head: Token, fits: Sequence[Entity]) -> Entity | None:
    """Who tells what a pronoun opens: "the White House said it was ready"."""
    verb = head.head.head
    opens = head.dep_ in {"nsubj", "nsubjpass"} and head.head.dep_ == "ccomp"
    if not opens or head.i - verb.i not in {1, 2} or verb.pos_ != "VERB":
        return None
    tellers = {s.i for s in children(verb, "nsubj") if s.i < verb.i} or {
        s.i for s in children(verb.head, "nsubj") if verb.dep_ == "conj" and s.i < verb.i
    }
    return next((e for e in fits if any(s.token in tellers for s in e.seen)), None)


def _score(
    entity: Entity,
    head: Token,
    here: int,
    above: frozenset[int],
    said: frozenset[int] = frozenset(),
) -> float:
    """How likely a pronoun means an entity; nobody speaks out of the words they are said in."""
    score = entity.salience(head.i, here, said)
    return score + COMMANDING if any(s.token in above for s in entity.seen) else score


def _ranked(scored: Sequence[tuple[float, Entity]]) -> tuple[tuple[float, Entity], ...]:
    """The entities that are in view at all, the best first."""
    return tuple(sorted((each for each in scored if each[0] > 0), key=lambda each: -each[0]))


def _centre(reading: Reading, head: Token, fits: Sequence[Entity]) -> Entity | None:
    """What the sentence before is about, where the pronoun opens the next one.

    "The union demanded that France free the men. It threatened a strike.": the union.
    """
    subjects = {subject.i for subject in _subjects_before(reading, head)}
    about = [e for e in fits if any(s.token in subjects for s in e.seen)]
    return about[0] if len(about) == 1 else None


def _subjects_before(reading: Reading, head: Token) -> list[Token]:
    """The main subjects of the sentence before a pronoun that opens its own."""
    here = reading.parse.sentence_at(head)
    opens = head.dep_ in {"nsubj", "nsubjpass", "poss"} and here is not None
    if here is None or not opens or here.number == 0 or head.i > here.tokens[0].i + 1:
        return []
    before = reading.parse.sentences[here.number - 1]
    roots = [t for t in before.tokens if t.dep_ == "ROOT"]
    verbs = [v for root in roots for v in (root, *children(root, "aux"))]
    return [s for verb in verbs for s in children(verb, "nsubj", "nsubjpass")]


def _joint_before(reading: Reading, head: Token) -> list[Meant]:
    """The several that the sentence before is about: "A and B met. They …", "the two sides"."""
    for subject in _subjects_before(reading, head):
        mention = reading.mentioned.by_head.get(subject.i)
        together = reading.joint.get(mention.id, []) if mention is not None else []
        heads = with_conjuncts([subject])
        if len(heads) > 1 and not together:
            together = _all_decided(reading, heads, "joint-subject")
        if together:
            return [Meant(m.entity, "joint-subject", mention) for m in together]
    return []


def _is_of_things(reading: Reading, head: Token) -> bool:
    """Whether "it" takes up the thing that the sentence before is about, or is said to be one.

    "The plane left Norway. It crashed."; "it is a crisis"; "called it a disgrace".
    """
    small = [head.head] if head.head.dep_ in {"ccomp", "oprd"} and head.dep_ != "poss" else []
    for noun in (*children(head.head, "attr"), *small):
        if noun.pos_ in {"NOUN", "ADJ"} and noun.i not in reading.mentioned.by_head:
            return noun.lower_ not in reading.words.minded
    return any(
        s.tag_ in {"NN", "NNP"} and s.i not in reading.mentioned.by_head
        for s in _subjects_before(reading, head)
    )


def _joined_owner(reading: Reading, head: Token, kind: str) -> Meant | None:
    """Who a possessive repeats from the same pair: "Anna Berg and her aides", "Hamas and its"."""
    noun = head.head
    if head.dep_ != "poss" or noun.dep_ != "conj" or noun.head.i > head.i:
        return None
    mention = reading.mentioned.by_head.get(noun.head.i)
    meant = reading.decided.get(mention.id) if mention else None
    if meant is None or not _agrees(reading, meant.entity, kind):
        return None
    return Meant(meant.entity, f"pronoun-{kind}", mention)


def _agrees(reading: Reading, entity: Entity, kind: str) -> bool:
    """Whether a pronoun of a kind may mean an entity by its gender and number."""
    if kind == "plural":
        return _may_be_plural(entity)
    if entity.actor.kind != "person":
        return kind == "thing" and entity.actor.kind in ORGANISED | {"state"}
    return known_gender(entity, reading.words) in {None, kind} and kind != "thing"


def _may_be_plural(entity: Entity) -> bool:
    return entity.plural or entity.actor.kind in {"armed_group", "ethnic", "religious"}


def _is_empty_it(reading: Reading, head: Token) -> bool:
    """Whether "it" points nowhere.

    "It is clear that", "it was reported that", "it has to do with", "made it hard to", "it was
    Norway that".
    """
    verb = head.head
    if head.dep_ == "expl":
        return True
    if head.dep_ == "nsubjpass" and children(verb, "ccomp", "xcomp"):
        return True
    if verb.pos_ == "ADJ":
        return verb.lower_ not in reading.words.minded and bool(children(verb, *CLAUSES))
    if verb.lemma_ not in reading.words.empty_it:
        return False
    said = children(verb, "acomp", "attr")
    if any(word.lower_ in reading.words.minded for word in said):
        return False
    behind = [c for above in (verb, *said) for c in children(above, *CLAUSES)]
    behind += [c for noun in said for c in children(noun, "relcl", "acl")]
    return bool(behind) or any(children(p, "pcomp") for p in children(verb, "prep"))


def _owns_people(reading: Reading, head: Token) -> bool:
    """Whether a possessive stands before people or bodies, so that an actor has them."""
    if head.dep_ != "poss":
        return False
    lemma, lower, words = head.head.lemma_.lower(), head.head.lower_, reading.words
    return any(w in of for w in (lemma, lower) for of in (words.offices, words.bodies, words.armed))


def _is_of_state(reading: Reading, head: Token) -> bool:
    """Whether a possessive stands before an office or body that only states have.

    "its foreign minister", "its parliament".
    """
    if head.dep_ != "poss":
        return False
    words = reading.words
    inside = {t.lower_ for t in head.head.lefts} | {head.head.lemma_.lower(), head.head.lower_}
    return bool(inside & (words.offices_of_state | words.national_bodies))


def _has_state_beside(reading: Reading, head: Token) -> bool:
    """Whether the pronoun's clause has "the country" as well, which is then somebody else.

    "The government of Norway" is no such word: it says itself whose it is.
    """
    states = reading.words.reference_kinds[1][0]
    return any(
        t.lower_ in states and determiner(t) in reading.words.definite and reading.owner(t) is None
        for t in head.head.subtree
        if t.i != head.i
    )


def _same_clause(head: Token, entity: Entity) -> bool:
    """Whether an entity is an argument of the pronoun's own verb ("Russia told it")."""
    if head.dep_ == "poss":
        return False
    siblings = {c.i for c in dependents(head.head) if c.i != head.i}
    above = head.head
    while above.dep_ in {"prep", "pobj", "dobj"}:
        above = above.head
        siblings.update(c.i for c in children(above, "nsubj", "nsubjpass"))
    return any(seen.token in siblings for seen in entity.seen)


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
            plural = len(meant) > 1 or heads[0].tag_ in {"NNS", "NNPS"}
            if meant and (plural or _may_be_plural(meant[0].entity)):
                return meant
            return []
    return []


def _joint_object(reading: Reading, head: Token) -> list[Meant]:
    """The coordinated object that "them" takes up: "phoned A and B and asked them to meet"."""
    verb = head.head
    if head.dep_ not in {"dobj", "dative"} or verb.dep_ != "conj":
        return []
    heads = with_conjuncts(children(verb.head, "dobj"))
    joint = len(heads) > 1 and heads[-1].i < head.i
    return _all_decided(reading, heads, "joint-object") if joint else []


def _all_decided(reading: Reading, heads: Sequence[Token], rule: str) -> list[Meant]:
    found: list[Meant] = []
    for head in heads:
        mention = reading.mentioned.headed_by(head)
        meant = reading.decided.get(mention.id) if mention else None
        if mention is None or meant is None:
            return []
        together = reading.joint.get(mention.id, [meant])
        found += [Meant(one.entity, rule, mention) for one in together]
    return found


def _person(reading: Reading, mention: Mention, head: Token, gender: Gender) -> Meant | None:
    """The person that "he" or "she" means: the last to speak, the subject in view, or nobody."""
    person = _rank_people(reading, mention, head, gender).clear
    if person is None:
        return None
    person.gender = person.gender or gender
    return meant_before(person, f"pronoun-{gender}", head.i)


def _rank_people(reading: Reading, mention: Mention, head: Token, gender: Gender) -> Ranking:
    here, above = reading.sentence(head), subjects_above(head)
    spoke, speaks = _last_speaker(reading, head), mention.id in reading.speaking
    said = reading.quoted if speaks and head.i not in reading.quoted else frozenset()
    about, own = _about_before(reading, head), _quoted_speaker(reading, head)
    ranked: list[tuple[float, Entity]] = []
    for entity in reading.cast.of_kinds({"person"}):
        known = known_gender(entity, reading.words)
        if known not in {None, gender} or entity is own or _same_clause(head, entity):
            continue
        score = _score(entity, head, here, above, said)
        if score:
            score += (SPEAKING_AGAIN if speaks else SPEAKING) if entity.id == spoke else 0.0
            score += GENDERED if known == gender else 0.0
            score += CENTRE if any(s.token in about for s in entity.seen) else 0.0
            score += QUOTED if _only_quoted(reading, entity, head) else 0.0
            ranked.append((score, entity))
    rival = reading.rivals.strongest("person", head, above, gender=gender, speaks=speaks)
    return Ranking(_ranked(ranked), rival, PERSON_MARGIN)


def _quoted_speaker(reading: Reading, head: Token) -> Entity | None:
    """Who says the quotation that a pronoun stands in, whom "he" there does not mean."""
    said = reading.contents.get(head.i) if head.i in reading.quoted else None
    meant = reading.decided.get(said) if said is not None else None
    return meant.entity if meant is not None else None


def _about_before(reading: Reading, head: Token) -> frozenset[int]:
    """The main subjects of the sentence before a pronoun that opens its own, and their names.

    "Its chief, Anna Berg, sent a cake. She …": chief and Berg.
    """
    subjects = _subjects_before(reading, head)
    return frozenset(t.i for s in subjects for t in (s, *children(s, "appos")))


def _only_quoted(reading: Reading, entity: Entity, head: Token) -> bool:
    last = entity.last_before(head.i)
    return last is not None and last.token in reading.quoted and head.i not in reading.quoted


def _last_speaker(reading: Reading, head: Token) -> str | None:
    """The actor of the last speaker before a token, where that is known.

    Nobody of an earlier paragraph, where the token's own is about a person already.
    """
    before = [i for i in reading.speakers if i < head.i]
    opened = _opened_by_person(reading, head)
    for i in sorted(before, reverse=True):
        if i < opened:
            return None
        for mention in reading.speakers[i]:
            meant = reading.decided.get(mention)
            if meant is not None:
                return meant.entity.id
    return None


def _opened_by_person(reading: Reading, head: Token) -> int:
    """Where a token's paragraph begins, if a person before the token is subject in it; else 0."""
    here = reading.parse.sentence_at(head)
    if here is None:
        return 0
    sentences = reading.parse.sentences
    start = here.number
    while start and sentences[start - 1].paragraph == here.paragraph:
        start -= 1
    first = sentences[start].tokens[0].i
    subjects = (s.token for e in reading.cast.of_kinds({"person"}) for s in e.seen if s.subject)
    told = any(first <= i < head.i and i not in reading.quoted for i in subjects)
    return first if told else 0
