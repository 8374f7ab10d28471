"""The readings that rules may name, by their names."""

from __future__ import annotations

from collections.abc import Callable

from dragoman.times import dates, spans
from dragoman.times.expressions import Expression
from dragoman.times.match import Match

Reading = Callable[[Match], Expression | None]
READINGS: dict[str, Reading] = {
    reading.__name__: reading
    for reading in (
        dates.calendar,
        dates.narrowed,
        dates.within,
        dates.months,
        dates.year,
        dates.written_date,
        dates.decade,
        dates.century,
        dates.deictic,
        dates.which_daypart,
        dates.which_unit,
        dates.which_quarter,
        dates.weekend,
        dates.days,
        dates.split_year,
        dates.ago,
        dates.later,
        dates.next_to,
        dates.stretch,
        dates.reference,
        spans.duration,
        spans.about,
        spans.article,
        spans.long,
        spans.every,
        spans.frequency,
        spans.clock,
        spans.part_of_day,
        spans.overnight,
        spans.nothing,
    )
}
