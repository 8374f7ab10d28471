"""A name -> what is compared of it: plain words, and how another writer may spell them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dragoman.actors.clusters import STROKED
from dragoman.actors.names import slug
from dragoman.actors.spelling import VOWELS, alike, consonants, segments

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORT = 4  # letters up to which vowels must agree: Peng is not Ping
ACROSS = [  # beside those of actors.spelling: writers of two reports differ more than one does
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"(?<=[aeiou])[yi](?=[ae])", ""),  # Nazarbayev, Nazarbaev
        (r"dj|dzh|zh(?=o)", "j"),
        (r"[ae][iy]", "ei"),
        (r"eh$", "a"),
        (r"enka$", "enko"),
        (r"^abd[aeou]([dnrstz])\1", r"abdul\1"),  # Abdurrashid, Abdul Rashid
        (r"ch(?=ae)", "k"),  # Michael, Mikael
        (r"(?<=[^aeiouy])w(?=[aeiou])", "u"),  # Edward, Eduard
    )
]
ACRONYM = re.compile(r"[A-Z][A-Z0-9-]+")


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, plain, lower-case and cut at hyphens.

    >>> words_of("Daho Ould-Kablia")
    ('daho', 'ould', 'kablia')
    """
    plain = slug(name.translate(STROKED).replace(".", ""))
    return tuple(plain.split("-")) if plain else ()


def without(words: Iterable[str], left_out: frozenset[str]) -> tuple[str, ...]:
    """The words but those that may be left out."""
    return tuple(word for word in words if word not in left_out)


def sounds(word: str) -> tuple[str, ...]:
    """A plain word as runs of consonants and vowels; equal for most spellings of one name.

    >>> sounds("dzhokhar") == sounds("djohar")
    True
    """
    return segments(_across(word))


def skeleton(words: Iterable[str]) -> str:
    """The consonants of all words, which every spelling of a name has in common.

    >>> skeleton(["moammar", "gadhafi"]) == skeleton(["muammar", "qaddafi"])
    True
    """
    return consonants("".join(map(_across, words))).replace("g", "k")


def spelt_alike(one: tuple[str, ...], other: tuple[str, ...], *, vouched: bool = False) -> bool:
    """Whether two names differ at most as two transliterations of one name do.

    Word by word, or where one writer joins what another parts, all letters together.

    Args:
        one: The plain words of a name.
        other: Those of the other.
        vouched: Something beside the name speaks for it; a word may then have a vowel more.
    """
    if len(one) == len(other):
        same = [
            _word_alike(a, b) or (vouched and _vowel_more(a, b))
            for a, b in zip(one, other, strict=True)
        ]
        return all(same)
    return sounds("".join(one)) == sounds("".join(other))


def acronym(words: str) -> str | None:
    """The letters of an acronym; None where the words are none.

    >>> acronym("K.R.A."), acronym("MEND"), acronym("Mend")
    ('KRA', 'MEND', None)
    """
    letters = words.replace(".", "")
    return letters if ACRONYM.fullmatch(letters) else None


def _word_alike(one: str, other: str) -> bool:
    if one == other or sounds(one) == sounds(other):
        return True
    if max(len(one), len(other)) <= SHORT:
        return False
    first, second = _across(one), _across(other)
    return any(alike(first.replace("q", q), second.replace("q", q)) for q in "kg")


def _vowel_more(one: str, other: str) -> bool:
    """Whether a word is the other with a vowel between two consonants more (Dagalo, Daglo)."""
    short, long = sorted((_across(one), _across(other)), key=len)
    if len(long) != len(short) + 1 or len(short) <= SHORT:
        return False
    inner = (at for at in range(1, len(long) - 1) if long[:at] + long[at + 1 :] == short)
    return any(long[at] in VOWELS and not {long[at - 1], long[at + 1]} & VOWELS for at in inner)


def _across(word: str) -> str:
    for pattern, letters in ACROSS:
        word = pattern.sub(letters, word)
    return word
