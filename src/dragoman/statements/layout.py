"""Scene -> drafts read off the page: transcripts ("KERRY: …") and headlines ("Lund: ‘…’")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.statements.scene import Draft

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.parse import Sentence
    from dragoman.statements.scene import Scene

LONGEST_LABEL = 6  # tokens of a speaker's name and office before the colon
FEWEST_LINES = 2  # one such line may be a dateline ("KABUL: Officials said …")
SHORTEST = 3  # words after a headline's colon
PERSONS = frozenset({"role", "title"})


def labelled(scene: Scene) -> list[Draft]:
    """The drafts of a report's transcript lines, and of lines that are a name and a quotation."""
    lines = _lines(scene)
    return [*_transcript(scene, lines), *filter(None, (_line_quote(scene, k) for k in lines))]


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
    """The lines that begin with a speaker's name in capitals, where there are two or more."""
    marked = [(k, colon) for k, line in enumerate(lines) if (colon := _label(line)) is not None]
    if len(marked) < FEWEST_LINES:
        return []
    found = []
    for number, (k, colon) in enumerate(marked):
        following = marked[number + 1][0] if number + 1 < len(marked) else k + 1
        draft = _draft(scene, lines[k], colon)
        draft.content |= {t.i for line in lines[k + 1 : following] for t in line}
        found.append(draft)
    return found


def _lines(scene: Scene) -> list[tuple[Token, ...]]:
    """The tokens of every part read as prose."""
    lines: dict[int, list[Token]] = {}
    sentences: dict[int, Sentence] = {}
    for sentence in scene.sentences:
        sentences[sentence.paragraph] = sentence
        lines.setdefault(sentence.paragraph, []).extend(
            t for t in sentence.tokens if not t.is_space
        )
    return [tuple(tokens) for tokens in lines.values()]


def _label(line: tuple[Token, ...]) -> int | None:
    """The place of the colon after a speaker's label in capitals, or None."""
    for at, token in enumerate(line[: LONGEST_LABEL + 1]):
        if token.text == ":":
            words = [t for t in line[:at] if t.is_alpha]
            shouted = sum(map(len, words)) > 1 and all(t.is_upper for t in words)
            return at if shouted and len(line) > at + 1 else None
        if not (token.is_alpha or token.is_punct):
            return None
    return None


def _draft(scene: Scene, line: tuple[Token, ...], colon: int) -> Draft:
    content = {t.i for t in line[colon + 1 :]}
    words = [t for t in line[:colon] if t.is_alpha]
    return Draft(
        scene.cues.layout["speaker-label"], "quote", line[colon], [line[colon]], [words[-1]],
        content,
        direct=True,
    )  # fmt: skip
