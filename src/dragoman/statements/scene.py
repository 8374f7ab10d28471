"""A parse with all that the rules for statements ask about: mentions, quotations, word lists."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Self

from spacy.attrs import IDX, IS_ALPHA, IS_PUNCT, IS_SPACE, LIKE_NUM

from dragoman.grammar.mentioned import Mentioned
from dragoman.grammar.quotes import Quotation, find_quotations
from dragoman.grammar.when import timeline_of
from dragoman.statements.cues import cue_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Token

    from dragoman.lexicon import Tables
    from dragoman.lexicon.schema import Cue
    from dragoman.parse import Parse, Sentence
    from dragoman.record import Mention, Time

SPOKEN_WORDS = 4  # a shorter quotation is spoken words only where it ends like a sentence
BRACKETED = re.compile(r"(?<!\w)(?:\[[^\[\]\n]{1,200}\]|\([^()\n]{1,200}\))(?!\w)")
DEEPEST = 8  # words of a name and its titles above its first word
SENTENCE_ENDS = ",.?!…—–"


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists ``statement_…`` of a language, one a field."""

    realising: frozenset[str]
    unreal: frozenset[str]
    conditional: frozenset[str]
    question: frozenset[str]
    opening: frozenset[str]
    expletive: frozenset[str]
    first_person: frozenset[str]
    nobody: frozenset[str]
    own_voice: frozenset[str]
    pronouns: frozenset[str]
    media: frozenset[str]
    media_names: frozenset[str]
    hearing: frozenset[str]
    hearers: frozenset[str]
    interview: frozenset[str]
    occasion: frozenset[str]
    interviewer: frozenset[str]
    speaking: frozenset[str]
    addressing: frozenset[str]
    employing: frozenset[str]
    documents: frozenset[str]
    speech_nouns: frozenset[str]
    accusing_nouns: frozenset[str]
    pointing: frozenset[str]
    denied_deeds: frozenset[str]
    definite: frozenset[str]
    taking_up: frozenset[str]
    singular: frozenset[str]
    bodies_said_for: frozenset[str]
    source: frozenset[str]
    measures: frozenset[str]
    citing: frozenset[str]
    of_whom: frozenset[str]
    lacking: frozenset[str]
    naming: frozenset[str]
    written: frozenset[str]
    of_things: frozenset[str]
    at_somebody: frozenset[str]
    meanwhile: frozenset[str]
    unnamed: frozenset[str]
    contrast: frozenset[str]
    speaking_offices: frozenset[str]

    @classmethod
    def of(cls, tables: Tables) -> Self:
        """The lists of one language."""
        return cls(**{field.name: tables.words(f"statement_{field.name}") for field in fields(cls)})


SPEAKING = frozenset({"person", "body", "igo", "ngo", "party", "armed_group", "company"})
_LISTS: dict[str, Lists] = {}  # by digest of the tables
MOST_TABLES = 4  # kept at a time


@dataclass(frozen=True, slots=True)
class Lists:
    """The word lists of some tables, and the ids of their media, people and all who speak."""

    words: Words
    media: frozenset[str]
    people: frozenset[str]
    speaking: frozenset[str]


def lists_of(tables: Tables) -> Lists:
    """The lists of some tables, made once."""
    if tables.digest not in _LISTS:
        if len(_LISTS) == MOST_TABLES:
            _LISTS.clear()
        kinds: dict[str, set[str]] = {}
        for row in tables.actors:
            kinds.setdefault(row.kind, set()).add(row.id)
        _LISTS[tables.digest] = Lists(
            Words.of(tables),
            frozenset(kinds.get("media", ())),
            frozenset(kinds.get("person", ())),
            frozenset(id_ for kind in SPEAKING for id_ in kinds.get(kind, ())),
        )
    return _LISTS[tables.digest]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation in tokens: the first and the last word inside its marks, both inclusive.

    ``spoken`` says that it may be speech of its own rather than a borrowed word.
    """

    first: int
    last: int
    continues: bool
    spoken: bool

    def holds(self, i: int) -> bool:
        """Whether a token stands inside the marks."""
        return self.first <= i <= self.last


@dataclass(slots=True)
class Draft:
    """A statement in the making: its parts as tokens.

    ``form`` is what the cue took as content; ``content`` holds token numbers, ``said_by`` the
    heads of the speaker's phrases, ``through`` the heads of channels the cue itself names,
    ``absorbed`` cues that are part of this one. ``direct`` marks words quoted without marks.
    ``score`` is the trained engine's; None where the score of the entry holds.
    """

    entry: Cue
    form: str
    head: Token
    cue: list[Token]
    said_by: list[Token]
    content: set[int]
    through: list[Token] = field(default_factory=list)
    passive: bool = False
    in_quote: bool = False
    absorbed: list[int] = field(default_factory=list)
    direct: bool = False
    score: float | None = None

    @property
    def first(self) -> int:
        """The first token of cue and content, for ordering."""
        return min(self.head.i, min(self.content, default=self.head.i))


class Scene:
    """One report's parse, mentions and times, with look-ups by token.

    Args:
        parse: The report and its parse.
        mentions: Mentions of the report, resolved or not.
        times: Times of the report.
        tables: The tables of its language.
    """

    def __init__(
        self, parse: Parse, mentions: Iterable[Mention], times: Iterable[Time], tables: Tables
    ) -> None:
        self.parse, self.doc, self.tables = parse, parse.doc, tables
        self.lists, self.cues = lists_of(tables), cue_book(tables)
        self.words, self.media = self.lists.words, self.lists.media
        self.mentioned = Mentioned(parse.doc, mentions)
        self.timeline = timeline_of(parse.report, parse.doc, times, tables.words)
        flags = parse.doc.to_array([IS_SPACE, IS_PUNCT, IS_ALPHA, LIKE_NUM]).astype(bool).T
        self.blank: list[bool] = flags[0].tolist()
        self.mark: list[bool] = (flags[0] | flags[1]).tolist()
        self.word: list[bool] = (flags[2] | flags[3]).tolist()
        self.alpha: list[bool] = flags[2].tolist()
        self.sentences = parse.sentences
        self.sentence_of = [-1] * len(parse.doc)
        for sentence in self.sentences:
            for i in range(sentence.tokens.start, sentence.tokens.end):
                self.sentence_of[i] = sentence.number
        self._starts: list[int] = parse.doc.to_array(IDX).tolist()
        self.quotes, self.inner_quotes = self._quotes()
        self.inserted = self._inserted()
        self.quote_at: list[Quoted | None] = [None] * len(parse.doc)
        for quote in self.quotes:
            for i in range(quote.first, quote.last + 1):
                self.quote_at[i] = quote

    def sentence(self, i: int) -> Sentence | None:
        """The sentence a token stands in, or None where it is not read as prose."""
        number = self.sentence_of[i]
        return self.sentences[number] if number >= 0 else None

    def paragraph(self, i: int) -> int:
        """The number of the part a token stands in, or -1 where it is not read as prose."""
        sentence = self.sentence(i)
        return sentence.paragraph if sentence else -1

    def spoken_quote(self, i: int) -> Quoted | None:
        """The quotation of speech around a token, or None."""
        quote = self.quote_at[i]
        return quote if quote is not None and quote.spoken else None

    def is_quoted(self, token: Token) -> bool:
        """Whether a token stands inside a quotation of speech."""
        return self.spoken_quote(token.i) is not None

    def _quotes(self) -> tuple[list[Quoted], list[Quoted]]:
        """The outer quotations in tokens, and those in single marks inside them."""
        outer: list[Quoted] = []
        inner: list[Quoted] = []
        behind = 0
        for quotation in find_quotations(self.parse.text):
            nested = quotation.outer_start < behind
            behind = max(behind, quotation.outer_end)
            first = bisect_left(self._starts, quotation.start)
            last = bisect_right(self._starts, quotation.end - 1) - 1
            quoted = self._quoted(quotation, first, last)
            if quoted is not None:
                (inner if nested else outer).append(quoted)
        return outer, inner

    def _inserted(self) -> frozenset[int]:
        """The tokens of the reporter's insertions: what stands in brackets within quotation marks.

        A bracket inside a word ("[t]he") is part of it.
        """
        text = self.parse.text
        found: set[int] = set()
        quoted = [(self._starts[q.first], self._starts[q.last]) for q in self.quotes]
        at = 0
        for match in BRACKETED.finditer(text):
            while at < len(quoted) and quoted[at][1] < match.start():
                at += 1
            if at < len(quoted) and quoted[at][0] <= match.start():
                first = bisect_left(self._starts, match.start())
                found.update(range(first, bisect_left(self._starts, match.end())))
        return frozenset(found)

    def _quoted(self, quotation: Quotation, first: int, last: int) -> Quoted | None:
        tokens = [t for t in self.doc[first : last + 1] if not t.is_space]
        words = [t for t in tokens if t.is_alpha or t.like_num]
        if not words:
            return None
        closed = tokens[-1].text[-1] in SENTENCE_ENDS and (
            words[0].text[0].isupper() or len(words) > 2
        )
        spoken = len(words) >= SPOKEN_WORDS or (closed and not quotation.single)
        return Quoted(tokens[0].i, tokens[-1].i, quotation.continues, spoken)


def phrase_from(first: Token) -> Token | None:
    """The head of the noun phrase that begins with a token, or None where none does."""
    head = first
    for _ in range(DEEPEST):
        above = head.head
        if head.pos_ in {"NOUN", "PROPN", "PRON"} and (
            above.i <= head.i or above.pos_ not in {"NOUN", "PROPN"} or above.i < first.i
        ):
            return head
        if above.i <= first.i - 1 or above.i == head.i:
            return None
        head = above
    return None


def subtree(token: Token) -> range:
    """The token numbers from the left to the right edge of a token's subtree."""
    return range(token.left_edge.i, token.right_edge.i + 1)


def runs(scene: Scene, content: set[int]) -> list[tuple[int, int]]:
    """The stretches of tokens a content is made of: (first, last), trimmed of marks at the edges.

    A stretch ends where a token is missing and where a paragraph ends.
    """
    found: list[list[int]] = []
    for i in sorted(content):
        number = scene.sentence_of[i]
        if scene.blank[i] or number < 0 or i in scene.inserted:
            continue
        last = found[-1][-1] if found else -1
        if (
            last < 0
            or not all(scene.blank[last + 1 : i])
            or scene.sentences[number].paragraph != scene.paragraph(last)
        ):
            found.append([])
        found[-1].append(i)
    trimmed = [_trim(scene, run) for run in found if any(scene.word[i] for i in run)]
    return [(run[0], run[-1]) for run in trimmed]


def _trim(scene: Scene, run: Sequence[int]) -> Sequence[int]:
    """A run that holds a word, less the marks at its edges that belong to no sentence or word."""
    doc, start, end = scene.doc, 0, len(run)
    while scene.mark[run[end - 1]] and doc[run[end - 1]].text not in "?!)…":
        if doc[run[end - 1]].text == "." and scene.quote_at[run[end - 1]] is not None:
            break
        end -= 1
    while scene.mark[run[start]] and doc[run[start]].text not in "(…":
        if doc[run[start]].text == "[" and end - start > 1 and "]" in doc[run[start + 1]].text:
            break  # "[t]he dam"
        start += 1
    return run[start:end]
