"""A page without a stamped date -> the day its address or its visible words give."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from htmldate import find_date

from dragoman.ingest.moments import iso_moment
from dragoman.record import Moment

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from dragoman.ingest.moments import PrintedDates

# Fixed, so that the same page gives the same day tomorrow; htmldate would take today.
EARLIEST, LATEST = "1995-01-01", "2099-12-31"
IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(\d\d)[/_-]?(\d\d)(?!\d)")


def dated_page(
    tree: HtmlElement, words: str, url: str | None, printed: PrintedDates
) -> Moment | None:
    """The day of publication as far as a page shows it; None where nothing on it does.

    htmldate finds the candidate and answers for almost any page; its answer is kept only where
    the address holds that day, or the visible words print it, and the words are kept with it.
    """
    in_url = IN_ADDRESS.search(url or "")
    if in_url and (moment := iso_moment("-".join(in_url.groups()), "url")):
        return Moment(moment.value, None, in_url[0], "url")
    day = find_date(
        tree, extensive_search=False, original_date=True, min_date=EARLIEST, max_date=LATEST
    )
    if day is None:
        return None
    for match in printed.shape.finditer(words):
        moment = printed.read(match, "text")
        if moment and moment.value and moment.value.startswith(day):
            return moment
    return None
