"""The machine -> what the program finds on it, and whether that is what it needs."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman import __version__
from dragoman.errors import DragomanError
from dragoman.lexicon import load_tables
from dragoman.lexicon.own import with_actors, with_lexicon
from dragoman.parse import DEFAULT_MODEL, Parser, describe_model
from dragoman.pipeline import code
from dragoman.record import Report
from dragoman.render.words import count
from dragoman.store import full_text_is_there, health_of, open_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.lexicon import Tables
    from dragoman.settings import Settings
    from dragoman.store import Health, Journal

PINNED = "dc3c81f4fbe2e1d6"  # over the weight files of the model that the lock file pins
PACKAGES = ("spacy", "trafilatura", "pyarrow", "feedparser")
EXTRAS = {  # what a part needs that may be left out, and what is missing without it
    "network": (("ortools", "ruptures"), "balance is not proved, and turning points not found"),
    "archives": (("fastwarc", "brotli"), "archives are read by warcio, those in Zstandard not"),
    "fetch": (("protego", "urllib3"), "addresses are not read"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at: whether it is well, and in words."""

    what: str
    well: bool
    words: str


def examine(settings: Settings) -> Iterator[Checked]:
    """What the program runs on, one thing at a time, the slow ones last."""
    yield Checked("dragoman", True, f"{__version__} on Python {platform.python_version()}")
    yield from map(_package, PACKAGES)
    yield from map(_extra, EXTRAS)
    yield _tables(settings)
    yield _full_text()
    yield from _record(settings)
    yield _model(settings.model)
    yield _reading(settings.model)


def _package(name: str) -> Checked:
    try:
        return Checked(name, True, version_of(name))
    except PackageNotFoundError:
        return Checked(name, False, f"is not installed (pip install {name})")


def _extra(name: str) -> Checked:
    """An extra, which may be missing."""
    packages, without = EXTRAS[name]
    try:
        return Checked(name, True, ", ".join(f"{each} {version_of(each)}" for each in packages))
    except PackageNotFoundError as error:
        remedy = f"pip install 'dragoman[{name}]'"
        return Checked(name, True, f"without {error.name}, {without} ({remedy})")


def _tables(settings: Settings) -> Checked:
    try:
        tables = _tables_of(settings)
    except DragomanError as error:
        return Checked("tables", False, str(error))
    counts = f"{len(tables.actors):,} actors, {len(tables.cues):,} cues, "
    counts += f"{len(tables.events):,} event patterns, {len(tables.stances):,} stances"
    return Checked("tables", True, f"{tables.language} {tables.digest}: {counts}")


def _full_text() -> Checked:
    if full_text_is_there():
        return Checked("sqlite", True, "has full-text search and STRICT tables")
    return Checked(
        "sqlite", False, "is too old or lacks FTS5: no record can be kept (use another Python)"
    )


def _tables_of(settings: Settings) -> Tables:
    """The tables that this folder reads with, with the user's own where there are any."""
    tables = load_tables("en" if settings.language == "auto" else settings.language)
    if settings.lexicon:
        tables = with_lexicon(tables, Path(settings.lexicon))
    return with_actors(tables, Path(settings.actors)) if settings.actors else tables


def _record(settings: Settings) -> Iterator[Checked]:
    """What is in the record, whether it is whole, and whether the same versions read it."""
    path = Path(settings.record)
    if not path.exists():
        yield Checked("record", True, f"none at {path} yet; dragoman add makes one")
        return
    try:
        with open_record(path) as record:
            words = f"{path}: {count(record.count(), 'report')}"
        health = health_of(path)
    except DragomanError as error:
        yield Checked("record", False, str(error))
        return
    if health.faults:
        yield Checked("record", False, f"{path}: {'; '.join(health.faults)} (take a whole copy)")
        return
    unseen = f"; not looked at: {health.unseen}" if health.unseen else ""
    yield Checked("record", True, f"{words}; pages, keys and index are whole{unseen}")
    yield Checked("journal", True, _journal(health.journal))
    yield from _read_by(health, settings)


def _journal(journal: Journal) -> str:
    if journal.mode == "wal":
        return f"write-ahead log: {journal.why}"
    return f"rollback journal: {journal.why}; readers and writers wait for each other"


def _read_by(health: Health, settings: Settings) -> Iterator[Checked]:
    """How many reports in force other tables or another model read, if those here are well."""
    try:
        here = _tables_of(settings).digest, describe_model(settings.model).hash
    except DragomanError:
        return  # said of the tables and of the model themselves
    if not health.read_by:
        return
    others = [
        line for line in health.read_by if line[0] != here[0] or line[1] not in {here[1], None}
    ]
    words = "all reports were read with the tables and the model installed here"
    if others:
        number = sum(reports for _tables, _model, reports in others)
        words = f"{count(number, 'report')} were read with other tables or another model than those"
        words += " here: dragoman add reads them again, dragoman diff shows what that changes"
    yield Checked("read with", True, words)


def _model(name: str) -> Checked:
    try:
        model = describe_model(name)
    except DragomanError as error:
        return Checked("model", False, str(error))
    words = f"{model.name} {model.version}, weights {model.hash}"
    if name == DEFAULT_MODEL and model.hash != PINNED:
        return Checked("model", False, f"{words}, not the pinned {PINNED} (install it again)")
    return Checked("model", True, words)


def _reading(name: str) -> Checked:
    """Whether the whole line runs: nothing is said of a sentence that says nothing."""
    text = "It rained."
    try:
        report = Report(Report.id_of(None, "doctor", text), "doctor", text, "")
        (record,) = code([report], parser=Parser(name))
    except DragomanError as error:
        return Checked("reading", False, str(error))
    if record.problem is not None:
        return Checked("reading", False, f"{record.problem.stage}: {record.problem.message}")
    return Checked("reading", True, "a sentence went through every stage")
