"""The keys of issues -> those of most positions, and the words in which reports put each."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from dragoman.store.lines import PLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

LOOKED_AT = 20  # positions of an issue, the first that were read
STEM = 4  # letters in which a key and its words agree
ISSUES = """
    SELECT codes.value, count(*) FROM position_lines JOIN codes ON codes.code = position_lines.issue
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :most
"""
QUOTED = f"""
    SELECT codes.value, json_extract(p.json, '$.issue.quote') FROM json_each(:keys) AS asked
      JOIN codes ON codes.of = 'issue' AND codes.value = asked.value
      JOIN position_lines AS l ON l.id IN (
           SELECT id FROM position_lines WHERE issue = codes.code ORDER BY id LIMIT {LOOKED_AT})
      JOIN positions AS p ON p.coding = l.id / {PLACES} AND p.place = l.id % {PLACES}
"""  # noqa: S608 - numbers of ours


def issues_of(rows: Rows, most: int) -> list[str]:
    """The keys of the issues with most positions."""
    return [value for value, _ in rows(ISSUES, {"most": most})]


def words_of(rows: Rows, keys: Iterable[str]) -> dict[str, str]:
    """The words of each issue, by key; see ``best_words``."""
    asked = sorted(set(keys))
    found: dict[str, Counter[str]] = {key: Counter() for key in asked}
    for key, quote in rows(QUOTED, {"keys": json.dumps(asked)}):
        if quote:
            found[key][" ".join(quote.split())] += 1
    return {key: best_words(key, quotes) for key, quotes in found.items()}


def best_words(key: str, quotes: Counter[str]) -> str:
    """The words that say best what an issue is; its key where there are none.

    Of those that reports have for one issue ("it", "the deal", "their oil deal"), those that name
    its matter go first, then whole phrases, the commonest, and the longest.

    >>> best_words("deal:NOR", Counter(["it", "it", "the deal", "their oil deal"]))
    'their oil deal'
    """
    matter = key.partition(":")[0][:STEM].casefold()

    def rank(quote: str) -> tuple[bool, bool, int, int, str]:
        named = matter in quote.casefold()
        return named, " " in quote, quotes[quote], len(quote), quote

    return max(quotes, key=rank, default=key)
