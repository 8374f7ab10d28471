"""Two spellings of one name -> alike or not: transliterations differ in ways that can be listed.

Consonants must agree once digraphs are made one ("kh" and "h", "x" and "ks"); vowels may differ
only within a class ("Mohammed", "Muhammad"), so that "Hassan" is not "Hussein".
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby

VOWELS = frozenset("aeiou")
LOOSE = frozenset({"ae", "ea", "ei", "ie", "ou", "uo"})
RULES = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"^abd[aeou]l", "abdal"),  # Abdul, Abdel, Abdallah
        (r"tch|tsch", "ch"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"dh", "d"),
        (r"th", "t"),
        (r"ph", "f"),
        (r"ck|q", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"tz", "ts"),
        (r"ou|oo", "u"),
        (r"ee", "i"),
        (r"(?<=[aeiouy])j$", "i"),  # Andrij, Andriy
        (r"y", "i"),
        (r"^ie", "e"),  # Yevgeny, Evgeni
        (r"([dt])r$", r"\1er"),  # Aleksandr, Alexander
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=65_536)
def segments(word: str) -> tuple[str, ...]:
    """A folded lower-case word as runs of consonants and vowels, in one spelling.

    >>> segments("yevgeny")
    ('e', 'vg', 'e', 'n', 'i')
    """
    for pattern, plain in RULES:
        word = pattern.sub(plain, word)
    return tuple("".join(run) for _, run in groupby(word, VOWELS.__contains__))


@lru_cache(maxsize=65_536)
def consonants(word: str) -> str:
    """The consonants of a word in one spelling, the same for all words that are alike."""
    return "".join(run for run in segments(word) if run[0] not in VOWELS)


def alike(one: str, other: str) -> bool:
    """Whether two folded lower-case words are spellings of one name.

    >>> alike("sergei", "sergey"), alike("hassan", "hussein"), alike("mario", "maria")
    (True, False, False)
    """
    if one == other:
        return True
    first, second = segments(one), segments(other)
    return len(first) == len(second) and all(map(_same_run, first, second))


def _same_run(one: str, other: str) -> bool:
    if one == other:
        return True
    return len(one) == len(other) and all(
        a == b or a + b in LOOSE for a, b in zip(one, other, strict=True)
    )
