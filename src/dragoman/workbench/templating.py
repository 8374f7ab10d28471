"""A template and what it tells -> a page in which every word of a report is text.

Whatever a template prints is escaped, and shows its control and direction characters by number
(``dragoman.render.words.visible``); only markup that ``dragoman.render`` made goes in as it is.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from dragoman.render.words import (
    ACTS,
    KINDS,
    MUTUAL,
    REALIS,
    count,
    published_words,
    shorten,
    spoken,
    visible,
)
from dragoman.workbench.assets import address_of
from dragoman.workbench.limits import SENT

MARKS = ("\x02", "\x03")  # around found words; no text of a page prints them
LEAD = 260  # letters below a headline
SECTIONS = (
    ("/", "Front page"), ("/stories", "Stories"), ("/reports", "Reports"),
    ("/statements", "Statements"),
    ("/events", "Events"), ("/positions", "Positions"), ("/actors", "Actors"),
    ("/network", "Network"), ("/reviews", "Reviews"), ("/audit", "Audit"),
    ("/add", "Add"),
)  # fmt: skip


STATES = {
    "loading": "Loading the language model", "reading": "Reading",
    "joining": "Looking for copies and stories", "done": "Done", "stopped": "Stopped",
    "failed": "Failed",
}  # fmt: skip


def render(template: str, **told: Any) -> str:
    """The page that a template of this package makes."""
    return environment().get_template(template).render(told)


@cache
def environment() -> Environment:
    """Where the templates are found, and what they can say."""
    made = Environment(
        loader=PackageLoader("dragoman.workbench"),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"spoken": spoken, "shorten": shorten, "published_words": published_words}
    made.filters |= {"dated": dated, "lead": lead, "passage": passage, "edged": edged}
    made.filters |= {"bytes": size}
    made.globals |= {"count": count, "asset": address_of, "desk": None, "at": None}
    made.globals |= {"sections": SECTIONS, "acts": ACTS, "realities": REALIS, "kinds": KINDS}
    made.globals |= {"mutual": MUTUAL, "states": STATES, "largest": SENT["/upload"] >> 20}
    return made


def dated(value: str | None) -> str:
    """The day of a moment in words; that there is none, where there is none."""
    return spoken(value.partition("T")[0]) if value else "no date on the page"


def size(number: int) -> str:
    """How large a file is, in words.

    >>> size(300), size(1_500), size(2_000_000)
    ('300 bytes', '1.5 kB', '2.0 MB')
    """
    for unit, name in ((1_000_000, "MB"), (1_000, "kB")):
        if number >= unit:
            return f"{number / unit:.1f} {name}"
    return f"{number} bytes"


def passage(text: str) -> Markup:
    """A passage with the words that were found marked."""
    start, end = MARKS
    pieces = text.split(start)
    marked = [piece.partition(end) for piece in pieces[1:]]
    joined = [
        Markup("<mark>{}</mark>{}").format(visible(word), edged(rest)) for word, _, rest in marked
    ]
    return Markup("").join([edged(pieces[0]), *joined])


def edged(text: str) -> Markup:
    """A stretch before or after a mark, with the space at its ends."""
    words = visible(text)
    before, after = " " * text[:1].isspace(), " " * text[-1:].isspace()
    return escape(f"{before}{words}{after}" if words else before)


def unmarked(text: str) -> str:
    """A passage as plain words."""
    return text.replace(MARKS[0], "").replace(MARKS[1], "")


def lead(report: dict[str, Any]) -> str:
    """What stands below a headline in a list: the standfirst, else how the text begins."""
    opening = (report["opening"] or "").removeprefix(report["title"] or "")
    words = visible(report["standfirst"] or opening)
    return words if len(words) <= LEAD else words[:LEAD].rsplit(" ", 1)[0] + " …"


def _shown(value: Any) -> Any:
    """What a template prints: nothing for None, markup as it is, other words made visible."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return value
