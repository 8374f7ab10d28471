"""Pronouns -> who is meant by them: the subject in view, the last to speak, or nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.actors.reading import ORGANISED, Meant, determiner, meant_before
from dragoman.grammar.clauses import children, with_conjuncts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from dragoman.actors.entities import Entity, Gender
    from dragoman.actors.reading import Reading
    from dragoman.record import Mention

SPEAKING_BONUS = 1.6  # the one who spoke last is meant by "he said" more than anybody else
PRONOUN_MARGIN = 0.9  # "it" and "they" point to too much to be guessed at
QUOTED_PENALTY = 1.5  # whoever is named only inside a quotation is seldom meant outside it


def describe_pronoun(reading: Reading, mention: Mention, head: Token) -> list[Meant]:
    """Who a third-person pronoun means: one entity, or several for a joint subject."""
    kind = mention.rule
    if kind in {"male", "female"}:
        joined = _joined_owner(reading, head, "male" if kind == "male" else "female")
        if joined is not None:
            return [joined]
        person = _person(reading, head, "male" if kind == "male" else "female")
        return [person] if person else []
    if kind == "plural":
        together = _joint_subject(reading, head)
        if together:
            return together
        fits = [e for e in reading.cast.entities.values() if _may_be_plural(e)]
    elif kind == "thing":
        if _is_empty_it(reading, head) or _is_of_things(reading, head):
            return []
        kinds = ORGANISED if _has_state_beside(reading, head) else ORGANISED | {"state"}
        fits = reading.cast.of_kinds(kinds)
    else:
        return []
    fits = [e for e in fits if not _same_clause(head, e)]
    centre = _centre(reading, head, fits)
    entity = centre or reading.cast.best(
        fits, head.i, reading.sentence(head), margin=PRONOUN_MARGIN
    )
    return [meant_before(entity, f"pronoun-{kind}", head.i)] if entity else []


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
    return [s for root in roots for s in children(root, "nsubj", "nsubjpass")]


def _is_of_things(reading: Reading, head: Token) -> bool:
    """Whether "it" takes up the thing that the sentence before is about, or is said to be one.

    "The plane left Norway. It crashed."; "it is a crisis".
    """
    for noun in children(head.head, "attr"):
        if noun.pos_ == "NOUN" and noun.i not in reading.mentioned.by_head:
            return True
    return any(
        s.tag_ in {"NN", "NNP"} and s.i not in reading.mentioned.by_head
        for s in _subjects_before(reading, head)
    )


def _joined_owner(reading: Reading, head: Token, gender: Gender) -> Meant | None:
    """The person that a possessive repeats from the same pair: "Anna Berg and her aides"."""
    noun = head.head
    if head.dep_ != "poss" or noun.dep_ != "conj" or noun.head.i > head.i:
        return None
    mention = reading.mentioned.by_head.get(noun.head.i)
    meant = reading.decided.get(mention.id) if mention else None
    if meant is None or meant.entity.actor.kind != "person":
        return None
    if meant.entity.gender not in {None, gender}:
        return None
    meant.entity.gender = gender
    return Meant(meant.entity, f"pronoun-{gender}", mention)


def _may_be_plural(entity: Entity) -> bool:
    return entity.plural or entity.actor.kind in {"armed_group", "ethnic", "religious"}


def _is_empty_it(reading: Reading, head: Token) -> bool:
    """Whether "it" points nowhere: "it is clear that", "it has to do with", "it comes to"."""
    verb = head.head
    clauses = {"ccomp", "csubj", "xcomp", "advcl"}
    behind = [c for c in verb.children if c.dep_ in clauses]
    behind += [c for p in children(verb, "prep") for c in children(p, "pcomp")]
    if head.dep_ == "nsubjpass" and children(verb, "ccomp", "xcomp"):
        return True  # "it was reported that"
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
    return meant_before(entity, f"pronoun-{gender}", head.i)


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
    for side in (_own_side(reading, entity), entity.actor.country, entity.actor.part_of):
        if side and side in reading.cast.rows:
            return Meant(reading.cast.known(side), "speaker-side", meant.antecedent)
        if side and side in reading.cast.entities:
            return Meant(reading.cast.entities[side], "speaker-side", meant.antecedent)
    return Meant(entity, "speaker-we", meant.antecedent)


def _own_side(reading: Reading, person: Entity) -> str | None:
    """The group, party or organisation a person speaks for before their state: a rebel's rebels."""
    side = person.actor.part_of or ""
    row, entity = reading.cast.rows.get(side), reading.cast.entities.get(side)
    kind = row.kind if row is not None else entity.actor.kind if entity is not None else None
    return side if kind in ORGANISED - {"body"} else None
