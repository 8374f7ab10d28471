"""A record's rows -> the cards beside its text; each quote leads to the words it quotes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from dragoman.render.marks import placed_rows
from dragoman.render.words import (
    KINDS,
    MUTUAL,
    REALIS,
    count,
    did,
    held,
    joined,
    name_of,
    names_of,
    shorten,
    shown,
    spoken,
    when_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dragoman.record import Actor, Event, Position, Span, Statement, Time
    from dragoman.render.telling import Telling

QUOTE = 320  # code points of a quote shown on a card; the text beside it holds all of it


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows; ``line`` and ``notes`` are markup, all else is text."""

    look: str
    row: str
    line: str
    quote: str = ""
    notes: tuple[str, ...] = ()
    audit: str = ""


def cards_of(telling: Telling, anchors: Mapping[str, str], feet: Mapping[str, str]) -> str:
    """All rows of a record as sections of cards, in the order of the account.

    Args:
        telling: The record.
        anchors: The name of each row's place on the page, by its id.
        feet: Markup that ends the card of a row, by the row's id.
    """
    cards = Cards(telling, anchors, feet)
    record = telling.record
    sections = (
        ("Who said what", cards.said(), "Nobody is quoted."),
        ("What happened", map(cards.event, telling.happened()), "Nothing was found."),
        ("How they stand", map(cards.position, telling.stances()), "Nobody takes a side."),
        ("What could not be resolved", cards.open(), "Nothing is open."),
        ("When", map(cards.time, record.times), "No time is named."),
        ("Who is who", map(cards.actor, record.actors), "No actor is known."),
    )
    return "\n".join(_section(title, list(made), nothing) for title, made, nothing in sections)


def _section(title: str, cards: Sequence[str], nothing: str) -> str:
    inside = "\n".join(cards) or f'<p class="nothing">{nothing}</p>'
    return f"<section><h3>{title}</h3>\n{inside}\n</section>"


class Cards:
    """Writes the cards of one record."""

    def __init__(
        self, telling: Telling, anchors: Mapping[str, str], feet: Mapping[str, str]
    ) -> None:
        self.telling, self.anchors, self.feet = telling, anchors, feet
        self.placed = placed_rows(telling)
        self.offices = {rows[0].person.actor: rows for rows in telling.offices().values()}
        self.mentioned = Counter(mention.actor for mention in telling.record.mentions)

    def said(self) -> Iterator[str]:
        """The cards of all statements; a card holds those of the statements inside it."""
        told = self.telling.told()
        for number, (depth, row) in enumerate(told):
            deeper = told[number + 1][0] if number + 1 < len(told) else 0
            closing = "</article>" * max(0, depth - deeper + 1)
            yield self._statement(row) + closing

    def _statement(self, row: Statement) -> str:
        line = (
            f"<b>{escape(names_of(row.speaker) or 'somebody who is not named')}</b>"
            f"{escape(self.telling.behind(row))} "
            f'<i class="act">{escape(did(row))}</i>{_dated(when_words(row.when))}'
        )
        notes = (*self._about(row), *self._denied([row.id]), *self._repeats(row))
        return self._opened(Card("say", row.id, line, _words(row.content), notes, _audit(row)))

    def _repeats(self, row: Statement) -> Iterator[str]:
        if row.echoes in self.telling.said:
            yield f"a heading: repeats {self.link(row.echoes)}"

    def _about(self, row: Statement) -> Iterator[str]:
        verb = did(row) if row.act in ("confirm", "deny") else "spoke of"
        for speech, others in self.telling.about(row).items():
            links = joined([self.link(other.id) for other in others])
            yield f"→ {verb} what {escape(speech)} said ({links})"

    def event(self, row: Event) -> str:
        """The card of an event."""
        mode = f" {shown(row.mode)}" if row.mode else ""
        arrow = "↔" if row.type in MUTUAL else "→"
        target = f" {arrow} <b>{escape(names_of(row.target))}</b>" if row.target else ""
        line = (
            f"<b>{escape(names_of(row.source) or 'nobody named')}</b>{target} "
            f'<span class="type">{row.type}{mode}</span>'
        )
        facts = [] if row.realis == "actual" else [f"<strong>{REALIS[row.realis]}</strong>"]
        facts += [escape(when_words(row.when))] if row.when.value else []
        facts += [f"in {shown(row.where.name)}"] if row.where else []
        facts += [f"{one.kind}: {shown(one.span.quote)}" for one in row.quantities]
        facts += ["told as background"] if row.background else []
        notes = self._sources(row, facts)
        quote = _words([row.clause])
        return self._whole(Card("event", row.id, line, quote, notes, _audit(row)))

    def position(self, row: Position) -> str:
        """The card of a position; its sign is told in words as well as in colour."""
        look, sign = ("plus", "✚ for") if row.sign > 0 else ("minus", "− against")
        against = f", against {name_of(row.against)}" if row.against else ""
        line = (
            f'<span class="sign">{sign}</span> <b>{escape(name_of(row.holder))}</b> '
            f"{'↔' if row.symmetric else '→'} <b>{escape(name_of(row.target))}</b> "
            f'<span class="type">{escape(KINDS[row.kind] + against)}</span>'
        )
        facts = [f"on “{escape(shorten(row.issue.quote, QUOTE // 3))}”"] if row.issue else []
        facts += [] if row.realis == "actual" else [f"<strong>{REALIS[row.realis]}</strong>"]
        facts += [escape(when_words(row.when))] if row.when.value else []
        notes = self._sources(row, facts)
        return self._whole(Card(look, row.id, line, _words(row.evidence), notes, _audit(row)))

    def _sources(self, row: Event | Position, facts: list[str]) -> tuple[str, ...]:
        """The facts, who says so, who denies it, and whether it only repeats what is attributed."""
        said = [self.link(one) for one in row.said_in if one in self.telling.said]
        echoed = self.telling.echoed(row)
        if not said and not echoed:
            facts = [*facts, "in the report's own voice"]
        notes = [" · ".join(facts)] if facts else []
        if echoed:
            notes.append(f"no source of its own: repeats flatly {self.link(echoed.id)}")
        elif said:
            says = escape(self.telling.according_to(row.said_in))
            notes.append(f"according to {says} ({joined(said)})")
        return (*notes, *self._denied(row.said_in))

    def _denied(self, ids: Iterable[str]) -> list[str]:
        return [
            f'<span class="denied">✗ denied by {escape(self.telling.speech(row))}</span> '
            f"({self.link(row.id)})"
            for row in self.telling.denied_by(ids)
        ]

    def open(self) -> Iterator[str]:
        """What the report leaves open."""
        questions = self.telling.open()
        if questions:
            items = "\n".join(
                f"<li><b>“{escape(one.words)}”</b>: {escape(one.question)}</li>"
                for one in questions
            )
            yield f'<ul class="open">{items}</ul>'
        if not self.telling.record.report.published.value:
            yield '<p class="note">The page gives no date, so days named in it stay open.</p>'

    def time(self, row: Time) -> str:
        """The card of a time."""
        value = f'<span class="value">{shown(row.value)}</span>'
        line = f"{escape(spoken(row.value))} {value}"
        return self._whole(Card("time", row.id, line, _words([row.span])))

    def actor(self, row: Actor) -> str:
        """The card of an actor, with how often the report mentions it."""
        facts = [row.kind.replace("_", " "), *([row.country] if row.country else [])]
        facts += ["known from this report only"] if row.known == "report" else []
        line = f"<b>{shown(row.name)}</b> {shown(', '.join(facts))}"
        offices = [
            f"{shown(held(one))} “{shown(shorten(_words(one.evidence), QUOTE // 3))}”"
            for one in self.offices.get(row.id, ())
        ]
        notes = (*offices, count(self.mentioned[row.id], "mention"))
        return self._whole(Card("who", row.id, line, notes=notes, audit=row.id))

    def link(self, id_: str) -> str:
        """A link to the card of a row, by its short name."""
        anchor = self.anchors[id_]
        return f'<a class="ref" href="#{anchor}">{anchor.split("-", 1)[1]}</a>'

    def _whole(self, card: Card) -> str:
        return f"{self._opened(card)}</article>"

    def _opened(self, card: Card) -> str:
        """A card without its end, so that nested ones can follow inside."""
        anchor = self.anchors[card.row]
        place = f' href="#w-{anchor}"' if card.row in self.placed else ""
        label = f'<a class="label"{place}>{anchor.split("-", 1)[1]}</a>'
        inside = [f'<p class="line">{label} {card.line}</p>']
        if card.quote:
            words = f"<a{place}>“{escape(card.quote)}”</a>"
            inside.append(f'<blockquote dir="auto">{words}</blockquote>')
        inside += [f'<p class="note">{note}</p>' for note in card.notes]
        inside += [f'<p class="audit">{shown(card.audit)}</p>'] if card.audit else []
        inside.append(self.feet.get(card.row, ""))
        start = f'<article class="card {card.look}" id="{anchor}" data-row="{anchor}">'
        return start + "".join(inside)


def _words(spans: Iterable[Span]) -> str:
    return shorten(" … ".join(span.quote for span in spans), QUOTE)


def _audit(row: Statement | Event | Position) -> str:
    """Which rule made the row, how sure it is, and the id to ask for."""
    return f"{row.rule} · {row.score:.2f} · {row.id}"


def _dated(words: str) -> str:
    return f' <span class="note">({escape(words)})</span>' if words else ""
