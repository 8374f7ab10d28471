"""Paragraphs -> labelled pieces: title, standfirst, dateline, body, sub-head, caption."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.ingest.compose import Piece, Run
from dragoman.ingest.lines import CLOSERS, OPENERS, Paragraph, has_stop, starts_large
from dragoman.ingest.moments import any_of, printed_dates
from dragoman.record import Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.lexicon import Tables
    from dragoman.record import PartLabel

NO_MOMENT = Moment()
TITLE_WORDS = (2, 30)
STANDFIRST_WORDS = 50
SUBHEAD_WORDS = 10
PROSE_WORDS = 6
CAPTION_WORDS = 60
MARKS_WITHIN = ".!?…:;,"
CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
PLACE_WORD = rf"{CAPITAL}[\w.'’-]*"
WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What the dateline at the head of a paragraph says, and where it ends in it."""

    end: int = 0
    published: Moment = NO_MOMENT
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Laid:
    """The pieces of a report in page order, and what its datelines say."""

    pieces: tuple[Piece, ...]
    published: Moment = NO_MOMENT
    agencies: tuple[str, ...] = ()


def lay_out(
    paragraphs: Sequence[Paragraph],
    tables: Tables,
    *,
    title: str | None,
    head_lines: frozenset[int],
) -> Laid:
    """The pieces of a plain text.

    Args:
        paragraphs: Its paragraphs without furniture.
        tables: The tables of its language.
        title: The title it was given with; where the text does not begin with it, it leads the
            pieces and has no origin. Without one, the first line may be found to be the title.
        head_lines: Numbers of the lines that end the head of a page (dates, share bar): a short
            paragraph between the title and the first of them is a standfirst.
    """
    marks = layout_marks(tables)
    pieces: list[Piece] = []
    published = NO_MOMENT
    rest = list(paragraphs)

    def take_dates() -> None:
        nonlocal published
        while rest and (moment := marks.dates.only(rest[0].text, "text")):
            published = moment if published.value is None else published
            pieces.append(_piece("dateline", rest.pop(0)))

    if title is not None:
        if rest and _same(title, rest[0].text):
            pieces.append(_piece("title", rest.pop(0)))
        else:
            pieces.append(Piece("title", title))
    take_dates()
    if title is None and _is_title(rest, marks.small):
        pieces.append(_piece("title", rest.pop(0)))
        take_dates()
    if any(piece.label == "title" for piece in pieces) and _is_standfirst(rest, head_lines):
        pieces.append(_piece("standfirst", rest.pop(0)))
        take_dates()
    body, dateline = _body(rest, marks)
    published = dateline.published if published.value is None else published
    return Laid((*pieces, *body), published, dateline.agencies)


def _body(rest: Sequence[Paragraph], marks: LayoutMarks) -> tuple[list[Piece], Dateline]:
    pieces: list[Piece] = []
    dateline = Dateline()
    begun = False
    for at, paragraph in enumerate(rest):
        if marks.is_caption(paragraph.text):
            pieces.append(_piece("caption", paragraph))
        elif _is_subhead(rest, at):
            pieces.append(_piece("subhead", paragraph))
        elif begun:
            pieces.append(_piece("body", paragraph))
        else:
            cut, dateline = cut_dateline(_piece("body", paragraph), marks)
            pieces += cut
            begun = True
    return pieces, dateline


def cut_dateline(piece: Piece, marks: LayoutMarks) -> tuple[list[Piece], Dateline]:
    """A first paragraph cut behind its dateline, and what that says.

    "SUDRIA CITY, March 3 (Xinhua) - The talks" has a dateline up to its dash.
    """
    dateline = marks.dateline(piece.text)
    if dateline is None:
        return [piece], Dateline()
    end = dateline.end
    if end == len(piece.text):
        return [replace(piece, label="dateline")], dateline
    start = end + len(piece.text[end:]) - len(piece.text[end:].lstrip())
    head = Piece("dateline", piece.text[:end], _clip(piece.runs, 0, end), piece.gap)
    tail = Piece(
        piece.label, piece.text[start:], _clip(piece.runs, start, len(piece.text)),
        piece.text[end:start],
    )  # fmt: skip
    return [head, tail], dateline


def _clip(runs: tuple[Run, ...], start: int, end: int) -> tuple[Run, ...]:
    """The runs within a stretch, counted from its beginning."""
    found = []
    for run in runs:
        first, last = max(run.at, start), min(run.at + run.length, end)
        if first < last:
            found.append(Run(first - start, last - first, run.source + first - run.at))
    return tuple(found)


def _piece(label: PartLabel, paragraph: Paragraph) -> Piece:
    return Piece(label, paragraph.text, paragraph.runs)


def _same(title: str, line: str) -> bool:
    """Whether a line is a title, marks, spaces and capitals aside."""
    words = WORDS.findall(title.casefold())
    return bool(words) and words == WORDS.findall(line.casefold())


def _count(text: str) -> int:
    return len(text.split())


def _is_prose(paragraph: Paragraph) -> bool:
    return _count(paragraph.text) >= PROSE_WORDS and has_stop(paragraph.text)


def _is_bare(text: str) -> bool:
    """Whether a line carries no mark at its end and begins as a headline does."""
    return starts_large(text) and not text.rstrip(CLOSERS + " ").endswith(tuple(MARKS_WITHIN))


def _is_title(rest: Sequence[Paragraph], small: frozenset[str]) -> bool:
    """Whether the first line is a title: short, without a full stop, and with prose below it.

    A full stop is allowed where every word that is not small has a capital letter, a question
    mark where a blank line follows.
    """
    if not any(map(_is_prose, rest[1:3])):
        return False
    text = rest[0].text
    if not TITLE_WORDS[0] <= _count(text) <= TITLE_WORDS[1]:
        return False
    if _is_bare(text):
        return True
    if text.find("?") == len(text) - 1:
        return starts_large(text) and rest[1].lines[0].number > rest[0].lines[-1].number + 1
    return has_stop(text) and _is_capitalised(text, small)


def _is_capitalised(text: str, small: frozenset[str]) -> bool:
    words = [word.strip(CLOSERS + OPENERS + MARKS_WITHIN) for word in text.split()]
    large = [word for word in words if word and word not in small]
    return len(large) >= 4 and all(not word[0].islower() for word in large)


def _is_standfirst(rest: Sequence[Paragraph], head_lines: frozenset[int]) -> bool:
    """Whether a paragraph below the title sums the report up.

    It carries no full stop, or the furniture of the page's head stands right below it.
    """
    if len(rest) < 2 or not any(map(_is_prose, rest[1:3])):
        return False
    first, following = rest[0], rest[1]
    if _count(first.text) > STANDFIRST_WORDS or _count(first.text) < PROSE_WORDS:
        return False
    between = range(first.lines[-1].number + 1, following.lines[0].number)
    return _is_bare(first.text) or any(number in head_lines for number in between)


def _is_subhead(rest: Sequence[Paragraph], at: int) -> bool:
    """Whether a short line stands as a heading between two paragraphs of prose."""
    if at == 0 or at + 1 >= len(rest):
        return False
    text = rest[at].text
    return (
        _count(text) <= SUBHEAD_WORDS
        and _is_bare(text)
        and text[-1] not in CLOSERS
        and text[0] not in OPENERS
        and _is_prose(rest[at - 1])
        and _is_prose(rest[at + 1])
    )


class LayoutMarks:
    """The words of one language by which datelines, captions and titles are known."""

    def __init__(self, tables: Tables) -> None:
        self.dates = printed_dates(tables)
        self.small = tables.words("ingest_title_small_words")
        self.agencies = {name.casefold(): name for name in tables.words("ingest_agencies")}
        self.not_places = tables.words("ingest_not_a_place")
        opening = any_of(tables.words("ingest_caption_openings"))
        credit = any_of(tables.words("ingest_caption_credits"))
        self.captions = re.compile(
            rf"[(\[]?(?:{opening})(?: ?[:/|]| by\b).*|.*\b(?:{credit})[^.]{{0,40}}[)\]]?",
            re.IGNORECASE,
        )
        self.datelines = _dateline_shape(tables)

    def is_caption(self, text: str) -> bool:
        """Whether a line is the caption of a picture, by how it opens or by its credit."""
        return _count(text) <= CAPTION_WORDS and bool(self.captions.fullmatch(text))

    def dateline(self, text: str) -> Dateline | None:
        """The dateline at the head of a paragraph; None where it begins otherwise.

        A day without a year dates nothing: which year is meant is not in the words.
        """
        found = self.datelines.match(text)
        if found is None:
            return None
        place, agency = found["place"] or "", found["agency"] or ""
        if place.casefold() in self.not_places:
            return None
        printed = found["date"] or ""
        if any(letter.isdigit() for letter in agency):  # "HALM (4 May 2031) -"
            printed, agency = printed or agency, ""
        published = self.dates.first(printed, "text") or NO_MOMENT
        known = self.agencies.get(agency.casefold())
        in_capitals = place.isupper() and sum(map(str.isalpha, place)) >= 4
        goes_on = starts_large(text[found.end() :].lstrip())
        alone = found.end() == len(text) and published.value is not None  # "Halm, 4 May 2031"
        is_dated = printed and (agency or (place and (goes_on or alone)))
        is_placed = in_capitals and goes_on and ":" not in found["dash"]
        if not (known or is_dated or is_placed):
            return None
        named = known or (agency if in_capitals else None)
        return Dateline(found.end(), published, (named,) if named else ())


def _dateline_shape(tables: Tables) -> re.Pattern[str]:
    """A place, a day and an agency, each of which may be missing, and a dash or the line's end."""
    months = any_of(w for n in range(1, 13) for w in tables.words(f"ingest_month_{n:02d}"))
    weekday = rf"(?:(?i:{any_of(tables.words('ingest_weekdays'))})\.?,? )?"
    day = rf"(?:(?i:{months})\.? \d{{1,2}}|\d{{1,2}} (?i:{months}))\b(?:,? \d{{4}})?"
    region = rf"(?:, {PLACE_WORD}(?: {PLACE_WORD})?)*?"
    return re.compile(
        rf"(?P<place>{PLACE_WORD}(?:[ /]{PLACE_WORD}){{0,5}}{region})?"
        rf"(?P<date>,? ?{weekday}{day})?"
        r" ?(?:[(\[](?P<agency>[^()\[\]]{2,40})[)\]])?"
        r"(?P<dash> ?(?:[-–—]{1,2}|:)(?=\s)|[–—]|$)"
    )


@lru_cache(maxsize=8)
def layout_marks(tables: Tables) -> LayoutMarks:
    """The marks of a set of tables, compiled once."""
    return LayoutMarks(tables)
