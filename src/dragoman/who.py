"""A name and a day -> the actors it may mean by the tables, and why one of them is preferred."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from typing import TYPE_CHECKING, Literal

from dragoman.actors.names import Sense, fold, names_of
from dragoman.lexicon.validity import codes_on, holds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.lexicon import Tables
    from dragoman.lexicon.schema import ActorRow, DatedName, StateCode

Column = Literal["id", "name", "alias", "seat", "adjective", "people"]
Rows = list[tuple["ActorRow", tuple[Column, ...]]]
NEAREST = 5  # names suggested where none is found
LIKE = 0.75  # how like such a name must be, by difflib's ratio


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor that a name may mean.

    ``matched`` are the columns of its row that hold the name, ``chain`` what it is part of, up to
    its state, ``codes`` those of that state on the day, or of all time without a day, ``named``
    the names with dates that it had then. ``against`` says why a report does not mean it, and is
    empty where it may.
    """

    actor: ActorRow
    matched: tuple[Column, ...]
    chain: tuple[ActorRow, ...]
    codes: tuple[StateCode, ...]
    named: tuple[DatedName, ...]
    own: bool
    against: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the tables know a name to mean.

    ``name`` is the name as the tables write it, where they do; ``preferred`` the id of the one
    actor that a report means by it, None where the report itself must decide; ``nearest`` are
    names of the tables with their actors' ids where the name itself is none.
    """

    asked: str
    name: str
    on: str | None
    candidates: tuple[Candidate, ...]
    preferred: str | None
    why: str
    nearest: tuple[tuple[str, str], ...] = ()


def who(name: str, tables: Tables, on: str | None = None) -> Answer:
    """Whom a name means: a name, an alias, an adjective, a people, a seat, or an actor's id.

    Case and a leading article count only where nothing fits otherwise. What is preferred is what
    mentions of a report of that day would be narrowed to; where several are left, ``resolve``
    takes the one that the report names elsewhere without doubt.

    Args:
        name: The words, as a report might have them.
        tables: The tables of a language.
        on: A day, month or year, ``1985-03-11``; None asks for all time.
    """
    written = _as_written(" ".join(name.split()), tables)
    matched = _matched(written, tables)
    if not matched:
        why = "no actor of the tables has this name"
        return Answer(name, written, on, (), None, why, tuple(_nearest(written, tables)))
    against = _against(matched, tables, on)
    found = tuple(_candidate(tables, row, columns, against[row.id], on) for row, columns in matched)
    left = [each for each in found if not each.against]
    preferred = left[0] if len(left) == 1 else None
    chosen = preferred.actor.id if preferred else None
    ordered = tuple(sorted(found, key=lambda each: bool(each.against)))
    return Answer(name, written, on, ordered, chosen, _why(preferred, ordered, on))


def _as_written(name: str, tables: Tables) -> str:
    """The name as the tables have it, where it is one of theirs but for case or article."""
    known: set[str] = set()
    by_case: dict[str, str] = {}
    ids: dict[str, str] = {}
    for _, column, words in _surfaces(tables):
        if column == "id":
            ids.setdefault(words.casefold(), words)
        else:
            known.add(fold(words))
            by_case.setdefault(fold(words).casefold(), words)
    first, _, rest = name.partition(" ")
    forms = (name, rest) if rest and first.lower() in tables.words("definite") else (name,)
    exact = (words for words in forms if fold(words) in known)
    cased = (found for words in forms if (found := by_case.get(fold(words).casefold())))
    return next(chain(exact, cased), ids.get(name.casefold(), name))


def _surfaces(tables: Tables) -> Iterator[tuple[ActorRow, Column, str]]:
    for row in tables.actors:
        yield row, "name", row.name
        columns: tuple[tuple[Column, tuple[str, ...]], ...] = (
            ("alias", row.aliases), ("seat", row.seats),
            ("adjective", row.adjectives), ("people", row.people),
        )  # fmt: skip
        for column, cell in columns:
            for words in cell:
                yield row, column, words
        yield row, "id", row.id


def _matched(name: str, tables: Tables) -> Rows:
    """The rows that hold a name, in the order of the tables, each with the columns that do.

    An id is asked for only where it is no name.
    """
    asked = fold(name)
    found: dict[str, tuple[ActorRow, list[Column]]] = {}
    for row, column, words in _surfaces(tables):
        if fold(words) == asked:
            found.setdefault(row.id, (row, []))[1].append(column)
    named: Rows = []
    by_id: Rows = []
    for row, columns in found.values():
        words_too = tuple(column for column in columns if column != "id")
        (named if words_too else by_id).append((row, words_too or ("id",)))
    return named or by_id


def _against(matched: Rows, tables: Tables, on: str | None) -> dict[str, str]:
    """Why each actor is not meant, by its id; empty where it may be."""
    senses = tuple(
        Sense(row.id, "name" if column == "alias" else column)
        for row, columns in matched
        for column in columns
        if column != "id"
    )
    kept = names_of(tables).on(on).meant(senses) if senses else ()
    best = next((how for how in ("name", "seat") if any(s.how == how for s in kept)), None)
    left = {s.actor for s in kept if best is None or s.how == best}
    there = {s.actor for s in kept} or {row.id for row, _ in matched}
    then = {row.id for row, _ in matched if holds(row, on)}
    found = {}
    for row, _ in matched:
        reason = ""
        if then and row.id not in then:
            reason = f"its row does not hold on {on}"
        elif row.id not in there:
            reason = "a row of your own has this name"
        elif left and row.id not in left:
            reason = f"it is another's {best}, and a {best} comes first"
        found[row.id] = reason
    return found


def _candidate(
    tables: Tables, row: ActorRow, matched: tuple[Column, ...], against: str, on: str | None
) -> Candidate:
    rows = names_of(tables).rows
    above = [row]
    while above[-1].part_of in rows and rows[above[-1].part_of] not in above:
        above.append(rows[above[-1].part_of])
    state = rows.get(row.country)
    if state is not None and state not in above:
        above.append(state)
    coded = row.id if any(code.id == row.id for code in tables.states) else row.country
    codes = tuple(codes_on(tables.states, coded, on))
    named = tuple(each for each in tables.dated_names if each.id == row.id and holds(each, on))
    own = row.id in tables.own
    return Candidate(row, matched, tuple(above[1:]), codes, named, own, against)


def _why(preferred: Candidate | None, found: tuple[Candidate, ...], on: str | None) -> str:
    if preferred is None:
        left = ", ".join(each.actor.id for each in found if not each.against)
        return f"left open between {left}: a report means the one it names elsewhere without doubt"
    if len(found) == 1 and holds(preferred.actor, on):
        return "no other actor has this name"
    if len(found) == 1:
        return f"no other actor has this name, though the row does not hold on {on}"
    return "; ".join(f"not {each.actor.id}: {each.against}" for each in found if each.against)


def _nearest(name: str, tables: Tables) -> Iterator[tuple[str, str]]:
    """Names of the tables that end in a name, then those most like it; one of each actor."""
    asked = fold(name).casefold()
    known: dict[str, tuple[str, str]] = {}
    for row, _, words in _surfaces(tables):
        known.setdefault(fold(words).casefold(), (words, row.id))
    longer = sorted(words for words in known if words.endswith(f" {asked}"))
    like = get_close_matches(asked, sorted(known), n=4 * NEAREST, cutoff=LIKE)
    actors: dict[str, tuple[str, str]] = {}
    for words in (*longer, *like):
        actors.setdefault(known[words][1], known[words])
    yield from list(actors.values())[:NEAREST]
