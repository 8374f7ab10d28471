"""A host -> a connection to an address of it on the open internet, or a refusal.

A page that names an address inside the machine or its network would have it read from there. So
every name is looked up here, what it stands for is checked, and the connection goes to the checked
address: a name that means something else a moment later is not asked again.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECT = 10.0  # seconds for one address
# Public by its number, and yet the host of a virtual machine of one provider.
METADATA = frozenset({ip_address("168.63.129.16")})
ASSIGNED = ip_network("192.0.0.0/24")  # to protocols; not every version of Python counts it in
NAT64 = ip_network("64:ff9b::/96")


class RefusedError(OSError):
    """An address that is not asked, whatever stands there."""


class Door:
    """Opens connections to hosts; ``allowed`` are those, as ``host:port``, that may be inside."""

    def __init__(self, allowed: frozenset[str] = frozenset()) -> None:
        self.allowed = allowed
        self.context = ssl.create_default_context()

    @contextmanager
    def connection(self, scheme: str, host: str, port: int, deadline: float) -> Iterator[Any]:
        """A connection that is ended at the deadline, whatever it is doing then.

        Raises:
            RefusedError: When it connects: no address of the host is on the open internet.
        """
        made = self._made(scheme, host, port, deadline)
        timer = Timer(max(0.0, deadline - monotonic()), made.cut)
        timer.daemon = True
        timer.start()
        try:
            yield made
        finally:
            timer.cancel()
            made.close()
            made.let_go()

    def _made(self, scheme: str, host: str, port: int, deadline: float) -> Plain | Secure:
        seconds = max(0.1, min(CONNECT, deadline - monotonic()))
        if scheme == "https":
            made: Plain | Secure = Secure(host, port, timeout=seconds, ssl_context=self.context)
        else:
            made = Plain(host, port, timeout=seconds)
        made.seconds = seconds
        made.may_be_inside = f"{host}:{port}" in self.allowed
        return made


class Guarded:
    """What both kinds of connection have: a checked way in, and a way to end what is under way."""

    host: str
    port: int
    seconds = CONNECT
    may_be_inside = False
    other_end: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        """A socket to a checked address; urllib3 asks for it in this place, TLS or not."""
        made = open_socket(self.host, self.port, self.seconds, inside=self.may_be_inside)
        self.other_end = made.dup()
        return made

    def cut(self) -> None:
        """Ends what is under way; also a handshake, and a server that sends a byte a minute."""
        if self.other_end is not None:
            try:
                self.other_end.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself

    def let_go(self) -> None:
        """Closes the second hold on the socket."""
        if self.other_end is not None:
            self.other_end.close()


class Plain(Guarded, HTTPConnection):
    """A connection without encryption."""


class Secure(Guarded, HTTPSConnection):
    """A connection with TLS: the certificate must be valid, and for this host."""


def open_socket(host: str, port: int, seconds: float, *, inside: bool = False) -> socket.socket:
    """A socket connected to the first address of a host that is public and answers.

    Raises:
        RefusedError: None is public.
        OSError: None answers, or the name has no address.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    public = [each for each in found if inside or is_public(str(each[4][0]))]
    if not public:
        raise RefusedError(f"{host} is inside this machine or its network")
    failed: OSError | None = None
    for family, kind, protocol, _, address in public:
        made = socket.socket(family, kind, protocol)
        try:
            made.settimeout(seconds)
            made.connect(address)
        except OSError as error:
            made.close()
            failed = error
        else:
            return made
    assert failed is not None
    raise failed


def is_public(words: str) -> bool:
    """Whether an address is on the open internet, with the one that it may wrap.

    >>> is_public("169.254.169.254"), is_public("::ffff:127.0.0.1"), is_public("1.1.1.1")
    (False, False, True)
    """
    address = ip_address(words.partition("%")[0])
    return all(
        each.is_global and not each.is_multicast and each not in METADATA and each not in ASSIGNED
        for each in (address, *_wrapped(address))
    )


def _wrapped(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that an IPv6 address carries, by any of the ways to cross over."""
    if isinstance(address, IPv4Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in NAT64:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
