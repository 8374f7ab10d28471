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
        if _may_be_one(rows[one], rows[other]) and is_one_utterance(
            rows[one].content, rows[other].content
        ):
            yield rows[one], rows[other]


def _may_be_one(one: Telling, other: Telling) -> bool:
    """Whether two statements can be one: where neither quotes, the day and the numbers agree.

    A spokesman tells of each new count of the dead in the same words.
    """
    if one.mode != "indirect" or other.mode != "indirect":
        return True
    if one.published is None or other.published is None:
        return False
    return abs(one.published - other.published) <= 1 and _numbers(one) == _numbers(other)


def _numbers(row: Telling) -> set[str]:
    return {word for word in row.content if word.isdigit()}


def is_one_utterance(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two contents are the same words, or share a run that is long or most of one.

    >>> is_one_utterance("we will win it".split(), "we are at war and we will win it".split())
    True
    """
    longest = longest_run(one, other)
    return longest >= RUN or (longest >= SEED and longest >= PART * min(len(one), len(other)))


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
