"""``dragoman serve``: the record in a browser."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from dragoman.cli.options import RecordFile, record_file
from dragoman.cli.output import say
from dragoman.errors import UsageError

NEEDED = ("fastapi", "jinja2", "multipart", "uvicorn")  # the extra [web]


def serve(
    *,
    record: RecordFile = None,
    host: Annotated[
        str, typer.Option(metavar="NAME", help="Where to listen; beyond this machine, a token is"
                          " asked of whoever comes.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")
    ] = 8642,
    token_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Take the token from here, instead of a new one each"
                     " time."),
    ] = None,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Refuse whatever would write.")
    ] = False,
    inbox: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", exists=True, file_okay=False, help="Offer the files of this"
                     " folder to be added, on the page Add."),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the browser too.")] = False,
) -> None:  # fmt: skip
    """Open the record in a browser: read reports with their rows, and look around in them.

    Nothing is asked of any other server, and only this machine can ask, unless you name a --host.

    [bold]dragoman serve --record afghanistan.db --open[/bold]

    [bold]dragoman serve --inbox press/[/bold]
    """
    if missing := next((name for name in NEEDED if find_spec(name) is None), None):
        raise UsageError(f"the workbench needs {missing} (pip install 'dragoman[web]')")
    from dragoman.workbench import serving  # noqa: PLC0415 - the extra [web]

    place = serving.Place(host, port, _token(token_file), read_only, inbox)
    file = record_file(record, to_write=not read_only)
    serving.serve(file, place, say=say, browse=open_)


def _token(file: Path | None) -> str | None:
    """The token in a file, or None where none was named.

    Raises:
        UsageError: The file cannot be read, or holds no token that nobody could guess.
    """
    if file is None:
        return None
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read: {error}") from error
    if len(token) < 16:
        raise UsageError(f"{file}: a token of 16 letters or more is wanted")
    return token
