"""Scene -> drafts: every cue that has somebody who says it and something said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import VERBAL
from dragoman.statements.nominals import of_adjective, of_noun, of_phrase
from dragoman.statements.verbs import of_verb

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.statements.scene import Draft, Scene

MOST = 40  # cues in one sentence; more are no prose, and contents within contents grow fast


def drafts_of(scene: Scene) -> list[Draft]:
    """The drafts of a report in text order; quotations are not allotted yet.

    A cue that may take a quotation and has nothing else is kept with an empty content.
    """
    found: list[Draft] = []
    first_words = scene.cues.first_words
    for sentence in scene.sentences:
        room = len(found) + MOST
        for token in sentence.tokens:
            if len(found) >= room:
                break
            lemma = token.lemma_.lower()
            if lemma not in first_words and token.lower_ not in scene.cues.phrases:
                continue
            draft = _read(scene, token)
            if draft is not None and token.i not in {i for d in found[-2:] for i in d.absorbed}:
                found.append(draft)
    return found


def _read(scene: Scene, token: Token) -> Draft | None:
    if token.lower_ in scene.cues.phrases:
        draft = of_phrase(scene, token)
        if draft is not None:
            return draft
    if token.pos_ in VERBAL:
        return of_verb(scene, token)
    if token.pos_ in {"NOUN", "PROPN"}:
        return of_noun(scene, token)
    if token.pos_ == "ADJ":
        return of_adjective(scene, token)
    return None
