"""A Record -> what an account has to tell: who said it through whom, and what is left open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.render.words import held, joined, name_of, names_of, shorten, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.record import Affiliation, Event, Position, Record, Role, Span, Statement, Time

CHAIN = 6  # holders of a nested statement that are told one behind the other
PASSED_ON = 40  # code points from a cue to those who were told ("told the broadcaster RTHK")


@dataclass(frozen=True, slots=True)
class Open:
    """What the report leaves open: which words, and what about them."""

    span: Span | None
    words: str
    question: str


class Telling:
    """A record's rows with what they refer to."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.said = {row.id: row for row in record.statements}
        self.done = {row.id: row for row in record.events}
        self.stands = {row.id: row for row in record.positions}
        self.pronouns = {row.span for row in record.mentions if row.kind == "pronoun"}
        self.hearers = {
            role.name for row in record.statements for role in row.via if _hears(row, role)
        }
        self.denials: dict[str, list[Statement]] = {}
        for row in record.statements:
            for one in row.about if row.act == "deny" else ():
                self.denials.setdefault(one, []).append(row)
        self.holders = {id_: self._holder(row) for id_, row in self.said.items()}
        self.nested = self._nested()

    def told(self) -> list[tuple[int, Statement]]:
        """All statements in the order of the text, each with how deep it is nested.

        A statement follows the one whose content holds it.
        """
        return [(depth, self.said[id_]) for id_, depth in self.nested.items()]

    def _nested(self) -> dict[str, int]:
        """How many statements hold each one, by id, in the order of the account."""
        inside: dict[str | None, list[str]] = {}
        for row in sorted(self.said.values(), key=_place, reverse=True):
            inside.setdefault(self.holders[row.id], []).append(row.id)
        depths: dict[str, int] = {}
        waiting = [(id_, 0) for id_ in inside.get(None, ())]
        while waiting:
            id_, depth = waiting.pop()
            depths[id_] = depth
            waiting += [(one, depth + 1) for one in inside.get(id_, ())]
        return depths

    def offices(self) -> dict[str, list[Affiliation]]:
        """Each office of those who have a name, by their name; what is said again is told once."""
        told: dict[tuple[str, str], Affiliation] = {}
        for row in self.record.affiliations:
            if row.rule != "described":  # the words for the unnamed say it
                told.setdefault((name_of(row.person), held(row).casefold()), row)
        found: dict[str, list[Affiliation]] = {}
        for (name, _), row in told.items():
            found.setdefault(name, []).append(row)
        return found

    def stances(self) -> list[Position]:
        """All positions in the order of the text; echoes follow what they repeat."""
        return sorted(self.record.positions, key=lambda row: row.echoes is not None)

    def _holder(self, row: Statement) -> str | None:
        """The id of the statement that holds this one; rows that hold each other are not nested."""
        seen, above = {row.id}, row.inside
        while above is not None and above in self.said:
            if above in seen:
                return None
            seen.add(above)
            above = self.said[above].inside
        return row.inside if row.inside in self.said else None

    def happened(self) -> list[Event]:
        """All events in the order of the text; echoes and background follow the news."""
        return sorted(
            self.record.events,
            key=lambda row: (row.background, row.echoes is not None, row.clause.start, row.id),
        )

    def speech(self, row: Statement) -> str:
        """Who says it, for whom and through whom: "Zamir Kabulov, for Russia, to Interfax"."""
        speaker = names_of(row.speaker) or "somebody who is not named"
        return speaker + self.behind(row).removesuffix(",")

    def behind(self, row: Statement) -> str:
        """For whom and through whom, to stand behind the speaker: ", for Russia, to Interfax,"."""
        body = row.on_behalf_of
        behalf = f", for {name_of(body)}" if body and not _is_told(body, row.speaker) else ""
        words = behalf + self.passed_on(row)
        return f"{words}," if words else ""

    def passed_on(self, row: Statement) -> str:
        """Through whom a statement came, and who says that it was made."""
        parts = self._ways(row)
        holder = self.said.get(self.holders[row.id] or "")
        for _ in range(CHAIN):
            if holder is None:
                break
            verb = "say" if len(holder.speaker) > 1 else "says"
            parts += [f"{verb} {names_of(holder.speaker)}", *self._ways(holder)]
            holder = self.said.get(self.holders[holder.id] or "")
        return "".join(f", {part}" for part in dict.fromkeys(parts))

    def _ways(self, row: Statement) -> list[str]:
        return [f"{self._way(role)} {name_of(role)}" for role in row.via]

    def _way(self, role: Role) -> str:
        """The word before those it came through: "to" for those who were told anywhere."""
        return "to" if role.name in self.hearers else "through"

    def about(self, row: Statement) -> dict[str, list[Statement]]:
        """The statements that this one confirms or denies, by who says them and through whom."""
        found: dict[str, list[Statement]] = {}
        for other in (self.said[one] for one in row.about if one in self.said):
            found.setdefault(self.speech(other), []).append(other)
        return found

    def denied_by(self, ids: Iterable[str]) -> list[Statement]:
        """Later statements that deny one of these."""
        found = {row.id: row for one in ids for row in self.denials.get(one, ())}
        return list(found.values())

    def according_to(self, ids: Iterable[str]) -> str:
        """Who says so; an empty string where the narrator does."""
        rows = [self.said[one] for one in ids if one in self.said]
        return joined(list(dict.fromkeys(map(self.speech, rows))))

    def echoed(self, row: Event | Position) -> Event | Position | None:
        """The attributed row that a flat title or standfirst only repeats."""
        return self.done.get(row.echoes or "") or self.stands.get(row.echoes or "")

    def open(self) -> list[Open]:
        """What could not be resolved: who is meant, who did it, and which day."""
        return [*self._open_actors(), *self._open_sources(), *self._open_times()]

    def _open_actors(self) -> Iterator[Open]:
        seen: set[str] = set()
        for role in self.roles():
            if role.actor or role.span is None or role.name.lower() in seen:
                continue
            seen.add(role.name.lower())
            pronoun = role.span in self.pronouns
            question = (
                "who is meant is not settled" if pronoun else "no actor is known by these words"
            )
            yield Open(role.span, shorten(role.name, 80), question)

    def _open_sources(self) -> Iterator[Open]:
        for row in self.record.events:
            if not row.source:
                yield Open(row.trigger, shorten(row.trigger.quote, 80), "who did it is not said")

    def _open_times(self) -> Iterator[Open]:
        seen: set[tuple[str, str]] = set()
        for row in self.record.times:
            key = (row.span.quote.lower(), row.value)
            if is_open(row) and key not in seen:
                seen.add(key)
                yield Open(row.span, shorten(row.span.quote, 80), spoken(row.value))

    def roles(self) -> Iterator[Role]:
        """Every role that somebody fills in a row, in the order of the rows."""
        for said in self.record.statements:
            yield from (*said.speaker, *said.via)
            yield from (said.on_behalf_of,) if said.on_behalf_of else ()
        for event in self.record.events:
            yield from (*event.source, *event.target)
        for stance in self.record.positions:
            yield from (stance.holder, stance.target)
            yield from (stance.against,) if stance.against else ()


def _is_told(body: Role, speaker: Iterable[Role]) -> bool:
    """Whether a speaker's own words name the body: "a spokesman for the union"."""
    return any(
        body.span and role.span and role.name == role.span.quote and _holds(role.span, body.span)
        for role in speaker
    )


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _hears(row: Statement, role: Role) -> bool:
    """Whether somebody was told: the words stand shortly behind the cue ("told Interfax")."""
    return role.span is not None and 0 <= role.span.start - row.cue.start <= PASSED_ON


def is_open(time: Time) -> bool:
    """Whether the words leave open which day, month or year is meant."""
    return time.type == "date" and ("XXXX" in time.value or "-XX" in time.value)


def _place(row: Statement) -> tuple[int, str]:
    return min([row.cue.start, *(span.start for span in row.content)]), row.id
