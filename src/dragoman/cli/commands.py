"""The commands, each a page of help and a few calls down; and the one place errors are shown."""

from __future__ import annotations

import logging
import os
import signal
import sys
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from dragoman import __version__
from dragoman.cli.actors import actors, merge, split
from dragoman.cli.audit import audit
from dragoman.cli.batch import batch, fold
from dragoman.cli.datasette import datasette
from dragoman.cli.explain import explain
from dragoman.cli.export import export
from dragoman.cli.lexicon import lexicon_check
from dragoman.cli.network import network, timeline
from dragoman.cli.options import (
    Actors,
    AlsoKeep,
    Color,
    EngineName,
    FormatName,
    IdColumn,
    KeepSource,
    Language,
    Lexicon,
    MinScore,
    ModelName,
    OutletColumn,
    Output,
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
    tables_of,
    workers_option,
)
from dragoman.cli.output import Progress, Tally, printing, say
from dragoman.cli.panel import panel
from dragoman.cli.questions import questions
from dragoman.cli.runs import diff, runs
from dragoman.cli.search import search, sql
from dragoman.cli.serve import serve
from dragoman.cli.stopping import stopping
from dragoman.cli.stories import join_now, stories
from dragoman.cli.who import who
from dragoman.cli.withdraw import forget, withdraw
from dragoman.errors import DragomanError, UsageError
from dragoman.settings import DEBUG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.ingest import Failure, ReadOptions
    from dragoman.lexicon import Tables
    from dragoman.parse import Parser
    from dragoman.record import Report
    from dragoman.settings import Settings

BUG = "this is a fault of dragoman; DRAGOMAN_DEBUG=1 shows where"
SETUP: dict[str, Any] = {
    "no_args_is_help": True,
    "context_settings": {"help_option_names": ["-h", "--help"]},
    "rich_markup_mode": "rich",
    "pretty_exceptions_enable": False,
    "add_completion": False,
}
app = typer.Typer(
    help="Political news in, an auditable record out: who did what to whom, who said so and"
    " through whom, and how the actors stand, every row pointing at the exact words.",
    epilog="Begin with [bold]dragoman read YOUR_FILE[/bold]. Nothing leaves this machine; only"
    " an address that you name yourself is asked for.",
    **SETUP,
)
profile_app = typer.Typer(help="The lines that an outlet repeats on its pages.", **SETUP)
lexicon_app = typer.Typer(help="The tables behind every decision.", **SETUP)
config_app = typer.Typer(help="The settings that hold in this folder.", **SETUP)
for kind, question in questions():
    app.command(kind)(question)
for command in (search, sql, datasette, actors, merge, split, withdraw, forget, runs, diff):
    app.command()(command)
app.command()(who)
app.command()(explain)
lexicon_app.command("check")(lexicon_check)
app.command()(batch)
app.command()(fold)
app.command()(export)
app.command()(network)
app.command()(timeline)
app.command()(panel)
app.command()(stories)
app.command()(serve)
app.command()(audit)
app.add_typer(profile_app, name="profile")
app.add_typer(lexicon_app, name="lexicon")
app.add_typer(config_app, name="config")


def _print_version(wanted: bool) -> None:
    if wanted:
        version()
        raise typer.Exit


@app.callback()
def dragoman(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Holds what is asked before any command; its help is that of ``app``."""


@app.command()
def read(
    sources: Sources,
    *,
    format_: FormatName = None,
    output: Output = None,
    published: Published = None,
    record: AlsoKeep = None,
    keep_source: KeepSource = False,
    min_score: MinScore = None,
    language: Language = None,
    actors: Actors = None,
    lexicon: Lexicon = None,
    profile: Profile = None,
    model: ModelName = None,
    engine: EngineName = None,
    rules_only: RulesOnly = False,
    color: Color = None,
    text: TextColumn = None,
    id_: IdColumn = None,
    title: TitleColumn = None,
    url: UrlColumn = None,
    outlet: OutletColumn = None,
) -> None:
    """Read reports and print what they say: who said what, what happened, how the actors stand.

    [bold]dragoman read report.txt --published 2015-12-23[/bold]

    [bold]dragoman read page.html --format html -o marked-up.html[/bold]

    [bold]dragoman read https://www.example.org/2031/05/06/ports.html[/bold]

    [bold]dragoman read news.csv --text body --published date --format jsonl[/bold]
    """
    settings = settings_with(
        format=format_, min_score=min_score, language=language, model=model,
        engine="rules" if rules_only else engine, actors=actors, lexicon=lexicon, profile=profile,
    ).settings  # fmt: skip
    columns = {"text": text, "id": id_, "title": title, "url": url, "outlet": outlet}
    if keep_source and record is None:
        raise UsageError("--keep-source keeps it in a record (name one with --record)")
    options = read_options(sources_that_exist(sources), published, columns, settings.profile)
    options = replace(options, keep_source=keep_source, record=record)
    tally = Tally(show=output is not None or not sys.stdout.isatty())
    with printing(settings.format, output, color) as show, _writer(record) as writer:
        from dragoman.keep import keep  # noqa: PLC0415 - spaCy, a second: only when there is work
        from dragoman.pipeline import above, code  # noqa: PLC0415 - likewise

        parser, tables = _readers(settings)
        reports = _reports(sources, settings, options, tables, tally)
        records = code(
            reports, parser=parser, tables=tables, engine=settings.engine,
            profile=options.profile.digest if options.profile else None,
        )  # fmt: skip
        for found in keep(records, writer) if writer else records:  # the record keeps every row
            show(above(found, settings.min_score))
            tally.count(found)
        tally.close()
    if record is not None:
        join_now(record)
    raise typer.Exit(1 if tally.set_aside else 0)


@app.command()
def add(
    sources: Sources,
    *,
    record: RecordFile = None,
    keep_source: KeepSource = False,
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
    workers: Annotated[int, workers_option()] = 1,
) -> None:
    """Read reports straight into the record on disk; stop and start again as you like.

    What the record holds already, read by the same versions, is passed over. Nothing in the
    record is ever changed: a new version's reading is added beside the old one. Ctrl-C finishes
    the reports in hand; a second one ends at once.

    [bold]dragoman add reports/ --record afghanistan.db[/bold]

    [bold]dragoman add CC-NEWS-20310506.warc.gz https://www.example.org/feed.xml[/bold]
    """
    settings = settings_with(
        record=record, language=language, model=model, engine="rules" if rules_only else engine,
        actors=actors, lexicon=lexicon, profile=profile,
    ).settings  # fmt: skip
    columns = {"text": text, "id": id_, "title": title, "url": url, "outlet": outlet}
    options = read_options(sources_that_exist(sources), published, columns, settings.profile)
    options = replace(options, keep_source=keep_source, record=Path(settings.record))
    tally = Tally(show=True)
    with _writer(Path(settings.record)) as writer, ExitStack() as stack, stopping() as stop:
        from dragoman import keep  # noqa: PLC0415 - spaCy, a second: only when there is work
        from dragoman.batch import coding, expected  # noqa: PLC0415 - likewise
        from dragoman.ingest import Fetching  # noqa: PLC0415 - likewise

        tables = tables_of(settings)  # first: a fault there is found before the model is loaded
        made = expected(settings, tables, options)
        asked = keep.asked_before(Path(settings.record), made)
        options = replace(options, fetching=Fetching(table=asked, unchanged=tally.skip))
        reports = stop.until(_reports(sources, settings, options, tables, tally))
        coded = stack.enter_context(coding(settings, options, made, tables, workers))
        records = keep.add(reports, writer, made=made, coded=coded, skipped=tally.skip)
        for found in records:
            tally.count(found)
        asked.save()
        tally.close(f" in {settings.record}")
    stop.end()
    join_now(Path(settings.record))
    raise typer.Exit(1 if tally.set_aside else 0)


@app.command()
def schema() -> None:
    """Print the JSON Schema of one line of [bold]read --format jsonl[/bold]."""
    import json  # noqa: PLC0415 - this command alone

    from dragoman.render.json import schema as whole  # noqa: PLC0415 - likewise

    typer.echo(json.dumps(whole(), ensure_ascii=False, indent=2))


@app.command()
def doctor(*, model: ModelName = None, record: RecordFile = None) -> None:
    """Check that everything the program needs is here, and say which versions it runs on."""
    from dragoman.doctor import examine  # noqa: PLC0415 - loads the model

    settings = settings_with(model=model, record=record).settings
    well = True
    for finding in examine(settings):
        well = well and finding.well
        typer.echo(f"{'ok ' if finding.well else 'NO '} {finding.what:<11} {finding.words}")
    raise typer.Exit(0 if well else 3)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(f"dragoman {__version__}")


@profile_app.command("learn")
def profile_learn(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="Reports of one or more outlets.",
            exists=True,
            show_default=False,
        ),
    ],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where the profile goes.")
    ] = Path("profile.json"),
) -> None:
    """Learn which lines the outlets of a folder's reports repeat, for [bold]read --profile[/bold].

    A line that stands in two reports of one outlet is furniture there, unless it is long. The
    file is plain JSON: look through it, and take out what is none.

    [bold]dragoman profile learn pages/ -o courier.json[/bold]
    """
    from dragoman import ingest  # noqa: PLC0415 - only when there is work
    from dragoman.render.words import count  # noqa: PLC0415 - this command alone

    learned = ingest.learn(r for r in ingest.read(folder) if not isinstance(r, ingest.Failure))
    ingest.write_profile(output, learned)
    for outlet, lines in learned.items():
        say(f"{outlet or '(no outlet)'}: {count(len(lines), 'line')} repeated")
    say(f"written to {output}")


@config_app.command("show")
def config_show() -> None:
    """Print every setting, its value, and where it was set."""
    resolved = settings_with()
    for name, origin in resolved.origin.items():
        typer.echo(f"{name:<10} {getattr(resolved.settings, name)!s:<24} {origin}")


def _writer(path: Path | None) -> Any:
    """The record to write to, or nothing."""
    if path is None:
        return nullcontext()
    from dragoman.store import Writer  # noqa: PLC0415 - SQLite only where a record is kept

    return Writer(path, datetime.now(UTC).isoformat(timespec="seconds"))


def _readers(settings: Settings) -> tuple[Parser, Tables]:
    from dragoman.parse import Parser, keep_loaded  # noqa: PLC0415 - only when there is work

    tables = tables_of(settings)  # first: a fault there is found before the model is loaded
    parser = Parser(settings.model)
    keep_loaded()
    return parser, tables


def _reports(
    sources: list[str], settings: Settings, options: ReadOptions, tables: Tables, tally: Tally
) -> Iterator[Report | Failure]:
    """What the sources hold, counted on its way to be coded."""
    from dragoman import ingest  # noqa: PLC0415 - only when there is work
    from dragoman.pipeline import in_language  # noqa: PLC0415 - likewise

    language = None if settings.language == "auto" else settings.language
    tally.begin(ingest.size_of(sources, options.record) if tally.clock.shown else None)
    found = ingest.read_all(sources, options=options, tables=tables, passed=tally.passed)
    return in_language(tally.entering(found), language)


def main() -> None:
    """Runs the command line and shows errors in one line each, with what to do."""
    if hasattr(signal, "SIGPIPE"):
        # `dragoman read … | head` ends quietly; a batch half written is rolled back by SQLite
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    _set_logging()
    try:
        code = app(standalone_mode=False)
    except TyperException as error:
        code = _misused(error)
    except DragomanError as error:
        code = _fail(error, str(error), error.exit_code)
    except typer.Abort as error:
        code = _fail(error, "stopped", 130)
    except Exception as error:  # noqa: BLE001 - the last place; what came here is said and fails
        code = _fail(error, f"{type(error).__name__}: {error} ({BUG})", 3)
    sys.exit(code)


def _set_logging() -> None:
    """What a failed stage logs is said once, in its record's line; with its traceback on demand."""
    log = logging.getLogger("dragoman")
    if os.environ.get(DEBUG):
        logging.basicConfig()
        log.setLevel(logging.DEBUG)
    else:
        log.addHandler(logging.NullHandler())
    progress = logging.getLogger("dragoman.progress")
    progress.setLevel(logging.INFO)
    progress.addHandler(Progress())


def _misused(error: TyperException) -> int:
    """Says what is wrong with the command line; without a command, its help has been shown."""
    context = getattr(error, "ctx", None)
    message = error.format_message().rstrip(".")
    if not message:
        return 0
    help_at = f" (see {context.command_path} --help)" if context else ""
    return _fail(error, f"{message}{help_at}", 2)


def _fail(error: BaseException, message: str, code: int) -> int:
    if os.environ.get(DEBUG):
        raise error
    say(message)
    return code
