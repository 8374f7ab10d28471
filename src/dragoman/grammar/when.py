"""A clause and the Times of a report -> When it was: a value from the words, and its bounds.

The value is only what the words give: the time of the clause itself, else the one of a clause it
shares a subject or a verb with. The publication never dates anything; it bounds what a dated report
tells as past.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import VERBAL, governing_verb
from dragoman.grammar.edtf import bounds, is_dated
from dragoman.grammar.tree import dependents, stretch
from dragoman.record import When

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from spacy.tokens import Doc, Token

    from dragoman.record import Basis, Report, Time

FARTHEST = 12  # steps up the tree; longer ways are parse errors
PREPOSITIONS = frozenset({"ADP", "SCONJ"})
NOUNS = frozenset({"NOUN", "PROPN"})
WITHIN_NOUN = frozenset({"poss", "compound", "nummod", "amod", "nmod", "appos"})
OWN_SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
ASIDE = frozenset(
    {"relcl", "advcl", "acl", "ccomp", "xcomp", "pcomp", "parataxis", "csubj", "csubjpass", "conj"}
)


@dataclass(frozen=True, slots=True)
class Prepositions:
    """What the words before a time say of it.

    ``tying`` ties it to its noun and not to the verb ("the killings of 2014"); what is told with a
    time behind ``opening`` began then ("since June"), behind ``closing`` was over or done by then.
    """

    tying: frozenset[str] = frozenset()
    opening: frozenset[str] = frozenset()
    closing: frozenset[str] = frozenset()


PLAIN = Prepositions()


def timeline_of(
    report: Report, doc: Doc, times: Iterable[Time], words: Callable[[str], frozenset[str]]
) -> Timeline:
    """The timeline of a report, with the prepositions of its language.

    Args:
        report: Whose publication and fetch bound what it tells.
        doc: The parse of its text.
        times: Its times.
        words: Gives the word list of a name (``Tables.words``).
    """
    fetched = report.fetched.at if report.fetched else None
    told = Prepositions(
        words("times.tying_prepositions"),
        words("times.opening_prepositions"),
        words("times.closing_prepositions"),
    )
    return Timeline(doc, times, report.published.value, fetched, told)


class Timeline:
    """The Times of one report by token, asked for the When of its clauses.

    Args:
        doc: The parse whose text the times point into.
        times: The report's times, in any order.
        published: The report's publication as EDTF, or None.
        fetched: When the page was fetched, an upper bound where there is no publication.
        prepositions: What words before a time say of it.
    """

    def __init__(
        self,
        doc: Doc,
        times: Iterable[Time],
        published: str | None = None,
        fetched: str | None = None,
        prepositions: Prepositions = PLAIN,
    ) -> None:
        self.prepositions = prepositions
        self.latest = bounds(published)[1]
        self.fetched = None if self.latest else bounds(fetched)[1]
        self.by_token: dict[int, Time] = {}
        self.heads: dict[str, Token] = {}
        for time in sorted(times, key=lambda t: (t.span.start, t.span.end)):
            words = stretch(doc, time.span.start, time.span.end)
            if time.type != "date" or not is_dated(time.value) or words is None or not len(words):
                continue
            self.heads[time.id] = words.root
            for token in words:
                self.by_token.setdefault(token.i, time)

    def of(self, predicate: Token, clause: Sequence[Token] = (), *, actual: bool = True) -> When:
        """When a predicate's event, stance or saying was.

        Args:
            predicate: The verb or noun that makes the row.
            clause: The tokens that may date it; those of a content told in it must be left out.
            actual: Whether it has happened: what is planned, demanded or imagined is not bounded
                by the publication.
        """
        if not self.by_token:
            return self._bounded(None, "none", actual=actual)
        time = self._attached(predicate, clause)
        if time is not None:
            return self._bounded(self._value(time), "clause", actual=actual)
        verb = _carrier(predicate, clause) or predicate
        time = self._opening(verb) or self._shared(verb, actual=actual)
        if time is not None:
            return self._bounded(self._value(time), "sentence", actual=actual)
        return self._bounded(None, "none", actual=actual)

    def _value(self, time: Time) -> str:
        """The time's value, open at one end behind "since" and "until"."""
        head = self.heads[time.id].head
        form = head.lower_ if head.pos_ in PREPOSITIONS else ""
        if "/" in time.value or "T" in time.value:
            return time.value
        if form in self.prepositions.opening:
            return f"{time.value}/.."
        return f"../{time.value}" if form in self.prepositions.closing else time.value

    def _bounded(self, value: str | None, basis: Basis, *, actual: bool) -> When:
        first, last = bounds(value)
        if not actual or (last and self.latest and last < self.latest):
            return When(value, first, last, basis)
        if self.latest is not None:
            if first and first > self.latest:  # the words put it after the publication
                return When(value, first, last, basis)
            return When(value, first, self.latest, basis if value else "publication")
        if last is None and self.fetched is not None:
            return When(value, first, self.fetched, basis if value else "fetch")
        return When(value, first, last, basis)

    def _attached(self, predicate: Token, clause: Sequence[Token]) -> Time | None:
        """The clause's time that hangs nearest below the predicate, or below a noun's verb."""
        found = self._among(clause or predicate.subtree)
        nearest = self._nearest(found, predicate) or self._before_content(predicate)
        if nearest is None and (carrier := _carrier(predicate, clause)) is not None:
            return self._nearest(found, carrier)
        return nearest

    def _before_content(self, predicate: Token) -> Time | None:
        """The time between a verb and its content that the parser hangs on the content."""
        for content in dependents(predicate):
            if content.dep_ == "ccomp" and content.i > predicate.i:
                at = content.left_edge.i
                for time in self._among(predicate.doc[at : at + 2]):
                    if said_before_content(self.heads[time.id], content):
                        return time
        return None

    def _opening(self, verb: Token) -> Time | None:
        """The time that opens the sentence of a main verb behind a preposition.

        "In 2003 soldiers killed": the parser may hang the year on the soldiers.
        """
        at = verb.sent.start
        if verb.head.i != verb.i or verb.doc[at].pos_ not in PREPOSITIONS or at + 1 >= verb.i:
            return None
        return self.by_token.get(at + 1)

    def _right_before(self, opening: Token) -> Time | None:
        """The time that stands right before a relative adverb, whatever the parser ties it to."""
        at = opening.i - 1
        while at > 0 and opening.doc[at].is_punct:
            at -= 1
        return self.by_token.get(at)

    def _among(self, tokens: Iterable[Token]) -> list[Time]:
        """The times that stand among some tokens, in text order, each once."""
        found = [self.by_token[token.i] for token in tokens if token.i in self.by_token]
        return list(dict.fromkeys(found))

    def _nearest(self, times: list[Time], predicate: Token) -> Time | None:
        ranked = [
            (cost, time.span.start, time)
            for time in times
            if (cost := self._distance(time, predicate)) is not None
        ]
        return min(ranked, key=lambda r: r[:2])[2] if ranked else None

    def _distance(self, time: Time, predicate: Token) -> tuple[int, int] | None:
        return _distance(self.heads[time.id], predicate, self.prepositions.tying)

    def _shared(self, predicate: Token, *, actual: bool) -> Time | None:
        """The time of a clause that this one is told with; None where there are several.

        "Speaking on Friday, she said": said; "met on Friday and signed a pact": signed; "exploded
        on Friday, killing ten": killing; "in 2011, when rebels held the port": held; of what has
        happened "started in July arming the rebels": arming.
        """
        own = [c for c in predicate.lefts if c.dep_ == "advcl" and _leans(c, actual=actual)]
        found = [time for child in own for time in self._among(child.subtree)]
        if found:
            return _one_of(found)
        current = predicate
        for _ in range(FARTHEST):
            opening = _relative_adverb(current)
            if opening is not None and (time := self._right_before(opening)) is not None:
                return time
            if opening is None and not _leans(current, actual=actual):
                return None
            current = current.head
            if current.pos_ not in VERBAL:
                return None
            found = [
                time
                for time in self._among(current.subtree)
                if self._distance(time, current) is not None
            ]
            if found:
                return _one_of(found)
        return None


def _one_of(times: list[Time]) -> Time | None:
    """The time that several tell ("on Saturday evening, shortly before 19:00"), else None."""
    return times[0] if len({bounds(time.value) for time in times}) == 1 else None


def _carrier(predicate: Token, clause: Sequence[Token]) -> Token | None:
    """The verb of its clause that a noun hangs on ("held a meeting")."""
    if predicate.pos_ in VERBAL:
        return None
    verb = governing_verb(predicate)
    return verb if verb is not None and any(token.i == verb.i for token in clause) else None


def said_before_content(time: Token, verb: Token) -> bool:
    """Whether a time opens the content of a verb before it: "said on Monday they believe …".

    Such a time dates the saying, though the parser hangs it on what is said.
    """
    head = verb.head
    if verb.dep_ != "ccomp" or not head.i < time.i < verb.i or head.pos_ not in VERBAL:
        return False
    opening = verb.left_edge.i
    return head.i + 1 == opening and time.i - opening <= 1


def _leans(verb: Token, *, actual: bool) -> bool:
    """Whether a verb shares subject and time with the verb above it.

    A complement does only where it has happened: "decided on Friday to go" does not say when.
    """
    if verb.head.i == verb.i or any(c.dep_ in OWN_SUBJECT for c in dependents(verb)):
        return False
    if verb.dep_ == "xcomp":
        return actual
    return verb.dep_ == "conj" or (verb.dep_ == "advcl" and verb.tag_ == "VBG")


def _relative_adverb(verb: Token) -> Token | None:
    """The adverb that ties a clause to the time or the verb before it ("in 2011, when …")."""
    if verb.dep_ not in {"relcl", "advcl"}:
        return None
    return next((c for c in dependents(verb) if c.tag_ == "WRB" and c.i < verb.i), None)


def _distance(time: Token, predicate: Token, tying: frozenset[str]) -> tuple[int, int] | None:
    """How far below the predicate a time hangs: (nouns on the way, steps).

    None where the words date something else: a time within a noun phrase ("the 2014 deal") dates
    that noun, and so does one behind a preposition that ties it there ("the killings of 2014");
    one in a clause of its own dates that clause. Behind any other preposition it dates the verb,
    whatever noun the parser hangs it on ("signed the deal on Friday").
    """
    nouns, steps, current = 0, 0, time
    while current.i != predicate.i:
        head = current.head
        if steps > FARTHEST or head.i == current.i or current.dep_ in ASIDE:
            return None
        if head.i != predicate.i and head.pos_ in NOUNS:
            if current.dep_ in WITHIN_NOUN or current.lower_ in tying:
                return None
            nouns += 1
        current, steps = head, steps + 1
    return nouns, steps
