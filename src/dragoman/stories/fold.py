"""Rows that tell one thing -> how many sources tell it, copies and agencies folded."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dragoman.stories.telling import Telling


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the words of a report come from.

    ``text`` names the reports that are one text or cuts of one; ``agencies`` those it credits, or
    that a report credits whose text it has; ``passages`` where it shares words with another
    report: first and last place in its text, and the other's id.
    """

    outlet: str | None
    text: str
    agencies: frozenset[str] = frozenset()
    passages: tuple[tuple[int, int, str], ...] = ()


def origin_of(
    report: str, outlet: str | None, copied: str | None, agencies: str | None, inferred: str | None
) -> Origin:
    """The origin of a report as a record keeps it; its own, where it is not joined.

    >>> origin_of("r2", "Post", "r1", '["norwire"]', "[]")
    Origin(outlet='Post', text='r1', agencies=frozenset({'norwire'}), passages=())
    """
    credited = [*json.loads(agencies or "[]"), *json.loads(inferred or "[]")]
    return Origin(outlet, copied or report, frozenset(credited))


@dataclass
class Sets:
    """Disjoint sets of names (Tarjan 1975); the least name of a set stands for it."""

    above: dict[str, str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """Who stands for the set of a name."""
        self.above.setdefault(name, name)
        while self.above[name] != name:
            self.above[name] = self.above[self.above[name]]
            name = self.above[name]
        return name

    def join(self, one: str, other: str) -> None:
        """Makes one set of the sets of two names."""
        first, second = sorted((self.of(one), self.of(other)))
        self.above[second] = first


def texts_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each report that is one text with another, by the least id among those."""
    sets = Sets()
    for one, other in pairs:
        sets.join(one, other)
    return {report: sets.of(report) for report in sorted(sets.above)}


def independent(rows: Sequence[Telling], origins: Mapping[str, Origin]) -> int:
    """How many sources tell what these rows tell, independently of each other.

    One outlet is one source however often it reports; so are outlets that print one text, credit
    one agency, quote through the same one, or have these very words from each other. What only
    repeats another row of its report is none.
    """
    told = [row for row in rows if not row.echo]
    sets = _joined({row.report: origins[row.report] for row in told})
    reports = {row.report for row in told}
    for row in told:
        for agency in sorted(row.via):
            sets.join(row.report, f"agency {agency}")
        for first, last, other in origins[row.report].passages:
            if first <= row.at < last and other in reports:
                sets.join(row.report, other)
    return len({sets.of(report) for report in reports})


def folded(origins: Mapping[str, Origin]) -> int:
    """How many independent sources some reports are as a whole: by text, outlet and agency."""
    sets = _joined(origins)
    return len({sets.of(report) for report in origins})


def _joined(origins: Mapping[str, Origin]) -> Sets:
    sets = Sets()
    for report, origin in sorted(origins.items()):
        sets.join(report, f"text {origin.text}")
        if origin.outlet is not None:
            sets.join(report, f"outlet {origin.outlet}")
        for agency in sorted(origin.agencies):
            sets.join(report, f"agency {agency}")
    return sets


class Retold(NamedTuple):
    """That an event is told more than once.

    ``deed`` names the events that are one; ``words`` those of them that stand in one report, or in
    words that reports have from each other; ``first`` is the event of these that came out first.
    """

    deed: str
    words: str
    first: str
