"""A title -> its draft where marks stand for a cue: "UN envoy: talks may resume", "… – rebels"."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import VERBAL
from dragoman.statements.scene import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from dragoman.statements.scene import Quoted, Scene

HEADINGS = frozenset({"title", "standfirst"})
COLON, DASHES = ":", frozenset({"–", "—", "-", "--"})
LONGEST_LABEL = 7  # tokens of who speaks, with what about: "Minister on flood: ‘…’"
SHORTEST = 3  # words of what is said where no marks show that it is
PERSONS = frozenset({"role", "title", "group"})
NAMING = frozenset({"NOUN", "PROPN"})
PERSON = "PERSON"  # the entity recogniser's label


def headline(scene: Scene, line: Sequence[Token]) -> Draft | None:
    """The draft of a title that is a speaker, a colon or dash, and what is said, in any order.

    What stands in quotation marks is said by any name; without them the name must be somebody who
    speaks, since "Syria: rebels leave Homs" only names the place.
    """
    if scene.sentences[scene.sentence_of[line[0].i]].part not in HEADINGS:
        return None
    for mark, label, rest in _divided(line):
        head = _speaker(label)
        if head is None:
            continue
        quote = _quotation(scene, rest)
        if quote is None and not (_is_said(rest) and _speaks(scene, head)):
            continue
        content = {t.i for t in rest} if quote is None else set(range(quote.first, quote.last + 1))
        entry = scene.cues.layout["label-quote"]
        return Draft(entry, "quote", mark, [mark], [head], content, direct=quote is not None)
    return None


def _divided(line: Sequence[Token]) -> Iterator[tuple[Token, Sequence[Token], Sequence[Token]]]:
    """The marks that may part a speaker from what is said: the mark, the speaker, the rest."""
    marks = [k for k, t in enumerate(line) if t.text == COLON or _is_dash(line, k)]
    for k in marks[:1]:
        if line[k].text == COLON and k <= LONGEST_LABEL:
            yield line[k], line[:k], line[k + 1 :]
    for k in marks[-1:]:
        if len(line) - k - 1 <= LONGEST_LABEL:
            yield line[k], line[k + 1 :], line[:k]


def _is_dash(line: Sequence[Token], k: int) -> bool:
    """Whether a dash stands between spaces; "Franco-German" has another."""
    return (
        line[k].text in DASHES and k > 0 and bool(line[k].whitespace_ and line[k - 1].whitespace_)
    )


def _speaker(label: Sequence[Token]) -> Token | None:
    """The head of a label that is one phrase without a verb: "Minister on flood"."""
    words = [t for t in label if not t.is_punct]
    if any(t.pos_ in VERBAL or t.like_num for t in words):
        return None
    first = takewhile(lambda t: t.pos_ != "ADP", words)
    named = [t for t in first if t.pos_ in NAMING]
    return named[-1] if named else None


def _quotation(scene: Scene, rest: Sequence[Token]) -> Quoted | None:
    """The quotation that is all of what a title says."""
    for token in rest[:2]:
        quote = scene.spoken_quote(token.i)
        if quote is not None:
            outside = [t for t in rest if not quote.holds(t.i) and t.is_alpha]
            return quote if not outside else None
    return None


def _is_said(rest: Sequence[Token]) -> bool:
    words = [t for t in rest if t.is_alpha]
    return len(words) >= SHORTEST and any(t.pos_ in VERBAL for t in rest)


def _speaks(scene: Scene, head: Token) -> bool:
    """Whether a name is somebody's who speaks: a role, a person, a body, a report; no place."""
    if head.lemma_.lower() in scene.words.documents:
        return True
    mention = scene.mentioned.headed_by(head)
    if mention is not None and mention.kind in PERSONS:
        return True
    if mention is not None and mention.candidates:
        return mention.candidates[0] in scene.lists.speaking
    sentence = scene.sentence(head.i)
    return sentence is not None and scene.parse.entity_labels([sentence]).get(head.i) == PERSON
