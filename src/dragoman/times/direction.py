"""The clause around a time expression -> which side of now it lies on.

"The ministers met on Friday" means the last Friday, "will meet" and "ahead of Friday's vote" the
next. "Was to meet in May" and "opens in May" may be either side: the nearest. The walk goes up the
tree from the expression; the first word that tells decides. Word lists: ``times.*`` in
``words/times.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import VERBAL, governing_verb
from dragoman.grammar.tree import dependents
from dragoman.grammar.when import said_before_content

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.lexicon.load import Tables
    from dragoman.times.expressions import Direction

FARTHEST = 12  # steps up the tree; longer ways are parse errors
PAST_TAG = "VBD"
PRESENT_TAGS = frozenset({"VBZ", "VBP"})


@dataclass(frozen=True, slots=True)
class Cues:
    """The word lists that tell a direction, each named like its list after ``times.``."""

    future_auxiliaries: frozenset[str]
    past_auxiliaries: frozenset[str]
    future_words: frozenset[str]
    future_with_complement: frozenset[str]
    future_prepositions: frozenset[str]
    moving_verbs: frozenset[str]
    goal_prepositions: frozenset[str]
    realised_infinitives: frozenset[str]


@lru_cache(maxsize=8)
def cues_of(tables: Tables) -> Cues:
    """The word lists of a language's tables.

    Raises:
        LexiconError: A list is missing.
    """
    return Cues(**{field.name: tables.words(f"times.{field.name}") for field in fields(Cues)})


def direction_of(token: Token, cues: Cues, *, headline: bool) -> Direction:
    """Past, future or either, by the nearest word above a token that tells.

    Args:
        token: The head of the time expression.
        cues: The word lists.
        headline: Whether it stands in a title, where the present tense tells what has happened and
            a bare infinitive what will.
    """
    below, current, ahead = token, token, False
    for _ in range(FARTHEST):
        if _sets_a_date(current, cues):
            return "future"
        if current.i != token.i and _looks_ahead(current, below, cues):
            return _seen_from(current, headline=headline)
        if _names_a_source(current):
            return "past"
        ahead = ahead or _leads_on(current, cues)
        if current.pos_ in VERBAL and not said_before_content(token, current):
            told = _of_verb(current, cues, headline=headline)
            if told is not None:
                return "future" if ahead and not _perfect(current) else told
        if current.head.i == current.i:
            break
        below, current = current, current.head
    return "future" if ahead else "past"


def _names_a_source(word: Token) -> bool:
    """Whether what hangs on a word is who has said it: "according to a letter on Monday"."""
    return (
        word.dep_ == "prep"
        and word.tag_ == "VBG"
        and any(c.dep_ == "prep" for c in dependents(word))
    )


def _leads_on(preposition: Token, cues: Cues) -> bool:
    """Whether what stands behind a preposition lies ahead: until May."""
    return preposition.lower_ in cues.future_prepositions and preposition.pos_ != "VERB"


def _sets_a_date(preposition: Token, cues: Cues) -> bool:
    """Whether a date is what a verb gives something: extended to May, called a strike for May."""
    if preposition.pos_ != "ADP" or preposition.lower_ not in cues.goal_prepositions:
        return False
    verb = governing_verb(preposition)
    return verb is not None and verb.i < preposition.i and verb.lemma_.lower() in cues.moving_verbs


def _looks_ahead(word: Token, below: Token, cues: Cues) -> bool:
    """Whether what hangs on a word lies ahead of it: due, scheduled, a deadline, set for."""
    if word.pos_ in {"ADP", "SCONJ"} or (word.dep_ == "prep" and word.pos_ == "ADJ"):
        return False  # "due to"
    lemma, form = word.lemma_.lower(), word.lower_
    if lemma in cues.future_words or form in cues.future_words:
        return True
    if lemma not in cues.future_with_complement:
        return False
    return below.lower_ in cues.goal_prepositions or any(
        c.dep_ == "xcomp" for c in dependents(word)
    )


def _seen_from(word: Token, *, headline: bool) -> Direction:
    """The future, or for what lay ahead in the past ("was due on Friday") either side."""
    verb = governing_verb(word)
    for _ in range(FARTHEST):
        if verb is None or headline:
            return "future"
        helpers = [c for c in dependents(verb) if c.dep_ in {"aux", "auxpass"}]
        if helpers or verb.tag_ not in {"VBN", "VB"} or verb.head.i == verb.i:
            tags = {verb.tag_, *(c.tag_ for c in helpers)}
            return "either" if PAST_TAG in tags else "future"
        verb = governing_verb(verb.head)  # "planned for May" hangs on a verb that has a tense
    return "future"


def _perfect(verb: Token) -> bool:
    """Whether a verb looks back from a point ("had fled by Friday"): a perfect."""
    return any(c.dep_ == "aux" and c.lemma_ == "have" for c in dependents(verb))


def _of_verb(verb: Token, cues: Cues, *, headline: bool) -> Direction | None:
    """What one verb tells, or None where the verb above it must be asked."""
    helpers = [c for c in dependents(verb) if c.dep_ in {"aux", "auxpass"}]
    forms = {c.lower_ for c in helpers}
    perfect = any(c.tag_ in {"VB", "VBD", "VBP", "VBZ"} and c.lemma_ == "have" for c in helpers)
    if forms & (cues.future_auxiliaries | cues.past_auxiliaries):
        return "past" if perfect else "future" if forms & cues.future_auxiliaries else "either"
    if any(_looks_ahead(c, c, cues) for c in dependents(verb) if c.dep_ in {"acomp", "oprd"}):
        return _seen_from(verb, headline=headline)
    if perfect:
        return "past"
    if any(c.tag_ == "TO" for c in helpers):
        return _of_infinitive(verb, cues, headline=headline)
    tags = {verb.tag_, *(c.tag_ for c in helpers)}
    if PAST_TAG in tags:
        return "past"
    if verb.tag_ == "VBG" and tags & PRESENT_TAGS:
        return "either"  # "is meeting on Friday", "is building since May"
    if tags & PRESENT_TAGS:
        return "past" if headline else "either"
    if verb.tag_ == "VBN" and (headline or verb.dep_ in {"acl", "ROOT"}):
        return "past"
    return "past" if verb.dep_ == "ROOT" else None


def _of_infinitive(verb: Token, cues: Cues, *, headline: bool) -> Direction | None:
    """An infinitive looks ahead, unless what governs it says that it was done."""
    head = verb.head
    if head.i == verb.i:
        return "future"
    if verb.dep_ == "advcl" and head.tag_ in PRESENT_TAGS:
        return "either"  # "counts cases to estimate how many there were on 3 May"
    if head.lemma_.lower() in cues.realised_infinitives and head.pos_ in VERBAL:
        return _of_verb(head, cues, headline=headline)
    return _seen_from(head, headline=headline)
