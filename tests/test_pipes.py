"""A pipeline made quick says the same as spaCy's own."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from thinc.api import chain

from dragoman.parse import DEFAULT_MODEL, Parser, model_folder
from dragoman.pipes import Embedded, Products, RememberingRuler

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.model
WORDS = [
    "was",
    "is",
    "there",
    "n't",
    "gon",
    "na",
    "ai",
    "nothin'",
    "nuthin'",
    "y'",
    "all",
    "that",
    "it",
    "Norland",
    "gets",
    "had",
    " ",
]
TAGS = ["VBZ", "VBD", "VB", "MD", "IN", "DT", "WDT", "NNP", "RB", "PRP", "_SP", "EX", "TO", ""]
LABELS = ["ROOT", "aux", "mark", "det", "dobj", "expl", "ccomp", "advmod", "dep", ""]
WORD = st.tuples(st.sampled_from(WORDS), st.sampled_from(TAGS), st.sampled_from(LABELS))


@pytest.fixture(scope="module")
def plain() -> Language:
    return spacy.load(model_folder(DEFAULT_MODEL), disable=["ner"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORD, min_size=1, max_size=8))
def test_the_same_rules_fit_in_the_same_places(
    words: list[tuple[str, str, str]], plain: Language, parser: Parser
) -> None:
    """Whatever the words, tags and labels, and whatever was seen before them."""
    own, quick = _rulers(plain, parser)
    forms, tags, labels = map(list, zip(*words, strict=True))
    doc = Doc(own.vocab, words=forms, tags=tags, deps=labels, heads=list(range(len(forms))))
    same: list[Any] = own.match(doc)
    doc = Doc(quick.vocab, words=forms, tags=tags, deps=labels, heads=list(range(len(forms))))
    assert quick.match(doc) == same


def test_a_kind_of_word_is_looked_at_once(parser: Parser) -> None:
    """Names that no rule knows are of one kind, so that what is kept does not grow with them."""
    _, quick = _rulers(parser.nlp, parser)
    names = [f"Norland{n}" for n in range(50)]
    doc = Doc(quick.vocab, words=names, tags=["NNP"] * 50, deps=["dep"] * 50, heads=[0] * 50)
    quick.match(doc)
    before = len(quick._known)
    doc = Doc(quick.vocab, words=names[::-1], tags=["NNP"] * 50, deps=["dep"] * 50, heads=[0] * 50)
    assert quick.match(doc)
    assert len(quick._known) == before


def test_lemmas_are_those_of_the_model(plain: Language, parser: Parser) -> None:
    text = "Norland's envoys were gathering; they'd said it wasn't the worst of the crises."
    own, quick = plain.make_doc(text), parser.nlp.make_doc(text)
    for name in plain.pipe_names:
        own, quick = plain.get_pipe(name)(own), parser.nlp.get_pipe(name)(quick)
    assert [t.lemma_ for t in quick] == [t.lemma_ for t in own]
    assert [str(t.morph) for t in quick] == [str(t.morph) for t in own]


@pytest.mark.parametrize(("within", "outside"), [(576, 288), (288, 288), (96, 64), (96, 50)])
def test_a_row_of_a_product_does_not_depend_on_the_rows_beside_it(within: int, outside: int):
    """So that a report read alone has the same digits as in a batch of any size."""
    numbers = np.random.default_rng(within)
    rows = numbers.standard_normal((2000, within)).astype("float32")
    weights = numbers.standard_normal((outside, within)).astype("float32")
    products = Products()
    whole = products.gemm(rows, weights, trans2=True)
    np.testing.assert_allclose(whole, rows @ weights.T, rtol=1e-3, atol=1e-3)
    for count in (*range(1, 300), *range(301, 1500, 41)):
        some = products.gemm(rows[count : 2 * count], weights, trans2=True)
        assert np.array_equal(some, whole[count : 2 * count][: len(some)])
        assert len(some) == len(rows[count : 2 * count])


def test_turned_over_products_are_numpys():
    numbers = np.random.default_rng(1)
    one, other = (numbers.standard_normal((7, n)).astype("float32") for n in (5, 3))
    room = np.zeros((5, 3), dtype="float32")
    assert np.array_equal(Products().gemm(one, other, trans1=True), one.T @ other)
    assert Products().gemm(one, other, out=room, trans1=True) is room


def _rulers(plain: Language, parser: Parser) -> tuple[AttributeRuler, RememberingRuler]:
    own, quick = plain.get_pipe("attribute_ruler"), parser.nlp.get_pipe("attribute_ruler")
    assert isinstance(own, AttributeRuler)
    assert isinstance(quick, RememberingRuler)
    return own, quick


def test_vectors_of_words_are_those_of_the_model(plain: Language, parser: Parser) -> None:
    """To the last digit, whatever was read before: in a batch, alone, and after forgetting all."""
    texts = ["Norland's envoys met.", "They met again in Sud City; Norland's envoys left."]
    quick = parser.nlp.get_pipe("tok2vec")
    (embedded,) = [layer for layer in quick.model.walk() if layer.name == "remembered_embedding"]
    own = plain.get_pipe("tok2vec").model.layers[0]
    docs = [parser.nlp.make_doc(text) for text in texts]
    together = embedded.predict(docs)
    for doc, one, other in zip(docs, together, own.predict(docs), strict=True):
        assert np.array_equal(one, embedded.predict([doc])[0])
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


def test_words_are_forgotten_where_there_is_no_room(parser: Parser) -> None:
    vectors = Embedded(_embedding(parser))
    layer = vectors.layer()
    docs = [parser.nlp.make_doc(text) for text in ("Norland agreed .", "Sudland and Estland met .")]
    first, second = layer.predict(docs)
    vectors.vectors = vectors.vectors[:4]
    vectors.places = dict(list(vectors.places.items())[:4])
    assert np.array_equal(layer.predict(docs[1:])[0], second)
    assert len(vectors.places) == len(docs[1])
    assert np.array_equal(layer.predict(docs[:1])[0], first)


def test_a_form_is_looked_up_once_for_each_part_of_speech(parser: Parser) -> None:
    """ "left" is a verb's past and an adjective; what was seen first does not decide."""
    doc = parser.nlp("The envoys left.")
    again = parser.nlp("The left wing left; the envoys were left.")
    assert doc[2].lemma_ == "leave"
    assert [t.lemma_ for t in again if t.lower_ == "left" and t.pos_ == "VERB"] == ["leave"] * 2


def test_lemmas_are_forgotten_where_there_is_no_room(
    parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dragoman.pipes.KEPT", 3)
    parser.nlp.get_pipe("lemmatizer")._known.clear()
    text = "The envoys left Norland; the left wing was leaving, and the envoys had left."
    before = [t.lemma_ for t in parser.nlp(text)]
    assert [t.lemma_ for t in parser.nlp(text)] == before
    assert len(parser.nlp.get_pipe("lemmatizer")._known) <= 3


def test_threads_that_share_a_parser_read_what_one_reads(
    parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though words are forgotten all the time."""
    monkeypatch.setattr("dragoman.pipes.KEPT", 3)
    places = ("Norland", "Sudland", "Estland", "Westland")
    texts = [f"Envoys of {place} said {n} ships had left; they were lying." for place in places
             for n in range(8)]  # fmt: skip
    alone = [_told(parser, text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: _told(parser, text), texts)) == alone


def _told(parser: Parser, text: str) -> list[tuple[str, str, str, int]]:
    doc = parser.nlp(text)
    return [(t.lemma_, t.tag_, t.dep_, t.head.i) for t in doc]


def _embedding(parser: Parser) -> Any:
    """The layers of the model that make the vectors of words, as they were loaded."""
    layers = parser.nlp.get_pipe("tok2vec").model.walk()
    (embedded,) = [layer for layer in layers if layer.name == "remembered_embedding"]
    features, reckon = embedded.layers
    return chain(features, *reckon.layers)


def test_a_layer_is_forgotten_once_the_next_has_read_it(parser: Parser) -> None:
    """What a long text holds while it is read: 5 kB a word and not 17, as thinc's own chains do."""
    words = [f"word{at % 500}" for at in range(10_000)]
    encoder = dict(parser.nlp.components)["tok2vec"].model
    encoder.predict([Doc(parser.nlp.vocab, words=words)])
    doc = Doc(parser.nlp.vocab, words=words)
    tracemalloc.start()
    encoder.predict([doc])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8_000 * len(words)
