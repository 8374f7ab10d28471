"""The workbench served on this machine for tests, over records that tests make."""

from __future__ import annotations

import re
import socket
import sqlite3
import threading
from contextlib import closing, contextmanager
from importlib import resources

import uvicorn

import norland
from dragoman.record import Moment
from dragoman.store import Writer
from dragoman.store.schema import MIGRATIONS, VERSION
from dragoman.workbench import create_app

STARTED = "2020-01-01T00:00:00Z"
SCRIPT = "<script>document.title='driven'</script>\u202e" + "x" * 60
PAGES = [
    "/", "/reports", "/report/r1", "/report/r-hostile", "/statements", "/events", "/positions",
    "/actors", "/actor/x:norland", "/search?q=Norland",
    "/between/x:sudria/x:westmark", "/network", "/reviews", "/add",
]  # fmt: skip


def hostile():
    """A record whose every word from outside would like to be a script."""
    return norland.record(
        id="r-hostile", title=SCRIPT, outlet=SCRIPT, url=f"javascript:alert(1)//{SCRIPT}",
        byline=(SCRIPT,), published=Moment(value=f"2031-05-06{SCRIPT}"), source=SCRIPT,
    )  # fmt: skip


def record_in(folder, *records):
    """The file of a record that holds some records."""
    path = folder / "desk.db"
    with Writer(path, STARTED) as writer:
        writer.write(records)
    return path


def taken_back(path, version):
    """A record as an earlier version of the schema has it: without what later ones add."""
    made = re.compile(r"^CREATE (TABLE|VIEW|INDEX) (\w+)", re.MULTILINE)
    with closing(sqlite3.connect(path)) as connection:
        for later in range(VERSION, version, -1):
            script = resources.files("dragoman.store") / "migrations" / MIGRATIONS[later]
            for kind, name in reversed(made.findall(script.read_text(encoding="utf-8"))):
                connection.execute(f"DROP {kind} IF EXISTS {name}")
        connection.execute(f"PRAGMA user_version = {version}")
    return path


@contextmanager
def served(path, **options):
    """The address of the workbench over a record; it ends with the context."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()  # who asks before the server runs waits, and is not refused
    server = uvicorn.Server(uvicorn.Config(create_app(path, **options), log_level="critical"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
