"""A draft -> whether its content is nothing said: a pronoun, an actor, a wish to stay unnamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import VERBAL
from dragoman.grammar.tree import dependents
from dragoman.statements.chain import is_somebody
from dragoman.statements.trained.engine import RULE

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.statements.scene import Draft, Scene

TAKING_UP = frozenset({"confirm", "deny", "accuse", "think", "plan"})  # "denied it" tells enough
POINTING = frozenset({"PRP", "DT", "WDT", "WP", "IN"})
MOST_POINTING = 2  # words of "which they", "the jets that it asked for"
LONGEST_WISH = 12  # words of "condition that his name and that of his village not be used"


def says_nothing(scene: Scene, draft: Draft) -> bool:
    """Whether the content of a draft is no clause, quotation or thing that anybody said."""
    if draft.direct or not draft.content:
        return False
    return _only_points(scene, draft) or _only_names(scene, draft) or _stays_unnamed(scene, draft)


def _only_points(scene: Scene, draft: Draft) -> bool:
    """Whether the content is a mere pronoun that a cue takes up: "the state requesting it"."""
    words = [i for i in draft.content if scene.alpha[i]]
    pointing = len(words) <= MOST_POINTING and all(scene.doc[i].tag_ in POINTING for i in words)
    return pointing and draft.entry.act not in TAKING_UP


def _only_names(scene: Scene, draft: Draft) -> bool:
    """Whether the content is nothing but an actor, with what only says which or when.

    "thanked Kenya", "addressed reporters", "blamed the police", "ordered out two envoys",
    "recalled its ambassador to Somalia on Tuesday".
    """
    entry = draft.entry
    at_somebody = entry.id in scene.words.at_somebody and draft.form == "object"
    if at_somebody and not any(is_somebody(scene, head) for head in draft.said_by):
        return True  # "floods threatened the town"
    if not (at_somebody or entry.act == "think" or entry.id == RULE):
        return False
    words = [i for i in draft.content if scene.word[i] and scene.doc[i].dep_ != "det"]
    held = [{m.id for m in scene.mentioned.by_token.get(i, ())} for i in words]
    if not held or set.intersection(*held):
        return bool(held)
    return entry.id == RULE and _is_headed_by_somebody(scene, words)


def _is_headed_by_somebody(scene: Scene, words: list[int]) -> bool:
    """Whether words are one phrase around an actor, without a verb among them."""
    tokens = [scene.doc[i] for i in words]
    heads = [t for t in tokens if t.head.i not in words and t.pos_ != "ADP"]
    if len(heads) != 1 or any(token.pos_ in VERBAL for token in tokens):
        return False
    return scene.mentioned.headed_by(heads[0]) is not None


def _stays_unnamed(scene: Scene, draft: Draft) -> bool:
    """Whether it is asked only that nobody tell the speaker's name: "asked not to be named"."""
    words = [i for i in draft.content if scene.word[i]]
    return len(words) <= LONGEST_WISH and any(_is_kept_back(scene.doc[i], scene) for i in words)


def _is_kept_back(verb: Token, scene: Scene) -> bool:
    if verb.lemma_.lower() not in scene.words.unnamed:
        return False
    return {"neg", "auxpass"} <= {child.dep_ for child in dependents(verb)}
