"""A request -> let through, sent away in words, or asked for the token; and the headers of answers.

Runs before any page. What it guards against: a stranger's page that names this machine's address
(Host, after DNS rebinding), that posts to it (Origin, and a secret in the form), or that shows it
in a frame; whoever else is on the network (the token); and words of reports that would like to be
scripts (the content policy lets only our own files run).
"""

from __future__ import annotations

import hashlib
import hmac
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse

from dragoman.workbench.faults import fault
from dragoman.workbench.limits import FORM, HEADERS, SENT

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from dragoman.workbench.desk import Desk

COOKIE = "dragoman"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Stands before the pages; see the module."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request itself, or lets it through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self.app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        """Why a request goes no further; None where it may."""
        headers = Headers(scope=scope)
        host, path = headers.get("host", ""), scope["path"]
        if not self._is_ours(host):
            return fault(path, 421, f"This server does not answer to the name {host or '(none)'}.")
        origin = headers.get("origin")
        unsafe = scope["method"] not in SAFE
        if (unsafe or origin) and not _same(origin, host):
            return fault(path, 403, "The request comes from another page than one of this server.")
        if unsafe and self.desk.read_only:
            return fault(path, 403, "The record is served for reading only.")
        if unsafe and not _is_small(headers.get("content-length"), SENT.get(path, FORM)):
            return fault(path, 413, "The form is too large, or does not say how large it is.")
        return self._unknown(scope, headers)

    def _is_ours(self, host: str) -> bool:
        """Whether a Host header names this server: a known name, or any address in numbers."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self.desk.hosts or (not self.desk.hosts and _is_address(name))

    def _unknown(self, scope: Scope, headers: Headers) -> Response | None:
        """How somebody who has not shown the token is answered; None where it was shown."""
        token = self.desk.token
        if token is None or self._knows(headers, token):
            return None
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(asked).get("token", "")
        if scope["method"] != "GET" or not hmac.compare_digest(given.encode(), token.encode()):
            words = "Open the address that dragoman serve printed: it holds the token."
            return fault(scope["path"], 401, words)
        rest = urlencode([pair for pair in asked if pair[0] != "token"])
        answer = RedirectResponse(scope["path"] + (f"?{rest}" if rest else ""), 303)
        answer.set_cookie(COOKIE, cookie_of(token), httponly=True, samesite="strict")
        return answer

    def _knows(self, headers: Headers, token: str) -> bool:
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            morsel = None
        shown = ((bearer, token), (morsel.value if morsel else "", cookie_of(token)))
        return any(hmac.compare_digest(a.encode(), b.encode()) for a, b in shown)


def cookie_of(token: str) -> str:
    """What the browser keeps instead of the token."""
    return hashlib.sha256(f"dragoman workbench {token}".encode()).hexdigest()


def _is_address(name: str) -> bool:
    """Whether a name is an address in numbers, which no stranger's name server can claim."""
    try:
        ip_address(name)
    except ValueError:
        return name == "localhost"
    return True


def _same(origin: str | None, host: str) -> bool:
    try:
        return origin is not None and urlsplit(origin).netloc == host
    except ValueError:
        return False


def _is_small(length: str | None, most: int) -> bool:
    return length is not None and length.isascii() and length.isdigit() and int(length) <= most
