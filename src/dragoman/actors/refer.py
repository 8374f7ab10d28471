"""Groups and roles -> who is meant by them, from what the report has named before.

Each decision returns the entity with the rule that made it, or None: below a margin nobody is
meant, and the words stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.actors.inview import is_narrowed, is_of, points_back, taken_up
from dragoman.actors.offices import fields_of, office_of
from dragoman.actors.reading import ORGANISED, PEOPLES, STATELIKE, Meant, determiner, meant_before
from dragoman.grammar.clauses import children

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.actors.entities import Cast, Entity
    from dragoman.actors.phrases import Words
    from dragoman.actors.reading import Reading
    from dragoman.record import ActorKind, Mention

ITS_OWN = "its-own"
OFFICE_MARGIN = 0.9  # of two ministers named, the one in view must be clearly so
PLURAL = frozenset({"NNS", "NNPS"})
PERSONS: frozenset[ActorKind] = frozenset({"person"})
HEADLINES = frozenset({"title", "standfirst"})


def describe_group(reading: Reading, mention: Mention, head: Token) -> Meant | None:
    """Who a group, body or government phrase means.

    "the Russian government": the state. "Hamas fighters": Hamas. "the group": what has been in
    view. "Israeli troops", "the Russian foreign ministry": an actor of this report with a country.
    """
    owner = reading.owner_within(mention, head)
    beside = reading.named_beside(head)
    if beside is not None and beside.entity.actor.kind != "person":
        return beside
    if owner is not None:
        return _of_owner(reading, mention, head, owner)
    whose = reading.person_within(head) or reading.possessor(head)
    if whose is not None:
        possessed = _of_person if whose.actor.kind == "person" else of_possessor
        meant = possessed(reading, mention, head, whose)
        if meant is not None:
            return meant
    governs = _in(reading.words.government, head.lower_, head.lemma_.lower())
    national = governs or head.lower_ in (
        reading.words.national_bodies | reading.words.bodies_of_state
    )
    seated = reading.seat_of(head) if national else None
    if seated is not None:
        return Meant(seated if governs else born_of(reading, mention, head, seated), "located")
    if determiner(head) in reading.words.definite:
        earlier = _earlier(reading, mention, head)
        if earlier is not None:
            return earlier
    elif _in(reading.words.bodies, head.lower_, head.lemma_.lower()) and not determiner(head):
        return _same_words(reading, mention, head)
    guests = head.lemma_.lower() in reading.words.offices_of_state or (
        head.lemma_.lower() in reading.words.posted and reading.seat_of(head) is not None
    )
    place = reading.located(head) if head.tag_ in PLURAL and not guests else None
    return Meant(born_of(reading, mention, head, place), "located") if place else None


def _of_owner(reading: Reading, mention: Mention, head: Token, owner: Entity) -> Meant | None:
    """Who a phrase with an owner means: the owner, what has been in view, or an actor of its own.

    "the fundamentalist Islamic movement" only tells what the movement in view is.
    """
    words, cast, kind = reading.words, reading.cast, owner.actor.kind
    lemma, lower = head.lemma_.lower(), head.lower_
    states = lemma in words.reference_kinds[1][0] and head.tag_ in PLURAL
    if kind in STATELIKE and states and lemma not in words.neighbours:
        return None  # "Norway's neighbouring countries" are not Norway
    region = kind == "place" and not _is_seat(cast, owner)
    if kind in STATELIKE and not region and _in(words.government, lower, lemma):
        state = cast.known(owner.actor.country or owner.id) if _is_row(cast, owner) else owner
        return Meant(state, "government")
    if kind == "armed_group" and _refers(words, lower, lemma):
        return Meant(owner, "its-people")
    if kind in ORGANISED and _named_by(reading, head, owner):
        return Meant(owner, "head-noun")
    pointing = kind in PEOPLES and determiner(head) in words.definite
    earlier = _earlier(reading, mention, head) if pointing else None
    return earlier or Meant(born_of(reading, mention, head, owner), "described")


def _of_person(reading: Reading, mention: Mention, head: Token, whose: Entity) -> Meant | None:
    """Who a person's government or people are: "the Maduro government", "supporters of Bella"."""
    words, country = reading.words, whose.actor.country
    owned = bool(children(head, "poss"))
    governs = words.owned_governments if owned else words.government
    if _in(governs, head.lower_, head.lemma_.lower()):
        if country is None or country not in reading.cast.rows:
            return None
        rule = ITS_OWN if owned else "government"
        return Meant(reading.cast.known(country), rule)
    if head.lower_ in words.campaigns:
        return Meant(born_of(reading, mention, head, whose), "described")
    named = not children(head, "poss") and head.tag_ in PLURAL
    return Meant(born_of(reading, mention, head, whose), "described") if named and country else None


def of_possessor(reading: Reading, mention: Mention, head: Token, owner: Entity) -> Meant | None:
    """Who a pronoun's people or bodies are: "its troops" are the state, "its police" its own."""
    words, lower, lemma = reading.words, head.lower_, head.lemma_.lower()
    rules = _in(words.owned_governments, lower, lemma)
    country = owner.actor.country
    if rules and owner.actor.known == "report" and country in reading.cast.rows:
        # "envoys of Norway and their government"
        return Meant(reading.cast.known(country), ITS_OWN)
    governs = owner.actor.kind in STATELIKE and rules
    if governs or _in(words.soldiers, lower, lemma):
        return Meant(owner, ITS_OWN)
    if lemma in words.rivals or not (_in(words.bodies, lower, lemma) or head.tag_ in PLURAL):
        return None  # "its allies" are not its own
    rest = mention.span.quote.split(" ", 1)[-1]
    name = f"{owner.actor.name}'s {rest}"
    return Meant(born_of(reading, mention, head, owner, name), ITS_OWN)


def _is_seat(cast: Cast, place: Entity) -> bool:
    """Whether a place may stand for a state: a seat of its government, or one with its own code."""
    row = cast.rows.get(place.actor.country or "")
    seated = row is not None and place.actor.name in row.seats
    return seated or place.id == place.actor.country


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


def born_of(
    reading: Reading, mention: Mention, head: Token, owner: Entity, name: str = ""
) -> Entity:
    """The actor of this report that a phrase with an owner describes."""
    name = name or mention.span.quote
    lower, lemma = head.lower_, head.lemma_.lower()
    country = owner.actor.country
    kind: ActorKind = "other"
    if _in(reading.words.bodies, lower, lemma) or lower in reading.words.campaigns:
        kind = "body"
    elif mention.kind == "role" and head.tag_ not in {"NNS", "NNPS"}:
        kind = "person"
    if owner.actor.kind == "igo":
        kind = "igo" if kind != "person" else kind
    entity = reading.cast.born(name, kind, country=country)
    entity.plural = entity.plural or head.tag_ in {"NNS", "NNPS"}
    entity.unnamed = kind == "person"
    entity.describe(part_of=owner.id)
    entity.offices.add(office_of(head, reading.words) if kind == "person" else lemma)
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
    return meant_before(entity, "same-words", head.i) if entity is not None else None


def _earlier(reading: Reading, mention: Mention, head: Token) -> Meant | None:
    """What a definite phrase points back to: the same words before, else the most salient fit."""
    if is_narrowed(reading, head):
        return None
    same = _same_words(reading, mention, head)
    if same is not None:
        return same
    by_head = _same_head(reading, head)
    if by_head is not None:
        return by_head
    for words, kinds in reading.words.reference_kinds:
        if head.lower_ not in words:
            continue
        known = reading.cast.of_kinds(kinds)
        if "state" in kinds:  # a territory with a code of its own has a government too: Hong Kong
            known += [e for e in reading.cast.of_kinds({"place"}) if e.id == e.actor.country]
        fits = [e for e in known if not _named_within(head, e)]
        called = [e for e in fits if _is_called(reading, e, head.lower_)]
        fits = called or ([] if head.lower_ in reading.words.in_names else fits)
        entity = reading.cast.best(fits, head.i, reading.sentence(head))
        if entity is not None:
            return meant_before(entity, "in-view", head.i)
    return None


def _same_head(reading: Reading, head: Token) -> Meant | None:
    """The body whose name ends with the noun, or the soldiers that other words have named.

    "the Dockers' Federation", then "the federation"; "Norwegian troops", then "the soldiers".
    """
    words, lower = reading.words, head.lower_
    if any(c.dep_ != "det" for c in head.lefts):
        return None  # "the opposing party" is another
    ended = [
        e
        for e in reading.cast.of_kinds(ORGANISED)
        if e.actor.name.lower().endswith(f" {lower}") and (not e.offices or lower in e.offices)
    ]
    if not ended and lower in words.soldiers:
        ended = [
            e
            for e in reading.cast.entities.values()
            if e.actor.known == "report" and e.plural and e.offices & words.soldiers
        ]
    entity = reading.cast.best(ended, head.i, reading.sentence(head))
    return meant_before(entity, "same-head", head.i) if entity is not None else None


def _is_called(reading: Reading, entity: Entity, noun: str) -> bool:
    """Whether a state's or body's names hold the noun: "the kingdom" is no republic."""
    row, words = reading.cast.rows.get(entity.id), reading.words
    if noun in words.in_names:
        names = [entity.actor.name, *(row.aliases if row else ())]
    elif row is None or row.kind != "state" or noun not in words.forms_of_state:
        return False
    else:
        names = [row.name, *row.aliases]
    return any(noun in name.lower().split() for name in names)


def _named_within(head: Token, entity: Entity) -> bool:
    """Whether the larger phrase of a noun names the entity, so that the noun means another.

    "a Kremlin envoy in the country": not Russia.
    """
    top = head
    while top.dep_ == "pobj" and top.head.head.pos_ in {"NOUN", "PROPN"}:
        top = top.head.head
    inside = {t.i for t in top.subtree}
    return any(seen.token in inside for seen in entity.seen)


def _leader_of(reading: Reading, head: Token, owner: Entity) -> Entity | None:
    """The one person of a state or body in view that "the Greek premier" can mean.

    Nobody where the report gives that person another office.
    """
    words, lemma = reading.words, head.lemma_.lower()
    if lemma not in words.leaders or not owner.actor.country or fields_of(head, words):
        return None  # "the army chief", "the opposition leader" lead no state
    here = reading.sentence(head)
    people = [
        e
        for e in reading.cast.of_kinds({"person"})
        if e.actor.known == "table"
        and e.actor.country == owner.actor.country
        and e.salience(head.i, here)
    ]
    others = any(e.offices and not e.offices & words.leaders for e in people)
    return people[0] if len(people) == 1 and not others else None


def describe_role(reading: Reading, mention: Mention, head: Token) -> Meant | None:
    """Who an office-holder's phrase means.

    "the minister": the last minister named; "Zamir Kabulov, head of the department": Kabulov;
    "French officials": somebody of France.
    """
    beside = reading.named_beside(head) or reading.named_inside(mention)
    if beside is not None and beside.entity.actor.kind not in STATELIKE:  # no state holds an office
        return beside
    owner = reading.owner_within(mention, head)
    if head.tag_ not in PLURAL and points_back(reading, head, owner):
        meant = _holder(reading, mention, head, owner)
        meant = meant or _named_below(reading, head, owner)
        if meant is not None:
            return meant
    if owner is not None:
        return Meant(born_of(reading, mention, head, owner), "described")
    seated = _at_home(reading, head)
    if seated is not None:
        return Meant(born_of(reading, mention, head, seated), "located")
    whose = reading.possessor(head)
    if whose is None or whose.actor.kind not in STATELIKE | ORGANISED:
        return None
    name = f"{whose.actor.name}'s {mention.span.quote.split(' ', 1)[-1]}"
    return Meant(born_of(reading, mention, head, whose, name), ITS_OWN)


def _at_home(reading: Reading, head: Token) -> Entity | None:
    """The state of somebody in its capital who is no guest there: "a minister in Berlin"."""
    words = reading.words
    if head.lower_ not in words.home_offices:
        return None
    guest = any(child.lower_ in words.posted for child in children(head, "amod", "compound"))
    return None if guest else reading.seat_of(head)


def _named_below(reading: Reading, head: Token, owner: Entity | None) -> Meant | None:
    """The one holder of an office whom the text names, for its headline: "U.S. president quits"."""
    here = reading.parse.sentence_at(head)
    if owner is None or here is None or here.part not in HEADLINES:
        return None
    office = office_of(head, reading.words)
    people = reading.cast.of_kinds(PERSONS)
    fits = [e for e in people if e.seen and office in e.offices and is_of(e, owner)]
    return Meant(fits[0], "named-below", fits[0].seen[0].mention) if len(fits) == 1 else None


def _holder(reading: Reading, mention: Mention, head: Token, owner: Entity | None) -> Meant | None:
    """The one person named before who holds the office, leads the state, or is in view."""
    office, here = office_of(head, reading.words), reading.sentence(head)
    fields = fields_of(head, reading.words)
    fits = [
        e
        for e in reading.cast.of_kinds({"person"})
        if office in e.offices
        and e.last_before(head.i)
        and (owner is None or is_of(e, owner))
        and e is not reading.possessor(head)
        and not (fields and e.fields and not fields & e.fields)
    ]
    entity = reading.cast.best(fits, head.i, here, margin=OFFICE_MARGIN)
    if entity is None and len(fits) == 1 and not fits[0].unnamed:
        entity = fits[0]  # however long ago: nobody else holds the office
    shared = bool({office, head.lemma_.lower()} & reading.words.shared_offices)
    nearer = taken_up(reading, mention, head, owner) if shared and entity is not None else None
    if nearer is not None:
        return meant_before(nearer, "role-in-view", head.i)
    if entity is not None:
        return meant_before(entity, "office", head.i)
    if fits:
        return None
    entity = _leader_of(reading, head, owner) if owner is not None else None
    if entity is not None:
        return meant_before(entity, "leader", head.i)
    entity = taken_up(reading, mention, head, owner)
    return meant_before(entity, "role-in-view", head.i) if entity is not None else None
