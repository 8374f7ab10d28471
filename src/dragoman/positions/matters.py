"""The words of an issue -> its matter: who and what is named in it, told in words that compare."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import children, clause

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Token

    from dragoman.lexicon import Tables
    from dragoman.lexicon.schema import StancePattern
    from dragoman.parse import Parse
    from dragoman.positions.parties import Parties, Party
    from dragoman.record import ActorKind, Mention

CLASS = "matter_"  # the lists whose id begins so are classes of words for one matter
TELLING = frozenset({"NOUN", "VERB", "ADJ", "PROPN"})
NAMING = frozenset({"name", "title", "demonym", "seat"})
SHARED_KINDS = frozenset({"shared_interest", "cooperation", "ally"})
BODIES: frozenset[ActorKind] = frozenset({"body"})
ARMED: frozenset[ActorKind] = frozenset({"armed_group", "ism"})
FIGHT, WAR = "opposition", "war"  # the classes of a cause fought for, and of wars
LONGEST = 3  # words of a phrase in a class
NOTHING: frozenset[str] = frozenset()
STEM = 4  # letters that an ending leaves at least
BACK = 3  # sentences in which "the raid" looks for the raid it means


@dataclass(frozen=True, slots=True)
class Matter:
    """What an issue is about, in words that compare with those of another.

    Attributes:
        concepts: Classes and stems of its words, the head's first; light words are left out.
        names: The actors and places named in it, bodies as the states they belong to.
        parties: Whose matter it may be where it names nobody: the target, or those who share it.
        at: Where it stands.
        told: Concepts of the sentence that "this" or "the decision" points to; its names are
            among the names.
        bare: Whether only light words are there, so that nothing can be told of it.
    """

    concepts: tuple[str, ...]
    names: frozenset[str]
    parties: frozenset[str]
    at: int
    told: frozenset[str] = frozenset()
    bare: bool = False

    @property
    def features(self) -> frozenset[str]:
        """All that is told of it."""
        return self.names | self.told | (frozenset() if self.bare else frozenset(self.concepts))


class Words:
    """Which words mean one matter, which say nothing of it, and what endings leave."""

    def __init__(self, tables: Tables) -> None:
        self.light = tables.words("issue_light")
        self.references = tables.words("issue_references")
        self.causes = tables.words("issue_causes")
        self.against = tables.words("issue_against")
        self.upon = tables.words("issue_upon")
        self.definite = tables.words("stance_definite")
        self.endings = sorted(tables.words("issue_endings"), key=lambda e: (-len(e), e))
        self.class_of = {
            tuple(phrase.split()): name.removeprefix(CLASS)
            for name, words in tables.lists.items()
            if name.startswith(CLASS)
            for phrase in words
        }

    @lru_cache(maxsize=100_000)  # noqa: B019 - made once a language, as these words are
    def concept(self, lemmas: tuple[str, ...]) -> str | None:
        """The class of a phrase; of a single word in no class its stem."""
        found = self.class_of.get(lemmas)
        return found or (self.stem(lemmas[0]) if len(lemmas) == 1 else None)

    def stem(self, lemma: str) -> str:
        """A word without its ending, if enough of it is left: "dissolving" and "dissolve" alike."""
        left = (
            lemma[: -len(e)]
            for e in self.endings
            if lemma.endswith(e) and len(lemma) - len(e) >= STEM
        )
        return next(left, lemma)


class Matters:
    """Reads the matters of one report's issues.

    Args:
        parse: The report and its parse.
        parties: Who is named in it.
        words: The words of the tables.
        times: Where times stand, which are no part of a matter.
    """

    def __init__(
        self, parse: Parse, parties: Parties, words: Words, times: Iterable[tuple[int, int]]
    ) -> None:
        self.parse, self.parties, self.words, self.times = parse, parties, words, list(times)
        self._sentences: dict[int, tuple[frozenset[str], frozenset[str]]] = {}

    def of(
        self, head: Token, tokens: Sequence[Token], pair: tuple[Party, Party], entry: StancePattern
    ) -> Matter:
        """The matter of an issue between a holder and a target, by the entry of their stance."""
        helped = entry.sign > 0 and head.dep_ == "pobj" and head.head.lower_ in self.words.against
        concepts, names = self._told(tokens, head, foe=head if helped else None)
        telling = tuple(c for c, is_light in concepts.items() if not is_light)
        sharing = pair if entry.kind in SHARED_KINDS else pair[1:]
        parties = frozenset(self._side(party.key) for party in sharing)
        bare = not telling and names <= parties
        pointing = bare or not names
        told, also = self._antecedent(head, telling) if pointing else (NOTHING, NOTHING)
        words = telling or (tuple(concepts) if bare else ())
        return Matter(words, names | also, parties, tokens[0].idx, told, bare and not told)

    def _told(
        self, tokens: Sequence[Token], head: Token, foe: Token | None = None
    ) -> tuple[dict[str, bool], frozenset[str]]:
        """The concepts of some words, the uppermost first, each with whether it is light.

        With them the names. What is done "against" an armed group is the fight against it, and so
        is what somebody is helped against.
        """
        foe = foe or self._fought(tokens)
        if foe is not None:
            tokens = [foe, *foe.subtree]
        names, covered = self._names(tokens)
        words = [t for t in tokens if self._tells(t) and t.i not in covered]
        concepts = dict(self._concepts(words, head))
        names |= {word.lower_ for word in words if self._is_name(word)}
        found = {FIGHT: False} if foe is not None else {}
        return found | {c: light for c, light in concepts.items() if c not in names}, names

    def _tells(self, token: Token) -> bool:
        if token.pos_ not in TELLING and token.dep_ != "prt":
            return False
        return not any(start <= token.idx < end for start, end in self.times)

    def _is_name(self, word: Token) -> bool:
        """Whether a word is a proper name that no table knows and no class of words holds."""
        lemma = word.lemma_.lower()
        known = (lemma,) in self.words.class_of or lemma in self.words.light
        return word.pos_ == "PROPN" and not known

    def _concepts(self, words: Sequence[Token], head: Token) -> Iterator[tuple[str, bool]]:
        """The concepts of words in a row, phrases before single words, by their depth."""
        lemmas = [token.lemma_.lower() for token in words]
        found, at = [], 0
        while at < len(words):
            for size in range(min(LONGEST, len(words) - at), 0, -1):
                phrase = tuple(lemmas[at : at + size])
                concept = self.words.concept(phrase)
                if concept is not None and size == 1 and self._is_name(words[at]):
                    concept = words[at].lower_
                if concept is None:
                    continue
                is_light = size == 1 and phrase[0] in self.words.light | self.words.references
                depth = min(_depth(token, head) for token in words[at : at + size])
                found.append((depth, words[at].i, concept, is_light))
                at += size
                break
        for _, _, concept, is_light in sorted(found):
            yield concept, is_light

    def _names(self, tokens: Sequence[Token]) -> tuple[frozenset[str], set[int]]:
        """The actors that are named among words, and the words that only name them."""
        inside = {token.i: token for token in tokens}
        names, covered = set[str](), set[int]()
        for i, token in inside.items():
            mention = self.parties.mentioned.covering(token)
            if mention is None or mention.kind not in NAMING or mention.actor is None:
                continue
            names.add(self._named(mention))
            if mention.kind != "demonym" or token.pos_ in {"ADJ", "PROPN"}:
                covered.add(i)
        return frozenset(names), covered

    def _named(self, mention: Mention) -> str:
        actor = mention.actor or mention.name.casefold()
        return self._side(actor) if self.parties.kinds.get(actor) in BODIES else actor

    def _side(self, actor: str) -> str:
        """The state of an actor that has one."""
        return self.parties.countries.get(actor, actor)

    def _fought(self, tokens: Sequence[Token]) -> Token | None:
        """Whom a fight is against: "the operations against …", "the war on …"."""
        for preposition in (t for t in tokens if t.dep_ == "prep"):
            cause = preposition.head.lemma_.lower()
            is_war = self.words.concept((cause,)) in {FIGHT, WAR}
            openers = self.words.against | (self.words.upon if is_war else frozenset())
            if preposition.lower_ not in openers or not (is_war or cause in self.words.causes):
                continue
            for foe in children(preposition, "pobj"):
                if self._is_foe(foe):
                    return foe
        return None

    def _is_foe(self, head: Token) -> bool:
        named = [head, *children(head, "compound")]
        return any(self.parties.is_kind(word, ARMED) for word in named)

    def _antecedent(
        self, head: Token, telling: tuple[str, ...]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """The concepts and names of the sentence that a reference points to, if there is one.

        "this", "the decision": the sentence before. "the raid": the nearest one that tells of a
        raid.
        """
        here = self.parse.sentence_at(head)
        if here is None or len(telling) > 1 or not self._refers(head):
            return NOTHING, NOTHING
        if not telling and head.lemma_.lower() not in self.words.references:
            return NOTHING, NOTHING
        for number in range(here.number - 1, max(here.number - 1 - BACK, -1), -1):
            told, names = self._told_in(number)
            if not telling or telling[0] in told:
                return told, names
        return NOTHING, NOTHING

    def _told_in(self, number: int) -> tuple[frozenset[str], frozenset[str]]:
        """The concepts and names of a sentence's main clause, light words left out; read once."""
        if number not in self._sentences:
            root = self.parse.sentences[number].tokens.root
            concepts, names = self._told(clause(root), root)
            told = frozenset(concept for concept, light in concepts.items() if not light)
            self._sentences[number] = (told, names)
        return self._sentences[number]

    def _refers(self, head: Token) -> bool:
        """Whether a noun points back, as a pronoun, or by its determiner or owner."""
        pointing = children(head, "det", "poss")
        return head.tag_ in {"DT", "PRP", "WDT"} or any(
            word.lower_ in self.words.definite or word.dep_ == "poss" for word in pointing
        )


def _depth(token: Token, head: Token) -> int:
    """How many words stand between a word and the head of the issue."""
    steps = 0
    while token.i not in {head.i, token.head.i}:
        token, steps = token.head, steps + 1
    return steps
