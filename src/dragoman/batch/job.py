"""Sources and settings -> a folder of parts, or records, by whatever executor."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from dragoman.batch.executor import local
from dragoman.batch.index import MANIFEST
from dragoman.batch.plan import SIZE, Planning, plan, size_of
from dragoman.batch.run import Run, code_with
from dragoman.batch.storage import Folder
from dragoman.batch.tasks import LAYOUT, Setup
from dragoman.errors import UsageError
from dragoman.lexicon.own import tables_with
from dragoman.parse import Parser, describe_model
from dragoman.pipeline import code, made_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from dragoman.batch.account import Account
    from dragoman.batch.executor import Executor
    from dragoman.ingest import Failure, ReadOptions
    from dragoman.lexicon import Tables
    from dragoman.record import CodedWith, Record, Report
    from dragoman.settings import Settings


@dataclass(frozen=True, slots=True)
class Done:
    """A shard whose part is there; ``there`` is whether it was there before this run."""

    name: str
    size: int
    account: Account
    there: bool


def expected(settings: Settings, tables: Tables, options: ReadOptions) -> CodedWith:
    """What records of a run will say they were made with; loads no model.

    Raises:
        ModelError: There is no such model.
    """
    profile = options.profile.digest if options.profile else None
    return made_by(describe_model(settings.model), tables, settings.engine, profile)


@contextmanager
def coding(
    settings: Settings, options: ReadOptions, made: CodedWith, tables: Tables, workers: int
) -> Iterator[Callable[[Iterable[Report | Failure]], Iterator[Record]]]:
    """A function from reports to their records, in order: here, or by several processes.

    Args:
        settings: The model, the tables, the engine.
        options: How the reports were read.
        made: What the records will say they were made with.
        tables: Those tables, loaded.
        workers: How many processes; one is this one.
    """
    if workers == 1:
        parser = Parser(settings.model)
        yield partial(
            code, parser=parser, tables=tables, engine=settings.engine, profile=made.profile
        )
        return
    with local(Setup.of(settings, options, made), workers) as executor:
        yield partial(code_with, executor=executor)


class Job:
    """One batch.

    Args:
        sources: Files, folders, addresses, ``-``; also what fsspec reads.
        settings: The model, the tables, the engine.
        options: How sources are read.
        out: The folder of parts.
        size: About how many bytes of text go into a part.
        mine: ``(i, n)``: only every n-th shard, from the i-th on.

    Raises:
        UsageError: The folder cannot be made, or holds parts that were made otherwise.
        LexiconError: The tables do not load.
        ModelError: There is no such model.
    """

    def __init__(
        self,
        sources: Sequence[str],
        settings: Settings,
        options: ReadOptions,
        out: str,
        *,
        size: int = SIZE,
        mine: tuple[int, int] = (1, 1),
    ) -> None:
        self.sources, self.part_size, self.mine = sources, size, mine
        self.tables = tables_with(settings.language, settings.lexicon, settings.actors)
        made = expected(settings, self.tables, options)
        self.setup = Setup.of(settings, options, made)
        self.folder = Folder(out)
        self._settle()

    @property
    def size(self) -> float:
        """About how many bytes are this job's."""
        return size_of(self.sources, self.folder.path) / self.mine[1]

    def run(self, executor: Executor, stopped: Callable[[], bool]) -> Iterator[Done]:
        """Each shard whose part is there, as it comes.

        Args:
            executor: Who works.
            stopped: Asked every moment; once it says so, what is in hand is finished.

        Raises:
            BatchError: A worker cannot go on, and no other could.
        """
        run = Run(executor, self.folder, stopped)
        planning = Planning(self.setup, self.tables, self.folder.place, self.part_size)
        shards = plan(self.sources, planning, self.mine)
        for shard, account in run.accounts(shards):
            yield Done(shard.name, shard.size, account, shard.name in run.there)

    def _settle(self) -> None:
        """Makes the folder, or sees that its parts are made as these will be.

        Raises:
            UsageError: They were made by other versions; rows of both would stand side by side.
        """
        self.folder.make()
        if self.mine == (1, 1):
            self.folder.sweep()
        made = {"layout": LAYOUT, "made": asdict(self.setup.made)}
        if self.folder.has(MANIFEST):
            there = self._manifest()
            if there != made:
                raise UsageError(
                    f"{self.folder.path}: holds parts that were made with other"
                    f" {_other(there, made)} (name another folder)"
                )
            return
        try:
            self.folder.write(MANIFEST, json.dumps(made, indent=1, sort_keys=True).encode())
        except OSError as error:
            words = f"{self.folder.path}: cannot be written to: {error.strerror} (name another)"
            raise UsageError(words) from error

    def _manifest(self) -> dict[str, Any]:
        """What made the parts that are there.

        Raises:
            UsageError: The file that says so says nothing of the kind.
        """
        try:
            with self.folder.open(MANIFEST) as file:
                there = json.load(file)
            return {"layout": there["layout"], "made": dict(there["made"])}
        except OSError as error:
            raise UsageError(f"{self.folder.file(MANIFEST)}: {error.strerror}") from error
        except (ValueError, LookupError, TypeError) as error:
            raise UsageError(
                f"{self.folder.file(MANIFEST)}: damaged, or of another program: it does not say"
                " what made the parts beside it (name another folder)"
            ) from error


def _other(there: Mapping[str, Any], here: Mapping[str, Any]) -> str:
    """What of two manifests differs, in words."""
    if there["layout"] != here["layout"]:
        return "columns"
    differ = [name for name, value in here["made"].items() if value != there["made"].get(name)]
    return ", ".join({"dragoman": "versions of dragoman"}.get(name, name) for name in differ)
