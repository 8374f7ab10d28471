"""Scene -> drafts read off the page: transcripts ("KERRY: …") and headlines ("Lund: ‘…’")."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from dragoman.grammar.tree import tree_of
from dragoman.statements.headlines import headline
from dragoman.statements.scene import Draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from dragoman.statements.scene import Scene

LONGEST_LABEL = 6  # tokens of a speaker's name and office before the colon
FEWEST_LINES = 2  # one such line may be a dateline ("KABUL: Officials said …")
FEWEST_TURNS = 3  # lines whose label comes again, where labels are not in capitals
LETTER = re.compile(r"[A-Z]\.")  # "Q." and "A."


def labelled(scene: Scene) -> list[Draft]:
    """The drafts of a report's transcript lines, and of lines that are a name and what was said."""
    lines = _lines(scene)
    said = (headline(scene, line) or _line_quote(scene, line) for line in lines)
    return [*_transcript(scene, lines), *filter(None, said)]


def _line_quote(scene: Scene, line: tuple[Token, ...]) -> Draft | None:
    """A line that is a speaker and a quotation: "Lund: “The dam will hold”"."""
    at = next((k for k, t in enumerate(line[: LONGEST_LABEL + 1]) if t.text == ":"), 0)
    label = line[:at]
    quote = scene.spoken_quote(line[at + 2].i) if len(line) > at + 2 else None
    if not label or quote is None or not line[at].i < quote.first <= line[at].i + 2:
        return None
    rest = [t for t in line if t.i > quote.last and t.is_alpha]
    head = scene.doc[label[0].i : line[at].i].root
    if rest or head.pos_ not in {"NOUN", "PROPN"} or any(t.pos_ in {"VERB", "AUX"} for t in label):
        return None
    content = set(range(quote.first, quote.last + 1))
    cue = scene.cues.layout["label-quote"]
    return Draft(cue, "quote", line[at], [line[at]], [head], content, direct=True)


def _transcript(scene: Scene, lines: list[tuple[Token, ...]]) -> list[Draft]:
    """The lines that begin with a speaker's label, where they make a transcript."""
    marked = [(k, at) for k, line in enumerate(lines) if (at := _label(line)) is not None]
    if not _is_transcript([(lines[k], at) for k, at in marked]):
        return []
    found = []
    for number, (k, at) in enumerate(marked):
        following = marked[number + 1][0] if number + 1 < len(marked) else k + 1
        draft = _draft(scene, lines[k], at)
        draft.content |= {t.i for line in lines[k + 1 : following] for t in line}
        found.append(draft)
    return found


def _is_transcript(marked: Sequence[tuple[tuple[Token, ...], int]]) -> bool:
    """Whether labelled lines are speech: two in capitals, or some with a label that comes again.

    "Population: 11 million" and "Capital: Sucre" have no label twice.
    """
    shouted = sum(_is_shouted(line[:at]) for line, at in marked)
    labels = Counter(" ".join(t.text for t in line[:at]) for line, at in marked)
    again = sum(count for count in labels.values() if count > 1)
    return shouted >= FEWEST_LINES or again >= FEWEST_TURNS


def _lines(scene: Scene) -> list[tuple[Token, ...]]:
    """The tokens of every part read as prose."""
    lines: dict[int, list[Token]] = {}
    tokens = tree_of(scene.doc).tokens
    for sentence in scene.sentences:
        place = range(sentence.tokens.start, sentence.tokens.end)
        line = lines.setdefault(sentence.paragraph, [])
        line += [tokens[i] for i in place if not scene.blank[i]]
    return [tuple(line) for line in lines.values()]


def _label(line: tuple[Token, ...]) -> int | None:
    """The place of the mark behind a speaker's label, "KERRY:" or "Q.", or None.

    A label is in capitals, or words with a capital each.
    """
    if LETTER.fullmatch(line[0].text) and len(line) > 1:
        return 0
    for at, token in enumerate(line[: LONGEST_LABEL + 1]):
        if token.text == ":":
            words = [t for t in line[:at] if t.is_alpha]
            named = bool(words) and all(t.text[0].isupper() for t in words)
            return at if named and len(line) > at + 1 else None
        if not (token.is_alpha or token.is_punct or token.text.endswith(".")):
            return None
    return None


def _is_shouted(label: Sequence[Token]) -> bool:
    words = [t for t in label if t.is_alpha]
    return sum(map(len, words)) > 1 and all(t.is_upper for t in words)


def _draft(scene: Scene, line: tuple[Token, ...], at: int) -> Draft:
    content = {t.i for t in line[at + 1 :]}
    words = [t for t in line[:at] if t.is_alpha] or [line[0]]
    entry = scene.cues.layout["speaker-label"]
    return Draft(entry, "quote", line[at], [line[at]], [words[-1]], content, direct=True)
