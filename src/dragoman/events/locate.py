"""A name, what stands beside it and the report's countries -> the place meant, or none when unsure.

Names are shared: there is a Tripoli in Libya, Lebanon and Greece, and a Georgia that is a state of
the world and one that is a state of the United States. What is written beside the name decides
first, then the countries that the sentence names, then those of the report, then the tables and
how many people live there. Where two are left, none is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.lexicon.places import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dragoman.lexicon.places import Gazetteer
    from dragoman.lexicon.schema import ActorRow, PlaceRow
    from dragoman.record import Precision

LARGE = 1_000_000  # people; such a city is meant even in a report on other countries
CLEARLY = 10  # times as many people as the next place of that name: the one that is meant


@dataclass(frozen=True, slots=True)
class Clue:
    """A country that a report names: by which words, and whether by a place inside it."""

    country: str
    words: str
    inside: bool


@dataclass(frozen=True, slots=True)
class Located:
    """What a name was found to mean; no country where nothing was sure.

    ``row`` is its row of the gazetteer; ``is_known`` says that the actor tables or a word such as
    "province" make it a place all the same.
    """

    name: str | None = None
    country: str | None = None
    row: PlaceRow | None = None
    is_state: bool = False
    is_known: bool = False

    @property
    def precision(self) -> Precision:
        """How exact the place is, by what it is."""
        if self.is_state:
            return "country"
        if self.country is None or (self.row is None and not self.is_known):
            return "unknown"
        return "city" if self.row is not None and self.row.lat is not None else "region"


@dataclass(frozen=True, slots=True)
class Asked:
    """A name as a report uses it.

    ``known`` is the row of the actor tables that the words name; ``beside`` the countries that the
    words next to them may mean, likeliest first; ``region`` and ``town`` say that a word such as
    "province" or "city" calls it one.
    """

    words: str
    known: ActorRow | None = None
    seat: bool = False
    beside: tuple[str, ...] = ()
    region: bool = False
    town: bool = False


def locate(asked: Asked, scopes: Sequence[Sequence[Clue]], gazetteer: Gazetteer) -> Located:
    """The place that a name means.

    Args:
        asked: The name and what stands beside it.
        scopes: The countries named nearby, then those of the whole report.
        gazetteer: The places of the world.
    """
    clues = [_others(scope, asked) for scope in scopes]
    known = asked.known
    if known is not None and known.kind == "state" and not asked.seat:
        return _state(known, asked, clues[-1], gazetteer)
    rows = _rows(asked, gazetteer)
    home = (known.country or None) if known is not None else None
    country: str | None
    if asked.beside:
        held = {row.country for row in rows} | ({home} if home else set())
        country = next((c for c in asked.beside if c in held), asked.beside[0])
    else:
        country = _country(asked, rows, home, clues)
    row = _largest(r for r in rows if r.country == country)
    at_home = country is not None and home == country
    name = _name(asked, row, at_home=at_home)
    return Located(name, country, row, is_known=at_home or asked.region)


def _name(asked: Asked, row: PlaceRow | None, *, at_home: bool) -> str | None:
    """The canonical name: of the actor tables, else of the gazetteer; None to keep the words."""
    if asked.known is not None and not asked.seat and at_home:
        return asked.known.name
    return row.name if row is not None else None


def _others(scope: Iterable[Clue], asked: Asked) -> list[Clue]:
    """The clues that other words than the name itself give."""
    own = plain(asked.words)
    return [clue for clue in scope if clue.words != own]


def _state(state: ActorRow, asked: Asked, clues: Sequence[Clue], gazetteer: Gazetteer) -> Located:
    """A state of the world, or a region elsewhere of the same name: Georgia, Niger."""
    regions = [r for r in gazetteer.named(asked.words) if r.kind == "region"]
    abroad = [r for r in regions if r.country != state.country]
    home = Located(state.name, state.country or None, None, is_state=True)
    if asked.beside:
        there = _largest(r for r in abroad if r.country in asked.beside)
        return Located(there.name, there.country, there) if there is not None else home
    named = {clue.country for clue in clues}
    rivals = [r for r in abroad if r.country in named]
    if not rivals or state.country in named:
        return home
    sure = {clue.country for clue in clues if clue.inside}
    inside = [r for r in rivals if r.country in sure]
    if len(inside) == 1:
        return Located(inside[0].name, inside[0].country, inside[0])
    return Located() if inside or asked.region else home


def _rows(asked: Asked, gazetteer: Gazetteer) -> list[PlaceRow]:
    """The rows a name may mean: regions or towns as its words say, towns before regions."""
    rows = gazetteer.named(asked.words)
    if asked.known is not None:
        rows += _by_other_names(asked, asked.known, rows, gazetteer)
    if asked.region:
        return [r for r in rows if r.kind == "region"]
    towns = [r for r in rows if r.kind != "region"]
    held = {r.country for r in towns}
    return towns if asked.town else towns + [r for r in rows if r.country not in held]


def _by_other_names(
    asked: Asked, known: ActorRow, rows: Sequence[PlaceRow], gazetteer: Gazetteer
) -> tuple[PlaceRow, ...]:
    """The one town that the other names in the actor tables give where the words give none.

    "Kiev" is Kyiv there; of a state with two capitals, neither is taken for its palace.
    """
    if any(r.country == known.country and r.kind != "region" for r in rows):
        return ()
    names = known.seats if asked.seat else (known.name, *known.aliases)
    found = {
        row.id: row
        for name in names
        for row in gazetteer.named(name)
        if row.country == known.country and row.kind != "region"
    }
    return tuple(found.values()) if len(found) == 1 else ()


def _country(
    asked: Asked, rows: Sequence[PlaceRow], home: str | None, clues: Sequence[Sequence[Clue]]
) -> str | None:
    """The country a name's place lies in, or None where two are as likely.

    A capital is meant where nothing speaks for another; any other place of the actor tables only
    where none of that name has nearly as many people; and a place that they do not know only in a
    country that the report names, where it names any, unless it is one of the largest cities: the
    gazetteer lacks most places, so "Norfolk" in a British report need not be Virginia's.
    """
    people: dict[str, int] = {}
    for row in rows:
        people[row.country] = max(people.get(row.country, 0), row.population)
    if home is not None:
        people.setdefault(home, 0)
    most = max(people.values(), default=0)
    likely = {c for c, n in people.items() if n * CLEARLY > most or c == home or not most}
    for scope in clues:
        named = likely & {clue.country for clue in scope}
        if named:
            return home if home in named else _only(named, people)
    if home is not None and (asked.seat or not people[home]):
        return home
    if clues[-1] and home is None and most < LARGE:
        return None
    return _only(likely, people)


def _only(countries: set[str], people: dict[str, int]) -> str | None:
    """The only country, or the one whose place has clearly the most people."""
    ranked = sorted(countries, key=lambda c: (-people[c], c))
    if not ranked:
        return None
    if len(ranked) == 1 or people[ranked[0]] >= CLEARLY * max(people[ranked[1]], 1):
        return ranked[0]
    return None


def _largest(rows: Iterable[PlaceRow]) -> PlaceRow | None:
    return max(rows, key=lambda r: (r.population, r.id), default=None)
