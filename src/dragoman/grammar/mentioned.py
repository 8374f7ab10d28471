"""Which mention a phrase carries: a look-up from tokens to the mentions of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import antecedent_of_relative, phrase
from dragoman.grammar.tree import stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc, Token

    from dragoman.record import Mention


class Mentioned:
    """The mentions of one report by token.

    Args:
        doc: The parse whose text the mentions point into.
        mentions: Mentions in any order, resolved or not.
    """

    def __init__(self, doc: Doc, mentions: Iterable[Mention]) -> None:
        self.doc = doc
        self.by_head: dict[int, Mention] = {}
        self.by_token: dict[int, list[Mention]] = {}
        self.heads: dict[str, Token] = {}
        self.joint: dict[int, list[Mention]] = {}
        for mention in sorted(mentions, key=lambda m: (m.span.start, -m.span.end)):
            words = stretch(doc, mention.span.start, mention.span.end)
            if words is None:
                continue
            root = words.root
            self.heads[mention.id] = root
            kept = self.by_head.get(root.i)
            if kept is not None and kept.span == mention.span:
                self.joint.setdefault(root.i, [kept]).append(mention)
            elif kept is None or len(kept.span.quote) < len(mention.span.quote):
                self.by_head[root.i] = mention
            for at in range(words.start, words.end):
                self.by_token.setdefault(at, []).append(mention)

    def headed_by(self, head: Token) -> Mention | None:
        """The mention whose head word is this token (a relative pronoun counts as its noun)."""
        return self.by_head.get(antecedent_of_relative(head).i)

    def everyone(self, head: Token) -> list[Mention]:
        """All mentions headed by this token: several where "they" means a joint subject."""
        noun = antecedent_of_relative(head)
        mention = self.by_head.get(noun.i)
        if mention is None:
            return []
        together = self.joint.get(noun.i, [])
        return together if mention in together else [mention]

    def covering(self, token: Token) -> Mention | None:
        """The shortest mention that covers a token, or None."""
        held = self.by_token.get(token.i)
        return min(held, key=lambda m: len(m.span.quote)) if held else None

    def within(self, tokens: Sequence[Token]) -> list[Mention]:
        """The mentions whose heads lie among the tokens, in text order, each once."""
        inside = {token.i for token in tokens}
        found = [self.by_head[i] for i in sorted(inside) if i in self.by_head]
        return list(dict.fromkeys(found))

    def named_in(self, head: Token) -> Mention | None:
        """The mention a noun phrase carries: at its head, else at its nearest modifier.

        "the attack on Gaza" has none at "attack" and Gaza below it; modifiers are tried as
        possessor, nationality, then any word of the bare phrase, leftmost first.
        """
        own = self.headed_by(head)
        if own is not None:
            return own
        below = [t for t in phrase(head) if t.i != head.i and t.i in self.by_head]
        ranked = sorted(below, key=lambda t: (t.dep_ != "poss", t.dep_ != "amod", t.i))
        return self.by_head[ranked[0].i] if ranked else None
