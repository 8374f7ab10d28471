"""Which statement says what stands at a place: a look-up from the text to statements."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, Token

    from dragoman.record import Statement


ATTITUDES = frozenset({"think", "plan"})
FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})


def vouches(statement: Statement, doc: Doc) -> bool:
    """Whether a statement is a source for what stands in its content.

    What is said is, and so is a belief in a quotation or a clause of its own ("Norway believes
    that Serbia attacked"). A judgement on a thing or a plan is not: in "Norway backed Nigeria in
    its fight against Boko Haram" and "Norway plans to recall its envoy" the narrator says so.
    """
    if statement.act not in ATTITUDES or statement.mode != "indirect":
        return True
    for span in statement.content:
        words = doc.char_span(span.start, span.end, alignment_mode="contract")
        if words is None or words.root.pos_ not in {"VERB", "AUX"}:
            continue
        verbs = (words.root, *(c for c in words.root.children if c.dep_ in {"aux", "auxpass"}))
        if any(verb.tag_ in FINITE for verb in verbs):
            return True
    return False


class Said:
    """The contents of one report's statements by place, of those that vouch for them.

    Args:
        statements: The statements of the report.
        doc: Its parse.
    """

    def __init__(self, statements: Iterable[Statement], doc: Doc) -> None:
        self.by_id = {statement.id: statement for statement in statements}
        self._contents = sorted(
            (span.start, span.end, statement.id)
            for statement in self.by_id.values()
            if vouches(statement, doc)
            for span in statement.content
        )
        self._starts = [start for start, _, _ in self._contents]

    def at(self, offset: int, end: int | None = None) -> Statement | None:
        """The innermost statement whose content holds a place, or None in the narrator's voice.

        Of several the shortest content counts, and of equal ones the statement nested deeper.

        Args:
            offset: Where the place begins.
            end: Where it ends, exclusive; the one code point at ``offset`` by default.
        """
        last = offset + 1 if end is None else end
        held = [
            (until - start, -self._depth(id_), start, id_)
            for start, until, id_ in self._contents[: bisect_right(self._starts, offset)]
            if last <= until
        ]
        return self.by_id[min(held)[3]] if held else None

    def innermost(self, token: Token) -> Statement | None:
        """The innermost statement whose content holds a word."""
        return self.at(token.idx)

    def around(self, statement: Statement) -> Statement | None:
        """The statement that another is nested in, or None."""
        return self.by_id.get(statement.inside or "")

    def source_of(self, id_: str | None) -> tuple[str, ...]:
        """Who stands behind a statement: its speakers, and those of the statements around it."""
        keys: list[str] = []
        seen: set[str] = set()
        while id_ in self.by_id and id_ not in seen:
            seen.add(id_)
            statement = self.by_id[id_]
            keys += sorted(role.actor or role.name.casefold() for role in statement.speaker)
            id_ = statement.inside
        return tuple(keys)

    def _depth(self, id_: str) -> int:
        depth, seen = 0, {id_}
        while (outer := self.by_id[id_].inside) in self.by_id and outer not in seen:
            seen.add(outer)
            id_, depth = outer, depth + 1
        return depth


def said_of(doc: Doc, statements: Iterable[Statement]) -> Said:
    """The contents of a report's statements, for ``dragoman.grammar.tree.once_of``."""
    return Said(statements, doc)
