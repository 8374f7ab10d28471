"""Readings of single stances -> rows: one for each pair, kind, sign, reality and source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dragoman.positions.issues import Issue
from dragoman.positions.keys import keys_of
from dragoman.record import Position, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Token

    from dragoman.grammar.said import Said
    from dragoman.lexicon.schema import StancePattern
    from dragoman.parse import Parse
    from dragoman.positions.parties import Party
    from dragoman.record import PartLabel, Realis, Span, Statement, When

LONGEST = 12  # words of an evidence span, by the guideline
HEADINGS: frozenset[PartLabel] = frozenset({"title", "standfirst"})
UNNAMED = 0.15  # what an unresolved party costs: such rows were wrong twice as often
ANSWERED = 0.05  # what a target found through its deed costs
REFERRED = 0.15  # what it costs more where only an earlier event says whose deed it is
UNREAL = 0.05
AGAIN = 0.03  # what each further place that says the same adds, two at most


@dataclass(frozen=True, slots=True)
class Reading:
    """One stance word read: who, towards whom, on what, how real, where and according to whom."""

    entry: StancePattern
    holder: Party
    target: Party
    issue: Issue
    realis: Realis
    evidence: Span
    said: Statement | None
    part: PartLabel
    when: When

    def key(self, said: Said) -> tuple[object, ...]:
        """What readings share that are one row: pair, kind, sign, reality and source."""
        pair = [self.holder.key, self.target.key]
        if self.entry.symmetric:
            pair.sort()
        source = said.source_of(self.said.id) if self.said is not None else None
        return (*pair, self.entry.kind, self.entry.sign, self.realis, source)


def evidence_of(parse: Parse, words: Sequence[Token], holder: Party, target: Party) -> Span:
    """The shortest stretch with the stance word and both parties; what makes it too long goes."""
    stretch = [(words[0].idx, words[-1].idx + len(words[-1]))]
    near = parse.sentence_at(words[0])
    places = []
    for party in (target, holder):
        span = party.role.span
        if party.head is not None and span is not None and parse.sentence_at(party.head) is near:
            places.append((span.start, span.end))
    for wanted in (places, places[:1], places[1:], []):
        start = min(place[0] for place in (*stretch, *wanted))
        end = max(place[1] for place in (*stretch, *wanted))
        if len(parse.text[start:end].split()) <= LONGEST:
            return parse.span(start, end)
    return parse.span(*stretch[0])


def rows_of(parse: Parse, readings: Iterable[Reading], said: Said) -> tuple[Position, ...]:
    """The rows of a report's readings, by the place of their first evidence.

    Where one row rests on several readings, its roles are those of the first that names both
    parties, its issue the first that is given. A row that stands in title or standfirst alone,
    and that the text gives to somebody, echoes the row that says who.
    """
    groups: dict[tuple[object, ...], list[Reading]] = {}
    for reading in readings:
        groups.setdefault(reading.key(said), []).append(reading)
    issues = [_issue_of(group) for group in groups.values()]
    keyed = [issue.matter for issue in issues if issue.matter is not None]
    keys = dict(zip(map(id, keyed), keys_of(keyed), strict=True))
    merged = [
        (group, _row(parse, group, issue, keys.get(id(issue.matter))))
        for group, issue in zip(groups.values(), issues, strict=True)
    ]
    merged = _told_apart(merged)
    rows = [_echoing(group, row, merged) for group, row in merged]
    return tuple(sorted(rows, key=lambda row: (row.evidence[0].start, row.evidence[0].end, row.id)))


def _told_apart(
    merged: list[tuple[list[Reading], Position]],
) -> list[tuple[list[Reading], Position]]:
    """The rows with ids of their own where one word stands for two actors ("they" in one place)."""
    seen: dict[str, int] = {}
    found = []
    for group, row in merged:
        number = seen[row.id] = seen.get(row.id, -1) + 1
        named = [role.actor or role.name for role in (row.holder, row.target)]
        own = "p" + digest(row.id, *named) if number else row.id
        found.append((group, replace(row, id=own)))
    return found


def _issue_of(group: list[Reading]) -> Issue:
    """The first issue that is given in a row's readings."""
    return next((r.issue for r in group if r.issue.span is not None), Issue())


def _row(parse: Parse, group: list[Reading], issue: Issue, key: str | None) -> Position:
    first = min(group, key=_unnamed)
    entry = first.entry
    evidence = tuple(sorted({r.evidence for r in group}, key=lambda span: (span.start, span.end)))
    said_in = dict.fromkeys(r.said.id for r in group if r.said is not None)
    holder, target = first.holder.role, first.target.role
    return Position(
        id=Position.id_of(parse.report.id, holder, target, entry.sign, entry.kind, evidence),
        holder=holder,
        target=target,
        sign=entry.sign,
        kind=entry.kind,
        symmetric=entry.symmetric,
        issue=issue.span,
        issue_key=key,
        against=next((r.issue.against for r in group if r.issue.against is not None), None),
        realis=first.realis,
        said_in=tuple(said_in),
        echoes=None,
        when=next((r.when for r in group if r.when.value is not None), first.when),
        evidence=evidence,
        score=round(max(score_of(r) for r in group) + AGAIN * min(len(evidence) - 1, 2), 2),
        rule=entry.id,
    )


def _unnamed(reading: Reading) -> int:
    return sum(party.role.actor is None for party in (reading.holder, reading.target))


def score_of(reading: Reading) -> float:
    """How far a reading is to be trusted: its entry's score, less what is uncertain in it."""
    score = reading.entry.score - UNNAMED * _unnamed(reading)
    score -= ANSWERED * (reading.target.deed is not None) + REFERRED * reading.target.referred
    score -= UNREAL * (reading.realis != "actual")
    return round(max(score, 0.05), 2)


def _echoing(
    group: list[Reading], row: Position, merged: list[tuple[list[Reading], Position]]
) -> Position:
    """The row with ``echoes`` set where a heading states flatly what the text attributes."""
    if row.said_in or any(reading.part not in HEADINGS for reading in group):
        return row
    pair = _pair(group[0])
    for others, other in merged:
        if other.said_in and other.sign == row.sign and _pair(others[0]) == pair:
            return replace(row, echoes=other.id)
    return row


def _pair(reading: Reading) -> tuple[str, ...]:
    pair = (reading.holder.key, reading.target.key)
    return tuple(sorted(pair)) if reading.entry.symmetric else pair
