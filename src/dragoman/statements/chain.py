"""Drafts -> how they hang together: nested in which, through whom, about which earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import NOMINAL, children, phrase
from dragoman.record import Role
from dragoman.statements.scene import phrase_from, subtree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Token

    from dragoman.record import Mention
    from dragoman.statements.cast import Cast
    from dragoman.statements.scene import Draft, Scene

UNSAID = frozenset({"think", "plan"})
PARTICIPLES = frozenset({"VBG", "VBN"})
OBJECTS = frozenset({"pobj", "dobj", "dative"})


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

    "“I have said before …”" is the speaker's own voice; so are wishes and plans inside a content.
    """
    if draft.entry.act in UNSAID or draft.form == "quote" or not draft.said_by:
        return True
    return all(s.lower_ in scene.words.own_voice for s in draft.said_by)


def via_of(
    scene: Scene, drafts: Sequence[Draft], inside: dict[int, int], cast: Cast
) -> list[list[Token]]:
    """For each draft the heads of who passed it on.

    What the cue's own clause names counts; without it, what the same speaker's earlier statement
    named, until another occasion is named.
    """
    taken = {i for draft in drafts for i in draft.content}
    lasting: dict[str, list[Token]] = {}
    found: list[list[Token]] = []
    for number, draft in enumerate(drafts):
        own = _own_channel(scene, draft, taken)
        found.append(own)
        if number in inside or draft.entry.act in UNSAID:
            continue
        names = sorted(cast.named[number])
        if own:
            lasting.update(dict.fromkeys(names, own))
        elif _other_occasion(scene, draft, taken):
            for name in names:
                lasting.pop(name, None)
        else:
            found[-1] = next((lasting[name] for name in names if name in lasting), [])
    return found


def channel(scene: Scene, head: Token) -> Role:
    """The role of a channel: the medium named in its phrase, its mention, or its words."""
    mentions = scene.mentioned.within(phrase(head))
    medium = next((m for m in mentions if scene.media.intersection(m.candidates)), None)
    names = [m for m in mentions if m.kind == "name" and _is_named_so(scene, m, head)]
    mention = medium or next(iter(names), None) or scene.mentioned.headed_by(head)
    named = [t for t in phrase(head) if t.dep_ == "compound" and t.text[0].isupper()]
    if mention is not None and (mention.candidates or not named):
        return Role.of(mention)
    return Role.words(scene.parse.span_of([*named, head] if named else phrase(head) or [head]))


def _is_named_so(scene: Scene, mention: Mention, head: Token) -> bool:
    """Whether a name is the phrase's own: "the channel TyC Sports", not "the paper of Norland"."""
    name = scene.mentioned.heads[mention.id]
    return name.i == head.i or (name.head.i == head.i and name.dep_ in {"appos", "compound"})


def _own_channel(scene: Scene, draft: Draft, taken: set[int]) -> list[Token]:
    """The channel that the cue or its clause names."""
    if draft.entry.channel == ("subject",):
        return _one_each(draft.through)
    around = _clause_of(scene, draft, taken)
    heads = [t for t in around if t.dep_ in OBJECTS and t.pos_ in NOMINAL]
    named = [t for t in heads if _is_medium(scene, t) and _leads(scene, t)]
    named += [t for t in draft.through if _is_medium(scene, t)]
    asked = [t for t in heads if _interviews(scene, t) and not _is_hearer(scene, t)]
    return _one_each((*named, *asked))


def _one_each(heads: Iterable[Token]) -> list[Token]:
    """The heads in text order; of "the news agency SANA" only the name."""
    heads = [_name_behind(head) or head for head in heads]
    chosen = {t.i: t for t in heads}
    for i in sorted(chosen):
        behind = [t for t in chosen.values() if t.i > i and phrase(t)[0].i == i + 1]
        if behind and behind[0].text[0].isupper():
            del chosen[i]
    return [chosen[i] for i in sorted(chosen)]


def _name_behind(head: Token) -> Token | None:
    """The name right behind a medium's noun, which the parser may hang beside it: "channel Six"."""
    last = phrase(head)[-1].i
    if head.pos_ != "NOUN" or last != head.i or last + 1 >= len(head.doc):
        return None
    first = head.doc[last + 1]
    named = first.text[0].isupper() and first.head.i >= head.i and first.sent == head.sent
    return phrase_from(first) if named else None


def _clause_of(scene: Scene, draft: Draft, taken: set[int]) -> list[Token]:
    """The tokens of the cue's sentence that are nobody's content and not the speaker's phrase."""
    sentence = scene.sentence(draft.head.i)
    if sentence is None:
        return []
    nested = draft.head.i in taken
    inner = set(subtree(draft.head)) if nested else set()
    speakers = {i for head in draft.said_by for i in subtree(head)} - {draft.head.i}
    return [
        t
        for t in sentence.tokens
        if t.i not in speakers and (t.i not in taken or (t.i in inner and t.i not in draft.content))
    ]


def _leads(scene: Scene, head: Token) -> bool:
    """Whether a medium is where it went: told to it, said on it, carried by it."""
    return head.dep_ != "pobj" or head.head.lower_ in scene.words.occasion


def _is_medium(scene: Scene, head: Token) -> bool:
    if _is_hearer(scene, head):
        return False
    mention = scene.mentioned.headed_by(head)
    if mention is not None and any(c in scene.media for c in (*mention.candidates, mention.actor)):
        return True
    words = (head, *children(head, "compound", "amod", "nmod", "appos"))
    return any(t.lower_ in scene.words.media for t in words if t.pos_ in {"NOUN", "PROPN", "ADJ"})


def _interviews(scene: Scene, head: Token) -> bool:
    """Whether a head is whom an interview is with, or who asked: "in an interview with Amir"."""
    preposition = head.head
    if head.dep_ != "pobj" or preposition.lower_ not in scene.words.interviewer:
        return False
    above = preposition.head
    if above.pos_ == "NOUN":
        return above.lemma_.lower() in scene.words.interview
    fronted = above.dep_ in {"advcl", "acl"} and above.tag_ in PARTICIPLES
    return (
        fronted
        and above.lemma_.lower() in scene.words.speaking
        and head.pos_ == "PROPN"
        and above.tag_ == "VBN"
    )


def _is_hearer(scene: Scene, head: Token) -> bool:
    return head.lemma_.lower() in scene.words.hearers


def _other_occasion(scene: Scene, draft: Draft, taken: set[int]) -> bool:
    """Whether the cue's clause names another occasion: "told parliament", "in a statement"."""
    if draft.entry.id in scene.words.written:
        return True
    around = _clause_of(scene, draft, taken)
    heads = [t for t in (*around, *draft.through) if t.dep_ in OBJECTS]
    return any(_is_hearer(scene, t) or t.lemma_.lower() in scene.words.documents for t in heads)
