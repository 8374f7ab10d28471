"""An actor of the record -> the names it is given and by whom, its offices, whom it meets in rows.

All of it is read from what was read last of the actor, a bounded number of mentions and roles.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

MENTIONS = 2_000  # read last, whose words are told
ROLES = 4_000  # read last, whose other sides are told
NAMES = """
    WITH named AS MATERIALIZED (
        SELECT m.coding, m.first, m.last, json_extract(m.json, '$.span.quote') AS words
          FROM mentions AS m JOIN current ON current.coding = m.coding
         WHERE m.actor IN {who} AND m.kind <> 'pronoun' ORDER BY m.rowid DESC LIMIT {mentions})
    SELECT named.words, speaker.actor, speaker.name, count(*)
      FROM named LEFT JOIN spans AS w ON w.coding = named.coding AND w.role = 'content'
       AND w.first <= named.first AND w.last >= named.last
      LEFT JOIN roles AS speaker ON speaker.coding = w.coding AND speaker.row = w.row
       AND speaker.role = 'speaker'
     GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 3
"""
OFFICES = """
    SELECT f.office, body.actor, body.name, json_extract(f.json, '$.tenure'), count(*),
           max(f.coding), codings.report
      FROM roles AS person JOIN current ON current.coding = person.coding
      JOIN affiliations AS f ON f.coding = person.coding AND f.id = person.row
      JOIN codings ON codings.id = f.coding
      LEFT JOIN roles AS body ON body.coding = f.coding AND body.row = f.id AND body.role = 'body'
     WHERE person.actor IN {who} AND person.role = 'person'
     GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 3 LIMIT 12
"""
MET = """
    WITH mine AS MATERIALIZED (
        SELECT coding, row FROM roles
         WHERE actor IN {who} AND role IN ('source', 'target', 'holder')
         ORDER BY coding DESC LIMIT {roles})
    SELECT other.actor, count(DISTINCT other.coding || other.row) AS number
      FROM mine JOIN current ON current.coding = mine.coding
      JOIN roles AS other ON other.coding = mine.coding AND other.row = mine.row
       AND other.role IN ('source', 'target', 'holder')
     WHERE other.actor NOT IN {who} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 16
"""


@dataclass(frozen=True, slots=True)
class Name:
    """Words that name an actor: how often, and by whom within what is said.

    ``own`` counts those in the reports' own voice, ``by`` names the speakers with their ids.
    """

    words: str
    times: int
    own: int
    by: tuple[tuple[str | None, str, int], ...]


@dataclass(frozen=True, slots=True)
class Office:
    """An office that reports give an actor, with one of them; ``body`` may be an actor."""

    office: str | None
    body: str | None
    body_name: str | None
    tenure: str
    times: int
    report: str


def names_of(rows: Rows, who: str, values: dict[str, Any]) -> list[Name]:
    """The words that name an actor, the commonest first, whatever the case of their letters.

    Args:
        rows: Runs a query.
        who: The list of ids that count for the actor, as it is written in a query.
        values: What is bound in it.
    """
    own: Counter[str] = Counter()
    by: dict[str, Counter[tuple[str | None, str]]] = {}
    shown: dict[str, str] = {}
    for words, speaker, name, number in rows(NAMES.format(who=who, mentions=MENTIONS), values):
        key = words.casefold()
        shown.setdefault(key, words)
        if name is None:
            own[key] += number
        else:
            by.setdefault(key, Counter())[speaker, name] += number
    found = []
    for key, words in shown.items():
        speakers = by.get(key, Counter[tuple[str | None, str]]())
        listed = tuple((*speaker, number) for speaker, number in speakers.most_common())
        found.append(Name(words, own[key] + speakers.total(), own[key], listed))
    return sorted(found, key=lambda name: (-name.times, name.words))


def offices_of(rows: Rows, who: str, values: dict[str, Any]) -> list[Office]:
    """The offices that reports give an actor, those given most often first."""
    return [
        Office(office, body, name, tenure, number, report)
        for office, body, name, tenure, number, _, report in rows(OFFICES.format(who=who), values)
    ]


def met_by(rows: Rows, who: str, values: dict[str, Any]) -> list[tuple[str, int]]:
    """The other sides of an actor's events and positions, with how many rows they share."""
    return [(actor, number) for actor, number in rows(MET.format(who=who, roles=ROLES), values)]
