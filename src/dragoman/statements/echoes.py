"""Drafts -> which draft of the text a title's or standfirst's repeats in fewer words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import full_phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Token

    from dragoman.statements.scene import Draft, Scene

HEADINGS = frozenset({"title", "standfirst"})
APART = frozenset({"deny", "plan"})  # acts that no other act is told for
TELLING = frozenset({"NOUN", "PROPN", "VERB", "NUM", "ADJ"})
SAME_WORDS = 0.5  # share of a heading's words that the text's statement must have too
SAME_SPEAKER = 0.3  # the same where a word for the speaker is in both
FEWEST = 2  # words that a heading must share where its speaker has other words


def echoes_of(scene: Scene, drafts: Sequence[Draft]) -> dict[int, int]:
    """For the drafts of a heading, by number, the draft of the text that each repeats.

    "Norway blames Russia for attack" above "Norway's foreign minister said that Russia …": the
    words of the one are mostly in the other, and no other person is named for it.
    """
    headed = [k for k, draft in enumerate(drafts) if _part(scene, draft) in HEADINGS]
    told = [k for k, draft in enumerate(drafts) if _part(scene, draft) == "body"] if headed else []
    found: dict[int, int] = {}
    for k in headed:
        likely = [(_likeness(scene, drafts[k], drafts[other]), -other) for other in told]
        best, place = max(likely, default=(0.0, 0))
        if best > 0:
            found[k] = -place
    return found


def _part(scene: Scene, draft: Draft) -> str:
    sentence = scene.sentence(draft.head.i)
    return sentence.part if sentence is not None else ""


def _likeness(scene: Scene, heading: Draft, told: Draft) -> float:
    """The share of a heading's words that a statement of the text has, or 0 where it is another."""
    if any((heading.entry.act == act) != (told.entry.act == act) for act in APART):
        return 0.0
    if _are_others(scene, heading.said_by, told.said_by):
        return 0.0
    words = _words(scene, heading.content)
    shared = words & (_words(scene, told.content) | _named(told.said_by))
    one = bool(_named(heading.said_by) & _named(told.said_by))
    share = len(shared) / len(words) if words else 0.0
    if one:
        return share + 1 if share >= SAME_SPEAKER else 0.0
    return share if share >= SAME_WORDS and len(shared) >= FEWEST else 0.0


def _words(scene: Scene, content: Iterable[int]) -> set[str]:
    tokens = (scene.doc[i] for i in content)
    return {t.lemma_.lower() for t in tokens if t.pos_ in TELLING}


def _named(heads: Iterable[Token]) -> set[str]:
    """The words for some speakers with all that hangs on them: office, state, other name."""
    return {t.lemma_.lower() for head in heads for t in full_phrase(head) if t.pos_ in TELLING}


def _are_others(scene: Scene, ours: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Whether two are named who are not one: "Thunberg" and "Sharma", two courts."""
    people = [[h for h in heads if _is_person(scene, h)] for heads in (ours, theirs)]
    if all(people) and _named(people[0]).isdisjoint(_named(people[1])):
        return True
    known = [{c for h in heads for c in _known(scene, h)} for heads in (ours, theirs)]
    return all(k & scene.lists.speaking for k in known) and known[0].isdisjoint(known[1])


def _is_person(scene: Scene, head: Token) -> bool:
    """Whether a name may be a person's: it is no state's, body's or medium's that is known."""
    known = _known(scene, head)
    return head.pos_ == "PROPN" and (not known or known[0] in scene.lists.people)


def _known(scene: Scene, head: Token) -> tuple[str, ...]:
    """The actors of the tables that a name may mean."""
    mention = scene.mentioned.headed_by(head)
    return mention.candidates if mention is not None else ()
