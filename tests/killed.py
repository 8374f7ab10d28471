"""Adds records to a file as ``dragoman.keep`` does, and kills itself at a statement of SQL.

    python killed.py RECORD.db RECORDS.jsonl STATEMENT

Each report that is written is told by a dot. STATEMENT 0 is never reached. It needs no model, so
hundreds of runs are cheap; the loop is the one of ``keep``, which a test compares.
"""

import os
import signal
import sys
from pathlib import Path

from dragoman.render.json import from_json
from dragoman.store import Journal, Writer, database


def main(path: str, source: str, last: int) -> None:
    """Writes the records, or as many as it lives to write."""
    statements = 0

    def count(_statement: str) -> None:
        nonlocal statements
        statements += 1
        if statements == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(connection, where):
        connection.set_trace_callback(count)
        prepare(connection, where)

    if os.environ.get("DRAGOMAN_TEST_JOURNAL"):
        database.journal_for = lambda _folder: Journal("delete", "a test asks for it")
    prepare, database._prepare = database._prepare, traced  # also while the file is made
    records = [from_json(line) for line in Path(source).read_text("utf-8").splitlines()]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    with Writer(path, "2020-01-01T00:00:00Z") as writer:
        for record in records:
            if not writer.has(record.report, record.coded_with):
                writer.write([record])
            sys.stdout.write(".")
            sys.stdout.flush()
    sys.stdout.write(f"\n{statements}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
