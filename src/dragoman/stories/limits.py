"""The words of a denial or a deed -> what they limit it to: its purpose, its means, who began.

Whoever denies to have bombed a hospital on purpose does not deny to have bombed it.
"""

from __future__ import annotations

import re
from functools import cache

from dragoman.lexicon import load_tables
from dragoman.stories.telling import stems_of

NEED = "stories_need"  # a word list, as are all of these
LIMITS = ("stories_intent", "stories_order", "stories_share", "stories_means", NEED)


def limits_of(text: str) -> frozenset[str]:
    """The word lists that have a word in a text.

    >>> sorted(limits_of("that they had shelled the school on purpose, or first"))
    ['stories_intent', 'stories_order']
    """
    return frozenset(name for name in LIMITS if _has(name, text))


def is_negated(text: str) -> bool:
    """Whether a text holds a negator.

    >>> is_negated("the army did not enter the town"), is_negated("the army denied it")
    (True, False)
    """
    return _has("stories_negators", text)


def is_called_false(text: str) -> bool:
    """Whether a content says of what others say that it is not so.

    >>> is_called_false("reports of a raid are baseless"), is_called_false("a baseless raid")
    (True, False)
    """
    if _has("stories_denies", text):
        return True
    return _has("stories_said", text) and _has("stories_false", text)


def is_doubted(text: str) -> bool:
    """Whether the words that tell a deed say that it was not so.

    >>> is_doubted("falsely alleging that he wanted it")
    True
    """
    return _has("stories_doubt", text)


def _has(words: str, text: str) -> bool:
    return bool(_pattern(words).search(text.casefold()))


@cache
def charge_stems() -> frozenset[str]:
    """The stems of words for what others say: "the claim", "an accusation"."""
    return stems_of(" ".join(load_tables().words("stories_charge")))


@cache
def empty_stems() -> frozenset[str]:
    """The stems of words that say nothing of what was done."""
    return stems_of(" ".join(load_tables().words("stories_empty")))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    words = sorted(load_tables().words(name), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
