"""A report's tokens -> lemmas and the words around each, every distinct word looked up once."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from spacy.attrs import LEMMA, LOWER, TAG
from spacy.strings import get_string_id

from dragoman.events.patterns import PROPER_PLURAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, Span, Token

    from dragoman.events.patterns import Patterns

DASHES = frozenset({"-", "–"})


class Words:
    """The lemmas of one report and what they tell of its sentences.

    Args:
        doc: The report's tokens.
        patterns: The patterns and word lists of the tables.
    """

    def __init__(self, doc: Doc, patterns: Patterns) -> None:
        self.patterns = patterns
        self.sport, self.sure = patterns.words("event_sport"), patterns.words("event_sport_sure")
        self.weak = patterns.words("event_sport_weak")
        ids = doc.to_array(LEMMA).tolist()
        known = {lemma: patterns.mended(doc.vocab.strings[lemma]) for lemma in set(ids)}
        self.lemmas = [known[lemma] for lemma in ids]
        for at in (doc.to_array(TAG) == get_string_id(PROPER_PLURAL)).nonzero()[0].tolist():
            self.lemmas[at] = patterns.lemma(doc[at])
        strings = doc.vocab.strings
        self.forms = [strings[form] for form in doc.to_array(LOWER).tolist()]
        self.around: list[frozenset[str]] = []  # by token: forms and lemmas of its sentence
        for sentence in doc.sents:
            place = slice(sentence.start, sentence.end)
            words = frozenset((*self.forms[place], *self.lemmas[place]))
            self.around += [words] * len(sentence)

    def matched(self, sentence: Span) -> list[int]:
        """The places of the tokens whose lemma has a pattern."""
        known, lemmas = self.patterns.lemmas, self.lemmas
        return [at for at in range(sentence.start, sentence.end) if lemmas[at] in known]

    def of_sport(self, sentence: Span) -> int:
        """How many distinct words of sport and shows a sentence has; a sure one counts twice.

        Where there is one, the result of a game counts too; those that politics has as well count
        for one together, where there are no others.
        """
        lemmas = [word for word in self.lemmas[sentence.start : sentence.end] if word not in DASHES]
        terms = {*lemmas, *map(" ".join, pairwise(lemmas))}
        sport, sure = self.sport & terms, self.sure & terms
        found = sport | sure
        if found and found <= self.weak:
            return 1 + _scores(sentence)
        return len(found) + len(sure) + (len(found) == 1 and _scores(sentence))


def _scores(tokens: Iterable[Token]) -> bool:
    """Whether the result of a game is among some tokens, "2-1", though courts have it too."""
    shapes = [(token.text, token.shape_) for token in tokens]
    if any(shape in {"d-d", "d–d"} for _, shape in shapes):
        return True
    parted = zip(shapes, shapes[1:], shapes[2:], strict=False)
    return any(a == c == "d" and dash in DASHES for (_, a), (dash, _), (_, c) in parted)
