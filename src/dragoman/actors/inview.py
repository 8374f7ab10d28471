"""A definite phrase -> whether it points to what is in view, and whom a role there takes up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.actors.offices import known_gender, office_of
from dragoman.actors.phrases import is_joined
from dragoman.actors.reading import STATELIKE, determiner
from dragoman.grammar.clauses import children

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.actors.entities import Entity
    from dragoman.actors.reading import Reading
    from dragoman.record import Mention

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
FOREMOST = 1.8  # by how much the person whom the text is about stands out of the others
NARROWING = ("relcl", "acl")
OBJECTS = frozenset({"pobj", "dobj"})
PREDICATES = frozenset({"attr", "oprd"})


def taken_up(
    reading: Reading, mention: Mention, head: Token, owner: Entity | None
) -> Entity | None:
    """Whom "the tycoon" or "the former secretary of state" means: whoever the text is about.

    Only a subject with the definite article, and only the person that the sentence before, or the
    last statement, is about; words that tell no office also mean whoever stands far out of the
    others. Nobody whose offices in this report speak against it.
    """
    if head.dep_ not in SUBJECTS and mention.id not in reading.speaking:
        return None
    if determiner(head) not in reading.words.definite or children(head, *NARROWING):
        return None
    fits = [e for e in _centres(reading, head) if _may_hold(reading, e, head, owner)]
    if fits or children(head, "prep") or head.lemma_.lower() not in reading.words.descriptors:
        return fits[0] if len(fits) == 1 else None
    people = reading.cast.of_kinds({"person"})
    fits = [e for e in people if _may_hold(reading, e, head, owner)]
    return reading.cast.best(fits, head.i, reading.sentence(head), margin=FOREMOST)


def _centres(reading: Reading, head: Token) -> list[Entity]:
    """The persons that the sentence before is about, or who spoke last."""
    here = reading.parse.sentence_at(head)
    if here is None:
        return []
    spoke = _speaking_before(reading, head, here.number)
    found: list[Entity] = []
    for entity in reading.cast.of_kinds({"person"}):
        last = [s for s in entity.seen if s.token < head.i and s.sentence >= here.number - 1]
        if entity is spoke or any(s.subject and s.sentence < here.number for s in last):
            found.append(entity)
    return [spoke] if spoke in found else found


def _speaking_before(reading: Reading, head: Token, here: int) -> Entity | None:
    """Who speaks last in the sentence before."""
    before = [i for i in reading.speakers if i < head.i]
    for i in sorted(before, reverse=True):
        if reading.sentence(head.doc[i]) < here - 1:
            return None
        for mention in reading.speakers[i]:
            meant = reading.decided.get(mention)
            if meant is not None and reading.sentence(head.doc[i]) < here:
                return meant.entity if meant.entity.actor.kind == "person" else None
    return None


def _may_hold(reading: Reading, entity: Entity, head: Token, owner: Entity | None) -> bool:
    """Whether nothing in the report speaks against a person's being what a role says."""
    words, office = reading.words, office_of(head, reading.words)
    lemma = head.lemma_.lower()
    gender = known_gender(entity, words)
    if gender == "male" and lemma in words.female - words.male:
        return False
    if gender == "female" and lemma in words.male - words.female:
        return False
    party = owner is not None and owner.actor.kind == "party"
    if owner is not None and not party and not is_of(entity, owner):
        return False
    held = {o for o in entity.offices if o.split()[-1] not in words.descriptors}
    if lemma in words.descriptors:
        return True
    return not held and entity.actor.known == "table" and office not in entity.offices


def is_of(entity: Entity, owner: Entity) -> bool:
    """Whether a person may be a state's, body's or party's by what is known of them."""
    if owner.actor.kind in STATELIKE:
        same = entity.actor.country == owner.actor.country
        return same and (owner.actor.kind == "state" or _is_of_place(entity, owner))
    superior = entity.actor.part_of
    known = superior is not None and superior != entity.actor.country
    return superior == owner.id if known else entity.actor.country in {None, owner.actor.country}


def _is_of_place(entity: Entity, owner: Entity) -> bool:
    """Whether a person may be a town's or region's: not who is known to be of another one."""
    superior = entity.actor.part_of
    known = superior is not None and superior != entity.actor.country
    return not known or superior == owner.id


def points_back(reading: Reading, head: Token, owner: Entity | None) -> bool:
    """Whether a role may be somebody named before: "the minister", "Norway's minister".

    Not what somebody is called or becomes ("elected president", "as the governor"), nor one of
    several by number or degree ("the third president").
    """
    words, article = reading.words, determiner(head)
    if head.dep_ in PREDICATES or (head.dep_ == "pobj" and head.head.lower_ in words.being):
        return False
    if any(c.dep_ in {"amod", "nummod"} and (c.like_num or c.tag_ == "JJS") for c in head.lefts):
        return False
    if not article and head.dep_ in OBJECTS and head.tag_ == "NN":
        return False  # "ran for governor of Norland"
    whose = owner is not None or bool(children(head, "poss"))
    return article in words.definite or (whose and article not in words.indefinite)


def is_narrowed(reading: Reading, head: Token) -> bool:
    """Whether a phrase tells which of several is meant, so that it points to nothing before.

    "the highest court", "the rescue mission", "the people who fled".
    """
    words = reading.words
    if any(c.tag_ == "JJS" for c in head.lefts):
        return True
    if any(c.dep_ == "acl" or (c.dep_ == "relcl" and not _is_loose(c)) for c in head.rights):
        return True
    if any(c.lower_ in words.narrowing for c in head.lefts):
        return True
    held = reading.mentioned.by_head
    near = [
        c
        for c in children(head, "compound", "amod")
        if c.i not in held or held[c.i].id not in reading.decided
    ]
    if any(c.text == "-" for c in head.lefts) or any(is_joined(c) for c in near):
        return True
    known = words.groups | words.offices | words.fields | words.references
    return any(
        _is_named(c) or (c.tag_ == "NN" and not {c.lower_, c.lemma_.lower()} & known) for c in near
    )


def _is_named(word: Token) -> bool:
    """Whether a modifier is a name's and tells which one is meant: "the Democratic party"."""
    return word.text[0].isupper() and word.i != word.sent.start


def _is_loose(clause: Token) -> bool:
    """Whether a relative clause only adds something, behind a comma."""
    first = clause.left_edge
    return first.i > 0 and first.nbor(-1).is_punct
