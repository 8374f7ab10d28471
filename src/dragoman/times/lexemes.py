"""The text of a sentence -> lexemes, each with a code for the kinds of word it may be.

Time expressions are matched on these codes and not on a tokeniser's tokens: "mid-1990s", "6am"
and "10:30" are cut the same way whoever made the Doc. A code is one character a lexeme, so that
an order of kinds is an ordinary regular expression.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.errors import LexiconError
from dragoman.times.anchor import UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.lexicon.load import Tables

GAP, OTHER = " ", "."
LONGEST_NUMBER = 6  # a count of days or years with more digits is no time
FIRST_CODE = 0x100  # codes of words lie above all characters that regular expressions use
LEXEME = re.compile(
    r"""(?P<word>(?:[^\W\d_]\.){2,}|[^\W\d_]+)
      | (?P<iso_date>\d{4}-\d\d-\d\d(?!\d))
      | (?P<plain_date>\d{1,2}(?P<between>[./])\d{1,2}(?P=between)\d{4}(?!\d))
      | (?P<grouped>\d{1,3}(?:,\d{3})+)
      | (?P<decimal>\d+\.\d+)
      | (?P<digits>\d+)
      | (?P<mark>\S)""",
    re.VERBOSE,
)
MARKS = {
    ",": "comma", "-": "dash", "–": "dash", "—": "dash", ".": "stop", ":": "colon", "/": "slash",
    "'": "quote", "’": "quote", "‘": "quote", "(": "open", "[": "open", "“": "open", '"': "open",
    "«": "open",
}  # fmt: skip
Kinds = dict[str, str]  # kind -> value
NO_KINDS: Kinds = {}


@dataclass(slots=True)
class Vocabulary:
    """What every word may be: its kinds with their values, and the code of that set of kinds."""

    forms: dict[str, tuple[Kinds, Kinds]] = field(default_factory=dict)  # lower case, capitalised
    coded: dict[str, tuple[str, str]] = field(default_factory=dict)  # the codes of the same
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    codes: dict[frozenset[str], str] = field(default_factory=dict)

    def code(self, kinds: Kinds) -> str:
        """The character that stands for a set of kinds."""
        if not kinds:
            return OTHER
        key = frozenset(kinds)
        if key not in self.codes:
            self.codes[key] = chr(FIRST_CODE + len(self.codes))
        return self.codes[key]

    def kinds_of(self, form: str, *, capital: bool) -> tuple[Kinds, str]:
        """The kinds and the code of a word, or of a phrase written with single spaces."""
        return self.forms[form][capital], self.coded[form][capital]

    def add(self, form: str, kind: str, value: str, *, capital: bool) -> None:
        """Take in a word or phrase."""
        lower, upper = self.forms.setdefault(form, ({}, {}))
        upper.setdefault(kind, value)
        if not capital:
            lower.setdefault(kind, value)
        parts = tuple(m.group() for m in LEXEME.finditer(form) if not m.group().isspace())
        if len(parts) > 1:
            entry = self.phrases.setdefault(parts[0], [])
            entry.append((parts, form))
            entry.sort(key=lambda pair: (-len(pair[0]), pair[1]))


def number_kinds(digits: str) -> Kinds:
    """The kinds of a run of digits: an integer, and perhaps a day, an hour, a year."""
    if len(digits) > LONGEST_NUMBER:
        return {}
    value = int(digits)
    digits = digits if digits.isascii() else f"{value:0{len(digits)}d}"
    kinds = {"integer": digits}
    if len(digits) == 2:
        kinds["two"] = digits
    if len(digits) <= 2 and 1 <= value <= 31:
        kinds["day"] = digits
    if len(digits) <= 2 and value <= 24:
        kinds["day_hour"] = digits
    if len(digits) == 4:
        kinds["four"] = digits
        if 1000 <= value <= 2199:
            kinds["year"] = digits
    return kinds


@lru_cache(maxsize=8)
def vocabulary_of(tables: Tables) -> Vocabulary:
    """The vocabulary of a language's tables, made once.

    Raises:
        LexiconError: A unit has no value that ISO 8601 knows.
    """
    found = Vocabulary()
    for entry in tables.time_words:
        for written in entry.words:
            form, _, value = (part.strip() for part in written.partition("="))
            if entry.kind == "unit" and not UNIT.fullmatch(value):
                raise LexiconError(
                    f"{tables.language}/times/words.toml",
                    f"{entry.id}: {written!r} has no unit of ISO 8601",
                    remedy="write the word = D, W, M, Y, TH, TM, TS, or a multiple such as 10Y",
                )
            found.add(form, entry.kind, value or entry.value, capital=entry.capital)
    for tens, (kinds, _) in [(f, k) for f, k in found.forms.items() if "tens" in k[0]]:
        found.add(tens, "number", kinds["tens"], capital=False)
        for one, (digits, _) in list(found.forms.items()):
            if digits.get("number", "").isdigit() and 1 <= int(digits["number"]) <= 9:
                value = str(int(kinds["tens"]) + int(digits["number"]))
                found.add(f"{tens}-{one}", "number", value, capital=False)
    for form, (lower, upper) in found.forms.items():
        found.coded[form] = found.code(lower), found.code(upper)
    for sample in ("5", "05", "30", "32", "00", "99", "100", "1800", "2400", "12345", "0"):
        found.code(number_kinds(sample))
    for kind in sorted({*MARKS.values(), "decimal", "iso_date", "plain_date"}):
        found.code({kind: ""})
    return found


@dataclass(slots=True)
class Lexed:
    """A sentence cut into lexemes: ``codes`` has one character for each, gaps among them."""

    text: str
    codes: str
    starts: list[int]
    ends: list[int]
    kinds: list[Kinds]

    def neighbours(self, at: int, step: int) -> Iterator[int]:
        """The numbers of the lexemes before (step -1) or behind (1) one, gaps left out."""
        at += step
        while 0 <= at < len(self.starts):
            if self.codes[at] != GAP:
                yield at
            at += step


def lex(text: str, start: int, end: int, vocabulary: Vocabulary) -> Lexed:
    """The lexemes of ``text`` between two offsets; their offsets count into ``text``."""
    codes: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    kinds: list[Kinds] = []
    resume = start
    for match in LEXEME.finditer(text, start, end):
        at = match.start()
        if at < resume:
            continue  # inside a phrase that is taken already
        if at > resume:
            codes.append(GAP)
            starts.append(resume)
            ends.append(at)
            kinds.append(NO_KINDS)
        read, code, resume = _read(match, text, end, vocabulary)
        codes.append(code)
        starts.append(at)
        ends.append(resume)
        kinds.append(read)
    return Lexed(text, "".join(codes), starts, ends, kinds)


def _read(
    match: re.Match[str], text: str, end: int, vocabulary: Vocabulary
) -> tuple[Kinds, str, int]:
    """The kinds and code of one lexeme and where it ends; a phrase is one lexeme."""
    name, raw, stop = match.lastgroup, match.group(), match.end()
    if name == "word":
        form = raw.lower()
        if form in vocabulary.phrases:
            for parts, phrase in vocabulary.phrases[form]:
                close = _phrase_end(parts, text, stop, end)
                if close is not None:
                    kinds, code = vocabulary.kinds_of(phrase, capital=raw[0].isupper())
                    if kinds:
                        return kinds, code, close
        if form not in vocabulary.forms:
            return NO_KINDS, OTHER, stop
        kinds, code = vocabulary.kinds_of(form, capital=raw[0].isupper())
        return kinds, code, stop
    kinds = _kinds_of_mark(str(name), raw)
    return kinds, vocabulary.code(kinds), stop


def _kinds_of_mark(name: str, raw: str) -> Kinds:
    """The kinds of a lexeme that is no word: a number, a written date, a mark."""
    if name == "digits":
        return number_kinds(raw)
    if name == "grouped":
        digits = raw.replace(",", "")
        return {"integer": digits} if len(digits) <= LONGEST_NUMBER else NO_KINDS
    if name == "mark":
        return {MARKS[raw]: ""} if raw in MARKS else NO_KINDS
    return {name: raw}


def _phrase_end(parts: tuple[str, ...], text: str, at: int, end: int) -> int | None:
    """Where a phrase ends whose first part ends at ``at``, or None where it does not go on."""
    for part in parts[1:]:
        while at < end and text[at].isspace():
            at += 1
        piece = text[at : at + len(part)]
        if at + len(part) > end or piece.lower() != part:
            return None
        at += len(part)
    return None if at < end and text[at].isalnum() and parts[-1].isalnum() else at
