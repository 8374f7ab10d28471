"""The table of cues -> look-ups from a token to the entries it may be a cue of."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.grammar.tree import dependents

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.lexicon import Tables
    from dragoman.lexicon.schema import Cue

VERBAL = frozenset({"VERB", "AUX"})
NOMINAL = frozenset({"NOUN", "PROPN"})


class CueBook:
    """The entries of the cue table by lemma, in the order of the table.

    Args:
        cues: The entries of one language.
    """

    def __init__(self, cues: tuple[Cue, ...]) -> None:
        self.by_pos: dict[str, dict[str, list[Cue]]] = {"verb": {}, "noun": {}, "adjective": {}}
        self.pairs: dict[str, list[tuple[str, Cue]]] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
        self.layout = {cue.id: cue for cue in cues if cue.pos == "layout"}
        for cue in cues:
            for lemma in cue.lemmas:
                words = tuple(lemma.split())
                if cue.pos == "phrase":
                    self.phrases.setdefault(words[0], []).append((words, cue))
                elif cue.pos == "layout":
                    continue
                elif len(words) > 1:
                    self.pairs.setdefault(words[0], []).append((words[1], cue))
                else:
                    self.by_pos[cue.pos].setdefault(lemma, []).append(cue)
        self.first_words = frozenset(
            {*self.pairs, *self.phrases, *(w for words in self.by_pos.values() for w in words)}
        )

    def of_verb(self, verb: Token) -> list[tuple[Cue, Token | None]]:
        """The entries a verb may be, with the word below it that belongs to the cue, if any.

        "made clear": the entry of "make clear", and the token "clear".
        """
        lemma = verb.lemma_.lower()
        found: list[tuple[Cue, Token | None]] = []
        for second, cue in self.pairs.get(lemma, ()):
            found += [
                (cue, child)
                for child in dependents(verb)
                if child.lemma_.lower() == second and child.dep_ not in {"nsubj", "punct"}
            ][:1]
        return found + [(cue, None) for cue in self.by_pos["verb"].get(lemma, ())]

    def by_lemma(self, verb: Token) -> list[Cue]:
        """The entries of a verb's own lemma."""
        return self.by_pos["verb"].get(verb.lemma_.lower(), [])

    def of_noun(self, noun: Token) -> list[Cue]:
        """The entries a noun may be."""
        return self.by_pos["noun"].get(noun.lemma_.lower(), [])

    def of_adjective(self, adjective: Token) -> list[Cue]:
        """The entries an adjective may be."""
        return self.by_pos["adjective"].get(adjective.lemma_.lower(), [])


@lru_cache(maxsize=4)
def _book(cues: tuple[Cue, ...]) -> CueBook:
    return CueBook(cues)


def cue_book(tables: Tables) -> CueBook:
    """The look-ups of a language's cue table, made once."""
    return _book(tables.cues)
