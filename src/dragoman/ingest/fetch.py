"""An address -> what stands there, asked for as a polite stranger asks, or why it was not got."""

from __future__ import annotations

import io
import re
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from protego import Protego
from urllib3.exceptions import HTTPError

from dragoman.ingest.decode import decode
from dragoman.ingest.guard import Door, RefusedError
from dragoman.ingest.inflate import InflateError
from dragoman.ingest.opening import Opening
from dragoman.ingest.payload import charset, meant, media_type
from dragoman.ingest.source import failure
from dragoman.ingest.visit import Visit
from dragoman.record import Fetched

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dragoman.ingest.options import Failure, Fetching, Limits
    from dragoman.ingest.source import Opened

AGENT = "dragoman/{} (reads single pages of news for research)"
ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, text/plain;q=0.8, */*;q=0.5"
ROBOTS_BYTES = 512_000  # as much as the standard asks for
REDIRECTS = frozenset((301, 302, 303, 307, 308))
BUSY = frozenset((429, 500, 502, 503, 504))
PAUSE = 1.0  # seconds between two requests to one host
CHUNK = 65_536
PORTS = {"http": 80, "https": 443}
UNFIT = re.compile(r"[\x00-\x20\x7f-\x9f<>\"]")
NAMED = {"text/html": "page.html", "application/xhtml+xml": "page.html"}


class FetchError(Exception):
    """What stands at an address was not got; the message says why."""


class BusyError(FetchError):
    """It was not got now; ``wait`` is when to come back, in seconds, where the server says so."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Url:
    """An address in its parts; ``target`` is what the server is asked for."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def site(self) -> str:
        """Scheme, host and port, without a port that goes without saying."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (
            "" if PORTS[self.scheme] == self.port else f":{self.port}"
        )

    def __str__(self) -> str:
        return self.site + self.target


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; names of headers are in small letters, ``data`` is as sent."""

    url: Url
    status: int
    headers: Mapping[str, str]
    data: bytes


def parse_url(address: str) -> Url:
    """The parts of an address.

    Raises:
        FetchError: It is none of the web, or carries a name and password.
    """
    try:
        parts = urlsplit(UNFIT.sub(lambda found: quote(found[0]), address.strip()))
        host, port = parts.hostname or "", parts.port
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError as error:
        raise FetchError(f"no address ({error})") from error
    if parts.scheme not in PORTS or not host:
        raise FetchError("no address of the web (http or https)")
    if parts.username is not None or parts.password is not None:
        raise FetchError("an address with a name or password in it is not asked")
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?[]')}" if parts.query else ""
    return Url(parts.scheme, host, port or PORTS[parts.scheme], target + query)


class Fetcher:
    """Asks servers, and remembers for one run what they allow and when they were asked last."""

    def __init__(self, fetching: Fetching, limits: Limits) -> None:
        self.fetching = fetching
        self.agent = fetching.agent or AGENT.format(version("dragoman"))
        self.opening = Opening(limits)
        self.door = Door(fetching.allowed)
        self.robots: dict[str, Protego] = {}
        self.asked: dict[str, float] = {}

    def open(self, address: str) -> Iterator[Opened | Failure]:
        """The sources at an address: a page, a feed, or whatever a file there may be."""
        try:
            answer = self._got(parse_url(address))
            data = self._data(answer)
        except FetchError as error:
            yield failure(address, str(error))
            return
        if answer.status == 304:
            if self.fetching.unchanged is not None:
                self.fetching.unchanged(address)
            return
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        fetched = Fetched(at, None, None, None)
        visit = Visit(str(answer.url), fetched, charset(answer.headers))
        if self.fetching.table is not None:
            self.fetching.table.keep(str(answer.url), answer.headers)
        path = answer.url.target.partition("?")[0].rpartition("/")[2]
        file = NAMED.get(media_type(answer.headers) or "", path)
        yield from self.opening.stream(address, file, io.BytesIO(data), visit)

    def _got(self, url: Url) -> Answer:
        """The last answer at the end of the redirects, asked for again where servers are busy."""
        for last in range(self.fetching.tries - 1, -1, -1):
            try:
                return self._followed(url)
            except BusyError as error:
                if not last:
                    raise
                wait = error.wait or 2.0 ** (self.fetching.tries - 1 - last)
                if wait > self.fetching.patience:
                    raise FetchError(f"{error}; it asks to come back in {wait:,.0f} s") from error
                time.sleep(wait)
        raise FetchError("not asked for, with no try allowed")

    def _followed(self, url: Url) -> Answer:
        deadline = time.monotonic() + self.fetching.seconds
        for _ in range(self.fetching.hops + 1):
            self._check_robots(url, deadline)
            answer = self._ask(url, deadline, self.fetching.bytes, self._conditions(url))
            if answer.status not in REDIRECTS:
                return self._checked(answer)
            url = self._redirected(answer)
        raise FetchError(f"more than {self.fetching.hops} redirects")

    def _conditions(self, url: Url) -> dict[str, str]:
        return self.fetching.table.asked(str(url)) if self.fetching.table is not None else {}

    def _redirected(self, answer: Answer) -> Url:
        """Where an answer points to.

        Raises:
            FetchError: Nowhere, or out of an encrypted connection into an open one.
        """
        there = answer.headers.get("location", "")
        if not there:
            raise FetchError(f"HTTP {answer.status} that points nowhere")
        url = parse_url(urljoin(str(answer.url), there))
        if answer.url.scheme == "https" and url.scheme == "http":
            raise FetchError(f"redirected from https to {url}, which anybody on the way may change")
        return url

    def _checked(self, answer: Answer) -> Answer:
        if answer.status in BUSY:
            raise BusyError(f"HTTP {answer.status}", _retry_after(answer.headers))
        if answer.status not in {200, 304}:
            raise FetchError(f"HTTP {answer.status}")
        return answer

    def _check_robots(self, url: Url, deadline: float) -> None:
        """Raises FetchError where the site's robots.txt forbids the address to us."""
        if url.site not in self.robots:
            self.robots[url.site] = self._read_robots(url, deadline)
        rules = self.robots[url.site]
        if not rules.can_fetch(str(url), self.agent):
            raise FetchError(f"robots.txt of {url.host} asks not to read it")

    def _read_robots(self, url: Url, deadline: float) -> Protego:
        """The rules of a site: none where it has no such file; where that is not to be told, fails.

        Raises:
            BusyError: The server does not answer, or says that it cannot.
            FetchError: It leads astray.
        """
        there = Url(url.scheme, url.host, url.port, "/robots.txt")
        for _ in range(self.fetching.hops + 1):
            answer = self._ask(there, deadline, ROBOTS_BYTES, {})
            if answer.status not in REDIRECTS:
                break
            there = self._redirected(answer)
        if answer.status >= 500 or answer.status in BUSY:
            raise BusyError(f"robots.txt of {url.host}: HTTP {answer.status}")
        text = decode(self._data(answer, ROBOTS_BYTES)).text if answer.status == 200 else ""
        return Protego.parse(text)

    def _ask(self, url: Url, deadline: float, most: int, more: Mapping[str, str]) -> Answer:
        """One answer of one server.

        Raises:
            BusyError: It did not answer in time, or broke off.
            FetchError: It may not be asked, or is not who it should be.
        """
        self._wait_for(url)
        headers = {
            "User-Agent": self.agent, "Accept": ACCEPT, "Connection": "close",
            "Accept-Encoding": "gzip, deflate", **more,
        }  # fmt: skip
        try:
            with self.door.connection(url.scheme, url.host, url.port, deadline) as connection:
                connection.request(
                    "GET", url.target, headers=headers, preload_content=False, decode_content=False
                )
                response = connection.getresponse()
                data = bytearray()
                for chunk in response.stream(CHUNK, decode_content=False):
                    data += chunk
                    if len(data) > most:
                        break
                if time.monotonic() >= deadline:  # a body without a length ends when it is cut
                    raise TimeoutError
                named = {name.lower(): value for name, value in response.headers.items()}
                return Answer(url, response.status, named, bytes(data))
        except (RefusedError, ssl.SSLCertVerificationError) as error:
            raise FetchError(f"not asked, for {error}") from error
        except (OSError, HTTPError, HTTPException, ValueError) as error:
            raise self._explained(url, error, deadline) from error

    def _explained(self, url: Url, error: Exception, deadline: float) -> FetchError:
        """What went wrong, as far as it can be told; refusals lie within urllib3's own errors."""
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, RefusedError | ssl.SSLCertVerificationError):
                return FetchError(f"not asked, for {cause}")
            cause = cause.__cause__ or cause.__context__
        if time.monotonic() >= deadline:
            return FetchError(f"{url.host} took more than {self.fetching.seconds:g} seconds")
        return BusyError(f"{url.host} does not answer ({error})")

    def _wait_for(self, url: Url) -> None:
        """Waits until the host may be asked again, as its robots.txt says or manners do."""
        rules = self.robots.get(url.site)
        delay = (rules.crawl_delay(self.agent) if rules else None) or PAUSE
        if url.host in self.asked:
            ago = time.monotonic() - self.asked[url.host]
            time.sleep(max(0.0, min(delay, self.fetching.patience) - ago))
        self.asked[url.host] = time.monotonic()

    def _data(self, answer: Answer, most: int | None = None) -> bytes:
        """The body that was meant.

        Raises:
            FetchError: It is too large or damaged.
        """
        most = most or self.fetching.bytes
        coded = {"content-encoding": answer.headers.get("content-encoding", "")}
        try:
            data = meant(answer.data, coded, most + 1)
        except InflateError as error:
            raise FetchError(f"the answer {error}") from error
        if len(data) > most:
            raise FetchError(f"an answer of more than {most:,} bytes")
        return data


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """When a server wants to be asked again, in seconds from now; None where it says nothing."""
    words = headers.get("retry-after", "").strip()
    if words.isascii() and words.isdigit() and len(words) < 10:
        return float(words)
    try:
        when = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
