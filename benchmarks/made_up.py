"""A seed and a number of events -> Records of made-up reports, the same ones every time.

Reports are laid out as coded news is (ten events to a report of some 250 words, who said so, how
the two stand), with states, bodies and persons of the tables and 20,000 persons of the reports'
own; actors, outlets and words are drawn as they are in news, a few of them most of the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

from dragoman.lexicon import load_tables
from dragoman.record import (
    Actor,
    CodedWith,
    Event,
    Mention,
    Model,
    Moment,
    Part,
    Position,
    Record,
    Report,
    Role,
    Span,
    Statement,
    Time,
    When,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dragoman.lexicon.schema import ActorRow

EVENTS_A_REPORT = 10
OUTLETS, PERSONS, VOCABULARY = 120, 20_000, 40_000
FIRST_DAY, DAYS = date(2015, 1, 1), 3_650
MADE = CodedWith("0.1.0", "made up", Model("made_up", "0", "0"))
SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in ("a", "e", "i", "o", "u", "an", "er")]
ISSUES = ("sanction", "border", "truce", "tariff", "election", "pipeline", "prisoner", "missile")
STANDS = {1: ("support", "cooperation", "ally"), -1: ("criticism", "opposition", "pressure")}
REALIS = ("actual",) * 7 + ("planned", "demanded", "hypothetical", "negated")


@dataclass(frozen=True)
class Drawn:
    """Things with how often each is drawn: the n-th a n-th as often as the first."""

    things: Sequence[object]
    weights: Sequence[float]

    @classmethod
    def of(cls, things: Sequence[object]) -> Drawn:
        return cls(things, list(accumulate(1 / (at + 2) for at in range(len(things)))))

    def some(self, chance: Random, number: int) -> list:
        return chance.choices(self.things, cum_weights=self.weights, k=number)


class World:
    """Who acts, who prints, and the words there are."""

    def __init__(self, seed: int) -> None:
        chance, tables = Random(seed), load_tables()  # noqa: S311 - made-up news is no secret
        kinds = ("state", "body", "person", "armed_group", "igo")
        known = [row for kind in kinds for row in tables.actors if row.kind == kind]
        states = [row for row in known if row.kind == "state"]
        others = [row for row in known if row.kind != "state"]
        chance.shuffle(others)
        born = [_born(at, chance, states) for at in range(PERSONS)]
        self.actors = Drawn.of([_actor(row) for row in [*states, *others]] + born)
        self.outlets = Drawn.of([f"{_word(chance, 2).title()} Courier" for _ in range(OUTLETS)])
        words = dict.fromkeys(_word(chance, chance.randint(2, 4)) for _ in range(2 * VOCABULARY))
        self.words = Drawn.of(list(words)[:VOCABULARY])
        self.types = sorted(tables.plover, key=lambda one: one.id)


def records(events: int, seed: int = 9) -> Iterator[Record]:
    """Records with so many events, ten to a report, in the order of their publication."""
    world, chance = World(seed), Random(seed + 1)  # noqa: S311 - the same
    number = -(-events // EVENTS_A_REPORT)
    for at in range(number):
        day = FIRST_DAY + timedelta(days=at * DAYS // number)
        here = min(EVENTS_A_REPORT, events - at * EVENTS_A_REPORT)
        yield _Page(world, chance, f"report-{at:07}", day).record(here)


def _born(at: int, chance: Random, states: list[ActorRow]) -> Actor:
    name = f"{_word(chance, 2).title()} {_word(chance, 3).title()}"
    return Actor(f"p{at:05}", name, "person", chance.choice(states).id, known="report")


def _actor(row: ActorRow) -> Actor:
    return Actor(row.id, row.name, row.kind, row.country or None, None, row.part_of or None)


def _word(chance: Random, syllables: int) -> str:
    return "".join(chance.choices(SYLLABLES, k=syllables))


class _Page:
    """One report while it is written: its words so far, and the rows that point at them."""

    def __init__(self, world: World, chance: Random, source: str, day: date) -> None:
        self.world, self.chance, self.source, self.day = world, chance, source, day
        self.text = ""
        self.spans: list[tuple[int, int]] = []

    def record(self, events: int) -> Record:
        title = " ".join(self.world.words.some(self.chance, 7)).capitalize()
        told = [self._sentence() for _ in range(events)]
        text = f"{title}\n\n" + " ".join(words for words, _ in told)
        (outlet,) = self.world.outlets.some(self.chance, 1)
        report = Report(
            Report.id_of(None, self.source, text), self.source, text, "0" * 64, outlet=outlet,
            title=title, language="en", published=Moment(self.day.isoformat(), signal="given"),
            parts=(Part(0, len(title), "title"), Part(len(title) + 2, len(text), "body")),
        )  # fmt: skip
        at, rows = len(title) + 2, []
        for words, parts in told:
            rows.append(self._rows(report, at, parts))
            at += len(words) + 1
        people = {who.id: who for _, parts in told for who in parts["who"]}
        kinds = [tuple(row for found in rows for row in found[kind]) for kind in range(5)]
        mentions, times, statements, deeds, stands = kinds
        actors = tuple(people[each] for each in sorted(people))
        return Record(report, mentions, actors, (), times, statements, deeds, stands, MADE)

    def _sentence(self) -> tuple[str, dict]:
        """A sentence that tells one deed, and what it is made of."""
        chance = self.chance
        source, target, speaker = self.world.actors.some(chance, 3)
        kind = chance.choice(self.world.types)
        filler = self.world.words.some(chance, 14)
        verb, issue = f"{kind.id.lower()}ed", chance.choice(ISSUES)
        day = self.day - timedelta(days=chance.randint(0, 6))
        clause = [source.name, verb, target.name, "over the", issue, *filler[:4]]
        words = [*clause, "on", day.strftime("%A"), *filler[4:9], "as", speaker.name, "said"]
        words += filler[9:]
        return " ".join(words) + ".", {
            "who": (source, target, speaker), "kind": kind, "verb": verb, "issue": issue,
            "day": day, "clause": " ".join(clause),
        }  # fmt: skip

    def _rows(self, report: Report, start: int, parts: dict) -> tuple[list, ...]:
        text, (source, target, speaker) = report.text, parts["who"]
        end = start

        def found(words: str) -> Span:
            nonlocal end
            first = text.index(words, end)
            end = first + len(words)
            return Span.of(text, first, end)

        mentions = [_mention(report, found(source.name), source)]
        trigger = found(parts["verb"])
        mentions.append(_mention(report, found(target.name), target))
        issue, clause = found(parts["issue"]), Span.of(text, start, start + len(parts["clause"]))
        day = found(parts["day"].strftime("%A"))
        mentions.append(_mention(report, found(speaker.name), speaker))
        one, other, by = (Role.of(each) for each in mentions)
        dated = self.chance.random() < 0.6
        when = parts["day"].isoformat()
        last = report.published.value
        bound = When(when, when, when, "clause") if dated else When(None, None, last)
        time = Time(Time.id_of(report.id, day), day, when, "date", "published")
        cue = found("said")
        said = Statement(
            Statement.id_of(report.id, cue, (clause,), (by,)), (by,), None, (), cue, (clause,),
            "indirect", "say", None, (), When(), 0.9, "say",
        )  # fmt: skip
        kind = parts["kind"]
        key = Event.id_of(report.id, kind.id, trigger, (one,), (other,))
        deed = Event(
            key, kind.id, None, (), kind.quad, kind.intensity, (one,),
            (other,), trigger, clause, (), bound, None, (),
            self.chance.choice(REALIS), None, False, (said.id,), None,
            round(self.chance.random(), 3), "made-up",
        )  # fmt: skip
        return mentions, [time], [said], [deed], self._stand(report, deed, issue)

    def _stand(self, report: Report, deed: Event, issue: Span) -> list[Position]:
        """How the two stand, for four deeds in ten."""
        if self.chance.random() >= 0.4:
            return []
        sign = self.chance.choice((1, -1))
        holder, target = deed.source[0], deed.target[0]
        kind = self.chance.choice(STANDS[sign])
        key = Position.id_of(report.id, holder, target, sign, kind, deed.evidence or (deed.clause,))
        return [
            Position(
                key, holder, target, sign, kind, False, issue, issue.quote, None, deed.realis,
                deed.said_in, None, deed.when, (deed.clause,), 0.8, "made-up",
            )
        ]  # fmt: skip


def _mention(report: Report, span: Span, actor: Actor) -> Mention:
    return Mention(Mention.id_of(report.id, span), span, actor.id, "name", "made-up", actor.name)
