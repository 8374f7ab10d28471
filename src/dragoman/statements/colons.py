"""Drafts whose cue stands before a colon -> drafts with the lines that follow as their content."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.parse import Sentence
    from dragoman.statements.scene import Draft, Scene

WIDEST_GAP = 2  # paragraphs without an "I" or "we" within words that go on in the first person


def fill_open(scene: Scene, drafts: list[Draft]) -> None:
    """Gives a cue before a colon the unquoted lines that follow it.

    "The minister said:" and then, without marks, what he said: the rest of the line or the next
    paragraph, and what follows as far as it goes on in the first person.
    """
    last: dict[int, Draft] = {}
    for draft in drafts:
        if "quote" in draft.entry.takes and not draft.in_quote and _is_open(scene, draft):
            last[scene.sentence_of[draft.head.i]] = draft
    for number, draft in last.items():
        following = _following(scene, number, begun=bool(draft.content))
        for sentence in following:
            draft.content |= set(range(sentence.tokens.start, sentence.tokens.end))
        draft.direct = draft.direct or bool(following)


def _is_open(scene: Scene, draft: Draft) -> bool:
    """Whether a colon ends the cue's sentence, or parts the cue from an unquoted content."""
    tokens = scene.sentences[scene.sentence_of[draft.head.i]].tokens
    if not draft.content:
        return bool(tokens[-1].text[-1] == ":")
    first = min(draft.content)
    return first > draft.head.i and scene.doc[first - 1].text == ":" and _unquoted(scene, draft)


def _unquoted(scene: Scene, draft: Draft) -> bool:
    return all(scene.quote_at[i] is None for i in draft.content)


def _following(scene: Scene, number: int, *, begun: bool) -> list[Sentence]:
    """The sentences behind a colon that are the speaker's."""
    rest = scene.sentences[number + 1 :]
    if not rest:
        return []
    home = scene.sentences[number].paragraph if begun else rest[0].paragraph
    kept: list[Sentence] = []
    waiting: list[Sentence] = []
    for sentence in rest:
        own = any(t.lower_ in scene.words.first_person for t in sentence.tokens)
        here = sentence.paragraph == home
        quoted = any(scene.spoken_quote(t.i) is not None for t in sentence.tokens)
        if quoted or sentence.paragraph - home > WIDEST_GAP + 1:
            break
        waiting.append(sentence)
        if own or (here and not begun):
            kept, waiting = [*kept, *waiting], []
            home = sentence.paragraph
    return kept
