"""Two periods of one length -> all from the first to the last."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.store.cells import Period

DAYS = {"day": 1, "week": 7}


def between(first: str, last: str, by: Period) -> list[str]:
    """The periods from one to another, both included, as the database names them.

    >>> between("2015-11", "2016-01", "month")
    ['2015-11', '2015-12', '2016-01']
    """
    if by == "month":
        start, end = (int(p[:4]) * 12 + int(p[5:7]) - 1 for p in (first, last))
        return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(start, end + 1)]
    day, until = date.fromisoformat(first), date.fromisoformat(last)
    step = timedelta(DAYS[by])
    count = (until - day) // step
    return [(day + step * at).isoformat() for at in range(count + 1)]
