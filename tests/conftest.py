"""Frozen parses: rule tests run on stored trees, so they take milliseconds and no model.

``parsed("Norland condemned Sudria.")`` gives the Parse of a text. Its tree is read from
``tests/parses/<test module>.jsonl``; ``pytest --freeze`` parses with the model and writes them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
import spacy
from spacy.tokens import Doc

import desk
import norland
from dragoman.parse import Parse, Parser
from dragoman.store.reviews import Reviews

if TYPE_CHECKING:
    from collections.abc import Iterator

PARSES = Path(__file__).parent / "parses"
SHARED = Path(__file__).parents[2] / "shared"
VOCAB = spacy.blank("en").vocab  # word shapes and lower-case forms; no weights
FIELDS = ("words", "spaces", "tags", "pos", "lemmas", "heads", "deps", "sent_starts")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--freeze", action="store_true", help="parse anew and write tests/parses/")
    parser.addoption("--soak", action="store_true", help="run the tests that take minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("soak") and not config.getoption("--soak"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: make soak"))
        if item.get_closest_marker("gold") and not SHARED.is_dir():
            item.add_marker(pytest.mark.skip(reason="no shared gold data beside this checkout"))


class Frozen:
    """The stored trees of one test module."""

    def __init__(self, file: Path, parser: Parser | None) -> None:
        self.file, self.parser = file, parser
        self.vocab = VOCAB
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self.trees = {tree["text"]: tree for tree in map(json.loads, lines)}

    def __call__(self, text: str) -> Parse:
        if self.parser is not None:
            self._freeze(text)
        if text not in self.trees:
            pytest.fail(f"no frozen parse of {text!r}: run pytest --freeze {self.file.stem}")
        tree = self.trees[text]
        return Parse.of(Doc(self.vocab, **{name: tree[name] for name in FIELDS}))

    def _freeze(self, text: str) -> None:
        assert self.parser is not None
        doc = self.parser(Parse.of(self.parser.nlp.make_doc(text)).report).doc
        self.trees[text] = {
            "text": text,
            "words": [t.text for t in doc],
            "spaces": [bool(t.whitespace_) for t in doc],
            "tags": [t.tag_ for t in doc],
            "pos": [t.pos_ for t in doc],
            "lemmas": [t.lemma_ for t in doc],
            "heads": [t.head.i for t in doc],
            "deps": [t.dep_ for t in doc],
            "sent_starts": [bool(t.is_sent_start) for t in doc],
        }
        PARSES.mkdir(exist_ok=True)
        lines = [
            json.dumps(self.trees[key], ensure_ascii=False, separators=(",", ":"))
            for key in sorted(self.trees)
        ]
        self.file.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The real parser, loaded once; tests that ask for it carry the ``model`` mark."""
    return Parser()


@pytest.fixture(scope="module")
def parsed(request: pytest.FixtureRequest) -> Frozen:
    """A function from a text to its frozen Parse."""
    real = request.getfixturevalue("parser") if request.config.getoption("--freeze") else None
    return Frozen(PARSES / f"{request.path.stem}.jsonl", real)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared gold data; tests that ask for it carry the ``gold`` mark."""
    return SHARED


@pytest.fixture(scope="module")
def desk_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record for the workbench: a report, one whose words are hostile, and a review."""
    path = desk.record_in(tmp_path_factory.mktemp("desk"), norland.record(), desk.hostile())
    with Reviews(path) as reviews:
        reviews.add("s-denial", "disputed", made=desk.STARTED, by=desk.SCRIPT, note=desk.SCRIPT)
    return path


@pytest.fixture(scope="module")
def site(desk_file: Path) -> Iterator[httpx.Client]:
    """The workbench over that record, for reading."""
    (desk_file.parent / "waiting.txt").touch()
    with (
        desk.served(desk_file, inbox=desk_file.parent) as address,
        httpx.Client(base_url=address) as client,
    ):
        yield client
