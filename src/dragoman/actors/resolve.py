"""Mentions and statements -> who each mention means, the actors of the report, and their offices.

Names are decided first, over the whole report (a surname in the title may be explained in the last
paragraph); then roles, groups and pronouns from top to bottom against what has been named; then
first persons, against who is speaking. What stays below a margin stays null.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from dragoman.actors.affiliations import find_affiliations
from dragoman.actors.clusters import Cluster, cluster_names
from dragoman.actors.entities import Cast, Entity, Seen
from dragoman.actors.firstpersons import describe_first_person
from dragoman.actors.kinds import Kinds
from dragoman.actors.learning import learn_countries, learn_the_only_state, name_the_unnamed
from dragoman.actors.names import names_of
from dragoman.actors.offices import (
    gender_told,
    known_gender,
    learn_office,
    office_and_owner,
    office_of,
    state_around,
)
from dragoman.actors.parties import describe_several
from dragoman.actors.phrases import counted_in, words_of
from dragoman.actors.pronouns import describe_pronoun
from dragoman.actors.reading import Meant, Reading
from dragoman.actors.refer import ITS_OWN, describe_group, describe_role
from dragoman.actors.said import described_actors
from dragoman.actors.sectors import in_sector
from dragoman.actors.senses import Senses
from dragoman.actors.surnames import meant_by, surnames_of
from dragoman.grammar.clauses import children
from dragoman.grammar.mentioned import Mentioned
from dragoman.grammar.quotes import find_quotations
from dragoman.grammar.tree import stretch
from dragoman.lexicon import Tables, load_tables
from dragoman.record import Actor, Affiliation, Mention, digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from dragoman.parse import Parse
    from dragoman.record import Statement, Time

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
UNSAID = frozenset({"think", "plan"})
NAMESAKES = frozenset({"party", "body", "armed_group", "company", "media"})
CORE = SUBJECTS | {"dobj", "agent", "dative"}


class Resolution(NamedTuple):
    """What ``resolve`` gives: decided mentions in text order, actors by id, affiliations."""

    mentions: tuple[Mention, ...]
    actors: tuple[Actor, ...]
    affiliations: tuple[Affiliation, ...]


def resolve(
    parse: Parse,
    mentions: Sequence[Mention],
    statements: Sequence[Statement] = (),
    tables: Tables | None = None,
    times: Sequence[Time] = (),
) -> Resolution:
    """Who every mention means, with the rule that decided it; undecided mentions keep null.

    A plural pronoun that repeats a joint subject ("A and B said they …") becomes one mention for
    each of them, all with the pronoun's span.

    Args:
        parse: The report and its parse.
        mentions: What ``find_mentions`` gave.
        statements: The statements found between the two; speakers are evidence for pronouns.
        tables: The tables that the mentions were found with.
        times: The report's times, for since when and until when an office is held.
    """
    return Resolver(parse, mentions, statements, tables or load_tables("en"), times).run()


class Resolver:
    """Holds the state of one report while it is resolved."""

    def __init__(
        self,
        parse: Parse,
        mentions: Sequence[Mention],
        statements: Sequence[Statement],
        tables: Tables,
        times: Sequence[Time],
    ) -> None:
        self.parse, self.mentions, self.statements = parse, mentions, statements
        self.tables, self.times = tables, times
        self.words, self.names = words_of(tables), names_of(tables)
        self.mentioned = Mentioned(parse.doc, mentions)
        self.cast = Cast(self.names.rows)
        self.decided: dict[str, Meant] = {}
        self.joint: dict[str, list[Meant]] = {}
        day = parse.report.published.value
        self.senses = Senses(parse.text, mentions, self.cast.rows, self.words, day)
        self.reading = Reading(
            parse, self.words, self.cast, self.mentioned, self.decided,
            self._quoted_tokens(), self._speakers(), self._contents(), self.joint,
        )  # fmt: skip

    def run(self) -> Resolution:
        """Decides all mentions and gathers the actors that are meant."""
        self._decide_table_names()
        self._decide_other_names()
        self._decide_references()
        name_the_unnamed(self.reading, self.mentions)
        learn_countries(self.reading, self.mentions)
        learn_the_only_state(self.reading)
        self._decide_first_persons()
        self.cast.settle_ids(self.parse.report.id)
        mentions = tuple(m for mention in self.mentions for m in self._resolved(mention))
        affiliations = find_affiliations(
            self.reading, self.mentions, self.statements, self.times, self.tables
        )
        described = described_actors(self.reading, affiliations)
        meant = {m.actor for m in mentions if m.actor}
        bodies = {described[i].part_of for i in meant if i in described}
        actors = [described[i] for i in meant | bodies if i in described]
        actors += [
            self.cast.known(i).actor for i in bodies - set(described) if i in self.names.rows
        ]
        settled = {entity.id: entity for entity in self.cast.entities.values()}
        actors = [
            in_sector(actor, settled.get(actor.id), self.reading.parse, self.tables)
            for actor in actors
        ]
        actors.sort(key=lambda a: a.id)
        return Resolution(mentions, tuple(actors), affiliations)

    # --- evidence -------------------------------------------------------------------------

    def _quoted_tokens(self) -> frozenset[int]:
        quotations = [q for q in find_quotations(self.parse.text) if not q.single]
        inside: set[int] = set()
        for quotation in quotations:
            span = self.parse.doc.char_span(
                quotation.start, quotation.end, alignment_mode="contract"
            )
            if span is not None:
                inside.update(range(span.start, span.end))
        return frozenset(inside)

    def _speakers(self) -> dict[int, list[str]]:
        """Speakers' mentions by the token number of the cue."""
        found: dict[int, list[str]] = {}
        for statement in self.statements:
            cue = stretch(self.parse.doc, statement.cue.start, statement.cue.end)
            ids = [role.mention for role in statement.speaker if role.mention]
            if cue is not None and ids:
                found.setdefault(cue.root.i, []).extend(ids)
        return found

    def _contents(self) -> dict[int, str]:
        """The mention of who says the innermost content that holds a token, aloud."""
        held: dict[int, tuple[int, str]] = {}
        aloud = (s for s in self.statements if s.act not in UNSAID)
        for statement in aloud:
            speaker = next((role.mention for role in statement.speaker if role.mention), None)
            size = sum(span.end - span.start for span in statement.content)
            for span in statement.content if speaker else ():
                tokens = stretch(self.parse.doc, span.start, span.end)
                for i in range(tokens.start, tokens.end) if tokens is not None else ():
                    if i not in held or size < held[i][0]:
                        held[i] = (size, speaker or "")
        return {i: speaker for i, (_, speaker) in held.items()}

    # --- deciding -------------------------------------------------------------------------

    def _settle(self, mention: Mention, meant: Meant) -> None:
        self.decided[mention.id] = meant
        head = self.mentioned.heads.get(mention.id)
        repeats = mention.kind == "pronoun" and meant.entity.actor.kind != "person"
        if head is None or repeats or meant.rule == ITS_OWN:
            return
        part = head.head.dep_ in SUBJECTS
        subject = head.dep_ in SUBJECTS or (part and head.dep_ in {"compound", "appos"})
        seen = Seen(
            head.i,
            self.reading.sentence(head),
            subject or head.dep_ in CORE or (part and head.dep_ == "poss"),
            subject,
            (meant.antecedent or mention) if mention.kind == "pronoun" else mention,
        )
        meant.entity.seen.append(seen)
        meant.entity.seen.sort(key=lambda s: s.token)

    def _decide_table_names(self) -> None:
        for mention in self.mentions:
            head = self.mentioned.heads.get(mention.id)
            if not mention.candidates or head is None:
                continue
            meant = self._town(mention, head) or self._namesake(mention, head)
            meant = meant or self._known(mention)
            if meant is None:
                continue
            if meant.entity.actor.kind == "person":
                learn_office(self.reading, meant.entity, head, mention)
            self._settle(mention, meant)

    def _namesake(self, mention: Mention, head: Token) -> Meant | None:
        """The body that bears another's name in its own country: "the Norwegian Labour Party"."""
        row = self.cast.rows[mention.candidates[0]]
        if row.kind not in NAMESAKES or not row.country or len(mention.candidates) > 1:
            return None
        for word in children(head, "amod", "compound", "poss", "nmod"):
            beside = self.mentioned.by_head.get(word.i)
            if (
                beside is None
                or len(beside.candidates) != 1
                or beside.span.end > mention.span.start
            ):
                continue
            state = self.cast.rows[beside.candidates[0]]
            if state.kind == "state" and state.country not in {"", row.country}:
                name = mention.span.quote
                return Meant(self.cast.born(name, row.kind, country=state.country), "by-context")
        return None

    def _known(self, mention: Mention) -> Meant | None:
        """The actor of the tables that a name means; a part of another state is no actor there."""
        places = [c for c in mention.candidates if self.cast.rows[c].kind == "place"]
        acting = [c for c in mention.candidates if mention.kind != "seat" or c not in places]
        chosen = self.senses.choose(mention, acting)
        if chosen is None:
            return Meant(self.cast.known(places[0]), "table") if places else None
        name, other = mention.span.quote, self.senses.other(mention)
        if other is not None and not self.senses.is_namesake(name, other):
            return Meant(self.cast.born(name, "place", country=other), "by-context")
        return Meant(self.cast.known(chosen), "by-context" if other else mention.rule)

    def _town(self, mention: Mention, head: Token) -> Meant | None:
        """The town that a state's or capital's name means: "in Moscow", "Moscow, Idaho"."""
        row = self.cast.rows[mention.candidates[0]]
        after = self.senses.place_after(mention) if row.kind == "state" else None
        if after is not None and after.kind == "place" and after.country != row.country:
            return Meant(
                self.cast.born(mention.span.quote, "place", country=after.country or None),
                "by-context",
            )
        if mention.kind != "seat" or not self._is_locative(head):
            return None
        places = [c for c in mention.candidates if self.cast.rows[c].kind == "place"]
        if places:
            return Meant(self.cast.known(places[0]), "table")
        chosen = self.senses.choose(mention, mention.candidates)
        country = self.cast.rows[chosen].country if chosen else ""
        place = self.cast.born(mention.span.quote, "place", country=country or None)
        return Meant(place, "seat-as-place") if chosen else None

    def _is_locative(self, head: Token) -> bool:
        """Whether a capital or building is only where something is."""
        above = head.head
        if head.dep_ == "pobj" and above.lower_ in self.words.locative:
            return above.head.pos_ != "ADJ"  # "loyal to Moscow" is to its government
        if head.dep_ == "dobj" and above.lemma_ in self.words.moved_to:
            return True
        if head.dep_ == "pobj" and head.head.head.lower_ in self.words.of_places:
            return True
        return head.dep_ in {"npadvmod", "appos", "ROOT", "dep"}

    def _decide_other_names(self) -> None:
        unknown = [m for m in self.mentions if m.kind in {"name", "title"} and not m.candidates]
        surnames = surnames_of(self.cast, self.words)
        clusters, _ = cluster_names(self.parse.text, unknown, self.words)
        kinds = Kinds(self.reading, clusters, self.tables.gazetteer)
        for cluster in clusters:
            short = len(cluster.words) == 1 and not kinds.is_body(cluster)
            known = meant_by(cluster.words, surnames) if short else []
            for mention in cluster.mentions if known else ():
                self._decide_surname(mention, [self.cast.known(actor) for actor in known])
            if not known:
                self._decide_cluster(cluster, kinds)

    def _decide_surname(self, mention: Mention, known: list[Entity]) -> None:
        """Gives a surname to the one person of it; of several, to the one whom its title tells."""
        head = self.mentioned.heads.get(mention.id)
        gender = gender_told(head, self.words) if head is not None else None
        one = len(known) == 1
        fits = [e for e in known if one or (gender and known_gender(e, self.words) == gender)]
        if len(fits) == 1:
            self._settle(mention, Meant(fits[0], "surname", fits[0].seen[0].mention))

    def _decide_cluster(self, cluster: Cluster, kinds: Kinds) -> None:
        kind = kinds.of(cluster)
        first = cluster.mentions[0]
        if kinds.is_body(cluster):
            kind = "body"
        elif kind is None or (len(cluster.words) < 2 and kind != "place" and not cluster.acronyms):
            if not kinds.is_titled(cluster) or kind not in {None, "person"}:
                return
            kind = "person"
        heads = [
            (m, self.mentioned.heads[m.id])
            for m in cluster.mentions
            if m.id in self.mentioned.heads
        ]
        if not heads:
            return
        office, owner = office_and_owner(self.reading, heads) if kind == "person" else ("", None)
        if kind in {"body", "other", "party", "company", "media"}:
            owner = self.reading.owner(heads[0][1]) or state_around(
                self.reading, cluster, heads[0][1]
            )
        country = owner.actor.country if owner else None
        if kind == "place":
            after = self.senses.place_after(heads[0][0])
            country = after.country or None if after else None
        entity = self.cast.born(cluster.name, kind, office=office, country=country)
        entity.describe(part_of=owner.id if owner else None)
        for mention, head in heads:
            if kind == "person":
                learn_office(self.reading, entity, head, mention)
            full = first if mention is first else self._fullest(cluster)
            rule = mention.rule if mention.name == cluster.name else "short-name"
            self._settle(mention, Meant(entity, rule, full if rule == "short-name" else None))

    def _fullest(self, cluster: Cluster) -> Mention:
        return next((m for m in cluster.mentions if m.name == cluster.name), cluster.mentions[0])

    # --- references -----------------------------------------------------------------------

    def _decide_references(self) -> None:
        """Decides roles, groups and pronouns downwards: "its" before the "its army" it opens."""
        for mention in sorted(self.mentions, key=_opening_pronoun_first):
            head = self.mentioned.heads.get(mention.id)
            if head is None or mention.id in self.decided:
                continue
            if mention.kind == "group":
                head = counted_in(head, self.words)
                several = describe_several(self.reading, mention, head)
                meant = several[0] if several else describe_group(self.reading, mention, head)
                if several:
                    self.joint[mention.id] = several
            elif mention.kind == "role":
                meant = describe_role(self.reading, mention, head)
            elif mention.kind == "pronoun" and mention.rule not in {"we", "i"}:
                several = describe_pronoun(self.reading, mention, head)
                meant = several[0] if several else None
                if len(several) > 1:
                    self.joint[mention.id] = several
            else:
                continue
            if meant is not None:
                self._settle(mention, meant)
                if mention.kind == "role":
                    meant.entity.offices.add(office_of(head, self.words))

    def _decide_first_persons(self) -> None:
        for mention in self.mentions:
            head = self.mentioned.heads.get(mention.id)
            if head is None or mention.kind != "pronoun" or mention.rule not in {"we", "i"}:
                continue
            meant = describe_first_person(self.reading, mention, head)
            if meant is not None:
                self.decided[mention.id] = meant

    # --- the result -----------------------------------------------------------------------

    def _resolved(self, mention: Mention) -> list[Mention]:
        meant = self.joint.get(mention.id) or (
            [self.decided[mention.id]] if mention.id in self.decided else []
        )
        if not meant:
            return [mention]
        found: list[Mention] = []
        for number, one in enumerate(meant):
            antecedent = one.antecedent.span if one.antecedent else None
            found.append(
                replace(
                    mention,
                    id=mention.id if not number else "m" + digest(mention.id, number),
                    actor=one.entity.id,
                    name=one.entity.actor.name,
                    rule=one.rule,
                    antecedent=antecedent if antecedent != mention.span else None,
                )
            )
        return found


def _opening_pronoun_first(mention: Mention) -> tuple[int, bool, int]:
    return mention.span.start, mention.kind != "pronoun", -mention.span.end
