"""A match -> where the words put it: the place's words, and which place of the world they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from dragoman.events.locate import Asked, Clue, Located, locate
from dragoman.grammar.clauses import children
from dragoman.grammar.tree import dependents
from dragoman.lexicon.places import plain
from dragoman.record import Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from dragoman.events.match import Match
    from dragoman.events.patterns import Patterns
    from dragoman.grammar.mentioned import Mentioned
    from dragoman.lexicon.places import Gazetteer
    from dragoman.lexicon.schema import ActorRow
    from dragoman.parse import Parse
    from dragoman.record import Mention, Precision, Span

PLACES = frozenset({"place", "state"})
NAMED = frozenset({"name", "seat"})
TELLING = frozenset({"state", "place", "body", "armed_group", "party", "ethnic", "person"})
AROUND = ("amod", "compound", "nmod", "poss")
BEHIND = frozenset({"appos", "npadvmod", "nmod", "conj", "pobj", "dobj", "dep"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
OPENING = frozenset({",", "("})
DEEPEST = 4  # "at a market in a suburb of the city of X" is as deep as news goes


@dataclass(frozen=True, slots=True)
class Spot:
    """A noun that may name where something was, and what the words above it say of it.

    ``near`` says that the event was beside it, ``region`` and ``town`` that a word calls it one,
    ``open`` that a name nobody knows counts too, because a preposition of place stands above.
    """

    noun: Token
    near: bool = False
    region: bool = False
    town: bool = False
    beside: tuple[str, ...] = ()
    open: bool = True


class Places:
    """Where the events of one report were."""

    def __init__(
        self,
        parse: Parse,
        mentions: Sequence[Mention],
        mentioned: Mentioned,
        patterns: Patterns,
        gazetteer: Gazetteer,
    ) -> None:
        self.parse, self.mentions, self.mentioned = parse, mentions, mentioned
        self.actors, self.seats = patterns.actors, patterns.seats
        self.gazetteer = gazetteer
        words = patterns.words
        self.within, self.near = words("event_places"), words("event_places_near")
        self.into, self.on = words("event_places_into"), words("event_place_on")
        self.part_of = words("event_place_of")
        self.towns, self.regions = words("event_place_towns"), words("event_place_regions")
        self.parts, self.edges = words("event_place_parts"), words("event_place_edges")
        self.happening = words("event_place_happening")
        self.directions = words("event_place_directions")
        self.no_names = words("event_place_no_names")

    def of(self, match: Match, *, material: bool) -> Where | None:
        """Where the words put an event; None where they name no place.

        "bombed a market in the Syrian city of Aleppo": Aleppo, SYR, city.

        Args:
            match: The event's predicate with its slots.
            material: Whether something was done rather than said, so that a place acted on
                ("bombed Aleppo") is where it was done.
        """
        for spot in self._spots(match, material=material):
            where = self._where(spot)
            if where is not None:
                return where
        return None

    def _spots(self, match: Match, *, material: bool) -> Iterator[Spot]:
        """What may name the event's place, the words nearest the predicate first."""
        predicate, objects = match.predicate, match.arguments.of("object")
        heads = list(dict.fromkeys((predicate, match.arguments.carrier, *objects)))
        if predicate.dep_ in SUBJECTS and predicate.head.lemma_ in self.happening:
            heads.append(predicate.head)  # "the talks took place in Vienna"
        into = self.into if material else frozenset()
        for head in heads:
            yield from self._below(head, DEEPEST, into)
        for head in (*(objects if material else ()), *children(predicate, "compound")):
            yield from self._within(Spot(head, open=False), DEEPEST)
        for head in (*heads, *match.arguments.of("subject")):
            for noun in self._aside(head):
                yield from self._below(noun, DEEPEST)

    def _below(
        self, head: Token, depth: int, extra: frozenset[str] = frozenset()
    ) -> Iterator[Spot]:
        """What the prepositions of place below a word put it at, and some extra ones."""
        for prep in children(head, "prep", "advmod"):
            word = prep.lower_
            for noun in children(prep, "pobj"):
                if word in self.within | extra:
                    yield from self._within(Spot(noun, near=word in self.near), depth)
                elif word in self.on and noun.lower_ in self.edges:
                    yield from self._within(Spot(noun), depth)
            if word in self.edges:
                yield from (Spot(noun, near=True) for noun in self._of(prep))

    def _aside(self, head: Token) -> Iterator[Token]:
        """A word's phrase's other nouns, behind prepositions that are none of place."""
        yield head
        for prep in children(head, "prep"):
            if prep.lower_ not in self.within:
                yield from children(prep, "pobj")

    def _of(self, noun: Token) -> list[Token]:
        """The nouns behind "of" below a word."""
        preps = [c for c in children(noun, "prep") if c.lower_ in self.part_of]
        return [n for prep in preps for n in children(prep, "pobj")]

    def _within(self, spot: Spot, depth: int) -> Iterator[Spot]:
        """A noun, or the place that it is a part, a kind, or an edge of, or lies in."""
        noun, word, named = spot.noun, spot.noun.lower_, self._of(spot.noun)
        town, region = word in self.towns, word in self.regions
        if word in self.edges and named:
            yield from (replace(spot, noun=n, near=True, open=True) for n in named)
        elif town or region:
            called = named or children(noun, "appos")
            around = spot.beside or self._around(noun)
            yield from (
                replace(spot, noun=n, town=town, region=region, beside=around, open=True)
                for n in called
            )
        elif word in self.parts:
            yield from (replace(spot, noun=n) for n in named)
        yield replace(spot, region=region)
        if depth and noun.pos_ != "PROPN":
            yield from self._below(noun, depth - 1)

    def _where(self, spot: Spot) -> Where | None:
        mention = self._mention(spot)
        if mention is None:
            return None
        row, seat = self._row(mention), mention.kind == "seat"
        if row is None:
            if not (spot.open or spot.town or spot.region) or not self._may_be_place(mention, spot):
                return None
        elif not (seat or row.kind in PLACES) or not (spot.open or row.kind == "place"):
            return None
        asked = Asked(
            self._bare(mention.span.quote),
            row,
            seat=seat,
            beside=spot.beside or self._beside(spot.noun, mention),
            region=spot.region,
            town=spot.town,
        )
        return self._placed(spot, mention, locate(asked, self._scopes(mention), self.gazetteer))

    def _placed(self, spot: Spot, mention: Mention, found: Located) -> Where:
        span = self._span(spot, mention)
        part = span != mention.span and not spot.region
        precision: Precision = "near" if spot.near else "region" if part else found.precision
        if found.country is None and not spot.near:
            precision = "unknown"
        row = None if part else found.row
        return Where(
            name=span.quote if part or found.name is None else found.name,
            country=found.country,
            lat=row.lat if row else None,
            lon=row.lon if row else None,
            precision=precision,
            span=span,
        )

    def _span(self, spot: Spot, mention: Mention) -> Span:
        """The mention with a direction before it, or with the kind of region behind it."""
        start, end, noun = mention.span.start, mention.span.end, spot.noun
        if noun.lower_ in self.regions and end <= noun.idx + len(noun):
            end = noun.idx + len(noun)
        for child in children(self.mentioned.heads[mention.id], "amod", "compound"):
            if child.lower_ in self.directions and child.idx + len(child) + 1 == start:
                start = child.idx
        return self.parse.span(start, end)

    def _mention(self, spot: Spot) -> Mention | None:
        """The name at a noun, or before it: "Helmand province", "Baghdad Airport"."""
        mention = self.mentioned.headed_by(spot.noun)
        known = mention is not None and self._row(mention) is not None
        if mention is None or not known:
            inner = self._before(spot)
            if inner is not None:
                return inner
        return mention if mention is not None and mention.kind in NAMED else None

    def _before(self, spot: Spot) -> Mention | None:
        """The place's name that stands before a noun as a part of its phrase."""
        if spot.noun.lower_ in self.no_names:
            return None  # "the Geneva Conference" may meet anywhere
        if not (spot.open or spot.region):
            return None  # "wounded two Ohio officers" does not say where
        kind = spot.region or spot.noun.lemma_.lower() in self.towns | self.parts | self.edges
        for child in children(spot.noun, "compound", "nmod"):
            inner = self.mentioned.headed_by(child)
            if inner is None or inner.kind not in NAMED:
                continue
            row = self._row(inner)
            is_town = inner.kind == "seat" and self.gazetteer.named(inner.span.quote)
            is_place = row is not None and (row.kind == "place" or is_town)
            if is_place or spot.region or (kind and row is not None and row.kind in PLACES):
                return inner
        return None

    def _row(self, mention: Mention) -> ActorRow | None:
        """The row of the actor tables that a mention means, or may mean first."""
        if mention.kind == "seat":  # "in Moscow" is resolved to a place of the report
            return self.seats.get(plain(mention.span.quote))
        return self.actors.get(mention.actor or next(iter(mention.candidates), ""))

    def _bare(self, words: str) -> str:
        """A name without the kind of place at its end: "Borno State"."""
        first, _, last = words.rpartition(" ")
        return first if first and last.lower() in self.regions | self.towns else words

    def _may_be_place(self, mention: Mention, spot: Spot) -> bool:
        """Whether a name that no actor table knows may be a place here: no person and no body."""
        last = plain(mention.span.quote).rpartition(" ")[2]
        if (
            last in self._people
            or last in self.no_names
            or mention.span.quote.split()[-1].isupper()
        ):
            return False
        called = spot.town or spot.region
        return called or not any(c.dep_ == "det" for c in dependents(spot.noun))

    @cached_property
    def _people(self) -> frozenset[str]:
        """The last words of the names that the report gives to people."""
        names = (
            m.name for m in self.mentions
            if m.kind == "title" or ((row := self._row(m)) is not None and row.kind == "person")
        )  # fmt: skip
        return frozenset(plain(name).rpartition(" ")[2] for name in names)

    @cached_property
    def _clues(self) -> list[tuple[int, Clue]]:
        """The countries that the report names, with their offsets."""
        found = []
        for mention in self.mentions:
            row = self._row(mention) if mention.kind != "pronoun" else None
            if row is not None and row.country and row.kind in TELLING:
                inside = row.kind == "place" or mention.kind == "seat"
                clue = Clue(row.country, plain(mention.span.quote), inside=inside)
                found.append((mention.span.start, clue))
        return found

    def _scopes(self, mention: Mention) -> tuple[list[Clue], list[Clue]]:
        """The countries named in a mention's sentence, and in the whole report."""
        sentence = self.parse.sentence_at(self.mentioned.heads[mention.id])
        whole = [clue for _, clue in self._clues]
        if sentence is None:
            return [], whole
        tokens = sentence.tokens
        here = range(tokens[0].idx, tokens[-1].idx + len(tokens[-1]))
        return [clue for at, clue in self._clues if at in here], whole

    def _around(self, noun: Token) -> tuple[str, ...]:
        """The countries that a noun's modifiers name: "the Lebanese city"."""
        for child in children(noun, *AROUND):
            countries = self._countries(self.mentioned.covering(child))
            if countries and child.lower_ != noun.lower_:
                return countries
        return ()

    def _countries(self, mention: Mention | None) -> tuple[str, ...]:
        """The countries that words may put something in: of a state, or of a region so named."""
        row = self._row(mention) if mention is not None else None
        if mention is None or row is None or row.kind not in PLACES or not row.country:
            return ()
        regions = self.gazetteer.named(mention.span.quote) if mention.kind == "name" else ()
        countries = [row.country, *sorted(r.country for r in regions if r.kind == "region")]
        return tuple(dict.fromkeys(countries))

    def _beside(self, noun: Token, mention: Mention) -> tuple[str, ...]:
        """The countries written next to a name: "Tripoli, Lebanon", "Atlanta in Georgia"."""
        around = self._around(noun)
        if around:
            return around
        doc, end = noun.doc, mention.span.end
        after = next((t for t in doc[noun.i :] if t.idx >= end), None)
        if after is None or after.i + 1 >= len(doc):
            return ()
        if after.text in OPENING:
            behind = self.mentioned.covering(doc[after.i + 1])
            head = self.mentioned.heads[behind.id] if behind is not None else noun
            joined = head.dep_ in BEHIND and behind is not None and behind.kind == "name"
            return self._countries(behind) if joined else ()
        if after.dep_ == "prep" and after.lower_ in self.within - self.near:
            for inner in children(after, "pobj"):
                return self._countries(self.mentioned.headed_by(inner)) or self._around(inner)
        return ()
