"""Statements of one speaker -> which of them are one utterance, told in several variants."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dragoman.stories.telling import Telling

SEED = 4  # words in a row by which two contents are found
RUN = 6  # words in a row that two contents share by no chance
PART = 0.6  # or, of the shorter one's words, so many
AGAIN, WEEK = 9, 7  # words in a row of what is one utterance still so many days later
OFTEN = 40  # contents of one speaker with one run of four words: "the people of the"


def same_utterances(rows: Sequence[Telling]) -> Iterator[tuple[Telling, Telling]]:
    """Every two statements of a speaker that are one utterance, each pair once.

    Args:
        rows: Statements of one speaker, in an order of their own.
    """
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for seed in _seeds(row.content):
            index[seed].append(number)
    pairs = {
        (one, other)
        for numbers in index.values() if len(numbers) <= OFTEN
        for at, one in enumerate(numbers)
        for other in numbers[at + 1 :]
    }  # fmt: skip
    for one, other in sorted(pairs):
        if _may_be_one(rows[one], rows[other]):
            yield rows[one], rows[other]


def _may_be_one(one: Telling, other: Telling) -> bool:
    """Whether two statements are one by their words, and by day and numbers where neither quotes.

    A spokesman tells of each new count of the dead in the same words. What is said again after more
    than a week is one utterance only where many words are the same: slogans come back.
    """
    if not is_one_utterance(one.content, other.content, AGAIN if _far(one, other) else 0):
        return False
    if one.mode != "indirect" or other.mode != "indirect":
        return True
    if one.published is None or other.published is None:
        return False
    return abs(one.published - other.published) <= 1 and _numbers(one) == _numbers(other)


def _far(one: Telling, other: Telling) -> bool:
    """Whether two statements were printed more than a week apart, or nobody knows."""
    if one.published is None or other.published is None:
        return one.report != other.report and one.published != other.published
    return abs(one.published - other.published) > WEEK


def _numbers(row: Telling) -> set[str]:
    return {word for word in row.content if word.isdigit()}


def is_one_utterance(one: Sequence[str], other: Sequence[str], least: int = 0) -> bool:
    """Whether two contents are the same words, or share a run that is long or most of one.

    Args:
        one: The words of a content; letters that stand alone ("U.S.") are not counted.
        other: Those of another.
        least: Words that the run has at least.

    >>> is_one_utterance("we will win it".split(), "we are at war and we will win it".split())
    True
    """
    ours, theirs = ([word for word in each if len(word) > 1] for each in (one, other))
    longest = longest_run(ours, theirs)
    if longest < max(SEED, least):
        return False
    return longest >= RUN or longest >= PART * min(len(ours), len(theirs))


def longest_run(one: Sequence[str], other: Sequence[str]) -> int:
    """The most words in a row that stand in both."""
    best, before = 0, [0] * (len(other) + 1)
    for word in one:
        row = [0]
        for at, same in enumerate(other):
            row.append(before[at] + 1 if word == same else 0)
        best, before = max(best, *row), row
    return best


def _seeds(content: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(content[at : at + SEED]) for at in range(len(content) - SEED + 1)}
