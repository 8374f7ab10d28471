"""Drafts -> which is nested in which, and which nested ones are no speech of somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def nested_badly(scene: Scene, draft: Draft) -> bool:
    """Whether a cue inside another's content is no speech of somebody else.

    "“I have said before …”" is the speaker's own voice; wishes and plans inside a content are told
    by whoever tells it, but not a belief that has a clause of its own.
    """
    if draft.entry.act in UNSAID and draft.form not in BELIEVED:
        return True
    if draft.form == "quote" or not draft.said_by:
        return True
    return all(s.lower_ in scene.words.own_voice for s in draft.said_by)
