"""A position -> the decisions behind it, made again: stance words, parties, issue, score."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from dragoman.positions.find import finder_of
from dragoman.positions.frames import Frame
from dragoman.positions.rows import AGAIN, ANSWERED, REFERRED, UNNAMED, UNREAL
from dragoman.positions.stances import SPEAKER
from dragoman.steps import Option, Step, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.lexicon import Tables
    from dragoman.parse import Parse
    from dragoman.positions.find import Finder
    from dragoman.positions.parties import Party
    from dragoman.positions.rows import Reading
    from dragoman.positions.stances import Hit
    from dragoman.record import Event, Mention, Position, Role, Statement, Time


def explain_position(
    parse: Parse,
    row: Position,
    mentions: Iterable[Mention],
    times: Iterable[Time],
    statements: Iterable[Statement],
    events: Iterable[Event],
    tables: Tables,
) -> tuple[Step, ...]:
    """The decisions behind a position; empty where these rows before it do not give it.

    Args:
        parse: The report and its parse.
        row: The position as ``find_positions`` gave it.
        mentions: The report's mentions, resolved.
        times: Its times.
        statements: Its statements.
        events: Its events.
        tables: The tables that made it.
    """
    finder = finder_of(parse, mentions, times, statements, events, tables)
    readings = chain.from_iterable(map(finder.read, parse.sentences))
    group = [reading for reading in readings if _is_of(reading, row)]
    if not group:
        return ()
    first = min(group, key=lambda reading: (reading.entry.id != row.rule, reading.evidence.start))
    hits = _hits(finder, first)
    hit = next(hit for hit in hits if hit.stance.entry is first.entry)
    frame = Frame(hit, finder.mentioned, finder.stances.words)
    return (
        _stance(finder, hits, hit),
        _sign(row),
        _party("holder", first.holder, row.holder, _slots(frame, first.entry.holder, first.holder)),
        _party("target", first.target, row.target, _slots(frame, first.entry.target, first.target)),
        *_issue(row, first),
        Step("realis", row.realis, "by the stance word's own clause; an aim is held now"),
        *_also(group, first),
        _score(first, row),
    )


def _is_of(reading: Reading, row: Position) -> bool:
    """Whether a row rests on a reading."""
    pair = {reading.holder.key, reading.target.key}
    return (
        (reading.entry.kind, reading.entry.sign, reading.realis) == (row.kind, row.sign, row.realis)
        and reading.evidence in row.evidence
        and pair == {_key(row.holder), _key(row.target)}
    )


def _key(role: Role) -> str:
    return role.actor or role.name.casefold()


def _hits(finder: Finder, reading: Reading) -> list[Hit]:
    """What the words of a reading may open, in the order in which it was tried."""
    sentence = next(s for s in finder.parse.sentences if s.start <= reading.evidence.start < s.end)
    return next(
        hits
        for hits in finder.hits(sentence, every=True)
        if any(
            hit.stance.entry is reading.entry
            and reading.evidence.start <= hit.words[0].idx < reading.evidence.end
            for hit in hits
        )
    )


def _stance(finder: Finder, hits: list[Hit], hit: Hit) -> Step:
    words = " ".join(word.text for word in hit.words)
    entry = hit.stance.entry
    held = [*entry.needs, *(f"not {bar}" for bar in entry.forbids)]
    reason = f"of the entries for “{words}” the most particular whose conditions hold"
    reason = f"{reason} ({'; '.join(held)})" if held else reason
    options = [_option(finder, other, chosen=other is hit) for other in hits]
    return Step("stance", words, reason, entry.id, None, nearest(options))


def _option(finder: Finder, hit: Hit, *, chosen: bool) -> Option:
    frame = Frame(hit, finder.mentioned, finder.stances.words)
    broken = finder.conditions.failing(hit.stance, frame)
    reason = "its conditions hold, and its slots are filled" if chosen else "comes later, or empty"
    return Option(hit.stance.entry.id, chosen, f"fails: {broken}" if broken else reason)


def _sign(row: Position) -> Step:
    side = "for" if row.sign > 0 else "against"
    return Step("sign", f"{row.sign:+d} ({side})", f"the entry's: {row.kind}; never from tone")


def _slots(frame: Frame, slots: Iterable[str], party: Party) -> tuple[Option, ...]:
    """The slots that an entry names, and what stands in them."""
    found = []
    for slot in slots:
        heads = [] if slot == SPEAKER else frame.heads(slot.removesuffix(".owner"))
        words = ", ".join(head.text for head in heads)
        chosen = party.head is not None and any(head.i == party.head.i for head in heads)
        said = "who says the words" if slot == SPEAKER else "empty"
        found.append(Option(slot, chosen, f"“{words}”" if words else said))
    return tuple(found)


def _party(name: str, party: Party, role: Role, slots: tuple[Option, ...]) -> Step:
    filled = next((option.words for option in slots if option.chosen), None)
    reason = f"stands in the slot {filled}" if filled else "whoever what stands there belongs to"
    if party.head is None:
        reason = "says the words"
    elif party.deed is not None:
        reason = f"answers for “{party.deed.text}”"
        reason += ", by an event told before" if party.referred else ", by its own words"
    return Step(name, role.name, reason, None, None, slots)


def _issue(row: Position, reading: Reading) -> Iterator[Step]:
    if row.issue is not None:
        slots = ", ".join(reading.entry.issue) or "the target's own phrase"
        against = f"; against {row.against.name}" if row.against is not None else ""
        yield Step("issue", row.issue.quote, f"from {slots}; key {row.issue_key}{against}")


def _also(group: list[Reading], first: Reading) -> Iterator[Step]:
    for reading in group:
        if reading is not first:
            where = f"“{reading.evidence.quote}” at {reading.evidence.start}"
            yield Step(
                "also", where, "the same pair, kind, sign and source: one row", reading.entry.id
            )


def _score(reading: Reading, row: Position) -> Step:
    parts = [f"{reading.entry.score:.2f} the entry's"]
    unnamed = sum(party.role.actor is None for party in (reading.holder, reading.target))
    parts += [f"− {UNNAMED * unnamed:.2f} a party that is not resolved"] if unnamed else []
    parts += [f"− {ANSWERED:.2f} found through a deed"] if reading.target.deed is not None else []
    parts += [f"− {REFERRED:.2f} of an earlier event"] if reading.target.referred else []
    parts += [f"− {UNREAL:.2f} not actual"] if reading.realis != "actual" else []
    again = AGAIN * min(len(row.evidence) - 1, 2)
    parts += [f"+ {again:.2f} told again"] if again else []
    return Step("score", f"{row.score:.2f}", " ".join(parts))
