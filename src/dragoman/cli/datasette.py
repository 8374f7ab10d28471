"""``dragoman datasette``: what Datasette is to know of a record."""

from __future__ import annotations

import json

from dragoman.cli.options import RecordFile, record_file
from dragoman.cli.output import stream
from dragoman.cli.rows import Into  # noqa: TC001 - typer reads the annotations


def datasette(*, record: RecordFile = None, output: Into = None) -> None:
    """Print the metadata with which Datasette shows the record to people.

    It says what tables and columns mean, which to count by, and how to search.

    [bold]dragoman datasette -o metadata.json[/bold]

    [bold]datasette dragoman.db --metadata metadata.json[/bold]
    """
    from dragoman.store import datasette_metadata  # noqa: PLC0415 - SQLite

    told = datasette_metadata(record_file(record).stem)
    with stream(output, "strict") as out:
        out.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
