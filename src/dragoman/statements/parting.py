"""Drafts -> drafts whose contents end where another statement, or none, begins beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import VERBAL, children, surface_subjects
from dragoman.statements.speaker import is_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Token

    from dragoman.statements.scene import Draft, Scene


def part(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Cuts out of each content what the parser wrongly hung in it.

    "said the cup was lost, while Oslo wrote that …": Oslo speaks for itself. "said the man was
    well but would not say where he was": the rest is not said. "reported that its source said the
    order came, and that the source claimed …": the second "that" goes with the first.
    """
    cues = {draft.head.i for draft in drafts}
    for draft in drafts:
        for verb in _verbs(scene, draft):
            if (
                _is_contrasted(scene, verb, cues)
                or _is_unsaid(scene, draft, verb)
                or _goes_with_outer(scene, draft, verb, drafts)
            ):
                left = draft.content - _clause(verb)
                draft.content = left if any(scene.word[i] for i in left) else draft.content


def _verbs(scene: Scene, draft: Draft) -> Iterable[Token]:
    """The verbs of a content that hang loosely in it, behind its cue or around it."""
    if draft.form == "quote" or len(draft.content) == 0:
        return []
    tokens = (scene.doc[i] for i in draft.content)
    loose = (t for t in tokens if t.dep_ in {"conj", "advcl"} and t.pos_ in VERBAL)
    return sorted((t for t in loose if scene.spoken_quote(t.i) is None), key=lambda t: t.i)


def _is_contrasted(scene: Scene, verb: Token, cues: set[int]) -> bool:
    """Whether a clause sets another speaker's words against these: "…, while Oslo said …"."""
    if verb.dep_ != "advcl" or verb.i not in cues or not surface_subjects(verb):
        return False
    return any(mark.lower_ in scene.words.contrast for mark in children(verb, "mark"))


def _is_unsaid(scene: Scene, draft: Draft, verb: Token) -> bool:
    """Whether a second verb tells what the speaker did not say: "but would not say where"."""
    if verb.dep_ != "conj" or verb.head.i not in draft.content:
        return False
    if children(verb, "nsubj", "nsubjpass"):
        return False
    speaks = any("quote" in cue.takes for cue in scene.cues.by_lemma(verb))
    return speaks and not is_said(verb, "say", scene.words)


def _goes_with_outer(scene: Scene, draft: Draft, verb: Token, drafts: Sequence[Draft]) -> bool:
    """Whether an "and that …" continues the "that …" of the statement around this one."""
    opening = scene.words.opening
    if verb.dep_ != "conj" or not any(m.lower_ in opening for m in children(verb, "mark")):
        return False
    if scene.doc[min(draft.content)].lower_ in opening:
        return False
    return any(
        verb.i in outer.content
        and draft.head.i in outer.content
        and scene.doc[min(outer.content)].lower_ in opening
        for outer in drafts
        if outer is not draft
    )


def _clause(verb: Token) -> set[int]:
    """The clause of a verb with the conjunction and the comma before it."""
    start = verb.left_edge.i
    joins = [c.left_edge.i for c in children(verb.head, "cc") if c.i < verb.i]
    start = min(start, max(joins)) if joins and verb.dep_ == "conj" else start
    return set(range(start, verb.right_edge.i + 1))
