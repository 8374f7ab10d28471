"""Drafts -> drafts: cues taken out of a content that the parser wrongly hung them in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import children, surface_subjects
from dragoman.statements.via import is_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from dragoman.statements.scene import Draft, Scene

FINITE = frozenset({"VBD", "VBZ", "VBP"})
PERSONAL = frozenset({"PRON", "PROPN"})


def reattach(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Takes such cues out of the content around them and gives them its speaker.

    "Brandt said the dam leaked, adding that it would hold": "adding" is Brandt's, not the dam's.
    "Brandt said the dam leaked and promised help": no actor is the subject, so Brandt is.
    """
    held = _holders(drafts)
    for draft in drafts:
        if _is_apposition(scene, draft):
            _cut_out(draft, held.get(draft.head.i, []))
            continue
        if draft.in_quote or surface_subjects(draft.head):
            continue
        outer = _around(draft, held.get(draft.head.i, []))
        if outer is None or outer.in_quote or not outer.said_by:
            continue
        if _is_trailing_participle(scene, draft.head) or _is_second_verb(scene, draft, outer):
            cut = set(range(_start(draft.head), draft.head.right_edge.i + 1))
            if draft.head.lemma_ == outer.head.lemma_ and _give_to_inner(draft, outer, drafts):
                continue
            if outer.content - cut and outer.head.i not in cut:
                outer.content -= cut
                draft.said_by = outer.said_by


def _give_to_inner(draft: Draft, outer: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a participle with the outer cue's verb went to the nested speaker right before it.

    "The minister said one man had begged not to land, saying …": the man says so.
    """
    inner = [
        d
        for d in drafts
        if d.head.i in outer.content and d.head.i < draft.head.i and d.said_by and d is not draft
    ]
    if not inner:
        return False
    nearest = max(inner, key=lambda d: d.head.i)
    draft.said_by = nearest.said_by
    words = set(range(draft.head.left_edge.i, draft.head.right_edge.i + 1))
    for holder in drafts:
        if holder is not draft and nearest.head.i in holder.content:
            holder.content = holder.content | words
    return True


def passed_on(scene: Scene, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts less those of a medium that passes on one statement of somebody else whole.

    "He said Washington was to blame, Xinhua reported": he says so, through Xinhua.
    """
    carried: list[Draft] = []
    dropped: list[Draft] = []
    for outer in drafts:
        held = [d for d in drafts if d is not outer and d.head.i in outer.content]
        outermost = [d for d in held if all(d.head.i not in other.content for other in held)]
        inner = outermost[0] if len(outermost) == 1 else None
        if (
            inner is not None
            and _is_all_of(scene, inner, outer)
            and all(is_known(scene, head) for head in outer.said_by)
        ):
            entry = replace(inner.entry, channel=("subject",))
            absorbed = [*inner.absorbed, outer.head.i]
            carried.append(replace(inner, entry=entry, through=outer.said_by, absorbed=absorbed))
            dropped += [outer, inner]
    if not dropped:
        return list(drafts)
    return [*(d for d in drafts if all(d is not other for other in dropped)), *carried]


def _is_all_of(scene: Scene, inner: Draft, outer: Draft) -> bool:
    """Whether what an outer draft says is nothing but an inner one: its cue, speaker, content."""
    if not (outer.said_by and inner.said_by):
        return False
    if outer.head.i < inner.head.i:  # "Sabah reported that investigators believed": nested
        return False
    own = inner.content.union(*(range(t.left_edge.i, t.right_edge.i + 1) for t in inner.said_by))
    own |= set(range(inner.head.left_edge.i, inner.head.right_edge.i + 1))
    return not any(scene.doc[i].is_alpha for i in outer.content - own)


def _cut_out(draft: Draft, holders: Sequence[Draft]) -> None:
    """Takes a cue and the noun it is about out of the contents that hold it."""
    noun = draft.head.head
    for holder in holders:
        if holder is not draft:
            holder.content = holder.content - set(range(noun.left_edge.i, noun.right_edge.i + 1))


def _is_apposition(scene: Scene, draft: Draft) -> bool:
    """Whether a cue takes up what is said before it: "…, a charge Kigali rejected"."""
    noun = draft.head.head
    left = noun.left_edge.i
    return (
        draft.form == "speech"
        and draft.head.dep_ == "relcl"
        and noun.dep_ in {"appos", "dobj", "npadvmod", "conj", "dep", "attr"}
        and left > 0
        and scene.doc[left - 1].text in {",", "—", "–"}
    )


def _holders(drafts: Sequence[Draft]) -> dict[int, list[Draft]]:
    """For the head of each cue the drafts whose content holds it."""
    heads = {draft.head.i for draft in drafts}
    held: dict[int, list[Draft]] = {}
    for draft in drafts:
        for i in draft.content & heads:
            held.setdefault(i, []).append(draft)
    return held


def _around(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    holders = [d for d in drafts if d is not draft and draft.head.i in d.content]
    holders = [d for d in holders if d.head.i not in draft.content]
    return max(holders, key=lambda d: len(d.content), default=None)


def _is_trailing_participle(scene: Scene, verb: Token) -> bool:
    """Whether a verb is a participle behind a comma: ", adding that …"."""
    if verb.tag_ != "VBG" or verb.dep_ not in {"advcl", "acl", "conj", "dep"}:
        return False
    left = verb.left_edge.i
    return left > 0 and scene.doc[left - 1].text in {",", "—", "–"}


def _is_second_verb(scene: Scene, draft: Draft, outer: Draft) -> bool:
    """A coordinated verb of the outer cue's tense whose nearer subject can say nothing."""
    verb = draft.head
    if verb.dep_ != "conj" or verb.tag_ not in FINITE or verb.tag_ != outer.head.tag_:
        return False
    if outer.head.i > verb.i:
        return False
    return not any(_may_speak(scene, s) for s in draft.said_by)


def _may_speak(scene: Scene, head: Token) -> bool:
    return head.pos_ in PERSONAL or scene.mentioned.headed_by(head) is not None


def _start(verb: Token) -> int:
    """Where the clause begins with its conjunction."""
    start = verb.left_edge.i
    joins = [c.i for c in children(verb.head, "cc") if c.i < verb.i]
    if joins and verb.dep_ == "conj":
        start = min(start, joins[-1])
    return start
