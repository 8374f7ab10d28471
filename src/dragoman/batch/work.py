"""A task -> what came of it; this runs in the workers, here and on a cluster alike."""

from __future__ import annotations

import hashlib
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING

from dragoman.batch.account import CODING, Account
from dragoman.batch.plan import opened
from dragoman.batch.storage import PART, Folder, open_file
from dragoman.batch.tasks import Fault, Records, Reports, Shard, Trial
from dragoman.errors import DigestError, DragomanError
from dragoman.ingest import Failure, read_streams
from dragoman.ingest.opening import Opening
from dragoman.ingest.source import failure
from dragoman.lexicon.own import tables_with
from dragoman.parse import LINE, Parser, keep_loaded
from dragoman.pipeline import code, in_language, made_with, together, unread
from dragoman.record import Part, Problem, Record, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dragoman.batch.tasks import Piece, Setup
    from dragoman.ingest.source import Opened
    from dragoman.lexicon import Tables
    from dragoman.lexicon.schema import Cue, EventPattern, StancePattern
    from dragoman.record import CodedWith

    Found = Report | Failure

EXAMPLES = 100  # sentences that a worker reads before it begins
_ready: list[tuple[Setup, Coder]] = []  # the coder of this process, made with its first task


def work(
    task: Shard | Trial | Reports, setup: Setup
) -> Account | Records | tuple[int, ...] | Fault:
    """The account of a shard, what is in a trial, the records of reports; or why none can be."""
    try:
        if not _ready or _ready[0][0] is not setup:
            _ready[:] = [(setup, Coder(setup))]
        coder = _ready[0][1]
        if isinstance(task, Reports):
            return coder.records(task)
        return coder.trial(task) if isinstance(task, Trial) else coder.part(task)
    except DragomanError as error:
        return Fault(str(error))
    except OSError as error:
        import socket  # noqa: PLC0415 - this message alone

        words = f"{error.filename or 'a file'}: {error.strerror or error}"
        return Fault(f"{words}, on {socket.gethostname()} (the same command goes on)")


class Coder:
    """Reads and codes as a setup says.

    Raises:
        DigestError: The model, the weights or the tables here are not those of the batch.
    """

    def __init__(self, setup: Setup) -> None:
        settings = setup.settings
        self.setup = setup
        self.tables = tables_with(settings.language, settings.lexicon, settings.actors)
        self.parser = Parser(settings.model)
        profile = setup.options.profile.digest if setup.options.profile else None
        made = made_with(self.parser, self.tables, settings.engine, profile)
        if made != setup.made:
            raise DigestError(_differs(made, setup.made))
        self._begin()
        keep_loaded()

    def _begin(self) -> None:
        """Reads examples of the tables, so that what is compiled with first use is there to stay.

        It takes half a second that the first reports would else be dearer by, and what is there
        before ``keep_loaded`` the collector of garbage need not go through.
        """
        report, engine = examples(self.tables), self.setup.settings.engine
        list(code([report], parser=self.parser, tables=self.tables, engine=engine))

    def part(self, shard: Shard) -> Account:
        """The account of a shard, once its part is written."""
        from dragoman.batch import part as parts  # noqa: PLC0415 - pyarrow, where parts are made

        part, account = parts.Part(self.setup.made), Account()
        for found, record in self._coded(self._found(shard), dict(shard.poisoned)):
            part.add(record)
            account += Account.of(found, record)
        Folder(shard.folder).write(shard.name + PART, part.bytes(account))
        return account

    def trial(self, trial: Trial) -> tuple[int, ...]:
        """How long the text of each report of the shard is; those of the trial were coded."""
        found = list(self._found(trial.shard))
        for _ in self._coded(found[trial.first : trial.last], {}):
            continue
        return tuple(len(getattr(one, "text", "")) for one in found)

    def records(self, task: Reports) -> Records:
        """The records of reports."""
        poisoned = dict.fromkeys(range(len(task.reports)), task.poisoned) if task.poisoned else {}
        return Records.of(record for _, record in self._coded(task.reports, poisoned))

    def _found(self, shard: Shard) -> Iterator[Found]:
        """What is read from a shard."""
        if shard.unreadable:
            names = [piece.name for piece in shard.pieces] + [one.source for one in shard.reports]
            yield from (failure(name, shard.unreadable) for name in names)
            return
        found: Iterable[Found] = shard.reports or read_streams(
            self._opened(shard), options=self.setup.options, tables=self.tables
        )
        language = self.setup.settings.language
        yield from in_language(found, None if language == "auto" else language)

    def _opened(self, shard: Shard) -> Iterator[Opened | Failure]:
        opening = Opening(self.setup.options.limits)
        for piece in shard.pieces:
            try:
                stream = open_file(piece.path)
            except (OSError, ValueError) as error:  # ValueError: a NUL in the name
                if piece.sha256:  # it was there when it was planned, and may be there again
                    raise
                yield failure(piece.name, getattr(error, "strerror", None) or str(error))
                continue
            with closing(stream):
                _check(piece)
                yield from opened(piece, stream, opening)

    def _coded(
        self, reports: Iterable[Found], poisoned: Mapping[int, str]
    ) -> Iterator[tuple[Found, Record]]:
        """Each report with its record; a poisoned one is not coded."""
        profile, engine = self.setup.made.profile, self.setup.settings.engine
        numbers = count()
        for batch in together(reports):
            group = list(zip(batch, numbers, strict=False))
            sound = [report for report, at in group if at not in poisoned]
            coded = code(
                sound, parser=self.parser, tables=self.tables, engine=engine, profile=profile
            )
            for report, at in group:
                yield report, self._aside(report, poisoned[at]) if at in poisoned else next(coded)

    def _aside(self, found: Found, reason: str) -> Record:
        report = unread(found) if isinstance(found, Failure) else found
        return Record.failed(report, self.setup.made, Problem(CODING, f"coding it {reason}"))


def examples(tables: Tables) -> Report:
    """A report of sentences that tables have as examples; it has something for every stage."""
    rules: list[Cue | EventPattern | StancePattern] = [*tables.cues]
    rules += [*tables.events, *tables.stances]
    sentences = [rule.match[0] for rule in rules if rule.match]
    text = "\n".join(sentences[:: max(1, len(sentences) // EXAMPLES)])
    parts = tuple(Part(line.start(), line.end(), "body") for line in LINE.finditer(text))
    return Report("", "", text, "", language=tables.language, parts=parts)


def _check(piece: Piece) -> None:
    """Sees that a piece is still what was planned.

    Raises:
        DigestError: It has changed since.
    """
    seen, at = hashlib.sha256(), piece.start
    with closing(open_file(piece.path)) as stream:
        stream.seek(piece.start)
        while at < piece.end and (data := stream.read(min(1_000_000, piece.end - at))):
            seen.update(data)
            at += len(data)
    if seen.hexdigest() != piece.sha256:
        raise DigestError(f"{piece.path}: changed while the batch ran (run it again to go on)")


def _differs(here: CodedWith, wanted: CodedWith) -> str:
    """What of a worker is not that of the batch, in words."""
    import socket  # noqa: PLC0415 - this message alone

    names = [n for n in CODED if getattr(here, n) != getattr(wanted, n)]
    first = names[0]
    return (
        f"the worker on {socket.gethostname()} has other {', '.join(names)} than the batch"
        f" ({getattr(here, first)}, not {getattr(wanted, first)}): install the same dragoman and"
        " put the same tables there"
    )


CODED = ("dragoman", "tables", "model", "profile", "statements", "events")
