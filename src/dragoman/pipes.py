"""A model's folder -> its spaCy pipeline, made quick where it repeats itself; it says the same."""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import spacy
from spacy.attrs import DEP, IS_SPACE, LEMMA, LOWER, MORPH, ORTH, POS, TAG
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, Pipe
from spacy.tokens._retokenize import set_token_attrs
from thinc.api import Model, NumpyOps, chain, get_current_ops, set_current_ops
from thinc.layers.chain import forward as chain_forward

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from spacy.tokens import Doc, Span, Token
    from spacy.vocab import Vocab
    from thinc.types import Floats2d

Pattern = dict[str, Any]  # what one word must be, as the ruler's rules have it
Match = tuple[int, int, int, int]  # number of the rule, its key, first word, word behind the last

RULER, LEMMATIZER = "attribute_ruler", "lemmatizer"  # as spaCy's models call them
REMEMBERING = "remembering_attribute_ruler"
REMEMBERING_LEMMAS = "remembering_lemmatizer"
FEATURES = "extract_features"  # thinc's name of the layer that embedding begins with
KEPT = 10_000  # kinds of words whose vectors, or lemmas, are kept: 4 MB of vectors
ASKED = frozenset({"LOWER", "TAG", "DEP", "IS_SPACE"})
LISTS = frozenset({"IN", "NOT_IN", "REGEX"})
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
        remembering: Any = nlp.replace_pipe(LEMMATIZER, REMEMBERING_LEMMAS)
        remembering.own = lemmatizer
    for _, pipe in nlp.components:
        if (model := getattr(pipe, "model", None)) is not None:
            _remember_embeddings(model)
            _let_go(model)
    return nlp


def _remember_embeddings(model: Model[Any, Any]) -> None:
    """Has a model reckon the vector of a word, before its neighbours count, once."""
    for layer in list(model.walk()):
        for at, inner in enumerate(layer.layers):
            if inner.layers and inner.layers[0].name == FEATURES:
                layer.layers[at] = Embedded(inner).layer()


def _let_go(model: Model[Any, Any]) -> None:
    """Has a model let go of what its layers hand on, which thinc keeps for training until the end.

    It is the most that reading a long report holds: 17 kB a word, of which 5 are left.
    """
    for layer in model.walk():
        if layer._func is chain_forward:  # noqa: SLF001 - thinc has no other way to change it
            layer._func = _in_turn  # noqa: SLF001 - likewise


def _in_turn(
    model: Model[Any, Any],
    given: Any,
    is_train: bool,  # noqa: ARG001 - thinc gives it by name
) -> tuple[Any, Any]:
    """What the layers of a chain make of what is given; there is no way back, as in training."""
    for layer in model.layers:
        given = layer.predict(given)
    return given, None


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


class Embedded:
    """The vectors of words, each reckoned once.

    A vector is made of a word's own features alone, and one word in five of a text is new to it.

    Args:
        embedding: The chain of layers that makes them, features first.
    """

    def __init__(self, embedding: Model[Any, Any]) -> None:
        self.features, *others = embedding.layers
        self.reckon: Model[Any, Any] = chain(*others)
        self.places: dict[tuple[int, ...], int] = {}
        self.vectors: Any = None
        self.lock = Lock()  # a parser may be shared by threads

    def layer(self) -> Model[list[Doc], list[Floats2d]]:
        """The layer that stands in the embedding's place."""
        layers = [self.features, self.reckon]
        return Model("remembered_embedding", self._forward, layers=layers, ops=self.features.ops)

    def _forward(
        self,
        _layer: Model[Any, Any],
        docs: list[Doc],
        is_train: bool,  # noqa: ARG002 - thinc gives it by name
    ) -> tuple[list[Floats2d], Any]:
        found = self.features.predict(docs)
        words = [list(zip(*rows.T.tolist(), strict=True)) for rows in found]
        with self.lock:
            self._learn(dict.fromkeys(word for doc in words for word in doc))
            places = self.places
            vectors = [self.vectors[[places[word] for word in doc]] for doc in words]
        return vectors, None

    def _learn(self, words: dict[tuple[int, ...], None]) -> None:
        """Adds the words that are new; where there is no room, all others are forgotten first."""
        new = [word for word in words if word not in self.places]
        if self.vectors is None or len(self.places) + len(new) > len(self.vectors):
            self.places, new = {}, list(words)
            if self.vectors is None or len(new) > len(self.vectors):
                width = self.reckon.predict([np.array(new[:1], dtype="uint64")])[0].shape[1]
                self.vectors = np.empty((max(KEPT, len(new)), width), dtype="float32")
        if new:
            start = len(self.places)
            (reckoned,) = self.reckon.predict([np.array(new, dtype="uint64")])
            self.vectors[start : start + len(new)] = reckoned
            self.places.update(zip(new, range(start, start + len(new)), strict=True))


class RememberingRuler(AttributeRuler):
    """An attribute ruler that looks for its rules once for all words of a kind.

    Most rules ask of one word its form, tag and label: words that have these in common have their
    rules in common, and all forms that no rule tells apart count as one. Rules of several words
    are looked for where their first word stands, and what is not of this sort everywhere.
    """

    def __call__(self, doc: Doc) -> Doc:
        """The Doc, each word with what the rules that fit it say, the last of them first."""
        rules, longer = self._rules(doc)
        for number, _, first, end in longer:
            at = range(first, end)[self.indices[number]]
            rules[at] = tuple(sorted((*rules[at], number)))
        for token, fitting in zip(doc, rules, strict=True):
            if fitting:
                set_token_attrs(token, self._told(fitting))
        return doc

    def match(self, doc: Doc) -> list[Match]:
        """The rules that fit and where, in the order in which they are applied."""
        rules, found = self._rules(doc)
        keys = self.vocab.strings
        for at, numbers in enumerate(rules):
            found += [(number, keys[str(number)], at, at + 1) for number in numbers]
        return sorted(found)

    def add_patterns(self, patterns: Iterable[Any]) -> None:
        """Adds rules and sorts out what they ask of one word, and of the first of several."""
        super().add_patterns(patterns)
        self._single, self._first, self._longer, self._others = (
            Matcher(self.vocab) for _ in range(4)
        )
        self._longest = 1
        self._named: set[int] = set()
        self._shapes: list[re.Pattern[str]] = []
        self._known: dict[tuple[int, ...], tuple[tuple[int, ...], bool]] = {}
        self._told = lru_cache(maxsize=None)(self._effect)  # as many as there are kinds of words
        self._telling = lru_cache(maxsize=KEPT)(self._form)
        rules: list[Any] = self.patterns
        for number, rule in enumerate(rules):
            for pattern in rule["patterns"]:
                self._sort_in(str(number), pattern)

    def _sort_in(self, number: str, pattern: list[Pattern]) -> None:
        first, *rest = pattern
        if not _is_remembered(first) or any("OP" in word for word in rest):
            self._others.add(number, [pattern])
            return
        form = first.get("LOWER", {})
        self._named.update(map(self.vocab.strings.add, _forms(form)))
        if isinstance(form, dict) and "REGEX" in form:
            self._shapes.append(re.compile(form["REGEX"]))
        if not rest:
            self._single.add(number, [pattern])
            return
        self._first.add(number, [[first]])
        self._longer.add(number, [pattern])
        self._longest = max(self._longest, len(pattern))

    def _rules(self, doc: Doc) -> tuple[list[tuple[int, ...]], list[Match]]:
        """The numbers of the rules about one word that fit each word, in order; and other fits."""
        telling, known, found = self._telling, self._known, []
        longer = self._numbered(self._others(doc, allow_missing=True)) if len(self._others) else []
        forms, *rest = doc.to_array([LOWER, TAG, DEP, IS_SPACE]).T.tolist()
        for at, kind in enumerate(zip(map(telling, forms), *rest, strict=True)):
            if kind not in known:
                known[kind] = self._looked_up(doc[at : at + 1])
            rules, opens = known[kind]
            found.append(rules)
            if opens:
                fits = self._numbered(
                    self._longer(doc[at : at + self._longest], allow_missing=True)
                )
                longer += [(n, key, at, at + end) for n, key, start, end in fits if start == 0]
        return found, longer

    def _looked_up(self, word: Span) -> tuple[tuple[int, ...], bool]:
        """The numbers of the rules that fit a word, and whether longer ones may begin with it."""
        alone = self._numbered(self._single(word, allow_missing=True))
        rules = tuple(sorted(number for number, *_ in alone))
        return rules, bool(self._first(word, allow_missing=True))

    def _form(self, form: int) -> int:
        """A form that rules tell apart; 0 for all others."""
        if form in self._named:
            return form
        text = self.vocab.strings[form]
        return form if any(shape.search(text) for shape in self._shapes) else 0

    def _effect(self, rules: tuple[int, ...]) -> dict[Any, Any]:
        """What some rules say of a word together, the later before the earlier."""
        return {name: value for number in rules for name, value in self.attrs[number].items()}

    def _numbered(self, matches: Iterable[tuple[int, int, int]]) -> list[Match]:
        return [(int(self.vocab.strings[key]), key, first, end) for key, first, end in matches]


@Language.factory(REMEMBERING)
def _make(nlp: Language, name: str, patterns: list[Any]) -> RememberingRuler:
    ruler = RememberingRuler(nlp.vocab, name)
    ruler.add_patterns(patterns)
    return ruler


class RememberingLemmatizer(Pipe):
    """A lemmatizer that is asked once for all words of a form, part of speech and morphology."""

    own: Any  # the model's lemmatizer

    def __init__(self, vocab: Vocab, name: str) -> None:
        self.vocab, self.name = vocab, name
        self.lock = Lock()  # a parser may be shared by threads
        self._known: dict[tuple[int, ...], int] = {}

    def __call__(self, doc: Doc) -> Doc:
        """The Doc, with lemmas where no rule gave one."""
        lemmas = []
        *kinds, given = doc.to_array([ORTH, POS, MORPH, LEMMA]).T.tolist()
        for at, (lemma, kind) in enumerate(zip(given, zip(*kinds, strict=True), strict=True)):
            own = lemma if lemma and not self.own.overwrite else self._known.get(kind)
            lemmas.append(self._looked_up(kind, doc[at]) if own is None else own)
        numbers: Any = np.array(lemmas, dtype="uint64")
        return doc.from_array([LEMMA], numbers)

    def _looked_up(self, kind: tuple[int, ...], word: Token) -> int:
        """The lemma of a kind that is new; where there is no room, all others are forgotten."""
        with self.lock:
            if len(self._known) >= KEPT:
                self._known.clear()
                self.own.cache.clear()
            lemma = self._known[kind] = self.vocab.strings.add(self.own.lemmatize(word)[0])
            return lemma


@Language.factory(REMEMBERING_LEMMAS)
def _make_lemmatizer(nlp: Language, name: str) -> RememberingLemmatizer:
    return RememberingLemmatizer(nlp.vocab, name)


def _is_remembered(word: Pattern) -> bool:
    """Whether what is asked of a word is its kind alone, and its form only by lists of forms."""
    form = word.get("LOWER", "")
    return word.keys() <= ASKED and (isinstance(form, str) or form.keys() <= LISTS)


def _forms(form: str | Pattern) -> Iterator[str]:
    """The forms that what is asked of a form names."""
    if isinstance(form, str):
        yield form
        return
    for how, those in form.items():
        yield from () if how == "REGEX" else those
