"""The shape of every table, one dataclass a table.

CSV where a row is a fact (actors), TOML where an entry is a rule. Every rule has an id, a note and
sentences it must (``match``) and must not (``no_match``) match; these are its tests. Fields without
a default must be given. List cells of a CSV file are split at ``|``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dragoman.record import (  # noqa: TC001 - reading.py evaluates the annotations
    Act,
    ActorKind,
    EventType,
    FurnitureLabel,
    PositionKind,
    Quad,
    Sign,
)

Effect = Literal[
    "planned", "demanded", "hypothetical", "negated", "same", "enabled", "stated", "coming"
]


@dataclass(frozen=True, slots=True)
class ActorRow:
    """An actor and the words that name it: ``<language>/actors/*.csv``.

    ``name`` is the canonical name, ``aliases`` other names; ``adjectives`` ("Russian") and
    ``people`` ("Russians") point to a state or group; ``seats`` are capitals and buildings that
    act for it ("Moscow", "Kremlin"). ``gender`` is a person's, ``male`` or ``female``.
    ``valid_from`` and ``valid_to`` are EDTF dates; ``source`` says where the row was looked up.
    Empty means not looked up, never "none".
    """

    id: str
    kind: ActorKind
    name: str
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    country: str = ""
    sector: str = ""
    part_of: str = ""
    wikidata: str = ""
    gender: str = ""
    valid_from: str = ""
    valid_to: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of the gazetteer: ``shared/places/*.csv``, derived by ``scripts/derive_places.py``.

    ``id`` is a GeoNames number, or country and name of a region. ``plain`` is how the name is
    compared (``lexicon.places.plain``), empty where it is the name in lower case; ``others`` are
    other names in that form. Latitude and longitude are degrees; a region has none.
    """

    id: str
    name: str
    country: str
    kind: str
    plain: str = ""
    others: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    population: int = 0


@dataclass(frozen=True, slots=True)
class StateCode:
    """The codes of a state for a time of its membership: ``shared/states.csv``.

    A state has a row for each time it was a member of the Correlates of War system under the same
    codes; ``valid_from`` and ``valid_to`` are that list's days, the last one included, split where
    a state succeeded another or changed its alpha-3 code. Empty means open, or not looked up.
    """

    id: str
    iso: str = ""
    cow: str = ""
    cow_abb: str = ""
    gw: str = ""
    valid_from: str = ""
    valid_to: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name that an actor had for a time: ``<language>/dated_names.csv``.

    ``id`` is the actor's. The name stands among the words of its row too, since news of any day may
    use it; this says from when to when it was the actor's own, both days included. Empty is open.
    """

    id: str
    name: str
    valid_from: str = ""
    valid_to: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class NativeName:
    """What a state is called in a language that is not coded: ``shared/native_names.csv``.

    Derived by ``scripts/derive_native_names.py``; ``id`` is the actor's, ``language`` a code of ISO
    639-1. Only the form of the nominative stands there.
    """

    id: str
    language: str
    name: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """Letters that a language writes joined to a name behind them: ``shared/prefixes.csv``."""

    id: str
    language: str
    letters: str
    note: str


@dataclass(frozen=True, slots=True)
class Sector:
    """A code that the ``sector`` of an actor may be: ``shared/sectors.toml``."""

    id: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class WordList:
    """A named list of words or phrases that a stage asks about: ``<language>/words/*.toml``."""

    id: str
    words: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that reports speech or thought: ``<language>/cues.toml``.

    ``lemmas`` are its base forms (of two words, the second stands right below the verb), ``pos``
    verb, noun, adjective, phrase or layout. ``takes`` lists what may be its content, in order of
    preference: ``quote``, ``that`` (a finite clause), ``wh`` (an indirect question), ``to`` (an
    infinitive), ``ing`` (a gerund), ``object`` (a thing announced or demanded), ``speech`` (an
    object that is itself something said), ``as`` (an as-phrase, or a name given) or ``prep:X``
    (the phrase of that preposition). ``channel`` lists the slots that name who passes it on ("told
    Interfax": object). ``score`` is the share of its rows that are right, as measured.
    """

    id: str
    lemmas: tuple[str, ...]
    pos: str
    act: Act
    takes: tuple[str, ...]
    channel: tuple[str, ...] = ()
    score: float = 0.5
    note: str = ""
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Governor:
    """Words that govern a deed, and what they do to its reality.

    The deed becomes ``planned``, ``demanded``, ``hypothetical`` or ``negated``; or it is ``same``
    as its governor, ``enabled`` by it (so in the past, else hypothetical), ``stated`` by it (so
    denied with it only), or ``coming`` with its main clause. ``auxiliaries``, ``adverbs``,
    ``determiners`` and ``kinds`` stand beside the deed, ``openers`` before its clause,
    ``prepositions`` before its gerund or noun; ``verbs``, ``nouns`` and ``adjectives`` have its
    clause as their complement, ``things`` its noun. Entries are lemmas, with a preposition or
    particle ("call for"), with "to" for an infinitive of the same doer, or with "them to" for one
    of somebody else. ``match`` are sentences whose marked ``*deed*`` the words make other than
    actual, ``no_match`` such in which they do not.
    """

    id: str
    effect: Effect
    auxiliaries: tuple[str, ...] = ()
    adverbs: tuple[str, ...] = ()
    determiners: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()
    prepositions: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    note: str = ""
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventPattern:
    """Words that make a PLOVER event, with their argument frame: ``<language>/events/<type>.toml``.

    ``source`` and ``target`` list slots in order of preference (``subject``, ``object``,
    ``dative``, ``poss``, ``modifier`` or a preposition; see ``dragoman.grammar.clauses``);
    ``clause-target`` is whom a complement's deed is aimed at, ``condition`` who acts in its
    if-clause, ``place`` where a deed bites, ``speaker`` whoever says the content.
    ``needs`` and ``forbids`` are conditions ``slot: word word``: a lemma that the slot's head must,
    or must not, be (``slot: *`` asks only that the slot is filled, ``slot: @actor`` that an actor
    fills it). ``particle`` is the verb's ("call off"). ``realis`` limits the pattern to clauses of
    that reality. Several patterns of one type may share a lemma; the one with more conditions wins.
    """

    id: str
    lemmas: tuple[str, ...]
    pos: str
    type: EventType
    source: tuple[str, ...] = ("subject",)
    target: tuple[str, ...] = ("object",)
    mode: str = ""
    needs: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    particle: str = ""
    realis: tuple[str, ...] = ()
    symmetric: bool = False
    note: str = ""
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StancePattern:
    """Words that say how two actors stand: ``<language>/stances/*.toml``, a file a group.

    ``holder``, ``target``, ``issue`` and ``against`` list slots as in ``EventPattern``, and the
    slots and paths of ``dragoman.positions.frames``. ``score`` is how often the words mean it.
    """

    id: str
    lemmas: tuple[str, ...]
    pos: str
    sign: Sign
    kind: PositionKind
    holder: tuple[str, ...] = ("subject",)
    target: tuple[str, ...] = ("object",)
    issue: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    particle: str = ""
    symmetric: bool = False
    score: float = 0.85
    note: str = ""
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FurnitureRule:
    """A line that belongs to the page and not to the report: ``<language>/furniture.toml``.

    ``pattern`` is a regular expression matched against the whole line, case folded; ``match`` and
    ``no_match`` are lines.
    """

    id: str
    pattern: str
    label: FurnitureLabel
    note: str = ""
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeWord:
    """Words of one kind that time expressions are made of: ``<language>/times/words.toml``.

    ``kind`` is what the patterns of ``TimeRule`` ask for. A word is given as ``"word"`` or
    ``"word = value"``; ``value`` is that of the words without one. ``capital`` says that the words
    count only with a capital letter.
    """

    id: str
    kind: str
    words: tuple[str, ...]
    value: str = ""
    capital: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class TimeRule:
    """An order of words that makes a time expression: ``<language>/times/rules.toml``.

    ``pattern`` names kinds of words, ``reading`` how the value is made of them. The neighbour
    before must be of one of the kinds ``after`` (``start`` is the beginning of the sentence,
    ``open`` an opening mark) and of none of ``not_after``; ``before`` and ``not_before`` ask the
    same of the neighbour behind.
    """

    id: str
    pattern: str
    reading: str
    after: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    note: str = ""
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PloverType:
    """A PLOVER type with its quad class and intensity: ``shared/plover.toml``."""

    id: EventType
    quad: Quad
    intensity: float
    modes: tuple[str, ...] = ()
    recipient: str = "optional"
    note: str = ""
