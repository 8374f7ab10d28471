"""Events of one report -> one row an event: later mentions become evidence, flat titles echoes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import children

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from dragoman.parse import Parse
    from dragoman.record import Event, Role

HEADS = frozenset({"title", "standfirst"})
VAGUE = frozenset({"", "XXXX-XX-XX"})  # "in the morning" tells no day
WIDE = frozenset({"region", "country"})
DEFINITE = "Definite=Def"


def merge(events: Iterable[Event], parse: Parse) -> tuple[Event, ...]:
    """The events in text order, a later mention of one folded into the first.

    Only clear cases are one event: same type, realis and statement, the same target and source,
    no two dates, places, numbers or things done to that differ; a title may name the president for
    his state where it is the same that is done to somebody; a role left unsaid is the other's
    in a title, where the deed is named again ("the raid"), and where the words or the mode are the
    same. A title or standfirst that says flatly what the text attributes keeps its row and points
    at the attributed one (``echoes``).
    """
    kept: list[Event] = []
    heads = _headline_ends(parse)
    tellings = Tellings(parse, heads)
    rows = {event.id: event for event in events}
    for event in sorted(rows.values(), key=lambda e: (e.trigger.start, e.trigger.end, e.type)):
        same = (i for i, other in enumerate(kept) if tellings.are_one(other, event))
        at = next(same, None)
        if at is None:
            kept.append(event)
        elif kept[at].trigger.start < heads <= event.trigger.start:
            kept[at] = _joined(event, kept[at])  # the text says it in full, the title in short
        else:
            kept[at] = _joined(kept[at], event)
    kept.sort(key=lambda e: (e.trigger.start, e.trigger.end, e.type))
    return tuple(_echoing(event, kept) if event.trigger.start < heads else event for event in kept)


def _headline_ends(parse: Parse) -> int:
    ends = [part.end for part in parse.report.parts if part.label in HEADS]
    return max(ends, default=0)


def _who(roles: tuple[Role, ...]) -> frozenset[str]:
    return frozenset(role.actor or role.name.casefold() for role in roles)


class Tellings:
    """Tells whether two events of one report are two tellings of one.

    Args:
        parse: The report and its parse.
        heads: Where its title and standfirst end.
    """

    def __init__(self, parse: Parse, heads: int) -> None:
        self.parse, self.heads = parse, heads

    def are_one(self, first: Event, later: Event) -> bool:
        """Whether two events are one; the later one stands later in the text."""
        if (first.type, first.realis, first.said_in) != (later.type, later.realis, later.said_in):
            return False
        if self._differ(first, later):
            return False
        titled = first.trigger.start < self.heads
        alike = titled or first.rule == later.rule or self._names_again(later)
        alike = alike or (first.mode is not None and first.mode == later.mode)
        targets = self._agree(first.target, later.target, alike=alike)
        sources = self._agree(first.source, later.source, alike=alike)
        if titled and any(role.actor for role in first.target):
            sources = sources or _who(first.target) == _who(later.target)
        return sources and targets and self._share(first, later)

    def _differ(self, first: Event, later: Event) -> bool:
        """Whether dates, places, numbers or the things done to tell two events apart."""
        pairs: list[tuple[set[str], set[str]]] = [
            ({first.when.value or ""} - VAGUE, {later.when.value or ""} - VAGUE),
            (_town(first), _town(later)),
            (self._numbers(first), self._numbers(later)),
            (self._things(first), self._things(later)),
        ]
        return any(ours and theirs and not ours & theirs for ours, theirs in pairs)

    def _predicate(self, event: Event) -> Token | None:
        words = self.parse.doc.char_span(event.trigger.start, event.trigger.end)
        return words.root if words is not None else None

    def _names_again(self, event: Event) -> bool:
        """Whether the trigger is a noun that takes up a deed: "the raid"."""
        predicate = self._predicate(event)
        if predicate is None or predicate.pos_ != "NOUN":
            return False
        before = children(predicate, "det", "poss")
        return any(word.dep_ == "poss" or DEFINITE in str(word.morph) for word in before)

    def _things(self, event: Event) -> set[str]:
        """The lemmas of the objects of the predicate; none where a pronoun stands for them."""
        predicate = self._predicate(event)
        objects = children(predicate, "dobj", "nsubjpass") if predicate is not None else []
        if any(word.pos_ == "PRON" for word in objects):
            return set()
        return {word.lemma_.lower() for word in objects}

    def _numbers(self, event: Event) -> set[str]:
        """How many the predicate's objects are."""
        predicate = self._predicate(event)
        objects = children(predicate, "dobj", "nsubjpass") if predicate is not None else []
        return {n.lower_ for word in objects for n in children(word, "nummod")}

    def _agree(self, ours: tuple[Role, ...], theirs: tuple[Role, ...], *, alike: bool) -> bool:
        """Whether roles are the same, or one is left unsaid in words that are alike."""
        if not ours or not theirs:
            return alike
        return _who(ours) == _who(theirs) or (len(ours) == len(theirs) and self._meet(ours, theirs))

    def _meet(self, ours: tuple[Role, ...], theirs: tuple[Role, ...]) -> bool:
        """Whether each role is one of the others by its head word, or as a part of its state."""
        return all(any(self._is_one(role, other) for other in theirs) for role in ours)

    def _is_one(self, role: Role, other: Role) -> bool:
        if role.actor and other.actor:
            return _is_of(role.actor, other.actor) or _is_of(other.actor, role.actor)
        return not role.actor and not other.actor and self._head(role) == self._head(other)

    def _head(self, role: Role) -> str:
        words = self.parse.doc.char_span(role.span.start, role.span.end) if role.span else None
        return words.root.lemma_.lower() if words is not None else role.name.casefold()

    def _share(self, first: Event, later: Event) -> bool:
        """Whether two events have at least one actor in the same role."""
        pairs = ((first.source, later.source), (first.target, later.target))
        return any(
            self._is_one(role, other) or _who((role,)) == _who((other,))
            for ours, theirs in pairs
            for role in ours
            for other in theirs
        )


def _town(event: Event) -> set[str]:
    """The town that an event is put in; a region or a country may hold another's town."""
    where = event.where
    return {where.name} if where is not None and where.precision not in WIDE else set()


def _is_of(part: str, state: str) -> bool:
    """Whether an actor of the report's own is somebody of a state: "~troops.NOR@…" of "NOR"."""
    name, _, _ = part.partition("@")
    return part.startswith("~") and name.endswith(f".{state}")


def _joined(first: Event, later: Event) -> Event:
    spans = dict.fromkeys((*first.evidence, *later.evidence))
    numbers = {(q.kind, q.low, q.high): q for q in (*later.quantities, *first.quantities)}
    return replace(
        first,
        source=first.source or later.source,
        target=first.target or later.target,
        evidence=tuple(sorted(spans, key=lambda s: (s.start, s.end))),
        when=first.when if first.when.value else later.when,
        where=first.where or later.where,
        quantities=tuple(sorted(numbers.values(), key=lambda q: (q.span.start, q.kind))),
        contexts=tuple(sorted({*first.contexts, *later.contexts})),
    )


def _echoing(head: Event, events: list[Event]) -> Event:
    """The headline's row pointing at the attributed row of the text that it repeats."""
    if head.said_in:
        return head
    for event in events:
        if event.id == head.id or not event.said_in or event.type != head.type:
            continue
        ours, theirs = _who((*head.source, *head.target)), _who((*event.source, *event.target))
        if ours and ours <= theirs | _who(event.source):
            return replace(head, echoes=event.id)
    return head
