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

Row = dict[str, Any]
DESCRIPTION = ("id", "name", "kind", "country", "known", "part_of")
COUNTED = ("statements", "events", "positions")
HERE = """
    FROM known WHERE codings > 0
     AND NOT EXISTS (SELECT 1 FROM json_each(:words)
                      WHERE instr(lower(known.id) || ' ' || known.folded, value) = 0)
     AND id NOT IN (SELECT value FROM json_each(:apart))
"""
LISTED = f"""
    SELECT id, name, kind, country, known, part_of, reports, mentions, statements, events, positions
      {HERE} ORDER BY -(statements + events + positions), id LIMIT :limit
"""
TALLIED = """
    WITH under AS MATERIALIZED (
        SELECT known.no, mentions, value AS top
          FROM json_each(:under) CROSS JOIN known ON known.id = key
    )
    SELECT top, count(DISTINCT line) FROM under
     CROSS JOIN takes ON takes.actor = under.no
       AND takes.part = (SELECT code FROM codes WHERE of = 'part' AND value = :part)
     GROUP BY top
"""
MENTIONED = """
    SELECT value, sum(mentions) FROM json_each(:under) CROSS JOIN known ON known.id = key
     GROUP BY value
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


class Listing:
    """Lists the actors of a record, those with most rows first; see ``StoredRecord.actors``."""

    def __init__(self, rows: Rows, counting: Counting) -> None:
        self.rows, self.counting = rows, counting

    def page(self, words: str, limit: int | None, offset: int) -> tuple[list[Row], int]:
        """Some of the actors that hold all the words, and how many there are.

        Actors that are joined, or counted under others, are few: they are counted anew and put
        among the rest, whose counts the record keeps.
        """
        asked = words.casefold().split()
        apart = self._apart()
        values = {"words": json.dumps(asked), "apart": json.dumps(apart)}
        end = -1 if limit is None else limit + offset
        columns = (*DESCRIPTION, "reports", "mentions", *COUNTED)
        found = [
            dict(zip(columns, cells, strict=True)) | self._alone
            for cells in self.rows(LISTED, values | {"limit": end})
        ]
        special = [row for row in self._special(apart) if self._holds(row, asked)]
        ((others,),) = self.rows(f"SELECT count(*) {HERE}", values)
        whole = sorted(
            found + special, key=lambda row: (-sum(row[k] or 0 for k in COUNTED), row["id"])
        )
        return whole[offset:][:limit], others + len(special)

    @property
    def _alone(self) -> Row:
        """The last columns of an actor that stands for itself alone."""
        under = {"counted_under": None} if self.counting.roll_up else {}
        return {"joined": None, "merged_into": None} | under

    def _apart(self) -> list[str]:
        """The actors that are joined to others or stand for them, or are counted upwards."""
        joined = {*self.counting.identities, *self.counting.identities.values()}
        if not self.counting.roll_up:
            return sorted(joined)
        here = [cells[0] for cells in self.rows("SELECT id FROM known WHERE codings > 0", ())]
        under = {actor: self.counting.under(actor) for actor in here}
        moved = {end for pair in under.items() if pair[0] != pair[1] for end in pair}
        return sorted(joined | moved)

    def _special(self, apart: list[str]) -> list[Row]:
        under = {actor: self.counting.under(actor) for actor in apart}
        counts: dict[str, dict[str, int]] = defaultdict(dict)
        values = {"under": json.dumps(under)}
        for actor, number in self.rows(MENTIONED, values):
            counts[actor]["mentions"] = number
        for kind in ("reports", *COUNTED):
            for actor, number in self.rows(TALLIED, values | {"part": f"{kind}.any"}):
                counts[actor][kind] = number
        return [self._row(actor, counts) for actor in apart]

    def _row(self, actor: str, counts: dict[str, dict[str, int]]) -> Row:
        known, top = self.counting.actors.get(actor), self.counting.under(actor)
        canonical = self.counting.canonical(actor)
        row: Row = {
            "id": actor,
            "name": self.counting.name_of(actor),
            "kind": known and known.kind,
            "country": known and known.country,
            "known": known and known.known,
            "part_of": known and known.part_of,
        }
        for name in ("reports", "mentions", *COUNTED):
            row[name] = counts[actor].get(name, 0) if top == actor else None
        row["joined"] = "; ".join(self.counting.joined.get(actor, ())) or None
        row["merged_into"] = canonical if canonical != actor else None
        if self.counting.roll_up:
            row["counted_under"] = top if top != actor else None
        return row

    def _holds(self, row: Row, asked: list[str]) -> bool:
        joined = self.counting.joined.get(row["id"], ())
        said = " ".join((row["id"], row["name"], *map(self.counting.name_of, joined))).casefold()
        return all(word in said for word in asked)
