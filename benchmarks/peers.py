"""Other programs' ways of finding who said what, for the table of ``statements.py``.

textacy is the program itself. The Gender Gap Tracker's extractor needs spaCy 2 and neuralcoref and
is in no package, so its published method is written again here from its description, with none of
its code: clauses below verbs of speech, "according to", and quotations left over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from polnear import Attribution

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

SHORTEST = 4  # words of a content; the published method drops shorter ones
QUOTED = re.compile(r"[“\"]([^“”\"\n]+)[”\"]")
PARAGRAPH = re.compile(r"[^\n]+")
SPEECH = """
say tell add claim announce argue ask accuse deny confirm warn write tweet state insist report
reply respond declare note suggest explain vow pledge promise describe believe think know hope
expect admit acknowledge allege assert complain concede conclude contend demand disclose emphasize
estimate indicate joke maintain mention observe point predict recall reiterate reveal stress
testify urge
"""
VERBS = frozenset(SPEECH.split())


def gender_gap(doc: Doc) -> list[Attribution]:
    """What the Gender Gap Tracker's published method finds in a parsed text."""
    found = [*_below_verbs(doc), *_according_to(doc)]
    return [*found, *_left_over(doc, found)]


def _below_verbs(doc: Doc) -> Iterator[Attribution]:
    for token in doc:
        verb = token.head
        if token.dep_ != "ccomp" or verb.lemma_.lower() not in VERBS:
            continue
        content = doc[token.left_edge.i : token.right_edge.i + 1]
        speaker = _subject(verb)
        if speaker is not None and _words(content) >= SHORTEST:
            yield _attribution(speaker, [verb], content)


def _according_to(doc: Doc) -> Iterator[Attribution]:
    for token in doc[:-1]:
        if token.lower_ != "according" or token.nbor().lower_ != "to":
            continue
        objects = [child for child in token.nbor().children if child.dep_ == "pobj"]
        if objects:
            speaker = doc[objects[0].left_edge.i : objects[0].right_edge.i + 1]
            sentence, last = token.sent, max(speaker.end, token.i + 2)
            before, after = doc[sentence.start : token.i], doc[last : sentence.end]
            content = max((before, after), key=_words)
            if _words(content) >= SHORTEST:
                yield _attribution(speaker, [token, token.nbor()], content)


def _left_over(doc: Doc, found: list[Attribution]) -> Iterator[Attribution]:
    """Quotations in nobody's content: the verb of speech of their sentence, else who spoke last."""
    taken = [spans for one in found for spans in one.content]
    spoke = sorted(found, key=lambda one: one.cue)
    for match in QUOTED.finditer(doc.text):
        start, end = match.span(1)
        if any(a < end and start < b for a, b in taken):
            continue
        span = doc.char_span(start, end, alignment_mode="contract")
        if span is None or _words(span) < SHORTEST:
            continue
        verbs = [t for t in span.sent if t.lemma_.lower() in VERBS and not start <= t.idx < end]
        beside = [(verb, who) for verb in verbs if (who := _subject(verb)) is not None]
        before = [one for one in spoke if one.cue[0][0] < start]
        if beside:
            yield _attribution(beside[0][1], [beside[0][0]], span)
        elif before:
            yield Attribution(before[-1].source, before[-1].cue, ((start, end),))


def _subject(verb: Token) -> Span | None:
    for child in verb.children:
        if child.dep_ == "nsubj":
            return verb.doc[child.left_edge.i : child.right_edge.i + 1]
    return None


def _words(span: Span) -> int:
    return sum(token.is_alpha for token in span)


def _attribution(speaker: Span, cue: list[Token], content: Span) -> Attribution:
    return Attribution(
        ((speaker.start_char, speaker.end_char),),
        ((cue[0].idx, cue[-1].idx + len(cue[-1])),),
        ((content.start_char, content.end_char),),
    )


def textacy_whole(nlp: Language, text: str) -> list[Attribution]:
    """What textacy's direct quotation extraction finds in a text; nothing where it gives up on it.

    It raises where a text has an odd number of quotation marks.
    """
    return _textacy(nlp(text), 0)


def textacy_by_paragraph(nlp: Language, text: str) -> list[Attribution]:
    """The same, fed line by line, which spares it most of the texts it gives up on."""
    lines = list(PARAGRAPH.finditer(text))
    docs = nlp.pipe(line.group() for line in lines)
    return [
        one for line, doc in zip(lines, docs, strict=True) for one in _textacy(doc, line.start())
    ]


def _textacy(doc: Doc, offset: int) -> list[Attribution]:
    from textacy.extract import direct_quotations  # noqa: PLC0415 - is not always there

    try:
        found = list(direct_quotations(doc))
    except ValueError:
        return []
    return [
        Attribution(
            tuple((t.idx + offset, t.idx + len(t) + offset) for t in one.speaker),
            tuple((t.idx + offset, t.idx + len(t) + offset) for t in one.cue),
            ((one.content.start_char + offset, one.content.end_char + offset),),
        )
        for one in found
    ]
