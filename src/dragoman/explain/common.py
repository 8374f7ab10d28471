"""A row -> the decisions that several kinds share: who is meant, who says so, when, where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.actors import note_of
from dragoman.record import Event, Position, Statement
from dragoman.render.words import names_of, shorten, spoken
from dragoman.steps import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.explain.find import FoundRow
    from dragoman.record import Basis, Record, Role, When

QUOTE = 90  # code points of another row's words
BASES: dict[Basis, str] = {
    "clause": "a time in the clause itself",
    "sentence": "a time in a clause that shares its subject or verb",
    "dateline": "the dateline",
    "publication": "no words give it; what is told as past lies before the publication",
    "fetch": "no words give it; what is told as past lies before the page was fetched",
    "none": "no words give it",
}


def common_steps(found: FoundRow) -> tuple[Step, ...]:
    """The steps that follow from what the row refers to, in the order of its fields."""
    row, record = found.row, found.record
    if isinstance(row, Statement):
        return (
            *_who(row.speaker, "speaker is"),
            *_behalf(row, record),
            *_who(row.via, "via is"),
            *_inside(row, record),
            *_about(row, record),
            *_repeats(row, record),
            *_when(row.when),
        )
    if isinstance(row, Event):
        return (
            *_who(row.source, "source is"),
            *_who(row.target, "target is"),
            *_when(row.when),
            *_where(row),
            *_quantities(row),
            *_said_in(row.said_in, record),
            *_echo(row.echoes, record),
        )
    if isinstance(row, Position):
        against = (row.against,) if row.against else ()
        return (
            *_who((row.holder,), "holder is"),
            *_who((row.target,), "target is"),
            *_who(against, "against is"),
            *_when(row.when),
            *_said_in(row.said_in, record),
            *_echo(row.echoes, record),
        )
    return ()


def _who(roles: Iterable[Role], question: str) -> Iterator[Step]:
    """Who is meant where the words in place are not the name itself, and by which rule."""
    for role in roles:
        actor = role.actor or "nobody that is known"
        words = f"“{role.span.quote}”" if role.span else "nobody's words"
        note = note_of(role.rule)
        reason = f"{words}, {role.rule}: {note}" if note else f"{words}, {role.rule}"
        if role.antecedent is not None:
            reason += f"; named by “{role.antecedent.quote}” at {role.antecedent.start}"
        yield Step(question, f"{role.name} ({actor})", reason)


def _behalf(row: Statement, record: Record) -> Iterator[Step]:
    role = row.on_behalf_of
    if role is None:
        return
    speakers = {who.actor or who.mention for who in row.speaker}
    by_office = next(
        (
            a
            for a in record.affiliations
            if (a.person.actor or a.person.mention) in speakers and a.body == role
        ),
        None,
    )
    reason = "named in the words for the speaker"
    if by_office is not None:
        quote = by_office.evidence[0].quote
        reason = f"the speaker's office in it: “{quote}” ({by_office.id})"
    yield Step("behalf", f"{role.name} ({role.actor or 'nobody that is known'})", reason)


def _inside(row: Statement, record: Record) -> Iterator[Step]:
    outer = next((other for other in record.statements if other.id == row.inside), None)
    if outer is not None:
        yield Step("inside", _told(outer), "the cue stands in what is said there")


def _about(row: Statement, record: Record) -> Iterator[Step]:
    for other in record.statements:
        if other.id in row.about:
            yield Step("about", _told(other), f"what is {'denied' * (row.act == 'deny')}"
                       f"{'confirmed' * (row.act != 'deny')}")  # fmt: skip


def _repeats(row: Statement, record: Record) -> Iterator[Step]:
    for other in record.statements:
        if other.id == row.echoes:
            yield Step("echoes", _told(other), "a heading's shorter words for what the text tells")


def _told(row: Statement) -> str:
    words = " … ".join(span.quote for span in row.content)
    return f"{names_of(row.speaker) or 'somebody'}: “{shorten(words, QUOTE)}” ({row.id})"


def _said_in(ids: tuple[str, ...], record: Record) -> Iterator[Step]:
    rows = [row for row in record.statements if row.id in ids]
    for row in rows:
        yield Step("said in", _told(row), "its words stand in the content of this statement")
    if not rows:
        yield Step("said in", "nobody's statement", "the report says so in its own voice")


def _echo(id_: str | None, record: Record) -> Iterator[Step]:
    rows: tuple[Event | Position, ...] = (*record.events, *record.positions)
    for row in rows:
        if row.id == id_:
            quote = shorten(row.evidence[0].quote, QUOTE)
            yield Step("echoes", f"“{quote}” ({row.id})", "a heading that says flatly what the"
                       " text attributes to somebody; no second source")  # fmt: skip


def _when(when: When) -> Iterator[Step]:
    if when.value or when.not_before or when.not_after:
        bounds = [f"not before {when.not_before}"] if when.not_before else []
        bounds += [f"not after {when.not_after}"] if when.not_after else []
        answer = spoken(when.value) if when.value else "not said"
        more = f" ({', '.join(bounds)})" if bounds else ""
        yield Step("when", answer + more, BASES[when.basis])


def _where(row: Event) -> Iterator[Step]:
    if row.where is not None:
        place = row.where
        known = [place.country or "country open"]
        known += [f"{place.lat:.2f}, {place.lon:.2f}"] if place.lat and place.lon else []
        reason = f"“{place.span.quote}” at {place.span.start}, {place.precision}"
        yield Step("where", f"{place.name} ({'; '.join(known)})", reason)


def _quantities(row: Event) -> Iterator[Step]:
    for each in row.quantities:
        low, high = each.low, each.high
        number = f"{low:g}" if low is not None and low == high else _range(low, high)
        reason = f"“{each.span.quote}” at {each.span.start}"
        yield Step(each.kind, f"{number} {each.unit or ''}".rstrip(), reason)


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return "some" if high is None else f"at most {high:g}"
    return f"at least {low:g}" if high is None else f"{low:g} to {high:g}"
