"""Drafts -> who their speakers are among each other, before anybody is resolved.

A name to compare by, no actor: "Zamir Kabulov", "Kabulov" and a "he" after them are one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from dragoman.statements.scene import Draft, Scene

UNSAID = frozenset({"think", "plan"})


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
        last: frozenset[str] = frozenset()
        for number, draft in enumerate(drafts):
            names = self._names(draft, last)
            self.named.append(names)
            if names and number not in inside:
                last = names

    def same(self, one: int, other: int) -> bool:
        """Whether two drafts have a speaker in common, as far as the words tell."""
        return bool(self.named[one] & self.named[other])

    def _names(self, draft: Draft, last: frozenset[str]) -> frozenset[str]:
        names: set[str] = set()
        for head in draft.said_by:
            if head.lower_ in self.scene.words.pronouns:
                names |= last
            else:
                names.add(self._known(self.name_of(head)))
        return frozenset(names)

    def _known(self, name: str) -> str:
        """The name as an earlier speaker has it: "the minister" after "Minister Pavel Dorn"."""
        return name

    def name_of(self, head: Token) -> str:
        """What a phrase is compared by: a name's last proper noun, else its head's lemma."""
        proper = [t for t in phrase(head) if t.pos_ == "PROPN" and t.dep_ != "poss"]
        if head.pos_ == "PROPN" or not proper:
            return head.lower_ if head.pos_ == "PROPN" else head.lemma_.lower()
        return head.lemma_.lower()
