"""A record's file and an address -> the workbench served there until it is stopped."""

from __future__ import annotations

import secrets
import socket
import webbrowser
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING

import uvicorn

from dragoman.errors import UsageError
from dragoman.store import Writer
from dragoman.workbench.app import LOOPBACK, create_app, warm
from dragoman.workbench.desk import now

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE = 2  # seconds for answers that are going out when the server is stopped
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - told apart, not bound to


@dataclass(frozen=True, slots=True)
class Place:
    """Where the workbench is served, and what may be done there.

    Attributes:
        host: A name or an address of this machine.
        port: The port; 0 takes a free one.
        token: What visitors have to know; None takes a new one where others can ask.
        read_only: Refuse whatever would write.
        inbox: A folder whose files can be added from a page.
    """

    host: str = "127.0.0.1"
    port: int = 8642
    token: str | None = None
    read_only: bool = False
    inbox: Path | None = None


def serve(record: Path, place: Place, *, say: Callable[[str], None], browse: bool = False) -> None:
    """Serves a record until it is stopped.

    Args:
        record: The record's file; made where there is none and an inbox may fill it.
        place: Where.
        say: Told the address once it is answered.
        browse: Open the address in the browser of this machine.

    Raises:
        StoreError: There is no such record.
        UsageError: The place cannot be served at.
    """
    alone = place.host in LOOPBACK
    token = place.token or (None if alone else secrets.token_urlsafe(24))
    hosts = LOOPBACK if alone else frozenset[str]()
    if not alone and place.host not in EVERYWHERE:
        hosts = LOOPBACK | {place.host}
    if place.inbox and not place.read_only and not record.exists():
        Writer(record, now()).close()
    app = create_app(record, token=token, read_only=place.read_only, hosts=hosts, inbox=place.inbox)
    with _listening(place) as listening:
        address = _address(place.host, listening.getsockname()[1], token)
        say(f"{record} is open at {address} (Ctrl-C ends it)")
        if browse:
            webbrowser.open(address)
        Thread(target=warm, args=(app,), daemon=True).start()
        config = uvicorn.Config(
            app, log_level="warning", server_header=False, timeout_graceful_shutdown=PATIENCE
        )
        uvicorn.Server(config).run([listening])


def _address(host: str, port: int, token: str | None) -> str:
    """What a visitor on this machine opens."""
    shown = "127.0.0.1" if host in EVERYWHERE else host
    name = f"[{shown}]" if ":" in shown else shown
    return f"http://{name}:{port}/" + (f"?token={token}" if token else "")


def _listening(place: Place) -> socket.socket:
    """A socket that is bound to the place.

    Raises:
        UsageError: It cannot be bound; the message says why.
    """
    where = f"{place.host}:{place.port}"
    try:
        found = socket.getaddrinfo(place.host or None, place.port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(f"{where}: {error.strerror} (give another --host)") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()  # who comes before the application is up waits, and is not refused
    except OSError as error:
        listening.close()
        raise UsageError(f"{where}: {error.strerror} (give another --port or --host)") from error
    return listening
