"""The rules of ``times/rules.toml`` -> regular expressions over lexeme codes.

A pattern is read once a vocabulary into a regular expression and the set of codes it may begin
with, so that at a given lexeme only the rules that could match are tried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.errors import LexiconError
from dragoman.times.lexemes import vocabulary_of
from dragoman.times.readings import READINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.lexicon.load import Tables
    from dragoman.lexicon.schema import TimeRule
    from dragoman.times.lexemes import Vocabulary


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled rule; ``names`` gives the kind that each named group of the expression reads."""

    rule: TimeRule
    order: int
    expression: re.Pattern[str]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """All patterns by the code they may begin with, and one expression that finds beginnings."""

    vocabulary: Vocabulary
    beginning: dict[str, list[Pattern]]
    starts: re.Pattern[str]
    narrowing: re.Pattern[str]


@lru_cache(maxsize=8)
def grammar_of(tables: Tables) -> Grammar:
    """The grammar of a language's tables, compiled once.

    Raises:
        LexiconError: A pattern cannot be read, or names a kind that no word has.
    """
    vocabulary = vocabulary_of(tables)
    beginning: dict[str, list[Pattern]] = {}
    for order, rule in enumerate(tables.time_rules):
        if rule.reading not in READINGS:
            raise LexiconError(
                f"{tables.language}/times/rules.toml",
                f"rule {rule.id}: no reading {rule.reading!r}",
                remedy=f"readings are {', '.join(sorted(READINGS))}",
            )
        reader = _Reader(rule, vocabulary, f"{tables.language}/times/rules.toml")
        source, first = reader.read()
        pattern = Pattern(rule, order, re.compile(source), reader.names)
        for code in first:
            beginning.setdefault(code, []).append(pattern)
    kinds = {kind for key in vocabulary.codes for kind in key}
    if not kinds >= {"part", "part_of", "dash", "on", "in", "the", "of"}:
        return Grammar(vocabulary, beginning, re.compile(_one_of(beginning)), re.compile("(?!)"))
    part, part_of, loose, the, of = (
        _one_of(codes_of(vocabulary, atom))
        for atom in ("part", "part_of", "dash|on|in|the", "the", "of")
    )
    narrowing = re.compile(f"(?:{part} ?(?:{loose} ?)*|{part_of} {of} ?(?:{the} ?)?)$")
    return Grammar(vocabulary, beginning, re.compile(_one_of(beginning)), narrowing)


def codes_of(vocabulary: Vocabulary, atom: str) -> list[str]:
    """The codes an atom allows: ``a|b`` of either kind, ``a&b`` of both, ``a&!b`` not of b."""
    return [code for key, code in vocabulary.codes.items() if _allows(atom, key)]


def _allows(atom: str, kinds: frozenset[str]) -> bool:
    return any(
        all((part[1:] not in kinds) if part[0] == "!" else part in kinds for part in way.split("&"))
        for way in atom.split("|")
    )


def _one_of(codes: Iterable[str]) -> str:
    chosen = "".join(sorted(codes))
    return f"[{chosen}]" if chosen else "(?!)"


class _Reader:
    """Reads one pattern by recursive descent: choice, sequence, atom."""

    def __init__(self, rule: TimeRule, vocabulary: Vocabulary, file: str) -> None:
        self.rule, self.vocabulary, self.file = rule, vocabulary, file
        spaced = re.sub(r"([()?|~])", r" \1 ", rule.pattern)
        self.words = spaced.split()
        self.at = 0
        self.names: dict[str, str] = {}

    def read(self) -> tuple[str, set[str]]:
        """The regular expression, and the codes it may begin with."""
        source, first, _ = self._choice(glued=True)
        if self.at < len(self.words):
            raise self._error(f"{self.words[self.at]!r} is one too many")
        return source, first

    def _error(self, problem: str) -> LexiconError:
        return LexiconError(self.file, f"rule {self.rule.id}: {problem}", remedy="mend the pattern")

    def _peek(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def _choice(self, *, glued: bool) -> tuple[str, set[str], bool]:
        """One of several sequences; says too whether it may be empty."""
        sources, first, empty = [], set(), False
        while True:
            source, begins, may_be_empty = self._sequence(glued=glued)
            sources.append(source)
            first |= begins
            empty = empty or may_be_empty
            if self._peek() != "|":
                break
            self.at += 1
        return (f"(?:{'|'.join(sources)})" if len(sources) > 1 else sources[0]), first, empty

    def _sequence(self, *, glued: bool) -> tuple[str, set[str], bool]:
        source, first, empty = "", set[str](), True
        while (word := self._peek()) not in {"", "|", ")"}:
            if word == "~":
                glued, self.at = True, self.at + 1
                continue
            piece, begins, may_be_empty = self._item(glued=glued)
            if empty:
                first |= begins
            empty = empty and may_be_empty
            source += piece
            glued = False
        return source, first, empty

    def _item(self, *, glued: bool) -> tuple[str, set[str], bool]:
        """A group or an atom, with the gap that may stand before it and its question mark."""
        word = self._peek()
        self.at += 1
        if word == "(":
            source, first, empty = self._choice(glued=glued)
            if self._peek() != ")":
                raise self._error("a bracket is not closed")
            self.at += 1
        elif word == "?":
            raise self._error("a question mark stands alone")
        else:
            codes = codes_of(self.vocabulary, word)
            if not codes:
                raise self._error(f"no word is of kind {word!r}")
            source, first, empty = self._named(word, codes, glued=glued), set(codes), False
        if self._peek() == "?":
            self.at += 1
            return f"(?:{source})?", first, True
        return source, first, empty

    def _named(self, atom: str, codes: list[str], *, glued: bool) -> str:
        kind = atom.partition("&")[0]
        name = kind
        while name in self.names:
            name += "_"
        self.names[name] = kind
        gap = "" if glued else f"{' '}?"
        return f"{gap}(?P<{name}>{_one_of(codes)})"
