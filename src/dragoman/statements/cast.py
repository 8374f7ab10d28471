"""Drafts -> who their speakers are among each other, before anybody is resolved.

A name to compare by, no actor: "Zamir Kabulov", "Kabulov" and a "he" after them are one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import children, phrase
from dragoman.statements.via import is_medium

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from dragoman.statements.scene import Draft, Scene

PLURAL = frozenset({"NNS", "NNPS"})
THE_AND_ROLE = 2  # words of "the soldier"


class Cast:
    """The speakers of a report's drafts, by number of the draft.

    Args:
        scene: The report.
        drafts: Its drafts in text order.
        inside: For a nested draft, the number of the draft around it.
    """

    def __init__(self, scene: Scene, drafts: Sequence[Draft], inside: dict[int, int]) -> None:
        self.scene = scene
        self.named: list[frozenset[str]] = []
        self._last_called: dict[str, str] = {}
        self._described: dict[str, frozenset[str]] = {}  # by word: the last speakers so called
        last: frozenset[str] = frozenset()
        self._many = False
        self._place = -1  # the paragraph of the last speaker, if that is no medium
        for number, draft in enumerate(drafts):
            names = self._names(draft, last)
            self.named.append(names)
            if any(head.pos_ == "PROPN" for head in draft.said_by):
                self._described.update(dict.fromkeys(_offices(draft.said_by), names))
            if names and number not in inside:
                last = names
                told = any(is_medium(scene, head) for head in draft.said_by)
                self._place = -1 if told else scene.paragraph(draft.head.i)
                self._many = any(head.tag_ in PLURAL for head in draft.said_by)

    def same(self, one: int, other: int) -> bool:
        """Whether two drafts have a speaker in common, as far as the words tell."""
        return bool(self.named[one] & self.named[other])

    def _names(self, draft: Draft, last: frozenset[str]) -> frozenset[str]:
        names: set[str] = set()
        for head in draft.said_by:
            if head.lower_ in self.scene.words.pronouns or self._takes_up(head):
                one = self._many and head.lower_ in self.scene.words.singular
                names |= {head.lower_} if one else last
            elif self._is_called_before(head):
                names |= self._described[head.lemma_.lower()]
            else:
                names.add(self.name_of(head))
        return frozenset(names)

    def _is_called_before(self, head: Token) -> bool:
        """Whether a role is in the words for an earlier speaker: "the minister" after his title."""
        words = phrase(head)
        definite = words[0].lower_ in self.scene.words.definite
        return (
            definite
            and head.pos_ == "NOUN"
            and len(words) == THE_AND_ROLE
            and head.lemma_.lower() in self._described
        )

    def _takes_up(self, head: Token) -> bool:
        """Whether a role is the last speaker's, told in other words: "The soldier also said".

        It is a person's and points back, but nobody was called so before; a minister may be known
        without, save where one spoke right before, in the same paragraph.
        """
        words, lemma = self.scene.words, head.lemma_.lower()
        near = self.scene.paragraph(head.i) == self._place and not self._many
        if head.pos_ != "NOUN" or lemma in words.documents:
            return False
        if lemma in words.speaking_offices and not near:
            return False
        mention, named = self.scene.mentioned.headed_by(head), phrase(head)
        alone = all(t.dep_ in {"det", "compound"} for t in named if t.i != head.i)
        if mention is None or mention.kind != "role" or not alone or head.tag_ in PLURAL:
            return False
        before = self.scene.doc[: head.i]
        return named[0].lower_ in words.definite and all(t.lemma_.lower() != lemma for t in before)

    def name_of(self, head: Token) -> str:
        """What a phrase is compared by: a name's last word; for a role the whole of its words.

        "the spokesman" is the last speaker who was called one, "a Kremlin spokesman" a new one.
        """
        if head.pos_ == "PROPN":
            return head.lower_
        lemma = head.lemma_.lower()
        words = [t for t in phrase(head) if t.dep_ != "det"]
        if len(words) == 1:
            return self._last_called.get(lemma, lemma)
        name = " ".join(t.lower_ for t in words)
        self._last_called[lemma] = name
        return name


def _offices(heads: Sequence[Token]) -> set[str]:
    """The common words for some named speakers: their titles, and the nouns beside their names."""
    titles = {t.lemma_.lower() for head in heads for t in phrase(head) if t.i < head.i}
    beside = (c for head in heads for c in (*children(head, "appos"), head.head))
    return titles | {c.lemma_.lower() for c in beside if c.pos_ == "NOUN"}
