"""Words of a sentence -> where the names lie that no table knows: runs of proper nouns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.actors.names import fold
from dragoman.actors.phrases import attribute_is

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from dragoman.actors.names import Names, Sense
    from dragoman.actors.phrases import Words

PROPER = frozenset({"NNP", "NNPS"})
APOSTROPHED = re.compile(r"[A-Z][a-z]?['’][A-Z]\w+")  # O'Malley, D'Souza, whatever the tag


@dataclass(slots=True)
class Hit:
    """A table name in a sentence: its tokens (end exclusive), its end offset, its senses."""

    start: int
    end: int
    stop: int
    senses: tuple[Sense, ...]


class Runs:
    """Finds the runs of proper nouns of one report, sentence by sentence.

    Args:
        doc: The report's parse.
        text: Its text.
        names: What the tables name on the report's day.
        words: The word lists of the actor stage.
        also_given: Names of states and towns that are given names or surnames as well.
    """

    def __init__(
        self, doc: Doc, text: str, names: Names, words: Words, also_given: frozenset[str]
    ) -> None:
        self.doc, self.text, self.names = doc, text, names
        self.words, self.also_given = words, also_given
        self.proper = attribute_is(doc, "TAG", PROPER)
        for found in APOSTROPHED.finditer(text):
            span = doc.char_span(*found.span())
            if span is not None and len(span) == 1:
                self.proper[span.start] = True
        self.titles: set[int] = set()

    def mark_titles(self, tokens: Sequence[Token]) -> None:
        """Marks the words of titles such as "Secretary of State", which hold no name."""
        for token in tokens:
            for words in self.words.long_titles.get(token.text, ()):
                if self.text.startswith(words, token.idx):
                    end = token.idx + len(words)
                    self.titles.update(t.i for t in tokens if token.idx <= t.idx < end)
                    break

    def of(
        self, tokens: Sequence[Token], hits: Sequence[Hit]
    ) -> tuple[list[tuple[int, int]], set[int]]:
        """Runs of proper nouns outside the tables, and the hits that such a run swallows.

        A table name of one word that is a given name or surname too ("Jordan Henderson", "Ivana
        Trump") belongs to the run that it touches.
        """
        at = {i: hit for hit in hits for i in range(hit.start, hit.end)}
        runs: list[tuple[int, int]] = []
        swallowed: set[int] = set()
        i, last = tokens[0].i, tokens[-1].i
        while i <= last:
            if not self._begins_run(i, at):
                i += 1
                continue
            end = self._end_of_run(i, last, at)
            run = (self._after_office(i, end), end)
            fresh = [k for k in range(*run) if k not in at]
            if run[1] > run[0] and fresh:
                runs.append(run)
                swallowed |= {at[k].start for k in range(*run) if k in at}
            i = end
        return runs, swallowed

    def _is_proper(self, i: int, at: dict[int, Hit]) -> bool:
        if i in at:
            return self._joins(at[i]) or self._is_inside_body(at[i], at)
        if i in self.titles or not self.proper[i]:
            return False
        token = self.doc[i]
        return (
            token.text[0].isupper()
            and (token.text not in self.words.not_names or self._is_surname(token))
            and any(c.isalpha() for c in token.text)
        )

    def _is_surname(self, token: Token) -> bool:
        """Whether a word of no name is a surname here: behind a given name, "Karl West"."""
        before = self.doc[token.i - 1] if token.i else token
        joined = before.tag_ == "NNP" and before.dep_ == "compound" and before.head.i == token.i
        return token.text in self.words.surnames_too and joined and before.is_title

    def _begins_run(self, i: int, at: dict[int, Hit]) -> bool:
        if not self._is_proper(i, at):
            return False
        return i not in at or (
            i + 1 < len(self.doc) and i + 1 not in at and self._is_proper(i + 1, at)
        )

    def _joins(self, hit: Hit) -> bool:
        """Whether a table name may be a part of a person's name that the tables do not know."""
        if hit.end - hit.start > 1:
            return False
        token = self.doc[hit.start]
        rows = [self.names.rows[sense.actor] for sense in hit.senses]
        if token.text in self.also_given or any(row.kind == "person" for row in rows):
            return True
        after = self.doc[hit.end] if hit.end < len(self.doc) else token
        if after.text in self.words.place_words and after.tag_ in PROPER:
            return all(row.kind in {"state", "place"} for row in rows)
        places = all(row.kind == "place" for row in rows)
        return places and (self._is_given(token) or self._follows_given(token))

    def _is_inside_body(self, hit: Hit, at: dict[int, Hit]) -> bool:
        """Whether a people's or state's name stands within a body's: "World Sikh Organization"."""
        before, after = hit.start - 1, hit.end
        if hit.end - hit.start > 1 or before < 0 or after >= len(self.doc) or before in at:
            return False
        word, end = self.doc[before], self.doc[after]
        joined = word.dep_ == "compound" and word.head.i == after and self.proper[before]
        return joined and before not in self.titles and self.words.is_org_word(end.text)

    def _follows_given(self, token: Token) -> bool:
        """Whether a town's name stands behind a given name, as a surname: "Carl Valencia"."""
        before = self.doc[token.i - 1] if token.i else token
        given = fold(before.text)
        joined = before.dep_ == "compound" and before.head.i == token.i
        words = self.words
        return joined and given in words.given and given not in words.given_ambiguous

    def _is_given(self, token: Token) -> bool:
        """Whether a town's name stands before a surname that the report has with another name."""
        after = self.doc[token.i + 1] if token.i + 1 < len(self.doc) else token
        if token.dep_ != "compound" or after.tag_ != "NNP":
            return False
        same = attribute_is(self.doc, "ORTH", [after.text])
        return any(same[i] and self.proper[i - 1] for i in range(1, token.i))

    def _end_of_run(self, start: int, last: int, at: dict[int, Hit]) -> int:
        end = start + 1
        while end <= last:
            if self._is_proper(end, at):
                if end in at and self._same_person(start, at[end]):
                    return start
                end += 1
                continue
            ahead = self._past_joints(start, end, last)
            hyphen = ahead <= last and self.doc[ahead - 1].text == "-" and self.doc[ahead].is_title
            if ahead == end or ahead > last:
                break
            if ahead in at:
                hit = at[ahead]
                if not self._is_medium_of(start, hit):
                    break
                end = hit.end
                continue
            if not (hyphen or self._is_proper(ahead, at)):
                break
            end = ahead + 1
        return end

    def _is_medium_of(self, start: int, hit: Hit) -> bool:
        """Whether a medium is called by a state or town behind "of": "Voice of Norland"."""
        medium = self.words.opens_medium(self.doc[start].text)
        rows = [self.names.rows[sense.actor] for sense in hit.senses]
        return medium and all(row.kind in {"state", "place"} for row in rows)

    def _past_joints(self, start: int, at: int, last: int) -> int:
        """Where a name may go on after particles ("bin", "von der"), hyphens, or a body's "of"."""
        words = self.words
        body = any(words.is_org_word(self.doc[i].text) for i in range(start, at))
        ahead = at
        while ahead <= last:
            token = self.doc[ahead]
            inside = token.lower_ in words.particles or token.text in {"-", "’", "'"}
            if not inside and not (body and token.text in words.inside_org_names):
                break
            ahead += 1
        return ahead

    def _same_person(self, start: int, hit: Hit) -> bool:
        """Whether the run before a surname of the tables is that person's own given name."""
        for sense in hit.senses:
            name = fold(self.names.rows[sense.actor].name).split()
            if len(name) > 1 and fold(self.doc[start].text) == name[0]:
                hit.start = start
                return True
        return False

    def _after_office(self, start: int, end: int) -> int:
        """Where the name itself begins in a run that may open with an office or title."""
        first = self.doc[start]
        begin = start
        if first.is_sent_start and first.lower_ in self.words.occupations:
            begin = start + 1
        for i in range(start, end):
            if self.is_office(self.doc[i]) and not self._is_within_name(i, begin, end):
                begin = i + 1
        return begin

    def _is_within_name(self, i: int, begin: int, end: int) -> bool:
        """Whether a title is a part of a name: with names before and behind, "Ahmed Sheikh Ali"."""
        return begin < i < end - 1 and self.doc[i].text in self.words.titles_in_names

    def is_office(self, token: Token) -> bool:
        """Whether a word is an office or title, or a part of one."""
        words = self.words
        return token.lower_ in words.offices or token.text in words.titles or token.i in self.titles
