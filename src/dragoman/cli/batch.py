"""``dragoman batch``, ``dragoman fold``: many reports into a folder of parts, and a record."""

from __future__ import annotations

import os
import re
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.clock import Clock
from dragoman.cli.options import (
    Actors,
    EngineName,
    IdColumn,
    Language,
    Lexicon,
    ModelName,
    OutletColumn,
    Profile,
    Published,
    RecordFile,
    RulesOnly,
    Sources,
    TextColumn,
    TitleColumn,
    UrlColumn,
    read_options,
    settings_with,
    sources_that_exist,
    workers_option,
)
from dragoman.cli.output import say
from dragoman.cli.stopping import stopping
from dragoman.cli.stories import join_now
from dragoman.errors import UsageError
from dragoman.render.words import count

if TYPE_CHECKING:
    from dragoman.batch import Account, Done, Folder

SHARE = re.compile(r"(\d+)/(\d+)")
NAMED = 20  # of what was set aside: an archive may hold thousands of pages in other languages
Out = Annotated[
    str,
    typer.Option(
        "--out",
        metavar="DIR",
        help="The folder of parts; one that is there goes on where it was.",
        show_default=False,
    ),
]
ClusterAddress = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="The scheduler of a Dask cluster, tcp://head:8786, whose workers code; local begins"
        " one here.",
    ),
]
Share = Annotated[
    str | None,
    typer.Option(
        "--shard",
        metavar="I/N",
        help="Only every N-th shard, from the I-th on: one of N jobs that know nothing of each"
        " other and write into one folder, such as a SLURM array.",
    ),
]
PartSize = Annotated[
    int,
    typer.Option(
        "--part-size", metavar="KB", min=1, help="About how much text goes into one part."
    ),
]


def batch(
    sources: Sources,
    *,
    out: Out,
    workers: Annotated[int | None, workers_option(shown="one a core")] = None,
    cluster: ClusterAddress = None,
    shard: Share = None,
    part_size: PartSize = 1000,
    published: Published = None,
    language: Language = None,
    actors: Actors = None,
    lexicon: Lexicon = None,
    profile: Profile = None,
    model: ModelName = None,
    engine: EngineName = None,
    rules_only: RulesOnly = False,
    text: TextColumn = None,
    id_: IdColumn = None,
    title: TitleColumn = None,
    url: UrlColumn = None,
    outlet: OutletColumn = None,
) -> None:
    """Code many reports into a folder of Parquet parts, with several processes.

    Stop it with Ctrl-C, or kill it; the same command goes on where it was, and ends with the same
    bytes. A report that ends its process twice is set aside with the reason.

    [bold]dragoman batch news.jsonl --out parts/ --workers 8[/bold]

    [bold]dragoman batch s3://bucket/news/ --out s3://bucket/parts/[/bold]

    [bold]dragoman batch archives/ --out /shared/parts/ --cluster tcp://head:8786[/bold]

    [bold]dragoman batch archives/ --out parts/ --shard $SLURM_ARRAY_TASK_ID/100[/bold]
    """
    settings = settings_with(
        language=language, model=model, engine="rules" if rules_only else engine,
        actors=actors, lexicon=lexicon, profile=profile,
    ).settings  # fmt: skip
    columns = {"text": text, "id": id_, "title": title, "url": url, "outlet": outlet}
    from dragoman.batch import Job, executor_of  # noqa: PLC0415 - spaCy: only when there is work
    from dragoman.batch.storage import is_elsewhere, path_of  # noqa: PLC0415 - likewise

    sources_that_exist([path_of(source) for source in sources if not is_elsewhere(source)])
    options = read_options(sources, published, columns, settings.profile)
    job = Job(sources, settings, options, out, size=part_size * 1000, mine=_share(shard))
    executor = executor_of(job.setup, workers or os.cpu_count() or 1, cluster)
    with closing(executor), stopping() as stop:
        progress = Progress(job.size, job.folder)
        for done in job.run(executor, stop):
            progress.count(done)
        progress.close(out)
    stop.end()
    raise typer.Exit(1 if progress.account.set_aside else 0)


def fold(
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="A folder that dragoman batch made.")
    ],
    *,
    record: RecordFile = None,
) -> None:
    """Put the parts of a batch into one record on disk.

    What the record holds already stays as it is, so a fold can be stopped, repeated, and done
    again when there are more parts.

    [bold]dragoman fold parts/ --record news.db[/bold]
    """
    from dragoman.batch import Account, Folder  # noqa: PLC0415 - spaCy: only when there is work
    from dragoman.batch import fold as folded  # noqa: PLC0415 - likewise
    from dragoman.store import Writer  # noqa: PLC0415 - SQLite

    file = Path(settings_with(record=record).settings.record)
    parts = Folder(folder)
    total, new = Account(), 0
    names = parts.parts()
    clock = Clock(len(names))
    with Writer(file, datetime.now(UTC).isoformat(timespec="seconds")) as writer:
        for _, account, fresh in folded(parts, writer):
            total, new = total + account, new + fresh
            clock.show(1, f"{new:,} new reports in {file}")
    clock.clear()
    join_now(file)
    say(f"{count(len(names), 'part')}: {total}; {new:,} new reports in {file}")


def _share(words: str | None) -> tuple[int, int]:
    """Which shards are this job's: ``(i, n)``, or all.

    Raises:
        UsageError: It is no such share.
    """
    if words is None:
        return 1, 1
    found = SHARE.fullmatch(words)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise UsageError(f"--shard {words}: I/N is wanted, with I from 1 to N, such as 3/100")
    return int(found[1]), int(found[2])


class Progress:
    """Counts what a batch does, and tells it, and what of it was set aside."""

    def __init__(self, size: float, parts: Folder) -> None:
        self.account = self.fresh = _none()
        self.there = self.named = 0
        self.parts = parts
        self.clock = Clock(size)

    def count(self, done: Done) -> None:
        """One more shard."""
        self.account += done.account
        if done.there:
            self.there += 1
            self.clock.total -= done.size
            return
        self.fresh += done.account
        if done.account.set_aside and self.named < NAMED:
            self._name(done)
        self.clock.show(done.size, f"{self.account}{self.clock.rate(self.fresh.read)}")

    def _name(self, done: Done) -> None:
        """What was set aside, and why."""
        from dragoman.batch.part import problems  # noqa: PLC0415 - there is one: all is loaded
        from dragoman.batch.storage import PART  # noqa: PLC0415 - likewise

        self.clock.clear()
        with self.parts.open(done.name + PART) as file:
            for source, stage, message in islice(problems(file), NAMED - self.named):
                say(f"{source}: set aside ({stage}): {message}")
                self.named += 1

    def close(self, where: str) -> None:
        """The account of all."""
        self.clock.clear()
        if self.fresh.set_aside > self.named:
            more = f"{self.fresh.set_aside - self.named:,} more were set aside"
            say(f"{more} (dragoman reports --record {where} --format csv: column problem)")
        there = f", {count(self.there, 'part')} there already" if self.there else ""
        say(f"{where}: {self.account}{self.clock.rate(self.fresh.read)}{there}")


def _none() -> Account:
    from dragoman.batch import Account  # noqa: PLC0415 - spaCy: only when there is work

    return Account()
