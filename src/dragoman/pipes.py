"""A model's folder -> its spaCy pipeline, made quick where it repeats itself; it says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import spacy
from spacy.attrs import DEP, IS_SPACE, LOWER, TAG
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from thinc.api import NumpyOps, get_current_ops, set_current_ops

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from spacy.tokens import Doc
    from thinc.types import Floats2d

Pattern = dict[str, Any]  # what one word must be, as the ruler's rules have it
Match = tuple[int, int, int, int]  # number of the rule, its key, first word, word behind the last

RULER, LEMMATIZER = "attribute_ruler", "lemmatizer"  # as spaCy's models call them
REMEMBERING = "remembering_attribute_ruler"
ASKED = frozenset({"LOWER", "TAG", "DEP", "IS_SPACE"})
LISTS = frozenset({"IN", "NOT_IN"})
LEAST = 1_000_000  # multiplications; OpenBLAS has other ways for products of fewer


def load_pipeline(folder: Path, without: Iterable[str] = ()) -> Language:
    """The pipeline of a model; the components left out are loaded but do not run."""
    nlp = _load(folder, without)
    if RULER in nlp.pipe_names:
        ruler: Any = nlp.get_pipe(RULER)
        nlp.replace_pipe(RULER, REMEMBERING, config={"patterns": ruler.patterns})
    if LEMMATIZER in nlp.pipe_names:
        lemmatizer: Any = nlp.get_pipe(LEMMATIZER)
        index = lemmatizer.lookups.get_table("lemma_index", {})
        for pos, lemmas in list(index.items()):  # lists of 50,000 words, searched for every form
            index[pos] = frozenset(lemmas)
    return nlp


def _load(folder: Path, without: Iterable[str]) -> Language:
    """The pipeline as it stands in the folder, its layers with our products of matrices."""
    before = get_current_ops()
    set_current_ops(Products())
    try:
        return spacy.load(folder, disable=without)
    finally:
        set_current_ops(before)


class Products(NumpyOps):  # type: ignore[misc] # compiled, without types
    """Thinc's operations with numpy's product of matrices, three times as fast as its own.

    The library behind it takes other ways for small products, which end in other last digits. Their
    rows are filled up, so that what is read in a report does not depend on the reports beside it.
    """

    def __init__(self) -> None:
        super().__init__(use_blis=False)

    def gemm(
        self,
        x: Floats2d,
        y: Floats2d,
        *,
        out: Floats2d | None = None,
        trans1: bool = False,
        trans2: bool = False,
    ) -> Floats2d:
        """The product of two matrices, each turned over first where that is asked for."""
        rows = len(x)
        missing = LEAST // y.size + 1 - rows
        if missing > 0 and not trans1 and out is None:
            x = self.xp.concatenate([x, self.alloc2f(missing, x.shape[1])])
        product: Floats2d = super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
        return product if trans1 else product[:rows]


class RememberingRuler(AttributeRuler):
    """An attribute ruler that looks for its rules once for all words of a kind.

    Most rules ask of one word its form, tag and label: words that have these in common have their
    rules in common, and all forms that no rule names count as one. Other rules are looked for
    everywhere.
    """

    def match(self, doc: Doc) -> list[Match]:
        """The rules that fit and where, in the order in which they are applied."""
        found = self._numbered(self._others(doc, allow_missing=True))
        kinds = doc.to_array([LOWER, TAG, DEP, IS_SPACE]).tolist()
        for at, (form, *rest) in enumerate(kinds):
            kind = (form if form in self._named else 0, *rest)
            if kind not in self._known:
                alone = self._single(doc[at : at + 1], allow_missing=True)
                self._known[kind] = [(number, key) for number, key, _, _ in self._numbered(alone)]
            found += [(number, key, at, at + 1) for number, key in self._known[kind]]
        return sorted(found)

    def add_patterns(self, patterns: Iterable[Any]) -> None:
        """Adds rules and sorts out which of them ask of one word only."""
        super().add_patterns(patterns)
        self._single, self._others = Matcher(self.vocab), Matcher(self.vocab)
        self._named: set[int] = set()
        self._known: dict[tuple[int, ...], list[tuple[int, int]]] = {}
        rules: list[Any] = self.patterns
        for number, rule in enumerate(rules):
            for pattern in rule["patterns"]:
                single = len(pattern) == 1 and _is_remembered(pattern[0])
                (self._single if single else self._others).add(str(number), [pattern])
                if single:
                    self._named.update(map(self.vocab.strings.add, _forms(pattern[0])))

    def _numbered(self, matches: Iterable[tuple[int, int, int]]) -> list[Match]:
        return [(int(self.vocab.strings[key]), key, first, end) for key, first, end in matches]


@Language.factory(REMEMBERING)
def _make(nlp: Language, name: str, patterns: list[Any]) -> RememberingRuler:
    ruler = RememberingRuler(nlp.vocab, name)
    ruler.add_patterns(patterns)
    return ruler


def _is_remembered(word: Pattern) -> bool:
    """Whether what is asked of a word is its kind alone, and its form only by lists of forms."""
    form = word.get("LOWER", "")
    return word.keys() <= ASKED and (isinstance(form, str) or form.keys() <= LISTS)


def _forms(word: Pattern) -> Iterator[str]:
    """The forms that a rule names."""
    form = word.get("LOWER", {})
    yield from [form] if isinstance(form, str) else (one for some in form.values() for one in some)
