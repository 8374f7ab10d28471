"""Nouns of office and of parts -> claims: who holds the office, or is the part, of which body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.actors.claims import Claim, beside, climbed, keys_of_verb, possessors
from dragoman.actors.phrases import bare, core
from dragoman.actors.reading import determiner
from dragoman.grammar.clauses import (
    agents,
    children,
    is_passive,
    phrase,
    understood_subjects,
    verb_objects,
)
from dragoman.grammar.tree import dependents

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from dragoman.actors.claims import Claimant
    from dragoman.record import Mention, Tenure

NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
WITHIN = frozenset({"compound", "amod", "nmod"})  # a noun that only tells what another is


# --- names ------------------------------------------------------------------------------------


def named_claims(ask: Claimant, mention: Mention, name: Token) -> Iterator[Claim]:
    """What stands with a person's name: a title before it, whose it is, a body behind it.

    "Russia's Defence Minister Sergei Shoigu", "Sergeant Weber of the 3rd Division".
    """
    title = _title(mention, name)
    body = ask.body_in(title, name)
    behind = _belonging(ask, name, states=bool(title))
    office = office_words(ask, title, body)
    if any(_is_office(ask, t) for t in office if t.text not in ask.words.titles_before_names):
        tenure, words = _tenure(ask, title)
        body = behind if body is None or (behind and ask.kind(body) is None) else body
        yield Claim(name, office, body, _joined(title, body), "title", tenure, words)
    elif behind is not None and ask.is_person(name):
        rank = [t for t in title if t.text not in ask.words.titles_before_names]
        if ask.is_organised(behind):
            words = [*rank, *_linked(name, behind)]
            yield Claim(name, rank, behind, words, "rank" if rank else "of")


def _title(mention: Mention, name: Token) -> list[Token]:
    """The words of a titled mention before the name itself; "King" of one who is called so."""
    if mention.kind != "title":
        return []
    own = mention.span.end - len(mention.name)
    end = own if own > mention.span.start else name.idx
    return [t for t in bare(phrase(name)) if mention.span.start <= t.idx < end]


def _belonging(ask: Claimant, name: Token, *, states: bool) -> Token | None:
    """The body behind a name ("of the Red Cross") or before it ("Hezbollah's Karim Nasser")."""
    for noun in _of(ask, name):
        of_territory = states and noun.head.lower_ in ask.words.of_territory
        if ask.is_firm_body(noun) or (of_territory and ask.is_body(noun, states=True)):
            return noun
    return next((t for t in possessors(name) if ask.is_firm_body(t)), None)


def _of(ask: Claimant, noun: Token) -> list[Token]:
    """The nouns that a noun is "of" or "from"."""
    links = [p for p in children(noun, "prep") if p.lower_ in ask.words.of_prepositions]
    after = noun.nbor() if noun.i + 1 < len(noun.doc) else noun
    if not links and after.dep_ == "prep" and after.lower_ in ask.words.of_prepositions:
        links = [after]  # "rescued by medics from the Red Cross", hung on the verb
    return [inner for link in links for inner in children(link, "pobj")]


def possessed_claims(ask: Claimant, body: Token) -> Iterator[Claim]:
    """Whose party or group a name is: "Marko Ilic's National Front"."""
    if ask.is_organised(body) and ask.is_named(body):
        for owner in possessors(body):
            mention = ask.mention(owner)
            if mention and mention.kind != "pronoun" and ask.may_be_person(owner):
                yield Claim(owner, (), body, [owner, *phrase(body)], "possessive")


def unit_claims(ask: Claimant, unit: Token) -> Iterator[Claim]:
    """Of which larger unit beside it a unit is: "2nd Battalion, 7th Marine Regiment"."""
    if unit.lower_ not in ask.words.units:
        return
    for larger in children(unit, "appos"):
        behind = larger.i > unit.i and larger.lower_ in ask.words.units
        if behind and larger.lower_ != unit.lower_ and ask.is_named(larger):
            yield Claim(unit, (), larger, [*phrase(unit), *phrase(larger)], "part")


# --- offices ----------------------------------------------------------------------------------


def office_claims(ask: Claimant, noun: Token) -> Iterator[Claim]:
    """Who holds the office that a noun tells: in apposition, as a complement, or unnamed."""
    if noun.tag_ not in NOUNS or noun.dep_ in WITHIN or not _tells(ask, noun):
        return
    tokens = _phrase(ask, noun)
    body = ask.body_in(tokens, noun) or _shared_body(ask, noun)
    office = office_words(ask, tokens, body, noun)
    tenure, words = _tenure(ask, tokens)
    stem, indefinite = _first_conjunct(noun), ask.reading.words.indefinite
    found = False
    for holder in _beside(stem):
        if _fits(ask, holder, noun, body):
            found = True
            held = body or _next_beside(ask, noun, holder)
            yield Claim(holder, office, held, _joined(tokens, held), "apposition", tenure, words)
    for holder, verb, verbal in _predicated(ask, stem):
        if _fits(ask, holder, noun, body):
            found = True
            told = ask.is_told(verb)
            vague = verbal == "copula" and body is None and determiner(noun) in indefinite
            if told is not None and not vague:  # "he was a rebel" names no office
                now, why = (tenure, words) if words else _by_verb(ask, verb, verbal, told)
                whose = body or _giver(ask, verb, verbal)
                yield Claim(holder, office, whose, tokens, verbal, now, why, verb)
    if not found:
        yield from _unnamed(ask, noun, tokens, office, body)


def _phrase(ask: Claimant, noun: Token) -> list[Token]:
    """The words of an office, with the body that the parser hung on a noun coordinated before.

    "An adviser and chairwoman of the Port Authority".
    """
    kept = ask.reading.words.core_prepositions
    tokens = bare(core(noun, kept))
    after = noun.nbor() if noun.i + 1 < len(noun.doc) else noun
    shared = after.dep_ == "prep" and after.head.i < noun.i and after.lower_ in kept
    if not shared or noun.dep_ != "conj" or tokens[-1].i != noun.i:
        return tokens
    return [*tokens, after, *(t for inner in children(after, "pobj") for t in core(inner, kept))]


def _shared_body(ask: Claimant, noun: Token) -> Token | None:
    """The body of the office joined to a bare one: "president and chairman of the Union"."""
    others = children(noun, "conj")
    between = [c for c in dependents(noun) if others and c.i < others[0].i]
    if not others or any(c.dep_ not in {"det", "cc"} for c in between):
        return None
    other = others[0]
    joined = other.left_edge.i == other.i == noun.i + 2 and _is_office(ask, other)
    body = ask.body_in(_phrase(ask, other), other) if joined else None
    return body if body is not None and ask.is_firm_body(body) else None


def _tells(ask: Claimant, noun: Token) -> bool:
    return _is_office(ask, noun) or noun.lemma_.lower() in ask.words.parts


def _is_office(ask: Claimant, noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    offices = ask.reading.words.offices
    return (noun.lower_ in offices or lemma in offices) and lemma not in ask.words.no_offices


def _first_conjunct(noun: Token) -> Token:
    while noun.dep_ == "conj" and noun.head.i != noun.i:
        noun = noun.head
    return noun


def _beside(noun: Token) -> list[Token]:
    """The names that an office stands beside; one may hang on the body that the office ends with.

    "The leader of the National Front, Marko Ilic".
    """
    inner = [t for p in children(noun, "prep") for t in children(p, "pobj")]
    return [*beside(noun), *(name for t in inner for name in children(t, "appos"))]


def _next_beside(ask: Claimant, noun: Token, holder: Token) -> Token | None:
    """The body that a comma puts behind an office: "Erik Lund, commander, Northern Command"."""
    behind = [*children(noun, "appos"), *children(holder, "appos")]
    return next((t for t in behind if t.i > noun.i and ask.is_organised(t)), None)


def _fits(ask: Claimant, holder: Token, noun: Token, body: Token | None) -> bool:
    """Whether a holder can have what a noun tells: a person an office, a body to be a part."""
    if holder.i == noun.i or (body is not None and holder.i == body.i) or not ask.is_named(holder):
        return False
    if _is_office(ask, noun) and ask.may_be_person(holder):
        return True
    part = noun.lemma_.lower() in ask.words.parts and ask.is_body(holder, states=True)
    return part and body is not None and ask.is_organised(body)


def _predicated(ask: Claimant, noun: Token) -> Iterator[tuple[Token, Token, str]]:
    """Who is said to hold an office, the verb that says so, and in which way it does."""
    verb, by_capacity = noun.head, False
    if noun.dep_ == "pobj" and noun.head.lower_ in ask.words.capacity:
        verb, by_capacity = climbed(noun), True
    elif noun.dep_ not in {"attr", "oprd", "dobj"}:
        return
    way = _way(ask, verb, by_capacity=by_capacity)
    if way is None and by_capacity and noun.lemma_.lower() in ask.words.part_of:
        way = "part"
    if way is None:
        return
    objects = way in {"appointment", "nomination", "removal"}
    found = verb_objects(verb) if objects else understood_subjects(verb)
    for token in found:
        holder = ask.holder(token)
        if holder is not None:
            yield holder, verb, way


def _way(ask: Claimant, verb: Token, *, by_capacity: bool) -> str | None:
    words, keys = ask.words, keys_of_verb(verb)
    if not by_capacity and keys & words.copulas:
        return "copula"
    if keys & words.appointing:
        return "appointment"
    if keys & words.nominating:
        return "nomination"
    if not by_capacity:
        return None
    ways = {"resignation": words.resigning, "removal": words.removing, "service": words.serving}
    return next((way for way, verbs in ways.items() if keys & verbs), None)


def _giver(ask: Claimant, verb: Token, way: str) -> Token | None:
    """Whose an office is that is given without saying so: "Norway appointed her as envoy"."""
    if way not in {"appointment", "nomination", "removal"}:
        return None
    givers = agents(verb) if is_passive(verb) else understood_subjects(verb)
    return next((t for t in givers if ask.is_body(t, states=True)), None)


def _by_verb(ask: Claimant, verb: Token, way: str, told: Tenure) -> tuple[Tenure, Sequence[Token]]:
    """Whether an office is held, by the verb: resigned from, to be taken, or held in the past.

    What is told in the past within somebody's words may hold still: "said that he was leader".
    """
    if way in {"resignation", "removal"}:
        return ("former", [verb]) if told == "current" else ("current", ())
    if told == "designate" or way == "nomination":
        return "designate", [verb]
    past = verb.tag_ == "VBD" and verb.i not in ask.reading.contents
    lasting = way == "service" or verb.pos_ == "AUX"
    return ("former", [verb]) if past and lasting else ("current", ())


def _tenure(ask: Claimant, tokens: Sequence[Token]) -> tuple[Tenure, Sequence[Token]]:
    """Whether an office is held, by the words beside it: "former", "late", "-elect"."""
    first = tokens[0] if tokens else None
    if first is not None and first.i > 1 and first.nbor(-1).is_punct:  # "Ex-president"
        prefix = first.nbor(-2)
        tokens = [*([prefix] if not prefix.whitespace_ else []), *tokens]
    former = [t for t in tokens if t.lower_ in ask.words.former]
    if former:
        return "former", former[:1]
    designate = [t for t in tokens if t.lower_ in ask.words.designate]
    return ("designate", designate[:1]) if designate else ("current", ())


def _unnamed(
    ask: Claimant, noun: Token, tokens: list[Token], office: list[Token], body: Token | None
) -> Iterator[Claim]:
    """Somebody, or a part, that only the phrase describes: "a spokesman for the union"."""
    mention = ask.mention(noun)
    if mention is None or mention.kind not in {"role", "group"} or ask.reading.named_beside(noun):
        return
    if ask.words.governors.has("determiners", determiner(noun), "negated"):
        return  # "there were no party candidates"
    people = _is_office(ask, noun)
    if body is None or not _is_owner(ask, body, noun):
        body = _owner(ask, noun, open_too=not people)
    if body is None or body.i == noun.i:
        return
    tenure, why = _tenure(ask, tokens)
    rule = "described" if people else "part"
    told = office if people else ()
    yield Claim(noun, told, body, _joined(tokens, body), rule, tenure, why)


def _is_owner(ask: Claimant, body: Token, noun: Token) -> bool:
    """Whether the body in a phrase is one that an unnamed holder, or a part, can be of."""
    if not _is_office(ask, noun):
        return body.head.i == noun.i and ask.is_organised(body)
    if body.lower_ in ask.reading.words.national_bodies:
        return True
    known = ask.is_organised(body) or noun.lemma_.lower() in ask.words.of_bodies
    return known and ask.is_firm_body(body)


def _owner(ask: Claimant, noun: Token, *, open_too: bool) -> Token | None:
    """The body a phrase is of or from; one that is only "the ministry" counts as a possessor."""
    for inner in _of(ask, noun):
        if ask.is_organised(inner) and ask.is_firm_body(inner):
            return inner
    return next((t for t in possessors(noun) if open_too and ask.is_body(t)), None)


def office_words(
    ask: Claimant, tokens: Sequence[Token], body: Token | None, noun: Token | None = None
) -> list[Token]:
    """The office's own words: without whose it is, without "senior", "former" and articles."""
    whose = _whose(ask, body) if body is not None else set()
    whose |= {t.i for n in tokens for p in _persons_within(ask, n) for t in p.subtree}
    left_out = ask.reading.words.not_offices | ask.words.former
    kept = [
        t
        for t in tokens
        if t.i not in whose and t.lower_ not in left_out and t.tag_ not in {"POS", "CD"}
    ]
    while kept and kept[0].is_punct:
        kept.pop(0)
    while kept and (kept[-1].dep_ in {"prep", "det"} or kept[-1].is_punct) and kept[-1] is not noun:
        kept.pop()
    return kept


def _persons_within(ask: Claimant, noun: Token) -> list[Token]:
    """The persons that a noun is of: "the Berg adviser", "Anna Berg's lawyer"."""
    return [t for t in (*possessors(noun), *children(noun, "compound")) if ask.is_person(t)]


def _whose(ask: Claimant, body: Token) -> set[int]:
    """The tokens that tell whose an office is: "of the Security Council of Norway"."""
    mention = ask.mention(body)
    span = mention.span if mention else None
    named = {t.i for t in body.subtree if span and span.start <= t.idx < span.end} | {body.i}
    link = body.head if body.dep_ == "pobj" else body
    return named | {t.i for t in link.subtree}


def _joined(tokens: list[Token], body: Token | None) -> list[Token]:
    """A phrase's tokens with those of a body that stands outside it."""
    if body is None or any(t.i == body.i for t in tokens):
        return tokens
    return [*tokens, *bare(phrase(body))]


def _linked(name: Token, body: Token) -> list[Token]:
    """The words that tie a body to a name: "of the Red Cross", "Hezbollah's"."""
    link = [body.head] if body.head.i != name.i else []
    return [*link, *bare(phrase(body))]
