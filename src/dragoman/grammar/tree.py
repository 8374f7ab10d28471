"""A spaCy Doc -> its tree in plain lists, and what was found out about its words, each once.

All stages ask the same questions of the same words: who hangs on them, who acts, what fills their
slots. spaCy makes a new object of every word that it is asked for, so the words are listed once a
Doc, with what hangs on each; and a question marked ``once`` is answered once a word, whoever asks.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from spacy.attrs import DEP, HEAD

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from typing import Concatenate, ParamSpec

    from spacy.tokens import Doc, Span, Token

    Given = ParamSpec("Given")

Answer = TypeVar("Answer")
Row = TypeVar("Row")
KEPT = 2  # Docs: the stages run over one report after the other


class Tree:
    """The words of one Doc and what hangs on each.

    ``below`` has the children of each word in text order, ``labelled`` the same with their
    dependency labels. Treat both as read only.

    Args:
        doc: A parsed Doc, not to be changed any more.
    """

    def __init__(self, doc: Doc) -> None:
        self.tokens: list[Token] = list(doc)
        above, labels = doc.to_array([HEAD, DEP]).astype("int64").T.tolist()
        names = {label: doc.vocab.strings[label & MASK] for label in set(labels)}
        nothing: tuple[Token, ...] = ()
        self.below = [nothing] * len(self.tokens)
        self.labelled: list[tuple[tuple[str, Token], ...]] = [()] * len(self.tokens)
        for token, step, label in zip(self.tokens, above, labels, strict=True):
            if step:  # to the head; the root has none
                at = token.i + step
                self.below[at] += (token,)
                self.labelled[at] += ((names[label], token),)
        self.answers: defaultdict[Hashable, dict[Hashable, Any]] = defaultdict(dict)


MASK = (1 << 64) - 1  # labels are unsigned hashes, steps to the head are signed


@lru_cache(maxsize=KEPT)
def tree_of(doc: Doc) -> Tree:
    """The tree of a Doc, made once; the Docs read last are kept."""
    return Tree(doc)


def dependents(token: Token) -> tuple[Token, ...]:
    """The children of a token in text order, as ``token.children`` has them."""
    return tree_of(token.doc).below[token.i]


def stretch(doc: Doc, start: int, end: int) -> Span | None:
    """The words that a stretch of text touches, found once a Doc; None outside of it.

    Args:
        doc: A parsed Doc.
        start: Offset of the first code point.
        end: Offset after the last one.
    """
    known = tree_of(doc).answers[stretch]
    if (start, end) not in known:
        known[start, end] = doc.char_span(start, end, alignment_mode="expand")
    found: Span | None = known[start, end]
    return found


def once_of(doc: Doc, rows: Iterable[Row], read: Callable[[Doc, Iterable[Row]], Answer]) -> Answer:
    """What is read of a Doc and a tuple of rows, read once for all stages that have that tuple."""
    known = tree_of(doc).answers[read]
    if not isinstance(rows, tuple) or known.get("rows") is not rows:
        known["rows"], known["answer"] = rows, read(doc, rows)
    found: Answer = known["answer"]
    return found


def once(
    question: Callable[Concatenate[Token, Given], Answer],
) -> Callable[Concatenate[Token, Given], Answer]:
    """A question about a token that is answered once a Doc; all who ask share one answer.

    What else is given with the token must be hashable.
    """

    @wraps(question)
    def answer(token: Token, *given: Given.args, **named: Given.kwargs) -> Answer:
        answers = tree_of(token.doc).answers[question]
        key = (token.i, *given) if given else token.i
        try:
            found: Answer = answers[key]
        except KeyError:
            found = answers[key] = question(token, *given, **named)
        return found

    return cast("Callable[Concatenate[Token, Given], Answer]", answer)


def listed_once(question: Callable[[Token], list[Answer]]) -> Callable[[Token], list[Answer]]:
    """A question that is answered once a Doc with a list, of which everyone gets a copy."""
    shared = once(question)

    @wraps(question)
    def answer(token: Token) -> list[Answer]:
        return list(shared(token))

    return answer
