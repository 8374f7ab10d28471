"""Every type that crosses a stage boundary: the report, its rows, and the record that holds them.

All are frozen; a stage makes new rows and never changes one. Offsets count Unicode code points
of ``Report.text`` and ends are exclusive. The field names are the contract of the output and
are compared with the documentation and the stored schema by tests.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Literal, Self

ActorKind = Literal[
    "state", "body", "igo", "img", "ngo", "ism", "armed_group", "party", "company",
    "media", "ethnic", "religious", "person", "place", "other",
]  # fmt: skip
MentionKind = Literal["name", "demonym", "seat", "title", "role", "group", "pronoun"]
PartLabel = Literal["title", "standfirst", "subhead", "body", "caption", "dateline"]
FurnitureLabel = Literal[
    "share", "reading_time", "font_size", "read_mode", "date_label", "byline", "navigation",
    "related", "trending", "newsletter", "advertisement", "cookie", "comments", "legal",
    "credit", "repeated", "other",
]  # fmt: skip
DateSignal = Literal["given", "json-ld", "meta", "url", "text", "feed"]
TimeType = Literal["date", "duration", "set"]
TimeAnchor = Literal["published", "text", "none"]
Basis = Literal["clause", "sentence", "dateline", "publication", "fetch", "none"]
Precision = Literal["city", "region", "country", "near", "unknown"]
Mode = Literal["direct", "indirect", "mixed"]
Act = Literal["say", "confirm", "deny", "accuse", "promise", "demand", "ask", "think", "plan"]
Realis = Literal["actual", "planned", "demanded", "hypothetical", "negated"]
Sign = Literal[1, -1]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
Quad = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
PositionKind = Literal[
    "ally", "support", "shared_interest", "cooperation", "approval", "good_relations",
    "sponsorship", "opposition", "designation", "threat_perception", "criticism", "accusation",
    "strained_relations", "pressure", "non_recognition", "rivalry",
]  # fmt: skip
Tenure = Literal["current", "former", "designate"]
QuantityKind = Literal["killed", "injured", "detained", "hostages", "size", "money", "other"]


def digest(*parts: object) -> str:
    """Sixteen hexadecimal digits that name the parts: the same parts, the same name."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the report's text: code points, end exclusive, with their quote."""

    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Self:
        """The span of ``text`` between two offsets."""
        return cls(start, end, text[start:end])


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the report's text and what it is."""

    start: int
    end: int
    label: PartLabel


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a page carries beside the report; offsets count into the decoded source."""

    start: int
    end: int
    quote: str
    label: FurnitureLabel


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stretch of the report's text stands in the decoded source, letter for letter."""

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Moment:
    """When a report was published or updated.

    ``value`` is local EDTF, ``instant`` the same in UTC where a zone is known, ``printed`` the
    string that was read, ``signal`` where it was read.
    """

    value: str | None = None
    instant: str | None = None
    printed: str | None = None
    signal: DateSignal | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """When and from which archive record a page came; an upper bound, never a publication date."""

    at: str | None
    warc_file: str | None
    warc_offset: int | None
    record_id: str | None


@dataclass(frozen=True, slots=True)
class Translation:
    """What a report was translated from: the words as they were, and their language."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One news item: clean text in page order, with every stretch labelled by ``parts``.

    ``decoded`` is the source that ``origin`` and ``furniture`` count into, where it is kept; it
    goes into a record on disk beside the report and is not printed.
    """

    id: str
    source: str
    text: str
    raw_sha256: str
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    standfirst: str | None = None
    byline: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    language: str | None = None
    published: Moment = Moment()
    updated: Moment = Moment()
    parts: tuple[Part, ...] = ()
    fetched: Fetched | None = None
    revision_of: str | None = None
    translation_of: Translation | None = None
    furniture: tuple[Furniture, ...] = ()
    origin: tuple[Origin, ...] = ()
    decoded: str | None = field(default=None, repr=False, compare=False)

    @staticmethod
    def id_of(url: str | None, source: str, text: str) -> str:
        """A report's id: a hash of its address (or source) and its text."""
        return "r" + digest(url or source, text)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name an actor.

    ``kind`` says how they name it: by name, demonym ("Russian"), seat of government ("Moscow"),
    title and name, role ("the minister"), group ("seven Russians") or pronoun. ``candidates``
    are the actors the words may mean, best first, before anything is decided; ``antecedent``
    holds the words that name who is meant where these do not.
    """

    id: str
    span: Span
    actor: str | None
    kind: MentionKind
    rule: str
    name: str
    antecedent: Span | None = None
    candidates: tuple[str, ...] = ()

    @staticmethod
    def id_of(report: str, span: Span) -> str:
        """A mention's id: a hash of its report and place."""
        return "m" + digest(report, "mention", span.start, span.end)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who a mention resolves to: an entry of the tables, or one born of the report itself.

    ``country_span``, ``part_of_span`` and ``sector_span`` hold the report's words for what no
    table says.
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    part_of: str | None = None
    wikidata: str | None = None
    known: Literal["table", "report"] = "table"
    country_span: Span | None = None
    part_of_span: Span | None = None
    sector_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """Who fills a role in a row.

    ``span`` holds the words in place ("he"), ``antecedent`` the words that name who is meant,
    ``name`` the canonical name where there is an actor and the words where there is none.
    ``mention`` is the mention whose resolution is read when the record is made.
    """

    actor: str | None
    name: str
    span: Span | None = None
    antecedent: Span | None = None
    rule: str = "words"
    mention: str | None = None

    @classmethod
    def of(cls, mention: Mention) -> Self:
        """The role that a mention fills, as far as it is resolved."""
        return cls(
            mention.actor,
            mention.name,
            mention.span,
            mention.antecedent,
            mention.rule,
            mention.id,
        )

    @classmethod
    def words(cls, span: Span, rule: str = "words") -> Self:
        """A role filled by words that name no actor we know."""
        return cls(None, span.quote, span, None, rule, None)

    @property
    def key(self) -> str:
        """What stands for the role in a row's id: its place, or its name where it has none."""
        return f"{self.span.start}-{self.span.end}" if self.span else self.name


@dataclass(frozen=True, slots=True)
class When:
    """When something was, from the words alone.

    ``value`` is EDTF and only what the words give; ``not_before`` and ``not_after`` bound it;
    ``basis`` says which words, or which date, did.
    """

    value: str | None = None
    not_before: str | None = None
    not_after: str | None = None
    basis: Basis = "none"


@dataclass(frozen=True, slots=True)
class Where:
    """Where something happened, by the words alone.

    Country and coordinates come from tables, and only where the report leaves no doubt which place
    of that name is meant; ``precision`` says what the words give and what the coordinates are of.
    """

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    precision: Precision | None
    span: Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number a row carries: how many killed, how large a march, how much money.

    ``low`` and ``high`` bound it, null is open: "at least 12" is 12 and open, "nearly 90" open and
    90, "between 20 and 30" is 20 and 30, "dozens" 24 and open, "several" 3 and open, "about 20" is
    20 and 20. "A nurse was killed" counts one. ``unit`` is the noun counted, or the currency.
    """

    kind: QuantityKind
    low: float | None
    high: float | None
    unit: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Affiliation:
    """Who holds an office in a body, or is a part of it, as the report says it.

    ``office`` is null where the words only say that somebody is of a body, or a group a part of
    another. ``tenure_span`` holds the words that say that the office is held no longer, or not yet.
    """

    id: str
    person: Role
    office: str | None
    body: Role | None
    when: When
    evidence: tuple[Span, ...]
    said_in: tuple[str, ...]
    rule: str
    tenure: Tenure = "current"
    tenure_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression with its EDTF value and what it is anchored to."""

    id: str
    span: Span
    value: str
    type: TimeType
    anchor: TimeAnchor

    @staticmethod
    def id_of(report: str, span: Span) -> str:
        """A time's id: a hash of its report and place."""
        return "t" + digest(report, "time", span.start, span.end)


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody said something: speaker, cue, content, and through whom it came.

    ``via`` lists who passed it on, nearest the speaker first; ``inside`` is the statement whose
    content holds this one; ``about`` names the statements it confirms or denies; ``echoes`` is the
    statement of the text that one in a title or standfirst only repeats.
    """

    id: str
    speaker: tuple[Role, ...]
    on_behalf_of: Role | None
    via: tuple[Role, ...]
    cue: Span
    content: tuple[Span, ...]
    mode: Mode
    act: Act
    inside: str | None
    about: tuple[str, ...]
    when: When
    score: float
    rule: str
    echoes: str | None = None

    @staticmethod
    def id_of(report: str, cue: Span, content: tuple[Span, ...], speaker: tuple[Role, ...]) -> str:
        """A statement's id: a hash of report, cue, content and speakers' places."""
        places = [f"{s.start}-{s.end}" for s in (cue, *content)]
        return "s" + digest(report, "statement", *places, *(r.key for r in speaker))


@dataclass(frozen=True, slots=True)
class Event:
    """A PLOVER event: source does something to target."""

    id: str
    type: EventType
    mode: str | None
    contexts: tuple[str, ...]
    quad: Quad
    intensity: float
    source: tuple[Role, ...]
    target: tuple[Role, ...]
    trigger: Span
    clause: Span
    evidence: tuple[Span, ...]
    when: When
    where: Where | None
    quantities: tuple[Quantity, ...]
    realis: Realis
    realis_span: Span | None
    background: bool
    said_in: tuple[str, ...]
    echoes: str | None
    score: float
    rule: str

    @staticmethod
    def id_of(
        report: str,
        type_: str,
        trigger: Span,
        source: tuple[Role, ...],
        target: tuple[Role, ...],
    ) -> str:
        """An event's id: a hash of report, type, trigger and the roles' places."""
        roles = [*(r.key for r in source), ">", *(r.key for r in target)]
        return "e" + digest(report, "event", type_, trigger.start, trigger.end, *roles)


@dataclass(frozen=True, slots=True)
class Position:
    """How a holder stands towards a target, on what, and according to whom."""

    id: str
    holder: Role
    target: Role
    sign: Sign
    kind: PositionKind
    symmetric: bool
    issue: Span | None
    issue_key: str | None
    against: Role | None
    realis: Realis
    said_in: tuple[str, ...]
    echoes: str | None
    when: When
    evidence: tuple[Span, ...]
    score: float
    rule: str

    @staticmethod
    def id_of(
        report: str, holder: Role, target: Role, sign: int, kind: str, evidence: tuple[Span, ...]
    ) -> str:
        """A position's id: a hash of report, roles' places, sign, kind and evidence."""
        places = [f"{s.start}-{s.end}" for s in evidence[:1]]
        return "p" + digest(report, "position", holder.key, target.key, sign, kind, *places)


@dataclass(frozen=True, slots=True)
class Model:
    """The language model that parsed the report; ``hash`` covers its weight files."""

    name: str
    version: str
    hash: str


@dataclass(frozen=True, slots=True)
class CodedWith:
    """What made the rows: program version, digest of the tables, the model, the profile.

    ``statements`` is the digest of the weights that found the statements, ``events`` of those that
    voted on the events; None where rules alone did.
    """

    dragoman: str
    tables: str
    model: Model | None
    profile: str | None = None
    statements: str | None = None
    events: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a report has no rows: the stage that could not go on, and what it met."""

    stage: str
    message: str


@dataclass(frozen=True, slots=True)
class Record:
    """One report and everything that was read out of it."""

    report: Report
    mentions: tuple[Mention, ...]
    actors: tuple[Actor, ...]
    affiliations: tuple[Affiliation, ...]
    times: tuple[Time, ...]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    positions: tuple[Position, ...]
    coded_with: CodedWith
    problem: Problem | None = None

    @classmethod
    def uncoded(
        cls,
        report: Report,
        coded_with: CodedWith,
        problem: Problem,
        named: tuple[tuple[Mention, ...], tuple[Actor, ...]] = ((), ()),
    ) -> Self:
        """The record of a report that was read but not coded: text, parts, and whom it names."""
        return cls(report, *named, (), (), (), (), (), coded_with, problem)

    @classmethod
    def failed(cls, report: Report, coded_with: CodedWith, problem: Problem) -> Self:
        """The record of a report that could not be read: no text, no rows, and the reason."""
        bare = replace(
            report, text="", title=None, standfirst=None, parts=(), origin=(), furniture=()
        )
        return cls(bare, (), (), (), (), (), (), (), coded_with, problem)
