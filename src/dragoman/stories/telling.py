"""What one row of a report tells, slim enough to be compared with the rows of all others.

A report as a whole has a telling, too: whom it names besides states, and how it begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from dragoman.lexicon import load_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["event", "position", "statement", "report"]
LEAST = 3  # letters that an ending leaves
STEM = 5  # letters by which words of news are compared: "attack", "attacked", "attackers"
LONG = re.compile(rf"[^\W_]{{{STEM - 1},}}")
AFFIRMS = frozenset({"say", "accuse", "confirm"})  # acts by which somebody tells what was done
OF_THE_STATE = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "SPY"})  # sectors that act for it


def stems_of(text: str) -> frozenset[str]:
    """The beginnings of the longer words of a text; numbers are not among them.

    >>> sorted(stems_of("The rebels attacked 30 posts, and the killing went on"))
    ['attac', 'kill', 'post', 'rebel', 'went']
    >>> stems_of("had not sunk") & stems_of("who sank it")
    frozenset({'sink'})
    """
    words = LONG.findall(text.casefold())
    return frozenset([_stem(word) for word in words if not word.isdigit()])


@cache
def _stem(word: str) -> str:
    """The beginning of a word without its ending."""
    word = _irregular().get(word, word)
    bare = next((word.removesuffix(end) for end in _endings() if word.endswith(end)), word)
    return (bare if len(bare) >= LEAST else word)[:STEM]


@cache
def _irregular() -> dict[str, str]:
    """The first form of verbs by their others."""
    verbs = (entry.split() for entry in load_tables().words("stories_irregular"))
    return {form: first for first, *others in verbs for form in others}


@cache
def _endings() -> tuple[str, ...]:
    return tuple(sorted(load_tables().words("stories_endings"), key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Side:
    """Who stands on one side of a row: an actor, or the words that name nobody known.

    ``country`` is the state that the actor is, is of, or lies in; ``state`` the one it acts for:
    itself, or that of a government, an army or a minister.
    """

    actor: str | None
    country: str | None
    state: str | None
    words: frozenset[str]
    is_place: bool = False
    is_person: bool = False

    @property
    def unit(self) -> str | None:
        """Whom the deeds of this side are put down to."""
        return self.state or self.actor


def state_of(
    actor: str, kind: str, country: str | None, sector: str | None, known: str
) -> str | None:
    """The state that an actor acts for, if any: a rebel is of a country and acts for none.

    A body that no table knows ("Russian forces") is the state's where nothing else is said of it.
    """
    if kind == "state":
        return country or actor
    if sector in OF_THE_STATE or (kind == "body" and sector is None and known == "report"):
        return country
    return None


@dataclass(frozen=True, slots=True)
class Telling:
    """A row as it is compared across reports.

    Attributes:
        row: The row's id.
        report: The report that has it.
        kind: Which sort of row.
        type: An event's type, a position's sign ("+" or "-"), a statement's act.
        mode: An event's mode, a position's kind.
        realis: That of events and positions; a statement with a negator is negated.
        sources: Who did it, holds it, said it.
        targets: To whom, empty where nobody is named; of a statement, whom its content names.
        words: Stems of the clause, the evidence, or the content; where a content denies with a
            negator, of the parts that do, and so are the ``targets``.
        published: The day of publication.
        outlet: Who printed it.
        at: Where the words begin in the text.
        first: The first day it can have been, as an ordinal; None where nothing bounds it.
        last: The last one.
        dated: Whether the words date it; otherwise the publication bounds it.
        echo: It only repeats another row of its report.
        trigger: Stems of the words that name the deed; of a denial, of what it is about.
        issue: The concepts of a position's issue.
        place: Where, by name.
        figures: Numbers by kind.
        content: The words of a statement's content, in order.
        coded: Other rows are said in this statement, in the part that denies where one does.
        limits: What a deed or a denial is limited to.
        links: The statements it is said in; of a denial, those it is about.
        speakers: Who says so, by unit; empty in the narrator's voice.
        voices: The words for speakers whom nobody knows: "police".
        via: Who passed it on, by unit.
    """

    row: str
    report: str
    kind: Kind
    type: str
    mode: str | None
    realis: str
    sources: tuple[Side, ...]
    targets: tuple[Side, ...]
    words: frozenset[str]
    published: int | None
    outlet: str | None
    at: int
    first: int | None = None
    last: int | None = None
    dated: bool = False
    echo: bool = False
    trigger: frozenset[str] = frozenset()
    issue: frozenset[str] = frozenset()
    place: str | None = None
    figures: tuple[tuple[str, float], ...] = ()
    content: tuple[str, ...] = ()
    coded: bool = False
    limits: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    voices: frozenset[str] = frozenset()
    via: frozenset[str] = frozenset()

    @property
    def units(self) -> frozenset[str]:
        """Whom it is put down to; where nobody is named, those it was done to."""
        return units_of(self.sources) or units_of(self.targets)

    def is_of_one_source(self, other: Telling) -> bool:
        """Whether the same speaker says both, or the same outlet in its own voice."""
        if self.speakers or other.speakers:
            return bool(self.speakers & other.speakers)
        return self.report == other.report or (self.outlet or "") == other.outlet


def units_of(sides: Iterable[Side]) -> frozenset[str]:
    """Whom the deeds of some sides are put down to."""
    return frozenset(side.unit for side in sides if side.unit)
