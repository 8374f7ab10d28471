"""The folder of tables -> its faults, each with file, line, column and remedy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from dragoman.errors import LexiconError
from dragoman.lexicon.entries import Entry, Finding, read_entries
from dragoman.lexicon.load import languages, load_tables, table_files, tables_folder
from dragoman.lexicon.places import plain
from dragoman.lexicon.schema import (
    ActorRow,
    Cue,
    DatedName,
    EventPattern,
    FurnitureRule,
    Governor,
    NativeName,
    PlaceRow,
    PloverType,
    Sector,
    StancePattern,
    StateCode,
    TimeRule,
    WordList,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

RULES = (Cue, Governor, EventPattern, StancePattern, FurnitureRule, TimeRule)
EXPLAINED = (Cue, Governor, EventPattern, StancePattern, FurnitureRule)
POS = frozenset({"verb", "noun", "adjective", "phrase", "layout"})
SLOTTED = ("source", "target", "holder", "issue", "against", "channel")
# Parts of a slot's name that are no words of a language: deep slots, steps of a path, conditions.
SLOTS = frozenset({
    "subject", "object", "dative", "poss", "modifier", "clause", "attribute", "self", "speaker",
    "owner", "called", "before", "after", "above", "near", "inner", "carrier", "form", "negation",
    "place", "condition", "preposition", "target", "verb", "infinitive", "number",
    "advcl", "acl", "oprd", "prt", "advmod", "aux", "auxpass", "purpose", "prefixed", "csubj",
    "appos", "neg", "pobj", "relcl",
})  # fmt: skip
CLASSES = frozenset(
    {"actor", "named", "known", "person", "armed", "body", "medium", "other"}
)  # of actors, in @…
SLOT_WORDS = "slot_words"  # the list of prepositions and adverbs that are slots of their own name
SLOT_PARTS = re.compile(r"[|.+\- ]+")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
WIKIDATA = re.compile(r"Q[1-9][0-9]*")
PLACES = frozenset({"city", "capital", "region"})
COUNTRY = re.compile(r"[A-Z]{3}")
NUMBER = re.compile(r"[1-9][0-9]{0,2}")
DATE = re.compile(r"-?[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?")


def check_tables(language: str = "en", folder: Path | None = None) -> tuple[list[Finding], str]:
    """What is wrong with a language's tables, sorted by place, and a sentence on what was checked.

    Raises:
        LexiconError: There are no tables for the language.
    """
    root = folder or tables_folder()
    if not (root / language).is_dir():
        raise LexiconError(
            str(root / language), f"no tables for language {language!r}",
            remedy=f"languages are {', '.join(languages(root))}",
        )  # fmt: skip
    findings: list[Finding] = []
    entries: list[Entry] = []
    files = table_files(root, language)
    for file in files:
        try:
            entries += read_entries(file, root)
        except LexiconError as error:
            findings.append(Finding.of(error))
    for check in CHECKS:
        findings += check(entries)
    if not findings:
        load_tables(language, folder)  # what only the whole can show
    summary = f"{len(entries):,} entries in {len(files)} tables: no fault of form"
    return sorted(findings), summary


def _of(entries: Iterable[Entry], *types: type[Any]) -> Iterator[Entry]:
    return (entry for entry in entries if isinstance(entry.row, types))


def _check_ids(entries: list[Entry]) -> Iterator[Finding]:
    seen: dict[tuple[type[Any], str], Entry] = {}
    for entry in entries:
        if not ID.fullmatch(entry.row.id):
            yield entry.finding("no id", "use letters, digits, . _ and -")
        if isinstance(entry.row, (StateCode, DatedName, NativeName)):  # each time, each language
            continue
        first = seen.setdefault((type(entry.row), entry.row.id), entry)
        if first is not entry:
            yield entry.finding(f"also at {first.file.name}:{first.line}", "give it its own id")


def _check_words(entries: list[Entry]) -> Iterator[Finding]:
    for entry in entries:
        for field in fields(entry.row):
            words = getattr(entry.row, field.name)
            if not isinstance(words, tuple) or field.name in {"match", "no_match"}:
                continue
            if any(not word.strip() or word != word.strip() for word in words):
                yield entry.finding(f"{field.name} holds an empty or padded word", "trim it",
                                    field.name)  # fmt: skip
            twice = [word for word, count in Counter(words).items() if count > 1]
            if twice:
                yield entry.finding(f"{twice[0]!r} is twice in {field.name}", "take one out",
                                    field.name)  # fmt: skip
    for entry in _of(entries, Cue, EventPattern, StancePattern):
        if not entry.row.lemmas:
            yield entry.finding("no lemmas", "name the words it matches", "lemmas")
        if entry.row.pos not in POS:
            remedy = f"it is one of {', '.join(sorted(POS))}"
            yield entry.finding(f"pos is {entry.row.pos!r}", remedy, "pos")


def _check_examples(entries: list[Entry]) -> Iterator[Finding]:
    for entry in _of(entries, *RULES):
        if not entry.row.match:
            yield entry.finding("no sentence it must match", 'add match = ["…"]', "match")
        both = sorted(set(entry.row.match) & set(entry.row.no_match))
        if both:
            yield entry.finding(f"{both[0]!r} must match and must not", "decide", "match")
    for entry in _of(entries, *EXPLAINED):
        if not entry.row.no_match and not entry.row.note:
            remedy = "add a no_match sentence, or a note that says why none is near"
            yield entry.finding("nothing says what it must not match", remedy)


def _check_slots(entries: list[Entry]) -> Iterator[Finding]:
    lists = {entry.row.id: entry.row for entry in _of(entries, WordList)}
    known = SLOTS | set(lists[SLOT_WORDS].words if SLOT_WORDS in lists else ())
    for entry in _of(entries, EventPattern, StancePattern, Cue):
        for key, slot in _slots_of(entry.row):
            strange = [part for part in SLOT_PARTS.split(slot) if part and part not in known]
            if strange:
                remedy = f"mend it; new words go to the list {SLOT_WORDS!r}, new slots to SLOTS"
                yield entry.finding(f"unknown slot {strange[0]!r} in {key}", remedy, key)
        for key in ("needs", "forbids"):
            for condition in getattr(entry.row, key, ()):
                yield from _check_condition(entry, key, condition, lists)


def _slots_of(row: Any) -> Iterator[tuple[str, str]]:
    for key in SLOTTED:
        for slot in getattr(row, key, ()):
            yield key, slot
    for key in ("needs", "forbids"):
        for condition in getattr(row, key, ()):
            yield key, condition.partition(":")[0]


def _check_condition(
    entry: Entry, key: str, condition: str, lists: dict[str, WordList]
) -> Iterator[Finding]:
    _, colon, words = condition.partition(":")
    if not colon or not words.strip():
        yield entry.finding(f"{condition!r} is no condition", "write slot: word word, or slot: *",
                            key)  # fmt: skip
    for word in words.split():
        if word.startswith("@") and word[1:] not in {*CLASSES, *lists}:
            yield entry.finding(f"no word list {word[1:]!r}", "add it, or name another", key)


def _check_patterns(entries: list[Entry]) -> Iterator[Finding]:
    for entry in _of(entries, FurnitureRule):
        try:
            re.compile(entry.row.pattern)
        except re.error as error:
            yield entry.finding(f"no regular expression: {error}", "mend the pattern", "pattern")


def _check_plover(entries: list[Entry]) -> Iterator[Finding]:
    types = {entry.row.id: entry.row for entry in _of(entries, PloverType)}
    for entry in _of(entries, EventPattern):
        plover = types.get(entry.row.type)
        if plover is None:
            yield entry.finding(f"type {entry.row.type} has no row", "add it to plover.toml")
        elif entry.row.mode and entry.row.mode not in plover.modes:
            there = ", ".join(plover.modes) or "none"
            remedy = f"modes of {plover.id} are {there}"
            yield entry.finding(f"unknown mode {entry.row.mode!r}", remedy, "mode")
    wanted = get_args(get_type_hints(PloverType)["id"])
    for missing in [t for t in wanted if types and t not in types]:
        first = next(_of(entries, PloverType))
        yield first.finding(f"no row for {missing}", "every PLOVER type has one")


def _check_actors(entries: list[Entry]) -> Iterator[Finding]:
    ids = {entry.row.id for entry in _of(entries, ActorRow)}
    sectors = {entry.row.id for entry in _of(entries, Sector)}
    for entry in _of(entries, ActorRow):
        if not entry.row.source:
            yield entry.finding("no source", "say where the row was looked up", "source")
        yield from actor_faults(entry, ids, sectors)


def actor_faults(entry: Entry, ids: Collection[str], sectors: Collection[str]) -> Iterator[Finding]:
    """What is wrong with an actor's row, given the ids and sectors that there are."""
    row: ActorRow = entry.row
    if not row.name.strip():
        yield entry.finding("no name", "give the canonical name", "name")
    if row.part_of and row.part_of not in ids:
        yield entry.finding(f"part of {row.part_of!r}, which is no actor", "mend it", "part_of")
    if row.country and not COUNTRY.fullmatch(row.country):
        yield entry.finding(f"country {row.country!r}", "use ISO 3166 alpha-3", "country")
    if row.sector and sectors and row.sector not in sectors:
        remedy = f"sectors are {', '.join(sorted(sectors))}"
        yield entry.finding(f"unknown sector {row.sector!r}", remedy, "sector")
    if row.wikidata and not WIKIDATA.fullmatch(row.wikidata):
        yield entry.finding(f"wikidata {row.wikidata!r}", "use an item, Q and digits", "wikidata")
    if row.gender not in {"", "male", "female"}:
        yield entry.finding(f"gender {row.gender!r}", "write male or female, or nothing", "gender")
    yield from _check_dates(entry)


def _check_dates(entry: Entry) -> Iterator[Finding]:
    for key in ("valid_from", "valid_to"):
        value = getattr(entry.row, key)
        if value and not DATE.fullmatch(value):
            yield entry.finding(f"{key} {value!r} is no date", "write 1991 or 1991-12-26", key)


def _check_states(entries: list[Entry]) -> Iterator[Finding]:
    kinds = {"state", "place"}  # a state that is now a part of another is a place
    states = {entry.row.id for entry in _of(entries, ActorRow) if entry.row.kind in kinds}
    behind: dict[str, Entry] = {}
    for entry in sorted(_of(entries, StateCode), key=lambda e: (e.row.id, e.row.valid_from)):
        row: StateCode = entry.row
        if row.id not in states:
            yield entry.finding("no state of the actor tables", "add its row, or mend the id")
        if not row.source:
            yield entry.finding("no source", "say where the codes were looked up", "source")
        if row.iso and not COUNTRY.fullmatch(row.iso):
            yield entry.finding(f"iso {row.iso!r}", "use ISO 3166 alpha-3", "iso")
        for key in ("cow", "gw"):
            value = getattr(row, key)
            if value and not NUMBER.fullmatch(value):
                yield entry.finding(f"{key} {value!r} is no number", "write 1 to 999", key)
        yield from _check_dates(entry)
        before = behind.get(row.id)
        if before and (not before.row.valid_to or before.row.valid_to >= row.valid_from):
            yield entry.finding("begins before the row above it ends", "mend a date", "valid_from")
        behind[row.id] = entry


def _check_dated_names(entries: list[Entry]) -> Iterator[Finding]:
    actors = {entry.row.id: entry.row for entry in _of(entries, ActorRow)}
    for entry in _of(entries, DatedName):
        row: DatedName = entry.row
        actor = actors.get(row.id)
        if not actor:
            yield entry.finding(f"no actor {row.id!r}", "add its row, or mend the id")
        elif row.name not in {actor.name, *actor.aliases}:
            yield entry.finding(f"{row.name!r} is no name of {row.id}", "add the alias", "name")
        if not row.source:
            yield entry.finding("no source", "say where the days were looked up", "source")
        yield from _check_dates(entry)


def _check_native_names(entries: list[Entry]) -> Iterator[Finding]:
    actors = {entry.row.id for entry in _of(entries, ActorRow)}
    bearers: dict[tuple[str, str], str] = {}
    for entry in _of(entries, NativeName):
        row: NativeName = entry.row
        if row.id not in actors:
            yield entry.finding(f"no actor {row.id!r}", "add its row, or mend the id")
        if bearers.setdefault((row.language, row.name), row.id) != row.id:
            yield entry.finding(f"{row.name!r} is a name of two", "leave it to one", "name")
        if not row.source:
            yield entry.finding("no source", "say where the name was looked up", "source")


def _check_places(entries: list[Entry]) -> Iterator[Finding]:
    for entry in _of(entries, PlaceRow):
        row: PlaceRow = entry.row
        if row.kind not in PLACES:
            yield entry.finding(f"kind {row.kind!r}", f"use {', '.join(sorted(PLACES))}", "kind")
        if not COUNTRY.fullmatch(row.country):
            yield entry.finding(f"country {row.country!r}", "use ISO 3166 alpha-3", "country")
        for key, most in (("lat", 90), ("lon", 180)):
            degrees = getattr(row, key)
            if (degrees is None) != (row.kind == "region") or abs(degrees or 0) > most:
                remedy = "give degrees to cities, and none to regions"
                yield entry.finding(f"{key} of a {row.kind}: {degrees}", remedy, key)
        if row.plain and row.plain != plain(row.name):
            yield entry.finding(f"plain {row.plain!r}", f"it is {plain(row.name)!r}", "plain")


Check = Callable[[list[Entry]], Iterator[Finding]]
ALONE: tuple[Check, ...] = (_check_ids, _check_words, _check_examples, _check_patterns)
LOOKING_UP: tuple[Check, ...] = (_check_slots, _check_plover)  # what other tables hold
FACTS: tuple[Check, ...] = (
    _check_actors,
    _check_states,
    _check_dated_names,
    _check_native_names,
    _check_places,
)
CHECKS = (*ALONE, *LOOKING_UP, *FACTS)
