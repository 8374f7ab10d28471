"""Reports -> Records: the straight line of pure finders, and nothing else.

Anything that looks across reports is a query over stored rows; a report's rows never depend on
the reports read beside it. A stage that fails on a report makes that report's ``problem``, and
the next report is read.
"""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman import __version__
from dragoman.actors import find_mentions, find_names, resolve
from dragoman.events import find_events, vote_digest
from dragoman.ingest import Failure, ReadOptions
from dragoman.ingest import read as read_reports
from dragoman.lexicon import Tables, load_tables
from dragoman.lexicon.load import languages
from dragoman.parse import DEFAULT_MODEL, Parse, Parser
from dragoman.pipeline.finish import Resolved, above, bodies_of, once, parties_once, referred_to
from dragoman.positions import find_positions
from dragoman.record import CodedWith, Model, Problem, Record, Report
from dragoman.settings import DEFAULT_ENGINE, Engine
from dragoman.statements import find_statements, weights_digest
from dragoman.times import find_times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from spacy.tokens import Doc

    from dragoman.record import Mention, Statement, Time

    Watch = Callable[[str], AbstractContextManager[object]]

log = logging.getLogger(__name__)
# What is parsed at a time: twice as many letters win a fiftieth of the time and hold 15 MB more;
# half as many lose a thirtieth.
LETTERS, REPORTS = 16_000, 32


def unwatched(_stage: str) -> AbstractContextManager[object]:
    """The watch that does nothing."""
    return nullcontext()


def code(
    reports: Iterable[Report | Failure],
    *,
    parser: Parser | None = None,
    tables: Tables | None = None,
    min_score: float = 0.0,
    engine: Engine = DEFAULT_ENGINE,
    profile: str | None = None,
    strict: bool = False,
    watch: Watch = unwatched,
) -> Iterator[Record]:
    """The Records of reports, in order, one a report.

    Args:
        reports: What ``dragoman.ingest`` read, or made by hand.
        parser: The loaded model; the pinned one by default.
        tables: The tables of the reports' language; the English ones by default.
        min_score: Rows scored below it are left out, unless a row that stays hangs on them.
        engine: How statements and events are found: by trained weights and rules, or rules alone.
        profile: The digest of the outlet profile that reading took, for ``coded_with``.
        strict: Raise what a stage raises instead of keeping it as the report's problem.
        watch: Called with the name of each stage; its context manager surrounds the stage.
    """
    parser, tables = parser or default_parser(), tables or load_tables()
    made = made_with(parser, tables, engine, profile)
    line = Line(parser, tables, engine=engine, made=made, strict=strict, watch=watch)
    for batch in together(reports):
        for record in line.code(batch):
            yield above(record, min_score)


def together(reports: Iterable[Report | Failure]) -> Iterator[list[Report | Failure]]:
    """The reports, in order, as many at a time as are parsed together."""
    batch: list[Report | Failure] = []
    letters = 0
    for report in reports:
        batch.append(report)
        letters += len(getattr(report, "text", ""))
        if letters >= LETTERS or len(batch) >= REPORTS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def read(
    source: str | Path,
    *,
    published: str | None = None,
    language: str | None = None,
    options: ReadOptions | None = None,
    parser: Parser | None = None,
    tables: Tables | None = None,
    min_score: float = 0.0,
    engine: Engine = DEFAULT_ENGINE,
) -> Iterator[Record]:
    """The Records of a source, in order.

    Args:
        source: A text file, a page, a file of rows (JSON Lines, CSV, Parquet), a folder of them,
            or ``-`` for standard input.
        published: The day of publication, such as ``"2015-12-23"``, where it is known.
        language: The language it is in, where that is known; otherwise it is found out.
        options: What else is known about the source: columns, encoding, limits.
        parser: The loaded model; the pinned one by default.
        tables: The tables of the reports' language; the English ones by default.
        min_score: Rows scored below it are left out, unless a row that stays hangs on them.
        engine: How statements and events are found: by trained weights and rules, or rules alone.

    Raises:
        UsageError: ``published`` is no date.
        LexiconError: There are no tables for the language.
    """
    options = options or ReadOptions()
    if published is not None:
        options = replace(options, published=published)
    tables = tables or load_tables(language or "en")
    reports = in_language(read_reports(source, options=options, tables=tables), language)
    return code(reports, parser=parser, tables=tables, min_score=min_score, engine=engine)


def in_language(
    reports: Iterable[Report | Failure], language: str | None
) -> Iterator[Report | Failure]:
    """The reports, said to be in a language where one is given."""
    for report in reports:
        if language is not None and isinstance(report, Report):
            yield replace(report, language=language)
        else:
            yield report


def code_doc(
    doc: Parse | Doc,
    *,
    tables: Tables | None = None,
    model: Model | None = None,
    engine: Engine = DEFAULT_ENGINE,
) -> Record:
    """The Record of a user's own spaCy Doc, read as one report; raises what a stage raises."""
    tables = tables or load_tables()
    made = _made(tables, model, engine)
    return _rows(Parse.of(doc), tables, made, engine, unwatched).record


@dataclass(frozen=True, slots=True)
class Coding:
    """A Record with what it was made of, for those who ask why.

    ``candidates`` are the mentions as found, ``unresolved`` the statements before it was decided
    who is meant; all later rows were made from those of the record.
    """

    record: Record
    parse: Parse
    times: tuple[Time, ...]
    candidates: tuple[Mention, ...]
    unresolved: tuple[Statement, ...]


def code_again(
    report: Report, parser: Parser, tables: Tables, engine: Engine = DEFAULT_ENGINE
) -> Coding:
    """One report coded with all that is on the way; raises what a stage raises."""
    return _rows(parser(report), tables, made_with(parser, tables, engine), engine, unwatched)


def made_with(
    parser: Parser, tables: Tables, engine: Engine = DEFAULT_ENGINE, profile: str | None = None
) -> CodedWith:
    """What every record says it was made with."""
    return made_by(parser.model, tables, engine, profile)


def made_by(
    model: Model | None, tables: Tables, engine: Engine = DEFAULT_ENGINE, profile: str | None = None
) -> CodedWith:
    """``made_with``, of a model that is described and not loaded."""
    return replace(_made(tables, model, engine), profile=profile)


def _made(tables: Tables, model: Model | None, engine: Engine) -> CodedWith:
    statements = weights_digest(engine, tables.language)
    votes = vote_digest(engine, tables.language)
    return CodedWith(__version__, tables.digest, model, statements=statements, events=votes)


@lru_cache(maxsize=1)
def default_parser() -> Parser:
    """The parser with the pinned model, loaded once."""
    return Parser(DEFAULT_MODEL)


class StageFailedError(Exception):
    """A stage could not go on with a report; kept as the report's problem."""

    def __init__(self, stage: str, error: Exception) -> None:
        super().__init__(f"{type(error).__name__}: {error}")
        self.problem = Problem(stage, str(self))


class Line:
    """The straight line for one model, one set of tables and one engine."""

    def __init__(
        self,
        parser: Parser,
        tables: Tables,
        *,
        engine: Engine,
        made: CodedWith,
        strict: bool,
        watch: Watch,
    ) -> None:
        self.parser, self.tables, self.engine = parser, tables, engine
        self.coded_with = made
        self.strict, self.watch = strict, watch

    def code(self, batch: list[Report | Failure]) -> Iterator[Record]:
        """The Records of some reports, parsed together."""
        readable = [r for r in batch if isinstance(r, Report) and self._is_in_our_language(r)]
        parses = iter(self._parse(readable))
        for report in batch:
            if isinstance(report, Failure):
                yield self._failed(unread(report), Problem("ingest", report.message))
            elif self._is_in_our_language(report):
                yield self._record(report, next(parses))
            else:
                named = find_names(report, self.tables)
                yield Record.uncoded(report, self.coded_with, _foreign(report), named)

    def _record(self, report: Report, parse: Parse | Problem) -> Record:
        if isinstance(parse, Problem):
            return self._failed(report, parse)
        try:
            return _rows(parse, self.tables, self.coded_with, self.engine, self._stage).record
        except StageFailedError as failed:
            return self._failed(report, failed.problem)

    def _failed(self, report: Report, problem: Problem) -> Record:
        return Record.failed(report, self.coded_with, problem)

    def _parse(self, reports: list[Report]) -> list[Parse | Problem]:
        """The parse of each report; where a batch fails, its reports go one by one."""
        try:
            with self._stage("parse"):
                return list(self.parser.pipe(reports))
        except StageFailedError as failed:
            if len(reports) == 1:
                return [failed.problem]
            return [parse for report in reports for parse in self._parse([report])]

    def _is_in_our_language(self, report: Report) -> bool:
        """Whether the report is in the language of the tables, as far as anybody says."""
        return (report.language or self.tables.language).split("-")[0] == self.tables.language

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        """Watches a stage; the one place where what a stage raises becomes a problem."""
        try:
            with self.watch(name):
                yield
        except Exception as error:
            if self.strict:
                raise
            log.warning("stage %s: %r", name, error, exc_info=log.isEnabledFor(logging.DEBUG))
            raise StageFailedError(name, error) from error


def _rows(
    parse: Parse, tables: Tables, coded_with: CodedWith, engine: Engine, stage: Watch
) -> Coding:
    """The straight line for one parse."""
    with stage("times"):
        times = find_times(parse, tables)
    with stage("mentions"):
        candidates = find_mentions(parse, tables)
    with stage("statements"):
        unresolved = find_statements(parse, candidates, times, tables, engine)
    with stage("resolve"):
        mentions, actors, affiliations = resolve(parse, candidates, unresolved, tables, times)
        mentions = tuple(replace(m, candidates=()) if m.candidates else m for m in mentions)
        resolved = Resolved(mentions)
        affiliations = tuple(resolved.affiliation(row) for row in affiliations)
        bodies = bodies_of(affiliations, actors)
        statements = tuple(resolved.statement(row, bodies) for row in unresolved)
    with stage("events"):
        found = find_events(parse, mentions, times, statements, tables, engine)
        events = tuple(parties_once(row) for row in found)
    with stage("positions"):
        positions = find_positions(parse, mentions, times, statements, events, tables)
    with stage("record"):
        record = Record(
            report=parse.report,
            mentions=once(mentions),
            actors=(),
            affiliations=once(affiliations),
            times=once(times),
            statements=once(statements),
            events=once(events),
            positions=once(positions),
            coded_with=coded_with,
        )
        record = replace(record, actors=referred_to(record, actors))
        return Coding(record, parse, times, candidates, unresolved)


def unread(failure: Failure) -> Report:
    """The empty report that stands for a source that gave none."""
    return Report(Report.id_of(None, failure.source, ""), failure.source, "", failure.raw_sha256)


def _foreign(report: Report) -> Problem:
    there = ", ".join(languages())
    message = f"language {report.language} is not coded yet; there are tables for: {there}"
    return Problem("parse", message)
