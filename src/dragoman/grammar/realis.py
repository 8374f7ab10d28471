"""A predicate -> its reality: actual, planned, demanded, hypothetical or negated, and why.

Reality is read off the chain of governors, nearest first: what stands beside the deed itself, the
verb, noun or adjective whose complement it is, what stands beside that, and so on. What each does
to its deed is told by the table of governors. The chain ends where a finite clause is somebody's
content: that somebody said it is told by ``said_in``, and is no modality.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from dragoman.grammar.clauses import RELATIVE, VERBAL, children
from dragoman.grammar.governors import is_infinitive, keys_of
from dragoman.grammar.tree import dependents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from dragoman.grammar.governors import Effect, Governors, Reality
    from dragoman.record import Realis

FINITE = frozenset({"VBD", "VBZ", "VBP"})
PAST = frozenset({"VBD", "VBN"})
COMPLEMENTS = frozenset({"ccomp", "xcomp", "advcl", "csubj"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
TO_COME = frozenset({"planned", "demanded"})
DEEPEST = 8  # chains longer than this are parse errors
Operator = tuple["Reality", "Token"]


def realis_of(predicate: Token, carrier: Token, governors: Governors) -> tuple[Realis, list[Token]]:
    """The reality of a predicate and the word that decides it, none for the actual.

    Negation outweighs supposition, which outweighs plans and demands; of these the nearest
    counts. Two negations cancel each other.

    Args:
        predicate: The word that carries the meaning.
        carrier: The verb that carries tense and negation; the predicate itself where it has none.
        governors: The governors of the language.
    """
    return _decided(_Chain(governors).of(predicate, carrier))


def _decided(found: list[Operator]) -> tuple[Realis, list[Token]]:
    negations = [token for kind, token in found if kind == "negated"]
    if len(negations) % 2:
        return "negated", negations[:1]
    supposed = [token for kind, token in found if kind == "hypothetical"]
    if supposed:
        return "hypothetical", supposed[:1]
    for kind, token in found:
        if kind != "negated":
            return kind, [token]
    return "actual", []


class _Chain:
    """Climbs from a deed to what governs it, and collects what that does to it."""

    def __init__(self, governors: Governors) -> None:
        self.governors = governors

    def of(self, predicate: Token, carrier: Token) -> list[Operator]:
        """The operators of a deed, nearest first."""
        if predicate.pos_ in VERBAL:
            return self.verb(carrier if carrier.pos_ in VERBAL else predicate, 0)
        found = self.before(predicate)
        if carrier.i == predicate.i:
            return found + self.noun(predicate, 0)
        behind = predicate.dep_ == "pobj"  # "called for talks"; "ordered a raid" is one deed
        effect = self.governors.effect("things", keys_of(carrier)) if behind else None
        asked = [(effect, carrier)] if _is_reality(effect) else []
        return found + asked + self.verb(carrier, 0)

    # beside the deed

    def before(self, noun: Token) -> list[Operator]:
        """What stands before a noun: "no", "planned", "possible"."""
        found: list[Operator] = []
        for child in dependents(noun):
            if child.dep_ in {"det", "neg", "preconj", "advmod"}:
                effect = self.governors.effect("determiners", [child.lower_])
            elif child.dep_ in {"amod", "compound"}:
                effect = self.governors.effect("kinds", [child.lower_, child.lemma_.lower()])
            else:
                continue
            if _is_reality(effect):
                found.append((effect, child))
        return found

    def beside(self, verb: Token) -> Iterator[Operator]:
        """What stands beside a verb: its place, auxiliaries, adverbs, opener and subject."""
        inverted = self._inverted(verb)
        if inverted is not None:
            yield "hypothetical", inverted
        if _is_imperative(verb):
            yield "demanded", verb
        for child in dependents(verb):
            if child.dep_ == "aux":
                yield from self._auxiliary(verb, child)
            elif child.dep_ in {"neg", "advmod", "preconj", "cc"}:
                yield from self._adverb(child)
            elif child.dep_ in SUBJECTS:
                yield from self._subject(child)
            if child.dep_ in {"mark", "advmod", "prep"}:
                yield from self._opener(verb, child)

    def _auxiliary(self, verb: Token, auxiliary: Token) -> Iterator[Operator]:
        word = auxiliary.lower_
        effect = self.governors.effect("auxiliaries", [word])
        if effect == "hypothetical" and word in self.governors.backshifted:
            effect = "planned" if self._is_backshifted(verb) else effect
        if _is_reality(effect):
            yield effect, auxiliary

    def _adverb(self, adverb: Token) -> Iterator[Operator]:
        """What an adverb does: "not", "no longer", "perhaps"; "not only" does nothing."""
        words, below = self.governors, {child.lower_ for child in dependents(adverb)}
        effect = words.effect("adverbs", [adverb.lower_])
        ceases = adverb.tag_ == "RBR" or adverb.lower_ in words.ceasing
        if effect == "negated" and below & words.limiting:
            return
        if effect is None and ceases and any(words.has("determiners", w, "negated") for w in below):
            effect = "negated"
        if _is_reality(effect):
            yield effect, adverb

    def _opener(self, verb: Token, opener: Token) -> Iterator[Operator]:
        """What the word that opens a clause does to it: "if", "once"."""
        keys = [f"{verb.head.lower_} {opener.lower_}", opener.lower_]
        effect = self.governors.effect("openers", keys)
        if _is_reality(effect):
            yield effect, opener
        elif effect == "coming" and verb.dep_ == "advcl" and not _is_past(verb):
            main = verb.head if verb.head.pos_ in VERBAL else verb.head.head
            auxiliaries = children(main, "aux")
            yield from (op for aux in auxiliaries for op in self._auxiliary(main, aux))

    def _subject(self, subject: Token) -> Iterator[Operator]:
        """A subject that nobody is: "nobody", "no side", "not one side"."""
        counts = (c for number in children(subject, "nummod") for c in children(number, "neg"))
        for word in (subject, *children(subject, "det", "preconj"), *counts):
            if self.governors.has("determiners", word.lower_, "negated"):
                yield "negated", word
            elif word is not subject and self.governors.has("determiners", word.lower_, "planned"):
                yield "planned", word

    def _inverted(self, verb: Token) -> Token | None:
        """The word before its subject that makes a clause a condition, or a question of yes or no.

        "Had the army fired, the king …", "Were Norway to leave, …", "Will Norway sign the treaty?"
        """
        subjects = children(verb, *SUBJECTS)
        helpers = children(verb, "aux", "auxpass")
        first = helpers[0] if helpers else verb
        if not subjects or not verb.left_edge.i <= first.i < subjects[0].i:
            return None
        before = list(verb.doc[verb.left_edge.i : first.i])
        if any(t.tag_ in RELATIVE or (t.is_alpha and t.dep_ != "cc") for t in before):
            return None
        asked = verb.dep_ == "ROOT" and verb.sent[-1].text == "?"
        return first if asked or first.lower_ in self.governors.inverting else None

    def _is_backshifted(self, verb: Token) -> bool:
        """Whether "would" is a "will" told in the past: in a content, and without a condition."""
        top = verb
        while top.dep_ == "conj" and top.head.i != top.i:
            top = top.head
        told = top.dep_ == "ccomp" and top.head.tag_ in PAST and not _is_perfect(verb)
        return told and not any(
            mark.lower_ in self.governors.conditional
            for clause in children(verb, "advcl")
            for mark in children(clause, "mark")
        )

    # above the deed

    def verb(self, verb: Token, depth: int, *, own: bool = True) -> list[Operator]:
        """The operators of a verb and of what governs it, nearest first."""
        found = list(self.beside(verb)) if own else []
        head = verb.head
        if depth > DEEPEST or head.i == verb.i:
            return found + _to_come(verb) if own else found
        if verb.dep_ == "conj" and head.pos_ in VERBAL:
            alone = verb.tag_ in FINITE or children(verb, *SUBJECTS, "aux")
            return found + self.verb(head, depth + 1, own=not alone)
        if verb.dep_ == "pcomp":
            return found + self._behind_preposition(verb, depth + 1)
        contained = children(verb, "mark") or is_infinitive(verb)
        if verb.dep_ == "acl" or (verb.dep_ == "relcl" and contained):
            return found + self._below_noun(verb, depth + 1)
        if verb.dep_ == "relcl":
            return found + self._above_relative(verb)
        if verb.dep_ in COMPLEMENTS:
            return found + self._above_clause(verb, depth + 1)
        return found

    def noun(self, noun: Token, depth: int) -> list[Operator]:
        """What governs a noun: "called for talks", "a threat of war", "talks will resume"."""
        head = noun.head
        if depth > DEEPEST or head.i == noun.i:
            return []
        if noun.dep_ in {"conj", "appos"} and head.pos_ not in VERBAL:
            return self.noun(head, depth + 1)
        if noun.dep_ == "pobj":
            return self._noun_behind(head, depth + 1)
        if noun.dep_ in {"dobj", "nsubjpass", "compound", "poss"}:
            return self._over_noun(head, keys_of(head), depth + 1)
        happens = head.lemma_.lower() in self.governors.happening
        if noun.dep_ in {"nsubj", "attr"} and happens:
            return self.verb(head, depth + 1)
        return []

    def _noun_behind(self, preposition: Token, depth: int) -> list[Operator]:
        if self._leaves_out(preposition):
            return [("negated", preposition)]
        governor = preposition.head
        return self._over_noun(governor, self._keys_behind(governor, preposition), depth)

    def _keys_behind(self, governor: Token, preposition: Token) -> list[str]:
        """The keys of what governs a deed behind a preposition: with it, and without it.

        A preposition that puts a deed beside the governor counts alone: "denied it after
        attacking Serbia", "threatened Norway by massing troops".
        """
        lemma = governor.lemma_.lower()
        both = [f"{lemma} {preposition.lower_}", lemma]
        return both[:1] if preposition.lower_ in self.governors.apart else both

    def _over_noun(self, governor: Token, keys: list[str], depth: int) -> list[Operator]:
        effect = self.governors.effect("things", keys)
        return self._from(effect, governor, depth) if effect else []

    def _above_clause(self, verb: Token, depth: int) -> list[Operator]:
        """Above a complement or an adverbial clause."""
        if verb.dep_ == "advcl" and not is_infinitive(verb) and not _is_gerund(verb):
            return []  # what opens it says all
        governor, effect = self._governor(verb)
        purpose = [t for t in dependents(verb) if t.tag_ == "TO" and t.dep_ == "aux"][:1]
        if verb.dep_ == "advcl" and effect not in TO_COME | {"same", "negated"}:
            return [("planned", to) for to in purpose]
        if effect is None:  # "began to", "let it": as real as the verb above
            return self.verb(verb.head, depth) if _is_open(verb) else []
        if effect == "stated" and self._is_supposed(verb):
            return []  # "it is not clear whether": nobody denies it
        if effect in TO_COME and _is_past(verb) and not is_infinitive(verb):
            effect = "stated"  # "warned that rebels attacked": what is over is not to come
        return self._from(effect, governor, depth)

    def _is_supposed(self, verb: Token) -> bool:
        """Whether a clause opens with a word of condition or question."""
        openers = (c.lower_ for c in children(verb, "mark"))
        return any(self.governors.has("openers", word, "hypothetical") for word in openers)

    def _governor(self, verb: Token) -> tuple[Token, Effect | None]:
        """The word whose complement a clause is, and what that does to it.

        It is the head, else an adjective or a noun that leans on the head: "is ready to", "made a
        promise to", "put pressure on Norway to".
        """
        head = verb.head
        leaning = children(head, "acomp", "oprd")
        leaning += children(head, "dobj", "attr") if is_infinitive(verb) else []
        if head.lemma_ == "be" and is_infinitive(verb):
            leaning += children(head, "nsubj")  # "the plan is to attack"
        own = self.governors.over_clause(head, verb)
        if own and (verb.dep_ != "advcl" or self._takes(head, own)):
            return head, own
        for word in leaning:
            if effect := self.governors.over_clause(word, verb):
                return word, effect
        if head.lemma_ == "be" and is_infinitive(verb) and verb.dep_ == "xcomp":
            return head, "planned"
        return head, None

    def _takes(self, head: Token, effect: Effect) -> bool:
        """Whether an infinitive that parses as a purpose is the verb's complement all the same.

        So it is without an object, and with somebody named as the object of a demand or of
        "bring them to"; not in "used the summit to thank", "demanded a meeting to discuss".
        """
        objects = children(head, "dobj")
        if not objects or f"{head.lemma_.lower()} them to" in self.governors.effects["verbs"]:
            return True
        return effect == "demanded" and objects[0].pos_ in {"PROPN", "PRON"}

    def _behind_preposition(self, verb: Token, depth: int) -> list[Operator]:
        """Behind a preposition: "without signing", "insisted on signing", "a plan for signing"."""
        preposition = verb.head
        if self._leaves_out(preposition):
            return [("negated", preposition)]
        governor = preposition.head
        if preposition.tag_ == "VBN":  # "provided that it releases"
            governor = preposition
        effect = self.governors.above(governor, self._keys_behind(governor, preposition))
        return self._from(effect, governor, depth) if effect else []

    def _leaves_out(self, preposition: Token) -> bool:
        """Whether a preposition leaves out what is behind it: "without"."""
        return self.governors.has("prepositions", preposition.lower_, "negated")

    def _below_noun(self, verb: Token, depth: int) -> list[Operator]:
        """Below a noun: "a threat to invade" is planned, "troops invading" is not."""
        noun, infinitive = verb.head, is_infinitive(verb)
        if not infinitive and (not children(verb, "mark") or self._is_claimed(noun)):
            return []
        effect = self.governors.over_clause(noun, verb)
        if effect is None and infinitive:
            things = self.governors.effect("things", keys_of(noun))
            effect = things if _is_reality(things) else "planned"
        if verb.dep_ == "relcl" and infinitive and noun.pos_ != "PRON":
            return []  # "the first state to sign"
        if effect in TO_COME and _is_past(verb) and not infinitive:
            effect = "stated"
        return self._from(effect, noun, depth) if effect else []

    def _is_claimed(self, noun: Token) -> bool:
        """Whether a clause below what a speaker lacks is what they say.

        "claimed without evidence that Norway attacked": nobody denies it.
        """
        if noun.dep_ != "pobj" or not self._leaves_out(noun.head):
            return False
        speaking = noun.head.head
        known = speaking.lemma_.lower() in self.governors.claiming
        return known and not children(speaking, "ccomp", "dobj")

    def _above_relative(self, verb: Token) -> list[Operator]:
        """Above a relative clause: a denied "it was not X that"."""
        noun, copula = verb.head, verb.head.head
        if noun.dep_ != "attr" or not any(c.tag_ == "PRP" for c in children(copula, "nsubj")):
            return []
        return [operator for operator in self.beside(copula) if operator[0] == "negated"]

    def _from(self, effect: Effect, governor: Token, depth: int) -> list[Operator]:
        """What a governor does to its deed, and what governs it in turn."""
        above = self._above(governor, depth)
        if effect == "stated":
            above += self._judged(governor)
            return [operator for operator in above if operator[0] == "negated"]
        if effect == "enabled":
            verb = governor if governor.pos_ in VERBAL else governor.head
            return above if _is_past(verb) else [("hypothetical", governor), *above]
        return [(effect, governor), *above] if _is_reality(effect) else above

    def _judged(self, noun: Token) -> list[Operator]:
        """What is said of a noun that tells its clause: "reports that it attacked are false"."""
        if noun.dep_ not in SUBJECTS:
            return []
        copula = noun.head
        for word in children(copula, "acomp", "attr", "oprd"):
            effect = self.governors.effect("adjectives", keys_of(word))
            if effect in {"negated", "stated"}:
                own: list[Operator] = [("negated", word)] if effect == "negated" else []
                happens = copula.lemma_.lower() in self.governors.happening  # then it is read above
                return own if happens else own + list(self.beside(copula))
        return []

    def _above(self, governor: Token, depth: int) -> list[Operator]:
        """The operators of a governor: of a verb, of an adjective's copula, or of a noun."""
        if governor.pos_ in VERBAL:
            return self.verb(governor, depth)
        if governor.pos_ in {"NOUN", "PROPN"}:
            return self.before(governor) + self.noun(governor, depth)
        negated = [op for c in children(governor, "neg", "advmod") for op in self._adverb(c)]
        above = governor.head
        return negated + (self.verb(above, depth) if above.pos_ in VERBAL else [])


def _is_reality(effect: Effect | None) -> TypeGuard[Reality]:
    """Whether an effect is itself what the deed becomes."""
    return effect in {"planned", "demanded", "hypothetical", "negated"}


def _is_past(verb: Token) -> bool:
    """Whether a verb tells what is over: in the past, or in the perfect of the past."""
    helpers = children(verb, "aux", "auxpass")
    return helpers[0].tag_ == "VBD" if helpers else verb.tag_ == "VBD"


def _is_gerund(verb: Token) -> bool:
    """Whether a participle follows its verb closely, as its object: "ruled out attacking"."""
    between = verb.doc[verb.head.i + 1 : verb.left_edge.i]
    particles = all(token.dep_ in {"prt", "prep", "advmod"} for token in between)
    return verb.tag_ == "VBG" and verb.i > verb.head.i and particles


def _is_perfect(verb: Token) -> bool:
    """Whether a verb behind a modal is a perfect: "would have signed"."""
    return verb.tag_ == "VBN" and len(children(verb, "aux")) > 1


def _is_open(verb: Token) -> bool:
    """Whether a complement has no tense of its own: "began to sign", "let it sign"."""
    return verb.dep_ == "xcomp" or (verb.dep_ == "ccomp" and verb.tag_ in {"VB", "VBG"})


def _is_imperative(verb: Token) -> bool:
    """Whether a verb opens its clause in its bare form, so that it bids: "Release our sons"."""
    if verb.tag_ != "VB" or verb.dep_ not in {"ROOT", "ccomp"}:
        return False
    return all(token.is_punct for token in verb.doc[verb.left_edge.i : verb.i])


def _to_come(verb: Token) -> list[Operator]:
    """The infinitive of a headline: "Norway to resume talks"."""
    to = [child for child in dependents(verb) if child.tag_ == "TO" and child.dep_ == "aux"]
    return [("planned", to[0])] if to and children(verb, *SUBJECTS) else []
