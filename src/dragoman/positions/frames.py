"""Stance words in a sentence -> the heads that fill the slots and paths an entry names.

To the slots of ``dragoman.grammar.arguments`` this adds:

``self``      who a stance noun is said of: the subject of its copula, the name it stands in
              apposition to or before ("Norland's ally Sudria"), else whoever the noun names
``called``    what a verb of naming calls its object ("considers it a threat", "as a threat")
``before``    the name hyphenated to a participle ("the Norland-backed rebels": Norland)
``prefixed``  the name hyphenated to a prefix ("the pro-Norlandian rebels": Norlandian)
``after``     the noun that a participle or adjective modifies (there: the rebels)
``above``     who acts in the clause that the stance's phrase hangs on ("with its backing, Sudria
              held on": Sudria)
``near``      the actor right before the preposition of a noun ("Sudria in the fight against …")
``inner``     the last of several stance words, for its own slots ("under pressure from": pressure)
``carrier``, ``form``, ``negation``, ``place``, ``preposition``: for conditions only: the verb that
              carries tense, the stance word's tag, whether it is negated, its dependency label, the
              preposition it stands behind

A path goes on from the heads of a slot: ``subject.poss`` is the possessor of the subject,
``clause.object`` the object of the clause. ``a+b`` takes the heads of both.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from dragoman.grammar.arguments import Arguments, arguments_of
from dragoman.grammar.clauses import (
    NOMINAL,
    RELATIVE,
    VERBAL,
    children,
    governing_verb,
    is_passive,
    prepositional,
    understood_subjects,
    with_conjuncts,
)
from dragoman.grammar.tree import dependents
from dragoman.positions.paths import apposed, behind, gap_filler, in_company, step_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Token

    from dragoman.grammar.mentioned import Mentioned
    from dragoman.positions.stances import Hit, StanceWords

NAMING = frozenset({"oprd", "attr", "acomp"})
DESCRIBING = frozenset({"amod", "compound", "nmod"})


class Frame:
    """The slots of some stance words, shared by the entries that list them.

    Args:
        hit: The words, as one of the entries matched them.
        mentioned: The mentions of the report.
        words: The word lists of this stage.
    """

    def __init__(self, hit: Hit, mentioned: Mentioned, words: StanceWords) -> None:
        self.hit, self.mentioned, self.words = hit, mentioned, words
        self.predicate, self.names = hit.predicate, hit.stance.names
        self._found: dict[str, list[Token]] = {}

    @cached_property
    def arguments(self) -> Arguments:
        """The slots that grammar reads off the stance word."""
        return arguments_of(self.predicate, self.words.lights)

    @property
    def carrier(self) -> Token:
        """The verb that carries tense and negation, or the stance word itself."""
        return self.arguments.carrier

    def heads(self, path: str) -> list[Token]:
        """The heads at the end of a slot or path, in text order; empty where nothing is there."""
        if path not in self._found:
            self._found[path] = self._heads(path)
        return self._found[path]

    def _heads(self, path: str) -> list[Token]:
        if "+" in path:
            return [head for part in path.split("+") for head in self.heads(part)]
        slot, _, rest = path.partition(".")
        found = self._slot(slot)
        while rest:
            step, _, rest = rest.partition(".")
            found = [inner for head in found for inner in step_from(head, step)]
        inside = set() if slot == "inner" else {word.i for word in self.hit.words}
        return [self._nearer(gap_filler(head)) for head in found if head.i not in inside]

    def _nearer(self, noun: Token) -> Token:
        """The name right before the comma of a relative clause, where the noun above it is none.

        "embassies in Sudria, which they do not recognise": Sudria.
        """
        clause = self.predicate if self.predicate.dep_ == "relcl" else self.carrier
        if clause.dep_ != "relcl" or clause.head.i != noun.i:
            return noun
        own = self.mentioned.headed_by(noun)
        opener = next((t for t in clause.subtree if t.tag_ in RELATIVE), None)
        if opener is None or opener.i < 2 or not opener.nbor(-1).is_punct:
            return noun
        things = opener.tag_ == "WDT" and own is not None and own.kind == "group"
        if own is not None and own.actor is not None and not things:
            return noun
        near = self.mentioned.covering(opener.nbor(-2))
        return self.mentioned.heads[near.id] if near is not None and near.actor else noun

    def _slot(self, slot: str) -> list[Token]:
        special = SPECIAL.get(slot)
        if special is not None:
            return special(self)
        found = self.arguments.of(slot) or [
            verb for top in (self.predicate, self.carrier) for verb in behind(top, slot)
        ]
        if slot != "subject" or self.predicate.pos_ not in VERBAL:
            return found or self._beside_phrase(slot)
        found = found or (self._by() if is_passive(self.predicate) else [])
        return in_company(self.predicate, found, self.words)

    def _beside_phrase(self, slot: str) -> list[Token]:
        """What a phrase shares with the verb it stands by: "worked hand in hand with".

        Its subject, and the objects of the prepositions behind the phrase.
        """
        fronted = self.predicate.pos_ == "ADJ" and self.predicate.dep_ == "advcl"
        verb = governing_verb(self.predicate) if len(self.hit.words) > 1 or fronted else None
        if verb is None or self.predicate.dep_ in DESCRIBING:
            return []
        if slot == "subject":
            return self._above()
        last = self.hit.words[-1].i
        return [head for head in prepositional(verb).get(slot, []) if head.i > last]

    def _object(self) -> list[Token]:
        """The object, or the subject of a clause without a verb: "considers *them* a threat"."""
        small = self._small_clause()
        if small is not None:
            return with_conjuncts(children(small, "nsubj"))
        found = self.arguments.of("object")
        merged = self._merged_naming(found)
        return merged or found or self._behind_insertion()

    def _before_determiner(self) -> list[Token]:
        """The name read as a part of the noun phrase behind it: "called Brandt a clown"."""
        called = children(self.predicate, *NAMING)
        parts = [(c, d) for c in called for d in children(c, "det")]
        return [m for c, det in parts for m in children(c, "compound", "nmod") if m.i < det.i]

    def _behind_insertion(self) -> list[Token]:
        """The name behind the verb that a bracketed insertion of the reporter cut off from it."""
        doc, at = self.predicate.doc, self.predicate.i + 1
        if self.predicate.pos_ not in VERBAL or at >= len(doc) or doc[at].tag_ != "-LRB-":
            return []
        closing = (t.i for t in doc[at : self.predicate.sent.end] if t.tag_ == "-RRB-")
        after = next(closing, len(doc)) + 1
        mention = self.mentioned.covering(doc[after]) if after < len(doc) else None
        return [self.mentioned.heads[mention.id]] if mention is not None else []

    def _small_clause(self) -> Token | None:
        bare = [c for c in children(self.predicate, "ccomp") if c.pos_ in NOMINAL or c.tag_ == "VB"]
        bare += children(self.predicate, "dobj") if self.names else []  # "consider Brandt the heir"
        fit = [c for c in bare if children(c, "nsubj") and not children(c, "aux", "mark", "dobj")]
        return next(iter(fit), None)

    def _merged_naming(self, found: list[Token]) -> list[Token]:
        """The name where the parser did not give it to a verb of naming as its object.

        It is read as a part of what it is called ("branded the YPG terrorists"), or stands outside
        the clause ("the PKK, which it considers a terrorist group").
        """
        if not self.names:
            return []
        stray = [c for c in children(self.predicate, "dep") if c.tag_ in RELATIVE]
        if stray and self.predicate.dep_ == "relcl":
            return with_conjuncts([self.predicate.head])
        if not found:
            several = [c for c in children(self.predicate, "oprd") if c.pos_ in NOMINAL]
            first = several[:1] if len(several) > 1 else []  # "called ZANU a gang"
            return first or self._before_determiner() or self._named_before("ccomp")
        return self._named_before("dobj") if len(found) == 1 else []

    def _named_before(self, label: str) -> list[Token]:
        """The name read as a part of what it is called: "branded the YPG terrorists".

        It has an own mention, and no article stands between it and what it is called.
        """
        for noun in children(self.predicate, label):
            if noun.pos_ not in NOMINAL or children(self.predicate, *NAMING):
                continue
            inside = {mention.id for mention in self.mentioned.by_token.get(noun.i, [])}
            held = [c for c in children(noun, "compound", "nmod") if c.pos_ == "PROPN"]
            covering = [(c, self.mentioned.covering(c)) for c in held]
            named = [c for c, m in covering if m is not None and m.id not in inside]
            if named and all(c.i < named[0].i for c in children(noun, "det", "poss")):
                return with_conjuncts(named[:1])
        return []

    def _called(self) -> list[Token]:
        verb = self.predicate
        small = self._small_clause()
        if small is not None:
            return [small]
        found = children(verb, *NAMING)
        objects = self._object()
        for head in (verb, *self.arguments.of("object"), *self.arguments.of("by"), *self._agents()):
            found += self._as_phrases(head)
        for head in objects:
            found += children(head, "appos", "oprd")
        merged = self.arguments.of("object")
        if not found and merged != objects:
            found = merged
        own = children(verb, "dobj")
        if not found and (len(own) > 1 or is_passive(verb)):
            found = own[-1:]
        return with_conjuncts([*found, *(c for head in found for c in children(head, "appos"))])

    def _as_phrases(self, head: Token) -> list[Token]:
        """What stands behind the words for "as" below a head, nouns and adjectives."""
        preps = [c for c in dependents(head) if c.lower_ in self.words.namers]
        heads = [inner for p in preps for inner in children(p, "pobj", "amod", "acomp", "pcomp")]
        clauses = [
            c
            for c in children(head, "advcl")
            if any(m.lower_ in self.words.namers for m in children(c, "mark", "advmod"))
        ]
        return heads + [inner for c in clauses for inner in (c, *children(c, *NAMING))]

    def _agents(self) -> list[Token]:
        agents = children(self.predicate, "agent")
        return [head for agent in agents for head in children(agent, "pobj")]

    def _by(self) -> list[Token]:
        """The by-phrase, also where the parser hung it on what something is called."""
        found = self.arguments.of("by") or with_conjuncts(self._agents())
        if found or not is_passive(self.predicate):
            return found
        below = children(self.predicate, *NAMING, "dobj")
        below += [
            noun
            for prep in children(self.predicate, "prep")
            if prep.lower_ in self.words.namers
            for noun in children(prep, "pobj")
        ]
        return [head for noun in below for head in step_from(noun, "by")]

    def _before(self) -> list[Token]:
        """The name before the hyphen, also where it has several words."""
        if self.predicate.i < 2 or not self.predicate.nbor(-1).is_punct:
            return []
        if self.predicate.nbor(-1).whitespace_ or self.predicate.nbor(-2).whitespace_:
            return []
        return [self.predicate.nbor(-2)]

    def _prefixed(self) -> list[Token]:
        """The word behind the hyphen of a prefix."""
        last = self.hit.words[-1]
        return [last.nbor(1)] if last.i + 1 < len(last.doc) and not last.whitespace_ else []

    def _after(self) -> list[Token]:
        if self.predicate.dep_ in {"amod", "compound", "nmod", "acl"}:
            return with_conjuncts([self.predicate.head])
        return []

    def _above(self) -> list[Token]:
        """The subject of the clause around a prepositional phrase, or around the light verb."""
        verb = governing_verb(self.predicate)
        if verb is None:
            return []
        aside = self._aside()
        if aside:
            return aside
        subjects = understood_subjects(verb)
        return [head for head in subjects if self.predicate not in head.subtree]

    def _aside(self) -> list[Token]:
        """Whom a phrase between commas is hung on: "Sudria, with its backing, held on"."""
        preposition = self.predicate.head
        noun = preposition.head
        if self.predicate.dep_ != "pobj" or noun.dep_ not in {"nsubj", "nsubjpass"}:
            return []
        return with_conjuncts([noun]) if preposition.nbor(-1).is_punct else []

    def _near(self) -> list[Token]:
        """The actor right before the noun's preposition, unless it stands behind one like it."""
        preposition = self.predicate.head
        if self.predicate.dep_ != "pobj" or preposition.i < 1:
            return []
        before = preposition.i - 1
        while before > 0 and self.predicate.doc[before].pos_ in {"PUNCT", "PART"}:
            before -= 1
        mention = self.mentioned.covering(self.predicate.doc[before])
        if mention is None or mention.actor is None:
            return []
        head = self.mentioned.heads[mention.id]
        if head.dep_ == "pobj" and head.head.lower_ == preposition.lower_:
            return []
        return with_conjuncts([head])

    def _inner(self) -> list[Token]:
        return [self.hit.words[-1]]

    def _preposition(self) -> list[Token]:
        return [self.predicate.head] if self.predicate.dep_ == "pobj" else []

    def _self(self) -> list[Token]:
        noun = self.predicate
        carried = self.arguments.of("subject") if self.carrier.i != noun.i else []
        if carried and noun.dep_ in NAMING:
            return [head for head in carried if head.i != noun.i]
        counted = self._counted()
        if counted:
            return counted
        fronted = self._fronted()
        if fronted:
            return fronted
        behind_noun = self._name_behind()
        if behind_noun:
            return behind_noun
        if noun.dep_ == "appos":
            return apposed(noun)
        examples = self._examples()
        if examples:
            return examples
        named = [c for c in children(noun, "appos") if c.pos_ in NOMINAL]
        if named:
            return with_conjuncts(named)
        if noun.dep_ in {"compound", "nmod"} and noun.head.pos_ == "PROPN":
            return with_conjuncts([noun.head])
        mention = self.mentioned.headed_by(noun)
        return [noun] if mention is not None and mention.actor is not None else []

    def _fronted(self) -> list[Token]:
        """The subject behind a noun that opens the clause: "An ally of Norland, Sudria left"."""
        noun, verb = self.predicate, self.predicate.head
        if noun.dep_ not in {"nsubj", "npadvmod", "dep"} or verb.pos_ not in VERBAL:
            return []
        comma = noun.right_edge.i + 1
        if comma >= verb.i or not noun.doc[comma].is_punct:
            return []
        named = [c for c in children(verb, "nsubj", "nsubjpass") if c.i > comma]
        return with_conjuncts(named[:1])

    def _counted(self) -> list[Token]:
        """Whom a number or quantifier before the noun's "of" stands for.

        "Sudria, one of Norland's closest allies", "Sudria is one of its allies": Sudria;
        "Sudria and Estria, some of its allies": both.
        """
        if self.predicate.dep_ != "pobj":
            return []
        counter = self.predicate.head.head
        if counter.pos_ not in {"NUM", "DET", "PRON"}:
            return []
        if counter.dep_ == "appos":
            every = [head for head in with_conjuncts([counter.head]) if head.i < counter.i]
            return every[-1:] if counter.pos_ == "NUM" else every
        if counter.dep_ == "attr":
            return [head for head in understood_subjects(counter.head) if head.i != counter.i]
        return []

    def _name_behind(self) -> list[Token]:
        """The name right behind the noun: "its ally France", "allies France and Spain"."""
        noun = self.predicate
        after = noun.i + 1
        if after >= len(noun.doc) or noun.doc[after].pos_ != "PROPN":
            return []
        mention = self.mentioned.covering(noun.doc[after])
        head = self.mentioned.heads.get(mention.id) if mention else None
        return with_conjuncts([head]) if head is not None and head.i > noun.i else []

    def _examples(self) -> list[Token]:
        """The names given as examples of a noun: "allies such as Norland and Sudria"."""
        opened = [
            prep
            for prep in children(self.predicate, "prep")
            if {prep.lower_, f"{prep.nbor(-1).lower_} {prep.lower_}"} & self.words.examples
        ]
        return with_conjuncts(head for prep in opened for head in children(prep, "pobj"))


SPECIAL: dict[str, Callable[[Frame], list[Token]]] = {
    "self": Frame._self,  # noqa: SLF001 - the slots are this module's own, here and below
    "called": Frame._called,  # noqa: SLF001
    "before": Frame._before,  # noqa: SLF001
    "prefixed": Frame._prefixed,  # noqa: SLF001
    "after": Frame._after,  # noqa: SLF001
    "object": Frame._object,  # noqa: SLF001
    "by": Frame._by,  # noqa: SLF001
    "above": Frame._above,  # noqa: SLF001
    "near": Frame._near,  # noqa: SLF001
    "inner": Frame._inner,  # noqa: SLF001
    "preposition": Frame._preposition,  # noqa: SLF001
}
