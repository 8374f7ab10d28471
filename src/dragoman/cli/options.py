"""The options that several commands take, and what they come to once all are known."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.clock import Clock
from dragoman.errors import UsageError
from dragoman.render.words import count
from dragoman.settings import DEFAULT_ENGINE, Engine, Format, load_settings

if TYPE_CHECKING:
    from dragoman.ingest import ReadOptions
    from dragoman.lexicon import Tables
    from dragoman.settings import Resolved, Settings

COLUMNS = "Files of rows (JSON Lines, CSV, Parquet): which column holds what"
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
FETCHING = ("protego", "urllib3")  # what asking a server needs
ROWS = frozenset({".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet"})


def column(name: str, words: str) -> Any:
    """An option that names the column of a field."""
    return typer.Option(f"--{name}", metavar="COLUMN", help=words, rich_help_panel=COLUMNS)


def workers_option(*, shown: str | bool = True) -> Any:
    """The option that says how many processes code; ``shown`` is its default in the help."""
    return typer.Option(
        "--workers", metavar="N", min=1, help="How many processes code.", show_default=shown
    )


Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE",
        help="Text files, pages, feeds, WARC archives, files of rows, folders, addresses, or - for"
        " standard input.",
        show_default=False,
    ),
]
FormatName = Annotated[
    Format | None,
    typer.Option(
        "--format", "-f", help="An account to read (text), one JSON object a report, or a page."
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", metavar="FILE",
        help="Write here instead of to the screen; several pages go into a FOLDER/.",
    ),
]  # fmt: skip
Published = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="The day of publication (2015-12-23), so that “on Wednesday” gets its date. For files"
        " of rows it may name the column instead.",
    ),
]
AlsoKeep = Annotated[
    Path | None,
    typer.Option("--record", metavar="FILE", help="Also keep what was read in this record."),
]
KeepSource = Annotated[
    bool,
    typer.Option(
        "--keep-source",
        help="Also keep the decoded source, compressed, that the report's offsets count into.",
    ),
]
RecordFile = Annotated[
    Path | None,
    typer.Option(
        "--record", metavar="FILE", help="The record on disk.", show_default="dragoman.db"
    ),
]
RollUp = Annotated[
    bool,
    typer.Option("--roll-up", help="Count an actor under what it is part of, up to its state."),
]
Language = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="The language (en), where it should not be found out."),
]
ModelName = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", help="Another spaCy pipeline: a package or a folder."),
]
EngineName = Annotated[
    Engine | None,
    typer.Option(
        "--engine",
        help="Find statements and events by trained weights and rules, or by the rules alone.",
        show_default=DEFAULT_ENGINE,
    ),
]
RulesOnly = Annotated[bool, typer.Option("--rules-only", help="The same as --engine rules.")]
Actors = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Your own actors: CSV with the columns of the actor tables."),
]
Lexicon = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Your own tables beside those of dragoman: actors, cues, events, stances, words.",
    ),
]
Profile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Lines that outlets repeat, from dragoman profile learn: furniture."
    ),
]
MinScore = Annotated[
    float | None,
    typer.Option(metavar="SCORE", min=0, max=1, help="Leave out rows scored below this (0 to 1)."),
]
Color = Annotated[
    bool | None,
    typer.Option("--color/--no-color", help="Colour or none; without it, colour on a terminal."),
]
TextColumn = Annotated[str | None, column("text", "The text itself.")]
IdColumn = Annotated[str | None, column("id", "What names each report.")]
TitleColumn = Annotated[str | None, column("title", "The headline.")]
UrlColumn = Annotated[str | None, column("url", "The address.")]
OutletColumn = Annotated[str | None, column("outlet", "Who published it.")]


def settings_with(**flags: object) -> Resolved:
    """The settings that hold in this folder, under the flags that were given.

    A path is a setting in its words; None is a flag that was not given.
    """
    given = {name: str(flag) if isinstance(flag, Path) else flag for name, flag in flags.items()}
    return load_settings(Path.cwd(), os.environ, given)


def record_file(record: Path | None, *, to_write: bool = False) -> Path:
    """The file of the record that was named, or of the settings.

    A folder of parts, here or elsewhere, has an index, which is brought up to date first.

    Raises:
        UsageError: It is a folder of parts and is to be written.
    """
    path = Path(settings_with(record=record).settings.record)
    if path.is_file():
        return path
    from dragoman.batch.index import is_folder_of_parts  # noqa: PLC0415 - only where it is no file
    from dragoman.batch.storage import address_of  # noqa: PLC0415 - likewise

    where = address_of(path)
    if not is_folder_of_parts(where):
        return path  # opening it will say what is wrong
    if to_write:
        raise UsageError(
            f"{where}: a folder of parts, which is only read (dragoman fold {where} --record FILE)"
        )
    return _index_of(where)


def _index_of(folder: str) -> Path:
    """The index of a folder of parts; says on a terminal how long it will take."""
    from dragoman.batch.index import index_of  # noqa: PLC0415 - only where there is one

    clock = Clock(0)

    def progress(done: int, of: int) -> None:
        clock.total = of
        clock.show(done - clock.done, f"{folder}: {done:,} of {count(of, 'new part')} indexed")

    index = index_of(folder, progress)
    clock.clear()
    return index


def tables_of(settings: Settings) -> Tables:
    """The tables of a run's language, with the user's own where there are any.

    Raises:
        LexiconError: There are none for the language, or an entry of the user's is wrong.
    """
    from dragoman.lexicon.own import tables_with  # noqa: PLC0415 - only when there is work

    return tables_with(settings.language, settings.lexicon, settings.actors)


def sources_that_exist(sources: list[str]) -> list[str]:
    """The sources as they are.

    Raises:
        UsageError: One is no file or folder, or is an address and nothing here can fetch it: a
            misspelt name should not start a long job.
    """
    for source in sources:
        if ADDRESS.match(source):
            if not source.lower().startswith(("http://", "https://")):
                raise UsageError(f"{source}: no address of the web (http or https)")
            if missing := next((name for name in FETCHING if find_spec(name) is None), None):
                remedy = "pip install 'dragoman[fetch]', or save the page and read the file"
                raise UsageError(f"{source}: an address, and {missing} is not installed ({remedy})")
        elif source != "-" and not Path(source).exists():
            raise UsageError(f"{source}: no such file or folder")
    return sources


def read_options(
    sources: list[str],
    published: str | None,
    columns: dict[str, str | None],
    profile: str = "",
) -> ReadOptions:
    """What reading is told: ``published`` is a date, or the name of a column of rows.

    Raises:
        UsageError: It is no date, and not all sources can have columns; or the profile is none.
    """
    # Brings the tables, and help needs none.
    from dragoman.ingest import ReadOptions, load_profile  # noqa: PLC0415

    named = {field: name for field, name in columns.items() if name is not None}
    learned = load_profile(Path(profile)) if profile else None
    try:
        return ReadOptions(published, named, profile=learned)
    except UsageError:
        may_have_columns = all(s == "-" or Path(s).suffix.lower() in ROWS for s in sources)
        if published is None or published[:1].isdigit() or not may_have_columns:
            raise
        return ReadOptions(None, {**named, "published": published}, profile=learned)
