"""A match -> who acts and who is acted upon: mentions where words name actors, words where not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.events.match import Match, heads_of
from dragoman.grammar.arguments import arguments_of
from dragoman.grammar.clauses import VERBAL, phrase, with_conjuncts
from dragoman.record import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from dragoman.events.patterns import Patterns
    from dragoman.grammar.mentioned import Mentioned
    from dragoman.parse import Parse

WIDE = ("object", "dative", "to", "with", "against", "on", "from", "for", "of", "in")


class Roles:
    """Reads the roles of matches in one report."""

    def __init__(self, parse: Parse, patterns: Patterns, mentioned: Mentioned) -> None:
        self.parse, self.patterns, self.mentioned = parse, patterns, mentioned

    def of(self, match: Match) -> tuple[tuple[Role, ...], tuple[Role, ...]]:
        """Source and target of a match, each in text order, empty where nobody is named.

        Events without a direction have the first party as source and the others as target.
        """
        entry = match.pattern.entry
        source = self._first(match, entry.source)
        taken = {role.key for role in source}
        target = tuple(r for r in self._first(match, entry.target, taken) if r.key not in taken)
        if entry.symmetric and not target and len(source) > 1:
            return source[:1], source[1:]
        return source, target

    def _first(
        self, match: Match, slots: tuple[str, ...], taken: Iterable[str] = ()
    ) -> tuple[Role, ...]:
        """The roles of the first slot that holds somebody; named actors go before bare words."""
        worded: tuple[Role, ...] = ()
        for slot in slots:
            roles = self._of_heads(self._heads(match, slot), set(taken))
            if any(role.mention for role in roles):
                return roles
            worded = worded or roles
        return worded

    def _heads(self, match: Match, slot: str) -> list[Token]:
        if slot == "clause-target":
            return [h for head in match.arguments.of("clause") for h in self._of_clause(head)]
        return heads_of(match.arguments, slot)

    def _of_clause(self, head: Token) -> list[Token]:
        """Whoever the complement's deed is aimed at: "threatened to attack Iran"."""
        arguments = arguments_of(head, self.patterns.light)
        for slot in WIDE:
            named = [h for h in arguments.of(slot) if self.mentioned.named_in(h)]
            if named:
                return named
        inner = [h for h in arguments.of("clause") if h.pos_ in VERBAL]
        return [h for verb in inner for h in self._of_clause(verb)]

    def _of_heads(self, heads: list[Token], taken: set[str]) -> tuple[Role, ...]:
        found: dict[str, Role] = {}
        for head in with_conjuncts(heads):
            role = self._of_head(head)
            if role is not None and role.key not in taken:
                found.setdefault(role.key, role)
        return tuple(found.values())

    def _of_head(self, head: Token) -> Role | None:
        mention = self.mentioned.headed_by(head)
        if mention is not None:
            return Role.of(mention)
        if self.patterns.lemma(head) in self.patterns.people:
            return Role.words(self.parse.span_of(phrase(head)))
        mention = self.mentioned.named_in(head)
        return Role.of(mention) if mention is not None else None
