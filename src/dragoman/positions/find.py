"""Parse, mentions and statements -> positions: each stance word with its parties and issue."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import combinations, product
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import children, clause
from dragoman.grammar.mentioned import Mentioned
from dragoman.grammar.realis import realis_of
from dragoman.grammar.said import Said, said_of
from dragoman.grammar.tree import once_of
from dragoman.grammar.when import Timeline, timeline_of
from dragoman.lexicon import Tables, load_tables
from dragoman.parse import Parse
from dragoman.positions.conditions import Conditions
from dragoman.positions.deeds import Deeds
from dragoman.positions.frames import Frame
from dragoman.positions.issues import Issues
from dragoman.positions.matters import Matters
from dragoman.positions.parties import FIRST_PERSON, Parties, Party
from dragoman.positions.rows import Reading, evidence_of, rows_of
from dragoman.positions.stances import SPEAKER, Forms, Hit, Stance, Stances, stances_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc

    from dragoman.parse import Sentence
    from dragoman.record import (
        Event,
        Mention,
        Position,
        PositionKind,
        Realis,
        Statement,
        Time,
    )

OWNER = ".owner"
BLAMING: frozenset[PositionKind] = frozenset({"accusation", "criticism"})
# Between sides of a game these are no stances.
PLAYED: frozenset[PositionKind] = frozenset(
    {"rivalry", "strained_relations", "opposition", "criticism", "accusation", "approval"}
)


def find_positions(
    source: Parse | Doc,
    mentions: Iterable[Mention] = (),
    times: Iterable[Time] = (),
    statements: Iterable[Statement] = (),
    events: Iterable[Event] = (),
    tables: Tables | None = None,
) -> tuple[Position, ...]:
    """The positions of a report, by the place of their first evidence.

    "Norland condemned Sudria's blockade": Norland stands -1 towards Sudria, criticism, on
    "Sudria's blockade". Signs come from words of stance alone, never from tone, deeds or what is
    known of the world. Without mentions every proper noun counts as an actor's name. Stances
    that somebody is only asked to take are left out. Nothing found is an empty tuple.

    Args:
        source: A Parse, or a spaCy Doc of your own.
        mentions: Its mentions, resolved; roles are those of the mentions.
        times: Its times, so that "on Monday" is no issue.
        statements: Its statements; a row inside a content has ``said_in``.
        events: Its events; they say who answers for "the strike" that somebody backs.
        tables: The tables of a language; those of the report's language by default.
    """
    parse = Parse.of(source)
    tables = tables or load_tables(parse.report.language or "en")
    finder = finder_of(parse, mentions, times, statements, events, tables)
    readings = [r for sentence in parse.sentences for r in finder.read(sentence)]
    return rows_of(parse, readings, finder.said)


def finder_of(
    parse: Parse,
    mentions: Iterable[Mention],
    times: Iterable[Time],
    statements: Iterable[Statement],
    events: Iterable[Event],
    tables: Tables,
) -> Finder:
    """The reader of one report's stances, with what was read of the report before."""
    stances = stances_of(tables)
    timeline = timeline_of(parse.report, parse.doc, times, tables.words)
    statements = tuple(statements)
    deeds = Deeds(parse, events, statements, stances.words, stances.issues)
    mentioned = once_of(parse.doc, mentions, Mentioned)
    said = once_of(parse.doc, statements, said_of)
    return Finder(parse, stances, mentioned, said, deeds, timeline, tuple(times))


class Finder:
    """Reads the stances of one report, sentence by sentence."""

    def __init__(
        self,
        parse: Parse,
        stances: Stances,
        mentioned: Mentioned,
        said: Said,
        deeds: Deeds,
        timeline: Timeline,
        times: tuple[Time, ...],
    ) -> None:
        self.parse, self.stances, self.mentioned = parse, stances, mentioned
        self.said, self.deeds, self.timeline = said, deeds, timeline
        self.parties = Parties(parse, mentioned, said, deeds, stances)
        self.forms = Forms(parse.doc)
        self.opening = stances.opening(self.forms)
        self.places = list(self.opening)
        at = [(time.span.start, time.span.end) for time in times]
        self.issues = Issues(parse, self.parties, Matters(parse, self.parties, stances.issues, at))
        self.conditions = Conditions(self.parties, stances.governors)

    def read(self, sentence: Sentence) -> Iterator[Reading]:
        """The stances of a sentence; of the entries that fit one word, the most particular."""
        used: set[int] = set()
        for hits in self.hits(sentence):
            frames: dict[tuple[int, int, bool], Frame] = {}
            for hit in hits:
                if hit.predicate.i in used:
                    continue
                key = (hit.predicate.i, len(hit.words), hit.stance.names)
                if key not in frames:
                    frames[key] = Frame(hit, self.mentioned, self.stances.words)
                readings = list(self._readings(hit.stance, frames[key], sentence))
                if readings:
                    used.update(word.i for word in hit.words)
                    yield from readings
                    break

    def hits(self, sentence: Sentence, *, every: bool = False) -> Iterator[list[Hit]]:
        """The stance words of a sentence, the entries that list each with the best first.

        Args:
            sentence: The sentence.
            every: Also entries whose conditions ask for words that are not there.
        """
        first, end = sentence.tokens.start, sentence.tokens.end
        places = self.places[bisect_left(self.places, first) : bisect_left(self.places, end)]
        if not places:
            return
        words = None if every else self.forms.between(first, end)
        for at in places:
            phrases = [phrase for phrase in self.opening[at] if at + len(phrase[0]) <= end]
            found = self.stances.hits_at(self.parse.doc[at], self.forms, phrases, words)
            if found:
                yield found

    def _readings(self, stance: Stance, frame: Frame, sentence: Sentence) -> Iterator[Reading]:
        if stance.said and self.said.innermost(frame.predicate) is None:
            return
        if self.conditions.failing(stance, frame) is not None:
            return
        realis = self._realis(stance, frame)
        if realis == "demanded":
            return
        pairs = self._pairs(stance, frame)
        if not pairs or (stance.entry.kind in PLAYED and self._is_game(sentence)):
            return
        when = self.timeline.of(frame.carrier, clause(frame.carrier), actual=realis == "actual")
        for holder, target in pairs:
            if target.deed is not None:
                self.deeds.keep(target.deed, target.role)
            issue = self.issues.of(stance.entry, frame, holder, target)
            yield Reading(
                stance.entry, holder, target, issue, realis,
                evidence_of(self.parse, frame.hit.words, holder, target),
                self._source(frame, holder), sentence.part, when,
            )  # fmt: skip

    def _is_game(self, sentence: Sentence) -> bool:
        """Whether a sentence tells of a game, in which rivals are no foes."""
        return self.stances.sport.search(sentence.tokens.text.lower()) is not None

    def _source(self, frame: Frame, holder: Party) -> Statement | None:
        """The statement that the stance is said in.

        A holder who takes the stance by the very act of saying ("voiced its support", "vowed to
        back") is told so by whoever tells of that act.
        """
        statement = self.said.innermost(frame.predicate)
        if statement is None or holder.head is None:
            return statement
        by_saying = statement.cue.start <= frame.carrier.idx < statement.cue.end
        outside = self.said.at(holder.head.idx) is not statement
        own = holder.key in {role.actor or role.name.casefold() for role in statement.speaker}
        return self.said.around(statement) if own and (by_saying or outside) else statement

    def _realis(self, stance: Stance, frame: Frame) -> Realis:
        """The reality of the stance, which may be held before anything is done about it.

        A negation that makes the stance does not negate it; who works "to defeat" or is
        "committed to supporting" stands there now, and so does whoever an entry knows by an aim.
        """
        realis, words = realis_of(frame.predicate, frame.carrier, self.stances.governors)
        if realis == "negated" and any(c.slot == "negation" for c in stance.needs):
            return "actual"
        aims = self.stances.words.aims
        aimed = any(c.slot == "form" and "VB" in c.words for c in stance.needs) or any(
            token.tag_ == "TO" or token.lemma_.lower() in aims
            for token in (*words, *frame.hit.words)
        )
        return "actual" if realis == "planned" and aimed else realis

    def _pairs(self, stance: Stance, frame: Frame) -> list[tuple[Party, Party]]:
        """Holders with targets: every one with every other, nobody with himself."""
        entry = stance.entry
        holders = self._filling(stance, frame, entry.holder)
        targets = self._filling(stance, frame, entry.target)
        targets = targets or self._mutual(frame, entry.target, holders)
        if entry.symmetric and {p.key for p in holders} == {p.key for p in targets}:
            found = list(combinations(holders, 2))
        else:
            found = list(product(holders, targets))
        if entry.symmetric:
            found = [in_order(a, b) for a, b in found]
        found = [(a, b) for a, b in found if differ(a, b) and not self._is_own_side(a, b)]
        pairs = {(a.key, b.key): (a, b) for a, b in reversed(found)}
        return list(reversed(pairs.values()))

    def _is_own_side(self, holder: Party, target: Party) -> bool:
        """Whether a holder would stand towards his own side.

        So where a speaker says "we" of it, and where an event was taken for the deed meant that
        the holder's own side has done.
        """
        if holder.head is None and target.head is not None:
            return target.head.lower_ in self.stances.words.first_person
        countries = self.stances.countries
        ids = (holder.key, target.key)
        if holder.role.rule == FIRST_PERSON and countries.get(holder.key) == target.key:
            return True
        return target.referred and any(
            countries.get(one) == other for one, other in (ids, ids[::-1])
        )

    def _filling(self, stance: Stance, frame: Frame, slots: Iterable[str]) -> list[Party]:
        """The parties of the first slot that holds any."""
        for slot in slots:
            if slot == SPEAKER:
                found = self._speakers(stance, frame)
            elif slot.endswith(OWNER):
                heads = frame.heads(slot.removesuffix(OWNER))
                found = [p for head in heads for p in self.parties.answering_for(head)]
            else:
                found = [p for head in frame.heads(slot) for p in self.parties.named_by(head)]
            if found:
                return found
        return []

    def _mutual(self, frame: Frame, slots: Iterable[str], holders: list[Party]) -> list[Party]:
        """The holders as each other's targets: "blamed each other", "denounced each other's raids".

        A deed of "each other" is that of each.
        """
        if len(holders) < 2:
            return []
        for slot in slots:
            for head in frame.heads(slot.removesuffix(OWNER)):
                if not slot.endswith(OWNER):
                    if self.parties.is_mutual(head):
                        return holders
                elif any(map(self.parties.is_mutual, children(head, "poss"))):
                    return [replace(party, deed=head) for party in holders]
        return []

    def _speakers(self, stance: Stance, frame: Frame) -> list[Party]:
        """Who says the words; no outlet, and nobody where the cue has made the accusation already.

        A deed that "recognises" or "shows" takes no stance: whoever says so does.
        """
        statement = self.said.innermost(frame.predicate)
        while statement is not None and self._is_deed(statement):
            statement = self.said.around(statement)
        if statement is None or (statement.act == "accuse" and stance.entry.kind in BLAMING):
            return []
        kinds = self.stances.kinds
        return [Party(r, None) for r in statement.speaker if kinds.get(r.actor or "") != "media"]

    def _is_deed(self, statement: Statement) -> bool:
        """Whether a statement is put into the mouth of a deed: "this step recognises that"."""
        deeds = self.stances.words.deeds | self.stances.words.decisions
        return bool(statement.speaker) and all(
            role.actor is None and role.name.lower().split()[-1] in deeds
            for role in statement.speaker
        )


def differ(one: Party, other: Party) -> bool:
    """Whether two parties are two actors, not one named twice."""
    same_place = one.head is not None and other.head is not None and one.head.i == other.head.i
    if same_place and one.role.actor and other.role.actor:
        return one.role.actor != other.role.actor  # "they" for two
    return one.key != other.key and one.role.name != other.role.name and not same_place


def in_order(one: Party, other: Party) -> tuple[Party, Party]:
    """Two parties as the text names them, the first one first."""
    places = [party.role.span.start if party.role.span else 0 for party in (one, other)]
    return (one, other) if places[0] <= places[1] else (other, one)
