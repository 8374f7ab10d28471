"""Words as a person searches them -> the reports whose text holds them, the best first."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from dragoman.frames import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Fetch = Callable[[str, Any], Iterator[tuple[Any, ...]]]

RANKED = 2_000  # texts that are compared; of more, the last that were read: bounds the time
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))  # a phone or a word processor writes these
PIECE = re.compile(r'"([^"]*)"(\*?)|(\S+)')
COLUMNS = ("report", "published", "outlet", "title", "passage")
FIRST = """
    SELECT min(rowid) FROM (SELECT rowid FROM words WHERE words MATCH :words
                             ORDER BY rowid DESC LIMIT :ranked)
"""
IN_FORCE = """
    words JOIN codings AS c ON c.text = words.rowid JOIN current ON current.coding = c.id
    WHERE words MATCH :words
"""
BEST = f"""
    SELECT c.id, words.rowid FROM {IN_FORCE} AND words.rowid >= :first
     ORDER BY bm25(words), c.id LIMIT :limit OFFSET :offset
"""
COUNT = f"SELECT count(*) FROM {IN_FORCE}"
# Where each text is of one coding, and each coding in force, texts are not looked up one by one.
ONE_EACH = """
    SELECT (SELECT count(*) FROM codings) = (SELECT count(*) FROM texts)
       AND (SELECT count(*) FROM codings) = (SELECT count(*) FROM current)
"""
COUNT_TEXTS = "SELECT count(*) FROM words WHERE words MATCH :words"
# +rowid: one walk through all that is compared. By rowid, the words are looked up for each text
# anew, which with a beginning such as ta* took three seconds.
PASSAGES = """
    SELECT rowid, snippet(words, 0, :before, :behind, ' … ', 24) FROM words
     WHERE words MATCH :words AND rowid >= :first
       AND +rowid IN (SELECT value FROM json_each(:texts))
"""
REPORTS = """
    SELECT c.text, c.report, c.published, c.outlet, c.title
      FROM json_each(:codings) AS p CROSS JOIN codings AS c ON c.id = p.value ORDER BY p.key
"""


def match_of(words: str) -> str:
    """The full-text query that all of the words, phrases and beginnings answer; empty for none.

    Words are matched by their stem; ``"two words"`` stand together, also in quotation marks of
    print; ``afghan*`` is a beginning.
    Nothing else is query syntax.

    >>> match_of('condemned "foreign minister" afghan*')
    '"condemned" "foreign minister" "afghan"*'
    """
    found = []
    words = words.translate(QUOTES)
    for phrase, star, word in PIECE.findall(words.replace("\0", " ")):  # it would end the query
        said = phrase or word.rstrip("*")
        if any(letter.isalnum() for letter in said):
            begins = star or word.endswith("*")
            found.append('"' + said.replace('"', '""') + '"' + ("*" if begins else ""))
    return " ".join(found)


def search(
    fetch: Fetch, words: str, limit: int | None, offset: int, marks: tuple[str, str]
) -> Rows:
    """The reports in force whose text holds the words, each with its best passage.

    Where more than ``RANKED`` texts hold them, the best of those read last are given; ``total``
    counts all.
    """
    match = {"words": match_of(words)}
    if not match["words"]:
        return Rows(COLUMNS, ())
    ((first,),) = fetch(FIRST, match | {"ranked": RANKED})
    page = {"first": first, "limit": -1 if limit is None else limit, "offset": offset}
    best = list(fetch(BEST, match | page)) if first is not None else []
    shown = {"before": marks[0], "behind": marks[1]}
    texts = {"texts": json.dumps([text for _, text in best])}
    asked = match | shown | texts | {"first": first}
    passages: dict[int, str] = dict(fetch(PASSAGES, asked)) if best else {}
    rows = fetch(REPORTS, {"codings": json.dumps([coding for coding, _ in best])})
    cells = [(*report, passages[text]) for text, *report in rows]
    ((one_each,),) = fetch(ONE_EACH, ())
    ((total,),) = fetch(COUNT_TEXTS if one_each else COUNT, match)
    return Rows(COLUMNS, cells, total=total)
