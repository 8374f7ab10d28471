"""The actors of the latest codings -> one plain row each, and what reports say of them."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dragoman.store.counted import Counting

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

DESCRIPTION = ("id", "name", "kind", "country", "known", "part_of")
COUNTED = ("statements", "events", "positions")
BY_ROLE = """
    WITH under AS MATERIALIZED (SELECT key AS actor, value AS top FROM json_each(:under))
    SELECT under.top, count(DISTINCT r.coding || ' ' || r.row)
      FROM roles AS r JOIN latest ON latest.id = r.coding JOIN under ON under.actor = r.actor
      JOIN {kind} AS k ON k.coding = r.coding AND k.id = r.row
     GROUP BY under.top
"""
BY_MENTION = """
    WITH under AS MATERIALIZED (SELECT key AS actor, value AS top FROM json_each(:under))
    SELECT under.top, count(DISTINCT latest.report), count(*)
      FROM mentions AS m JOIN latest ON latest.id = m.coding JOIN under ON under.actor = m.actor
     GROUP BY under.top
"""
DESCRIBED = """
    SELECT a.id, a.name, a.kind, a.country, json_extract(a.json, '$.part_of'), a.known
      FROM actors AS a JOIN latest ON latest.id = a.coding ORDER BY a.coding
"""
NAMED = """
    SELECT m.actor, json_extract(m.json, '$.span.quote'), latest.report
      FROM mentions AS m JOIN latest ON latest.id = m.coding
     WHERE m.kind IN ('name', 'title') AND m.actor IS NOT NULL ORDER BY m.coding, m.place
"""
HELD = """
    SELECT person.actor, f.office
      FROM affiliations AS f JOIN latest ON latest.id = f.coding
      JOIN roles AS person
        ON person.coding = f.coding AND person.row = f.id AND person.role = 'person'
     WHERE person.actor IS NOT NULL AND f.office IS NOT NULL ORDER BY f.coding, f.place
"""


@dataclass(frozen=True, slots=True)
class Profile:
    """An actor as coded, and what reports say of it: the words that name it, offices, reports."""

    id: str
    name: str
    kind: str
    country: str | None = None
    part_of: str | None = None
    known: str = "report"
    offices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    reports: frozenset[str] = frozenset()


def columns_of(counting: Counting) -> tuple[str, ...]:
    """The columns of the plain rows of actors."""
    counted = ("reports", "mentions", *COUNTED, "joined", "merged_into")
    return (*DESCRIPTION, *counted, *(("counted_under",) if counting.roll_up else ()))


def actor_rows(counting: Counting, rows: Rows, words: str) -> list[dict[str, Any]]:
    """The actors a record holds as plain rows; see ``StoredRecord.actors``."""
    here = dict.fromkeys(cells[0] for cells in rows(DESCRIBED, ()))
    under = {actor: counting.under(actor) for actor in here}
    counts = _counts(rows, json.dumps(under))
    listed = [*here, *(top for top in dict.fromkeys(under.values()) if top not in here)]
    found = [_row(actor, counting, counts) for actor in listed]
    asked = words.casefold().split()
    found = [row for row in found if all(w in _searched(row, counting) for w in asked)]
    return sorted(found, key=lambda row: (-sum(row[k] or 0 for k in COUNTED), row["id"]))


def profiles(rows: Rows) -> list[Profile]:
    """What the latest codings say of each actor, by id."""
    words: dict[str, dict[str, None]] = defaultdict(dict)
    reports: dict[str, set[str]] = defaultdict(set)
    for actor, quote, report in rows(NAMED, ()):
        words[actor][quote] = None
        reports[actor].add(report)
    offices: dict[str, dict[str, None]] = defaultdict(dict)
    for actor, office in rows(HELD, ()):
        offices[actor][office] = None
    made: dict[str, Profile] = {}
    for actor, name, kind, country, part_of, known in rows(DESCRIBED, ()):
        made[actor] = Profile(
            actor, name, kind, country, part_of, known, tuple(offices[actor]),
            tuple(words[actor]), frozenset(reports[actor]),
        )  # fmt: skip
    return [made[actor] for actor in sorted(made)]


def _counts(rows: Rows, under: str) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for actor, reports, mentions in rows(BY_MENTION, {"under": under}):
        counts[actor] |= {"reports": reports, "mentions": mentions}
    for kind in COUNTED:
        for actor, number in rows(BY_ROLE.format(kind=kind), {"under": under}):
            counts[actor][kind] = number
    return counts


def _row(actor: str, counting: Counting, counts: dict[str, dict[str, int]]) -> dict[str, Any]:
    known, top = counting.actors.get(actor), counting.under(actor)
    canonical = counting.canonical(actor)
    row: dict[str, Any] = {
        "id": actor,
        "name": counting.name_of(actor),
        "kind": known and known.kind,
        "country": known and known.country,
        "known": known and known.known,
        "part_of": known and known.part_of,
    }
    for name in ("reports", "mentions", *COUNTED):
        row[name] = counts[actor].get(name, 0) if top == actor else None
    row["joined"] = "; ".join(counting.joined.get(actor, ())) or None
    row["merged_into"] = canonical if canonical != actor else None
    if counting.roll_up:
        row["counted_under"] = top if top != actor else None
    return row


def _searched(row: dict[str, Any], counting: Counting) -> str:
    joined = counting.joined.get(row["id"], ())
    return " ".join((row["id"], row["name"], *map(counting.name_of, joined))).casefold()
