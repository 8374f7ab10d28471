"""The language of a text: its small words first, then a model of its letters."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import numpy as np
import pytest
import spacy.lang
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from derive_languages import derived
from dragoman.ingest.language import SHORTEST, language_of
from dragoman.ingest.letters import Letters, load_letters
from dragoman.lexicon import load_tables

TABLES = load_tables()
QUOTING = (
    "Envoy Иванов met Петренко, Сидоренко, Коваленко, Шевченко, Бондаренко, Ткаченко, Кравченко."
    " Officials named Мельниченко, Лысенко, Марченко chairmen; ministers signed papers, shook"
    " hands, posed smiling, toasted friendship, exchanged gifts, departed Sud City by train."
)
SPOKEN = (
    "Mayor Ramón Ortega Benítez, secretary of Puerto Nuevo, resigned [during an assembly] recess."
    " Ortega Benítez can no longer continue in office, Judge Carmen Vidal Quiñones ruled; Teresa"
    " Lozano Fuentes, senator, becomes acting mayor until elections next November."
)


def samples() -> list[tuple[str, str]]:
    """spaCy's sample sentences of every other language, as one text each."""
    found = []
    for module in iter_modules(spacy.lang.__path__):
        if module.name in {"en", "xx"}:
            continue
        try:
            sentences = import_module(f"spacy.lang.{module.name}.examples").sentences
        except ImportError:
            continue
        text = " ".join(sentences)
        if len(text) >= SHORTEST:
            found.append((module.name, text))
    return found


@pytest.mark.parametrize("text", [QUOTING, SPOKEN])
def test_english_that_names_people_of_elsewhere_is_english(text: str) -> None:
    """Few small words, and names in other letters or of another language."""
    assert language_of(text, TABLES) in {"en", None}


def test_names_alone_tell_nothing() -> None:
    assert language_of("Picture: Anders Holm. " * 12, TABLES) is None


@pytest.mark.parametrize(("language", "text"), samples())
def test_no_other_language_is_taken_for_english(language: str, text: str) -> None:
    assert language_of(text, TABLES) not in {"en", None}, language


@pytest.fixture(scope="module")
def package() -> LanguageIdentifier:
    """py3langid's own model, which ours is derived from."""
    return LanguageIdentifier.from_model_file(MODEL_FILE)


@pytest.fixture(scope="module")
def letters() -> Letters:
    return load_letters()


def test_the_model_is_what_is_derived_from_the_package(package, letters) -> None:
    arrays, header = derived(package)
    assert header["languages"] == list(letters.names)
    assert np.array_equal(arrays["each"], np.diff(letters.first))
    for name in arrays.keys() - {"each"}:
        assert np.array_equal(arrays[name], getattr(letters, name)), name


@pytest.mark.parametrize(("language", "text"), [*samples(), ("en", QUOTING), ("en", SPOKEN)])
def test_the_model_says_what_the_package_says(language, text, package, letters) -> None:
    """The same language first, and each of the others within what rounding may do."""
    said, ours = dict(package.rank(text)), letters.chances(text)
    assert max(ours, key=ours.__getitem__) == max(said, key=said.__getitem__), language
    assert ours == pytest.approx(said, abs=0.005 * len(text) + 1)


@pytest.mark.parametrize("text", ["", "x", "12 34", "\x00" * 300])
def test_a_text_without_a_run_that_tells_has_no_chances(text, letters) -> None:
    assert letters.chances(text) == {}
