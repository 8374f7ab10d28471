"""The clause around a time expression -> which side of now it lies on.

"The ministers met on Friday" means the last Friday, "will meet", "agreed to meet" and "ahead of
Friday's vote" the next. The walk goes up the tree from the expression; the first word that tells
decides. Word lists: ``times.*`` in ``words/times.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import VERBAL

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.lexicon.load import Tables
    from dragoman.times.expressions import Direction

FARTHEST = 12  # steps up the tree; longer ways are parse errors
PAST_TAGS = frozenset({"VBD"})
PRESENT_TAGS = frozenset({"VBZ", "VBP"})


@dataclass(frozen=True, slots=True)
class Cues:
    """The word lists that tell a direction."""

    auxiliaries: frozenset[str]
    words: frozenset[str]
    prepositions: frozenset[str]
    realised: frozenset[str]


@lru_cache(maxsize=8)
def cues_of(tables: Tables) -> Cues:
    """The word lists of a language's tables.

    Raises:
        LexiconError: A list is missing.
    """
    return Cues(
        tables.words("times.future_auxiliaries"),
        tables.words("times.future_words"),
        tables.words("times.future_prepositions"),
        tables.words("times.realised_infinitives"),
    )


def direction_of(token: Token, cues: Cues, *, headline: bool) -> Direction:
    """Past, future or present, by the nearest word above a token that tells.

    Args:
        token: The head of the time expression.
        cues: The word lists.
        headline: Whether it stands in a title, where the present tense tells what has happened and
            a bare infinitive what will.
    """
    current, ahead = token, False
    for _ in range(FARTHEST):
        if current.lemma_.lower() in cues.words and current.i != token.i:
            return "future"
        ahead = ahead or (current.lower_ in cues.prepositions and current.pos_ != "VERB")
        if current.pos_ in VERBAL:
            told = _of_verb(current, cues, headline=headline)
            if told is not None:
                return "future" if ahead and told != "present" and not _perfect(current) else told
        if current.head.i == current.i:
            break
        current = current.head
    if ahead:
        return "future"
    return "past"


def _perfect(verb: Token) -> bool:
    """Whether a verb looks back from a point ("had fled by Friday"): a perfect."""
    return any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)


def _of_verb(verb: Token, cues: Cues, *, headline: bool) -> Direction | None:
    """What one verb tells, or None where the verb above it must be asked."""
    helpers = [c for c in verb.children if c.dep_ in {"aux", "auxpass"}]
    modal = any(c.lower_ in cues.auxiliaries for c in helpers)
    perfect = any(c.tag_ in {"VB", "VBD", "VBP", "VBZ"} and c.lemma_ == "have" for c in helpers)
    if modal:
        return "past" if perfect else "future"
    if any(c.lemma_.lower() in cues.words for c in verb.children if c.dep_ in {"acomp", "oprd"}):
        return "future"
    if perfect:
        return "past"
    if any(c.tag_ == "TO" for c in helpers):
        return _of_infinitive(verb, cues, headline=headline)
    tags = {verb.tag_, *(c.tag_ for c in helpers)}
    if tags & PAST_TAGS:
        return "past"
    if verb.tag_ == "VBG" and tags & PRESENT_TAGS:
        return "future"  # "is meeting on Friday"
    if tags & PRESENT_TAGS:
        return "past" if headline else "present"
    if verb.tag_ == "VBN" and (headline or verb.dep_ in {"acl", "ROOT"}):
        return "past"
    return "past" if verb.dep_ == "ROOT" else None


def _of_infinitive(verb: Token, cues: Cues, *, headline: bool) -> Direction | None:
    """An infinitive looks ahead, unless what governs it says that it was done."""
    head = verb.head
    if head.i == verb.i or head.lemma_.lower() not in cues.realised or head.pos_ not in VERBAL:
        return "future"
    return _of_verb(head, cues, headline=headline)
