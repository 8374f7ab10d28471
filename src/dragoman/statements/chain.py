"""Drafts -> which is nested in which, and which nested ones are no speech of somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from dragoman.statements.scene import Draft, Scene

UNSAID = frozenset({"think", "plan"})
BELIEVED = frozenset({"that"})


def innermost(drafts: Sequence[Draft]) -> dict[int, int]:
    """For each nested draft, by number, the draft with the smallest content that holds its cue."""
    holders: dict[int, tuple[int, int]] = {}
    heads = {draft.head.i: number for number, draft in enumerate(drafts)}
    for number, outer in enumerate(drafts):
        size = len(outer.content)
        for i in outer.content & heads.keys():
            inner = heads[i]
            if inner == number or (
                outer.head.i in drafts[inner].content and size <= len(drafts[inner].content)
            ):
                continue
            holders[inner] = min(holders.get(inner, (size, number)), (size, number))
    return {inner: number for inner, (_, number) in holders.items()}


def nested_badly(scene: Scene, draft: Draft, outer: Draft) -> bool:
    """Whether a cue inside another's content is no speech of somebody else.

    "“I have said before …”" is the speaker's own voice, and so is what "he" thinks or denies to
    have said in what he says; wishes and plans inside a content are told by whoever tells it, but
    not a belief that has a clause of its own. What things do too is speech only of an actor ("the
    phrase suggests that …"), and a noun only with a clause ("their proposals to cut taxes").
    """
    if draft.entry.act in UNSAID and draft.form not in BELIEVED:
        return True
    if not draft.said_by or (draft.form == "quote" and not draft.content < outer.content):
        return True
    if draft.entry.pos == "noun" and draft.form not in BELIEVED:
        return True
    if all(_is_his_own(scene, head, draft, outer) for head in draft.said_by):
        return True
    things_do_so = draft.entry.id in scene.words.of_things
    return things_do_so and not any(is_somebody(scene, head) for head in draft.said_by)


def _is_his_own(scene: Scene, head: Token, draft: Draft, outer: Draft) -> bool:
    """Whether a nested speaker is whoever speaks around it."""
    if head.lower_ in scene.words.own_voice:
        return True
    if head.lower_ not in scene.words.pronouns:
        return False
    return draft.entry.act in UNSAID or draft.form == "as" or outer.entry.act == "deny"


def is_somebody(scene: Scene, head: Token) -> bool:
    """Whether a speaker is an actor, or what is said or written for one."""
    if head.pos_ in {"PRON", "PROPN"} or head.lemma_.lower() in scene.words.documents:
        return True
    return scene.mentioned.named_in(head) is not None
