"""A template and what it tells -> a page in which every word of a report is text.

Whatever a template prints is escaped, and shows its control and direction characters by number
(``dragoman.render.words.visible``); only markup that ``dragoman.render`` made goes in as it is.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dragoman.render.words import count, published_words, shorten, spoken, visible
from dragoman.workbench.assets import address_of

LEAD = 260  # letters below a headline
SECTIONS = (("/", "Front page"), ("/reports", "Reports"))


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
    made.filters |= {"dated": dated, "lead": lead}
    made.globals |= {"count": count, "asset": address_of, "desk": None, "at": None}
    made.globals |= {"sections": SECTIONS}
    return made


def dated(value: str | None) -> str:
    """The day of a moment in words; that there is none, where there is none."""
    return spoken(value.partition("T")[0]) if value else "no date on the page"


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
