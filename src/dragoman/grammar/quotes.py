"""Where the quotations of a text are: pairs of marks, across paragraphs, nested ones too."""

from __future__ import annotations

import re
from dataclasses import dataclass

OPENING = {"“": "”", "«": "»", "„": "“", "‘": "’", "``": "''"}
STRAIGHT = frozenset({'"', "''"})
MARK = re.compile("|".join(sorted({*OPENING, *STRAIGHT, "'"}, key=len, reverse=True)))
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks.

    ``start`` and ``end`` are the offsets of the words inside the marks, ``outer_start`` and
    ``outer_end`` include the marks. ``continues`` says that the quotation goes on with a new
    opening mark in the next paragraph; ``single`` that it stands between single marks.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    continues: bool = False
    single: bool = False


def find_quotations(text: str) -> list[Quotation]:
    """The quotations of a text by their opening marks, in text order; never raises.

    An opening mark without a partner ends with its paragraph, and ``continues`` is set where the
    next paragraph begins with an opening mark. Straight double marks alternate within a
    paragraph. Apostrophes are not marks: a single closing mark counts only before a space or
    punctuation, a single opening mark only after one.
    """
    found: list[Quotation] = []
    at = 0
    paragraphs: list[tuple[int, int]] = []
    for line in text.split("\n"):
        paragraphs.append((at, at + len(line)))
        at += len(line) + 1
    filled = [(s, e) for s, e in paragraphs if text[s:e].strip()]
    for number, (start, end) in enumerate(filled):
        following = filled[number + 1] if number + 1 < len(filled) else None
        begins = text[slice(*following)].lstrip()[:2] if following else ""
        found += _in_paragraph(text, start, end, begins)
    return sorted(found, key=lambda q: (q.outer_start, -q.outer_end))


def _in_paragraph(text: str, start: int, end: int, begins_next: str) -> list[Quotation]:
    found: list[Quotation] = []
    i = start
    while (at := MARK.search(text, i, end)) is not None:
        mark, i = at.group(), at.start()
        if mark in {"‘", "'"}:
            close = _single_close(text, i, end)
            if close is not None:
                found.append(Quotation(i + 1, close, i, close + 1, single=True))
        else:
            closing = mark if mark in STRAIGHT else OPENING[mark]
            close = text.find(closing, i + len(mark), end)
            if close < 0 and mark == "“":
                close = text.find('"', i + 1, end)
            if close < 0:
                if end - i < LONGEST and end - i > len(mark):
                    goes_on = begins_next.startswith(mark)
                    found.append(Quotation(i + len(mark), end, i, end, continues=goes_on))
                break
            inner_start = i + len(mark)
            found.append(Quotation(inner_start, close, i, close + len(closing)))
            found += [q for q in _in_paragraph(text, inner_start, close, "") if q.single]
            i = close + len(closing)
            continue
        i += len(mark)
    return found


def _single_close(text: str, at: int, end: int) -> int | None:
    """The offset of the single mark that closes the one at ``at``, or None for an apostrophe."""
    before = text[at - 1] if at else " "
    if not (before.isspace() or before in '([—–-"“') or at + 1 >= end or text[at + 1].isspace():
        return None
    for close in range(at + 2, min(end, at + 600)):
        if text[close] in "’'" and not text[close - 1].isspace():
            after = text[close + 1] if close + 1 < end else " "
            if after.isspace() or after in '.,;:!?)]—–-"”':
                plural_possessive = text[close - 1] == "s" and after.isspace()
                if not plural_possessive or _single_reopens(text, close, end):
                    return close
    return None


def _single_reopens(text: str, close: int, end: int) -> bool:
    """Whether no better closing mark follows, so that "s’" may close after all."""
    rest = text[close + 1 : min(end, close + 200)]
    return "’" not in rest.replace("’s", "").replace("’t", "")
