"""The example sentences of every rule -> the rules that do not do what their examples say.

Examples are read through the whole straight line, so that a rule is tried where it works: on a
parse, beside all others, but without the trained weights, which may choose otherwise. A row tells
by its ``rule`` which entry made it.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from dragoman.lexicon import load_tables
from dragoman.lexicon.entries import Entry, Finding, read_entries
from dragoman.lexicon.load import table_files, tables_folder
from dragoman.lexicon.own import read_lexicon, with_lexicon
from dragoman.lexicon.schema import Cue, EventPattern, FurnitureRule, StancePattern
from dragoman.parse import LINE
from dragoman.pipeline import code, default_parser
from dragoman.record import Part, Record, Report

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from dragoman.lexicon import Tables
    from dragoman.parse import Parser

ROWS = {Cue: "statements", EventPattern: "events", StancePattern: "positions"}


def check_examples(
    language: str = "en",
    folder: Path | None = None,
    *,
    own: Path | None = None,
    parser: Parser | None = None,
) -> tuple[list[Finding], str]:
    """The examples that do not hold, sorted by place, and a sentence on what was tried.

    A ``match`` sentence must give a row made by its rule, a ``no_match`` sentence none. The
    furniture rules' lines are matched by their patterns alone.

    Args:
        language: Whose tables.
        folder: Another root folder; the one that ships with the program by default.
        own: A folder of the user's: its examples alone, as they work beside the tables.
        parser: The loaded model; the pinned one by default.
    """
    tables = load_tables(language, folder)
    if own is not None:
        entries, _ = read_lexicon(tables, own)
        tables = with_lexicon(tables, own)
    else:
        root = folder or tables_folder()
        files = table_files(root, language)
        entries = [entry for file in files for entry in read_entries(file, root)]
    rules = [entry for entry in entries if isinstance(entry.row, (*ROWS, FurnitureRule))]
    read = [entry for entry in rules if not isinstance(entry.row, FurnitureRule)]
    at_work = rules_at_work(sentences_of(read), tables, parser or default_parser())
    findings = [finding for entry in rules for finding in _check(entry, at_work)]
    count = sum(len(entry.row.match) + len(entry.row.no_match) for entry in rules)
    return sorted(findings), f"{len(rules):,} rules, {count:,} examples: all hold"


def sentences_of(entries: Iterable[Entry]) -> list[str]:
    """Every example sentence, each once, in the order of the tables."""
    found = [s for entry in entries for s in (*entry.row.match, *entry.row.no_match)]
    return list(dict.fromkeys(found))


def rules_at_work(
    sentences: list[str], tables: Tables, parser: Parser
) -> dict[str, frozenset[tuple[str, str]]]:
    """For each sentence the rules that made a row of it, with the kind of the row."""
    reports = [report_of(sentence) for sentence in sentences]
    records = code(reports, parser=parser, tables=tables, engine="rules", strict=True)
    return {record.report.text: _rules_of(record) for record in records}


def report_of(sentence: str) -> Report:
    """A report that says nothing but this, in the body."""
    sha = hashlib.sha256(sentence.encode()).hexdigest()
    parts = tuple(Part(m.start(), m.end(), "body") for m in LINE.finditer(sentence))
    report_id = Report.id_of(None, "example", sentence)
    return Report(report_id, "example", sentence, sha, parts=parts)


def _rules_of(record: Record) -> frozenset[tuple[str, str]]:
    return frozenset((kind, row.rule) for kind in ROWS.values() for row in getattr(record, kind))


def _check(entry: Entry, rules: dict[str, frozenset[tuple[str, str]]]) -> list[Finding]:
    findings = []
    for key, wanted in (("match", True), ("no_match", False)):
        for sentence in getattr(entry.row, key):
            if _works(entry, sentence, rules) is not wanted:
                others = _others(entry, sentence, rules) if wanted else ""
                message = f"{'does not match' if wanted else 'matches'} {sentence!r}{others}"
                findings.append(entry.finding(message, "mend the rule or the example", key))
    return findings


def _works(entry: Entry, sentence: str, rules: dict[str, frozenset[tuple[str, str]]]) -> bool:
    row = entry.row
    if isinstance(row, FurnitureRule):
        return re.fullmatch(row.pattern, sentence.casefold()) is not None
    return (ROWS[type(row)], row.id) in rules[sentence]


def _others(entry: Entry, sentence: str, rules: dict[str, frozenset[tuple[str, str]]]) -> str:
    """The rules of the same kind that did match."""
    kind = ROWS.get(type(entry.row), "")
    there = sorted(rule for found, rule in rules.get(sentence, ()) if found == kind)
    return f" (but {', '.join(there)})" if there else ""
