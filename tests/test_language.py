"""The language of a text: its small words first, then a model of its letters."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest
import spacy.lang

from dragoman.ingest.language import SHORTEST, language_of
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
