"""The words of a denial or a deed -> what they limit it to: its purpose, its means, who began.

Whoever denies to have bombed a hospital on purpose does not deny to have bombed it.
"""

from __future__ import annotations

import re
from functools import cache

from dragoman.lexicon import load_tables
from dragoman.stories.telling import stems_of

NEED = "stories_need"  # a word list, as are all of these
INTENDED = "stories_intended"  # of what is said alone: of a deed, its realis says so
LIMITS = ("stories_intent", "stories_order", "stories_share", "stories_means", NEED)


def limits_of(text: str) -> frozenset[str]:
    """The word lists that have a word in a text.

    >>> sorted(limits_of("that they had shelled the school on purpose, or first"))
    ['stories_intent', 'stories_order']
    """
    return frozenset(name for name in LIMITS if _has(name, text))


def is_intended(text: str) -> bool:
    """Whether a text speaks of what somebody will, would or should do, not of what was done.

    >>> is_intended("they would not sign it"), is_intended("they did not sign it")
    (True, False)
    """
    return _has(INTENDED, text)


def is_negated(text: str) -> bool:
    """Whether a text holds a negator, or a word for denying.

    >>> is_negated("the army did not enter the town"), is_negated("the army denied it")
    (True, True)
    """
    return _has("stories_negators", text)


def negated_parts(text: str) -> list[tuple[int, int]]:
    """Where the parts of a text stand that say of somebody, with a negator, what is not so.

    A part ends before a mark or a conjunction, and begins behind one, or behind a word that opens a
    clause. One that begins with its negator says it of nobody.

    >>> text = "she thinks that they were not marked secret and were made secret later"
    >>> [text[start:end] for start, end in negated_parts(text)]
    [' they were not marked secret ']
    >>> negated_parts("not paying taxes makes me smart")
    []
    """
    parts, start = [], 0
    for end, behind in [*(found.span() for found in _breaks().finditer(text)), (len(text), 0)]:
        negator = _pattern("stories_negators").search(text, start, end)
        if negator:
            opened = _pattern("stories_opens").finditer(text, start, negator.start())
            start = max((found.end() for found in opened), default=start)
            if text[start : negator.start()].strip():
                parts.append((start, end))
        start = behind
    return parts


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
    return bool(_pattern(words).search(text))


@cache
def charge_stems() -> frozenset[str]:
    """The stems of words for what others say: "the claim", "an accusation"."""
    return stems_of(" ".join(load_tables().words("stories_charge")))


@cache
def common_stems() -> frozenset[str]:
    """The stems of words that are in news of politics every day."""
    return stems_of(" ".join(load_tables().words("stories_common")))


@cache
def empty_stems() -> frozenset[str]:
    """The stems of words that say nothing of what was done."""
    return stems_of(" ".join(load_tables().words("stories_empty")))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any_of(name)})(?!\w)", re.IGNORECASE)


@cache
def _breaks() -> re.Pattern[str]:
    return re.compile(rf"[^\w\s'’-]|(?<!\w)(?:{_any_of('stories_breaks')})(?!\w)", re.IGNORECASE)


def _any_of(name: str) -> str:
    words = sorted(load_tables().words(name), key=len, reverse=True)
    return "|".join(map(re.escape, words))
